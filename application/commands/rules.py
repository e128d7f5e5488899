"""Rules and holiday calendars are published, never edited (contract §4.2, D11)."""

from datetime import date
from typing import TYPE_CHECKING

from application.commands.base import Reasoned
from application.publications import CALENDAR, RULEBOOK
from domain import rule
from domain.codes import Code
from domain.enums_learning import Component
from domain.holidays import CalendarPublished
from domain.rule import RulePublished
from domain.shapes import Decree, Holiday, Period
from domain.values import Object, Text, Year

if TYPE_CHECKING:
    from application.desk import Desk


class PublishRule(Reasoned):
    """Publish a version of a rule-set component, with its days and legal source (R79)."""

    act = "rule.publish"
    creates = True
    refusals = (Code.RULE_INVALID,)

    component: Component
    version: Text
    valid_from: date
    values: Object
    legal_basis: Text
    valid_to: date | None = None

    def misfits(self, _desk: "Desk") -> tuple[str, ...]:
        backwards = self.valid_to is not None and self.valid_to < self.valid_from
        return ("valid_to",) if backwards else ()

    def decide(self, desk: "Desk") -> None:
        published = RulePublished(
            component=self.component,
            version=self.version,
            valid_from=self.valid_from,
            values=self.values,
            legal_basis=self.legal_basis,
            valid_to=self.valid_to,
            ref=desk.context.ref,
        )
        for fact in rule.publish(desk.verdict, published):
            desk.touch(RULEBOOK)
            desk.record(fact)


class PublishCalendar(Reasoned):
    """Publish the holidays of a year; the last decree of a year holds alone (R100)."""

    act = "calendar.publish"
    creates = True

    year: Year
    decree: Decree
    holidays: tuple[Holiday, ...]
    ramadan: Period | None = None

    def misfits(self, _desk: "Desk") -> tuple[str, ...]:
        strays = any(holiday.on.year != self.year for holiday in self.holidays)
        backwards = self.ramadan is not None and self.ramadan.until < self.ramadan.since
        return (*(("holidays",) if strays else ()), *(("ramadan",) if backwards else ()))

    def decide(self, desk: "Desk") -> None:
        desk.touch(CALENDAR)
        desk.record(
            CalendarPublished(
                year=self.year,
                decree=self.decree,
                holidays=self.holidays,
                ramadan=self.ramadan,
                ref=desk.context.ref,
            )
        )
