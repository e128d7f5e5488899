"""`jejak rebuild`: views folded anew, compared, exchanged, and the way back."""

import click

from application.views import VIEWS
from interface.bootstrap import NothingKept, Store
from interface.cli.acts import unknown
from interface.cli.opening import USAGE, NoSuchStore, opened
from interface.wordings.command_line import THERE_ARE
from interface.wordings.keeping import both
from interface.wordings.standing import DROPPED, NOTHING_KEPT, ROLLED_BACK

DIFFERENT = 4
STEP = 100_000
"""A rebuild tells how far it has come each time it has passed so many facts."""


def check_store(where: str | None, *, view: str | None) -> int:
    """Compare views (and the cached states) with a fold from the first fact; 4 if they differ."""
    _must_be_known(view)
    with opened(where, there=True) as store:
        differences = store.check_views(view)
        return DIFFERENT if _told(store, view, differences, "compared") else 0


def rebuild_store(
    where: str | None, *, view: str | None, comparing: bool, processes: int | None
) -> int:
    """Fold every view (or one) anew beside those that serve, and let the new ones serve."""
    _must_be_known(view)
    with opened(where, there=True) as store:
        differences = store.rebuild_views(
            view, comparing=comparing, processes=processes, told=_Steps(store.log.end())
        )
        _told(store, view, differences, "folded anew", comparing=comparing)
    return 0


def roll_back_store(where: str | None) -> int:
    """Let what served before the last rebuild serve again; 2 if nothing of it is kept."""
    with opened(where, there=True) as store:
        try:
            views = store.keeper.roll_back()
        except NothingKept:
            click.echo(both(NOTHING_KEPT), err=True)
            return USAGE
    click.echo(both(ROLLED_BACK, views=", ".join(views)), err=True)
    return 0


def drop_kept_tables(where: str | None) -> int:
    """Free what is kept for rolling back."""
    with opened(where, there=True) as store:
        click.echo(both(DROPPED, n=store.keeper.drop_kept()), err=True)
    return 0


class _Steps:
    """Says now and then how far a rebuild of so many facts has come."""

    def __init__(self, end: int) -> None:
        self._end = end
        self._next = STEP

    def __call__(self, position: int) -> None:
        if position >= self._next:
            self._next = position // STEP * STEP + STEP
            click.echo(f"{position} / {self._end}", err=True)


def _must_be_known(view: str | None) -> None:
    names = [known.name for known in VIEWS]
    if view is not None and view not in names:
        raise NoSuchStore(unknown("view", view, THERE_ARE, names))


def _told(
    store: Store, view: str | None, differences: list[str], done: str, *, comparing: bool = True
) -> bool:
    """Print what differs; whether anything did."""
    for line in differences:
        click.echo(line)
    found = f"{len(differences)} differences" if differences else "no difference"
    verdict = found if comparing else "not compared"
    what = view or f"{len(VIEWS)} views"
    click.echo(f"{what} {done} from {store.log.end()} facts: {verdict}", err=True)
    return bool(differences)
