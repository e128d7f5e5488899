"""The log as others can check it: its name, its tree, and what was published of it."""

from dataclasses import dataclass

from application.transparency import Proof
from infrastructure.ledger.checkpoint import Checkpoint
from infrastructure.ledger.notes import Note, encoded
from infrastructure.ledger.proof_file import ProofFile
from infrastructure.ledger.published import Published
from infrastructure.ledger.tiles import ENTRIES, Tile
from infrastructure.ledger.tree import Leaves, Tree
from infrastructure.merkle import leaf_hash

UNNAMED = "jejak"
"""What a log without a first fact is called."""
_NAMED_BY = 8


def own_origin(log: Leaves) -> str:
    """The name of a log that was given none: it follows from its first fact, so that two logs
    never share one by accident, and a copy that goes another way is found out."""
    for _, first in log.stored(0, upto=1):
        return f"{UNNAMED}/{leaf_hash(first)[:_NAMED_BY].hex()}"
    return UNNAMED


@dataclass(frozen=True, slots=True)
class Ledger:
    """One log under one origin. Sizes are numbers of facts; a fact's index is its position - 1."""

    origin: str
    tree: Tree
    published: Published

    def root(self, size: int) -> bytes:
        return self.tree.root(size)

    def prove_inclusion(self, position: int, size: int) -> Proof:
        return self.tree.prove_inclusion(position, size)

    def prove_consistency(self, first: int, size: int) -> Proof:
        return self.tree.prove_consistency(first, size)

    def signatures(self, size: int) -> tuple[str, ...]:
        """The signature lines of the checkpoint over exactly so many facts; none if none is."""
        note = self.published.of_size(self.origin, size)
        return tuple(signed.line() for signed in note.signatures) if note else ()

    def checkpoint_over(self, size: int) -> str:
        note = self.published.covering(self.origin, size)
        return str(note) if note else f"{Checkpoint(self.origin, size, self.root(size)).text()}\n"

    def continued(self, old: int, checkpoint: str) -> str:
        path = self.prove_consistency(old, Checkpoint.of_text(checkpoint).size).path
        return "\n".join([f"old {old}", *map(encoded, path), "", checkpoint])

    def checkpoint(self) -> Note | None:
        """The newest published checkpoint."""
        return self.published.newest(self.origin)

    def size(self) -> int:
        """How many facts the newest published checkpoint is over."""
        note = self.checkpoint()
        return Checkpoint.of_text(note.text).size if note else 0

    def tile(self, path: str) -> bytes | None:
        """The content of a tile or bundle of the published tree, by its path; None if it has no
        such tile."""
        tile = Tile.of_path(path)
        if tile is None or not tile.lies_in(self.size()):
            return None
        return self.tree.tile(tile)

    def facts_in(self, path: str) -> tuple[int, int]:
        """The first and the last position in the bundle of facts at a path of the published tree;
        (0, 0) if it has no such bundle."""
        tile = Tile.of_path(path)
        if tile is None or tile.level != ENTRIES or not tile.lies_in(self.size()):
            return 0, 0
        return tile.first + 1, tile.first + tile.width

    def proof_of(self, position: int) -> str | None:
        """The proof file of a fact, with its bytes; None while no checkpoint is over it."""
        note = self.checkpoint()
        if note is None:
            return None
        size = Checkpoint.of_text(note.text).size
        if not 1 <= position <= size:
            return None
        [entry] = self.tree.entries(position - 1, position)
        path = self.tree.prove_inclusion(position, size).path
        return str(ProofFile(position - 1, path, note, entry))
