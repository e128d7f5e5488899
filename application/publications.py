"""The rulebook and the calendar as published up to a moment, read from the views (D11, R100).

A decision reads what holds now and depends on the boundaries `rulebook` and `calendar`, which
every publication moves: as long as nothing is published, what was read once stays good and costs
nothing. A question reads what was known at its moment.
"""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import date
from functools import reduce
from threading import Lock
from typing import Any

from application.ports import DecisionLog, Moment, View, ViewStore
from application.views.things import CALENDARS, RULES
from domain.dates import Calendar
from domain.holidays import HolidayCalendar
from domain.rule import Rule
from domain.rule_sets import Rulebook

RULEBOOK, CALENDAR = "rulebook", "calendar"
PUBLISHED = frozenset({RULEBOOK, CALENDAR})
"""The boundaries a publication moves."""
KEPT = 64


@dataclass(frozen=True, slots=True)
class Published:
    """Everything published up to a log position, in the order of publication."""

    position: int
    rulebook: Rulebook
    calendar: Calendar
    rules: tuple[Rule, ...]
    calendars: tuple[HolidayCalendar, ...]


class Publications:
    """Reads what was published; keeps what it read. Safe to call from many threads."""

    def __init__(self, log: DecisionLog, views: ViewStore) -> None:
        self._log = log
        self._views = views
        self._lock = Lock()
        self._now: Published | None = None
        self._then: OrderedDict[int, Published] = OrderedDict()

    def now(self) -> Published:
        """What holds for decisions. It may be outdated; the boundaries say so at the append."""
        return self._now or self.read()

    def refresh(self) -> bool:
        """Read again if something was published since; whether that brought anything new."""
        was = self.now()
        if all(self._log.boundary(name) <= was.position for name in PUBLISHED):
            return False
        found = self.read()
        return (found.rules, found.calendars) != (was.rules, was.calendars)

    def read(self) -> Published:
        """As `now`, read from the views."""
        position = self._views.position()
        rules = [row for _, row in self._views.current(RULES)]
        calendars = [row for _, row in self._views.current(CALENDARS)]
        self._now = _published(position, rules, calendars)
        return self._now

    def at(self, position: int) -> Published:
        """What was published up to a log position."""
        with self._lock:
            found = self._then.get(position)
        if found is None:
            found = _published(
                position, self._known(RULES, position), self._known(CALENDARS, position)
            )
            with self._lock:
                self._then[position] = found
                while len(self._then) > KEPT:
                    self._then.popitem(last=False)
        return found

    def _known(self, view: View, position: int) -> list[Any]:
        return [row for _, row in self._views.find(view, Moment(date.max, position))]


def _published(position: int, rules: list[Rule], calendars: list[HolidayCalendar]) -> Published:
    rules.sort(key=lambda rule: rule.position)
    calendars.sort(key=lambda calendar: calendar.position)
    return Published(
        position=position,
        rulebook=reduce(
            lambda book, rule: book.with_published(rule.as_version()), rules, Rulebook()
        ),
        calendar=reduce(
            lambda known, year: known.with_year(
                year.year, frozenset(holiday.on for holiday in year.holidays), year.ramadan
            ),
            calendars,
            Calendar(),
        ),
        rules=tuple(rules),
        calendars=tuple(calendars),
    )
