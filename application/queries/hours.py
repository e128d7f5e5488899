"""Hours that look odd: a re-test of every entry that is not rejected (contract §8.3)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import partial
from itertools import groupby

from pydantic import Field as FormField

from application.queries.base import ListReply, Query, Reading, Reply
from application.queries.sight import Sight
from application.views.learning import ENTRIES, EntryRow
from application.views.things import EMPLOYEES, PLACEMENTS
from domain.enums_learning import Component
from domain.learning.hour_issues import LoggedHours, OddHours, folded, repeated_words, rule_issues
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
    items: Sequence[HourExceptionItem]


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
        found = (
            HourExceptionItem(
                kind=odd.kind,
                record=odd.record,
                day=odd.day,
                entries=list(odd.entries),
                quarters=odd.quarters,
            )
            for odd in odd_hours(reading)
            if self._asked(odd) and sight.reaches("learning-record", odd.record)
        )
        in_order = reading.lay(
            found, lambda item: (item.record, item.day.toordinal(), _KINDS.index(item.kind))
        )
        return HourExceptionsResult(items=in_order)

    def _asked(self, odd: OddHours) -> bool:
        return (
            self.kind in (None, odd.kind)
            and (self.since is None or self.since <= odd.day)
            and (self.until is None or odd.day <= self.until)
        )


def odd_hours(reading: Reading) -> Iterator[OddHours]:
    """Everything odd about the hours known at the moment: what breaks a rule, record by record,
    then what stands there in the same words."""
    for record, hours in groupby(standing_hours(reading), lambda logged: logged.record):
        placement: Placement | None = reading.find(PLACEMENTS, record)
        if placement is not None:
            yield from rule_issues(
                hours,
                placement=placement,
                employee=reading.get(EMPLOYEES, placement.employee),
                cap_of=partial(cap_of, reading),
            )
    yield from _same_words(reading)


def _same_words(reading: Reading) -> Iterator[OddHours]:
    """What `repeated_words` says of each text; rows of one record and first day are one."""
    odd = (odd for hours in hours_by_words(reading) for odd in repeated_words(hours))
    rows = reading.lay(odd, lambda odd: (odd.record, odd.day.toordinal()))
    for _, same in groupby(rows, lambda odd: (odd.record, odd.day)):
        first, *others = same
        yield replace(
            first,
            entries=tuple(sorted(entry for one in (first, *others) for entry in one.entries)),
            quarters=sum(one.quarters for one in (first, *others)),
        )


def hours_by_words(reading: Reading) -> Iterator[Iterator[LoggedHours]]:
    """The entries of each text in turn, record by record."""
    alike = reading.lay(
        standing_hours(reading),
        lambda logged: (folded(logged.text), logged.record, logged.entry),
    )
    return (hours for _, hours in groupby(alike, lambda logged: folded(logged.text)))


def standing_hours(reading: Reading) -> Iterable[LoggedHours]:
    """Every entry that is not rejected, record by record."""
    calendars, rows = _Calendars(reading), reading.each(ENTRIES)
    standing = (row for row in rows if row.state is not EntryState.REJECTED)
    return reading.lay(
        (_logged(row, calendars) for row in standing),
        lambda logged: (logged.record, logged.entry),
    )


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
