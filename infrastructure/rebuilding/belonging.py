"""Whether views were folded from this log, or from one that lay in its place before.

An older copy of the log may be put back beside newer views. It lacks facts they hold, or has grown
past them again with others. Such views are of no use: they are folded anew, and never served.
"""

import logging

from infrastructure.canonical import Tampered
from infrastructure.rebuilding.filling import Tail
from infrastructure.rebuilding.marks import NO_MARK, mark_of
from infrastructure.rebuilding.parts import Hands
from infrastructure.rebuilding.rebuild import WholeLog, build
from infrastructure.rebuilding.register import GONE, Register
from infrastructure.view_store import KeptViews

_say = logging.getLogger("jejak.views")


def settle(log: WholeLog, store: KeptViews, hands: Hands | None = None) -> None:
    """What is due when views were adopted: those of another log, or that never served, are folded.

    In the end the views serve, and know the mark of the last fact they hold.
    """
    begin_anew_if_foreign(log, store)
    if not store.adopted:
        _say.warning("folding the views anew from %s facts", log.end())
        _remember(log, store, log.end())
        build(log, store, hands=hands)
    _remember(log, store, store.position())


def fold_anew_if_foreign(log: WholeLog, store: KeptViews) -> None:
    """Fold the views anew in this process if the log does not hold what they were folded from."""
    if begin_anew_if_foreign(log, store):
        settle(log, store)


def begin_anew_if_foreign(log: Tail, store: KeptViews) -> bool:
    """Let go of what was folded from another log; whether there was any of it."""
    standing = store.standing()
    reached = [laid.position or 0 for laid in standing.laid if laid.role != GONE]
    with store.turn() as run:
        marked, mark = Register(run, store.dialect).mark(standing.generation)
    furthest, end = max(standing.position, marked, *reached, 0), log.end()
    if furthest <= end and _is_at(log, marked, mark):
        return False
    _say.error(
        "the views were folded from another log, up to position %s, and this one ends at %s: "
        "perhaps an older copy was put in its place. They are folded anew",
        *(furthest, end),
    )
    with store.turn() as run:
        Register(run, store.dialect).start_over(standing)
    store.standing()
    return True


def _is_at(log: Tail, position: int, mark: int) -> bool:
    """Whether the log holds the fact with the mark; so it is said of one that cannot be read."""
    if mark == NO_MARK:
        return True
    try:
        return [mark_of(fact) for fact in log.tail(position - 1, upto=position)] == [mark]
    except (LookupError, Tampered):
        return True


def _remember(log: Tail, store: KeptViews, position: int) -> None:
    """Note the mark of the fact at a position, if it is not the one that is noted."""
    generation = store.standing().generation
    with store.turn() as run:
        register = Register(run, store.dialect)
        if not position or register.mark(generation)[0] == position:
            return
        try:
            for fact in log.tail(position - 1, upto=position):
                register.note_mark(generation, position, mark_of(fact))
        except (LookupError, Tampered):
            return
