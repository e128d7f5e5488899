"""Cosigning from files, for a witness without a network, and what the command line says."""

import os
import signal
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import httpx2
import pytest
from click.testing import CliRunner, Result

from infrastructure.ledger.checkpoint import Checkpoint
from infrastructure.ledger.notes import Note
from interface.cli.main import main
from tests.architecture.house import ROOT
from tests.oversight import Oversight, unanswered
from tests.signed_store import Signed, grow, publisher_of
from tests.verifier.material import Book, facts


def run(oversight: Oversight, *arguments: str | Path, **also: str) -> Result:
    """The command line at the log's own place."""
    environment = {
        "JEJAK_STORE": str(oversight.place / "store"),
        "JEJAK_ORIGIN": oversight.log.name,
        "JEJAK_SIGNING": str(oversight.place / "signing"),
        "JEJAK_KEYS": str(oversight.place / "personal"),
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
