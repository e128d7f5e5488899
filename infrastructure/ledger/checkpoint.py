"""A checkpoint: the size and the root of a log, as text (C2SP tlog-checkpoint).

Three lines: the origin, which names the log, the size in decimal, the root in Base64. Signed, the
text is a note. Kept outside the store, it proves later that nothing before it was changed or cut
off.
"""

import re
from dataclasses import dataclass

from infrastructure.ledger.notes import decoded, encoded
from infrastructure.merkle import HASH_SIZE

_SIZE = re.compile("0|[1-9][0-9]{0,18}")
_BEYOND = 1 << 63


class NoCheckpoint(ValueError):
    """The text is no checkpoint of such a log; the message says why."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The first `size` facts of the log `origin` have the tree root `root`, 32 bytes."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The text that is signed: three lines, each with its newline."""
        return f"{self.origin}\n{self.size}\n{encoded(self.root)}\n"

    @classmethod
    def of_text(cls, text: str) -> "Checkpoint":
        """Read a checkpoint, signed or not; raises `NoCheckpoint`.

        What stands after an empty line are signatures and is left alone, and so are the lines
        that a log may add below the root.
        """
        lines = text.partition("\n\n")[0].removesuffix("\n").split("\n")
        if len(lines) < 3 or not all(lines):
            raise NoCheckpoint("a checkpoint begins with the lines origin, size and root")
        origin, size, root = lines[:3]
        if not _SIZE.fullmatch(size):
            raise NoCheckpoint(f"{size[:80]!r} is not a size")
        if int(size) >= _BEYOND:
            raise NoCheckpoint(f"no log has {size} facts")
        plain = decoded(root)
        if plain is None or len(plain) != HASH_SIZE:
            raise NoCheckpoint(f"{root[:80]!r} is not a root, {HASH_SIZE} bytes in Base64")
        return cls(origin, int(size), plain)
