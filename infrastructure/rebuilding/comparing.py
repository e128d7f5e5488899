"""Telling in words how stored views differ from the same views folded anew."""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from typing import Any, NamedTuple

import msgspec

from application.ports import View
from application.stops import ViewStopped
from infrastructure.codec import codec_for
from infrastructure.segments import FOREVER
from infrastructure.view_tables import Contents

MOST = 200
"""Differences told; where there are more, one line says so."""


class Difference(NamedTuple):
    """A row that is not what the facts lead to: known since a position, and in words."""

    position: int
    said: str


def compare(views: Iterable[View], live: Contents, anew: Contents) -> list[str]:
    """What is stored otherwise than it was folded anew, in words."""
    return limited(found.said for found in different_rows(views, live, anew))


def different_rows(views: Iterable[View], live: Contents, anew: Contents) -> Iterator[Difference]:
    """Every row that differs, of the views that stand at the position of both."""
    both = live.views & anew.views
    for view in views:
        if view.name in both:
            yield from _different_rows(view, live, anew)


def different_stops(
    live: Iterable[ViewStopped], anew: Iterable[ViewStopped]
) -> Iterator[Difference]:
    """Views that stopped in one of the two and not in the other, or elsewhere."""
    stored, folded = ({stopped.view: stopped for stopped in found} for found in (live, anew))
    for view in sorted(stored.keys() | folded.keys()):
        one, other = (where.get(view) for where in (stored, folded))
        if one is None or other is None or one.position != other.position:
            first = min(stopped.position for stopped in (one, other) if stopped is not None)
            said = f"stored {_standing(one)}, folded {_standing(other)}"
            yield Difference(first, f"{view} {said}")


def _standing(stopped: ViewStopped | None) -> str:
    if stopped is None:
        return "to the end"
    return f"up to position {stopped.position - 1} ({stopped.reason})"


def _different_rows(view: View, live: Contents, anew: Contents) -> Iterator[Difference]:
    parts = ((_open_place, 1, _open_words), (_past_place, 4, _past_words), (_lost_words, 3, None))
    for part, (name, width, words) in enumerate(parts):
        pairs = _paired(live.rows(view, part), anew.rows(view, part), width)
        for stored, folded in pairs:
            if stored == folded:
                continue
            row = folded or stored or ()
            place, position = f"{view.name} {name(view, row)}", 0 if words is None else row[3]
            if stored is None:
                yield Difference(position, f"{place}: missing")
            elif folded is None:
                yield Difference(position, f"{place}: stored, but no fact leads to it")
            elif words is not None:
                said = f"stored {words(view, stored)}, folded {words(view, folded)}"
                yield Difference(position, f"{place}: {said}")


def _paired(
    left: Iterator[tuple[Any, ...]], right: Iterator[tuple[Any, ...]], width: int
) -> Iterator[tuple[tuple[Any, ...] | None, tuple[Any, ...] | None]]:
    """Rows of two sorted lists side by side; rows belong together if their first values agree."""
    one, other = next(left, None), next(right, None)
    while one is not None or other is not None:
        if other is None or (one is not None and one[:width] < other[:width]):
            yield one, None
            one = next(left, None)
        elif one is None or other[:width] < one[:width]:
            yield None, other
            other = next(right, None)
        else:
            yield one, other
            one, other = next(left, None), next(right, None)


def _open_place(_view: View, row: tuple[Any, ...]) -> str:
    return f"{row[1]}, newest row"


def _open_words(view: View, row: tuple[Any, ...]) -> str:
    _, key, valid_from, known_from, *values, blob = row
    searched = dict(zip(view.index, values, strict=True))
    return f"{_readable(view, blob)} {searched} of {key} {_since(valid_from, known_from)}"


def _past_place(_view: View, row: tuple[Any, ...]) -> str:
    return f"{row[1]}, row {_since(row[2], row[3])}"


def _past_words(view: View, row: tuple[Any, ...]) -> str:
    *_, valid_until, bounded_at, known_until, blob = row
    until = "" if known_until is None else f", believed until position {known_until}"
    days = f"valid until {_day(valid_until)}, known from position {bounded_at}"
    return f"{_readable(view, blob)} ({days}{until})"


def _lost_words(view: View, row: tuple[Any, ...]) -> str:
    attribute, value, number = row
    return f"key number {number}: the note that {view.index[attribute]} was {value}"


def _since(valid_from: int, known_from: int) -> str:
    return f"valid from {_day(valid_from)}, known from position {known_from}"


def _day(ordinal: int) -> str:
    if ordinal >= FOREVER:
        return "for ever"
    return date.fromordinal(ordinal).isoformat() if ordinal > 0 else "always"


def _readable(view: View, blob: bytes | None) -> str:
    if blob is None:
        return "nothing"
    try:
        return repr(codec_for(view.row).decode(blob))
    except (msgspec.MsgspecError, TypeError):
        return f"unreadable bytes {blob.hex()}"


def limited(lines: Iterable[str]) -> list[str]:
    lines = iter(lines)
    told = list(islice(lines, MOST))
    return [*told, "there are more differences"] if next(lines, None) is not None else told
