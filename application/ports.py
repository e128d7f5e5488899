"""What the application needs from outside: the log, the views, the vault, the clock.

The adapters live in `infrastructure/`; each port has one contract suite that every adapter runs.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol, TypeVar

from application.flaws import LogFault
from domain.base import Fact, Violation
from domain.envelope import AnyEnvelope, Instant, Source
from domain.shapes import DocRef

S = TypeVar("S")

# --- the log ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Draft:
    """One fact on its way into the log: an envelope that has no place yet.

    `cause` is the index, within the same append, of the fact that caused this one.
    """

    stream: str
    fact: Fact
    effective_on: date
    actor: str
    role: str
    office: str | None = None
    on_behalf_of: str | None = None
    second_person: str | None = None
    channel: str = "api"
    source: Source | None = None
    basis: tuple[DocRef, ...] = ()
    reason: str | None = None
    rule_set: Mapping[str, str] = field(default_factory=dict)
    late_recorded: bool = False
    violations: tuple[Violation, ...] = ()
    warnings: tuple[str, ...] = ()
    correlation: str | None = None
    cause: int | None = None

    @property
    def subject(self) -> str:
        """The id of the thing the fact is about."""
        return self.stream.partition(":")[2]


@dataclass(frozen=True, slots=True)
class Append:
    """What one decision asks the log to record: all of it or nothing (D5, D6, D7).

    `expected` holds the version of every stream the decision wrote to or read, as it read it;
    0 is a stream that must not exist yet. `boundaries` are rules that span things: name -> the
    position at which the decision read them; they are stale if a later fact touched them.
    `touches` are the boundaries these facts move. `claims` are names that may be taken once:
    (scope, name) -> owner. `states` are the states *before* the facts, by stream; the log folds
    the new envelopes onto them (they hold positions and instants that only the log knows) and
    keeps the result as a cache, written with the facts and never trusted over them.
    """

    drafts: tuple[Draft, ...]
    expected: Mapping[str, int]
    at: Instant
    key: str | None = None
    request_hash: bytes = b""
    boundaries: Mapping[str, int] = field(default_factory=dict)
    touches: frozenset[str] = frozenset()
    claims: Mapping[tuple[str, str], str] = field(default_factory=dict)
    states: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Recorded:
    """The envelopes an append became, in the order of its drafts, and the states after them."""

    envelopes: tuple[AnyEnvelope, ...]
    states: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Stale:
    """Nothing was written: something the decision read has changed since. `what` names it."""

    what: str


@dataclass(frozen=True, slots=True)
class KeyTaken:
    """Nothing was written: the command key was used before, by the act at these positions."""

    request_hash: bytes
    positions: range


@dataclass(frozen=True, slots=True)
class ClaimTaken:
    """Nothing was written: the name belongs to `owner` already."""

    scope: str
    name: str
    owner: str


Outcome = Recorded | Stale | KeyTaken | ClaimTaken


@dataclass(frozen=True, slots=True)
class Head:
    """Where the log ends. Position 0 is an empty log."""

    position: int
    recorded_at: Instant
    root: bytes


class LogUnavailable(RuntimeError):
    """The database failed. Whether an append was recorded is unknown: repeat it under its key."""


class DecisionLog(Protocol):
    """What decisions are made on and recorded in: facts in order, names taken, boundaries moved."""

    def append(self, asks: Sequence[Append]) -> list[Outcome]:
        """Record the asks that hold, in order, in one durable transaction.

        Each ask stands or falls alone: a stale one, or one whose key or claim is taken, leaves
        the others untouched. Later asks are judged against what earlier ones of the call did.
        ValueError: one cannot be recorded, nothing is; `LogUnavailable`: the outcome is unknown.
        """
        ...

    def load(self, stream: str, blank: S) -> tuple[S, int]:
        """The state of a stream and its version: from its state row, else folded from the facts.

        An unknown stream is the blank state at version 0.
        """
        ...

    def stream(self, stream: str, *, upto: int | None = None) -> Iterator[AnyEnvelope]:
        """The facts of one stream in order, up to a log position."""
        ...

    def tail(self, after: int, *, upto: int | None = None) -> Iterator[AnyEnvelope]:
        """Every fact after a position, in order; memory does not grow with their number."""
        ...

    def key(self, key: str) -> KeyTaken | None: ...

    def claimed(self, scope: str, name: str) -> str | None: ...

    def boundary(self, name: str) -> int:
        """The position that last touched the boundary; 0 if none did."""
        ...


class EventLog(DecisionLog, Protocol):
    """The append-only log: one total order, dense positions from 1, canonical bytes."""

    def head(self) -> Head: ...

    def stored(self, after: int, *, upto: int | None = None) -> Iterator[tuple[int, bytes]]:
        """The stored bytes after a position: what is hashed, exactly."""
        ...

    def faults(self, upto: int) -> Iterator[LogFault]:
        """Everything wrong with the first `upto` facts, checked from the stored bytes."""
        ...

    def root(self, size: int) -> bytes:
        """The root of the tree over the first `size` facts."""
        ...

    def position_at(self, moment: Instant) -> int:
        """The last position recorded at or before an instant; 0 if none."""
        ...

    def recorded_at(self, position: int) -> Instant: ...

    def close(self) -> None: ...


# --- the views -------------------------------------------------------------------------------

Row = Any
"""A frozen dataclass; each view has its own."""


class View(Protocol):
    """A pure fold kept on two time axes (D8). It has no database, so it can only give one answer.

    `streams` names the streams that hold the facts of a key, so that a key can be folded again.
    `undated` are topics whose effect is not cut by the day asked about (contract §1.9).
    `index` are the row's attributes that lists are searched by.
    """

    @property
    def name(self) -> str: ...

    @property
    def row(self) -> type[Row]: ...

    @property
    def topics(self) -> frozenset[str]: ...

    @property
    def undated(self) -> frozenset[str]: ...

    @property
    def index(self) -> tuple[str, ...]: ...

    def keys(self, fact: AnyEnvelope) -> Iterable[str]: ...

    def begins(self, fact: AnyEnvelope) -> bool:
        """Whether the fact is sure to be the first of its keys: then nothing is looked up for it.

        A view that cannot tell says no.
        """
        ...

    def streams(self, key: str) -> Iterable[str]: ...

    def evolve(self, row: Row | None, fact: AnyEnvelope) -> Row | None:
        """The row after the fact. Raises LookupError on a fact it cannot place; never skips one.

        A fact meets every day's row from its own day on, also on days when what it is about is
        not there yet. A LookupError counts where all facts so far have their effect; on an
        earlier day it leaves the row of that day as it is.
        """
        ...


@dataclass(frozen=True, slots=True)
class Moment:
    """The two clocks of a read: the day asked about, and what was known (a log position)."""

    as_of: date
    position: int


Prove = Callable[[View, str, Moment], tuple[int, ...]]
"""(view, key, moment) -> the positions of the facts that made the row, ascending."""


class ViewStore(Protocol):
    """Rows of every view at every (day, position); `ViewStopped` where one would have to go on."""

    def position(self) -> int:
        """The log position the views are folded up to; whoever reads asks for it first."""
        ...

    def get(self, view: View, key: str, moment: Moment) -> Row | None: ...

    def find(self, view: View, moment: Moment, **index: str | int) -> list[tuple[str, Row]]:
        """(key, row) of every row whose indexed attributes equal the given ones, by key."""
        ...

    def walk(self, view: View, moment: Moment, /, **index: str | int) -> Iterator[tuple[str, Row]]:
        """As `find`, by looking through every row with some of them in memory at a time."""
        ...

    def current(
        self, view: View, at_least: Mapping[str, int] | None = None, /, **index: str | int
    ) -> list[tuple[str, Row]]:
        """As `find`, by all facts folded so far, those effective in the future included.

        `at_least` leaves out rows whose indexed numbers are smaller, without reading them.
        """
        ...


# --- the rest --------------------------------------------------------------------------------


class Vault(Protocol):
    """Personal data, apart from the facts (D10): subject id -> field -> value, blinded."""

    def keep(self, subject: str, fields: Mapping[str, str]) -> dict[str, str]:
        """Store the values and return their commitments, hex, by field."""
        ...

    def unseal(self, subject: str, sealed: Mapping[str, str]) -> dict[str, str]:
        """The values of a subject behind commitments, by field; what was erased is missing."""
        ...

    def open(self, subject: str) -> dict[str, str]:
        """All there is about a subject, recorded or not; empty if nothing is or it was erased."""
        ...

    def drop(self, commitments: Collection[str]) -> None:
        """Destroy the values behind commitments that no fact holds."""
        ...

    def erase(self, subject: str) -> None:
        """Destroy all values of a subject and their blinds; commitments then tell nothing."""
        ...

    def pseudonym(self, value: str) -> str:
        """A keyed hash of a value, so that uniqueness can be claimed without keeping the value."""
        ...


class Clock(Protocol):
    def now(self) -> Instant: ...


NewId = Callable[[], str]


class SearchIndex(Protocol):
    """Which things some fact spoke of in such words; a proposal, never an answer."""

    def holding(self, tokens: Sequence[frozenset[str]]) -> set[tuple[str, str]]:
        """(thing, id) of everything that has, in one entry, one token of each set."""
        ...
