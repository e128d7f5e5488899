"""The port of the evidence store: the bytes of documents, by their SHA-256 (D16)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Protocol

from domain.states import EvidenceState

BLOCK = 1 << 20


class EvidenceUnavailable(RuntimeError):
    """The documents cannot be reached just now; none of them is said to be missing."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """Bytes that have come in and are not put away yet; `file` can be read again and again."""

    sha256: str
    size: int
    file: BinaryIO

    def rewound(self) -> BinaryIO:
        self.file.seek(0)
        return self.file

    def blocks(self) -> Iterator[bytes]:
        return blocks_of(self.rewound())


class Evidence(Protocol):
    """The bytes of documents. Every method raises `EvidenceUnavailable`."""

    def put(self, content: bytes | Incoming) -> str:
        """Store bytes durably, verified by reading them back; answers their SHA-256."""
        ...

    def get(self, sha256: str) -> bytes | None:
        """The bytes as they lie there, altered or not; None if there are none."""
        ...

    def blocks(self, sha256: str) -> Iterator[bytes]:
        """The bytes as they lie there, a block at a time; none if there are none."""
        ...

    def state(self, sha256: str) -> EvidenceState:
        """Whether the bytes are there and still have the hash they are stored under."""
        ...


def blocks_of(file: BinaryIO) -> Iterator[bytes]:
    """What is left of a file, a block at a time."""
    while block := file.read(BLOCK):
        yield block
