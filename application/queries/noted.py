"""Questions about facts that broke a rule, or were recorded long after their day (§8.3)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from application.queries.base import ListReply, Query, Reading, Reply
from application.queries.sight import Sight
from application.views.noted import NOTED, PROMPT, NotedRow, noted
from domain.codes import Code
from domain.enums import Channel
from domain.values import Count, Text


class LateItem(Reply):
    position: int
    topic: str
    subject: str
    effective_on: date
    recorded_on: date
    lag_days: int
    actor: str
    reason: str | None


class LateRecordsResult(ListReply):
    items: Sequence[LateItem]


class LateRecordsQuery(Query):
    """Acts recorded more than `days` calendar days after the day they claim."""

    asks = "late-records"
    path = "/late-records"
    Result = LateRecordsResult

    days: Count = 3
    channel: Channel | None = None
    topic: Text | None = None
    subject: Text | None = None

    def answer(self, reading: Reading, subject: str | None) -> LateRecordsResult:
        sight = Sight(reading)
        rows = noted_facts(reading) if self.days >= PROMPT else _all_facts(reading)
        return LateRecordsResult(
            items=reading.lay(
                LateItem(
                    position=row.position,
                    topic=row.topic,
                    subject=row.subject,
                    effective_on=row.effective_on,
                    recorded_on=row.recorded_on,
                    lag_days=row.lag_days,
                    actor=row.actor,
                    reason=row.reason,
                )
                for row in rows
                if self._asked(row) and sight.reaches(row.thing, row.subject)
            )
        )

    def _asked(self, row: NotedRow) -> bool:
        return (
            row.lag_days > self.days
            and row.claims_a_day
            and self.channel in (None, row.channel)
            and self.topic in (None, row.topic)
            and self.subject in (None, row.subject)
        )


class ViolationItem(Reply):
    position: int
    topic: str
    subject: str
    code: Code
    item: str | None
    rule: str
    channel: Channel
    actor: str
    on_behalf_of: str | None
    recorded_on: date
    overridden: bool


class ViolationsResult(ListReply):
    items: Sequence[ViolationItem]


class ViolationsQuery(Query):
    """Rules that were broken and recorded all the same, one row each."""

    asks = "violations"
    path = "/violations"
    Result = ViolationsResult

    channel: Channel | None = None
    code: Code | None = None
    rule: Text | None = None
    subject: Text | None = None

    def answer(self, reading: Reading, subject: str | None) -> ViolationsResult:
        sight = Sight(reading)
        return ViolationsResult(
            items=reading.lay(
                item
                for row in noted_facts(reading)
                if self.channel in (None, row.channel) and self.subject in (None, row.subject)
                for item in _violations(row)
                if self.code in (None, item.code) and self.rule in (None, item.rule)
                if sight.reaches(row.thing, row.subject)
            )
        )


def _violations(row: NotedRow) -> Iterator[ViolationItem]:
    for broken in row.violations:
        yield ViolationItem(
            position=row.position,
            topic=row.topic,
            subject=row.subject,
            code=Code(broken.code),
            item=broken.item,
            rule=broken.rule,
            channel=Channel(row.channel),
            actor=row.actor,
            on_behalf_of=row.on_behalf_of,
            recorded_on=row.recorded_on,
            overridden=is_overridden(row),
        )


def is_overridden(row: NotedRow) -> bool:
    """Live, a broken rule is recorded only where a second person approved its override (§1.6)."""
    return row.channel != Channel.IMPORT and row.second_person is not None


def noted_facts(reading: Reading) -> Iterable[NotedRow]:
    """The noted facts known at the moment, in order; cut by a day only where one is named."""
    rows: Iterator[NotedRow] = reading.each(NOTED)
    return reading.lay((row for row in rows if _seen(row, reading)), lambda row: (row.position,))


def _all_facts(reading: Reading) -> Iterable[NotedRow]:
    """As `noted_facts`, of every fact: read from the log."""
    facts = reading.log.tail(0, upto=reading.moment.position)
    return (row for row in map(noted, facts) if _seen(row, reading))


def _seen(row: NotedRow, reading: Reading) -> bool:
    return reading.asked_day is None or row.takes_effect_by(reading.asked_day)
