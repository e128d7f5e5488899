"""Folding facts into one view in memory, and the writes a batch of facts comes down to."""

from collections.abc import Callable, Iterable, Sequence
from enum import Enum
from operator import attrgetter
from typing import Any

from application.ports import Row, View
from application.stops import ViewStopped
from domain.envelope import AnyEnvelope
from infrastructure.codec import Codec, codec_for
from infrastructure.segments import (
    FOREVER,
    NOTHING,
    Segment,
    believed_after,
    changes,
    day_of,
    without_gaps,
)
from infrastructure.view_rows import Stored, Value, Writes

UNPLACEABLE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)
"""What a pure fold can fail with; the database's own errors are none of these."""


class Moved(Exception):
    """Nothing was folded: the views are at `position`, not where the caller thought."""

    def __init__(self, position: int) -> None:
        super().__init__(f"the views are at position {position}")
        self.position = position


class _Held:
    """What memory holds of one key: its open segment, and in a batch what the batch added."""

    __slots__ = (
        "added",
        "believed",
        "blob",
        "dirty",
        "number",
        "open",
        "stored",
        "turned",
        "values",
    )

    def __init__(
        self, open_: Segment, number: int, blob: bytes | None, values: tuple[Value, ...]
    ) -> None:
        self.open = open_
        self.number = number
        self.blob = blob
        self.values = values
        self.stored = number > 0
        self.dirty = False
        self.turned = False
        self.added: list[Segment] = []
        self.believed: list[Segment] | None = None


class ViewFold:
    """Folds facts into one view. Not thread-safe; whoever writes the tables holds the lock."""

    def __init__(self, view: View, stored: Stored, capacity: int) -> None:
        self.view = view
        self._stored = stored
        self._capacity = capacity
        self._codec: Codec[Row] = codec_for(view.row)
        self._held: dict[str, _Held] = {}
        self._last_number: int | None = None
        self._touched: list[tuple[str, _Held]] = []
        self._no_values: tuple[Value, ...] = (None,) * len(view.index)
        self._searched = attrgetter(*view.index) if view.index else None
        self._writes = Writes()

    def forget(self) -> None:
        """Drop everything held: someone else has written the tables, or a write was undone."""
        self._held.clear()
        self._touched.clear()
        self._last_number = None
        self._writes = Writes()

    def begin(self, keys: Iterable[str]) -> None:
        """Hold keys that have no fact yet."""
        for key in keys:
            if key not in self._held:
                self._held[key] = _Held(NOTHING, 0, None, self._no_values)

    def prepare(self, keys: Iterable[str]) -> None:
        """Hold the open segments of all these keys, read together if they are not held yet."""
        missing = [key for key in dict.fromkeys(keys) if key not in self._held]
        if not missing:
            return
        for found in self._stored.open_rows(missing):
            row = None if found.row is None else self._codec.decode(found.row)
            open_ = Segment(found.valid_from, found.known_from, row)
            self._held[found.key] = _Held(open_, found.number, found.row, self._values(row))
        self.begin(missing)

    def fold(self, key: str, fact: AnyEnvelope) -> None:
        """Fold one fact into a prepared key. LookupError: the view cannot place it."""
        held = self._held[key]
        day = day_of(self.view, fact)
        if day >= held.open.valid_from and held.believed is None:
            self._fold_in_order(key, held, fact, day)
        else:
            self._fold_back(key, held, fact, day)

    def _fold_in_order(self, key: str, held: _Held, fact: AnyEnvelope, day: int) -> None:
        """As `_fold_back`, for the fact that takes effect last, as nearly every fact does."""
        was = held.open
        row = self.view.evolve(was.row, fact)
        if row is was.row or row == was.row:
            return
        self._touch(key, held)
        blob, values = held.blob, held.values
        held.open = Segment(day, fact.position, row)
        held.blob = None if row is None else self._codec.encode(row)
        held.values = self._values(row)
        if held.values != values:
            held.turned = True
        if was.row is None:
            return
        if was.valid_from < day:
            bounded = Segment(was.valid_from, was.known_from, was.row, day, fact.position)
        else:
            bounded = Segment(was.valid_from, was.known_from, was.row, known_until=fact.position)
        self._keep(held, bounded, blob, values)

    def _fold_back(self, key: str, held: _Held, fact: AnyEnvelope, day: int) -> None:
        """Fold a fact into every step of the history that reaches past its day."""
        evolve = self.view.evolve
        believed: Sequence[Segment] = (
            [held.open] if day >= held.open.valid_from else self._believed(held)
        )
        found = changes(believed, fact.position, day, lambda row: evolve(row, fact))
        if not found:
            return
        self._touch(key, held)
        if held.believed is not None:
            held.believed = believed_after(held.believed, found)
        was, was_blob, was_values = held.open, held.blob, held.values
        after = found[-1].new
        if after.valid_until == FOREVER:
            held.open = after
            held.blob = None if after.row is None else self._codec.encode(after.row)
            held.values = self._values(after.row)
            if held.values != was_values:
                held.turned = True
        for old, new in found:
            if new is held.open:
                continue
            if old is was:
                self._keep(held, new, was_blob, was_values)
            elif old is None:
                blob = None if new.row is None else self._codec.encode(new.row)
                self._keep(held, new, blob, self._values(new.row))
            elif old.row is not None and new.known_until is not None:
                place = (new.known_until, held.number, old.valid_from, old.known_from)
                self._writes.disbelieved.append(place)

    def _touch(self, key: str, held: _Held) -> None:
        """Something of the key will have to be written."""
        if not held.dirty:
            held.dirty = True
            self._touched.append((key, held))
        if not held.number:
            held.number = self._next_number()

    def collect(self) -> Writes:
        """The writes of all facts folded since the last time."""
        writes, self._writes = self._writes, Writes()
        writes.settle()
        for key, held in self._touched:
            open_ = held.open
            place = (open_.valid_from, open_.known_from, held.blob)
            if not held.stored:
                writes.born.append((key, held.number, *place, *held.values))
            elif held.turned:
                writes.turned.append((*place, *held.values, held.number))
            else:
                writes.moved.append((*place, held.number))
            held.stored, held.dirty, held.turned = True, False, False
            held.added.clear()
            held.believed = None
            self._held[key] = self._held.pop(key)
        self._touched.clear()
        surplus = len(self._held) - self._capacity
        if surplus > 0:
            for key in list(self._held)[:surplus]:
                del self._held[key]
        return writes

    def _keep(
        self, held: _Held, segment: Segment, blob: bytes | None, values: tuple[Value, ...]
    ) -> None:
        """A segment that lies in the past from now on. Days without a row are not stored."""
        if segment.row is None:
            return
        if held.believed is None:
            held.added.append(segment)
        self._writes.past.append(
            (
                held.number,
                segment.valid_from,
                segment.known_from,
                segment.valid_until,
                segment.bounded_at,
                segment.known_until,
                blob,
            )
        )
        if values != held.values:
            for place, value in enumerate(values):
                if value is not None and value != held.values[place]:
                    self._writes.lost.append((place, value, held.number))

    def _believed(self, held: _Held) -> Sequence[Segment]:
        """All believed segments of a key: the stored ones, those of this batch, the open one."""
        if held.believed is None:
            past = (
                [
                    Segment(
                        found.valid_from,
                        found.known_from,
                        self._codec.decode(found.row),
                        found.valid_until,
                        found.bounded_at,
                    )
                    for found in self._stored.believed(held.number)
                ]
                if held.stored
                else []
            )
            past += [segment for segment in held.added if segment.known_until is None]
            past.sort(key=lambda segment: segment.valid_from)
            held.believed = list(without_gaps([*past, held.open]))
        return held.believed

    def _next_number(self) -> int:
        if self._last_number is None:
            self._last_number = self._stored.last_number()
        self._last_number += 1
        return self._last_number

    def _values(self, row: Row | None) -> tuple[Value, ...]:
        if row is None or self._searched is None:
            return self._no_values
        values = self._searched(row)
        if len(self._no_values) == 1:
            values = (values,)
        return values if _PLAIN.issuperset(map(type, values)) else tuple(map(_plain, values))


class Folds:
    """All views together: one batch of facts in, the writes of every view out."""

    def __init__(
        self, views: Sequence[View], stored: Callable[[View], Stored], capacity: int
    ) -> None:
        self._folds = [ViewFold(view, stored(view), capacity) for view in views]
        topics = {topic for view in views for topic in view.topics}
        self._by_topic = {
            topic: [fold for fold in self._folds if topic in fold.view.topics] for topic in topics
        }

    def fold(
        self, facts: Sequence[AnyEnvelope], *, trusting: bool = True
    ) -> list[tuple[View, Writes]]:
        """Raises `ViewStopped` at the first fact a view cannot place; then `forget` is due.

        Unless `trusting`, keys are looked up even where a view is sure that they are new.
        """
        work: list[tuple[ViewFold, Sequence[str], AnyEnvelope]] = []
        keys: dict[ViewFold, list[str]] = {}
        for fact in facts:
            for fold in self._by_topic.get(fact.topic, ()):
                try:
                    named = tuple(fold.view.keys(fact))
                except UNPLACEABLE as error:
                    raise ViewStopped(fold.view.name, fact.position, _said(error)) from error
                if not named:
                    continue
                if trusting and fold.view.begins(fact):
                    fold.begin(named)
                keys.setdefault(fold, []).extend(named)
                work.append((fold, named, fact))
        for fold, wanted in keys.items():
            fold.prepare(wanted)
        for fold, prepared, fact in work:
            try:
                for key in prepared:
                    fold.fold(key, fact)
            except UNPLACEABLE as error:
                raise ViewStopped(fold.view.name, fact.position, _said(error)) from error
        return [(fold.view, fold.collect()) for fold in keys]

    def forget(self) -> None:
        for fold in self._folds:
            fold.forget()


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


_PLAIN = frozenset({str, int, type(None)})


def _plain(value: Any) -> Value:
    """The value as a database takes it: text or an integer, never a subclass of them."""
    if type(value) in _PLAIN:
        return value  # type: ignore[no-any-return]
    if isinstance(value, Enum):
        return _plain(value.value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, str):
        return str(value)
    raise TypeError(f"a view is searched by text and integers, not by {value!r}")
