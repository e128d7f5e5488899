"""Folding into one generation of views on PostgreSQL.

What folding needs is read before its transaction; that the position has not moved meanwhile, which
the transaction demands with its first statement, proves the reading still true. So a fold whose
keys are in memory is one round trip.
"""

from collections.abc import Callable, Iterable, Sequence
from threading import Lock
from typing import Any, LiteralString

import psycopg
from psycopg import errors

from application.ports import View
from domain.envelope import AnyEnvelope
from infrastructure.postgres_reading import Connection, Reader
from infrastructure.view_call_postgres import FoldCall, WriteSql
from infrastructure.view_fold import Folds, Moved
from infrastructure.view_rows import OpenRow, PastRow, Writes
from infrastructure.view_sql import Dialect, ViewSql
from infrastructure.view_store import Replaced, statements

Run = Callable[[str, Sequence[Any]], list[tuple[Any, ...]]]
"""Executes a statement and returns its rows."""


class PostgresGeneration:
    """Folds into one set of tables over its own connection."""

    def __init__(
        self, url: str, number: int, views: Sequence[View], dialect: Dialect, capacity: int
    ) -> None:
        self.number = number
        self._url = url
        self._within = dialect.within
        self._sql = statements(views, number, dialect)
        self._writing = {view.name: WriteSql(self._sql[view.name]) for view in views}
        self._folds = Folds(views, lambda view: _Stored(self._all, self._sql[view.name]), capacity)
        self._lock = Lock()
        self._closed = False
        self._call = FoldCall(dialect.within)
        self._reader = self._connected()
        self._at = self._stands_at()

    def position(self) -> int:
        with self._lock:
            return self._stands_at()

    def fold(self, facts: Sequence[AnyEnvelope]) -> None:
        with self._lock:
            if self._closed:
                raise Replaced
            before, after = facts[0].position - 1, facts[-1].position
            try:
                if before != self._at:
                    self._notice()
                    if before != self._at:
                        raise Moved(self._at)
                self._commit(before, after, self._folds.fold(facts))
            except (errors.CheckViolation, errors.UniqueViolation):
                self._notice()
                raise Moved(self._at) from None
            except errors.UndefinedTable:
                raise Replaced from None
            except BaseException:
                self._folds.forget()
                raise
            self._at = after

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._reader.close()

    def _commit(self, before: int, after: int, folded: list[tuple[View, Writes]]) -> None:
        writes = [pair for view, done in folded for pair in self._writing[view.name].of(done)]
        if not self._call.fold(self._alive().connection, (before, after, self.number), writes):
            raise Replaced

    def _notice(self) -> None:
        """Someone else has folded: what memory holds may be out of date."""
        self._folds.forget()
        self._at = self._stands_at()

    def _stands_at(self) -> int:
        found = self._all(
            f"SELECT position FROM {self._within}folded WHERE generation = $1", [self.number]
        )
        if not found:
            raise Replaced
        return int(found[0][0])

    def _alive(self) -> Reader:
        """The connection; a new one after the server went away."""
        if self._reader.connection.broken:
            self._reader = self._connected()
        return self._reader

    def _connected(self) -> Reader:
        connection = connect(self._url)
        self._call.forget()
        connection.execute("SET synchronous_commit = off")
        connection.execute("SET plan_cache_mode = force_generic_plan")
        return Reader(connection)

    def _all(self, sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
        return self._alive().rows(sql, parameters)


class _Stored:
    """What folding reads back of one view."""

    def __init__(self, run: Run, sql: ViewSql) -> None:
        self._run = run
        self._open = (
            f"SELECT key, number, valid_from, known_from, row FROM {sql.open} WHERE key = ANY($1)"
        )
        self._believed = (
            f"SELECT valid_from, known_from, valid_until, bounded_at, row FROM {sql.past}"
            " WHERE number = $1 AND known_until IS NULL ORDER BY valid_from"
        )
        self._last = f"SELECT coalesce(max(number), 0) FROM {sql.open}"

    def open_rows(self, keys: Sequence[str]) -> Iterable[OpenRow]:
        return [OpenRow(*row) for row in self._run(self._open, [list(keys)])]

    def believed(self, number: int) -> Iterable[PastRow]:
        return [PastRow(*row) for row in self._run(self._believed, [number])]

    def last_number(self) -> int:
        [(last,)] = self._run(self._last, [])
        return int(last)


def connect(url: str) -> Connection:
    return psycopg.connect(url, autocommit=True, cursor_factory=psycopg.RawCursor)


def execute(connection: Connection, sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor(binary=True) as cursor:
        cursor.execute(as_sql(sql), parameters)
        return cursor.fetchall() if cursor.description else []


def as_sql(text: str) -> LiteralString:
    """Our own statements: names from views, never anything a person typed."""
    return text
