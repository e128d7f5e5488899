"""The two time axes of a row, without a database: what one more fact does to the history of a key.

The row of a key for day D, known at position P, is the fold, in position order, of the key's facts
recorded at or before P that take effect on or before D; facts without a day count for every day.
A new fact has the highest position, so on every day it takes effect on it comes last in the fold.
Therefore no fact is ever read again: the believed history is a staircase over the days, and a fact
of day E evolves the row of every step that reaches past E. A fact in effective order meets one
step; a backdated one meets those after it, and only steps whose row really changes are replaced.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

import msgspec

from application.ports import Row, View
from domain.envelope import AnyEnvelope

ALWAYS = 0
"""The first day there is; facts without a day take effect on it."""

FOREVER = date.max.toordinal() + 1
"""The day after the last one: the end of a segment that is open."""

Evolve = Callable[[Row | None], Row | None]
"""`view.evolve` with the new fact already in it."""


class Segment(msgspec.Struct, frozen=True):
    """A row, the days it holds for and the positions at which that was believed.

    Days are proleptic ordinals, `valid_until` is exclusive. `valid_until` is believed from
    position `bounded_at` on; before it the segment was open-ended, so its shape is an L. From
    position `known_until` on the segment is no longer believed; None while it still is.
    A segment without a row says that there is nothing on these days.
    """

    valid_from: int
    known_from: int
    row: Any
    valid_until: int = FOREVER
    bounded_at: int = 0
    known_until: int | None = None

    def answers(self, day: int, position: int) -> bool:
        return (
            self.valid_from <= day
            and self.known_from <= position
            and (self.known_until is None or position < self.known_until)
            and (day < self.valid_until or position < self.bounded_at)
        )


class Change(NamedTuple):
    """`old` is kept as `new` from now on; a segment that is born has no `old`."""

    old: Segment | None
    new: Segment


NOTHING = Segment(ALWAYS, 0, None)
"""What is believed of a key before its first fact: no row, on any day."""


def day_of(view: View, fact: AnyEnvelope) -> int:
    """The first day the fact takes effect on, as an ordinal."""
    return ALWAYS if fact.topic in view.undated else fact.effective_on.toordinal()


def changes(believed: Iterable[Segment], position: int, day: int, evolve: Evolve) -> list[Change]:
    """What a fact at `position`, taking effect on `day`, changes in the believed segments of a key.

    `believed` are the segments believed so far, by day and without gaps, ending with the open one;
    those that end before `day` may be missing. On the open segment every fact so far has its
    effect, so a LookupError there is a fact the view cannot place and is raised. On an earlier day
    it says that what the fact is about is not there yet on that day: the row stays as it is.
    """
    found: list[Change] = []
    for held in believed:
        if held.valid_until <= day:
            continue
        row = _evolved(held, evolve)
        if row is held.row or row == held.row:
            continue
        born = Segment(max(held.valid_from, day), position, row, held.valid_until)
        if held.valid_from >= day:
            found.append(Change(held, _disbelieved(held, position)))
        elif held.valid_until == FOREVER:
            bounded = Segment(
                held.valid_from, held.known_from, held.row, day, position, held.known_until
            )
            found.append(Change(held, bounded))
        else:
            found.append(Change(held, _disbelieved(held, position)))
            found.append(Change(None, Segment(held.valid_from, position, held.row, day)))
        found.append(Change(None, born))
    return found


def believed_after(believed: Sequence[Segment], found: Iterable[Change]) -> list[Segment]:
    """The believed segments once the changes are made, by day."""
    kept = {segment.valid_from: segment for segment in believed}
    for _, new in found:
        if new.known_until is None:
            kept[new.valid_from] = new
    return [kept[day] for day in sorted(kept)]


def without_gaps(stored: Iterable[Segment]) -> Iterator[Segment]:
    """The believed segments of a key by day, with a segment of no row wherever none is stored."""
    reached = ALWAYS
    for segment in stored:
        if segment.valid_from > reached:
            yield Segment(reached, 0, None, segment.valid_from)
        yield segment
        reached = segment.valid_until
    if reached < FOREVER:
        yield Segment(reached, 0, None)


def _evolved(held: Segment, evolve: Evolve) -> Row | None:
    if held.valid_until == FOREVER:
        return evolve(held.row)
    try:
        return evolve(held.row)
    except LookupError:
        return held.row


def _disbelieved(held: Segment, position: int) -> Segment:
    return Segment(
        held.valid_from, held.known_from, held.row, held.valid_until, held.bounded_at, position
    )
