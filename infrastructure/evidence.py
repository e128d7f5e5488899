"""Evidence in a folder: one file per document, named by the SHA-256 of its bytes (D16)."""

import os
import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from threading import Lock

from application.evidence import Incoming, blocks_of
from domain.states import EvidenceState
from infrastructure.durably import make_durable

DIGEST = re.compile("[0-9a-f]{64}")

Look = tuple[int, int, int, int]
"""What a file looks like from outside: inode, size, and the times of content and of inode."""


class EvidenceLost(OSError):
    """What was written is not what is read back."""


class FolderEvidence:
    """An `Evidence`; the folder is made when the first document comes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._verified: dict[str, Look] = {}
        self._lock = Lock()

    def put(self, content: bytes | Incoming) -> str:
        digest = sha256(content).hexdigest() if isinstance(content, bytes) else content.sha256
        if self.state(digest) is not EvidenceState.PRESENT:
            blocks = (content,) if isinstance(content, bytes) else content.blocks()
            self._write(self.path(digest), blocks)
            if self.state(digest) is not EvidenceState.PRESENT:
                raise EvidenceLost(f"{digest} was not read back as it was written")
        return digest

    def get(self, sha256: str) -> bytes | None:
        try:
            return self.path(sha256).read_bytes()
        except FileNotFoundError:
            return None

    def blocks(self, sha256: str) -> Iterator[bytes]:
        try:
            with self.path(sha256).open("rb") as file:
                yield from blocks_of(file)
        except FileNotFoundError:
            return

    def state(self, sha256: str) -> EvidenceState:
        """A file is read and hashed once, and again whenever it looks different from outside."""
        path = self.path(sha256)
        try:
            look = _look(path)
            with self._lock:
                if self._verified.get(sha256) == look:
                    return EvidenceState.PRESENT
            unaltered = _digest(path) == sha256
        except FileNotFoundError:
            return EvidenceState.MISSING
        if not unaltered:
            return EvidenceState.CHANGED
        with self._lock:
            self._verified[sha256] = look
        return EvidenceState.PRESENT

    def digests(self) -> list[str]:
        """The documents that lie here, by the SHA-256 they are stored under."""
        found = [file.parent.name + file.name for file in self.folder.glob("??/*")]
        return sorted(digest for digest in found if DIGEST.fullmatch(digest))

    def path(self, digest: str) -> Path:
        """Where a document lies, or would lie."""
        return self.folder / digest[:2] / digest[2:]

    def _write(self, path: Path, blocks: Iterable[bytes]) -> None:
        """All of it under its name, or nothing: written beside, made durable, then renamed."""
        path.parent.mkdir(parents=True, exist_ok=True)
        with NamedTemporaryFile(dir=path.parent, delete=False) as beside:
            try:
                beside.writelines(blocks)
                beside.flush()
                os.fsync(beside.fileno())
                Path(beside.name).replace(path)
            except BaseException:
                Path(beside.name).unlink(missing_ok=True)
                raise
        for folder in (path.parent, self.folder):
            make_durable(folder)


def _digest(path: Path) -> str:
    digest = sha256()
    with path.open("rb") as file:
        for block in blocks_of(file):
            digest.update(block)
    return digest.hexdigest()


def _look(path: Path) -> Look:
    seen = path.stat()
    return seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns
