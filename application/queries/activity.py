"""Everything that happened, reads and refusals included, in one line of time (R87, §8.4)."""

from collections.abc import Iterator
from datetime import date
from heapq import merge
from itertools import islice

from pydantic import Field as FormField

from application.access import AccessEntry
from application.paging import Order
from application.queries.base import ListReply, Query, Reading, Reply
from application.queries.history import takes_effect_by
from application.queries.sight import Sight
from domain.codes import Code
from domain.dates import civil_day
from domain.enums import Channel
from domain.envelope import AnyEnvelope, Instant
from domain.states import ActivityKind
from domain.values import Text


class ActivityItem(Reply):
    """A fact has a `position`, an access its number in the access log, `entry`."""

    at: Instant
    kind: ActivityKind
    name: str
    account: str
    on_behalf_of: str | None = None
    role: str | None = None
    thing: str | None = None
    subject: str | None = None
    channel: str | None = None
    code: str | None = None
    reason: str | None = None
    correlation: str | None = None
    causation: int | None = None
    position: int | None = None
    entry: int | None = None


class ActivityResult(ListReply):
    items: list[ActivityItem]


class ActivityQuery(Query):
    """Facts and accesses as they came: who did what, who read what, who was refused what.

    `name` is a topic, a command or a question; of an access `reason` is its purpose. A page begins
    behind the `next` of the one before, wherever new facts and accesses have come since.
    """

    asks = "activity"
    path = "/activity"
    order = Order.BOTH_LOGS
    can_be_kept = False
    Result = ActivityResult

    account: Text | None = None
    subject: Text | None = None
    kind: ActivityKind | None = None
    name: Text | None = None
    channel: Channel | None = None
    code: Code | None = None
    correlation: Text | None = None
    since: date | None = FormField(default=None, alias="from")
    until: date | None = None

    def answer(self, reading: Reading, subject: str | None) -> ActivityResult:
        reading.must_see_programme()
        both = merge(self._facts(reading), self._accesses(reading), key=lambda item: item.at)
        asked = (item for item in both if self._matches(item))
        enough = reading.page.enough if reading.page else None
        return ActivityResult(items=list(islice(asked, enough)))

    def _facts(self, reading: Reading) -> Iterator[ActivityItem]:
        sight = Sight(reading)
        after = reading.page.after if reading.page else 0
        for fact in reading.log.tail(after, upto=reading.moment.position):
            asked = reading.asked_day is None or takes_effect_by(fact, reading.asked_day)
            if asked and sight.reaches(fact.thing, fact.subject):
                yield _done(fact)

    def _accesses(self, reading: Reading) -> Iterator[ActivityItem]:
        after = reading.page.beside if reading.page else 0
        for number, entry in reading.access.numbered(after):
            asked = reading.asked_day is None or civil_day(entry.at) <= reading.asked_day
            if asked and entry.at <= reading.known_at:
                yield _accessed(number, entry)

    def _matches(self, item: ActivityItem) -> bool:
        day = civil_day(item.at)
        return (
            self.account in (None, item.account, item.on_behalf_of)
            and self.subject in (None, item.subject)
            and self.kind in (None, item.kind)
            and self.name in (None, item.name)
            and self.channel in (None, item.channel)
            and self.code in (None, item.code)
            and self.correlation in (None, item.correlation)
            and (self.since is None or self.since <= day)
            and (self.until is None or day <= self.until)
        )


def _done(fact: AnyEnvelope) -> ActivityItem:
    broken = fact.violations[0].code if fact.violations else None
    return ActivityItem(
        at=fact.recorded_at,
        kind=ActivityKind.FACT,
        name=fact.topic,
        account=fact.actor,
        on_behalf_of=fact.on_behalf_of,
        role=fact.role,
        thing=fact.thing,
        subject=fact.subject,
        channel=fact.channel,
        code=broken,
        reason=fact.reason,
        correlation=fact.correlation,
        causation=fact.causation,
        position=fact.position,
    )


def _accessed(number: int, entry: AccessEntry) -> ActivityItem:
    return ActivityItem(
        at=entry.at,
        kind=ActivityKind(entry.kind.value),
        name=entry.name,
        account=entry.account,
        subject=entry.subject,
        code=entry.code,
        reason=entry.purpose,
        entry=number,
    )
