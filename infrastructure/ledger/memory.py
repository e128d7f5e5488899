"""What a witness remembers: of every log the newest head it cosigned, and heads that contradict it.

One SQLite file. What was remembered is on disk before anybody is answered, and between looking and
remembering nobody else can: of two requests at once the second sees what the first left.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from infrastructure.ledger.checkpoint import Checkpoint
from infrastructure.ledger.notes import Note
from infrastructure.merkle import EMPTY_ROOT

_BUSY_SECONDS = 30
_TABLES = (
    "CREATE TABLE IF NOT EXISTS seen (origin TEXT PRIMARY KEY, size INTEGER NOT NULL, "
    "root BLOB NOT NULL, at INTEGER NOT NULL, note TEXT NOT NULL)",
    "CREATE TABLE IF NOT EXISTS contradiction (origin TEXT NOT NULL, size INTEGER NOT NULL, "
    "root BLOB NOT NULL, at INTEGER NOT NULL, note TEXT NOT NULL, seen TEXT NOT NULL, "
    "UNIQUE (origin, size, root))",
)


@dataclass(frozen=True, slots=True)
class Seen:
    """The newest head of a log that was cosigned, and when in seconds since 1970."""

    size: int = 0
    root: bytes = EMPTY_ROOT
    at: int = 0
    note: str = ""


class Memory:
    """The memory of one witness, of any number of processes. Thread-safe."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = Lock()
        self._connection = sqlite3.connect(
            path, isolation_level=None, check_same_thread=False, timeout=_BUSY_SECONDS
        )
        self._connection.execute("PRAGMA synchronous = FULL")
        for table in _TABLES:
            self._connection.execute(table)

    def seen(self, origin: str) -> Seen:
        """The newest head of a log; the empty tree if none was cosigned."""
        rows = self._connection.execute(
            "SELECT size, root, at, note FROM seen WHERE origin = ?", (origin,)
        ).fetchall()
        return Seen(*rows[0]) if rows else Seen()

    def remember(self, head: Checkpoint, at: int, note: Note) -> None:
        """Within a turn: from now on this head is the newest."""
        self._connection.execute(
            "INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?, ?)",
            (head.origin, head.size, head.root, at, str(note)),
        )

    def keep_contradiction(self, head: Checkpoint, at: int, note: Note) -> None:
        """Keep a signed head that cannot be of the log that was seen; each one once."""
        with self.turn():
            self._connection.execute(
                "INSERT OR IGNORE INTO contradiction VALUES (?, ?, ?, ?, ?, ?)",
                (head.origin, head.size, head.root, at, str(note), self.seen(head.origin).note),
            )

    def contradictions(self) -> list[tuple[str, str]]:
        """The kept heads, each as a note, with the note of the head it contradicts."""
        return self._connection.execute(
            "SELECT note, seen FROM contradiction ORDER BY rowid"
        ).fetchall()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """A transaction nobody else looks or remembers beside; durable at its end, or nothing."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def close(self) -> None:
        with self._lock:
            self._connection.close()
