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
from threading import Lock
from typing import Any, ClassVar, Self

from application.ports import View
from domain.envelope import AnyEnvelope
from infrastructure.sqlite_files import to_wal
from infrastructure.view_fold import Folds, Moved, ViewStopped
from infrastructure.view_rows import OpenRow, PastRow, Writes
from infrastructure.view_sql import Dialect, ViewSql, prefix_of
from infrastructure.view_store import Contents, Generation, KeptViews, Replaced, statements

_DIALECT = Dialect("?")
_REGISTER = (
    "CREATE TABLE IF NOT EXISTS folded (generation INTEGER PRIMARY KEY, position INTEGER NOT NULL,"
    " fingerprint TEXT NOT NULL, serving INTEGER NOT NULL)",
    "CREATE TABLE IF NOT EXISTS stopped (view TEXT NOT NULL, position INTEGER NOT NULL,"
    " reason TEXT NOT NULL)",
)
_BUSY_SECONDS = 30
_SERVING = "SELECT generation, fingerprint FROM folded WHERE serving = 1"


class SqliteViews(KeptViews):
    """The view store in one SQLite file. Any number of readers, one writer at a time."""

    table_missing: ClassVar[type[Exception]] = sqlite3.OperationalError
    database_error: ClassVar[type[Exception]] = sqlite3.Error

    def __init__(self, path: str | Path, *, capacity: int = 8192) -> None:
        """`capacity` is the number of keys of each view whose open rows stay in memory."""
        super().__init__(_DIALECT)
        self._path = Path(path)
        self._capacity = capacity
        self._idle: deque[sqlite3.Connection] = deque()

    def close(self) -> None:
        if self._writer is not None:
            self._writer.close()
        while self._idle:
            self._idle.pop().close()

    def beside(self) -> Generation:
        with self._writing() as connection:
            unfinished = connection.execute(
                "SELECT generation FROM folded WHERE serving = 0 AND fingerprint = ?",
                (self._fingerprint,),
            ).fetchone()
            if unfinished is None:
                (last,) = connection.execute("SELECT max(generation) FROM folded").fetchone()
                unfinished = (last + 1,)
                _create(connection, unfinished[0], self._views, self._fingerprint, serving=False)
        return self._generation(unfinished[0])

    def swap(self, beside: Generation) -> bool:
        with self._writing() as connection:
            (ahead,) = connection.execute(
                "SELECT max(position) FROM folded WHERE serving = 1"
            ).fetchone()
            if beside.position() < ahead:
                return False
            for (other,) in connection.execute(
                "SELECT generation FROM folded WHERE generation != ?", (beside.number,)
            ).fetchall():
                _drop(connection, other)
            connection.execute("UPDATE folded SET serving = 1")
            connection.execute("DELETE FROM stopped")
        beside.close()
        self.adopt(self._views, self._fingerprint)
        return True

    @contextmanager
    def contents(self, generation: int | None = None) -> Iterator[Contents]:
        with closing(_connect(self._path)) as connection:
            connection.execute("BEGIN")
            if generation is None:
                generation = int(connection.execute(_SERVING).fetchone()[0])
            (position,) = connection.execute(
                "SELECT position FROM folded WHERE generation = ?", (generation,)
            ).fetchone()
            sql = statements(self._views, generation, _DIALECT)
            yield Contents(
                position, lambda view, part: connection.execute(sql[view.name].contents[part])
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

    def _establish(self, views: Sequence[View], fingerprint: str) -> tuple[int, str]:
        with self._writing() as connection:
            for statement in _REGISTER:
                connection.execute(statement)
            serving = connection.execute(_SERVING).fetchone()
            if serving is None:
                _create(connection, 1, views, fingerprint, serving=True)
                serving = (1, fingerprint)
        return int(serving[0]), str(serving[1])

    def _record(self, stopped: ViewStopped) -> None:
        with self._writing() as connection:
            connection.execute("DELETE FROM stopped")
            place = (stopped.view, stopped.position, stopped.reason)
            connection.execute("INSERT INTO stopped VALUES (?, ?, ?)", place)

    def _generation(self, number: int) -> Generation:
        return SqliteGeneration(self._path, number, self._views, self._capacity)

    def _rows(self, sql: str, parameters: Sequence[Any]) -> list[Any]:
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = _connect(self._path)
            connection.execute("PRAGMA mmap_size = 268435456")
        try:
            return connection.execute(sql, parameters).fetchall()
        finally:
            self._idle.append(connection)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with closing(_connect(self._path)) as connection:
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")


class SqliteGeneration:
    """Folds into one set of tables over its own connection."""

    def __init__(self, path: Path, number: int, views: Sequence[View], capacity: int) -> None:
        self.number = number
        self._connection = _connect(path)
        self._sql = statements(views, number, _DIALECT)
        self._insert = {view.name: _InsertSql(self._sql[view.name]) for view in views}
        self._folds = Folds(views, self._stored, capacity)
        self._lock = Lock()
        self._closed = False
        self._at = self._stands_at()

    def position(self) -> int:
        with self._lock:
            return self._stands_at()

    def fold(self, facts: Sequence[AnyEnvelope]) -> None:
        with self._lock:
            if self._closed:
                raise Replaced
            before, after = facts[0].position - 1, facts[-1].position
            if before != self._at:
                self._notice()
                if before != self._at:
                    raise Moved(self._at)
            execute = self._connection.execute
            execute("BEGIN IMMEDIATE")
            try:
                stepped = execute(
                    "UPDATE folded SET position = ? WHERE generation = ? AND position = ?",
                    (after, self.number, before),
                )
                if stepped.rowcount != 1:
                    self._notice()
                    raise Moved(self._at)
                for view, writes in self._folds.fold(facts):
                    self._write(self._insert[view.name], writes)
                execute("COMMIT")
            except BaseException:
                self._folds.forget()
                if self._connection.in_transaction:
                    execute("ROLLBACK")
                raise
            self._at = after

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._connection.close()

    def _notice(self) -> None:
        """Someone else has folded: what memory holds may be out of date."""
        self._folds.forget()
        self._at = self._stands_at()

    def _stands_at(self) -> int:
        row = self._connection.execute(
            "SELECT position FROM folded WHERE generation = ?", (self.number,)
        ).fetchone()
        if row is None:
            raise Replaced
        return int(row[0])

    def _stored(self, view: View) -> "_Stored":
        return _Stored(self._connection, self._sql[view.name])

    def _write(self, insert: "_InsertSql", writes: Writes) -> None:
        many = self._connection.executemany
        if writes.past:
            many(insert.past, writes.past)
        if writes.disbelieved:
            many(insert.disbelieved, writes.disbelieved)
        if writes.born:
            many(insert.born, writes.born)
        if writes.moved:
            many(insert.moved, writes.moved)
        if writes.turned:
            many(insert.turned, writes.turned)
        if writes.lost:
            many(insert.lost, writes.lost)


class _Stored:
    """What folding reads back of one view."""

    def __init__(self, connection: sqlite3.Connection, sql: ViewSql) -> None:
        self._execute = connection.execute
        self._open = (
            f"SELECT key, number, valid_from, known_from, row FROM {sql.open} WHERE key = ?"
        )
        self._believed = (
            f"SELECT valid_from, known_from, valid_until, bounded_at, row FROM {sql.past}"
            " WHERE number = ? AND known_until IS NULL ORDER BY valid_from"
        )
        self._last = f"SELECT max(number) FROM {sql.open}"

    def open_rows(self, keys: Sequence[str]) -> Iterable[OpenRow]:
        for key in keys:
            for row in self._execute(self._open, (key,)):
                yield OpenRow(*row)

    def believed(self, number: int) -> Iterable[PastRow]:
        return [PastRow(*row) for row in self._execute(self._believed, (number,))]

    def last_number(self) -> int:
        (last,) = self._execute(self._last).fetchone()
        return int(last or 0)


class _InsertSql:
    """The writing statements of one view; an index is touched only where its value may change."""

    def __init__(self, sql: ViewSql) -> None:
        columns = "".join(f", {column}" for column in sql.columns)
        marks = ", ?" * len(sql.columns)
        sets = "".join(f", {column} = ?" for column in sql.columns)
        self.born = (
            f"INSERT INTO {sql.open} (key, number, valid_from, known_from, row{columns})"
            f" VALUES (?, ?, ?, ?, ?{marks})"
        )
        place = f"UPDATE {sql.open} SET valid_from = ?, known_from = ?, row = ?"
        self.moved = f"{place} WHERE number = ?"
        self.turned = f"{place}{sets} WHERE number = ?"
        self.past = f"INSERT INTO {sql.past} VALUES (?, ?, ?, ?, ?, ?, ?)"
        self.disbelieved = (
            f"UPDATE {sql.past} SET known_until = ?"
            " WHERE number = ? AND valid_from = ? AND known_from = ?"
        )
        self.lost = f"INSERT INTO {sql.lost} VALUES (?, ?, ?) ON CONFLICT DO NOTHING"


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path,
        timeout=_BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=512,
    )
    to_wal(connection, _BUSY_SECONDS)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA wal_autocheckpoint = 1000")
    return connection


def _create(
    connection: sqlite3.Connection,
    generation: int,
    views: Sequence[View],
    fingerprint: str,
    *,
    serving: bool,
) -> None:
    for sql in statements(views, generation, _DIALECT).values():
        columns = "".join(f", {column}" for column in sql.columns)
        connection.execute(
            f"CREATE TABLE {sql.open} (number INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,"
            f" valid_from INTEGER NOT NULL, known_from INTEGER NOT NULL{columns}, row BLOB)"
        )
        connection.execute(
            f"CREATE TABLE {sql.past} (number INTEGER NOT NULL, valid_from INTEGER NOT NULL,"
            " known_from INTEGER NOT NULL, valid_until INTEGER NOT NULL,"
            " bounded_at INTEGER NOT NULL, known_until INTEGER, row BLOB NOT NULL,"
            " PRIMARY KEY (number, valid_from, known_from)) WITHOUT ROWID"
        )
        connection.execute(
            f"CREATE TABLE {sql.lost} (attribute INTEGER NOT NULL, value NOT NULL,"
            " number INTEGER NOT NULL, PRIMARY KEY (attribute, value, number)) WITHOUT ROWID"
        )
        for statement in sql.indexes():
            connection.execute(statement)
    row = (generation, fingerprint, int(serving))
    connection.execute("INSERT INTO folded VALUES (?, 0, ?, ?)", row)


def _drop(connection: sqlite3.Connection, generation: int) -> None:
    begin = prefix_of(generation)
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND substr(name, 1, ?) = ?",
        (len(begin), begin),
    ).fetchall()
    for (table,) in tables:
        connection.execute(f'DROP TABLE "{table}"')
    connection.execute("DELETE FROM folded WHERE generation = ?", (generation,))
