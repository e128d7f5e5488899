"""What the log promises on every database; the adapters add how rows are kept and found."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import starmap
from types import MappingProxyType
from typing import Any, TypeVar

import msgspec

from application.flaws import LogFault
from application.ports import Append, Head, KeyTaken, Outcome, Recorded
from domain.envelope import AnyEnvelope, Instant
from infrastructure.canonical import Canon, Catalogue, Tampered, Upcasters
from infrastructure.codec import codec_for
from infrastructure.grouping import GroupCommit
from infrastructure.log_batch import Batch, Place, check
from infrastructure.log_check import faults
from infrastructure.log_stretch import CheckedRow, Stretch, look
from infrastructure.merkle import Frontier, leaf_hash

R = TypeVar("R", bound=tuple[Any, ...])
S = TypeVar("S")

Row = tuple[int, str, int, str, bytes]
"""position, stream, version, topic, stored bytes"""

Follower = Callable[[Sequence[AnyEnvelope]], object]
"""Learns the facts of a commit, in order, once per commit. It must not raise: the facts stand."""

Bounds = Iterator[tuple[int, int]]
"""Stretches of a log: after this position, up to that one."""

Looking = Callable[[Bounds], Iterator[Stretch]]
"""Looks at stretches, in order."""

PAGE = 1000
INSTANTS = 20_000
"""Instants of facts remembered at most."""
TREE_EVERY = 1024
"""A tree is kept each time the log passes a multiple of this, so no process hashes many more."""

END = 2**63 - 1


class StoredLog(ABC):
    """An `EventLog` over primitives of one database.

    Readers page by position and hold nothing open between pages, so a slow reader keeps no
    database from cleaning up. `fingerprint` is that of the fold (see `fold_fingerprint`); a
    state row under another fingerprint is not used.
    """

    def __init__(
        self, *, catalogue: Catalogue, upcasters: Upcasters, fingerprint: bytes, software: str
    ) -> None:
        self._canon = Canon(catalogue, upcasters)
        self._fingerprint = fingerprint
        self._software = software
        self._group = GroupCommit(self._write_and_tell)
        self._follower: Follower | None = None
        self._grown = Frontier()
        self._instants: dict[int, Instant] = {}

    def append(self, asks: Sequence[Append]) -> list[Outcome]:
        """Record the asks that hold, in order, in one durable transaction.

        Raises `Unrecordable` with nothing written if an ask is malformed or outside the
        canonical profile, and `LogUnavailable` if the database failed: the outcome is then
        unknown, and repeating the ask under its key finds it out.
        """
        for number, ask in enumerate(asks):
            check(number, ask)
        return self._group.append(asks)

    def batch(self) -> Batch:
        """A batch after the present end of the log, as an append would begin one."""
        return Batch(self._canon, self._software, self._place())

    def follow(self, follower: Follower) -> None:
        """Tell `follower` the facts of each commit made here, before anybody is answered."""
        self._follower = follower

    def head(self) -> Head:
        """Where the log ends, with the root over all of it; nothing of it slows an append."""
        position, recorded_at = self._place()
        return Head(position, recorded_at, self._tree(position).root())

    def load(self, stream: str, blank: S) -> tuple[S, int]:
        state, version = self._kept_state(stream, blank)
        for fact in self._stream_after(version, stream, END):
            state, version = state.evolve(fact), fact.version
        return state, version

    def stream(self, stream: str, *, upto: int | None = None) -> Iterator[AnyEnvelope]:
        return self._stream_after(0, stream, END if upto is None else upto)

    def end(self) -> int:
        """The position of the last fact; 0 if there is none."""
        return self._place().position

    def tail(
        self, after: int, *, upto: int | None = None, without: frozenset[str] = frozenset()
    ) -> Iterator[AnyEnvelope]:
        """As the port says; facts of the topics `without` are left out, and not decoded."""
        rows = self._rows(after, upto)
        return map(self._read, (row for row in rows if row[3] not in without) if without else rows)

    def stored(self, after: int, *, upto: int | None = None) -> Iterator[tuple[int, bytes]]:
        return ((row[0], row[4]) for row in self._rows(after, upto))

    def states(self) -> Iterator[tuple[str, int, bytes]]:
        """(stream, version, stored state) of every state row under this fingerprint, by stream."""
        return _paged(lambda after: self._state_page(after, PAGE), "", 0)

    def position_at(self, moment: Instant) -> int:
        """Found by halving: `recorded_at` never decreases with the position.

        It always looks at the same positions, however long the log has become, so what it saw
        once answers nearly every later question.
        """
        end, position = self._place().position, 0
        step = 1 << end.bit_length()
        while step := step >> 1:
            if position + step <= end and self.recorded_at(position + step) <= moment:
                position += step
        return position

    def recorded_at(self, position: int) -> Instant:
        """The instant of a fact; it is remembered, for it never changes."""
        known = self._instants.get(position)
        if known is None:
            [row] = self._page(position - 1, position, 1)
            if len(self._instants) >= INSTANTS:
                self._instants.clear()
            known = self._instants[position] = self._read(row).recorded_at
        return known

    def faults(
        self,
        upto: int,
        published: Mapping[int, bytes] = MappingProxyType({}),
        looking: Looking | None = None,
    ) -> Iterator[LogFault]:
        """As the port says; `published` are roots that were signed, by their size, `looking`
        who looks at the stretches, if other processes shall."""
        pages = self._filled(upto)
        found = starmap(self.stretch, pages) if looking is None else looking(pages)
        return faults(found, self._kept_trees(), upto, published)

    def stretch(self, after: int, last: int) -> Stretch:
        """What the facts with `after < position <= last` say, of which there is at least one."""
        return look(self._canon, self._keys, self._checked_page(after, last))

    def placed(self, topic: str) -> Iterator[tuple[int, str]]:
        """Position and stream of every fact of a topic, in order, without reading its bytes."""
        return ((row[0], row[1]) for row in self._rows(0, None) if row[3] == topic)

    def root(self, size: int) -> bytes:
        return self._tree(size).root()

    def _tree(self, upto: int) -> Frontier:
        """The tree over the first `upto` facts, grown from the newest one known."""
        tree = self._grown
        if not 0 <= upto - tree.size < TREE_EVERY:
            kept = self._kept_tree(upto)
            if tree.size > upto or tree.size < kept.size:
                tree = kept
        tree = tree.extend(leaf_hash(stored) for _, stored in self.stored(tree.size, upto=upto))
        self._grown = tree
        return tree

    def _kept_state(self, stream: str, blank: Any) -> tuple[Any, int]:
        """The state last kept and the version it was kept at; the blank one if there is none."""
        row = self._state_row(stream)
        if row is not None:
            version, stored = row
            try:
                return codec_for(type(blank)).decode(stored), version
            except (msgspec.MsgspecError, TypeError):
                pass  # the row is a cache: one that cannot be read is as good as none
        return blank, 0

    def _stream_after(self, version: int, stream: str, last: int) -> Iterator[AnyEnvelope]:
        rows = _paged(lambda after: self._stream_page(stream, after, last, PAGE), version, 2)
        return map(self._read, rows)

    def _write_and_tell(self, asks: Sequence[Append]) -> list[Outcome]:
        outcomes = self._write(asks)
        if self._follower is not None:
            recorded = [
                fact
                for outcome in outcomes
                if isinstance(outcome, Recorded)
                for fact in outcome.envelopes
            ]
            if recorded:
                self._follower(recorded)
        return outcomes

    def _rows(self, after: int, upto: int | None) -> Iterator[Row]:
        last = END if upto is None else upto
        return _paged(lambda reached: self._page(reached, last, PAGE), after, 0)

    def _filled(self, upto: int) -> Bounds:
        """Neighbouring bounds of positions, a page between them, with a fact in every one."""
        after = 0
        while found := self._page(after, upto, 1):
            first = found[0][0]
            after = min(first - 1 + PAGE, upto)
            yield first - 1, after

    def _read(self, row: Row) -> AnyEnvelope:
        position, stream, version, topic, stored = row
        envelope = self._canon.decode(topic, stored)
        if (envelope.position, envelope.stream, envelope.version) != (position, stream, version):
            raise Tampered(f"the columns of position {position} are not those of its bytes")
        return envelope

    @abstractmethod
    def key(self, key: str) -> KeyTaken | None: ...

    @abstractmethod
    def claimed(self, scope: str, name: str) -> str | None: ...

    @abstractmethod
    def boundary(self, name: str) -> int: ...

    @abstractmethod
    def extent(self) -> int:
        """The last position that anything in the log speaks of; its head, if the log is whole."""

    @abstractmethod
    def close(self) -> None: ...

    @abstractmethod
    def _write(self, asks: Sequence[Append]) -> list[Outcome]:
        """One transaction; see `grouping.Write`."""

    @abstractmethod
    def _place(self) -> Place:
        """Where the log ends now."""

    @abstractmethod
    def _kept_tree(self, upto: int) -> Frontier:
        """The largest tree kept over at most `upto` facts; the empty one if none is."""

    @abstractmethod
    def _kept_trees(self) -> dict[int, bytes]:
        """Every tree kept, as stored, by its size."""

    @abstractmethod
    def _keys(self, keys: Sequence[str]) -> dict[str, range]:
        """The positions that command keys were used for; unknown keys are left out."""

    @abstractmethod
    def _checked_page(self, after: int, last: int) -> list[CheckedRow]:
        """Rows with `after < position <= last`, by position, with the hash kept beside each."""

    @abstractmethod
    def _page(self, after: int, upto: int, limit: int) -> list[Row]:
        """Rows with `after < position <= upto`, by position."""

    @abstractmethod
    def _stream_page(self, stream: str, after: int, upto: int, limit: int) -> list[Row]:
        """Rows of a stream with `version > after` and `position <= upto`, by version."""

    @abstractmethod
    def _state_row(self, stream: str) -> tuple[int, bytes] | None:
        """Version and state of a stream as last kept, if kept under this fingerprint."""

    @abstractmethod
    def _state_page(self, after: str, limit: int) -> list[tuple[str, int, bytes]]:
        """State rows of streams with a name beyond `after`, by stream."""


def _paged(page: Callable[[Any], list[R]], after: Any, place: int) -> Iterator[R]:
    """Rows page by page; `place` is the column that says how far a page reached. A page that is
    not full is the last, so a short stream costs one question."""
    while True:
        rows = page(after)
        yield from rows
        if len(rows) < PAGE:
            return
        after = rows[-1][place]
