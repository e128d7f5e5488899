"""Folding views anew: to replace them, or to prove that they are what the log says (R75).

The new rows grow in tables of their own beside the serving ones. Readers never see them half built:
the exchange is one small transaction, and what served before is kept until the next exchange. A
rebuild that dies leaves the old views serving, and the next one goes on where it stopped.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Protocol

from application.stops import ViewStopped
from domain.envelope import AnyEnvelope
from infrastructure.log_check import state_faults
from infrastructure.rebuilding.comparing import (
    Difference,
    compare,
    different_rows,
    different_stops,
    limited,
)
from infrastructure.rebuilding.filling import all_of, fill
from infrastructure.rebuilding.groups import separate_group
from infrastructure.rebuilding.parts import Hands, grow
from infrastructure.rebuilding.register import BESIDE, EVERY, KEPT, Register, Standing
from infrastructure.view_store import KeptViews
from infrastructure.view_tables import Folding

Told = Callable[[int], None]
"""Hears how far a rebuild has come, in positions."""


class WholeLog(Protocol):
    """The part of the log a rebuild reads."""

    def end(self) -> int: ...

    def tail(
        self, after: int, *, upto: int | None = None, without: frozenset[str] = frozenset()
    ) -> Iterator[AnyEnvelope]: ...

    def stream(self, stream: str, *, upto: int | None = None) -> Iterator[AnyEnvelope]: ...

    def states(self) -> Iterable[tuple[str, int, bytes]]:
        """(stream, version, state as stored) of every state row in use."""
        ...


class NothingKept(LookupError):
    """There are no tables to go back to."""


def build(
    log: WholeLog, store: KeptViews, *, hands: Hands | None = None, told: Told | None = None
) -> None:
    """Fold the views of this code, which have never served, and let them serve.

    What other code folded goes on serving its own processes. Whoever comes while another process
    builds waits for it. A view that cannot place a fact stops there, and the others serve.
    """
    with store.alone():
        standing = store.standing()
        if standing.ready:
            return
        _anew(log, store, standing, [view.name for view in store.views], hands, told)
    _tidy(store)


def rebuild(
    log: WholeLog,
    store: KeptViews,
    *,
    view: str | None = None,
    comparing: bool = True,
    hands: Hands | None = None,
    told: Told | None = None,
) -> list[str]:
    """Fold every view anew (or one) beside the serving ones, and let the new ones serve.

    Returns what differed, one readable line each, unless nothing was to be compared. Raises
    `ViewStopped` at a fact that cannot be placed now but could be; then the old views stay.
    """
    names = [known.name for known in store.views if view in (None, known.name)]
    with store.alone():
        differences = _anew(log, store, store.standing(), names, hands, told, comparing=comparing)
    _tidy(store)
    return differences


def roll_back(log: WholeLog, store: KeptViews) -> list[str]:
    """Let the tables that served before the last exchange serve again; the names of their views.

    They are brought up to date first, and what serves now is kept in their place. Raises
    `NothingKept`.
    """
    with store.alone():
        standing = store.standing()
        kept = [laid for laid in standing.laid if laid.role == KEPT]
        if not kept:
            raise NothingKept
        tables = max(laid.tables for laid in kept)
        names = [laid.view for laid in kept if laid.tables == tables]
        folding = _apart(store, tables, names)
        try:
            _let_serve(log, store, folding, standing, tables)
        finally:
            folding.close()
    return names


def drop_kept(store: KeptViews) -> int:
    """Free what earlier tables hold: there is no way back to them then. How many were dropped."""
    with store.alone():
        with store.turn() as run:
            register = Register(run, store.dialect)
            register.give_up(store.standing().generation, KEPT)
            register.retire_all_but(store.standing().generation, keep=0)
        return _tidy(store)


def check(
    log: WholeLog, store: KeptViews, *, view: str | None = None, blanks: Mapping[str, Any]
) -> list[str]:
    """Compare every row with a fold from the first byte of the log, and change nothing.

    `view` names one view to look at alone. `blanks` are the blank states by thing: with them
    every state row of the log is folded and compared as well. Returns what differs.
    """
    differences = limited(found.said for found in differing(log, store, view=view))
    if view is None:
        differences += limited(
            fault.problem for fault in state_faults(log.states(), log.stream, blanks)
        )
    return differences


def differing(log: WholeLog, store: KeptViews, *, view: str | None = None) -> Iterator[Difference]:
    """Every row of the views (or of one) that is not what a fold from the first fact leads to."""
    views = [known for known in store.views if view in (None, known.name)]
    names = {known.name for known in views}
    with store.scratch() as fresh:
        fill(all_of(log), fresh, upto=store.position())
        with store.contents() as live:
            fill(all_of(log), fresh, upto=live.position)
            stops = (
                [stop for stop in found.stopped() if stop.view in names] for found in (store, fresh)
            )
            yield from different_stops(*stops)
            with fresh.contents() as anew:
                yield from different_rows(views, live, anew)


def _anew(
    log: WholeLog,
    store: KeptViews,
    standing: Standing,
    names: list[str],
    hands: Hands | None,
    told: Told | None,
    *,
    comparing: bool = False,
) -> list[str]:
    tables = _lay_beside(store, standing, names, anew=hands is None and _in_parts(standing))
    if hands is not None and not grow(store, hands, tables, names, log.end(), told):
        tables = _lay_beside(store, standing, names, anew=True)
    folding = _apart(store, tables, names)
    differences: list[str] = []
    try:
        if standing.ready:
            fill(all_of(log), folding, upto=store.position(), told=told)
            if comparing:
                differences = _compared(log, store, folding)
            _demand_no_worse(store, tables)
        _let_serve(log, store, folding, standing, tables, told)
    except ViewStopped:
        _give_up_beside(store, standing)
        raise
    finally:
        folding.close()
    return differences


def _lay_beside(
    store: KeptViews, standing: Standing, names: list[str], *, anew: bool = False
) -> int:
    """The tables to fold into: those an earlier rebuild of the same views began, or new ones."""
    begun = standing.tables(BESIDE)
    numbers = set(begun.values())
    if not anew and begun.keys() == set(names) and len(numbers) == 1:
        return numbers.pop()
    with store.turn() as run:
        register = Register(run, store.dialect)
        register.give_up(standing.generation, BESIDE)
        tables = register.lay(standing.generation, names)
        store.make_tables(run, tables, [view for view in store.views if view.name in names])
    return tables


def _in_parts(standing: Standing) -> bool:
    """Whether the views that grow beside were begun in several processes."""
    return len({laid.position for laid in standing.laid if laid.role == BESIDE}) > 1


def _give_up_beside(store: KeptViews, standing: Standing) -> None:
    with store.turn() as run:
        Register(run, store.dialect).give_up(standing.generation, BESIDE)


def _apart(store: KeptViews, tables: int, names: list[str]) -> Folding:
    return store.apart(lambda run, dialect: separate_group(run, dialect, tables, names))


def _compared(log: WholeLog, store: KeptViews, folding: Folding) -> list[str]:
    """The differences between what serves and what was folded anew, at one position."""
    with store.contents() as live:
        fill(all_of(log), folding, upto=live.position)
        with store.contents(BESIDE) as anew:
            return compare(store.views, live, anew) if live.position == anew.position else []


def _demand_no_worse(store: KeptViews, tables: int) -> None:
    """Refuse to let a view serve that stopped where the serving one did not."""
    standing = store.standing()
    stands = {stopped.view: stopped.position for stopped in standing.stopped()}
    for laid in standing.laid:
        if laid.tables == tables and laid.reason is not None and laid.position is not None:
            stopped = ViewStopped(laid.view, laid.position + 1, laid.reason)
            if stands.get(laid.view, stopped.position + 1) > stopped.position:
                raise stopped


def _let_serve(
    log: WholeLog,
    store: KeptViews,
    folding: Folding,
    standing: Standing,
    tables: int,
    told: Told | None = None,
) -> None:
    """Fold on until the tables are where the serving ones are, and exchange them."""
    generation, done = standing.generation, False
    while not done:
        _fill_readable(log, folding, store.position() if standing.ready else log.end(), told)
        with store.holding(folding) as run:
            register = Register(run, store.dialect)
            now = register.standing(generation)
            assert now is not None
            if now.ready:
                fill(all_of(log), folding, upto=now.position)
            done = register.exchange(generation, tables)
    store.standing()


def _fill_readable(log: WholeLog, folding: Folding, upto: int, told: Told | None) -> None:
    """Fold up to a position, or to the fact before one that cannot be read."""
    try:
        fill(all_of(log), folding, upto=upto, told=told)
    except ViewStopped as stopped:
        if stopped.view != EVERY:
            raise


def _tidy(store: KeptViews) -> int:
    """Drop what is gone; what readers are still in is left to the next time."""
    with store.turn() as run:
        gone = Register(run, store.dialect).gone()
    return sum(store.drop_tables(tables, view) for tables, view in gone)
