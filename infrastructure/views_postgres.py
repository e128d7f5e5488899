"""Views on PostgreSQL, in their own schema beside the log.

They are folded from the log again whenever they are lost, so their transactions do not wait for
the disk: after a crash the views stand at an earlier position and catch up.
"""

import secrets
from collections import deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from threading import BoundedSemaphore
from typing import Any, ClassVar, Self

import psycopg
from psycopg import errors

from application.ports import View
from infrastructure.postgres_reading import Connection, Reader
from infrastructure.view_fold import ViewStopped
from infrastructure.view_folding_postgres import (
    PostgresGeneration,
    Run,
    as_sql,
    connect,
    execute,
)
from infrastructure.view_sql import Dialect, ViewSql, prefix_of
from infrastructure.view_store import Contents, Generation, KeptViews, statements

_PATIENCE_MS = 250
"""How long a swap waits for readers; less than what PostgreSQL takes to see a deadlock."""

READERS = 16
"""Reading connections of one process at most."""


class PostgresViews(KeptViews):
    """The view store in one schema. Any number of processes may read it and fold into it."""

    table_missing: ClassVar[type[Exception]] = errors.UndefinedTable
    database_error: ClassVar[type[Exception]] = psycopg.Error

    def __init__(self, url: str, *, schema: str = "jejak_views", capacity: int = 8192) -> None:
        """`capacity` is the number of keys of each view whose open rows stay in memory."""
        super().__init__(Dialect("$", f'"{schema}".', "::text"))
        self._url = url
        self._schema = schema
        self._capacity = capacity
        self._idle: deque[Reader] = deque()
        self._places = BoundedSemaphore(READERS)

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        while self._idle:
            self._idle.pop().close()

    def beside(self) -> Generation:
        with self._turn() as run:
            unfinished = run(
                f"SELECT generation FROM {self._dialect.within}folded"
                " WHERE serving = 0 AND fingerprint = $1",
                [self._fingerprint],
            )
            if not unfinished:
                [(last,)] = run(f"SELECT max(generation) FROM {self._dialect.within}folded", [])
                unfinished = [(last + 1,)]
                self._create(run, last + 1, serving=False)
        return self._generation(unfinished[0][0])

    def swap(self, beside: Generation) -> bool:
        """As promised; False also while others read on: the swap gives way and is asked again."""
        try:
            with self._turn() as run:
                run(f"SET LOCAL lock_timeout = '{_PATIENCE_MS}ms'", [])
                if not self._swapped(run, beside.number):
                    return False
        except (errors.LockNotAvailable, errors.DeadlockDetected):
            return False
        beside.close()
        self.adopt(self._views, self._fingerprint)
        return True

    @contextmanager
    def contents(self, generation: int | None = None) -> Iterator[Contents]:
        with _connected(self._url) as connection, connection.transaction():
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            register = f"SELECT generation, position FROM {self._dialect.within}folded"
            if generation is None:
                [(generation, position)] = execute(connection, f"{register} WHERE serving = 1", [])
            else:
                found = execute(connection, f"{register} WHERE generation = $1", [generation])
                [(generation, position)] = found
            sql = statements(self._views, generation, self._dialect)

            def rows(view: View, part: int) -> Iterator[tuple[Any, ...]]:
                with psycopg.RawServerCursor(connection, "contents") as cursor:
                    cursor.itersize = 2000
                    cursor.execute(as_sql(sql[view.name].contents[part]))
                    yield from cursor

            yield Contents(position, rows)

    @contextmanager
    def scratch(self) -> Iterator[Self]:
        schema = f"{self._schema}_{secrets.token_hex(6)}"
        fresh = type(self)(self._url, schema=schema, capacity=self._capacity)
        try:
            fresh.adopt(self._views, self._fingerprint)
            yield fresh
        finally:
            fresh.close()
            with _connected(self._url) as connection:
                execute(connection, f'DROP SCHEMA IF EXISTS "{schema}" CASCADE', [])

    def _establish(self, views: Sequence[View], fingerprint: str) -> tuple[int, str]:
        within = self._dialect.within
        serving = f"SELECT generation, fingerprint FROM {within}folded WHERE serving = 1"
        with self._turn() as run:
            [(register,)] = run("SELECT to_regclass($1)", [f"{within}folded"])
            if register is None:
                run(f'CREATE SCHEMA IF NOT EXISTS "{self._schema}"', [])
                run(
                    f"CREATE TABLE {within}folded (generation integer PRIMARY KEY,"
                    " position bigint NOT NULL CHECK (position >= 0),"
                    " fingerprint text NOT NULL, serving integer NOT NULL)",
                    [],
                )
                run(
                    f"CREATE TABLE {within}stopped (view text NOT NULL, position bigint NOT NULL,"
                    " reason text NOT NULL)",
                    [],
                )
            found = run(serving, [])
            if not found:
                self._create(run, 1, serving=True)
                found = run(serving, [])
        return int(found[0][0]), str(found[0][1])

    def _swapped(self, run: Run, number: int) -> bool:
        """Folds and comparisons begin with the register, readers with open segments: so here."""
        within = self._dialect.within
        run(f"LOCK TABLE {within}folded IN ACCESS EXCLUSIVE MODE", [])
        known = run(f"SELECT generation, position, serving FROM {within}folded", [])
        at = {generation: position for generation, position, _ in known}
        if number not in at or any(at[number] < at[other] for other, _, serves in known if serves):
            return False
        for other in at.keys() - {number}:
            for (table,) in run(
                "SELECT tablename FROM pg_tables"
                " WHERE schemaname = $1 AND starts_with(tablename, $2)"
                " ORDER BY right(tablename, 5) <> '_open', tablename DESC",
                [self._schema, prefix_of(other)],
            ):
                run(f'DROP TABLE {within}"{table}"', [])
        run(f"DELETE FROM {within}folded WHERE generation <> $1", [number])
        run(f"UPDATE {within}folded SET serving = 1", [])
        run(f"DELETE FROM {within}stopped", [])
        return True

    def _create(self, run: Run, generation: int, *, serving: bool) -> None:
        for view in self._views:
            _create_tables(run, ViewSql(view, generation, self._dialect))
        run(
            f"INSERT INTO {self._dialect.within}folded VALUES ($1, 0, $2, $3)",
            [generation, self._fingerprint, int(serving)],
        )

    def _record(self, stopped: ViewStopped) -> None:
        within = self._dialect.within
        with self._turn() as run:
            run(f"DELETE FROM {within}stopped", [])
            place = [stopped.view, stopped.position, stopped.reason]
            run(f"INSERT INTO {within}stopped VALUES ($1, $2, $3)", place)

    def _generation(self, number: int) -> Generation:
        return PostgresGeneration(self._url, number, self._views, self._dialect, self._capacity)

    def _rows(self, sql: str, parameters: Sequence[Any]) -> list[Any]:
        with self._places:
            try:
                reader = self._idle.pop()
            except IndexError:
                reader = Reader(connect(self._url))
            try:
                return reader.rows(sql, parameters)
            finally:
                if not reader.connection.broken:
                    self._idle.append(reader)

    @contextmanager
    def _turn(self) -> Iterator[Run]:
        """A transaction that no other process sets up, swaps or stops the views beside."""
        lock = sha256(f"the views in schema {self._schema}".encode()).digest()[:8]
        with _connected(self._url) as connection, connection.transaction():
            number = int.from_bytes(lock, "big", signed=True)
            execute(connection, "SELECT pg_advisory_xact_lock($1)", [number])
            yield lambda sql, parameters: execute(connection, sql, parameters)


def _create_tables(run: Run, sql: ViewSql) -> None:
    kinds = ["bigint" if counted else "text" for counted in sql.counted]
    columns = "".join(f", {column} {kind}" for column, kind in zip(sql.columns, kinds, strict=True))
    run(
        f"CREATE TABLE {sql.open} (number integer PRIMARY KEY,"
        f' key text COLLATE "C" NOT NULL UNIQUE,'
        f" valid_from integer NOT NULL, known_from bigint NOT NULL{columns}, row bytea)"
        " WITH (fillfactor = 70)",
        [],
    )
    run(
        f"CREATE TABLE {sql.past} (number integer NOT NULL, valid_from integer NOT NULL,"
        " known_from bigint NOT NULL, valid_until integer NOT NULL, bounded_at bigint NOT NULL,"
        " known_until bigint, row bytea NOT NULL, PRIMARY KEY (number, valid_from, known_from))",
        [],
    )
    run(
        f'CREATE TABLE {sql.lost} (attribute integer NOT NULL, value text COLLATE "C" NOT NULL,'
        " number integer NOT NULL, PRIMARY KEY (attribute, value, number))",
        [],
    )
    for statement in sql.indexes():
        run(statement, [])


@contextmanager
def _connected(url: str) -> Iterator[Connection]:
    connection = connect(url)
    try:
        yield connection
    finally:
        connection.close()
