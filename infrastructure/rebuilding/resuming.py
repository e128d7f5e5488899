"""A view that stopped goes on: it folds what it missed on its own and joins the others again."""

from application.stops import ViewStopped
from infrastructure.rebuilding.filling import Tail, all_of, fill
from infrastructure.rebuilding.groups import separate_group
from infrastructure.rebuilding.register import Register, Standing
from infrastructure.view_store import KeptViews
from infrastructure.view_tables import Folding


def resume(log: Tail, store: KeptViews, view: str) -> bool:
    """Fold what a view missed. False: it stopped again. Others may append and fold meanwhile."""
    standing = store.standing()
    tables = standing.tables()[view]
    with store.turn() as run:
        Register(run, store.dialect).retry(tables, view)
    folding = store.apart(lambda run, dialect: separate_group(run, dialect, tables, [view]))
    try:
        while not _joined(log, store, folding, standing, view):
            if _stopped_again(store, tables, view):
                return False
    except ViewStopped:
        return False
    finally:
        folding.close()
        with store.turn() as run:
            Register(run, store.dialect).proclaim(standing.generation)
        store.standing()
    return True


def _joined(log: Tail, store: KeptViews, folding: Folding, standing: Standing, view: str) -> bool:
    fill(all_of(log), folding, upto=store.position())
    with store.holding(folding) as run:
        register = Register(run, store.dialect)
        now = register.standing(standing.generation)
        assert now is not None
        fill(all_of(log), folding, upto=now.position)
        return register.rejoin(now, view)


def _stopped_again(store: KeptViews, tables: int, view: str) -> bool:
    return any(
        laid.reason is not None
        for laid in store.standing().laid
        if (laid.tables, laid.view) == (tables, view)
    )
