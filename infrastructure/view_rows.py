"""How segments lie in tables: the rows folding reads back, and the writes it comes down to.

The open segment of a key is its row in the table of *open* segments; it holds the key's text and
the searched attributes, and every key has exactly one. All other segments lie in the table of
*past* segments under the key's number, without a word of text. So the present is a small table,
the history costs its rows and a few integers, and an id is stored once per key.

A list as of an earlier moment needs keys whose attribute had the value then: either the open row
still has it, or a pair (attribute, value, key number) was noted when the open row lost it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol

Value = str | int | None
"""A searched attribute as stored."""


class OpenRow(NamedTuple):
    """A row of the table of open segments, without its searched attributes."""

    key: str
    number: int
    valid_from: int
    known_from: int
    row: bytes | None


class PastRow(NamedTuple):
    """A row of the table of past segments that is still believed."""

    valid_from: int
    known_from: int
    valid_until: int
    bounded_at: int
    row: bytes


class Stored(Protocol):
    """What folding reads back of one view's tables."""

    def open_rows(self, keys: Sequence[str]) -> Iterable[OpenRow]: ...

    def believed(self, number: int) -> Iterable[PastRow]:
        """The past segments of a key that are still believed, by day."""
        ...

    def last_number(self) -> int:
        """The highest key number given so far; 0 if none."""
        ...


@dataclass(slots=True)
class Writes:
    """What a batch changes in the tables of one view, as parameters of prepared statements."""

    born: list[tuple[Any, ...]] = field(default_factory=list)
    """(key, number, valid_from, known_from, row, *attributes) of keys met for the first time."""
    moved: list[tuple[Any, ...]] = field(default_factory=list)
    """(valid_from, known_from, row, number) of open rows whose attributes stay."""
    turned: list[tuple[Any, ...]] = field(default_factory=list)
    """(valid_from, known_from, row, *attributes, number) of open rows whose attributes change."""
    past: list[tuple[Any, ...]] = field(default_factory=list)
    """(number, valid_from, known_from, valid_until, bounded_at, known_until, row)."""
    disbelieved: list[tuple[int, ...]] = field(default_factory=list)
    """(known_until, number, valid_from, known_from) of past segments stored before."""
    lost: list[tuple[int, Value, int]] = field(default_factory=list)
    """(attribute's place, value, number): the key once had the value."""

    def settle(self) -> None:
        """Write a segment that was born and disbelieved in the same batch once, disbelieved."""
        if not self.disbelieved:
            return
        places = {row[:3]: number for number, row in enumerate(self.past)}
        stored = []
        for known_until, *place in self.disbelieved:
            number = places.get(tuple(place))
            if number is None:
                stored.append((known_until, *place))
            else:
                row = self.past[number]
                self.past[number] = (*row[:5], known_until, row[6])
        self.disbelieved = stored
