"""Cosigning over HTTP: what a witness answers, and a log that asks its witnesses."""

from pathlib import Path
from typing import Any

import httpx2
import pytest

from infrastructure.clock import SystemClock
from infrastructure.ledger.notes import Note
from infrastructure.ledger.policy import Policy
from infrastructure.ledger.publisher import TooFewWitnesses
from infrastructure.ledger.witness_folder import WitnessFolder
from interface.cli import verifier
from interface.witness_service import MOST_BYTES, witness_service
from tests.http_server import app_serving, serving
from tests.oversight import Oversight, unanswered
from tests.signed_store import Signed, grow, publisher_of
from tests.verifier.material import LOG, ORIGIN, THIEF, Book, facts

# --- the service ---


def test_every_answer_of_the_service_is_that_of_the_specification(tmp_path: Path) -> None:
    logs = Policy.of_text(f"log {LOG.vkey}\nquorum none\n")
    folder = WitnessFolder(tmp_path / "saksi")
    key = folder.make("saksi.example").verifier
    book = Book(facts(20), (LOG,))
    five, other = Book(facts(5), (LOG,)), Book(facts(20)[10:15], (LOG,))
    strange = Book(facts(5), (THIEF,))
    with (
        folder.open(logs, SystemClock()) as witness,
        app_serving(witness_service(witness)) as url,
        httpx2.Client(base_url=url) as client,
    ):

        def post(body: str | bytes) -> Any:
            return client.post("/add-checkpoint", content=body)

        done = post(five.continued(0))
        assert done.status_code == 200
        assert done.text.startswith("\N{EM DASH} saksi.example ")
        note = Note.of_text(five.checkpoint() + done.text)
        assert key.verifies(note.text, note.signatures[-1])
        for body, status, said in (
            (b"", 400, "old"),
            (b"\xff", 400, "utf-8"),
            (book.continued(3).replace("old 3", "old 21"), 400, "back"),
            (strange.continued(0), 403, "none of the known keys"),
            (five.continued(0).replace(ORIGIN, "lain.example"), 404, "not known here"),
            (other.continued(5), 409, "5 facts: CONTRADICTION"),
            (book.continued(5).replace("old 5\n", "old 5\n" + "A" * 43 + "=\n"), 422, "NOT_"),
            ("old 0\n" + "A" * MOST_BYTES, 413, "too long"),
        ):
            refused = post(body)
            assert (refused.status_code, said in refused.text) == (status, True), refused.text
        behind = post(book.continued(0))
        assert (behind.status_code, behind.text) == (409, "5\n")
        assert behind.headers["content-type"] == "text/x.tlog.size"
        assert post(book.continued(5)).status_code == 200
        assert client.get("/add-checkpoint").status_code == 405
        assert client.get("/livez").text == "ok\n"


# --- a log that asks ---


def test_what_is_published_carries_the_cosignatures_and_anybody_can_verify_them(
    signed: Signed, oversight: Oversight, tmp_path: Path
) -> None:
    store = signed.open(witnesses=oversight.witnesses())
    for by in (0, 3):
        grow(store, by)
        note = publisher_of(store).publish()
        assert publisher_of(store).alarm is None
        assert store.ledger.checkpoint() == note
        assert oversight.names_on(note) == ["inspektorat", "bpk"]
    proof, policy = tmp_path / "3.tlog-proof", tmp_path / "policy"
    proof.write_text(store.ledger.proof_of(3) or "")
    policy.write_text(oversight.policy("all"))
    assert verifier.verify(proof, policy=policy) == 0


def test_nothing_new_is_not_cosigned_again(signed: Signed, oversight: Oversight) -> None:
    store = signed.open(witnesses=oversight.witnesses())
    assert publisher_of(store).publish() == publisher_of(store).publish()
    elsewhere = signed.open(witnesses=oversight.witnesses())
    assert publisher_of(elsewhere).publish() == store.ledger.checkpoint()


def test_a_publisher_that_knows_nothing_of_the_witnesses_is_told_where_they_stand(
    signed: Signed, oversight: Oversight
) -> None:
    store = signed.open(witnesses=oversight.witnesses())
    publisher_of(store).publish()
    grow(store, 2)
    fresh = signed.open(witnesses=oversight.witnesses())
    assert oversight.names_on(publisher_of(fresh).publish()) == ["inspektorat", "bpk"]


def test_a_witness_that_is_away_raises_an_alarm_and_is_asked_again(
    signed: Signed, oversight: Oversight
) -> None:
    """Fail open: the checkpoint is published, and gets the missing cosignature later."""
    oversight.found("telkom")
    store = signed.open(witnesses=oversight.witnesses(nowhere=unanswered()))
    note = publisher_of(store).publish()
    assert oversight.names_on(note) == ["inspektorat", "bpk"]
    alarm = publisher_of(store).alarm
    assert alarm is not None
    assert alarm.startswith("telkom: ")
    with serving(store) as url:
        ready = httpx2.get(f"{url}/readyz")
    assert (ready.status_code, ready.json()["unwitnessed"]) == (200, alarm)
    oversight.employ("telkom")
    later = signed.open(witnesses=oversight.witnesses())
    note = publisher_of(later).publish()
    assert oversight.names_on(note) == ["inspektorat", "bpk", "telkom"]
    assert later.ledger.checkpoint() == note
    assert publisher_of(later).alarm is None


def test_fewer_than_the_quorum_asks_for_are_enough_where_it_says_so(
    signed: Signed, oversight: Oversight
) -> None:
    oversight.found("telkom")
    store = signed.open(witnesses=oversight.witnesses("bpk", nowhere=unanswered()))
    publisher_of(store).publish()
    assert publisher_of(store).alarm is None


def test_where_witnesses_are_required_nothing_is_published_without_them(
    signed: Signed, oversight: Oversight
) -> None:
    """Fail closed: the head is signed and remembered, but nobody is given it."""
    oversight.found("telkom")
    lacking = oversight.witnesses(nowhere=unanswered())
    store = signed.open(witnesses=lacking, witnesses_required=True)
    with pytest.raises(TooFewWitnesses, match="telkom"):
        publisher_of(store).publish()
    assert store.ledger.checkpoint() is None
    with serving(store) as url:
        assert httpx2.get(f"{url}/readyz").status_code == 503
    oversight.employ("telkom")
    store = signed.open(witnesses=oversight.witnesses(), witnesses_required=True)
    assert oversight.names_on(publisher_of(store).publish()) == ["inspektorat", "bpk", "telkom"]


def test_a_witness_without_an_address_is_told_of(signed: Signed, oversight: Oversight) -> None:
    oversight.found("telkom")
    store = signed.open(witnesses=oversight.witnesses())
    publisher_of(store).publish()
    assert publisher_of(store).alarm == "telkom: it has no address and is asked by hand"


ODD = {
    "an answer that is none": (200, b"hello\n"),
    "no answer": (200, b""),
    "the signature of another": (200, LOG.line("x").encode()),
    "not found": (404, b"no\n"),
    "a broken server": (500, b"\xff"),
}


@pytest.mark.parametrize("odd", ODD)
def test_a_witness_that_answers_oddly_is_one_that_did_not_cosign(
    signed: Signed, oversight: Oversight, odd: str
) -> None:
    status, content = ODD[odd]

    async def answers(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": status, "headers": []})
            await send({"type": "http.response.body", "body": content})
        else:
            await receive()
            await send({"type": "lifespan.startup.complete"})
            await receive()
            await send({"type": "lifespan.shutdown.complete"})

    oversight.found("telkom")
    with app_serving(answers) as url:
        store = signed.open(witnesses=oversight.witnesses(nowhere=url))
        note = publisher_of(store).publish()
    assert oversight.names_on(note) == ["inspektorat", "bpk"]
    assert str(publisher_of(store).alarm).startswith("telkom: ")
