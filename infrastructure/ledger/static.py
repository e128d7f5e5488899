"""Writes the published tree into a folder, for any file server (C2SP tlog-tiles).

Files never change, so a folder that was written before gets what is new. The checkpoint comes last:
whoever reads it finds everything it is over.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from shutil import rmtree

from infrastructure.ledger.book import Ledger
from infrastructure.ledger.checkpoint import Checkpoint, NoCheckpoint
from infrastructure.ledger.paths import continues
from infrastructure.ledger.tiles import WIDTH, Tile, tiles_of

CHECKPOINT = "checkpoint"


class NothingPublished(RuntimeError):
    """The log has no published checkpoint yet."""


class OtherTree(RuntimeError):
    """The folder holds the tree of another log, or one that this log does not continue."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a folder holds now, and how many files of it are new."""

    checkpoint: Checkpoint
    files: int


def write_tree(ledger: Ledger, folder: Path) -> Written:
    """Bring a folder up to the newest checkpoint. Raises `NothingPublished`, `OtherTree`, OSError,
    and `LogUnavailable` if the store is away."""
    note = ledger.checkpoint()
    if note is None:
        raise NothingPublished("no checkpoint has been published")
    head = Checkpoint.of_text(note.text)
    before = _size_before(ledger, folder, head)
    fresh = 0
    for tile in tiles_of(head.size, before):
        if not (folder / tile.path).exists():
            _put(folder / tile.path, ledger.tree.tile(tile))
            fresh += 1
    os.sync()
    _put(folder / CHECKPOINT, str(note).encode())
    for tile in tiles_of(before):
        if tile.width < WIDTH and Tile(tile.level, tile.number).lies_in(head.size):
            rmtree((folder / tile.path).parent, ignore_errors=True)
    return Written(head, fresh)


def _size_before(ledger: Ledger, folder: Path, head: Checkpoint) -> int:
    """The size of the tree that lies in the folder; 0 if it holds none."""
    try:
        text = (folder / CHECKPOINT).read_text(encoding="utf-8")
    except FileNotFoundError:
        return 0
    try:
        before = Checkpoint.of_text(text)
    except NoCheckpoint as error:
        raise OtherTree(f"{folder / CHECKPOINT}: {error}") from error
    if before.origin != head.origin:
        raise OtherTree(f"{folder} holds the log {before.origin}, this is {head.origin}")
    path: tuple[bytes, ...] = ()
    if before.size <= head.size:
        path = ledger.prove_consistency(before.size, head.size).path
    if not continues(before.size, before.root, head.size, head.root, path):
        raise OtherTree(f"{folder} holds {before.size} facts which this log does not continue")
    return before.size


def _put(file: Path, content: bytes) -> None:
    """A file is there whole, or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f"{file.name}.new")
    beside.write_bytes(content)
    beside.replace(file)
