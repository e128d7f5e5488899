"""Key files: for their owner alone, and refused if others could read them.

The master key lies in a file of its own, named by the ring it opens and by its own digest:
`RING-MASTER.key`, 64 hex digits and a line feed. While it is changed two of them lie there; the
ring says which one counts.
"""

import os
import stat
from hashlib import sha256
from pathlib import Path

from application.flaws import KeysUnusable, KeyTrouble
from infrastructure.durably import make_durable
from infrastructure.keys.sealing import KEY_BYTES

OWNER_ONLY_FILE, OWNER_ONLY_FOLDER = 0o600, 0o700
_OTHERS = stat.S_IRWXG | stat.S_IRWXO
_HAS_OWNERS = os.name == "posix"
"""Where files have no such permissions the folder is the operator's to guard."""


def make_private_folder(folder: Path) -> None:
    """Make a folder for its owner alone, unless it is there. Raises `KeysUnusable`."""
    folder.mkdir(mode=OWNER_ONLY_FOLDER, parents=True, exist_ok=True)
    must_be_private(folder)


def make_private_file(file: Path, content: bytes = b"") -> None:
    """Make a file for its owner alone, on the disk, unless it is there. Raises `KeysUnusable`."""
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY_FILE)
    except FileExistsError:
        must_be_private(file)
        return
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(content)
        opened.flush()
        os.fsync(opened.fileno())
    make_durable(file.parent)


def must_be_private(path: Path) -> None:
    """Raise `KeysUnusable` if others than the owner may do anything with a file or folder."""
    if _HAS_OWNERS and path.stat().st_mode & _OTHERS:
        raise KeysUnusable(KeyTrouble.OPEN_TO_OTHERS, str(path))


class MasterFiles:
    """The files of the master keys of one ring, in one folder."""

    def __init__(self, folder: Path, ring: str) -> None:
        self._folder = folder
        self._ring = ring

    def path(self, master: str) -> Path:
        return self._folder / f"{self._ring}-{master}.key"

    def write(self, key: bytes) -> str:
        """Put a key into a file of its own, durably; answers its name. Raises OSError."""
        master = name_of(key)
        make_private_file(self.path(master), f"{key.hex()}\n".encode())
        return master

    def read(self, master: str) -> bytes:
        """A key by its name. Raises FileNotFoundError, `KeysUnusable`."""
        path = self.path(master)
        must_be_private(path)
        try:
            key = bytes.fromhex(path.read_text(encoding="ascii"))
        except ValueError as error:
            raise KeysUnusable(KeyTrouble.DAMAGED, str(path)) from error
        if len(key) != KEY_BYTES or name_of(key) != master:
            raise KeysUnusable(KeyTrouble.DAMAGED, str(path))
        return key

    def destroy_all_but(self, master: str) -> None:
        """Overwrite and remove every other key of the ring. Nobody else may be changing it."""
        for path in self._folder.glob(f"{self._ring}-*.key"):
            if path != self.path(master):
                _destroy(path)


def name_of(key: bytes) -> str:
    """The name of a master key, 32 hex digits; it tells nothing of the key."""
    return sha256(b"jejak-master/1" + key).hexdigest()[:32]


def _destroy(path: Path) -> None:
    """Overwrite a file in place, then remove it: what is left on the disk is no key."""
    with path.open("r+b") as opened:
        opened.write(bytes(path.stat().st_size))
        opened.flush()
        os.fsync(opened.fileno())
    path.unlink()
    make_durable(path.parent)
