"""Small reads on PostgreSQL, prepared once and answered in the binary form of the wire.

They go to the server through libpq directly: a decision reads a handful of rows, and the driver's
cursor costs more than the server does.
"""

from collections.abc import Callable, Sequence
from typing import Any

import psycopg
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, Format

from infrastructure.postgres_arrays import TEXTS, array

Connection = psycopg.Connection[tuple[Any, ...]]

MOST_PREPARED = 300
"""Statements kept prepared on a connection; there are a few for each view."""


def _whole(stored: bytes) -> int:
    return int.from_bytes(stored, "big", signed=True)


_READ: dict[int, Callable[[bytes], Any]] = {
    17: bytes,
    20: _whole,
    21: _whole,
    23: _whole,
    25: bytes.decode,
}
"""Number of a type -> how a value of it is read: bytea, the integers, text."""


class Reader:
    """A connection in autocommit mode, and the statements prepared on it."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._prepared: dict[str, bytes] = {}

    def rows(self, sql: str, parameters: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Rows of text, integers and bytes; parameters are text, integers and lists of text.

        Raises psycopg.Error.
        """
        pgconn = self.connection.pgconn
        values = [_sent(value) for value in parameters]
        forms = [Format.BINARY if isinstance(value, list) else Format.TEXT for value in parameters]
        name = self._prepared.get(sql) or self._prepare(sql)
        if name is None:
            result = pgconn.exec_params(sql.encode(), values, None, forms, Format.BINARY)
        else:
            result = pgconn.exec_prepared(name, values, forms, Format.BINARY)
        if result.status != ExecStatus.TUPLES_OK:
            raise error_from_result(result, encoding="utf-8")
        kinds = [_READ[result.ftype(column)] for column in range(result.nfields)]
        get = result.get_value
        return [
            tuple(
                None if (value := get(row, column)) is None else read(value)
                for column, read in enumerate(kinds)
            )
            for row in range(result.ntuples)
        ]

    def close(self) -> None:
        self.connection.close()

    def _prepare(self, sql: str) -> bytes | None:
        if len(self._prepared) == MOST_PREPARED:
            return None
        name = b"jejak_read_%d" % len(self._prepared)
        result = self.connection.pgconn.prepare(name, sql.encode())
        if result.status != ExecStatus.COMMAND_OK:
            raise error_from_result(result, encoding="utf-8")
        self._prepared[sql] = name
        return name


def _sent(value: Any) -> bytes:
    return array(TEXTS, value) if isinstance(value, list) else str(value).encode()
