"""The audit trail: every fact as it stands in the log (jejak audit, contract §8.4)."""

from collections.abc import Iterator
from datetime import date

from pydantic import Field as FormField

from application.authority import NOTHING, standing
from application.queries.base import PROGRAMME_READERS, Query, Reading, Reply
from domain.base import Fact, Violation, refuse
from domain.codes import Code
from domain.dates import civil_day
from domain.enums import Channel
from domain.envelope import AnyEnvelope, Instant, stream_of
from domain.things import THINGS
from domain.values import Text


class TrailItem(Reply):
    position: int
    stream: str
    version: int
    topic: str
    subject: str
    recorded_at: Instant
    effective_on: date
    actor: str
    role: str
    on_behalf_of: str | None
    second_person: str | None
    channel: str
    reason: str | None
    late_recorded: bool
    violations: tuple[Violation, ...]
    warnings: tuple[str, ...]
    rule_set: dict[str, str]
    causation: int | None
    correlation: str
    key: str | None
    data: Fact


class AuditTrailResult(Reply):
    items: list[TrailItem]
    next: str | None = None


class AuditTrailQuery(Query):
    """Facts in order of their positions, filtered; also the catch-up feed of other systems."""

    asks = "audit-trail"
    path = "/audit-trail"
    Result = AuditTrailResult

    subject: Text | None = None
    related: bool = False
    actor: Text | None = None
    topic: Text | None = None
    channel: Channel | None = None
    since: date | None = FormField(default=None, alias="from")
    until: date | None = None

    def answer(self, reading: Reading, subject: str | None) -> AuditTrailResult:
        if reading.reader is not None:
            found = standing(reading.reader, PROGRAMME_READERS, NOTHING, reading.today)
            if found.role is None:
                refuse(Code.OUT_OF_SCOPE)
        facts = (fact for fact in self._candidates(reading) if self._matches(fact))
        return AuditTrailResult(items=[_item(fact) for fact in facts])

    def _candidates(self, reading: Reading) -> Iterator[AnyEnvelope]:
        upto = reading.moment.position
        if self.subject is None:
            yield from reading.log.tail(0, upto=upto)
            return
        streams = (stream_of(thing, self.subject) for thing in THINGS)
        facts = (fact for name in streams for fact in reading.log.stream(name, upto=upto))
        yield from sorted(facts, key=lambda fact: fact.position)

    def _matches(self, fact: AnyEnvelope) -> bool:
        day = civil_day(fact.recorded_at)
        return (
            self.actor in (None, fact.actor)
            and self.topic in (None, fact.topic)
            and self.channel in (None, fact.channel)
            and (self.since is None or self.since <= day)
            and (self.until is None or day <= self.until)
        )


def _item(fact: AnyEnvelope) -> TrailItem:
    return TrailItem(
        position=fact.position,
        stream=fact.stream,
        version=fact.version,
        topic=fact.topic,
        subject=fact.subject,
        recorded_at=fact.recorded_at,
        effective_on=fact.effective_on,
        actor=fact.actor,
        role=fact.role,
        on_behalf_of=fact.on_behalf_of,
        second_person=fact.second_person,
        channel=fact.channel,
        reason=fact.reason,
        late_recorded=fact.late_recorded,
        violations=fact.violations,
        warnings=fact.warnings,
        rule_set=fact.rule_set,
        causation=fact.causation,
        correlation=fact.correlation,
        key=fact.key,
        data=fact.data,
    )
