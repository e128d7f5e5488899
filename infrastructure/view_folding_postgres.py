"""Folding into the tables of some views on PostgreSQL.

What folding needs is read before its transaction; that the position has not moved meanwhile, which
the transaction demands with its first statement, proves the reading still true. So a fold whose
keys are in memory is one round trip.
"""

from collections.abc import Iterable, Sequence
from threading import Lock
from typing import Any, LiteralString

import psycopg
from psycopg import errors

from application.ports import View
from application.stops import ViewStopped
from domain.envelope import AnyEnvelope
from infrastructure.postgres_reading import Connection, Reader
from infrastructure.rebuilding.groups import Group
from infrastructure.rebuilding.register import Register, Run
from infrastructure.view_call_postgres import FoldCall, WriteSql
from infrastructure.view_fold import Folds, Moved
from infrastructure.view_rows import OpenRow, PastRow, Writes
from infrastructure.view_sql import Dialect, ViewSql
from infrastructure.view_tables import Load, Replaced, group_of, statements


class PostgresFolding:
    """Folds into the tables of some views over its own connection."""

    _group: Group
    _folds: Folds
    _call: FoldCall

    def __init__(
        self, url: str, views: Sequence[View], load: Load, dialect: Dialect, capacity: int
    ) -> None:
        self._url = url
        self._views = views
        self._load = load
        self._dialect = dialect
        self._capacity = capacity
        self._lock = Lock()
        self._closed = False
        self._reader = self._connected()
        try:
            self._take_up(group_of(load, self._all, dialect))
        except BaseException:
            self._reader.close()
            raise

    def position(self) -> int:
        with self._lock:
            return group_of(self._load, self._all, self._dialect).position

    def fold(self, facts: Sequence[AnyEnvelope], span: tuple[int, int] | None = None) -> None:
        with self._lock:
            if self._closed:
                raise Replaced
            before, after = span or (facts[0].position - 1, facts[-1].position)
            if before != self._group.position:
                self._notice()
                if before != self._group.position:
                    raise Moved(self._group.position)
            try:
                self._fold_whole(facts, before, after, trusting=True)
            except errors.UniqueViolation:
                # Somebody else has folded; or a fact that no view expects claims to be the first
                # of a key that is there.
                self._notice()
                if before != self._group.position:
                    raise Moved(self._group.position) from None
                self._fold_whole(facts, before, after, trusting=False)
            self._group = self._group.at(after)

    def _fold_whole(
        self, facts: Sequence[AnyEnvelope], before: int, after: int, *, trusting: bool
    ) -> None:
        try:
            step = self._group.stepping(before, after, facts)
            self._commit(step, self._folds.fold(facts, trusting=trusting))
        except errors.CheckViolation:
            self._notice()
            raise Moved(self._group.position) from None
        except errors.UndefinedTable:
            raise Replaced from None
        except ViewStopped as stopped:
            self._notice()
            if stopped.view not in self._group.tables:
                raise Moved(self._group.position) from None
            raise
        except BaseException:
            self._folds.forget()
            raise

    def stop(self, stopped: ViewStopped) -> None:
        with self._lock:
            connection = self._alive().connection
            with connection.transaction():
                register = Register(lambda *asked: execute(connection, *asked), self._dialect)
                register.stop_apart(self._group.tables[stopped.view], stopped)
            self._notice()

    def rehearse(self, view: View, fact: AnyEnvelope) -> None:
        with self._lock:
            Folds([view], self._stored, self._capacity).fold([fact], trusting=False)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._reader.close()

    def _commit(self, step: tuple[int, ...], folded: list[tuple[View, Writes]]) -> None:
        writes = [pair for view, done in folded for pair in self._writing[view.name].of(done)]
        if self._call.fold(self._alive().connection, step, writes) != self._group.rows:
            raise Replaced

    def _notice(self) -> None:
        """Someone else has folded, or changed what is folded: memory may be out of date."""
        group = group_of(self._load, self._all, self._dialect)
        if (group.tables, group.step) == (self._group.tables, self._group.step):
            self._folds.forget()
            self._group = group
        else:
            self._reader.close()
            self._reader = self._connected()
            self._take_up(group)

    def _take_up(self, group: Group) -> None:
        self._group = group
        self._sql = statements(self._views, group.tables, self._dialect)
        self._writing = {name: WriteSql(sql) for name, sql in self._sql.items()}
        views = [view for view in self._views if view.name in self._sql]
        self._folds = Folds(views, self._stored, self._capacity)
        self._call = FoldCall(group.step, group.parameters)

    def _stored(self, view: View) -> "_Stored":
        return _Stored(self._all, self._sql[view.name])

    def _alive(self) -> Reader:
        """The connection; a new one after the server went away."""
        if self._reader.connection.broken:
            self._reader = self._connected()
            self._call.forget()
        return self._reader

    def _connected(self) -> Reader:
        connection = connect(self._url)
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
