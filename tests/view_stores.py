"""Fresh view stores of every kind, and the oracle they are measured by: folding from zero."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import date
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg
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


@dataclass(frozen=True)
class Place:
    """Where view tables lie: `open` opens any number of stores over them."""

    open: Stores
    execute: Callable[[str], list[tuple[Any, ...]]]
    """What somebody with the database in hand could do behind the store's back."""
    list_tables: str

    def tables(self) -> set[str]:
        return {str(name) for (name,) in self.execute(self.list_tables)}


Places = Callable[[], Place]
"""Makes an empty place."""


@contextmanager
def places_of(request: pytest.FixtureRequest) -> Iterator[Places]:
    """Places of the kind that is the fixture's parameter, one of `KINDS`."""
    numbers = count(1)
    if request.param == "postgres":
        url = request.getfixturevalue("postgres").fresh_database()
        yield lambda: _in_schema(url, f"views_{next(numbers)}")
    else:
        with TemporaryDirectory() as folder:
            yield lambda: _in_file(Path(folder) / f"views-{next(numbers)}")


def _in_schema(url: str, schema: str) -> Place:
    def execute(sql: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(url, options=f"-c search_path={schema}") as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []

    tables = f"SELECT table_name FROM information_schema.tables WHERE table_schema = '{schema}'"
    return Place(lambda: closing(PostgresViews(url, schema=schema)), execute, tables)


def _in_file(path: Path) -> Place:
    def execute(sql: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(path)) as connection, connection:
            return connection.execute(sql).fetchall()

    tables = "SELECT name FROM sqlite_master WHERE type = 'table'"
    return Place(lambda: closing(SqliteViews(path)), execute, tables)


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
