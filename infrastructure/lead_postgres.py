"""Which of the processes on one PostgreSQL store folds for all of them.

One of those that run the same code, that is: other code folds views of its own. The lead is a row
with a term. Who has it renews it; another process takes it when the term is over, or at once when
the connection of the one who had it is gone, as it is when a process dies. A process that was
stopped and goes on finds its term over. Should it be in the middle of a fold, the fold finds that
the views have moved: the lead spares work, it guards nothing.
"""

import time
from threading import RLock
from typing import Any

import psycopg

from infrastructure.postgres_reading import Connection
from infrastructure.view_folding_postgres import connect, execute

TERM = 2.0
"""Seconds."""
_LED = (
    "SELECT 1 FROM @leads JOIN pg_stat_activity a ON a.pid = backend AND a.backend_start = began"
    " WHERE fingerprint = $1 AND until > clock_timestamp() AND backend <> pg_backend_pid()"
)
_TAKE = (
    "INSERT INTO @leads AS l SELECT $1, pid, backend_start,"
    " clock_timestamp() + $2::double precision * interval '1 second'"
    " FROM pg_stat_activity WHERE pid = pg_backend_pid()"
    " ON CONFLICT (fingerprint) DO UPDATE"
    " SET backend = excluded.backend, began = excluded.began, until = excluded.until"
    " WHERE l.backend = excluded.backend OR l.until <= clock_timestamp() OR NOT EXISTS"
    " (SELECT 1 FROM pg_stat_activity a WHERE a.pid = l.backend AND a.backend_start = l.began)"
    " RETURNING 1"
)
TABLE = (
    "CREATE TABLE IF NOT EXISTS @leads (fingerprint text PRIMARY KEY,"
    " backend integer NOT NULL, began timestamptz NOT NULL, until timestamptz NOT NULL)"
)
"""Made with the register of the views."""


class PostgresLead:
    """A process's part in it, over a connection of its own. Thread-safe."""

    def __init__(self, url: str, schema: str, fingerprint: str, *, term: float = TERM) -> None:
        self._url = url
        self._within = f'"{schema}".'
        self._channel = _channel(schema)
        self._fingerprint = fingerprint
        self._term = term
        self._lock = RLock()
        self._connection: Connection | None = None
        self._until = 0.0
        self._closed = False

    def held(self) -> bool:
        """Whether this process leads. In the first half of a term that takes no question."""
        if time.monotonic() < self._until - self._term / 2:
            return True
        with self._lock:
            now = time.monotonic()
            if self._closed:
                return False
            try:
                led = self._do(_LED, self._fingerprint)
                taken = not led and bool(self._do(_TAKE, self._fingerprint, self._term))
            except psycopg.Error:
                self._connection = None
                taken = False
            self._until = now + self._term if taken else 0.0
            return taken

    def call(self) -> None:
        """Wake the one that leads. If the call is lost it looks by itself a little later."""
        try:
            with self._lock:
                self._do("SELECT pg_notify($1, '')", self._channel)
        except psycopg.Error:
            self._connection = None

    def close(self) -> None:
        """Leave the lead to whoever comes; the connection's end says so."""
        with self._lock:
            self._closed = True
            self._until = 0.0
            if self._connection is not None:
                self._connection.close()

    def _do(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        if self._connection is None or self._connection.broken:
            self._connection = connect(self._url)
            execute(self._connection, "SET synchronous_commit = off", ())
        return execute(self._connection, sql.replace("@", self._within), parameters)


class PostgresCalls:
    """Hears when another process has recorded something. Used by one thread."""

    def __init__(self, url: str, schema: str) -> None:
        self._url = url
        self._channel = _channel(schema)
        self._connection: Connection | None = None

    def wait(self, seconds: float) -> None:
        """Return when there was a call, or after so many seconds."""
        try:
            if self._connection is None or self._connection.broken:
                self._connection = connect(self._url)
                execute(self._connection, f'LISTEN "{self._channel}"', ())
            for _ in self._connection.notifies(timeout=seconds, stop_after=1):
                pass
        except psycopg.Error:
            self._connection = None
            time.sleep(seconds)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()


def _channel(schema: str) -> str:
    return f"{schema}.folding"
