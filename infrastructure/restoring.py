"""Making a store from a backup: the copy is checked file by file, and as a store, before it is one.

Either a whole store is there at the end, or nothing is.
"""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from tempfile import TemporaryDirectory, mkdtemp

import msgspec
import psycopg

from application.evidence import EvidenceUnavailable, Incoming
from application.flaws import Flaw
from infrastructure.backup import (
    FORMAT,
    FORMATS,
    MANIFEST,
    CopyFailed,
    Manifest,
    PlaceTaken,
    checkpoint_of,
    copy_durably,
    described,
    must_be_free,
    put_in_place,
)
from infrastructure.backup_postgres import copy_from_files, discard
from infrastructure.keys.ring import KeyPlace, Ring
from infrastructure.ledger.checkpoint import NoCheckpoint
from infrastructure.premises import DOCUMENTS, KEYS, LOG, VAULT, Beside, KeptEvidence, Premises
from infrastructure.side_tables import SqliteTables
from infrastructure.soundness import Soundness, examine
from infrastructure.vault import ring_of

_NAMES = re.compile(f"{LOG}|{VAULT}|{DOCUMENTS}/[0-9a-f]{{2}}/[0-9a-f]{{62}}")


class NoBackup(RuntimeError):
    """What was named is not a backup of this program."""


class CopyDamaged(RuntimeError):
    """The files of the backup are not those that were written; the message names the first."""


class CopyUnsound(RuntimeError):
    """The files are those that were written, but the store in them is not whole."""

    def __init__(self, found: Soundness) -> None:
        super().__init__("the store in the copy is not whole")
        self.found = found


def restore(path: Path, premises: Premises, keys: Path | None = None) -> Soundness:
    """Make the store of a backup at an empty place, checked.

    `keys` is a copy of its keys, to be put where the new store has its own; without one they must
    be there already, or are put there later: until then names cannot be checked or read.
    Raises `NoBackup`, `CopyDamaged`, `CopyUnsound`, `PlaceTaken`, `CopyFailed`, `KeysUnusable`,
    and `LogUnavailable` if the database of the new store is away.
    """
    manifest = _manifest(path)
    _files_are_unaltered(path, manifest)
    if premises.folder is None:
        with _keys_at(premises.keys, keys):
            return _into_postgres(path, manifest, premises)
    return _into_folder(path, manifest, premises, premises.folder, keys)


def _manifest(path: Path) -> Manifest:
    try:
        written = (path / MANIFEST).read_bytes()
    except OSError as error:
        raise NoBackup(f"{path} has no {MANIFEST}") from error
    try:
        manifest = msgspec.json.decode(written, type=Manifest)
    except msgspec.MsgspecError as error:
        raise CopyDamaged(f"{MANIFEST} cannot be read: {error}") from error
    if manifest.format not in FORMATS:
        raise NoBackup(f"{path} has the format {manifest.format}, this program reads {FORMAT}")
    return manifest


def _files_are_unaltered(path: Path, manifest: Manifest) -> None:
    for kept in manifest.files:
        try:
            found = described(path, path / kept.name)
        except OSError as error:
            raise CopyDamaged(f"{kept.name} cannot be read: {error.strerror}") from error
        if found != kept:
            raise CopyDamaged(f"{kept.name} is not the file that was written: other bytes")
    if not {LOG, VAULT} <= {kept.name for kept in manifest.files}:
        raise CopyDamaged(f"{MANIFEST} names no {LOG} or no {VAULT}")


def _into_folder(
    path: Path, manifest: Manifest, premises: Premises, folder: Path, keys: Path | None
) -> Soundness:
    must_be_free(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    beside = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    inside = premises.keys.folder == folder / KEYS
    copied = Premises.of(str(beside), beside) if inside else premises.copied_to(beside)
    try:
        for name in _of_the_store(manifest):
            if name in (LOG, VAULT) or isinstance(premises.evidence, Path):
                copy_durably(path / name, beside / name)
        if not isinstance(premises.evidence, Path):
            copied = replace(copied, evidence=premises.evidence)
            _put_documents(path, manifest, premises.open_evidence())
        with _keys_at(copied.keys, keys):
            found = _sound(path, copied)
            put_in_place(beside, folder)
    except (sqlite3.Error, OSError, EvidenceUnavailable) as error:
        raise CopyFailed(str(error)) from error
    finally:
        rmtree(beside, ignore_errors=True)
    return found


@contextmanager
def _in_the_layout_of_today(path: Path, keys: KeyPlace) -> Iterator[Path]:
    """A folder with the databases of a copy: its own, or one whose vault was sealed first."""
    with closing(SqliteTables(path / VAULT)) as tables:
        in_the_clear = ring_of(tables) is None
    if not in_the_clear:
        yield path
        return
    with TemporaryDirectory(prefix="jejak-") as name:
        beside = Path(name)
        (beside / LOG).symlink_to((path / LOG).resolve())
        copy_durably(path / VAULT, beside / VAULT)
        with closing(SqliteTables(beside / VAULT)) as tables:
            Beside.on(tables, keys).vault.close()
        yield beside


@contextmanager
def _keys_at(place: KeyPlace, given: Path | None) -> Iterator[None]:
    """Put the keys given to their place; they leave it again if nothing comes of it."""
    if given is None:
        yield
        return
    must_be_free(place.folder)
    with closing(Ring(KeyPlace(given, given))) as ring:
        ring.copy_to(place)
    try:
        yield
    except BaseException:
        rmtree(place.folder, ignore_errors=True)
        raise


def _into_postgres(path: Path, manifest: Manifest, premises: Premises) -> Soundness:
    taken = premises.tables()
    if taken:
        raise PlaceTaken(f"table {taken[0]}")
    try:
        with _in_the_layout_of_today(path, premises.keys) as files:
            copy_from_files(Premises.of(str(files), files), premises)
        _put_documents(path, manifest, premises.open_evidence())
        return _sound(path, premises)
    except BaseException as error:
        discard(premises)
        if isinstance(error, sqlite3.Error | psycopg.Error | OSError | EvidenceUnavailable):
            raise CopyFailed(str(error)) from error
        raise


def _put_documents(path: Path, manifest: Manifest, documents: KeptEvidence) -> None:
    """Put the documents of a copy where the store has its own; what is there already stays."""
    for kept in manifest.files:
        if kept.name.startswith(f"{DOCUMENTS}/") and _NAMES.fullmatch(kept.name):
            with (path / kept.name).open("rb") as file:
                documents.put(Incoming(kept.sha256, kept.bytes, file))


def _of_the_store(manifest: Manifest) -> list[str]:
    """The files to take over; whatever else a manifest names is not."""
    return [kept.name for kept in manifest.files if _NAMES.fullmatch(kept.name)]


def _sound(path: Path, premises: Premises) -> Soundness:
    try:
        earlier = checkpoint_of(path)
    except NoCheckpoint as error:
        raise CopyDamaged(f"the checkpoint of the copy: {error}") from error
    found = examine(premises, (earlier,))
    wrong = tuple(fault for fault in found.faults if fault.flaw is not Flaw.KEYS)
    if wrong:
        raise CopyUnsound(replace(found, faults=wrong))
    return found
