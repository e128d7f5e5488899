"""The log over HTTP: checkpoint and hashes for everybody, facts for those who may read them."""

from collections.abc import Iterator
from pathlib import Path
from shutil import copytree
from time import monotonic
from typing import Any

import pytest
from fastapi.testclient import TestClient

from domain.enums import Role
from infrastructure.ledger.checkpoint import Checkpoint
from infrastructure.ledger.notes import Note
from infrastructure.ledger.proof_file import ProofFile
from infrastructure.ledger.signing import Algorithm, SigningKey, signed_by
from infrastructure.ledger.static import write_tree
from infrastructure.ledger.tiles import entries_in
from interface.api.app import create_app
from interface.bootstrap import Schedule, Store, StoreKind, open_store
from interface.journal import Runner
from interface.journal_lines import first_instant_of, read_lines
from interface.transports import DoorTransport
from tests.http_server import token_of
from tests.interface.conftest import SMOKE
from tests.signed_store import ORIGIN, Signed, act, announce, grow, publisher_of, with_a_key

RECORDED = 66


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The smoke story, told once."""
    where = tmp_path_factory.mktemp("template") / "store"
    lines = read_lines(SMOKE)
    opening = first_instant_of(lines)
    keys = where.parent / "personal"
    store = open_store(str(where), kind=StoreKind.SANDBOX, at=opening, keys=keys)
    assert Runner(DoorTransport(store)).run(lines).failures == []
    store.close()
    return where


@pytest.fixture
def signed(tmp_path: Path, template: Path) -> Iterator[Signed]:
    where = str(copytree(template, tmp_path / "store"))
    personal = template.parent / "personal"
    signed = Signed(tmp_path, lambda: where, where=where, personal=personal)
    yield signed
    signed.close()


@pytest.fixture
def store(signed: Signed) -> Store:
    return signed.open()


@pytest.fixture
def key(signed: Signed, store: Store) -> SigningKey:
    key = with_a_key(signed, store)
    publisher_of(store).publish()
    return key


@pytest.fixture
def client(store: Store) -> Iterator[TestClient]:
    with TestClient(create_app(store)) as client:
        yield client


def bearing(store: Store, login: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token_of(store)(login)}"}


def test_before_anything_was_signed_there_is_nothing_to_fetch(client: TestClient) -> None:
    assert client.get("/log/checkpoint").status_code == 404
    assert client.get("/log/tile/0/000.p/66").status_code == 404


def test_anybody_fetches_the_newest_checkpoint_and_never_an_old_one_from_a_cache(
    client: TestClient, store: Store, key: SigningKey
) -> None:
    answer = client.get("/log/checkpoint")
    assert (answer.status_code, answer.headers["content-type"]) == (
        200,
        "text/plain; charset=utf-8",
    )
    assert answer.headers["cache-control"] == "public, max-age=5"
    note = Note.of_text(answer.text)
    assert signed_by(note, (key.verifier,))
    head = store.log.head()
    assert Checkpoint.of_text(note.text) == Checkpoint(ORIGIN, head.position, head.root)


def test_the_files_over_http_are_those_in_a_folder(
    client: TestClient, store: Store, key: SigningKey, tmp_path: Path
) -> None:
    assert key.name == ORIGIN
    write_tree(store.ledger, tmp_path / "web")
    reader = bearing(store, "sari")
    files = [file for file in (tmp_path / "web").rglob("*") if file.is_file()]
    assert len(files) == 3
    for file in files:
        answer = client.get(f"/log/{file.relative_to(tmp_path / 'web')}", headers=reader)
        assert answer.content == file.read_bytes()


def test_hashes_are_for_everybody_and_may_be_kept_for_ever(
    client: TestClient, key: SigningKey
) -> None:
    assert key.name == ORIGIN
    for width in (1, 67):
        answer = client.get(f"/log/tile/0/000.p/{width}")
        assert (answer.status_code, len(answer.content)) == (200, 32 * width)
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize(
    "path",
    ["tile/0/000", "tile/0/000.p/68", "tile/1/000.p/1", "tile/0/001.p/1", "tile/x", "tile/0/0"],
)
def test_what_the_published_tree_does_not_have_is_not_there(
    client: TestClient, store: Store, key: SigningKey, path: str
) -> None:
    """Though the log has grown on: what is not signed yet is not served."""
    assert key.name == ORIGIN
    grow(store, 3)
    assert client.get(f"/log/{path}").status_code == 404


def test_facts_are_for_those_who_read_the_programme(
    client: TestClient, store: Store, key: SigningKey
) -> None:
    assert key.name == ORIGIN
    path = "/log/tile/entries/000.p/67"
    assert client.get(path).status_code == 401
    assert client.get(path, headers=bearing(store, "root")).json()["code"] == "OUT_OF_SCOPE"
    answer = client.get(path, headers=bearing(store, "sari"))
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-store"
    assert entries_in(answer.content) == [stored for _, stored in store.log.stored(0)]
    [refused] = [entry for entry in store.access_log.entries() if entry.name == "entries"]
    assert (refused.account, refused.code) == (store.account_of("root"), "OUT_OF_SCOPE")


def test_a_proof_goes_to_whoever_recorded_the_fact_and_to_readers_of_the_programme(
    client: TestClient, store: Store, key: SigningKey
) -> None:
    own = act(store, "document.store", text="milik sendiri", title="Surat").positions[0]
    publisher_of(store).publish()
    answer = client.get(f"/log/proof/{own}", headers=bearing(store, "root"))
    assert (answer.status_code, answer.headers["content-type"]) == (
        200,
        "text/plain; charset=utf-8",
    )
    proof = ProofFile.of_text(answer.text)
    assert proof.extra is not None
    head = proof.shows(proof.extra, (key.verifier,))
    assert (proof.index, head.size) == (own - 1, own)
    others = f"/log/proof/{RECORDED}"
    assert client.get(others).status_code == 401
    assert client.get(others, headers=bearing(store, "root")).json()["code"] == "OUT_OF_SCOPE"
    assert client.get(others, headers=bearing(store, "sari")).status_code == 200


def test_an_inspectors_reading_of_stored_facts_is_noted(
    client: TestClient, store: Store, key: SigningKey
) -> None:
    assert key.name == ORIGIN
    decree = {"number": "SK-9/2020", "date": "2020-01-02"}
    grant = {"role": Role.INSPECTOR.value, "from": "2020-01-01", "decree": decree}
    act(store, "account.open", login="insp", name="Inspektur", roles=[grant])
    reader = bearing(store, "insp")
    assert client.get("/log/tile/entries/000.p/67", headers=reader).status_code == 200
    assert client.get("/log/proof/5", headers=reader).status_code == 200
    noted = [
        (entry.kind.value, entry.name, entry.subject)
        for entry in store.access_log.entries()
        if entry.account == store.account_of("insp")
    ]
    assert noted == [("READ", "entries", None), ("READ", "proof-file", "5")]


@pytest.mark.parametrize("position", ["0", "-1", "999999", "9" * 30, "x", "\u0663"])
def test_a_fact_that_is_not_there_has_no_proof(
    client: TestClient, store: Store, key: SigningKey, position: str
) -> None:
    assert key.name == ORIGIN
    answer = client.get(f"/log/proof/{position}", headers=bearing(store, "sari"))
    assert answer.json()["code"] == "NOT_FOUND"


def test_a_fact_no_checkpoint_is_over_has_no_proof_yet(
    client: TestClient, store: Store, key: SigningKey
) -> None:
    assert key.name == ORIGIN
    grow(store, 1)
    reader = bearing(store, "sari")
    newest = store.log.head().position
    assert client.get(f"/log/proof/{newest}", headers=reader).status_code == 404
    publisher_of(store).publish()
    assert client.get(f"/log/proof/{newest}", headers=reader).status_code == 200


def test_the_checkpoint_question_shows_the_signatures_of_that_very_size(
    client: TestClient, store: Store, key: SigningKey
) -> None:
    assert key.name == ORIGIN
    reader = bearing(store, "sari")

    def asked(**at: Any) -> tuple[str, int, int]:
        answer = client.get("/v1/checkpoint", params=at, headers=reader).json()
        return answer["origin"], answer["size"], len(answer["signatures"])

    assert asked() == (ORIGIN, 67, 1)
    grow(store, 1)
    assert asked() == (ORIGIN, 68, 0)
    assert asked(known_at=67) == (ORIGIN, 67, 1)


def test_readiness_turns_red_when_the_head_must_not_be_signed(
    signed: Signed, client: TestClient, store: Store, key: SigningKey
) -> None:
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["unsigned"]) == (200, None)
    other = SigningKey.made(ORIGIN, Algorithm.ED25519)
    text = Checkpoint(ORIGIN, 1000, bytes(32)).text()
    announce(store, other)
    signed.keys.remember(Note(text, (key.sign(text),)))
    with Schedule(publisher_of(store), 3600):
        pass
    ready = client.get("/readyz")
    assert (ready.status_code, ready.json()["ok"]) == (503, False)
    assert ready.json()["unsigned"] == "the log has 68 facts, a head of 1000 was signed"


def comes_to(store: Store, size: int) -> bool:
    """Whether a checkpoint over so many facts is published before long."""
    deadline = monotonic() + 20
    while monotonic() < deadline:
        if store.ledger.size() >= size:
            return True
    return False


def test_a_server_publishes_at_its_start_again_and_again_and_at_its_end(
    signed: Signed, store: Store
) -> None:
    with_a_key(signed, store)
    with Schedule(publisher_of(store), 0.01):
        assert comes_to(store, 67)
        grow(store, 2)
        assert comes_to(store, 69)
    with Schedule(publisher_of(store), 3600):
        grow(store, 1)
    assert store.ledger.size() == 70


def test_a_store_without_keys_is_ready_and_says_nothing_of_signing(signed: Signed) -> None:
    store = signed.open(signing=None)
    assert store.publisher is None
    with TestClient(create_app(store)) as client:
        assert "unsigned" not in client.get("/readyz").json()
