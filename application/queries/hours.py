"""Hours that look odd: a re-test of every entry that is not rejected (contract §8.3)."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

from pydantic import Field as FormField

from application.queries.base import ListReply, Query, Reading, Reply
from application.queries.sight import Sight
from application.views.learning import ENTRIES, EntryRow
from application.views.things import EMPLOYEES, PLACEMENTS
from domain.enums_learning import Component
from domain.learning.hour_issues import LoggedHours, OddHours, repeated_words, rule_issues
from domain.learning.hours import daily_cap
from domain.placement.state import Placement
from domain.states import EntryState, HourIssue

_KINDS = list(HourIssue)
_SATURDAY = 5


class HourExceptionItem(Reply):
    kind: HourIssue
    record: str
    day: date
    entries: list[int]
    quarters: int


class HourExceptionsResult(ListReply):
    items: list[HourExceptionItem]


class HourExceptionsQuery(Query):
    """Entries over the cap, on days off, on leave, out of range, or in the same words."""

    asks = "hour-exceptions"
    path = "/hour-exceptions"
    Result = HourExceptionsResult

    since: date | None = FormField(default=None, alias="from")
    until: date | None = None
    kind: HourIssue | None = None

    def answer(self, reading: Reading, subject: str | None) -> HourExceptionsResult:
        sight = Sight(reading)
        found = [
            odd
            for odd in odd_hours(reading)
            if self._asked(odd) and sight.reaches("learning-record", odd.record)
        ]
        found.sort(key=lambda odd: (odd.record, odd.day, _KINDS.index(odd.kind)))
        return HourExceptionsResult(
            items=[
                HourExceptionItem(
                    kind=odd.kind,
                    record=odd.record,
                    day=odd.day,
                    entries=list(odd.entries),
                    quarters=odd.quarters,
                )
                for odd in found
            ]
        )

    def _asked(self, odd: OddHours) -> bool:
        return (
            self.kind in (None, odd.kind)
            and (self.since is None or self.since <= odd.day)
            and (self.until is None or odd.day <= self.until)
        )


def odd_hours(reading: Reading) -> Iterator[OddHours]:
    """Everything odd about the hours known at the moment."""
    by_record: dict[str, list[LoggedHours]] = {}
    for logged in standing_hours(reading):
        by_record.setdefault(logged.record, []).append(logged)
    for record, hours in by_record.items():
        placement: Placement | None = reading.find(PLACEMENTS, record)
        if placement is not None:
            yield from rule_issues(
                hours,
                placement=placement,
                employee=reading.get(EMPLOYEES, placement.employee),
                cap_of=partial(cap_of, reading),
            )
    yield from repeated_words(logged for hours in by_record.values() for logged in hours)


def standing_hours(
    reading: Reading, wanted: Callable[[EntryRow], bool] = lambda _: True
) -> list[LoggedHours]:
    """Every entry that is wanted and not rejected, record by record."""
    calendars = _Calendars(reading)
    rows = (row for row in entries_standing(reading) if wanted(row))
    return sorted(
        (_logged(row, calendars) for row in rows), key=lambda logged: (logged.record, logged.entry)
    )


def entries_standing(reading: Reading) -> Iterator[EntryRow]:
    """Every entry that is not rejected, in no order."""
    rows: Iterator[EntryRow] = reading.each(ENTRIES)
    return (row for row in rows if row.state is not EntryState.REJECTED)


def _logged(row: EntryRow, calendars: "_Calendars") -> LoggedHours:
    return LoggedHours(
        record=row.record,
        entry=row.entry,
        day=row.day,
        quarters=row.quarters,
        text=row.activity,
        logged_on=row.logged_on,
        works=calendars.was_working_day(row.day, row.logged_at),
    )


def cap_of(reading: Reading, day: date) -> int:
    """The quarter hours allowed on a day (R51)."""
    working_time = reading.rulebook.at(Component.WORKING_TIME, day).values
    return daily_cap(working_time, reading.calendar, day)


class _Calendars:
    """The calendar known at a position; only days some decree names need it (R100)."""

    def __init__(self, reading: Reading) -> None:
        self._publications = reading.publications
        self._named = {
            holiday.on for year in reading.published.calendars for holiday in year.holidays
        }

    def was_working_day(self, day: date, position: int) -> bool:
        if day.weekday() >= _SATURDAY or day not in self._named:
            return day.weekday() < _SATURDAY
        return self._publications.at(position).calendar.is_working_day(day)
