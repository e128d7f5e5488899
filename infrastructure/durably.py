"""Files that must outlast a power cut."""

import os
from pathlib import Path


def make_durable(path: Path) -> None:
    """Put a file, or the names in a folder, on the disk and not only into memory."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
