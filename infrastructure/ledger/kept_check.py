"""Checks what is kept of a log for others against its facts: nodes of the tree, published heads.

The facts themselves are believed here; a fault stands at the last of those it is about.
"""

from collections.abc import Iterator
from itertools import islice
from typing import Protocol

from application.first_facts import SYSTEM_STREAM
from application.flaws import Flaw, LogFault
from domain.system import System
from infrastructure.ledger.announced import announced_keys
from infrastructure.ledger.checkpoint import Checkpoint, NoCheckpoint
from infrastructure.ledger.nodes import Nodes
from infrastructure.ledger.notes import BadNote, Note
from infrastructure.ledger.published import Published
from infrastructure.ledger.signing import VerifierKey, signed_by
from infrastructure.ledger.tiles import HEIGHT, WIDTH
from infrastructure.merkle import Frontier, leaf_hash, tree_hash

_EVERY = 1 << 40


class Facts(Protocol):
    """The part of a log that is looked at."""

    def load(self, stream: str, blank: System) -> tuple[System, int]: ...

    def stored(self, after: int, *, upto: int | None = None) -> Iterator[tuple[int, bytes]]: ...


def node_faults(log: Facts, nodes: Nodes) -> Iterator[LogFault]:
    """Every kept node that is not over the facts below it."""
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


def published_faults(log: Facts, published: Published) -> Iterator[LogFault]:
    """Every published checkpoint that was not signed by a key of this log, or is not over the
    facts it was over."""
    system, _ = log.load(SYSTEM_STREAM, System())
    keys = announced_keys(system)
    for origin in published.origins():
        leaves = (leaf_hash(stored) for _, stored in log.stored(0))
        tree = Frontier()
        for size, text in published.notes(origin):
            head = _head(text, keys)
            if head is None or head.size != size:
                problem = f"the checkpoint published over {size} facts is not the one signed then"
                yield LogFault(size, Flaw.PUBLISHED, problem)
                continue
            tree = tree.extend(islice(leaves, max(0, size - tree.size)))
            if tree.size < size:
                problem = f"a checkpoint over {size} facts was published, here are {tree.size}"
                yield LogFault(tree.size + 1, Flaw.TAIL_GONE, problem)
                break
            if tree.root() != head.root:
                problem = f"the facts from 1 to {size} are not those of a published checkpoint"
                yield LogFault(size, Flaw.CHECKPOINT, problem)
                break


def _full_tiles(hashes: Iterator[bytes]) -> Iterator[bytes]:
    while len(tile := list(islice(hashes, WIDTH))) == WIDTH:
        yield tree_hash(tile)


def _head(text: str, keys: tuple[VerifierKey, ...]) -> Checkpoint | None:
    """What a published note says, if a key of the log signed it."""
    try:
        note = Note.of_text(text)
        signed_by(note, keys)
        return Checkpoint.of_text(note.text)
    except (BadNote, NoCheckpoint):
        return None
