"""Questions about the rules and calendars known at a moment (contract §8.1)."""

from datetime import date
from typing import Any

from pydantic import Field as FormField

from application.queries.base import ListReply, Query, Reading, Reply
from domain.enums_learning import Component
from domain.rule_defaults import RuleVersion
from domain.shapes import Holiday


class RuleItem(Reply):
    component: Component
    version: str
    valid_from: date
    valid_to: date | None
    values: dict[str, Any]
    position: int | None


class RulesResult(ListReply):
    items: list[RuleItem]


class RulesQuery(Query):
    """The versions of the rule-set components: all known, or those that hold on a day."""

    asks = "rules"
    path = "/rules"
    Result = RulesResult

    component: Component | None = None
    on: date | None = None

    def answer(self, reading: Reading, subject: str | None) -> RulesResult:
        reading.must_see()
        published = {id(rule.values): rule.position for rule in reading.published.rules}
        return RulesResult(
            items=[
                RuleItem(
                    component=version.component,
                    version=version.version,
                    valid_from=version.valid_from,
                    valid_to=version.valid_to,
                    values=version.values,
                    position=published.get(id(version.values)),
                )
                for version in self._asked(reading)
            ]
        )

    def _asked(self, reading: Reading) -> list[RuleVersion]:
        if self.on is None:
            versions = reading.rulebook.all()
        else:
            held = (reading.rulebook.find(component, self.on) for component in Component)
            versions = tuple(version for version in held if version is not None)
        return [v for v in versions if self.component in (None, v.component)]


class WorkingDaysResult(Reply):
    count: int
    holidays: list[Holiday]


class WorkingDaysQuery(Query):
    """The working days of a period by the calendars known at the moment (R100)."""

    asks = "working-days"
    path = "/working-days"
    Result = WorkingDaysResult

    since: date = FormField(alias="from")
    until: date

    def answer(self, reading: Reading, subject: str | None) -> WorkingDaysResult:
        reading.must_see()
        by_year = {calendar.year: calendar for calendar in reading.published.calendars}
        return WorkingDaysResult(
            count=reading.calendar.working_days(self.since, self.until),
            holidays=sorted(
                (
                    holiday
                    for calendar in by_year.values()
                    for holiday in calendar.holidays
                    if self.since <= holiday.on <= self.until
                ),
                key=lambda holiday: holiday.on,
            ),
        )
