"""The tree as a folder of files: grows with the log, never contradicts itself."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from domain.envelope import Instant
from infrastructure.ledger.book import Ledger
from infrastructure.ledger.checkpoint import Checkpoint
from infrastructure.ledger.nodes import Nodes
from infrastructure.ledger.notes import Note
from infrastructure.ledger.published import Published
from infrastructure.ledger.signing import Algorithm, SigningKey
from infrastructure.ledger.static import NothingPublished, OtherTree, write_tree
from infrastructure.ledger.tree import Tree
from infrastructure.side_tables import SqliteTables
from tests.ledger.entries import Entries

ORIGIN = "city.example/log"
KEY = SigningKey(ORIGIN, Algorithm.ED25519, bytes(range(32)))
NOON = Instant("2024-01-02T05:00:00.000000Z")


class Log:
    """A list of entries that is published to a folder."""

    def __init__(self, place: Path, size: int, origin: str = ORIGIN) -> None:
        self.tables = SqliteTables(place)
        self.entries = Entries(size)
        self.ledger = Ledger(origin, Tree(self.entries, Nodes(self.tables)), Published(self.tables))

    def publish(self, folder: Path) -> int:
        """How many files were new."""
        size, origin = len(self.entries.stored_bytes), self.ledger.origin
        text = Checkpoint(origin, size, self.ledger.root(size)).text()
        self.ledger.published.add(origin, size, Note(text, (KEY.sign(text),)), NOON)
        return write_tree(self.ledger, folder).files


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Log]:
    log = Log(tmp_path / "side.db", 300)
    yield log
    log.tables.close()


def names(folder: Path) -> list[str]:
    return sorted(
        file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()
    )


def test_a_folder_holds_full_and_partial_tiles_and_the_checkpoint(log: Log, tmp_path: Path) -> None:
    assert log.publish(tmp_path / "web") == 5
    assert names(tmp_path / "web") == [
        "checkpoint",
        "tile/0/000",
        "tile/0/001.p/44",
        "tile/1/000.p/1",
        "tile/entries/000",
        "tile/entries/001.p/44",
    ]


def test_a_grown_log_adds_files_and_removes_the_parts_of_what_is_full_now(
    log: Log, tmp_path: Path
) -> None:
    log.publish(tmp_path / "web")
    log.entries.grow(1)
    log.publish(tmp_path / "web")
    parts = [name for name in names(tmp_path / "web") if ".p/" in name]
    assert parts == [
        "tile/0/001.p/44",
        "tile/0/001.p/45",
        "tile/1/000.p/1",
        "tile/entries/001.p/44",
        "tile/entries/001.p/45",
    ]
    log.entries.grow(300)
    log.entries.read = 0
    log.publish(tmp_path / "web")
    assert names(tmp_path / "web") == [
        "checkpoint",
        "tile/0/000",
        "tile/0/001",
        "tile/0/002.p/89",
        "tile/1/000.p/1",
        "tile/1/000.p/2",
        "tile/entries/000",
        "tile/entries/001",
        "tile/entries/002.p/89",
    ]


def test_nothing_new_writes_nothing(log: Log, tmp_path: Path) -> None:
    log.publish(tmp_path / "web")
    assert log.publish(tmp_path / "web") == 0


def test_without_a_checkpoint_there_is_nothing_to_write(log: Log, tmp_path: Path) -> None:
    with pytest.raises(NothingPublished):
        write_tree(log.ledger, tmp_path / "web")
    assert not (tmp_path / "web").exists()


def test_the_folder_of_another_log_is_left_alone(log: Log, tmp_path: Path) -> None:
    log.publish(tmp_path / "web")
    before = {name: (tmp_path / "web" / name).read_bytes() for name in names(tmp_path / "web")}
    other = Log(tmp_path / "other.db", 400, "elsewhere.example/log")
    shorter = Log(tmp_path / "shorter.db", 299)
    forked = Log(tmp_path / "forked.db", 400)
    forked.entries.stored_bytes[7] = b"another"
    for wrong in (other, shorter, forked):
        with pytest.raises(OtherTree):
            wrong.publish(tmp_path / "web")
        wrong.tables.close()
    after = {name: (tmp_path / "web" / name).read_bytes() for name in names(tmp_path / "web")}
    assert after == before


def test_a_checkpoint_that_cannot_be_read_is_no_reason_to_overwrite(
    log: Log, tmp_path: Path
) -> None:
    log.publish(tmp_path / "web")
    (tmp_path / "web" / "checkpoint").write_text("?", encoding="utf-8")
    with pytest.raises(OtherTree):
        log.publish(tmp_path / "web")
