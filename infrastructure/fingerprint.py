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


@cache
def view_fingerprint() -> str:
    """SHA-256 over the source that view rows come from, 64 hex digits."""
    digest = sha256(fold_fingerprint())
    own = [f"infrastructure/{name}.py" for name in ("segments", "view_fold", "view_rows")]
    sources = _sources(files("application") / "views", "application/views")
    sources += [(name, files("infrastructure") / name.partition("/")[2]) for name in own]
    for name, source in sorted(sources, key=lambda item: item[0]):
        digest.update(sha256(name.encode()).digest() + sha256(source.read_bytes()).digest())
    return digest.hexdigest()


@cache
def search_fingerprint() -> str:
    """SHA-256 over the source that entries of the search index come from, 64 hex digits."""
    digest = sha256(fold_fingerprint())
    for name, source in sorted(_sources(files("application") / "search", "application/search")):
        digest.update(sha256(name.encode()).digest() + sha256(source.read_bytes()).digest())
    return digest.hexdigest()


def _sources(folder: Traversable, name: str) -> list[tuple[str, Traversable]]:
    found = []
    for item in folder.iterdir():
        if item.is_dir():
            found += _sources(item, f"{name}/{item.name}")
        elif item.name.endswith(".py"):
            found.append((f"{name}/{item.name}", item))
    return found
