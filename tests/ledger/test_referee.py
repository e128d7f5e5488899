"""What this product signs, proves and publishes is accepted by Go's sumdb, and what is spoiled is
not; and the other way round."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest

from domain.envelope import Instant
from infrastructure.ledger.book import Ledger
from infrastructure.ledger.checkpoint import Checkpoint
from infrastructure.ledger.nodes import Nodes
from infrastructure.ledger.notes import Note, encoded
from infrastructure.ledger.published import Published
from infrastructure.ledger.signing import Algorithm, SigningKey, signed_by
from infrastructure.ledger.static import write_tree
from infrastructure.ledger.tree import Tree
from infrastructure.merkle import leaf_hash, tree_hash
from infrastructure.side_tables import SqliteTables
from tests.ledger.entries import Entries
from tests.ledger.refereeing import Referee

ORIGIN = "city.example/log"
KEY = SigningKey(ORIGIN, Algorithm.ED25519, bytes(range(32)))
NOON = Instant("2024-01-02T05:00:00.000000Z")
LARGE = 66_321


@pytest.fixture(scope="module")
def referee(tmp_path_factory: pytest.TempPathFactory) -> Referee:
    return Referee(tmp_path_factory.mktemp("referee"))


@dataclass
class Log:
    """A list of entries with a tree, and a folder it is published to."""

    entries: Entries
    ledger: Ledger
    folder: Path

    def publish(self) -> Note:
        size = len(self.entries.stored_bytes)
        text = Checkpoint(ORIGIN, size, self.ledger.root(size)).text()
        note = Note(text, (KEY.sign(text),))
        self.ledger.published.add(ORIGIN, size, note, NOON)
        write_tree(self.ledger, self.folder)
        return note

    def question(self, kind: str, folder: Path | None = None, **more: Any) -> dict[str, Any]:
        place = str(folder or self.folder)
        return {"Kind": kind, "Folder": place, "Key": str(KEY.verifier), **more}


def log_in(place: Path, size: int) -> Iterator[Log]:
    tables = SqliteTables(place / "side.db")
    entries = Entries(size)
    ledger = Ledger(ORIGIN, Tree(entries, Nodes(tables)), Published(tables))
    yield Log(entries, ledger, place / "web")
    tables.close()


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    yield from log_in(tmp_path, 600)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Log]:
    for found in log_in(tmp_path_factory.mktemp("large"), LARGE):
        found.publish()
        yield found


def test_go_opens_our_notes_and_we_open_gos_and_both_write_the_same(referee: Referee) -> None:
    text = Checkpoint(ORIGIN, 7, tree_hash([leaf_hash(b"x")] * 7)).text()
    ours = str(Note(text, (KEY.sign(text),)))
    opened, signed = referee.ask(
        {"Kind": "open", "Text": ours, "Key": str(KEY.verifier)},
        {"Kind": "sign", "Text": text, "Key": KEY.secret_text()},
    )
    assert opened == {"Error": "", "Text": text}
    assert signed == {"Error": "", "Text": ours}
    assert signed_by(Note.of_text(signed["Text"]), (KEY.verifier,))


def test_go_passes_over_the_lines_of_other_algorithms(referee: Referee) -> None:
    """A log that also signs with ML-DSA-44 stays readable for those who know Ed25519 alone."""
    text = Checkpoint(ORIGIN, 7, tree_hash([leaf_hash(b"x")] * 7)).text()
    others = [replace(KEY, algorithm=kind) for kind in list(Algorithm)[1:]]
    note = Note(text, tuple(key.sign(text, 1) for key in (KEY, *others)))
    [opened] = referee.ask({"Kind": "open", "Text": str(note), "Key": str(KEY.verifier)})
    assert opened == {"Error": "", "Text": text}


def test_go_refuses_every_note_with_a_changed_bit_that_we_refuse(referee: Referee) -> None:
    text = Checkpoint(ORIGIN, 7, tree_hash([leaf_hash(b"x")] * 7)).text()
    ours = str(Note(text, (KEY.sign(text),))).encode()
    spoiled = []
    for at in range(len(ours)):
        changed = bytearray(ours)
        changed[at] ^= 1
        spoiled.append(bytes(changed).decode("utf-8", "replace"))
    asked = [{"Kind": "open", "Text": one, "Key": str(KEY.verifier)} for one in spoiled]
    errors = referee.errors(asked)
    assert [one for one, error in zip(spoiled, errors, strict=True) if not error] == []


def test_go_accepts_every_proof_of_the_trees_of_up_to_24_leaves(referee: Referee, log: Log) -> None:
    leaves = [leaf_hash(entry) for entry in log.entries.stored_bytes]
    roots = [tree_hash(leaves[:size]) for size in range(26)]
    asked: list[dict[str, Any]] = []
    for size in range(1, 25):
        for position in range(1, size + 1):
            proof = log.ledger.prove_inclusion(position, size)
            found = {"Size": size, "Root": proof.root, "Index": position - 1, "Path": proof.path}
            asked.append({"Kind": "inclusion", "Leaf": proof.leaf, **found})
            proof = log.ledger.prove_consistency(position, size)
            found = {"Size": size, "Root": proof.root, "First": position, "Path": proof.path}
            asked.append({"Kind": "consistency", "FirstRoot": roots[position], **found})
    assert set(referee.errors(asked)) == {""}
    wrong = [{**one, "Root": roots[(one["Size"] + 1)]} for one in asked]
    assert "" not in referee.errors(wrong)
    longer = [{**one, "Path": [*one["Path"], roots[1]]} for one in asked]
    assert "" not in referee.errors(longer)


@pytest.mark.parametrize("size", [1, 255, 256, 257, 600])
def test_go_reads_the_whole_folder_of_a_small_log(
    referee: Referee, tmp_path: Path, size: int
) -> None:
    for found in log_in(tmp_path, size):
        found.publish()
        assert referee.ask(found.question("tree")) == [{"Error": "", "Size": size}]


def test_go_reads_the_whole_folder_of_a_log_of_three_levels(referee: Referee, large: Log) -> None:
    assert referee.ask(large.question("tree")) == [{"Error": "", "Size": LARGE}]


def test_go_makes_the_same_proofs_from_our_tiles(referee: Referee, large: Log) -> None:
    indices = [0, 1, 255, 256, 40_000, 65_535, 65_536, LARGE - 1]
    sizes = [1, 2, 256, 300, 65_535, 65_536, 65_537, LARGE]
    proofs = [
        *(large.ledger.prove_inclusion(index + 1, LARGE) for index in indices),
        *(large.ledger.prove_consistency(size, LARGE) for size in sizes),
    ]
    asked = [
        *(large.question("prove", Size=LARGE, First=-1, Index=index) for index in indices),
        *(large.question("prove", Size=LARGE, First=size) for size in sizes),
    ]
    made = [answer.get("Proof", []) for answer in referee.ask(*asked)]
    assert made == [[encoded(node) for node in proof.path] for proof in proofs]


def test_go_reads_a_folder_that_grew_step_by_step(referee: Referee, log: Log) -> None:
    log.publish()
    for by in (1, 167, 256, 3):
        log.entries.grow(by)
        log.publish()
        size = len(log.entries.stored_bytes)
        assert referee.ask(log.question("tree")) == [{"Error": "", "Size": size}]


@pytest.mark.parametrize(
    "name",
    ["checkpoint", "tile/0/000", "tile/0/002.p/88", "tile/1/000.p/2"],
)
def test_go_refuses_a_folder_with_a_changed_bit(
    referee: Referee, log: Log, tmp_path: Path, name: str
) -> None:
    log.publish()
    spoiled = tmp_path / "spoiled"
    copytree(log.folder, spoiled)
    content = bytearray((spoiled / name).read_bytes())
    content[len(content) // 2] ^= 1
    (spoiled / name).write_bytes(content)
    [answer] = referee.ask(log.question("tree", spoiled))
    assert answer["Error"]


@pytest.mark.parametrize("name", ["tile/entries/000", "tile/entries/002.p/88"])
@pytest.mark.parametrize("at", [0, 1, 2, -1])
def test_go_refuses_a_bundle_with_a_changed_bit(
    referee: Referee, log: Log, name: str, at: int
) -> None:
    log.publish()
    content = bytearray((log.folder / name).read_bytes())
    content[at] ^= 1
    (log.folder / name).write_bytes(content)
    [answer] = referee.ask(log.question("tree"))
    assert answer["Error"]
