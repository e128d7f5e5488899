"""Breach (kegagalan pelindungan data): what is known of it, and who was told when (R96)."""

from dataclasses import dataclass, replace
from typing import ClassVar, Self, cast

from domain.base import Fact
from domain.enums_learning import NoticeTo
from domain.envelope import AnyEnvelope, Instant
from domain.thing import Thing

TIMED = frozenset({NoticeTo.SUBJECTS, NoticeTo.AUTHORITY})
"""Those who are told before the clock runs out; the public has none."""


class BreachRecorded(Fact):
    """`due_at` is when the subjects and the authority must have been told."""

    topic = "breach.recorded.v1"
    known_since: Instant
    due_at: Instant
    data_kinds: tuple[str, ...]
    subjects: int
    document: str | None = None
    ref: str | None = None


class BreachNotified(Fact):
    topic = "breach.notified.v1"
    to: NoticeTo
    document: str


@dataclass(frozen=True, slots=True)
class Breach(Thing):
    thing: ClassVar[str] = "breach"

    known_since: Instant | None = None
    due_at: Instant | None = None
    notified: tuple[NoticeTo, ...] = ()

    @property
    def untold(self) -> frozenset[NoticeTo]:
        """Those with a clock who were not told yet."""
        return TIMED - frozenset(self.notified)

    def evolve(self, fact: AnyEnvelope) -> Self:
        match cast(BreachRecorded | BreachNotified, fact.data):
            case BreachRecorded(known_since=known_since, due_at=due_at):
                return replace(
                    self,
                    id=fact.subject,
                    version=fact.version,
                    state="RECORDED",
                    since=fact.effective_on,
                    known_since=known_since,
                    due_at=due_at,
                )
            case BreachNotified(to=to):
                notified = tuple(dict.fromkeys((*self.notified, to)))
                return replace(self, version=fact.version, notified=notified)
