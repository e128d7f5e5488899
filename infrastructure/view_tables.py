"""The words in which view stores, folding and rebuilding speak of tables of views."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from application.ports import View
from application.stops import ViewStopped
from domain.envelope import AnyEnvelope
from infrastructure.rebuilding.filling import Foldable
from infrastructure.rebuilding.groups import Group
from infrastructure.rebuilding.register import EVERY, Run, Standing
from infrastructure.view_sql import Dialect, ViewSql


class Replaced(Exception):
    """The tables are no longer there: others serve."""


class NotAdopted(RuntimeError):
    """The store holds the folds of other code; it must be rebuilt before it serves this one."""


class ViewsUnavailable(RuntimeError):
    """The database of the views failed; nothing was folded."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The views in one role at one position, for comparing.

    `rows(view, part)` yields the stored rows of part 0, 1 or 2 of `ViewSql.contents`, in its order.
    """

    position: int
    views: frozenset[str]
    """The names of those that stand at the position."""
    rows: Callable[[View, int], Iterator[tuple[Any, ...]]]


class Folding(Foldable, Protocol):
    """Folds facts into the tables of some views, which move on together."""

    def position(self) -> int:
        """Where they stand; beyond every position if all of them have stopped."""
        ...

    def fold(self, facts: Sequence[AnyEnvelope], span: tuple[int, int] | None = None) -> None:
        """Fold the facts that follow the views' position, all of them or none.

        `span` is the position before and the one after; the facts' own if it is not given. What
        none of these views asks for may be missing from the facts. Raises `Moved` if they do not
        follow, `ViewStopped` at a fact a view cannot place, `Replaced` if the tables are gone.
        """
        ...

    def stop(self, stopped: ViewStopped) -> None:
        """Go on without a view from the next fold on."""
        ...

    def rehearse(self, view: View, fact: AnyEnvelope) -> None:
        """Fold one fact into one view in memory, and forget it."""
        ...

    def close(self) -> None: ...


Load = Callable[[Run, Dialect], Group | None]
"""Reads from the register what is folded together; None if it is gone."""


def statements(
    views: Iterable[View], tables: Mapping[str, int], dialect: Dialect
) -> dict[str, ViewSql]:
    """The statements of those views that lie in the tables."""
    return {
        view.name: ViewSql(view, tables[view.name], dialect)
        for view in views
        if view.name in tables
    }


def group_of(load: Load, run: Run, dialect: Dialect) -> Group:
    """What is folded together by now. Raises `Replaced` if it is gone."""
    group = load(run, dialect)
    if group is None:
        raise Replaced
    return group


def contents_of(standing: Standing, role: str) -> tuple[int, dict[str, int]]:
    """The position the views in a role stand at, and the tables of those that do."""
    apart = [laid for laid in standing.laid if laid.role == role and laid.view != EVERY]
    where = {
        laid.view: standing.position if laid.position is None else laid.position
        for laid in apart
        if laid.reason is None
    }
    position = max(where.values(), default=0)
    tables = {laid.view: laid.tables for laid in apart if where.get(laid.view) == position}
    return position, tables
