"""Folding everything anew: to replace the views, or to prove that they are what the log says (R75).

The new rows grow in tables of their own beside the serving ones, in chunks, so memory does not
grow with the log. Readers never see them half built: the swap is one transaction. A rebuild that
dies leaves the old views serving, and the next one goes on where it stopped.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import islice
from typing import Any, NamedTuple, Protocol

import msgspec

from application.ports import View
from domain.envelope import AnyEnvelope
from infrastructure.codec import codec_for
from infrastructure.log_check import state_faults
from infrastructure.segments import FOREVER
from infrastructure.view_fold import Moved
from infrastructure.view_store import Contents, KeptViews

CHUNK = 1000
"""Facts folded in one transaction."""

MOST = 200
"""Differences told; where there are more, one line says so."""


class Difference(NamedTuple):
    """A row that is not what the facts lead to: known since a position, and in words."""

    position: int
    said: str


class WholeLog(Protocol):
    """The part of the log a rebuild reads."""

    def tail(self, after: int, *, upto: int | None = None) -> Iterator[AnyEnvelope]: ...

    def stream(self, stream: str, *, upto: int | None = None) -> Iterator[AnyEnvelope]: ...

    def states(self) -> Iterable[tuple[str, int, bytes]]:
        """(stream, version, state as stored) of every state row in use."""
        ...


class Foldable(Protocol):
    def position(self) -> int: ...

    def fold(self, facts: Sequence[AnyEnvelope]) -> None: ...


def rebuild(log: WholeLog, store: KeptViews) -> list[str]:
    """Fold every view anew beside the serving ones, compare, and let the new ones serve.

    Returns what differed, one readable line each. Views folded by other code are replaced without
    comparing. Raises `ViewStopped` at a fact that cannot be placed; then the old views stay.
    """
    beside = store.beside()
    differences: list[str] = []
    try:
        fill(log, beside, upto=store.position())
        if store.adopted:
            with store.contents() as live:
                fill(log, beside, upto=live.position)
                with store.contents(beside.number) as anew:
                    if anew.position == live.position:
                        differences = compare(store.views, live, anew)
        fill(log, beside)
        while not store.swap(beside):
            fill(log, beside)
    finally:
        beside.close()
    return differences


def check(
    log: WholeLog, store: KeptViews, *, view: str | None = None, blanks: Mapping[str, Any]
) -> list[str]:
    """Compare every row with a fold from the first byte of the log, and change nothing.

    `view` names one view to look at alone. `blanks` are the blank states by thing: with them
    every state row of the log is folded and compared as well. Returns what differs.
    """
    differences = _limited(found.said for found in differing(log, store, view=view))
    if view is None:
        differences += _limited(
            fault.problem for fault in state_faults(log.states(), log.stream, blanks)
        )
    return differences


def differing(log: WholeLog, store: KeptViews, *, view: str | None = None) -> Iterator[Difference]:
    """Every row of the views (or of one) that is not what a fold from the first fact leads to."""
    views = [known for known in store.views if view in (None, known.name)]
    with store.scratch() as fresh:
        fill(log, fresh, upto=store.position())
        with store.contents() as live:
            fill(log, fresh, upto=live.position)
            with fresh.contents() as anew:
                for known in views:
                    yield from _different_rows(known, live, anew)


def fill(log: WholeLog, into: Foldable, *, upto: int | None = None) -> None:
    """Fold what the log holds after the position reached; others may fold along."""
    while True:
        position = into.position()
        end = position + CHUNK if upto is None else min(upto, position + CHUNK)
        facts = list(log.tail(position, upto=end)) if end > position else []
        if not facts:
            return
        try:
            into.fold(facts)
        except Moved:
            continue


def compare(views: Iterable[View], live: Contents, anew: Contents) -> list[str]:
    """What is stored otherwise than it was folded anew, in words."""
    return _limited(found.said for view in views for found in _different_rows(view, live, anew))


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


def _limited(lines: Iterable[str]) -> list[str]:
    lines = iter(lines)
    told = list(islice(lines, MOST))
    return [*told, "there are more differences"] if next(lines, None) is not None else told
