"""What is kept of a log for others is held against its facts: nodes, and every published head."""

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
from infrastructure.ledger.checkpoint import Checkpoint
from infrastructure.ledger.key_folder import KeyFolder
from infrastructure.ledger.node_check import node_faults
from infrastructure.ledger.nodes import Nodes
from infrastructure.ledger.notes import Note
from infrastructure.ledger.published import Published
from infrastructure.ledger.published_check import heads_of
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

    def found(self, extent: int | None = None) -> list[tuple[int, Flaw]]:
        """What is wrong by the facts, or as if only the first ones were there."""
        system, _ = self.log.load(SYSTEM_STREAM, System())
        size = extent or self.log.head().position
        published = Published(self.tables)
        heads = heads_of(published.upto(published.last_number()), system, size)
        faults = [
            *node_faults(self.log, Nodes(self.tables)),
            *heads.faults,
            *self.log.faults(size, heads.roots),
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
    [_, (size, note), _] = Published(kept.tables).upto(3)
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
    assert kept.found() == [(700, Flaw.CHECKPOINT)]


def test_a_checkpoint_that_was_put_under_another_size_is_named(kept: Kept) -> None:
    kept.change("UPDATE published_checkpoint SET size = 500 WHERE size = 300")
    assert kept.found() == [(500, Flaw.CHECKPOINT)]


def test_a_log_that_is_shorter_than_what_was_published_has_lost_its_tail(kept: Kept) -> None:
    assert kept.found(extent=700) == [(701, Flaw.TAIL_GONE)]
    assert kept.found(extent=699) == [(700, Flaw.TAIL_GONE)] * 2


def test_what_was_published_over_other_facts_is_named(kept: Kept) -> None:
    """However well everything else was made to fit: a head that the key signed over others."""
    [key] = kept.keys.held()
    text = Checkpoint(ORIGIN, 700, bytes(32)).text()
    forged = str(Note(text, (key.sign(text),)))
    kept.change("UPDATE published_checkpoint SET note = ? WHERE size = 700", forged)
    assert kept.found() == [(700, Flaw.CHECKPOINT)]
