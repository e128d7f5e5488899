"""Fresh view stores of every kind, and the oracle they are measured by: folding from zero."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from application.ports import Row, View
from domain.envelope import AnyEnvelope
from infrastructure.segments import day_of
from infrastructure.view_store import KeptViews
from infrastructure.views_sqlite import SqliteViews

KINDS = ("sqlite",)

Stores = Callable[[], AbstractContextManager[KeptViews]]
"""Makes a store over fresh tables; several stores over the same ones come from `places_of`."""

Places = Callable[[], Callable[[], AbstractContextManager[KeptViews]]]


@contextmanager
def places_of(kind: str) -> Iterator[Places]:
    """A maker of places; a place opens any number of stores over the same tables."""
    assert kind in KINDS
    with TemporaryDirectory() as folder:
        numbers = count(1)

        def place() -> Stores:
            path = Path(folder) / f"views-{next(numbers)}"

            @contextmanager
            def open_store() -> Iterator[KeptViews]:
                store = SqliteViews(path)
                try:
                    yield store
                finally:
                    store.close()

            return open_store

        yield place


@contextmanager
def stores_of(kind: str) -> Iterator[Stores]:
    with places_of(kind) as place:

        def fresh() -> AbstractContextManager[KeptViews]:
            return place()()

        yield fresh


def folded(view: View, facts: Iterable[AnyEnvelope], on: date) -> dict[str, Row]:
    """Every row on a day, from nothing; what is not there yet on that day takes no effect."""
    rows: dict[str, Row] = {}
    for fact in facts:
        if fact.topic in view.topics and day_of(view, fact) <= on.toordinal():
            for key in view.keys(fact):
                try:
                    row = view.evolve(rows.get(key), fact)
                except LookupError:
                    continue
                rows[key] = row
    return {key: row for key, row in rows.items() if row is not None}
