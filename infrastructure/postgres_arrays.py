"""Columns of values as array parameters of PostgreSQL, in the binary form of its wire.

The driver would look at every item of a list to find its type. Here the type is known, so an item
costs a few bytes, and one statement takes a whole batch of rows with `unnest`.
"""

from collections.abc import Callable, Sequence
from struct import pack
from typing import Any, NamedTuple

_NULL = (-1).to_bytes(4, "big", signed=True)


class Kind(NamedTuple):
    """The type of a column: its name as an array, the number of its items' type, their bytes."""

    sql: str
    item: int
    binary: Callable[[Any], bytes]
    one: bytes
    """How an array of one item that is not null begins."""


def _kind(sql: str, item: int, binary: Callable[[Any], bytes]) -> Kind:
    return Kind(sql, item, binary, pack(">iiiii", 1, 0, item, 1, 1))


def long(number: int) -> bytes:
    return number.to_bytes(8, "big", signed=True)


LONGS = _kind("bigint[]", 20, long)
TEXTS = _kind("text[]", 25, lambda value: str(value).encode())
BLOBS = _kind("bytea[]", 17, bytes)


def array(kind: Kind, items: Sequence[Any]) -> bytes:
    """One dimension, counted from 1, None as null: what the server's `array_recv` reads."""
    binary, nulls = kind.binary, 0
    if len(items) == 1 and items[0] is not None:
        value = binary(items[0])
        return b"%b%b%b" % (kind.one, len(value).to_bytes(4, "big"), value)
    parts = [b""]
    for item in items:
        if item is None:
            nulls = 1
            parts.append(_NULL)
        else:
            value = binary(item)
            parts += (len(value).to_bytes(4, "big"), value)
    parts[0] = pack(">iiiii", 1, nulls, kind.item, len(items), 1)
    return b"".join(parts)
