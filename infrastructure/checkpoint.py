"""A checkpoint: the size and the root of a log, as text (C2SP tlog-checkpoint, without signatures).

Three lines and an empty one: the origin, the size in decimal, the root in Base64. Kept outside
the store, it is what proves later that nothing before it was changed or cut off.
"""

from base64 import b64decode, b64encode
from binascii import Error
from dataclasses import dataclass

from application.queries.proof import ORIGIN
from infrastructure.merkle import HASH_SIZE


class NoCheckpoint(ValueError):
    """The text is no checkpoint of such a log."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The first `size` facts have the tree root `root`, 32 bytes."""

    size: int
    root: bytes

    def text(self) -> str:
        return f"{ORIGIN}\n{self.size}\n{b64encode(self.root).decode()}\n\n"

    @classmethod
    def of_text(cls, text: str) -> "Checkpoint":
        """Read a checkpoint; whatever stands after the empty line is left alone."""
        lines = text.partition("\n\n")[0].split("\n")
        if len(lines) < 3 or lines[0] != ORIGIN:
            raise NoCheckpoint(f"a checkpoint begins with the line {ORIGIN!r}")
        if not (lines[1].isascii() and lines[1].isdigit()) or str(int(lines[1])) != lines[1]:
            raise NoCheckpoint(f"{lines[1]!r} is not a size")
        try:
            root = b64decode(lines[2], validate=True)
        except Error as error:
            raise NoCheckpoint(f"{lines[2]!r} is not a root") from error
        if len(root) != HASH_SIZE:
            raise NoCheckpoint(f"a root has {HASH_SIZE} bytes, this one {len(root)}")
        return cls(int(lines[1]), root)
