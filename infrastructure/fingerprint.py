"""The fingerprint of the fold: it changes when a state row could mean something else."""

from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable


@cache
def fold_fingerprint() -> bytes:
    """SHA-256 over the source of the domain and of the codec of states, 32 bytes."""
    digest = sha256()
    sources = [*_sources(files("domain"), "domain")]
    sources.append(("infrastructure/codec.py", files("infrastructure") / "codec.py"))
    for name, source in sorted(sources, key=lambda item: item[0]):
        digest.update(sha256(name.encode()).digest() + sha256(source.read_bytes()).digest())
    return digest.digest()


def _sources(folder: Traversable, name: str) -> list[tuple[str, Traversable]]:
    found = []
    for item in folder.iterdir():
        if item.is_dir():
            found += _sources(item, f"{name}/{item.name}")
        elif item.name.endswith(".py"):
            found.append((f"{name}/{item.name}", item))
    return found
