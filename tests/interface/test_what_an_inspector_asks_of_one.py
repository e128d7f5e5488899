"""What an inspector asks of one person is for nobody else, by whatever way the log goes out."""

import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from domain.base import Refused
from interface.bootstrap import Store
from interface.door import Question, as_json, find_out
from interface.exports import export
from interface.log_reading import entries, proof_file
from tests import one_act
from tests.signed_store import Signed, act, publisher_of, with_a_key

DECREE = {"number": "SK-9/2020", "date": "2020-01-02"}
ANSWER = "Jawaban yang hanya untuk inspektur"


class Asked:
    """A store in which inspector ira asked officer sari about lina, and was answered."""

    def __init__(self, store: Store) -> None:
        self.store = store
        roles = {"ira": "INSPECTOR", "sari": "OFFICER", "lina": "LEGAL"}
        for login, role in roles.items():
            grant = {"role": role, "from": "2020-01-01", "decree": DECREE}
            act(store, "account.open", login=login, name=login, roles=[grant])
        self.before = store.log.end()
        question = {
            "subject": self.account("lina"),
            "question": "Apakah Lina menerima hadiah?",
            "due_on": "2030-01-01",
            "assignee": self.account("sari"),
            "confidential": True,
        }
        asked = one_act.act(store, "ira", "evidence-request.ask", **question)
        self.question = asked.positions[0]
        stored = one_act.act(store, "sari", "document.store", text=ANSWER, title="Surat")
        self.document = stored.id
        answer = {"documents": [self.document]}
        one_act.act(store, "sari", "evidence-request.answer", asked.id, **answer)
        publisher_of(store).publish()
        self.bundle = f"tile/entries/000.p/{store.log.end()}"

    def account(self, login: str) -> str:
        account = self.store.account_of(login)
        assert account is not None
        return account

    def pack(self, login: str, place: Path, **asked: Any) -> set[str]:
        """The names of the files in a pack."""
        question = Question("audit-pack", self.account(login), None, as_json(asked))
        export(self.store, question, place)
        with zipfile.ZipFile(place) as pack:
            return set(pack.namelist())

    def state_of(self, document: str, login: str, **clocks: Any) -> str:
        question = Question("document", self.account(login), document, **clocks)
        return str(find_out(self.store, question)["state"])


@pytest.fixture
def asked(tmp_path: Path) -> Iterator[Asked]:
    signed = Signed(tmp_path, lambda: str(tmp_path / "store"), where=str(tmp_path / "store"))
    store = signed.open()
    with_a_key(signed, store)
    yield Asked(store)
    signed.close()


def refused(work: Callable[[], object]) -> str:
    with pytest.raises(Refused) as caught:
        work()
    return str(caught.value.code)


def test_a_pack_of_everything_is_for_readers_who_see_everything(
    asked: Asked, tmp_path: Path
) -> None:
    document = f"documents/{asked.document}"
    assert document in asked.pack("ira", tmp_path / "ira.zip")
    assert document in asked.pack("sari", tmp_path / "sari.zip"), "she was asked herself"
    assert refused(lambda: asked.pack("lina", tmp_path / "lina.zip")) == "OUT_OF_SCOPE"
    assert not (tmp_path / "lina.zip").exists()


def test_a_pack_of_one_thing_leaves_it_out(asked: Asked, tmp_path: Path) -> None:
    """The thing is what the question is about."""
    about = asked.account("lina")
    files = asked.pack("lina", tmp_path / "lina.zip", subject=about)
    assert f"documents/{asked.document}" not in files
    with zipfile.ZipFile(tmp_path / "lina.zip") as pack:
        assert b"hadiah" not in pack.read("events.jsonl")


def test_a_bundle_of_facts_is_for_readers_who_see_all_in_it(asked: Asked) -> None:
    assert b"hadiah" in (entries(asked.store, asked.account("ira"), asked.bundle) or b"")
    assert b"hadiah" in (entries(asked.store, asked.account("sari"), asked.bundle) or b"")
    work = lambda: entries(asked.store, asked.account("lina"), asked.bundle)  # noqa: E731
    assert refused(work) == "OUT_OF_SCOPE"


def test_a_proof_of_the_question_is_for_who_sees_it_and_others_are_for_all_readers(
    asked: Asked,
) -> None:
    store, position = asked.store, str(asked.question)
    assert "hadiah" not in proof_file(store, asked.account("lina"), str(asked.before))
    assert proof_file(store, asked.account("sari"), position)
    work = lambda: proof_file(store, asked.account("lina"), position)  # noqa: E731
    assert refused(work) == "OUT_OF_SCOPE"


def test_the_document_of_an_answer_is_for_who_sees_the_question_whenever_is_asked(
    asked: Asked,
) -> None:
    assert asked.state_of(asked.document, "ira") == "PRESENT"
    assert asked.state_of(asked.document, "sari") == "PRESENT"
    earlier = asked.question + 1
    for clocks in ({}, {"known_at": earlier}, {"as_of": "2024-01-02"}):
        work = lambda given=clocks: asked.state_of(asked.document, "lina", **given)  # noqa: E731
        assert refused(work) == "OUT_OF_SCOPE"


def test_a_document_that_other_facts_rely_on_too_stays_readable(asked: Asked) -> None:
    breach = {"known_since": "2024-01-02T05:00:00+07:00", "data_kinds": ["nama"], "subjects": 1}
    one_act.act(asked.store, "sari", "breach.record", **breach, document=asked.document)
    assert asked.state_of(asked.document, "lina") == "PRESENT"
