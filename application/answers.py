"""What an answer is told by once it is kept: its digest, and how many rows it has."""

from hashlib import sha256

import msgspec


def digest_of(answer: msgspec.Struct) -> str:
    """The SHA-256 of an answer's fields as canonical JSON; the clocks are not among them."""
    return sha256(msgspec.json.encode(answer, order="sorted")).hexdigest()


def rows_of(answer: msgspec.Struct) -> int | None:
    """How many rows an answer has; None if it is no list."""
    items = getattr(answer, "items", None)
    return len(items) if isinstance(items, list) else None
