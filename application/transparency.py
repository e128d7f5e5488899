"""The log as others can check it: what a question about proof needs of it (D9)."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof over the first `size` facts (RFC 6962): the root, and the hashes that lead to it.

    For the inclusion of a fact `leaf` is its hash; a proof of consistency has none.
    """

    size: int
    root: bytes
    leaf: bytes | None
    path: tuple[bytes, ...]


class TransparencyLog(Protocol):
    """The log as others can check it: its name, its tree, and who vouched for it (RFC 6962)."""

    @property
    def origin(self) -> str:
        """The name it is known by outside."""
        ...

    def root(self, size: int) -> bytes:
        """The root of the tree over the first `size` facts."""
        ...

    def prove_inclusion(self, position: int, size: int) -> Proof:
        """That the fact of a position stands in the tree of the first `size` facts."""
        ...

    def prove_consistency(self, first: int, size: int) -> Proof:
        """That the tree of the first `first` facts is the beginning of that of `size` facts."""
        ...

    def checkpoint_over(self, size: int) -> str:
        """The smallest published checkpoint over at least so many facts; the head of just so
        many, without signatures, if none is published."""
        ...

    def continued(self, old: int, checkpoint: str) -> str:
        """The proof that a checkpoint of this log continues its first `old` facts, with it."""
        ...

    def signatures(self, size: int) -> tuple[str, ...]:
        """The signature lines on the published checkpoint of just this size, if there is one."""
        ...
