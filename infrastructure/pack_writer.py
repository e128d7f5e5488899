"""Writes an audit pack: a zip that has one form only, so that the same files are the same bytes.

Files lie in it one after the other, as they are: what a compressor makes of them differs between
machines, and what is stored plainly can be read with any tool. Every date is the zip's first.
"""

import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile

from application.audit_pack import Written

_UNIX, _FILE_FOR_ALL = 3, 0o100644 << 16


class PackTooLarge(RuntimeError):
    """It would not fit the plain form of a zip: four gigabytes, 65,535 files."""


class PackWriter:
    """A pack on its way into a file."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self._packed = packed
        self.written: list[Written] = []

    def add(self, name: str, parts: Iterable[bytes]) -> Written:
        """Write one file. Raises `PackTooLarge`."""
        member = zipfile.ZipInfo(name)
        member.create_system, member.external_attr = _UNIX, _FILE_FOR_ALL
        digest, size = sha256(), 0
        try:
            with self._packed.open(member, "w") as file:
                for part in parts:
                    file.write(part)
                    digest.update(part)
                    size += len(part)
        except (zipfile.LargeZipFile, RuntimeError) as error:
            raise PackTooLarge(f"{name}: {error}") from error
        self.written.append(Written(name, digest.hexdigest(), size))
        return self.written[-1]


@contextmanager
def pack_at(path: Path) -> Iterator[PackWriter]:
    """A pack is there whole, or not at all. Raises `PackTooLarge`, OSError."""
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False) as beside:
        try:
            with zipfile.ZipFile(beside, "w", allowZip64=False) as packed:
                yield PackWriter(packed)
            Path(beside.name).replace(path)
        except zipfile.LargeZipFile as error:
            raise PackTooLarge(str(error)) from error
        finally:
            Path(beside.name).unlink(missing_ok=True)
