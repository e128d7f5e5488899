"""Calendar (kalender libur): the holidays of one year by decree, as published (R100)."""

from dataclasses import dataclass, replace
from typing import ClassVar, Self, cast

from domain.base import Fact
from domain.envelope import AnyEnvelope
from domain.shapes import Decree, Holiday, Period
from domain.thing import Thing


class CalendarPublished(Fact):
    """The calendar of a year; it replaces the one published before, and no earlier verdict."""

    topic = "calendar.published.v1"
    year: int
    decree: Decree
    holidays: tuple[Holiday, ...] = ()
    ramadan: Period | None = None
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class HolidayCalendar(Thing):
    thing: ClassVar[str] = "calendar"
    undated: ClassVar[frozenset[str]] = frozenset({CalendarPublished.topic})

    year: int = 0
    decree: Decree | None = None
    holidays: tuple[Holiday, ...] = ()
    ramadan: Period | None = None
    position: int = 0
    """Where in the log it was published: of one year, the last one holds."""

    def evolve(self, fact: AnyEnvelope) -> Self:
        match cast(CalendarPublished, fact.data):
            case CalendarPublished() as data:
                return replace(
                    self,
                    id=fact.subject,
                    version=fact.version,
                    state="PUBLISHED",
                    since=fact.effective_on,
                    year=data.year,
                    decree=data.decree,
                    holidays=data.holidays,
                    ramadan=data.ramadan,
                    position=fact.position,
                )
