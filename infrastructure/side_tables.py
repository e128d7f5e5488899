"""Small tables beside the log, on either database: the vault's values, access entries, API keys.

The log holds facts only; what must be erasable, or is no fact, lies here. Statements are written
once, with `?` for values and text and integers as the only types, and run on both databases.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

from psycopg_pool import ConnectionPool

Values = Sequence[str | int | None]
Statement = tuple[str, Values]

BUSY_SECONDS = 30.0
_NEVER = "what stands here is never changed"
_LOCK_FOR_TABLES = 0x6A656A616B


class SideTables(Protocol):
    """Tables of one store. Safe to call from many threads and processes."""

    def create(self, tables: Sequence[str], *, append_only: Sequence[str] = ()) -> None:
        """Make tables that are not there yet: `name (columns)`, `{serial}` for a counted key.

        Rows of the tables in `append_only` can be neither changed nor removed, by anybody.
        """
        ...

    def names(self) -> frozenset[str]:
        """The tables that are there."""
        ...

    def read(self, sql: str, values: Values = ()) -> list[tuple[Any, ...]]: ...

    def write(self, *statements: Statement) -> None:
        """All statements in one durable transaction, or none."""
        ...

    def close(self) -> None: ...


class SqliteTables:
    """The tables in one SQLite file. What is deleted from it is overwritten, not only unlinked."""

    def __init__(self, path: Path) -> None:
        self._lock = Lock()
        self._connection = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS
        )
        self._connection.execute("PRAGMA journal_mode = DELETE")
        self._connection.execute("PRAGMA synchronous = FULL")
        self._connection.execute("PRAGMA secure_delete = ON")

    def create(self, tables: Sequence[str], *, append_only: Sequence[str] = ()) -> None:
        with self.transaction() as connection:
            for table in tables:
                made = table.replace("{serial}", "INTEGER PRIMARY KEY")
                connection.execute(f"CREATE TABLE IF NOT EXISTS {made}")
            for name in append_only:
                for change in ("UPDATE", "DELETE"):
                    connection.execute(
                        f"CREATE TRIGGER IF NOT EXISTS {name}_no_{change.lower()} "
                        f"BEFORE {change} ON {name} BEGIN SELECT RAISE(ABORT, '{_NEVER}'); END"
                    )
                connection.execute(
                    f"CREATE TRIGGER IF NOT EXISTS {name}_no_replace BEFORE INSERT ON {name} "
                    f"WHEN EXISTS (SELECT 1 FROM {name} WHERE rowid = NEW.rowid) "
                    f"BEGIN SELECT RAISE(ABORT, '{_NEVER}'); END"
                )

    def names(self) -> frozenset[str]:
        rows = self.read("SELECT name FROM sqlite_master WHERE type = 'table'")
        return frozenset(name for (name,) in rows)

    def read(self, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connection.execute(sql, values).fetchall()

    def write(self, *statements: Statement) -> None:
        with self.transaction() as connection:
            for sql, values in statements:
                connection.execute(sql, values)

    def close(self) -> None:
        with self._lock:
            self._connection.close()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """What is done in it is durable together, or not done; nobody else writes meanwhile."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")


class PostgresTables:
    """The tables in one schema of a PostgreSQL database."""

    def __init__(self, conninfo: str, schema: str) -> None:
        self._schema = schema
        self._pool = ConnectionPool(
            conninfo,
            min_size=1,
            max_size=4,
            kwargs={"options": f"-c search_path={schema}"},
            open=True,
        )

    def create(self, tables: Sequence[str], *, append_only: Sequence[str] = ()) -> None:
        with self._pool.connection() as connection:
            connection.execute("SELECT pg_advisory_xact_lock(%s)", (_LOCK_FOR_TABLES,))
            connection.execute(f'CREATE SCHEMA IF NOT EXISTS "{self._schema}"'.encode())
            for table in tables:
                made = table.replace("{serial}", "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY")
                connection.execute(f"CREATE TABLE IF NOT EXISTS {made}".encode())
            if append_only:
                connection.execute(
                    "CREATE OR REPLACE FUNCTION never_changed() RETURNS trigger LANGUAGE plpgsql "
                    f"AS $$ BEGIN RAISE EXCEPTION '{_NEVER}'; END $$".encode()
                )
            for name in append_only:
                connection.execute(
                    f"CREATE OR REPLACE TRIGGER {name}_never_changed "
                    f"BEFORE UPDATE OR DELETE OR TRUNCATE ON {name} "
                    "FOR EACH STATEMENT EXECUTE FUNCTION never_changed()".encode()
                )

    def names(self) -> frozenset[str]:
        rows = self.read("SELECT tablename FROM pg_tables WHERE schemaname = ?", (self._schema,))
        return frozenset(name for (name,) in rows)

    def read(self, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
        with self._pool.connection() as connection:
            return connection.execute(sql.replace("?", "%s").encode(), values).fetchall()

    def write(self, *statements: Statement) -> None:
        with self._pool.connection() as connection, connection.transaction():
            for sql, values in statements:
                connection.execute(sql.replace("?", "%s").encode(), values)

    def close(self) -> None:
        self._pool.close()
