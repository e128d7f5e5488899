"""The tree over a log of any length: roots, proofs and tiles, from the stored bytes.

Leaves are hashed when they are asked for; what lies above them comes from the kept nodes, which
are made here as the log grows. Nothing of this happens within an append.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Protocol

from application.ports import LogUnavailable
from application.transparency import Proof
from infrastructure.ledger.nodes import NodeRow, Nodes
from infrastructure.ledger.paths import (
    Perfect,
    Range,
    consistency_ranges,
    inclusion_ranges,
    range_hash,
)
from infrastructure.ledger.tiles import ENTRIES, HEIGHT, WIDTH, Tile, bundle
from infrastructure.merkle import leaf_hash, tree_hash


class Leaves(Protocol):
    """The part of a log a tree is over."""

    def stored(self, after: int, *, upto: int | None = None) -> Iterator[tuple[int, bytes]]: ...


class Tree:
    """The tree over one log. Leaf `n - 1` is the fact of position n. Safe to use from threads.

    Everything raises `LogUnavailable` if facts or nodes that must be there are not.
    """

    def __init__(self, log: Leaves, nodes: Nodes) -> None:
        self._log = log
        self._nodes = nodes
        self._grown = 0

    def root(self, size: int) -> bytes:
        """The root over the first `size` facts."""
        return range_hash(0, size, self._perfect(size))

    def prove_inclusion(self, position: int, size: int) -> Proof:
        """That the fact of a position, from 1, stands in the tree of the first `size` facts."""
        perfect = self._perfect(size)
        leaf = perfect(0, position - 1)
        path = _hashes_of(inclusion_ranges(position - 1, size), perfect)
        return Proof(size, range_hash(0, size, perfect), leaf, path)

    def prove_consistency(self, first: int, size: int) -> Proof:
        """That the tree of the first `first` facts is the beginning of that of `size` facts."""
        perfect = self._perfect(size)
        path = _hashes_of(consistency_ranges(first, size), perfect)
        return Proof(size, range_hash(0, size, perfect), None, path)

    def tile(self, tile: Tile) -> bytes:
        """The content of a tile or bundle, which the log must be long enough for."""
        start, end = tile.first, tile.first + tile.width
        if tile.level == ENTRIES:
            return bundle(self.entries(start, end))
        return b"".join(self._hashes(tile.level, start, end))

    def forget(self) -> None:
        """Throw the kept nodes away; they are made anew when they are needed."""
        self._nodes.forget()
        self._grown = 0

    def entries(self, start: int, end: int) -> list[bytes]:
        """The stored bytes of the leaves from `start` up to but not including `end`."""
        entries = [stored for _, stored in self._log.stored(start, upto=end)]
        return _complete(entries, end - start, "facts")

    def _hashes(self, level: int, start: int, end: int) -> list[bytes]:
        """The hashes of a tile level from `start` up to but not including `end`."""
        if level == 0:
            return [leaf_hash(entry) for entry in self.entries(start, end)]
        self._grow(end << HEIGHT * level)
        return _complete(self._nodes.read(level, start, end), end - start, "nodes of the tree")

    def _perfect(self, size: int) -> Perfect:
        """Looks up perfect subtrees of a tree; each tile they lie in is read once."""
        tiles: dict[tuple[int, int], list[bytes]] = {}

        def perfect(level: int, number: int) -> bytes:
            tile_level, inner = divmod(level, HEIGHT)
            start, end = number << inner, (number + 1) << inner
            first = start - start % WIDTH
            if (tile_level, first) not in tiles:
                last = min(first + WIDTH, size >> HEIGHT * tile_level)
                tiles[tile_level, first] = self._hashes(tile_level, first, last)
            return tree_hash(tiles[tile_level, first][start - first : end - first])

        return perfect

    def _grow(self, size: int) -> None:
        """Keep the node of every full tile of a tree of this size."""
        due = size >> HEIGHT
        if self._grown < due:
            self._grown = max(self._grown, self._nodes.count())
        while self._grown < due:
            start = self._grown
            end = min(due, start - start % WIDTH + WIDTH)
            self._nodes.keep(self._new_nodes(start, end))
            self._grown = end

    def _new_nodes(self, start: int, end: int) -> list[NodeRow]:
        """The nodes over the tiles of level 0 from `start` up to but not including `end`, at most
        one tile of theirs, and whatever they complete above."""
        entries = self._log.stored(start * WIDTH, upto=end * WIDTH)
        fresh: list[bytes] = []
        for _ in range(start, end):
            leaves = [leaf_hash(stored) for _, stored in islice(entries, WIDTH)]
            fresh.append(tree_hash(_complete(leaves, WIDTH, "facts")))
        level, rows = 1, [(1, start + at, node) for at, node in enumerate(fresh)]
        while end % WIDTH == 0:
            kept = self._nodes.read(level, end - WIDTH, end - len(fresh))
            fresh = [tree_hash(_complete(kept + fresh, WIDTH, "nodes of the tree"))]
            level, end = level + 1, end // WIDTH
            rows.append((level, end - 1, fresh[0]))
        return rows


def _hashes_of(ranges: list[Range], perfect: Perfect) -> tuple[bytes, ...]:
    return tuple(range_hash(start, end, perfect) for start, end in ranges)


def _complete(found: list[bytes], due: int, what: str) -> list[bytes]:
    if len(found) != due:
        raise LogUnavailable(f"{due - len(found)} {what} are missing")
    return found
