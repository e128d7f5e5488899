"""The verbs that look after a store: the clock's tick, the checkpoint, and proofs.

The verifier of proofs is written from RFC 9162 §2.1.3.2 and §2.1.4.2 and shares no code with the
product: that is the point of a proof.
"""

import json
from base64 import b64decode
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from interface.bootstrap import open_store
from tests.interface.conftest import SMOKE
from tests.kept_store import jejak
from tests.verifier.material import LOG, Book, facts
from tests.verifier.material import policy as trusted

DAY_AFTER_THE_END = "2022-02-18T00:05:00+07:00"


@pytest.fixture
def played(place: str, tmp_path: Path) -> str:
    """A store with the smoke story in it, on each database."""
    assert run(tmp_path, "run", SMOKE, "--store", place).exit_code == 0
    return place


def run(tmp_path: Path, *arguments: str | Path) -> Any:
    return jejak(*arguments, evidence=tmp_path / "evidence")


# --- tick ---


def test_a_tick_records_what_is_due_prints_it_and_a_second_adds_nothing(
    played: str, tmp_path: Path
) -> None:
    first = run(tmp_path, "tick", "--store", played, "--at", DAY_AFTER_THE_END)
    assert first.exit_code == 0, first.output
    *_, last = first.stdout.splitlines()
    assert "2022-02-18  agreement:" in last
    assert last.endswith("Berakhir / Expired")
    count = len(first.stdout.splitlines())
    assert first.stderr == (
        f"{count} hal yang jatuh tempo dicatat.\nWhat was due is recorded: {count} facts.\n"
    )
    store = open_store(played, evidence=tmp_path / "evidence")
    head = store.log.head().position
    facts = list(store.log.tail(head - count))
    store.close()
    assert {(fact.actor, fact.role, fact.channel) for fact in facts} == {
        ("system", "SYSTEM", "system")
    }
    assert [int(line.split()[0]) for line in first.stdout.splitlines()] == [
        fact.position for fact in facts
    ]

    second = run(tmp_path, "tick", "--store", played)
    assert (second.exit_code, second.stdout) == (0, "")
    assert second.stderr == "Tidak ada yang jatuh tempo.\nNothing is due.\n"
    store = open_store(played, evidence=tmp_path / "evidence")
    assert store.log.head().position == head
    store.close()


def test_a_tick_of_a_production_store_runs_at_the_real_time_and_takes_no_other(
    place: str, tmp_path: Path
) -> None:
    open_store(place, evidence=tmp_path / "evidence").close()
    assert run(tmp_path, "tick", "--store", place).exit_code == 0
    forced = run(tmp_path, "tick", "--store", place, "--at", DAY_AFTER_THE_END)
    assert forced.exit_code == 2


# --- what was handed out ---


def test_verify_takes_what_was_handed_out_and_needs_no_store(tmp_path: Path) -> None:
    book, policy = Book(facts(20)), tmp_path / "policy"
    policy.write_text(trusted())
    proof, key, kept = tmp_path / "7.tlog-proof", tmp_path / "vkey", tmp_path / "kept"
    proof.write_text(book.proof(7))
    key.write_text(f"{LOG.vkey}\n")
    kept.write_text(book.checkpoint(5))
    for handed_out in (proof, book.tiles(tmp_path / "tiles"), book.pack(tmp_path / "pack.zip")):
        for trust in (["--policy", policy], ["--key", key], ["--key", LOG.vkey]):
            done = run(tmp_path, "verify", handed_out, *trust)
            assert done.exit_code == 0, done.output
            assert done.stdout.endswith("Terbukti.\nProven.\n")
        assert run(tmp_path, "verify", handed_out).exit_code == 3
    assert run(tmp_path, "verify", tmp_path / "tiles", "--checkpoint", kept).exit_code == 3
    (tmp_path / "tiles/tile/entries/000.p/20").write_bytes(b"")
    done = run(tmp_path, "verify", tmp_path / "tiles", "--key", key)
    assert done.exit_code == 4
    assert "NOT PROVEN: tile/entries/000.p/20" in done.stdout
    assert not (tmp_path / "data").exists()


def test_verify_of_something_that_is_not_there(tmp_path: Path) -> None:
    assert run(tmp_path, "verify", tmp_path / "gone.zip").exit_code == 2


# --- checkpoint and proofs ---


def leaf_of(entry: bytes) -> bytes:
    return sha256(b"\x00" + entry).digest()


def parent_of(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def is_included(leaf: bytes, index: int, size: int, path: list[bytes], root: bytes) -> bool:
    """RFC 9162 §2.1.3.2."""
    if index >= size:
        return False
    number, last, result = index, size - 1, leaf
    for node in path:
        if last == 0:
            return False
        if number % 2 == 1 or number == last:
            result = parent_of(node, result)
            while number % 2 == 0 and number != 0:
                number, last = number // 2, last // 2
        else:
            result = parent_of(result, node)
        number, last = number // 2, last // 2
    return last == 0 and result == root


def is_consistent(
    first: int, first_root: bytes, second: int, second_root: bytes, path: list[bytes]
) -> bool:
    """RFC 9162 §2.1.4.2, for 0 < first; equal sizes need equal roots and no path."""
    if first == second:
        return path == [] and first_root == second_root
    if not path:
        return False
    nodes = [first_root, *path] if first & (first - 1) == 0 else list(path)
    number, last = first - 1, second - 1
    while number % 2 == 1:
        number, last = number // 2, last // 2
    old = new = nodes[0]
    for node in nodes[1:]:
        if last == 0:
            return False
        if number % 2 == 1 or number == last:
            old, new = parent_of(node, old), parent_of(node, new)
            while number % 2 == 0 and number != 0:
                number, last = number // 2, last // 2
        else:
            new = parent_of(new, node)
        number, last = number // 2, last // 2
    return last == 0 and (old, new) == (first_root, second_root)


def ask_proof(where: str, tmp_path: Path, *clocks: str, **asked: int) -> dict[str, Any]:
    fields = tmp_path / "proof.json"
    fields.write_text(json.dumps(asked))
    done = run(tmp_path, "ask", "proof", "--store", where, "--with", fields, *clocks)
    assert done.exit_code == 0, done.output
    answer: dict[str, Any] = json.loads(done.stdout)
    return answer


def path_of(answer: dict[str, Any]) -> list[bytes]:
    return [bytes.fromhex(node) for node in answer["path"]]


def test_the_checkpoint_is_the_size_and_root_of_the_log_as_text(
    played: str, tmp_path: Path
) -> None:
    done = run(tmp_path, "checkpoint", "--store", played)
    assert done.exit_code == 0, done.output
    origin, size, root, *rest = done.stdout.split("\n")
    store = open_store(played, evidence=tmp_path / "evidence")
    head, name = store.log.head(), store.ledger.origin
    store.close()
    assert name.startswith("jejak/")
    assert (origin, size, rest) == (name, str(head.position), ["", ""])
    assert b64decode(root) == head.root
    asked = run(tmp_path, "ask", "checkpoint", "--store", played)
    answer = json.loads(asked.stdout)
    assert (answer["origin"], answer["size"]) == (name, head.position)
    assert bytes.fromhex(answer["root"]) == head.root


def test_a_stranger_can_check_that_a_fact_stands_in_the_log(played: str, tmp_path: Path) -> None:
    store = open_store(played, evidence=tmp_path / "evidence")
    entries = dict(store.log.stored(0))
    store.close()
    written = run(tmp_path, "checkpoint", "--store", played).stdout.split("\n")
    size, root = int(written[1]), b64decode(written[2])
    for position in (1, 2, 33, 64, 65, size):
        answer = ask_proof(played, tmp_path, at=position)
        assert (answer["size"], bytes.fromhex(answer["root"])) == (size, root)
        leaf, path = leaf_of(entries[position]), path_of(answer)
        assert bytes.fromhex(answer["leaf"]) == leaf
        assert is_included(leaf, position - 1, size, path, root)
        forged = leaf_of(entries[position].replace(b"sandbox", b"prod") + b" ")
        assert not is_included(forged, position - 1, size, path, root)
        assert not is_included(leaf, position % size, size, path, root)


def test_a_stranger_can_check_that_an_earlier_log_is_the_beginning(
    played: str, tmp_path: Path
) -> None:
    whole = ask_proof(played, tmp_path)
    size, root = whole["size"], bytes.fromhex(whole["root"])
    for first in (1, 2, 31, 32, 64, 65, size):
        before = ask_proof(played, tmp_path, "--known-at", str(first))
        first_root = bytes.fromhex(before["root"])
        assert before["size"] == first
        path = path_of(ask_proof(played, tmp_path, first_size=first))
        assert is_consistent(first, first_root, size, root, path)
        assert not is_consistent(first, sha256(first_root).digest(), size, root, path)
        if first < size:
            assert not is_consistent(first, first_root, size, first_root, path)
