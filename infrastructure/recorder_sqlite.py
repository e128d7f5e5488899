"""The storage engine under the SQLite log: the package's recorder, made strict.

Three defects of the stock recorder are cured here: positions are an explicit key and dense, a
fact cannot be changed or removed, and nothing is closed under a reader.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from time import monotonic, sleep
from typing import Any, Literal
from uuid import UUID

from eventsourcing import persistence
from eventsourcing.persistence import Notification, StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteCursor, SQLiteDatastore

from infrastructure.merkle import leaf_hash

LAYOUT = 2
"""The version of the tables, kept as SQLite's `user_version`."""

BUSY_SECONDS = 5.0

EventRow = tuple[int, str, int, str, bytes]

_SCHEMA = (
    """CREATE TABLE IF NOT EXISTS {events} (
        position INTEGER PRIMARY KEY,
        originator_id TEXT NOT NULL,
        originator_version INTEGER NOT NULL,
        topic TEXT NOT NULL,
        state BLOB NOT NULL,
        leaf BLOB NOT NULL,
        UNIQUE (originator_id, originator_version))""",
    """CREATE TRIGGER IF NOT EXISTS {events}_never_change BEFORE UPDATE ON {events}
        BEGIN SELECT raise(ABORT, 'facts are never changed'); END""",
    """CREATE TRIGGER IF NOT EXISTS {events}_never_go BEFORE DELETE ON {events}
        BEGIN SELECT raise(ABORT, 'facts are never removed'); END""",
    # What `INSERT OR REPLACE` takes away is not deleted in the eyes of the trigger above.
    """CREATE TRIGGER IF NOT EXISTS {events}_never_replaced BEFORE INSERT ON {events}
        WHEN EXISTS (SELECT 1 FROM {events} WHERE position = NEW.position
            OR (originator_id = NEW.originator_id AND originator_version = NEW.originator_version))
        BEGIN SELECT raise(ABORT, 'facts are never replaced'); END""",
    """CREATE TABLE IF NOT EXISTS frontier (
        position INTEGER PRIMARY KEY,
        tree BLOB NOT NULL)""",
    """CREATE TABLE IF NOT EXISTS stream_state (
        stream TEXT PRIMARY KEY,
        version INTEGER NOT NULL,
        fingerprint BLOB NOT NULL,
        state BLOB NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS command_key (
        key TEXT PRIMARY KEY,
        request_hash BLOB NOT NULL,
        first INTEGER NOT NULL,
        last INTEGER NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS boundary (
        name TEXT PRIMARY KEY,
        position INTEGER NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE IF NOT EXISTS claim (
        scope TEXT NOT NULL,
        name TEXT NOT NULL,
        owner TEXT NOT NULL,
        position INTEGER NOT NULL,
        PRIMARY KEY (scope, name)) WITHOUT ROWID""",
    f"PRAGMA user_version = {LAYOUT}",
)


class LogDatastore(SQLiteDatastore):
    """One file: one writer connection that is kept, and as many readers as there are threads.

    The package's own pool opens nothing; its bookkeeping costs more than a read.
    """

    def __init__(self, path: Path, *, originator_id_type: Literal["uuid", "text"] = "text") -> None:
        super().__init__(str(path), originator_id_type=originator_id_type)
        self._path = path
        self._idle: list[sqlite3.Connection] = []
        self._closed = False
        writer = self._connect()
        self._turn = _Turn(writer)
        [layout] = writer.execute("PRAGMA user_version").fetchone()
        if layout not in (0, LAYOUT):
            self.close()
            raise persistence.NotSupportedError(
                f"{path} has table layout {layout}, this program writes {LAYOUT}"
            )

    def writing(self) -> "_Turn":
        """The one write transaction: committed durably at the end, or rolled back."""
        return self._turn

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection of one's own. Every statement reads one consistent moment."""
        try:
            connection = self._idle.pop()
        except IndexError:
            connection = self._connect()
        try:
            yield connection
        finally:
            self._idle.append(connection)
            if self._closed:
                self._close_idle()

    @contextmanager
    def transaction(self, *, commit: bool) -> Iterator[SQLiteCursor]:
        """What the package's own methods use; errors are the package's."""
        with _package_errors(), self.writing() if commit else self.reading() as connection:
            cursor = connection.cursor()
            cursor.row_factory = sqlite3.Row
            with SQLiteCursor(cursor) as closing:
                yield SQLiteCursor(closing)

    def close(self) -> None:
        """Close what is idle; a reader at work closes its own connection when it is done."""
        super().close()
        self._closed = True
        self._turn.close()
        self._close_idle()

    def __del__(self) -> None:
        if hasattr(self, "_turn"):
            self.close()

    def _close_idle(self) -> None:
        while self._idle:
            self._idle.pop().close()

    def _connect(self) -> sqlite3.Connection:
        if self._closed:
            raise sqlite3.ProgrammingError("the log is closed")
        connection = sqlite3.connect(
            self._path,
            isolation_level=None,
            check_same_thread=False,
            cached_statements=64,
            timeout=BUSY_SECONDS,
        )
        _to_wal(connection)
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA fullfsync = ON")
        return connection


class _Turn:
    """The kept writer connection. Entering waits for the turn and takes SQLite's write lock."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._lock = Lock()

    def __enter__(self) -> sqlite3.Connection:
        self._lock.acquire()
        try:
            self._connection.execute("BEGIN IMMEDIATE")
        except BaseException:
            self._lock.release()
            raise
        return self._connection

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self._connection.execute("COMMIT")
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            self._lock.release()

    def close(self) -> None:
        with self._lock:
            self._connection.close()


class LogRecorder(SQLiteApplicationRecorder):
    """The recorder of the package over dense positions."""

    datastore: LogDatastore

    def __init__(self, datastore: LogDatastore, events_table_name: str = "stored_events") -> None:
        super().__init__(datastore, events_table_name)
        self._insert = f"INSERT INTO {events_table_name} VALUES (?, ?, ?, ?, ?, ?)"
        self.select_max_notification_id_statement = f"SELECT max(position) FROM {events_table_name}"

    def construct_create_table_statements(self) -> list[str]:
        return [statement.format(events=self.events_table_name) for statement in _SCHEMA]

    def position(self, connection: sqlite3.Connection) -> int:
        """The position of the last fact, as this connection sees it; 0 if there is none."""
        [position] = connection.execute(self.select_max_notification_id_statement).fetchone()
        return position or 0

    def insert(self, connection: sqlite3.Connection, rows: Iterable[EventRow]) -> None:
        """Insert facts at their positions, within the caller's transaction.

        Beside each lies the hash of its bytes, so that a later change of them shows.
        """
        connection.executemany(self._insert, [(*row, leaf_hash(row[4])) for row in rows])

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> Sequence[int] | None:
        """The package's way in: as given, at the next positions, whatever the bytes are."""
        with _package_errors(), self.datastore.writing() as connection:
            last = self.position(connection)
            positions = list(range(last + 1, last + 1 + len(stored_events)))
            rows = [
                (
                    position,
                    _text(fact.originator_id),
                    fact.originator_version,
                    fact.topic,
                    fact.state,
                )
                for position, fact in zip(positions, stored_events, strict=True)
            ]
            self.insert(connection, rows)
        return positions

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        first = 0 if start is None else start if inclusive_of_start else start + 1
        chosen = f"AND topic IN ({','.join('?' * len(topics))})" if topics else ""
        with _package_errors(), self.datastore.reading() as connection:
            rows = connection.execute(
                "SELECT position, originator_id, originator_version, topic, state "
                f"FROM {self.events_table_name} WHERE position >= ? AND position <= ? "
                f"{chosen} ORDER BY position LIMIT ?",
                (first, 2**63 - 1 if stop is None else stop, *topics, limit),
            ).fetchall()
        return [
            Notification(self.convert_originator_id(stream), version, topic, state, position)
            for position, stream, version, topic, state in rows
        ]


def _text(originator_id: UUID | str) -> str:
    return originator_id.hex if isinstance(originator_id, UUID) else originator_id


def _to_wal(connection: sqlite3.Connection) -> None:
    """Switch the file to WAL. While another process does the same, SQLite does not wait."""
    deadline = monotonic() + BUSY_SECONDS
    while True:
        try:
            [mode] = connection.execute("PRAGMA journal_mode = WAL").fetchone()
        except sqlite3.OperationalError:
            if monotonic() > deadline:
                raise
            sleep(0.005)
        else:
            if mode != "wal":
                raise persistence.NotSupportedError(f"no write-ahead log here: {mode}")
            return


@contextmanager
def _package_errors() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        kind = getattr(persistence, type(error).__name__, persistence.PersistenceError)
        raise kind(str(error)) from error
