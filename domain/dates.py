"""Civil days, working days and sums of months (contract §3).

Every decision is made on civil days in Asia/Jakarta (R99). That zone has been seven hours ahead
of UTC without daylight saving since 1964, long before the first day this system can speak of, so
a fixed offset is exact and no time-zone database is needed or trusted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache
from types import MappingProxyType

from domain.envelope import Instant, moment_of
from domain.shapes import Period

JAKARTA = timezone(timedelta(hours=7), "WIB")
_MIDNIGHT_IN_UTC = "17"
_ONE_DAY = timedelta(days=1)
_SATURDAY = 5
_NO_HOLIDAYS: frozenset[date] = frozenset()


@lru_cache(maxsize=256)
def civil_day(recorded: Instant) -> date:
    """The day in Asia/Jakarta that holds a stored instant.

    Reads the fixed text form directly: every command asks for the same one several times.
    """
    day = date.fromisoformat(recorded[:10])
    return day + _ONE_DAY if recorded[11:13] >= _MIDNIGHT_IN_UTC else day


def jakarta(recorded: Instant) -> datetime:
    """The same point in time, as a clock in Jakarta shows it."""
    return moment_of(recorded).astimezone(JAKARTA)


def first_instant(day: date) -> Instant:
    """The stored form of 00:00 in Jakarta: every instant of `day` is at or after it."""
    return Instant(f"{(day - _ONE_DAY).isoformat()}T{_MIDNIGHT_IN_UTC}:00:00.000000Z")


def add_months(day: date, months: int) -> date:
    """The day `months` later: the same day number, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    return first.replace(day=min(day.day, _days_in_month(first)))


def anniversary(day: date, years: int) -> date:
    """The same day `years` later; 29 February falls on 1 March in a common year."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _days_in_month(first: date) -> int:
    return ((first + timedelta(days=31)).replace(day=1) - first).days


@dataclass(frozen=True, slots=True)
class Calendar:
    """The holidays of each year by the decrees known at one moment (R100).

    A year without a decree has weekends only. `ramadan` holds the closed days of the fast.
    """

    holidays: Mapping[int, frozenset[date]] = field(default_factory=lambda: MappingProxyType({}))
    ramadan: Mapping[int, Period] = field(default_factory=lambda: MappingProxyType({}))

    def with_year(
        self, year: int, holidays: frozenset[date], ramadan: Period | None = None
    ) -> "Calendar":
        """The calendar after a decree: of one year, the last decree holds alone."""
        fasts = {known: days for known, days in self.ramadan.items() if known != year}
        if ramadan is not None:
            fasts[year] = ramadan
        return Calendar(
            MappingProxyType({**self.holidays, year: holidays}), MappingProxyType(fasts)
        )

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday and no holiday in the calendar of that year."""
        return day.weekday() < _SATURDAY and day not in self.holidays.get(day.year, _NO_HOLIDAYS)

    def is_ramadan(self, day: date) -> bool:
        return any(fast.since <= day <= fast.until for fast in self.ramadan.values())

    def working_days(self, first: date, last: date) -> int:
        """How many working days lie in [first, last], both ends counted; 0 if last < first."""
        if last < first:
            return 0
        weeks, rest = divmod((last - first).days + 1, 7)
        weekdays = weeks * 5 + sum((first.weekday() + n) % 7 < _SATURDAY for n in range(rest))
        return weekdays - sum(
            first <= holiday <= last and holiday.year == year and holiday.weekday() < _SATURDAY
            for year in range(first.year, last.year + 1)
            for holiday in self.holidays.get(year, _NO_HOLIDAYS)
        )

    def is_later(self, today: date, day: date, n: int) -> bool:
        """Whether today is later than the n-th working day after `day`."""
        return (today - day).days > n and today > self.working_day_after(day, n)

    def working_day_after(self, day: date, n: int) -> date:
        """The n-th working day later than `day`; the day itself for n = 0."""
        if n < 0:
            raise ValueError("working days are counted forward")
        while n:
            day += _ONE_DAY
            n -= self.is_working_day(day)
        return day
