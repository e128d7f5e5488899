"""A backup: a folder that is a store of its own, and a manifest of its files.

Whatever the store lies on, the copy holds `log.db` and `vault.db` as SQLite files, `evidence/` as
it is, a `checkpoint` of the log and `manifest.json` with the hash of every file. Views are left
out: they are folded anew. The log is copied first, so that everything a copied fact relies on is
there; the copy ends where the log ended at that moment, and nobody waits for it.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from shutil import copyfile, rmtree
from tempfile import mkdtemp

import msgspec
import psycopg

from application.evidence import EvidenceUnavailable
from infrastructure.backup_postgres import copy_to_files
from infrastructure.durably import make_durable
from infrastructure.evidence import FolderEvidence
from infrastructure.ledger.checkpoint import Checkpoint
from infrastructure.premises import DOCUMENTS, LOG, SOFTWARE, VAULT, Premises
from infrastructure.side_tables import SqliteTables
from infrastructure.soundness import NoStore, Soundness, examine
from infrastructure.vault import ring_of

FORMAT = "jejak-backup/2"
FORMATS = (FORMAT, "jejak-backup/1")
"""Those that can be restored; in the first personal data may lie in the clear."""
MANIFEST, CHECKPOINT = "manifest.json", "checkpoint"
BUSY_SECONDS = 30.0


class PlaceTaken(RuntimeError):
    """Something lies where the copy was to go; nothing is overwritten."""


class CopyFailed(RuntimeError):
    """The copy could not be made; nothing is left of it."""


class CopiedFile(msgspec.Struct, frozen=True):
    """One file of a backup: its name within the folder, its size in bytes, its SHA-256 in hex."""

    name: str
    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a backup consists of.

    `ring` names the keys that its personal data need; none of them is in it. None if it was not
    known: the copy was made by an earlier version, or of a store nobody has opened since.
    """

    format: str
    software: str
    files: list[CopiedFile]
    ring: str | None = None


def back_up(premises: Premises, path: Path) -> Soundness:
    """Copy a store, in use or not, to a folder that must not be there, and check the copy.

    The copy stays whatever the check finds, so that a damaged store can be copied too. Raises
    `NoStore`, `PlaceTaken`, `CopyFailed`, and `LogUnavailable` if the database is away.
    """
    if not premises.hold_a_store():
        raise NoStore("there is no store here")
    must_be_free(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    try:
        _copy(premises, beside)
        found = examine(premises.copied_to(beside))
        write_durably(beside / CHECKPOINT, f"{found.head.text()}\n".encode())
        files = [described(beside, file) for file in _files(beside)]
        manifest = Manifest(FORMAT, SOFTWARE, files, _ring_of(beside / VAULT))
        pretty = msgspec.json.format(msgspec.json.encode(manifest), indent=1)
        write_durably(beside / MANIFEST, pretty)
        put_in_place(beside, path)
    except (sqlite3.Error, psycopg.Error, OSError, EvidenceUnavailable) as error:
        raise CopyFailed(str(error)) from error
    finally:
        rmtree(beside, ignore_errors=True)
    return found


def must_be_free(path: Path) -> None:
    """Raise `PlaceTaken` unless nothing, or an empty folder, lies there."""
    if path.is_symlink() or (path.exists() and not (path.is_dir() and not any(path.iterdir()))):
        raise PlaceTaken(str(path))


def put_in_place(beside: Path, path: Path) -> None:
    """Give a finished folder its name: from now on all of it is there."""
    must_be_free(path)
    if path.exists():
        path.rmdir()
    beside.rename(path)
    make_durable(path.parent)


def described(folder: Path, file: Path) -> CopiedFile:
    """A file as the manifest names it."""
    digest = sha256()
    with file.open("rb") as content:
        while block := content.read(1 << 20):
            digest.update(block)
    return CopiedFile(file.relative_to(folder).as_posix(), file.stat().st_size, digest.hexdigest())


def copy_durably(source: Path, target: Path) -> None:
    """Copy a file and its folder to the disk, not only to memory."""
    target.parent.mkdir(parents=True, exist_ok=True)
    copyfile(source, target)
    make_durable(target)


def write_durably(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    make_durable(path)


def _copy(premises: Premises, target: Path) -> None:
    copied = Premises.of(str(target), target)
    if premises.folder is None:
        copy_to_files(premises, copied)
    else:
        for name in (LOG, VAULT):
            if (premises.folder / name).is_file():
                _copy_database(premises.folder / name, target / name)
    evidence, copies = premises.open_evidence(), FolderEvidence(target / DOCUMENTS)
    for digest in evidence.digests():
        file = copies.path(digest)
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as copy:
            copy.writelines(evidence.blocks(digest))
        make_durable(file)


def _ring_of(vault: Path) -> str | None:
    """The ring that a copied vault is bound to; None if there is no vault that can be read."""
    if not vault.is_file():
        return None
    try:
        with closing(SqliteTables(vault)) as tables:
            return ring_of(tables)
    except sqlite3.Error:
        return None


def _copy_database(source: Path, target: Path) -> None:
    """One consistent moment of a file in use; what was deleted from it is not copied."""
    with closing(sqlite3.connect(source, isolation_level=None, timeout=BUSY_SECONDS)) as connection:
        connection.execute("VACUUM INTO ?", (str(target),))
    make_durable(target)


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in sorted(folder.rglob("*")) if file.is_file())


def checkpoint_of(folder: Path) -> Checkpoint:
    """The checkpoint a backup was made with. Raises `NoCheckpoint`, OSError."""
    return Checkpoint.of_text((folder / CHECKPOINT).read_text(encoding="utf-8"))
