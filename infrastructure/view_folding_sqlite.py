"""Folding into the tables of one SQLite file, each batch in one transaction."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from application.ports import View
from application.stops import ViewStopped
from domain.envelope import AnyEnvelope
from infrastructure.rebuilding.groups import Group
from infrastructure.rebuilding.register import Register, Run
from infrastructure.sqlite_files import to_wal
from infrastructure.view_fold import Folds, Moved
from infrastructure.view_rows import OpenRow, PastRow, Writes
from infrastructure.view_sql import Dialect, ViewSql
from infrastructure.view_tables import Load, Replaced, group_of, statements

DIALECT = Dialect("?", unsearched="+")
BUSY_SECONDS = 30
_ALONE = ("BEGIN IMMEDIATE", "COMMIT", "ROLLBACK")
_INSIDE = ("SAVEPOINT fold", "RELEASE fold", "ROLLBACK TO fold")


class SqliteFolding:
    """Folds into the tables of some views over its own connection."""

    _group: Group
    _folds: Folds

    def __init__(self, path: Path, views: Sequence[View], load: Load, capacity: int) -> None:
        self._views = views
        self._load = load
        self._capacity = capacity
        self._connection = connect(path)
        self._lock = Lock()
        self._closed = False
        self._held = False
        try:
            self._take_up(group_of(load, self._run, DIALECT))
        except BaseException:
            self._connection.close()
            raise

    def position(self) -> int:
        with self._lock:
            return group_of(self._load, self._run, DIALECT).position

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
            except sqlite3.IntegrityError:
                # A fact that no view expects may claim to be the first of a key that is there.
                self._fold_whole(facts, before, after, trusting=False)
            self._group = self._group.at(after)

    def stop(self, stopped: ViewStopped) -> None:
        with self._lock:
            register = Register(self._run, DIALECT)
            register.stop_apart(self._group.tables[stopped.view], stopped)
            self._notice()

    def rehearse(self, view: View, fact: AnyEnvelope) -> None:
        with self._lock:
            Folds([view], self._stored, self._capacity).fold([fact], trusting=False)

    def close(self) -> None:
        with self._lock:
            self._closed = True
            self._connection.close()

    @contextmanager
    def held(self) -> Iterator[Run]:
        """A transaction around any number of folds; meanwhile nobody else writes to the file."""
        self._connection.execute("BEGIN IMMEDIATE")
        self._held = True
        try:
            yield self._run
            self._connection.execute("COMMIT")
        except BaseException:
            self._folds.forget()
            self._connection.execute("ROLLBACK")
            raise
        finally:
            self._held = False

    def _fold_whole(
        self, facts: Sequence[AnyEnvelope], before: int, after: int, *, trusting: bool
    ) -> None:
        begin, commit, roll_back = _INSIDE if self._held else _ALONE
        execute = self._connection.execute
        execute(begin)
        try:
            self._step(self._group.stepping(before, after, facts))
            for view, writes in self._folds.fold(facts, trusting=trusting):
                self._write(self._insert[view.name], writes)
            execute(commit)
        except BaseException:
            self._folds.forget()
            if self._connection.in_transaction:
                execute(roll_back)
            raise

    def _step(self, parameters: tuple[int, ...]) -> None:
        group = self._group
        try:
            stepped = self._connection.execute(group.step, parameters)
        except sqlite3.IntegrityError:
            self._notice()
            raise Moved(self._group.position) from None
        if stepped.rowcount != group.rows:
            raise Replaced

    def _notice(self) -> None:
        """Someone else has folded, or changed what is folded: memory may be out of date."""
        group = group_of(self._load, self._run, DIALECT)
        if group.tables == self._group.tables:
            self._folds.forget()
            self._group = group
        else:
            self._take_up(group)

    def _take_up(self, group: Group) -> None:
        self._group = group
        self._sql = statements(self._views, group.tables, DIALECT)
        self._insert = {name: _InsertSql(sql) for name, sql in self._sql.items()}
        views = [view for view in self._views if view.name in self._sql]
        self._folds = Folds(views, self._stored, self._capacity)

    def _run(self, sql: str, parameters: Sequence[Any]) -> list[Any]:
        return self._connection.execute(sql, parameters).fetchall()

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


def connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        path,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
        cached_statements=512,
    )
    to_wal(connection, BUSY_SECONDS)
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA wal_autocheckpoint = 1000")
    return connection
