"""The log in one SQLite file: WAL, `synchronous=FULL`, one writer at a time by nature."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from json import dumps
from pathlib import Path

from eventsourcing.persistence import PersistenceError

from application.ports import Append, ClaimTaken, KeyTaken, LogUnavailable, Outcome, Stale
from infrastructure.canonical import Catalogue, Upcasters
from infrastructure.log_base import TREE_EVERY, Row, StoredLog
from infrastructure.log_batch import Batch, Place, StateRow
from infrastructure.log_stretch import CheckedRow
from infrastructure.merkle import Frontier
from infrastructure.recorder_sqlite import LogDatastore, LogRecorder

MOST_KNOWN = 100_000
"""Streams and boundaries whose standing is kept in memory; some 20 MB."""

_EXTENT = """SELECT max(ifnull(position, 0)) FROM (
    SELECT max(position) AS position FROM stored_events
    UNION ALL SELECT max(position) FROM frontier UNION ALL SELECT max(last) FROM command_key
    UNION ALL SELECT max(position) FROM boundary UNION ALL SELECT max(position) FROM claim)"""

_BYTES = "CAST(state AS BLOB)"
"""What somebody put there as a text is read as the bytes it lies in."""
_ROW = f"position, originator_id, originator_version, topic, {_BYTES} FROM stored_events"


class SqliteLog(StoredLog):
    """The event log of an embedded store. Several processes may share the file."""

    def __init__(
        self,
        path: Path,
        *,
        catalogue: Catalogue,
        upcasters: Upcasters,
        fingerprint: bytes,
        software: str,
    ) -> None:
        super().__init__(
            catalogue=catalogue, upcasters=upcasters, fingerprint=fingerprint, software=software
        )
        with _unavailable():
            self._datastore = LogDatastore(path)
            self._recorder = LogRecorder(self._datastore)
            self._recorder.create_table()
        self._known = Place()
        self._standing = _Standing()

    def key(self, key: str) -> KeyTaken | None:
        with self._reading() as connection:
            return _key(connection, key)

    def claimed(self, scope: str, name: str) -> str | None:
        with self._reading() as connection:
            return _owner(connection, scope, name)

    def boundary(self, name: str) -> int:
        with self._reading() as connection:
            return _touched(connection, name)

    def close(self) -> None:
        self._datastore.close()

    def _write(self, asks: Sequence[Append]) -> list[Outcome]:
        """Keys and claims are hardly ever taken, so the first try leaves them to their indexes."""
        try:
            try:
                return self._recorded(asks, careful=False)
            except sqlite3.IntegrityError:
                return self._recorded(asks, careful=True)
        except sqlite3.Error as error:
            raise LogUnavailable(str(error)) from error

    def _recorded(self, asks: Sequence[Append], *, careful: bool) -> list[Outcome]:
        with self._datastore.writing() as connection:
            batch = Batch(self._canon, self._software, self._end(connection))
            self._standing.at(batch.head.position)
            outcomes = [
                self._refusal(connection, batch, ask, careful=careful) or batch.add(number, ask)
                for number, ask in enumerate(asks)
            ]
            self._recorder.insert(connection, batch.entries)
            self._keep_states(connection, batch.state_rows())
            _keep_names(connection, batch)
            if batch.passes(TREE_EVERY):
                _keep_tree(connection, self._tree(batch.head.position))
        self._known = batch.end()
        self._standing.learn(batch)
        return outcomes

    def _refusal(
        self, connection: sqlite3.Connection, batch: Batch, ask: Append, *, careful: bool
    ) -> Outcome | None:
        """Why an ask does not hold; None if it does. A used key comes before any other reason."""
        reason: Outcome | None = _taken(connection, ask) if careful else None
        reason = reason or batch.conflict(ask) or self._stale(connection, ask, batch)
        if careful:
            return reason or _claim_taken(connection, ask)
        if reason is None:
            return None
        return _taken(connection, ask) or reason

    def _stale(self, connection: sqlite3.Connection, ask: Append, batch: Batch) -> Stale | None:
        """What an ask read that is no longer so; what the batch moved is not looked at."""
        versions, boundaries = self._standing.versions, self._standing.boundaries
        for stream, version in ask.expected.items():
            if stream in batch.versions:
                continue
            known = versions.get(stream)
            if known is None:
                known = versions[stream] = _version(connection, stream)
            if known != version:
                return Stale(stream)
        for name, position in ask.boundaries.items():
            moved = boundaries.get(name)
            if moved is None:
                moved = boundaries[name] = _touched(connection, name)
            if moved > position:
                return Stale(name)
        return None

    def _keep_states(self, connection: sqlite3.Connection, rows: Sequence[StateRow]) -> None:
        if rows:
            connection.executemany(
                "INSERT OR REPLACE INTO stream_state VALUES (?, ?, ?, ?)",
                [(stream, version, self._fingerprint, state) for stream, version, state in rows],
            )

    def _place(self) -> Place:
        with self._reading() as connection:
            return self._end(connection)

    def _end(self, connection: sqlite3.Connection) -> Place:
        """Where the log ends: known from the last append here, unless another process appended."""
        position = self._recorder.position(connection)
        if position != self._known.position:
            [row] = connection.execute(f"SELECT {_ROW} WHERE position = ?", (position,))
            self._known = Place(position, self._read(row).recorded_at)
        return self._known

    def extent(self) -> int:
        with self._reading() as connection:
            [extent] = connection.execute(_EXTENT).fetchone()
        return int(extent)

    def _kept_trees(self) -> dict[int, bytes]:
        with self._reading() as connection:
            return dict(connection.execute("SELECT position, tree FROM frontier").fetchall())

    def _checked_page(self, after: int, last: int) -> list[CheckedRow]:
        with self._reading() as connection:
            rows = connection.execute(
                f"SELECT position, originator_id, originator_version, topic, {_BYTES}, leaf "
                "FROM stored_events WHERE position > ? AND position <= ? ORDER BY position",
                (after, last),
            )
            return [CheckedRow(*row) for row in rows]

    def _keys(self, keys: Sequence[str]) -> dict[str, range]:
        with self._reading() as connection:
            rows = connection.execute(
                "SELECT key, first, last FROM command_key "
                "WHERE key IN (SELECT value FROM json_each(?))",
                (dumps(keys),),
            )
            return {key: range(first, last + 1) for key, first, last in rows}

    def _kept_tree(self, upto: int) -> Frontier:
        with self._reading() as connection:
            row = connection.execute(
                "SELECT tree FROM frontier WHERE position <= ? ORDER BY position DESC LIMIT 1",
                (upto,),
            ).fetchone()
        return Frontier() if row is None else Frontier.from_bytes(row[0])

    def _page(self, after: int, upto: int, limit: int) -> list[Row]:
        with self._reading() as connection:
            return connection.execute(
                f"SELECT {_ROW} WHERE position > ? AND position <= ? ORDER BY position LIMIT ?",
                (after, upto, limit),
            ).fetchall()

    def _stream_page(self, stream: str, after: int, upto: int, limit: int) -> list[Row]:
        with self._reading() as connection:
            return connection.execute(
                f"SELECT {_ROW} WHERE originator_id = ? AND originator_version > ? "
                "AND position <= ? ORDER BY originator_version LIMIT ?",
                (stream, after, upto, limit),
            ).fetchall()

    def _state_row(self, stream: str) -> tuple[int, bytes] | None:
        with self._reading() as connection:
            row: tuple[int, bytes] | None = connection.execute(
                "SELECT version, state FROM stream_state WHERE stream = ? AND fingerprint = ?",
                (stream, self._fingerprint),
            ).fetchone()
            return row

    def _state_page(self, after: str, limit: int) -> list[tuple[str, int, bytes]]:
        with self._reading() as connection:
            return connection.execute(
                "SELECT stream, version, state FROM stream_state "
                "WHERE stream > ? AND fingerprint = ? ORDER BY stream LIMIT ?",
                (after, self._fingerprint, limit),
            ).fetchall()

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        with _unavailable(), self._datastore.reading() as connection:
            yield connection


class _Standing:
    """Where streams and boundaries stand at a position: only whoever has the turn reads it.

    An append by another process moves the position, and then all of this is forgotten.
    """

    def __init__(self) -> None:
        self.versions: dict[str, int] = {}
        self.boundaries: dict[str, int] = {}
        self._position = 0

    def at(self, position: int) -> None:
        """Be good for this position."""
        if position != self._position or len(self.versions) + len(self.boundaries) > MOST_KNOWN:
            self.versions.clear()
            self.boundaries.clear()
            self._position = position

    def learn(self, batch: Batch) -> None:
        """What a batch moved, now that it is durable."""
        self.versions.update(batch.versions)
        self.boundaries.update(batch.boundaries)
        self._position = batch.position


def _taken(connection: sqlite3.Connection, ask: Append) -> KeyTaken | None:
    return None if ask.key is None else _key(connection, ask.key)


def _claim_taken(connection: sqlite3.Connection, ask: Append) -> ClaimTaken | None:
    for scope, name in ask.claims:
        owner = _owner(connection, scope, name)
        if owner is not None:
            return ClaimTaken(scope, name, owner)
    return None


def _key(connection: sqlite3.Connection, key: str) -> KeyTaken | None:
    row = connection.execute(
        "SELECT request_hash, first, last FROM command_key WHERE key = ?", (key,)
    ).fetchone()
    return None if row is None else KeyTaken(row[0], range(row[1], row[2] + 1))


def _version(connection: sqlite3.Connection, stream: str) -> int:
    [version] = connection.execute(
        "SELECT max(originator_version) FROM stored_events WHERE originator_id = ?", (stream,)
    ).fetchone()
    return version or 0


def _touched(connection: sqlite3.Connection, name: str) -> int:
    row = connection.execute("SELECT position FROM boundary WHERE name = ?", (name,)).fetchone()
    return 0 if row is None else int(row[0])


def _owner(connection: sqlite3.Connection, scope: str, name: str) -> str | None:
    row = connection.execute(
        "SELECT owner FROM claim WHERE scope = ? AND name = ?", (scope, name)
    ).fetchone()
    return None if row is None else str(row[0])


def _keep_tree(connection: sqlite3.Connection, tree: Frontier) -> None:
    connection.execute("INSERT OR IGNORE INTO frontier VALUES (?, ?)", (tree.size, tree.to_bytes()))


def _keep_names(connection: sqlite3.Connection, batch: Batch) -> None:
    """Write the command keys, boundaries and claims of a batch."""
    connection.executemany("INSERT INTO command_key VALUES (?, ?, ?, ?)", batch.keys.values())
    if batch.boundaries:
        connection.executemany(
            "INSERT OR REPLACE INTO boundary VALUES (?, ?)", batch.boundaries.items()
        )
    if batch.claims:
        connection.executemany(
            "INSERT INTO claim VALUES (?, ?, ?, ?)",
            [(*claim, *owned) for claim, owned in batch.claims.items()],
        )


@contextmanager
def _unavailable() -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, PersistenceError) as error:
        raise LogUnavailable(str(error)) from error
