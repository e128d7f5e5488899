"""Tiles and bundles: the tree and its entries as files that never change (C2SP tlog-tiles).

A hash tile at level L holds 256 hashes, each over a full tile of the level below; at level 0 they
are the leaf hashes. An entry bundle holds the 256 entries of a tile at level 0. The rightmost ones
of a tree may be partial.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

HEIGHT = 8
WIDTH = 1 << HEIGHT
ENTRIES = -1
"""The level of entry bundles."""

_PATH = re.compile(
    r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/)*)([0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?"
)
_HIGHEST = 63
_LONG = 0xFFFF


@dataclass(frozen=True, slots=True)
class Tile:
    """The place of a tile or bundle, and how many hashes or entries it holds."""

    level: int
    number: int
    width: int = WIDTH

    @property
    def first(self) -> int:
        """The first of its hashes or entries, counted over its level."""
        return self.number * WIDTH

    @property
    def path(self) -> str:
        """Where it lies below the prefix, as `tile/0/x001/234.p/7`."""
        digits = f"{self.number:03}"
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        *upper, last = (digits[at : at + 3] for at in range(0, len(digits), 3))
        level = "entries" if self.level == ENTRIES else str(self.level)
        part = "" if self.width == WIDTH else f".p/{self.width}"
        return "/".join(("tile", level, *(f"x{digits}" for digits in upper), last)) + part

    @classmethod
    def of_path(cls, path: str) -> "Tile | None":
        """The tile at a path; None if no tile lies at such a path."""
        found = _PATH.fullmatch(path)
        if found is None:
            return None
        level, upper, last, width = found.groups()
        number = int(upper.replace("x", "").replace("/", "") + last)
        tile = cls(ENTRIES if level == "entries" else int(level), number, int(width or WIDTH))
        fits = tile.level <= _HIGHEST and (width is None or tile.width < WIDTH)
        return tile if fits and tile.path == path else None

    def lies_in(self, size: int) -> bool:
        """Whether a tree of this size has the tile: full, or as wide as it was on the way."""
        return self.first + self.width <= size >> HEIGHT * max(self.level, 0)


def tiles_of(size: int, after: int = 0) -> Iterator[Tile]:
    """Every tile and bundle of a tree, but those that were full at the size `after`."""
    level, count, full_before = ENTRIES, size, after
    while count:
        for number in range(full_before >> HEIGHT, -(-count // WIDTH)):
            yield Tile(level, number, min(WIDTH, count - number * WIDTH))
        if level != ENTRIES:
            count, full_before = count >> HEIGHT, full_before >> HEIGHT
        level += 1


def bundle(entries: Iterable[bytes]) -> bytes:
    """Entries one after the other, each after its length in 16 bits.

    C2SP knows no entry of 65,535 bytes or more. Such a one stands here after 16 one-bits and its
    length in 32 bits; who does not know this cannot read the bundle, and takes nothing else for it.
    """
    parts: list[bytes] = []
    for entry in entries:
        if len(entry) < _LONG:
            parts += (len(entry).to_bytes(2, "big"), entry)
        else:
            parts += (_LONG.to_bytes(2, "big"), len(entry).to_bytes(4, "big"), entry)
    return b"".join(parts)


def entries_in(content: bytes) -> list[bytes]:
    """The entries of a bundle; ValueError if its lengths do not fit its bytes."""
    entries: list[bytes] = []
    at = 0
    while at < len(content):
        width = 2
        length = int.from_bytes(content[at : at + 2], "big")
        if length == _LONG:
            width = 6
            length = int.from_bytes(content[at + 2 : at + 6], "big")
        end = at + width + length
        if end > len(content) or len(content) - at < width:
            raise ValueError(f"the bundle ends within its entry {len(entries)}")
        if width == 6 and length < _LONG:
            raise ValueError(f"the bundle spells the length of its entry {len(entries)} too long")
        entries.append(content[at + width : end])
        at = end
    return entries
