"""A proof to carry away: that an entry stands in a log, in one file (C2SP tlog-proof).

It holds the entry's index, the path to the root, and the signed checkpoint with that root. The
stored bytes of the fact go with it as the extra data: then nothing else is needed to check it but
the keys one trusts.
"""

import re
from dataclasses import dataclass

from infrastructure.ledger.checkpoint import Checkpoint, NoCheckpoint
from infrastructure.ledger.notes import BadNote, Note, decoded, encoded
from infrastructure.ledger.paths import includes
from infrastructure.ledger.signing import VerifierKey, signed_by
from infrastructure.merkle import leaf_hash

SUFFIX = ".tlog-proof"
_HEAD = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})")
_LONGEST_PATH = 63


class BadProof(ValueError):
    """The text is no proof, or what it says does not hold; the message says why."""


@dataclass(frozen=True, slots=True)
class ProofFile:
    """That leaf `index`, from 0, of the tree in the checkpoint of `note` is that of an entry."""

    index: int
    path: tuple[bytes, ...]
    note: Note
    extra: bytes | None = None

    def __str__(self) -> str:
        lines = [_HEAD]
        if self.extra is not None:
            lines.append(f"extra {encoded(self.extra)}")
        lines += [f"index {self.index}", *map(encoded, self.path), "", str(self.note)]
        return "\n".join(lines)

    @classmethod
    def of_text(cls, text: str) -> "ProofFile":
        """Read a proof. Raises `BadProof`; whether it holds is not looked at."""
        proof, _, note = text.partition("\n\n")
        head, *lines = proof.split("\n")
        if head != _HEAD:
            raise BadProof(f"a proof begins with the line {_HEAD}")
        extra = None
        if lines and lines[0].startswith("extra "):
            extra = decoded(lines.pop(0).removeprefix("extra "))
            if extra is None:
                raise BadProof("the extra data are not Base64")
        index = _INDEX.fullmatch(lines.pop(0)) if lines else None
        if index is None:
            raise BadProof("a proof names the index of its entry")
        path = [decoded(line) for line in lines]
        if len(path) > _LONGEST_PATH or None in path:
            raise BadProof("the path is not made of hashes in Base64")
        try:
            signed = Note.of_text(note)
        except BadNote as error:
            raise BadProof(f"its checkpoint: {error}") from error
        return cls(int(index[1]), tuple(node for node in path if node is not None), signed, extra)

    def shows(self, entry: bytes, keys: tuple[VerifierKey, ...]) -> Checkpoint:
        """The checkpoint under which the log holds the entry. Raises `BadProof` if it does not:
        the keys did not sign it, or the entry is not at that index of its tree."""
        try:
            signed_by(self.note, keys)
            head = Checkpoint.of_text(self.note.text)
        except (BadNote, NoCheckpoint) as error:
            raise BadProof(f"its checkpoint: {error}") from error
        if not includes(head.root, head.size, self.index, leaf_hash(entry), self.path):
            raise BadProof(f"entry {self.index} of the log is another, or the log has none")
        return head
