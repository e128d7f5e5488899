"""Rows laid aside on disk, so that an answer of any length takes the memory of a short one.

They lie in a file of SQLite's own that has no name and is gone with the rows; SQLite sorts them
there. A few rows never leave memory.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import Any, TypeVar, overload
from weakref import finalize

import msgspec

from application.laying import Key, Lay, in_memory

T = TypeVar("T")

FEW, MANY = 50, 20_000
"""Rows that stay in memory: of what is taken away, for one may be long, and of what is shown."""


def on_disk(few: int = FEW) -> Lay:
    """Lays rows into memory if they are at most so `few`, else on disk."""

    def lay(rows: Iterable[T], by: Callable[[T], Key] | None = None, /) -> Sequence[T]:
        coming = iter(rows)
        first = list(islice(coming, few + 1))
        if len(first) <= few:
            return in_memory(first, by)
        return _OnDisk(chain(first, coming), type(first[0]), by or _as_they_come)

    return lay


class _OnDisk(Sequence[T]):
    """Rows of one class on disk, read from the first on as often as they are asked for."""

    def __init__(self, rows: Iterable[T], kind: type[T], by: Callable[[T], Key]) -> None:
        self._decode = msgspec.msgpack.Decoder(kind).decode
        self._file = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        finalize(self, self._file.close)
        self._count = 0
        self._in_order = "SELECT row FROM laid ORDER BY rowid"
        self._keep(rows, by)

    def _keep(self, rows: Iterable[T], by: Callable[[T], Key]) -> None:
        encode, coming = msgspec.msgpack.Encoder().encode, iter(rows)
        stored = ((*by(row), encode(row)) for row in coming)
        first = next(stored)
        keys = [f"key{number}" for number in range(len(first) - 1)]
        marks = ", ".join("?" for _ in first)
        self._file.execute(f"CREATE TABLE laid ({', '.join([*keys, 'row'])})")
        self._file.execute("PRAGMA journal_mode = OFF")
        self._file.execute("BEGIN")
        done = self._file.executemany(f"INSERT INTO laid VALUES ({marks})", chain([first], stored))
        self._file.execute("COMMIT")
        self._count = done.rowcount
        self._in_order = f"SELECT row FROM laid ORDER BY {', '.join([*keys, 'rowid'])}"

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[T]:
        return (self._decode(row) for (row,) in self._file.execute(self._in_order))

    @overload
    def __getitem__(self, place: int) -> T: ...
    @overload
    def __getitem__(self, place: slice) -> list[T]: ...
    def __getitem__(self, place: int | slice) -> Any:
        return list(self)[place]


def _as_they_come(_row: object) -> Key:
    return ()
