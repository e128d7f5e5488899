"""The tree over the log: hashes of RFC 6962 §2.1 and the frontier that grows it.

Leaf number n - 1 is the stored bytes of position n. Nothing here signs or stores.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

HASH_SIZE = 32
_SIZE_BYTES = 8


def leaf_hash(stored: bytes) -> bytes:
    """The hash of one entry, 32 bytes."""
    return sha256(b"\x00" + stored).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node over its two children, 32 bytes."""
    return sha256(b"\x01" + left + right).digest()


EMPTY_ROOT = sha256(b"").digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """A tree of `size` leaves as the roots of its perfect subtrees, the largest first.

    There are as many roots as `size` has one-bits: at most 64 hashes stand for any log, and
    another leaf costs one node hash on average.
    """

    size: int = 0
    roots: tuple[bytes, ...] = ()

    def push(self, leaf: bytes) -> "Frontier":
        """The tree with one more leaf hash."""
        return self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> "Frontier":
        """The tree with more leaf hashes, in order."""
        size, roots = self.size, list(self.roots)
        for node in leaves:
            full = size
            while full & 1:
                node = node_hash(roots.pop(), node)
                full >>= 1
            roots.append(node)
            size += 1
        return Frontier(size, tuple(roots))

    def root(self) -> bytes:
        """The Merkle tree hash of all leaves."""
        if not self.roots:
            return EMPTY_ROOT
        *larger, node = self.roots
        for left in reversed(larger):
            node = node_hash(left, node)
        return node

    def to_bytes(self) -> bytes:
        """The size in 8 bytes, most significant first, then the roots."""
        return self.size.to_bytes(_SIZE_BYTES, "big") + b"".join(self.roots)

    @classmethod
    def from_bytes(cls, stored: bytes) -> "Frontier":
        """The inverse of `to_bytes`; ValueError if size and number of roots do not agree."""
        size, rest = int.from_bytes(stored[:_SIZE_BYTES], "big"), stored[_SIZE_BYTES:]
        if len(stored) < _SIZE_BYTES or len(rest) != size.bit_count() * HASH_SIZE:
            raise ValueError(f"{len(stored)} bytes are not a frontier of {size} leaves")
        return cls(size, tuple(rest[at : at + HASH_SIZE] for at in range(0, len(rest), HASH_SIZE)))


def tree_hash(leaves: Sequence[bytes]) -> bytes:
    """The Merkle tree hash over leaf hashes."""
    return Frontier().extend(leaves).root()
