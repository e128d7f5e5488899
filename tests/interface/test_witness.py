"""Cosigning from end to end: a store that signs, witnesses over HTTP, and one without a network."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2
import pytest
from click.testing import CliRunner, Result

from infrastructure.clock import SystemClock
from infrastructure.ledger.checkpoint import Checkpoint
from infrastructure.ledger.notes import Note
from infrastructure.ledger.policy import Policy
from infrastructure.ledger.publisher import TooFewWitnesses
from infrastructure.ledger.signing import SigningKey
from infrastructure.ledger.witness_folder import WitnessFolder
from infrastructure.ledger.witnesses import Witnesses
from interface.cli import verifier
from interface.cli.main import main
from interface.witness_service import MOST_BYTES, witness_service
from tests.architecture.house import ROOT
from tests.http_server import app_serving, serving
from tests.signed_store import Signed, grow, publisher_of, with_a_key
from tests.verifier.material import LOG, ORIGIN, THIEF, Book, facts

PATIENCE = 2.0


@dataclass
class Oversight:
    """Witnesses in folders of their own, those at work behind a server, and a log they watch."""

    place: Path
    log: SigningKey
    working: ExitStack
    keys: dict[str, SigningKey] = field(default_factory=dict)
    urls: dict[str, str] = field(default_factory=dict)

    def folder(self, name: str) -> WitnessFolder:
        return WitnessFolder(self.place / name)

    def found(self, *names: str) -> None:
        """Make witnesses that nobody can reach yet."""
        for name in names:
            self.keys[name] = self.folder(name).make(f"{name}.example/saksi")

    def employ(self, *names: str) -> None:
        """Let witnesses answer over HTTP."""
        logs = Policy.of_text(f"log {self.log.verifier}\nquorum none\n")
        for name in names:
            witness = self.working.enter_context(self.folder(name).open(logs, SystemClock()))
            self.urls[name] = self.working.enter_context(app_serving(witness_service(witness)))

    def policy(self, quorum: str, nowhere: str = "") -> str:
        known = "".join(
            f"witness {name} {key.verifier} {self.urls.get(name, nowhere)}\n"
            for name, key in self.keys.items()
        )
        group = f"group all all {' '.join(self.keys)}\n"
        return f"log {self.log.verifier}\n{known}{group}quorum {quorum}\n"

    def witnesses(self, quorum: str = "all", nowhere: str = "") -> Witnesses:
        return Witnesses(Policy.of_text(self.policy(quorum, nowhere)), patience=PATIENCE)

    def names_on(self, note: Note) -> list[str]:
        return list(self.witnesses().held(note))


@pytest.fixture
def signed(tmp_path: Path) -> Iterator[Signed]:
    signed = Signed(tmp_path, lambda: "", where=str(tmp_path / "store"))
    yield signed
    signed.close()


@pytest.fixture
def oversight(signed: Signed, tmp_path: Path) -> Iterator[Oversight]:
    """Two witnesses at work for a store that has a key."""
    store = signed.open()
    with ExitStack() as working:
        oversight = Oversight(tmp_path, with_a_key(signed, store), working)
        oversight.found("inspektorat", "bpk")
        oversight.employ("inspektorat", "bpk")
        yield oversight


def unanswered() -> str:
    """An address where nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{found.getsockname()[1]}"


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


# --- by hand ---


def run(oversight: Oversight, *arguments: str | Path, **also: str) -> Result:
    """The command line at the log's own place."""
    environment = {
        "JEJAK_STORE": str(oversight.place / "store"),
        "JEJAK_ORIGIN": oversight.log.name,
        "JEJAK_SIGNING": str(oversight.place / "keys"),
        "JEJAK_WITNESSES": str(oversight.place / "policy"),
        **also,
    }
    return CliRunner().invoke(main, [str(part) for part in arguments], env=environment)


def test_a_witness_without_a_network_cosigns_from_a_file(
    signed: Signed, oversight: Oversight, tmp_path: Path
) -> None:
    laptop, logs = tmp_path / "laptop", tmp_path / "logs"
    made = run(oversight, "witness", "new", "bkn.example/saksi", "--at", laptop)
    assert made.exit_code == 0, made.output
    vkey = made.stdout.strip()
    logs.write_text(f"log {oversight.log.verifier}\nquorum none\n")
    (tmp_path / "policy").write_text(f"witness bkn {vkey}\nquorum bkn\n")
    request, cosigned = tmp_path / "request", tmp_path / "cosigned"
    home = ("--at", laptop, "--logs", logs)

    assert run(oversight, "cosign", "ask", request).exit_code == 2
    published = run(oversight, "checkpoint", "--sign")
    assert published.exit_code == 0
    assert "bkn: it has no address and is asked by hand" in published.stderr
    assert run(oversight, "cosign", "ask", request).exit_code == 0
    done = run(oversight, "witness", "cosign", request, *home, "-o", cosigned)
    assert done.exit_code == 0, done.output
    added = run(oversight, "cosign", "add", cosigned)
    assert (added.exit_code, "bkn" in added.stderr) == (0, True), added.output
    assert run(oversight, "cosign", "add", cosigned).exit_code == 1

    grow(signed.open(), 3)
    again = run(oversight, "checkpoint", "--sign")
    assert again.exit_code == 0
    size = Checkpoint.of_text(Note.of_text(cosigned.read_text()).text).size
    assert run(oversight, "cosign", "ask", request).exit_code == 0
    refused = run(oversight, "witness", "cosign", request, *home)
    assert refused.exit_code == 4
    assert f"jejak cosign ask --old {size}." in refused.stderr
    assert run(oversight, "cosign", "ask", request, "--old", str(size)).exit_code == 0
    printed = run(oversight, "witness", "cosign", request, *home)
    assert printed.exit_code == 0
    cosigned.write_text(printed.stdout)
    assert run(oversight, "cosign", "add", cosigned).exit_code == 0
    store = signed.open()
    note = store.ledger.checkpoint()
    assert note is not None
    assert str(note) == printed.stdout
    assert run(oversight, "checkpoint", "--sign").stdout == printed.stdout
    assert run(oversight, "cosign", "ask", request, "--old", "99").exit_code == 2


def test_an_older_checkpoint_that_is_cosigned_late_does_not_become_the_newest(
    signed: Signed, oversight: Oversight, tmp_path: Path
) -> None:
    (tmp_path / "policy").write_text(oversight.policy("all"))
    store = signed.open()
    early = publisher_of(store).publish()
    grow(store, 1)
    newest = publisher_of(store).publish()
    late = oversight.witnesses().ask(early, lambda old, new: ())
    assert len(late.signatures) == 2
    cosigned = tmp_path / "cosigned"
    cosigned.write_text(str(Note(early.text, (*early.signatures, *late.signatures))))
    assert run(oversight, "cosign", "add", cosigned).exit_code == 0
    assert store.ledger.checkpoint() == newest
    assert len(store.ledger.signatures(Checkpoint.of_text(early.text).size)) == 3


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["witness", "cosign", "policy", "--at", "bpk", "--logs", "policy"], 2, "Not a request"),
        (["witness", "cosign", "policy", "--at", "none", "--logs", "policy"], 2, "witness new"),
        (["witness", "cosign", "policy", "--at", "bpk", "--logs", "note"], 2, "cannot be read"),
        (["witness", "new", "two words", "--at", "other"], 2, "cannot name a key"),
        (["cosign", "add", "policy"], 2, "Not a signed checkpoint"),
        (["cosign", "add", "note"], 2, "has published no such checkpoint"),
    ],
)
def test_what_cannot_be_done_is_said(
    signed: Signed, oversight: Oversight, tmp_path: Path, arguments: list[str], code: int, said: str
) -> None:
    (tmp_path / "policy").write_text(oversight.policy("all"))
    (tmp_path / "note").write_text(Book(facts(3)).checkpoint())
    files = {"policy", "note", "bpk", "none", "other"}
    done = run(oversight, *(tmp_path / word if word in files else word for word in arguments))
    assert (done.exit_code, said in done.output) == (code, True), done.output


def test_a_witness_serves_in_a_process_of_its_own_until_it_is_told_to_stop(
    signed: Signed, oversight: Oversight, tmp_path: Path
) -> None:
    (tmp_path / "policy").write_text(oversight.policy("all"))
    port = unanswered().rpartition(":")[2]
    words = ["witness", "serve", "--at", "bpk", "--logs", "policy", "--port", port]
    program = "from interface.cli.main import main; main()"
    oversight.working.close()
    process = subprocess.Popen(
        [sys.executable, "-c", program, *words],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    try:
        url = f"http://127.0.0.1:{port}"
        answered(f"{url}/livez", process)
        oversight.urls = {"bpk": url}
        store = signed.open(witnesses=oversight.witnesses("bpk"))
        assert oversight.names_on(publisher_of(store).publish()) == ["bpk"]
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()


def answered(url: str, process: "subprocess.Popen[bytes]") -> None:
    """Come back when an address answers."""
    while process.poll() is None:
        try:
            assert httpx2.get(url).status_code == 200
        except httpx2.TransportError:
            with suppress(subprocess.TimeoutExpired):
                process.wait(0.05)
            continue
        return
    pytest.fail("the witness did not start")


def test_a_store_opens_with_the_witnesses_that_are_set(
    signed: Signed, oversight: Oversight, tmp_path: Path
) -> None:
    (tmp_path / "policy").write_text(oversight.policy("all"))
    done = run(oversight, "checkpoint", "--sign")
    assert (done.exit_code, done.stderr) == (0, "")
    assert oversight.names_on(Note.of_text(done.stdout)) == ["inspektorat", "bpk"]
    oversight.found("telkom")
    (tmp_path / "policy").write_text(oversight.policy("all", unanswered()))
    grow(signed.open(), 1)
    required = {"JEJAK_WITNESSES_REQUIRED": "1"}
    done = run(oversight, "checkpoint", "--sign", **required)
    assert (done.exit_code, done.stdout) == (4, "")
    assert "Not published, too few witnesses: telkom: " in done.stderr
    (tmp_path / "policy").write_text("quorum nobody\n")
    assert run(oversight, "checkpoint", "--sign").exit_code == 2
