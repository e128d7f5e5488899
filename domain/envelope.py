"""The envelope of every fact, as stored, hashed and shown (contract §2).

The hashed bytes hold exactly these fields, every one of them, in every envelope: a field that
does not apply is `null`, an empty list or an empty object. `data` is the fact itself.
"""

from datetime import UTC, date, datetime
from typing import Generic, NewType, TypeVar

import msgspec

from domain.base import Fact, Violation
from domain.shapes import DocRef

Instant = NewType("Instant", str)
"""A UTC instant as stored: `2020-02-18T03:00:00.000000Z`. Text order is time order."""

F_co = TypeVar("F_co", bound=Fact, covariant=True)


class Source(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Where an imported fact was read: the import and the row of its file."""

    import_: str | None = msgspec.field(default=None, name="import")
    row: int | None = None


class Envelope(
    msgspec.Struct, Generic[F_co], frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """One fact with everything an auditor needs to judge it.

    `position` counts over the whole log, `version` within the stream; both are dense from 1.
    `effective_on` is the civil day in Asia/Jakarta the fact claims, `recorded_at` the server's
    instant; `recorded_at` never decreases with `position`.
    """

    position: int
    stream: str
    version: int
    topic: str
    recorded_at: Instant
    effective_on: date
    actor: str
    role: str
    office: str | None
    on_behalf_of: str | None
    second_person: str | None
    channel: str
    source: Source | None
    basis: tuple[DocRef, ...]
    reason: str | None
    rule_set: dict[str, str]
    late_recorded: bool
    violations: tuple[Violation, ...]
    warnings: tuple[str, ...]
    correlation: str
    causation: int | None
    key: str | None
    software: str
    data: F_co

    @property
    def subject(self) -> str:
        """The id of the thing this fact is about."""
        return self.stream.partition(":")[2]

    @property
    def person(self) -> str:
        """Whose act it was: the person acted for, if there is one, else the actor."""
        return self.on_behalf_of or self.actor

    @property
    def thing(self) -> str:
        return self.stream.partition(":")[0]


AnyEnvelope = Envelope[Fact]


def stream_of(thing: str, subject: str) -> str:
    return f"{thing}:{subject}"


def instant(moment: datetime) -> Instant:
    """The stored form of an aware datetime: UTC, always six fractional digits."""
    if moment.tzinfo is None:
        raise ValueError("an instant needs an offset")
    from_utc = moment.astimezone(UTC)
    return Instant(from_utc.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))


def moment_of(stored: Instant) -> datetime:
    return datetime.fromisoformat(stored)
