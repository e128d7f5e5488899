"""What a stretch of a log says by itself, whatever comes before it.

Most of the work of a check is done here, and any process can do it: reading the stored bytes,
hashing them, writing them anew. `log_check` holds the stretches together, in order.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from application.flaws import Flaw, LogFault
from domain.envelope import AnyEnvelope, Instant
from infrastructure.canonical import Canon
from infrastructure.merkle import leaf_hash

UsedFor = Callable[[Sequence[str]], Mapping[str, range]]
"""Command keys -> the positions each was used for."""


_NEVER = Instant("")


class CheckedRow(NamedTuple):
    """One fact as it lies in the database; `leaf` is the hash kept when it was recorded."""

    position: int
    stream: str
    version: int
    topic: str
    stored: bytes
    leaf: bytes


@dataclass(slots=True)
class Stretch:
    """A stretch of a log, of one fact at least, as it was found."""

    first: int
    last: int
    leaves: list[bytes] = field(default_factory=list)
    """The hashes of its bytes, up to the first that are not those recorded at the next place."""
    unbroken: bool = True
    begun: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Position and version of the first fact of each stream, if it can be read."""
    ended: dict[str, int] = field(default_factory=dict)
    """The version each stream has reached."""
    began: tuple[int, Instant] | None = None
    """Position and instant of the first fact that can be read."""
    at: Instant = _NEVER
    """The instant of the last one that can be read."""
    faults: list[LogFault] = field(default_factory=list)

    def told(self, position: int, flaw: Flaw, problem: str) -> None:
        self.faults.append(LogFault(position, flaw, problem))


def look(canon: Canon, used_for: UsedFor, rows: Sequence[CheckedRow]) -> Stretch:
    """Look at neighbouring rows, of which there is at least one."""
    stretch, facts = Stretch(rows[0].position, rows[-1].position), list[AnyEnvelope]()
    due = stretch.first
    for row in rows:
        _place(row, due, stretch)
        due = row.position + 1
        fact = _read(canon, row, stretch)
        if fact is not None:
            _follow(row, fact, stretch)
            facts.append(fact)
        stretch.ended[row.stream] = row.version
    _keyless(facts, used_for, stretch)
    return stretch


def _place(row: CheckedRow, due: int, stretch: Stretch) -> None:
    """Whether the fact is the next one, in bytes that nobody changed since."""
    if row.position != due:
        stretch.told(due, Flaw.GAP, f"there is no fact {due}; {row.position} comes next")
        stretch.unbroken = False
    leaf = leaf_hash(row.stored)
    if leaf != row.leaf:
        problem = "its bytes are not those that were recorded"
        stretch.told(row.position, Flaw.ALTERED, problem)
        stretch.unbroken = False
    if stretch.unbroken:
        stretch.leaves.append(leaf)


def _read(canon: Canon, row: CheckedRow, stretch: Stretch) -> AnyEnvelope | None:
    """The fact, and whether its bytes are those of a fact of this place."""
    try:
        fact = canon.decode(row.topic, row.stored)
    except Exception as error:
        stretch.told(row.position, Flaw.UNREADABLE, f"the fact cannot be read: {error}")
        return None
    if (fact.position, fact.stream, fact.version) != row[:3]:
        problem = (
            f"its columns say {row.stream} version {row.version}, its bytes "
            f"{fact.stream} version {fact.version} at position {fact.position}"
        )
        stretch.told(row.position, Flaw.MISPLACED, problem)
    elif fact.topic == row.topic and canon.encode(fact) != row.stored:
        stretch.told(row.position, Flaw.NOT_CANONICAL, "its bytes are not in canonical form")
    return fact


def _follow(row: CheckedRow, fact: AnyEnvelope, stretch: Stretch) -> None:
    """Whether the fact is the next one of its stream, and not before the fact before it."""
    reached = stretch.ended.get(row.stream)
    if reached is None:
        stretch.begun[row.stream] = row.position, row.version
    elif row.version != reached + 1:
        stretch.faults.append(hole(row.position, row.stream, reached + 1))
    if stretch.began is None:
        stretch.began = row.position, fact.recorded_at
    elif fact.recorded_at < stretch.at:
        stretch.faults.append(too_early(row.position))
    stretch.at = fact.recorded_at


def hole(position: int, stream: str, due: int) -> LogFault:
    return LogFault(position, Flaw.VERSION, f"{stream} has no version {due}")


def too_early(position: int) -> LogFault:
    return LogFault(position, Flaw.TIME, "it is recorded before the fact before it")


def _keyless(facts: Sequence[AnyEnvelope], used_for: UsedFor, stretch: Stretch) -> None:
    """Facts that claim a command key which was not used for their position."""
    keys = dict.fromkeys(fact.key for fact in facts if fact.key is not None)
    used = used_for(list(keys)) if keys else {}
    for fact in facts:
        if fact.key is not None and fact.position not in used.get(fact.key, ()):
            problem = f"no command was recorded here under its key {fact.key}"
            stretch.told(fact.position, Flaw.KEY, problem)
