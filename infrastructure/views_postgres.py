"""Views on PostgreSQL, in their own schema beside the log.

They are folded from the log again whenever they are lost, so their transactions do not wait for
the disk: after a crash the views stand at an earlier position and catch up.
"""

import secrets
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from threading import BoundedSemaphore
from typing import Any, ClassVar, Self

import psycopg
from psycopg import errors

from application.ports import View
from infrastructure.lead_postgres import TABLE as LEAD_TABLE
from infrastructure.postgres_reading import Connection, Reader
from infrastructure.rebuilding.filling import Foldable
from infrastructure.rebuilding.groups import separate_group
from infrastructure.rebuilding.register import SERVING, Register, Run, as_spoken, read_standing
from infrastructure.view_folding_postgres import PostgresFolding, as_sql, connect, execute
from infrastructure.view_sql import Dialect, ViewSql, prefix_of
from infrastructure.view_store import KeptViews
from infrastructure.view_tables import Contents, Folding, Load, contents_of, statements

_PATIENCE_MS = 250
"""How long dropping waits for readers; less than what PostgreSQL takes to see a deadlock."""

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

    @contextmanager
    def turn(self) -> Iterator[Run]:
        with _connected(self._url) as connection, connection.transaction():
            execute(connection, "SELECT pg_advisory_xact_lock($1)", [self._lock("register")])
            yield lambda sql, parameters: execute(connection, sql, parameters)

    @contextmanager
    def holding(self, _folding: Folding) -> Iterator[Run]:
        """Folds into what serves begin with its generation's row, so that row is held."""
        with self.turn() as run:
            run(
                f"SELECT 1 FROM {self.dialect.within}generation WHERE number = $1 FOR UPDATE",
                [self.standing().generation],
            )
            yield run

    @contextmanager
    def alone(self) -> Iterator[None]:
        """The lock is the connection's: it ends with the process, however that ends."""
        with _connected(self._url) as connection:
            execute(connection, "SELECT pg_advisory_lock($1)", [self._lock("rebuild")])
            yield

    def make_register(self, run: Run) -> None:
        within = self.dialect.within
        names = [f"{within}laid", f"{within}leads", f"{within}generation"]
        [(register, leads, marked)] = run(
            "SELECT to_regclass($1), to_regclass($2), EXISTS (SELECT 1 FROM pg_attribute"
            " WHERE attrelid = to_regclass($3) AND attname = 'mark')",
            names,
        )
        if register is None:
            run(f'CREATE SCHEMA IF NOT EXISTS "{self._schema}"', [])
            Register(run, self.dialect).create()
        elif not marked:
            Register(run, self.dialect).widen()
        if leads is None:
            run(as_spoken(LEAD_TABLE, self.dialect), [])

    def make_tables(self, run: Run, tables: int, views: Iterable[View]) -> None:
        for view in views:
            _create_tables(run, ViewSql(view, tables, self.dialect))

    def drop_tables(self, tables: int, view: str) -> bool:
        """Gives way to readers: what they are in is dropped another time."""
        try:
            with self.turn() as run:
                run(f"SET LOCAL lock_timeout = '{_PATIENCE_MS}ms'", [])
                for part in ("open", "past", "lost"):
                    name = f'{self.dialect.within}"{prefix_of(tables)}{view}_{part}"'
                    run(f"DROP TABLE IF EXISTS {name}", [])
                Register(run, self.dialect).forget(tables, view)
        except (errors.LockNotAvailable, errors.DeadlockDetected):
            return False
        return True

    @contextmanager
    def part(self, tables: int, _number: int, views: Sequence[View]) -> Iterator[Foldable]:
        names = [view.name for view in views]
        folding = self.apart(lambda run, dialect: separate_group(run, dialect, tables, names))
        try:
            yield folding
        finally:
            folding.close()

    def begun(self, tables: int) -> list[list[str]]:
        """Views that stand at the same position were folded together."""
        at: dict[int | None, list[str]] = {}
        for laid in self.standing().laid:
            if laid.tables == tables:
                at.setdefault(laid.position, []).append(laid.view)
        return [] if at.keys() <= {0} else list(at.values())

    def gather(self, _tables: int) -> None:
        """They lie together already."""

    @contextmanager
    def contents(self, role: str = SERVING) -> Iterator[Contents]:
        generation = self.standing().generation
        with _connected(self._url) as connection, connection.transaction():
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            standing = read_standing(
                lambda sql, given: execute(connection, sql, given), self.dialect, generation
            )
            assert standing is not None
            position, tables = contents_of(standing, role)
            sql = statements(self._views, tables, self.dialect)

            def rows(view: View, part: int) -> Iterator[tuple[Any, ...]]:
                with psycopg.RawServerCursor(connection, "contents") as cursor:
                    cursor.itersize = 2000
                    cursor.execute(as_sql(sql[view.name].contents[part]))
                    yield from cursor

            yield Contents(position, frozenset(tables), rows)

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

    def _folding(self, load: Load) -> Folding:
        return PostgresFolding(self._url, self._views, load, self.dialect, self._capacity)

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

    def _lock(self, what: str) -> int:
        """The number of a lock of these views alone."""
        digest = sha256(f"the views in schema {self._schema}: {what}".encode()).digest()
        return int.from_bytes(digest[:8], "big", signed=True)


def _create_tables(run: Run, sql: ViewSql) -> None:
    kinds = ["bigint" if counted else "text" for counted in sql.counted]
    columns = "".join(f", {column} {kind}" for column, kind in zip(sql.columns, kinds, strict=True))
    for table in (sql.open, sql.past, sql.lost):
        run(f"DROP TABLE IF EXISTS {table}", [])
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
