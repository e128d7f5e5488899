"""The folder of the keys that sign checkpoints, and of what was signed last.

It lies outside the store: whoever copies or restores the store has neither the keys nor the memory.
Every key is a file of its own, `<id>.key`, for its owner alone; it is made once and never written
again.
"""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from infrastructure.ledger.notes import BadNote, Note
from infrastructure.ledger.signing import Algorithm, BadKey, SigningKey

SIGNED = "signed"
"""The file with the checkpoint that was signed last."""
_LOCK = ".lock"
_FOR_ITS_OWNER, _FOLDER_MODE = 0o600, 0o700


class KeysUnfit(RuntimeError):
    """The keys cannot be used as they lie there; the message says which file and why."""


class KeyFolder:
    """The keys of one log. Nothing is made before it is asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def make(self, name: str, algorithm: Algorithm) -> SigningKey:
        """A new key in a file of its own, durable. Raises `BadKey`, `KeysUnfit`, OSError."""
        key = SigningKey.made(name, algorithm)
        self.path.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
        self._must_be_closed()
        file = self.path / f"{key.verifier.key_id.hex()}.key"
        made = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _FOR_ITS_OWNER)
        _write(made, f"{key.secret_text()}\n")
        _make_durable(self.path)
        return key

    def held(self) -> list[SigningKey]:
        """Every key, by its file's name. Raises `KeysUnfit` if one is open to others or broken."""
        if not self.path.is_dir():
            return []
        self._must_be_closed()
        return [self._read(file) for file in sorted(self.path.glob("*.key"))]

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Held by one process at a time: whoever signs."""
        import fcntl  # noqa: PLC0415 - only whoever signs needs a system that has it

        lock = os.open(self.path / _LOCK, os.O_WRONLY | os.O_CREAT, _FOR_ITS_OWNER)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def signed(self) -> Note | None:
        """The note that was signed last; None if none ever was. Raises `KeysUnfit`."""
        file = self.path / SIGNED
        try:
            return Note.of_text(file.read_bytes())
        except FileNotFoundError:
            return None
        except (BadNote, OSError) as error:
            raise KeysUnfit(f"{file} cannot be read: {error}") from error

    def remember(self, note: Note) -> None:
        """Keep what was signed, durably, before anybody is given it."""
        fresh = self.path / f"{SIGNED}.new"
        written = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, _FOR_ITS_OWNER)
        _write(written, str(note))
        fresh.replace(self.path / SIGNED)
        _make_durable(self.path)

    def _must_be_closed(self) -> None:
        mode = self.path.stat().st_mode
        if mode & (stat.S_IWGRP | stat.S_IWOTH):
            raise KeysUnfit(f"others may write into {self.path}; chmod 700 {self.path}")

    @staticmethod
    def _read(file: Path) -> SigningKey:
        opened = os.open(file, os.O_RDONLY)
        with os.fdopen(opened, encoding="utf-8") as content:
            mode = stat.S_IMODE(os.fstat(content.fileno()).st_mode)
            if mode & ~_FOR_ITS_OWNER:
                raise KeysUnfit(f"{file} is open to others ({mode:04o}); chmod 600 {file}")
            try:
                key = SigningKey.of_text(content.read().removesuffix("\n"))
            except (BadKey, UnicodeDecodeError) as error:
                raise KeysUnfit(f"{file}: {error}") from error
        if file.stem != key.verifier.key_id.hex():
            raise KeysUnfit(f"{file} holds the key {key.verifier.key_id.hex()}")
        return key


def _write(descriptor: int, text: str) -> None:
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as content:
        content.write(text)
        content.flush()
        os.fsync(content.fileno())


def _make_durable(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
