"""The one stored call of an append on PostgreSQL: its parameters as binary arrays, its answer.

The lists are columns of `append` in `log_postgres.sql`, group by group and in its order.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from struct import pack
from typing import Any, ClassVar

import psycopg
from psycopg.adapt import Buffer, Dumper
from psycopg.pq import Format
from psycopg.types.numeric import Int8


class Array:
    """One array parameter. Empty is NULL; the type is the same either way."""

    __slots__ = ("items",)
    oid: ClassVar[int]
    element: ClassVar[int]

    def __init__(self, items: Sequence[Any]) -> None:
        self.items = items

    @staticmethod
    def binary(item: Any) -> bytes:
        raise NotImplementedError


class Texts(Array):
    oid, element = 1009, 25

    @staticmethod
    def binary(item: str) -> bytes:
        return item.encode()


class Longs(Array):
    oid, element = 1016, 20

    @staticmethod
    def binary(item: int) -> bytes:
        return item.to_bytes(8, "big", signed=True)


class Blobs(Array):
    oid, element = 1001, 17

    @staticmethod
    def binary(item: bytes) -> bytes:
        return item


class _ArrayDumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: Array) -> Buffer | None:
        """One dimension, no nulls, counted from 1: `array_send` of the server."""
        if not obj.items:
            return None
        parts = [pack(">iiiii", 1, 0, obj.element, len(obj.items), 1)]
        for item in obj.items:
            binary = obj.binary(item)
            parts += (len(binary).to_bytes(4, "big"), binary)
        return b"".join(parts)


def register_arrays(connection: psycopg.Connection[Any]) -> None:
    """Let a connection take `Array` parameters."""
    for kind in (Texts, Longs, Blobs):
        dumper = type(f"{kind.__name__}Dumper", (_ArrayDumper,), {"oid": kind.oid})
        connection.adapters.register_dumper(kind, dumper)


@dataclass(slots=True)
class AppendCall:
    """Facts encoded for an assumed head, and all that must hold for them.

    `ask` is the number of the ask that a row belongs to.
    """

    assumed: int
    recorded_at: str
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
    states: list[tuple[str, int, bytes]] = field(default_factory=list)
    """stream, version, state"""
    forgotten: list[tuple[str]] = field(default_factory=list)
    """streams whose state is out of date"""

    def parameters(self) -> list[object]:
        return [
            Int8(self.assumed),
            self.recorded_at,
            self.fingerprint,
            *_columns(self.keys, Texts, Blobs, Longs, Longs, Longs),
            *_columns(self.expected, Texts, Longs, Longs),
            *_columns(self.reads, Texts, Longs, Longs),
            *_columns(self.claims, Texts, Texts, Texts, Longs, Longs),
            *_columns(self.events, Texts, Longs, Texts, Blobs),
            *_columns(self.touched, Texts, Longs),
            *_columns(self.states, Texts, Longs, Blobs),
            *_columns(self.forgotten, Texts),
        ]


PARAMETERS = 29


def _columns(rows: Sequence[tuple[Any, ...]], *kinds: type[Array]) -> Iterator[Array]:
    columns = zip(*rows, strict=True) if rows else ((),) * len(kinds)
    return (kind(column) for kind, column in zip(kinds, columns, strict=True))


@dataclass(frozen=True, slots=True)
class AppendAnswer:
    """Nothing was written. Where the log ends, and per failed ask what does not hold."""

    position: int
    recorded_at: str
    failed: list[dict[str, Any]] | None
