"""Views on SQLite: their own file beside the log, so that a view is never in the log's way.

The file can be thrown away: it is folded from the log again. It is therefore written in WAL mode
without waiting for the disk; after a crash the views stand at an earlier position and catch up.
"""

import sqlite3
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, ClassVar, Self

from application.ports import View
from infrastructure.rebuilding import parts_sqlite as parts
from infrastructure.rebuilding.filling import Foldable
from infrastructure.rebuilding.register import SERVING, Register, Run, read_standing
from infrastructure.view_folding_sqlite import DIALECT, SqliteFolding, connect
from infrastructure.view_sql import ViewSql, prefix_of
from infrastructure.view_store import KeptViews
from infrastructure.view_tables import Contents, Folding, Load, contents_of, statements

_CACHED_KIB = 8192
"""What a reader keeps of the file. It is not mapped into memory, where all that was ever read of
it would count as this process's own."""
_PATIENCE_MS = 3_600_000
"""How long a rebuild waits for another one to end."""


class SqliteViews(KeptViews):
    """The view store in one SQLite file. Any number of readers, one writer at a time."""

    table_missing: ClassVar[type[Exception]] = sqlite3.OperationalError
    database_error: ClassVar[type[Exception]] = sqlite3.Error

    def __init__(self, path: str | Path, *, capacity: int = 8192, searchable: bool = True) -> None:
        """`capacity` is the number of keys of each view whose open rows stay in memory.

        One that is not `searchable` has no indexes: it is only folded into.
        """
        super().__init__(DIALECT)
        self._path = Path(path)
        self._capacity = capacity
        self._searchable = searchable
        self._idle: deque[sqlite3.Connection] = deque()

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        while self._idle:
            self._idle.pop().close()

    @contextmanager
    def turn(self) -> Iterator[Run]:
        with closing(connect(self._path)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield lambda sql, parameters: connection.execute(sql, parameters).fetchall()
            connection.execute("COMMIT")

    @contextmanager
    def holding(self, folding: Folding) -> Iterator[Run]:
        assert isinstance(folding, SqliteFolding)
        with folding.held() as run:
            yield run

    @contextmanager
    def alone(self) -> Iterator[None]:
        """An empty file beside the views is locked; the lock ends with the process."""
        place = self._path.with_name(f"{self._path.name}.rebuild")
        with closing(sqlite3.connect(place, isolation_level=None)) as lock:
            lock.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
            lock.execute("BEGIN EXCLUSIVE")
            yield

    def make_register(self, run: Run) -> None:
        register = Register(run, DIALECT)
        register.create()
        if not run("SELECT 1 FROM pragma_table_info('generation') WHERE name = 'mark'", ()):
            register.widen()

    def make_tables(self, run: Run, tables: int, views: Iterable[View]) -> None:
        for view in views:
            sql = ViewSql(view, tables, DIALECT)
            for statement in (*_creating(sql), *(sql.indexes() if self._searchable else ())):
                run(statement, ())

    def drop_tables(self, tables: int, view: str) -> bool:
        with self.turn() as run:
            for table in ("open", "past", "lost"):
                run(f'DROP TABLE IF EXISTS "{prefix_of(tables)}{view}_{table}"', ())
            Register(run, DIALECT).forget(tables, view)
        for part in parts.parts_of(self._path, tables):
            parts.remove(part)
        return True

    @contextmanager
    def part(self, tables: int, number: int, views: Sequence[View]) -> Iterator[Foldable]:
        place = parts.path_of(self._path, tables, number)
        with closing(SqliteViews(place, capacity=self._capacity, searchable=False)) as own:
            own.adopt(views, self._fingerprint)
            yield own

    def begun(self, tables: int) -> list[list[str]]:
        return [parts.names_in(part) for part in parts.parts_of(self._path, tables)]

    def gather(self, tables: int) -> None:
        begun = parts.parts_of(self._path, tables)
        for part in begun:
            parts.merge(self._path, part, tables)
        for part in reversed(begun):
            parts.remove(part)

    @contextmanager
    def contents(self, role: str = SERVING) -> Iterator[Contents]:
        generation = self.standing().generation
        with closing(connect(self._path)) as connection:
            connection.execute("BEGIN")
            standing = read_standing(
                lambda sql, given: connection.execute(sql, given).fetchall(), DIALECT, generation
            )
            assert standing is not None
            position, tables = contents_of(standing, role)
            sql = statements(self._views, tables, DIALECT)
            yield Contents(
                position,
                frozenset(tables),
                lambda view, part: connection.execute(sql[view.name].contents[part]),
            )
            connection.execute("COMMIT")

    @contextmanager
    def scratch(self) -> Iterator[Self]:
        with TemporaryDirectory(prefix=f"{self._path.name}.", dir=self._path.parent) as folder:
            fresh = type(self)(Path(folder) / "views", capacity=self._capacity)
            try:
                fresh.adopt(self._views, self._fingerprint)
                yield fresh
            finally:
                fresh.close()

    def _folding(self, load: Load) -> Folding:
        return SqliteFolding(self._path, self._views, load, self._capacity)

    def _rows(self, sql: str, parameters: Sequence[Any]) -> list[Any]:
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = connect(self._path)
            connection.execute(f"PRAGMA cache_size = -{_CACHED_KIB}")
        try:
            return connection.execute(sql, parameters).fetchall()
        finally:
            self._idle.append(connection)


def _creating(sql: ViewSql) -> Iterator[str]:
    columns = "".join(f", {column}" for column in sql.columns)
    for table in (sql.open, sql.past, sql.lost):
        yield f"DROP TABLE IF EXISTS {table}"
    yield (
        f"CREATE TABLE {sql.open} (number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,"
        f" valid_from INTEGER NOT NULL, known_from INTEGER NOT NULL{columns}, row BLOB)"
    )
    yield (
        f"CREATE TABLE {sql.past} (number INTEGER NOT NULL, valid_from INTEGER NOT NULL,"
        " known_from INTEGER NOT NULL, valid_until INTEGER NOT NULL,"
        " bounded_at INTEGER NOT NULL, known_until INTEGER, row BLOB NOT NULL,"
        " PRIMARY KEY (number, valid_from, known_from)) WITHOUT ROWID"
    )
    yield (
        f"CREATE TABLE {sql.lost} (attribute INTEGER NOT NULL, value NOT NULL,"
        " number INTEGER NOT NULL, PRIMARY KEY (attribute, value, number)) WITHOUT ROWID"
    )
