"""Stores of tests that need not survive lie in memory, where the machine offers a place there.

A commit that waits for a disk costs a hundred times the decision it records; what is tested here is
the decision. Durability has tests of its own, on a disk.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_SHARED_MEMORY = Path("/dev/shm")


def place() -> str | None:
    """A folder in memory; None where there is none, which means the usual place."""
    offered = _SHARED_MEMORY.is_dir() and os.access(_SHARED_MEMORY, os.W_OK)
    return str(_SHARED_MEMORY) if offered else None


@contextmanager
def temporary_files() -> Iterator[None]:
    """Every temporary folder made inside the block lies there."""
    usual = tempfile.tempdir
    tempfile.tempdir = place() or usual
    try:
        yield
    finally:
        tempfile.tempdir = usual
