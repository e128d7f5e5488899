"""Marks: short numbers by which a fact is known again.

Whatever is derived from the log remembers the mark of the last fact it holds. Another fact in that
fact's place tells that another log lies there.
"""

from hashlib import sha256

import msgspec

from domain.envelope import AnyEnvelope

NO_MARK = 0
"""In place of a mark where none is known."""

_encode = msgspec.json.Encoder(order="deterministic").encode


def mark_of(fact: AnyEnvelope) -> int:
    """The first 63 bits of a hash over the fact; never `NO_MARK`."""
    return int.from_bytes(sha256(_encode(fact)).digest()[:8], "big") >> 1 or 1
