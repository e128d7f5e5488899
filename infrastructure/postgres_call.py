"""The one stored call of an append on PostgreSQL: its parameters as binary arrays, its answer.

It goes to the server through libpq directly: the parameters are bytes already, and there is no
row to adapt. The lists are columns of `append` in `log_postgres.sql`, in its order.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import psycopg
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, Format

from infrastructure.postgres_arrays import BLOBS, LONGS, TEXTS, Kind, array, long

Connection = psycopg.Connection[Any]

_NAME = b"jejak_append"


@dataclass(slots=True)
class AppendCall:
    """Facts encoded for an assumed head, and all that must hold for them.

    `ask` is the number of the ask that a row belongs to.
    """

    assumed: int
    fingerprint: bytes = b""
    keys: list[tuple[str, bytes, int, int, int]] = field(default_factory=list)
    """key, request hash, first, last, ask"""
    expected: list[tuple[str, int, int]] = field(default_factory=list)
    """stream, version, ask"""
    reads: list[tuple[str, int, int]] = field(default_factory=list)
    """boundary, position it was read at, ask"""
    claims: list[tuple[str, str, str, int, int]] = field(default_factory=list)
    """scope, name, owner, position, ask"""
    events: list[tuple[str, int, str, bytes]] = field(default_factory=list)
    """stream, version, topic, stored bytes"""
    touched: list[tuple[str, int]] = field(default_factory=list)
    """boundary, position"""
    states: Sequence[tuple[str, int, bytes]] = field(default_factory=list)
    """stream, version, state"""

    def parameters(self) -> list[Any]:
        """Bytes or None each, in the order of `append`, in the binary format of the server."""
        return [
            long(self.assumed),
            self.fingerprint,
            *_columns(self.keys, TEXTS, BLOBS, LONGS, LONGS, LONGS),
            *_columns(self.expected, TEXTS, LONGS, LONGS),
            *_columns(self.reads, TEXTS, LONGS, LONGS),
            *_columns(self.claims, TEXTS, TEXTS, TEXTS, LONGS, LONGS),
            *_columns(self.events, TEXTS, LONGS, TEXTS, BLOBS),
            *_columns(self.touched, TEXTS, LONGS),
            *_columns(self.states, TEXTS, LONGS, BLOBS),
        ]


PARAMETERS = 27
_BINARY = [Format.BINARY] * PARAMETERS


@dataclass(frozen=True, slots=True)
class AppendAnswer:
    """Nothing was written. Where the log ends, and per failed ask what does not hold."""

    head: int
    failed: list[dict[str, Any]]


def prepare_append(connection: Connection, schema: str) -> None:
    """Prepare the call on a new connection. Raises psycopg.Error."""
    holders = ", ".join(f"${number}" for number in range(1, PARAMETERS + 1))
    name = psycopg.sql.Identifier(schema).as_string()
    call = f"SELECT {name}.append({holders})"
    _checked(connection, connection.pgconn.prepare(_NAME, call.encode()))


def append(connection: Connection, call: AppendCall) -> AppendAnswer | None:
    """One round trip. None: all is written. Else nothing is, and the answer says why.

    Raises psycopg.Error; whether anything was written is then unknown.
    """
    result = connection.pgconn.exec_prepared(_NAME, call.parameters(), _BINARY, Format.TEXT)
    answer = _checked(connection, result).get_value(0, 0)
    return None if answer is None else AppendAnswer(**json.loads(answer))


def _checked(connection: Connection, result: psycopg.pq.abc.PGresult) -> psycopg.pq.abc.PGresult:
    if result.status not in (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK):
        raise error_from_result(result, encoding="utf-8")
    return result


def _columns(rows: Sequence[tuple[Any, ...]], *kinds: Kind) -> Iterator[bytes | None]:
    """The columns of a group as arrays; NULL for every one of them if there is no row."""
    if not rows:
        return (None for _ in kinds)
    return map(array, kinds, zip(*rows, strict=True))
