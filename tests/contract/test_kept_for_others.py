"""What is kept of a log for others is held against its facts: nodes, and every published head."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from application.first_facts import SYSTEM_STREAM
from application.flaws import Flaw
from application.ports import Append, Draft
from domain.base import Fact
from domain.catalogue import CATALOGUE
from domain.system import (
    GlassBroken,
    SigningKeyAnnounced,
    SigningKeyRetired,
    StoreKind,
    StoreOpened,
    System,
)
from domain.upcasters import UPCASTERS
from infrastructure.clock import SandboxClock
from infrastructure.ledger.book import Ledger
from infrastructure.ledger.kept_check import Facts, node_faults, published_faults
from infrastructure.ledger.key_folder import KeyFolder
from infrastructure.ledger.nodes import Nodes
from infrastructure.ledger.published import Published
from infrastructure.ledger.publisher import Publisher, WrongTree
from infrastructure.ledger.signing import Algorithm
from infrastructure.ledger.tree import Tree
from infrastructure.log_base import StoredLog
from infrastructure.side_tables import SideTables
from tests.contract.conftest import OpenLog, OpenTables
from tests.signed_store import NOON, ORIGIN

SIZES = (300, 700, 701)
NOTHING: list[tuple[int, Flaw]] = []


@dataclass
class Other:
    """A log that is shorter than it was, or has another byte in one fact."""

    log: StoredLog
    upto: int
    changed: int = 0

    def load(self, stream: str, blank: System) -> tuple[System, int]:
        return self.log.load(stream, blank)

    def stored(self, after: int, *, upto: int | None = None) -> Iterator[tuple[int, bytes]]:
        for position, stored in self.log.stored(after, upto=upto or self.upto):
            yield position, stored + b" " * (position == self.changed)


@dataclass
class Kept:
    """A log that was published on the way."""

    log: StoredLog
    tables: SideTables
    keys: KeyFolder
    on_postgres: bool

    def record(self, *facts: Fact) -> None:
        drafts = tuple(
            Draft(SYSTEM_STREAM, fact, date(2024, 1, 2), actor="root", role="ADMIN")
            for fact in facts
        )
        _, version = self.log.load(SYSTEM_STREAM, System())
        self.log.append([Append(drafts=drafts, expected={SYSTEM_STREAM: version}, at=NOON)])

    def publisher(self) -> Publisher:
        ledger = Ledger(ORIGIN, Tree(self.log, Nodes(self.tables)), Published(self.tables))
        return Publisher(self.log, ledger, self.keys, SandboxClock(NOON))

    def found(self, log: Facts | None = None) -> list[tuple[int, Flaw]]:
        facts = log or self.log
        faults = [
            *node_faults(facts, Nodes(self.tables)),
            *published_faults(facts, Published(self.tables)),
        ]
        return [(fault.position, fault.flaw) for fault in faults]

    def change(self, statement: str, *values: str | int) -> None:
        """As somebody would who owns the database."""
        if self.on_postgres:
            self.tables.write(("ALTER TABLE published_checkpoint DISABLE TRIGGER ALL", ()))
        else:
            self.tables.write(("DROP TRIGGER IF EXISTS published_checkpoint_no_update", ()))
        self.tables.write((statement, values))


@pytest.fixture
def kept(open_log: OpenLog, open_tables: OpenTables, database: str | None, tmp_path: Path) -> Kept:
    log = open_log(catalogue=CATALOGUE, upcasters=UPCASTERS)
    kept = Kept(log, open_tables(), KeyFolder(tmp_path / "signing"), database is not None)
    key = kept.keys.make(ORIGIN, Algorithm.ED25519).verifier
    kept.record(StoreOpened(kind=StoreKind.SANDBOX), SigningKeyAnnounced(vkey=str(key)))
    for size in SIZES:
        broken = GlassBroken(employee="e", purpose=f"{size}")
        kept.record(*[broken] * (size - log.head().position))
        kept.publisher().publish()
    return kept


def test_what_was_kept_and_published_is_over_the_facts(kept: Kept) -> None:
    assert Nodes(kept.tables).count() == 2
    assert kept.found() == NOTHING


def test_what_a_retired_key_signed_stays_signed(kept: Kept) -> None:
    old, new = kept.keys.held()[0].verifier, kept.keys.make(ORIGIN, Algorithm.ED25519).verifier
    kept.record(SigningKeyAnnounced(vkey=str(new)), SigningKeyRetired(vkey=str(old)))
    kept.publisher().publish()
    assert kept.found() == NOTHING


@pytest.mark.parametrize(("number", "last"), [(0, 256), (1, 512)])
def test_a_node_that_is_not_over_its_facts_is_named_and_nothing_is_signed_over_it(
    kept: Kept, number: int, last: int
) -> None:
    kept.change("UPDATE tree_node SET hash = ? WHERE number = ?", "00" * 32, number)
    assert kept.found() == [(last, Flaw.NODE)]
    with pytest.raises(WrongTree):
        kept.publisher().publish()
    Nodes(kept.tables).forget()
    kept.publisher().publish()
    assert kept.found() == NOTHING


def test_a_node_over_facts_that_are_not_there_is_named(kept: Kept) -> None:
    kept.change("INSERT INTO tree_node VALUES (1, 2, ?)", "00" * 32)
    assert kept.found() == [(768, Flaw.NODE)]


@pytest.mark.parametrize("part", ["origin", "size", "root", "key", "signature", "newline"])
def test_a_published_checkpoint_with_a_changed_byte_is_named(kept: Kept, part: str) -> None:
    [_, (size, note), _] = Published(kept.tables).notes(ORIGIN)
    lines = note.split("\n")
    places = {
        "origin": note.index("example"),
        "size": note.index("700"),
        "root": note.index(lines[2]) + 7,
        "key": note.index("— ") + len(f"— {ORIGIN} ") + 1,
        "signature": len(note) - 20,
        "newline": len(note) - 1,
    }
    changed = list(note)
    changed[places[part]] = chr(ord(changed[places[part]]) ^ 1)
    kept.change("UPDATE published_checkpoint SET note = ? WHERE size = ?", "".join(changed), size)
    assert kept.found() == [(700, Flaw.PUBLISHED)]


def test_a_checkpoint_that_was_put_under_another_size_is_named(kept: Kept) -> None:
    kept.change("UPDATE published_checkpoint SET size = 500 WHERE size = 300")
    assert kept.found() == [(500, Flaw.PUBLISHED)]


def test_a_log_that_is_shorter_than_what_was_published_has_lost_its_tail(kept: Kept) -> None:
    assert kept.found(Other(kept.log, 699)) == [(700, Flaw.TAIL_GONE)]
    assert kept.found(Other(kept.log, 511)) == [(512, Flaw.NODE), (512, Flaw.TAIL_GONE)]


@pytest.mark.parametrize(("changed", "found"), [(3, 300), (301, 700), (701, 701)])
def test_a_fact_that_is_another_is_not_the_published_one(
    kept: Kept, changed: int, found: int
) -> None:
    """However well everything else was made to fit."""
    heads = [head for head in kept.found(Other(kept.log, 701, changed)) if head[1] != Flaw.NODE]
    assert heads == [(found, Flaw.CHECKPOINT)]
