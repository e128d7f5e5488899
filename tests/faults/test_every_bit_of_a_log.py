"""Every single bit of what lies in a log is looked at: bytes, hashes and columns, one by one.

The checker is given the rows as they were read from a real log, each time with one bit changed.
"""

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pytest

from application.flaws import Flaw, LogFault
from infrastructure.canonical import Canon
from infrastructure.log_check import faults
from infrastructure.log_sqlite import SqliteLog
from infrastructure.log_stretch import CheckedRow, look
from infrastructure.merkle import leaf_hash
from tests.contract.conftest import SETTINGS
from tests.contract.small_domain import put


class Rows:
    """The rows of a small log, and what its keys were used for."""

    def __init__(self, path: Path) -> None:
        log = SqliteLog(path, **SETTINGS)
        log.append([put("jar:1", 0, key="one"), put("jar:2", 0), put("jar:1", 1)])
        self.canon = Canon(SETTINGS["catalogue"], SETTINGS["upcasters"])
        self.root = log.root(3)
        log.close()
        with closing(sqlite3.connect(path)) as connection:
            self.rows = [
                CheckedRow(*row)
                for row in connection.execute(
                    "SELECT position, originator_id, originator_version, topic, state, leaf "
                    "FROM stored_events ORDER BY position"
                )
            ]

    def flaws(self, rows: Sequence[CheckedRow]) -> set[Flaw]:
        return {fault.flaw for fault in self.faults(rows, self.root)}

    def faults(self, rows: Sequence[CheckedRow], root: bytes) -> Iterator[LogFault]:
        stretch = look(self.canon, self.used_for, rows)
        return faults([stretch], {}, len(self.rows), {3: root})

    @staticmethod
    def used_for(keys: Sequence[str]) -> Mapping[str, range]:
        return {"one": range(1, 2)}


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    return Rows(tmp_path_factory.mktemp("bits") / "log.db")


def flipped(content: bytes) -> Iterator[bytes]:
    for bit in range(8 * len(content)):
        changed = bytearray(content)
        changed[bit // 8] ^= 1 << bit % 8
        yield bytes(changed)


def misspelled(text: str) -> Iterator[str]:
    return (changed.decode("utf-8", "surrogateescape") for changed in flipped(text.encode()))


def test_a_log_with_no_bit_changed_is_whole(kept: Rows) -> None:
    assert len(kept.rows) == 3
    assert kept.flaws(kept.rows) == set()


@pytest.mark.parametrize("number", range(3))
def test_every_bit_of_the_stored_bytes_and_of_their_hash(kept: Rows, number: int) -> None:
    row = kept.rows[number]
    others = [row._replace(stored=changed) for changed in flipped(row.stored)]
    others += [row._replace(leaf=changed) for changed in flipped(row.leaf)]
    for other in others:
        rows = list(kept.rows)
        rows[number] = other
        assert Flaw.ALTERED in kept.flaws(rows), other


@pytest.mark.parametrize("number", range(3))
def test_every_bit_of_the_columns_beside_them(kept: Rows, number: int) -> None:
    row = kept.rows[number]
    others: list[CheckedRow] = []
    for bit in range(16):
        others.append(row._replace(position=row.position ^ 1 << bit))
        others.append(row._replace(version=row.version ^ 1 << bit))
    others += [row._replace(stream=changed) for changed in misspelled(row.stream)]
    others += [row._replace(topic=changed) for changed in misspelled(row.topic)]
    for other in others:
        rows = list(kept.rows)
        rows[number] = other
        assert kept.flaws(rows) != set(), other


def test_every_bit_of_a_published_root(kept: Rows) -> None:
    """Bytes and hashes agree; only what was signed says otherwise."""
    for changed in flipped(kept.root):
        found = kept.faults(kept.rows, changed)
        assert [(fault.position, fault.flaw) for fault in found] == [(3, Flaw.CHECKPOINT)]


def test_a_fact_rewritten_with_its_hash_is_told_by_what_was_published(kept: Rows) -> None:
    row = kept.rows[1]
    forged = row.stored.replace(b'"software":"', b'"software":"x')
    rows = [kept.rows[0], row._replace(stored=forged, leaf=leaf_hash(forged)), kept.rows[2]]
    assert kept.flaws(rows) == {Flaw.CHECKPOINT}
