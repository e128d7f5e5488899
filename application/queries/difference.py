"""What was learnt between two instants, and what it changed (R76, contract §8.4)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from application.ports import Moment
from application.queries.base import Query, Reading, Reply
from application.queries.figures import figures_if_there
from application.queries.sight import Sight
from application.views.jp_ledger import JP_LEDGER
from domain.dates import civil_day
from domain.envelope import AnyEnvelope, instant
from domain.values import AnyInstant, Text

_HEADLINES = {
    "agreement": ("state", "last_day", "retroactive"),
    "placement": ("state", "planned_end"),
    "learning-record": ("state", "verified_quarters", "jp"),
    "external-learning": ("state", "jp"),
}
_EMPLOYEE = "employee"


class LearntEvent(Reply):
    position: int
    topic: str
    subject: str
    effective_on: date
    recorded_on: date


class ChangedField(Reply):
    subject: str
    thing: str
    field: str
    before: Any
    after: Any


class DifferenceResult(Reply):
    events: list[LearntEvent]
    changes: list[ChangedField]


class DifferenceQuery(Query):
    """The same day seen from two instants: the facts recorded between, the figures they changed."""

    asks = "difference"
    path = "/difference"
    Result = DifferenceResult

    subject: Text | None = None
    known_from: AnyInstant
    known_to: AnyInstant

    def answer(self, reading: Reading, subject: str | None) -> DifferenceResult:
        sight = Sight(reading)
        span = self._span(reading)
        facts = [
            fact
            for fact in reading.log.tail(span.before, upto=span.after)
            if span.is_about(fact, self.subject) and sight.reaches(fact.thing, fact.subject)
        ]
        return DifferenceResult(
            events=[
                LearntEvent(
                    position=fact.position,
                    topic=fact.topic,
                    subject=fact.subject,
                    effective_on=fact.effective_on,
                    recorded_on=civil_day(fact.recorded_at),
                )
                for fact in facts
            ],
            changes=[
                change
                for thing, touched in span.touched(facts)
                if sight.reaches(thing, touched)
                for change in span.changes(thing, touched)
            ],
        )

    def _span(self, reading: Reading) -> "_Span":
        last = reading.moment.position
        before, after = (
            min(last, reading.log.position_at(instant(known)))
            for known in (self.known_from, self.known_to)
        )
        return _Span(reading, before, max(before, after))


@dataclass(frozen=True, slots=True)
class _Span:
    """The facts between two positions, and the same day as it was seen from both."""

    reading: Reading
    before: int
    after: int

    def is_about(self, fact: AnyEnvelope, subject: str | None) -> bool:
        """An employee's subject takes in placements, records and learning elsewhere."""
        if subject in (None, fact.subject):
            return True
        return fact.thing in _HEADLINES and self._employee(fact.subject) == subject

    def touched(self, facts: list[AnyEnvelope]) -> list[tuple[str, str]]:
        """The things with headline figures the facts are about, their employees included."""
        found: dict[tuple[str, str], None] = {}
        for fact in facts:
            if fact.thing in _HEADLINES or fact.thing == _EMPLOYEE:
                found[fact.thing, fact.subject] = None
            employee = self._employee(fact.subject)
            if employee is not None:
                found[_EMPLOYEE, employee] = None
        return list(found)

    def changes(self, thing: str, subject: str) -> Iterator[ChangedField]:
        was, now = (self._headline(thing, subject, p) for p in (self.before, self.after))
        for field in {**was, **now}:
            before, after = was.get(field), now.get(field)
            if before != after:
                yield ChangedField(
                    subject=subject, thing=thing, field=field, before=before, after=after
                )

    def _employee(self, subject: str) -> str | None:
        """Whose placement, record or learning elsewhere it is."""
        known = Moment(date.max, self.after)
        row = self.reading.views.get(JP_LEDGER, subject, known)
        return None if row is None else row.employee

    def _headline(self, thing: str, subject: str, position: int) -> dict[str, Any]:
        """The headline figures at a position, as the questions of their own answer them."""
        then = replace(self.reading, moment=Moment(self.reading.day, position))
        if thing == _EMPLOYEE:
            return _of_employee(subject, then)
        found = figures_if_there(thing, then, subject) or {}
        return {field: found[field] for field in _HEADLINES[thing] if field in found}


def _of_employee(subject: str, reading: Reading) -> dict[str, Any]:
    employee = figures_if_there(_EMPLOYEE, reading, subject)
    if employee is None:
        return {}
    ledger = figures_if_there("jp-ledger", reading, subject, year=reading.day.year)
    return {"jp": ledger["jp"] if ledger else None, "status": employee["status"]}
