"""That a log continues an earlier head of it, as text (the request of C2SP tlog-witness).

A witness is sent it over HTTP; the same text in a file travels to a witness without a network, and
lies in an audit pack for whoever kept an earlier checkpoint.
"""

from dataclasses import dataclass

from infrastructure.ledger.checkpoint import Checkpoint, NoCheckpoint
from infrastructure.ledger.notes import BadNote, Note, decoded, encoded
from infrastructure.ledger.paths import continues
from infrastructure.merkle import HASH_SIZE

LONGEST_PATH = 63


class BadContinuation(ValueError):
    """The text is none; the message says why."""


@dataclass(frozen=True, slots=True)
class Continuation:
    """The size of the earlier head, the proof, and the checkpoint that continues it."""

    old: int
    path: tuple[bytes, ...]
    note: Note
    head: Checkpoint

    def __str__(self) -> str:
        return "\n".join([f"old {self.old}", *map(encoded, self.path), "", str(self.note)])

    @classmethod
    def of(cls, old: int, path: tuple[bytes, ...], note: Note) -> "Continuation":
        return cls(old, path, note, Checkpoint.of_text(note.text))

    @classmethod
    def of_text(cls, text: str) -> "Continuation":
        """Read one. Raises `BadContinuation`; whether the proof holds is not looked at."""
        proof, blank, note = text.partition("\n\n")
        first, *lines = proof.split("\n")
        size = first.removeprefix("old ")
        if not blank or first != f"old {size}" or not _is_size(size):
            raise BadContinuation("it begins with the line `old` and a size")
        path = [decoded(line) for line in lines]
        if len(path) > LONGEST_PATH or any(one is None or len(one) != HASH_SIZE for one in path):
            raise BadContinuation("the proof is not made of hashes in Base64")
        try:
            signed = Note.of_text(note)
            head = Checkpoint.of_text(signed.text)
        except (BadNote, NoCheckpoint) as error:
            raise BadContinuation(f"its checkpoint: {error}") from error
        if int(size) > head.size:
            raise BadContinuation(f"it leads from {size} back to {head.size}")
        return cls(int(size), tuple(one for one in path if one is not None), signed, head)

    def holds(self, root: bytes) -> bool:
        """Whether the checkpoint continues the tree of `old` leaves that has this root."""
        return continues(self.old, root, self.head.size, self.head.root, self.path)


def _is_size(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 20 and str(int(text)) == text
