"""Checks the kept nodes of the tree against the facts, which are believed here."""

from collections.abc import Iterator
from itertools import islice
from typing import Protocol

from application.flaws import Flaw, LogFault
from infrastructure.ledger.nodes import Nodes
from infrastructure.ledger.tiles import HEIGHT, WIDTH
from infrastructure.merkle import leaf_hash, tree_hash

_EVERY = 1 << 40


class Facts(Protocol):
    """The part of a log that is looked at."""

    def stored(self, after: int, *, upto: int | None = None) -> Iterator[tuple[int, bytes]]: ...


def node_faults(log: Facts, nodes: Nodes) -> Iterator[LogFault]:
    """Every kept node that is not over the facts below it, at the last of them."""
    level = 1
    below: Iterator[bytes] = (leaf_hash(stored) for _, stored in log.stored(0))
    while kept := nodes.read(level, 0, _EVERY):
        made = list(_full_tiles(below))
        for number, node in enumerate(kept):
            if number >= len(made) or node != made[number]:
                last = (number + 1) << HEIGHT * level
                problem = f"a node kept for the facts up to {last} is not over them"
                yield LogFault(last, Flaw.NODE, problem)
        level, below = level + 1, iter(made)


def _full_tiles(hashes: Iterator[bytes]) -> Iterator[bytes]:
    while len(tile := list(islice(hashes, WIDTH))) == WIDTH:
        yield tree_hash(tile)
