"""What every SQLite file of the store needs."""

import sqlite3
from time import monotonic, sleep


def to_wal(connection: sqlite3.Connection, seconds: float) -> None:
    """Switch the file to WAL, where readers and a writer do not wait for each other.

    While another process switches the same new file, SQLite fails at once instead of waiting; so
    it is asked again, for some seconds. Raises sqlite3.OperationalError after that.
    """
    deadline = monotonic() + seconds
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError:
            if monotonic() > deadline:
                raise
            sleep(0.005)
        else:
            return
