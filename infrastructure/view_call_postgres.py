"""The one statement of a fold on PostgreSQL: the step of the position and all writes, or nothing.

It goes to the server through libpq directly: the parameters are bytes already, and there is no
row to adapt. Every write reads from the step, so the step comes first and decides.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, Format

from infrastructure.postgres_arrays import BLOBS, LONGS, TEXTS, Kind, array, long
from infrastructure.view_rows import Writes
from infrastructure.view_sql import ViewSql

MOST_PREPARED = 200
"""Statements kept prepared; a long batch mixes views as no other one does and is not worth it."""

_SMALL = 16
"""Rows up to which preparing pays."""


@dataclass(frozen=True, slots=True, eq=False)
class Write:
    """A statement over `{rows}`, and the types of their columns `c1`, `c2`, ...

    One write is itself and no other: what it is looked up by must cost nothing.
    """

    sql: str
    kinds: tuple[Kind, ...]


class WriteSql:
    """The writes of one view; an index is touched only where its value may change."""

    def __init__(self, sql: ViewSql) -> None:
        columns = "".join(f", {column}" for column in sql.columns)
        values = [LONGS if counted else TEXTS for counted in sql.counted]
        row = f"UPDATE {sql.open} o SET valid_from = u.c1, known_from = u.c2, row = u.c3"
        sets = "".join(f", {column} = u.c{n}" for n, column in enumerate(sql.columns, 4))
        place = (LONGS, LONGS, BLOBS)
        self._born = Write(
            f"INSERT INTO {sql.open} (key, number, valid_from, known_from, row{columns})"
            " SELECT u.* FROM {rows}",
            (TEXTS, LONGS, *place, *values),
        )
        self._moved = Write(f"{row} FROM {{rows}} WHERE o.number = u.c4", (*place, LONGS))
        self._turned = Write(
            f"{row}{sets} FROM {{rows}} WHERE o.number = u.c{4 + len(values)}",
            (*place, *values, LONGS),
        )
        self._past = Write(
            f"INSERT INTO {sql.past} SELECT u.* FROM {{rows}}", (*(LONGS,) * 6, BLOBS)
        )
        self._disbelieved = Write(
            f"UPDATE {sql.past} p SET known_until = u.c1 FROM {{rows}}"
            " WHERE p.number = u.c2 AND p.valid_from = u.c3 AND p.known_from = u.c4",
            (LONGS,) * 4,
        )
        self._lost = Write(
            f"INSERT INTO {sql.lost} SELECT u.* FROM {{rows}} ON CONFLICT DO NOTHING",
            (LONGS, TEXTS, LONGS),
        )

    def of(self, writes: Writes) -> Iterator[tuple[Write, list[Any]]]:
        """The writes that have rows, with them."""
        pairs: tuple[tuple[Write, list[Any]], ...] = (
            (self._past, writes.past),
            (self._disbelieved, writes.disbelieved),
            (self._born, writes.born),
            (self._moved, writes.moved),
            (self._turned, writes.turned),
            (self._lost, writes.lost),
        )
        return (pair for pair in pairs if pair[1])


class FoldCall:
    """Executes folds over one connection at a time. `step` moves the position on, see `Group`."""

    def __init__(self, step: str, parameters: int) -> None:
        self._step = f"WITH moved AS ({step} RETURNING 1), step AS (SELECT 1 FROM moved LIMIT 1)"
        self._parameters = parameters
        self._prepared: dict[tuple[Write, ...], bytes] = {}

    def forget(self) -> None:
        """The connection is a new one: nothing is prepared on it."""
        self._prepared.clear()

    def fold(
        self,
        connection: psycopg.Connection[Any],
        step: tuple[int, ...],
        writes: Sequence[tuple[Write, list[Any]]],
    ) -> int:
        """One round trip; how many rows the step changed. Raises psycopg.Error with nothing done.

        `step` are the parameters of the step.
        """
        pgconn = connection.pgconn
        parameters = [long(number) for number in step]
        for write, rows in writes:
            columns = zip(*rows, strict=True)
            parameters += map(array, write.kinds, columns)
        binary = [Format.BINARY] * len(parameters)
        shape = tuple(write for write, _ in writes)
        name = self._prepared.get(shape)
        if name is None and sum(len(rows) for _, rows in writes) <= _SMALL:
            name = self._prepare(connection, shape)
        if name is None:
            sql = self._sql(shape)
            result = pgconn.exec_params(sql, parameters, None, binary, Format.TEXT)
        else:
            result = pgconn.exec_prepared(name, parameters, binary, Format.TEXT)
        return int(_checked(result).get_value(0, 0) or b"0")

    def _prepare(
        self, connection: psycopg.Connection[Any], shape: tuple[Write, ...]
    ) -> bytes | None:
        if len(self._prepared) == MOST_PREPARED:
            return None
        name = f"jejak_fold_{len(self._prepared)}".encode()
        _checked(connection.pgconn.prepare(name, self._sql(shape)))
        self._prepared[shape] = name
        return name

    def _sql(self, shape: tuple[Write, ...]) -> bytes:
        parts, last = [self._step], self._parameters
        for number, write in enumerate(shape):
            arrays = ", ".join(f"${last + n}::{kind.sql}" for n, kind in enumerate(write.kinds, 1))
            names = ", ".join(f"c{n}" for n in range(1, len(write.kinds) + 1))
            last += len(write.kinds)
            sql = write.sql.replace("{rows}", f"step, unnest({arrays}) AS u({names})")
            parts.append(f"w{number} AS ({sql})")
        return f"{', '.join(parts)} SELECT count(*) FROM moved".encode()


def _checked(result: psycopg.pq.abc.PGresult) -> psycopg.pq.abc.PGresult:
    if result.status not in (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK):
        raise error_from_result(result, encoding="utf-8")
    return result
