"""The log as others can check it: what proofs, checkpoints and packs are made from."""

from typing import Protocol

from application.ports import Proof


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
