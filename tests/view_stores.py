"""Fresh view stores of every kind, and the oracle they are measured by: folding from zero."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import date
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from application.ports import Row, View
from domain.envelope import AnyEnvelope
from infrastructure.segments import day_of
from infrastructure.view_store import KeptViews
from infrastructure.views_postgres import PostgresViews
from infrastructure.views_sqlite import SqliteViews

KINDS = ("sqlite", "postgres")

Stores = Callable[[], AbstractContextManager[KeptViews]]
"""Opens a store; it is closed at the end of the block."""

Places = Callable[[], Stores]
"""Makes an empty place, and what opens any number of stores over it."""


@contextmanager
def places_of(request: pytest.FixtureRequest) -> Iterator[Places]:
    """Places of the kind that is the fixture's parameter, one of `KINDS`."""
    numbers = count(1)
    if request.param == "postgres":
        url = request.getfixturevalue("postgres").fresh_database()

        def in_schema() -> Stores:
            schema = f"views_{next(numbers)}"
            return lambda: closing(PostgresViews(url, schema=schema))

        yield in_schema
    else:
        with TemporaryDirectory() as folder:

            def in_file() -> Stores:
                path = Path(folder) / f"views-{next(numbers)}"
                return lambda: closing(SqliteViews(path))

            yield in_file


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
