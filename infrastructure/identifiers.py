"""Ids of things: UUID version 7 (RFC 9562 §5.7), so that they sort by the time they were given."""

import secrets
from datetime import timedelta
from uuid import UUID

from domain.envelope import Instant, moment_of

_EPOCH = moment_of(Instant("1970-01-01T00:00:00.000000Z"))
_MILLISECOND = timedelta(milliseconds=1)
_VERSION = 0x7 << 76
_VARIANT = 0b10 << 62


def uuid7(moment: Instant) -> str:
    """A fresh id: 48 bits of Unix milliseconds (0 before 1970), then 74 random bits."""
    milliseconds = max(0, (moment_of(moment) - _EPOCH) // _MILLISECOND)
    high, low = secrets.randbits(12), secrets.randbits(62)
    return str(UUID(int=milliseconds << 80 | _VERSION | high << 64 | _VARIANT | low))
