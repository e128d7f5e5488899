"""Folding what a log holds into views that are not up to date, in chunks.

Memory does not grow with the log. A view that cannot place a fact stops there and the others of
its group go on; a fact that cannot be read at all stops them all.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from application.stops import ViewStopped
from domain.envelope import AnyEnvelope
from infrastructure.canonical import Tampered
from infrastructure.rebuilding.register import EVERY
from infrastructure.view_fold import Moved

CHUNK = 1000
"""Facts folded in one transaction; bounds memory and other writers' waiting."""

Read = Callable[[int, int], Iterator[AnyEnvelope]]
"""The facts after a position, up to another; those no view of the group asks for may be missing."""


class Tail(Protocol):
    """The part of a log that views are folded from."""

    def end(self) -> int: ...

    def tail(self, after: int, *, upto: int | None = None) -> Iterator[AnyEnvelope]: ...


class Foldable(Protocol):
    def position(self) -> int: ...

    def fold(self, facts: Sequence[AnyEnvelope], span: tuple[int, int] | None = None) -> None: ...

    def stop(self, stopped: ViewStopped) -> None: ...


def all_of(log: Tail) -> Read:
    """Every fact of a log."""
    return lambda after, upto: log.tail(after, upto=upto)


def fill(
    read: Read, into: Foldable, *, upto: int, told: Callable[[int], None] | None = None
) -> None:
    """Fold up to a position; others may fold along.

    `told` hears of every position reached, the first one included. Raises `ViewStopped` for all
    views at a fact that cannot be read: all before it is folded.
    """
    if told is not None:
        told(min(into.position(), upto))
    while (position := into.position()) < upto:
        facts, reached, unreadable = taken(read, position, min(upto, position + CHUNK))
        try:
            if reached > position:
                fold_on(into, facts, position, reached)
        except Moved:
            continue
        if unreadable is not None:
            raise unreadable
        if told is not None:
            told(reached)


def taken(read: Read, after: int, upto: int) -> tuple[list[AnyEnvelope], int, ViewStopped | None]:
    """The facts of a span up to the first unreadable one, how far they reach, and what it was."""
    facts: list[AnyEnvelope] = []
    try:
        for fact in read(after, upto):
            facts.append(fact)  # noqa: PERF402 - keeps what was read before an error
    except (LookupError, Tampered) as error:
        last = _last_readable(read, facts[-1].position if facts else after, upto)
        reason = f"{type(error).__name__}: {error}"
        return facts, last, ViewStopped(EVERY, last + 1, reason)
    return facts, upto, None


def fold_on(into: Foldable, facts: Sequence[AnyEnvelope], before: int, after: int) -> None:
    """Fold a span of facts; a view that stops in it is left behind there."""
    while before < after:
        try:
            into.fold(facts, (before, after))
        except ViewStopped as stopped:
            last = stopped.position - 1
            fold_on(into, [fact for fact in facts if fact.position <= last], before, last)
            into.stop(stopped)
            facts = [fact for fact in facts if fact.position > last]
            before = last
        else:
            return


def _last_readable(read: Read, position: int, upto: int) -> int:
    """The position before the fact that cannot be read: facts left out before it are readable."""
    while position < upto:
        try:
            for _ in read(position, position + 1):
                pass
        except (LookupError, Tampered):
            break
        position += 1
    return position
