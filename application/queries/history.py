"""The audit trail: every fact as it stands in the log (jejak audit, contract §8.4)."""

from collections.abc import Iterator
from datetime import date
from itertools import islice

from pydantic import Field as FormField

from application.paging import Order
from application.ports import Moment
from application.queries.base import ListReply, Query, Reading, Reply
from application.queries.sight import Sight
from application.views.oversight import PROPOSALS
from application.views.things import AMENDMENTS, PLACEMENTS
from domain.base import Fact, Violation
from domain.dates import civil_day
from domain.enums import Channel
from domain.envelope import AnyEnvelope, Instant, stream_of
from domain.proposal import ProposalApproved
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


class AuditTrailResult(ListReply):
    items: list[TrailItem]


class AuditTrailQuery(Query):
    """Facts in order of their positions, filtered; also the catch-up feed of other systems."""

    asks = "audit-trail"
    path = "/audit-trail"
    order = Order.POSITIONS
    Result = AuditTrailResult

    subject: Text | None = None
    related: bool = False
    actor: Text | None = None
    topic: Text | None = None
    channel: Channel | None = None
    since: date | None = FormField(default=None, alias="from")
    until: date | None = None

    def answer(self, reading: Reading, subject: str | None) -> AuditTrailResult:
        sight = Sight(reading)
        seen = (
            fact
            for fact in self._candidates(reading)
            if self._matches(fact, reading) and sight.reaches(fact.thing, fact.subject)
        )
        enough = reading.page.enough if reading.page else None
        return AuditTrailResult(items=[trail_item(fact) for fact in islice(seen, enough)])

    def _candidates(self, reading: Reading) -> Iterator[AnyEnvelope]:
        """The facts from the page on: whoever follows the log does not read it anew each time."""
        upto, after = reading.moment.position, reading.page.after if reading.page else 0
        if self.subject is None:
            yield from reading.log.tail(after, upto=upto)
            return
        streams = {stream_of(thing, self.subject): None for thing in THINGS}
        if self.related:
            streams |= dict.fromkeys(related_streams(self.subject, reading))
        facts = (fact for name in streams for fact in reading.log.stream(name, upto=upto))
        later = (fact for fact in facts if fact.position > after)
        yield from sorted(later, key=lambda fact: fact.position)

    def _matches(self, fact: AnyEnvelope, reading: Reading) -> bool:
        day = civil_day(fact.recorded_at)
        return (
            (reading.asked_day is None or takes_effect_by(fact, reading.asked_day))
            and self.actor in (None, fact.actor)
            and self.topic in (None, fact.topic)
            and self.channel in (None, fact.channel)
            and (self.since is None or self.since <= day)
            and (self.until is None or day <= self.until)
        )


def takes_effect_by(fact: AnyEnvelope, day: date) -> bool:
    """Whether a question about the day sees the fact (contract §1.9)."""
    return fact.effective_on <= day or fact.topic in THINGS[fact.thing].undated


def related_streams(subject: str, reading: Reading) -> Iterator[str]:
    """What belongs to an agreement or a placement beside its own facts.

    An agreement's amendments, placements and records; the proposals about a placement, those
    that brought it about included.
    """
    known = Moment(date.max, reading.moment.position)
    for _, amendment in reading.views.find(AMENDMENTS, known, agreement=subject):
        yield stream_of("amendment", amendment.id)
    for _, placement in reading.views.find(PLACEMENTS, known):
        if subject in (placement.agreement, *(basis.agreement for basis in placement.bases)):
            yield stream_of("placement", placement.id)
            yield stream_of("learning-record", placement.id)
    if reading.views.get(PLACEMENTS, subject, known) is not None:
        for proposal in _proposals(subject, reading, known):
            yield stream_of("proposal", proposal)


def _proposals(placement: str, reading: Reading, known: Moment) -> Iterator[str]:
    for _, proposal in reading.views.find(PROPOSALS, known, subject=placement):
        yield proposal.id
    first = next(reading.log.stream(stream_of("placement", placement)), None)
    before = first and next(reading.log.tail(first.position - 2, upto=first.position - 1), None)
    if before is not None and isinstance(before.data, ProposalApproved):
        yield before.subject


def trail_item(fact: AnyEnvelope) -> TrailItem:
    """A fact as the trail shows it."""
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
