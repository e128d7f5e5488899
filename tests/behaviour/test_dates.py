"""Civil days, working days and sums of months (contract §3, R99, R100)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dates import (
    JAKARTA,
    Calendar,
    add_months,
    anniversary,
    civil_day,
    first_instant,
    jakarta,
)
from domain.envelope import instant
from domain.shapes import Period

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAYS = st.dates(date(2015, 1, 1), date(2030, 12, 31))
HOLIDAYS_2020 = frozenset({date(2020, 3, 25), date(2020, 4, 10), date(2020, 8, 17)})
CALENDAR = Calendar().with_year(
    2020, HOLIDAYS_2020, Period(since=date(2020, 4, 24), until=date(2020, 5, 23))
)


def test_r99_half_past_five_in_the_evening_utc_is_the_next_day_in_jakarta() -> None:
    assert civil_day(instant(datetime(2022, 2, 17, 17, 30, tzinfo=UTC))) == date(2022, 2, 18)
    assert civil_day(instant(datetime(2022, 2, 17, 16, 59, 59, 999999, UTC))) == date(2022, 2, 17)


@given(st.integers(0, 4 * 10**15).map(lambda us: EPOCH + timedelta(microseconds=us)))
def test_r99_the_civil_day_is_the_date_a_clock_in_jakarta_shows(moment: datetime) -> None:
    stored = instant(moment)

    assert civil_day(stored) == moment.astimezone(JAKARTA).date()
    assert jakarta(stored) == moment


@given(DAYS)
def test_r99_a_day_begins_at_midnight_in_jakarta(day: date) -> None:
    begins = first_instant(day)

    assert civil_day(begins) == day
    assert (jakarta(begins).hour, jakarta(begins).minute) == (0, 0)
    assert civil_day(instant(jakarta(begins) - timedelta(microseconds=1))) < day


def test_a_month_later_keeps_the_day_or_takes_the_last_day_of_a_short_month() -> None:
    assert add_months(date(2021, 1, 31), 1) == date(2021, 2, 28)
    assert add_months(date(2020, 1, 31), 1) == date(2020, 2, 29)
    assert add_months(date(2020, 2, 29), 12) == date(2021, 2, 28)
    assert add_months(date(2020, 11, 30), 3) == date(2021, 2, 28)
    assert add_months(date(2020, 12, 17), 24) == date(2022, 12, 17)
    assert add_months(date(2020, 3, 31), -1) == date(2020, 2, 29)


def test_the_anniversary_of_a_leap_day_is_the_first_of_march_in_a_common_year() -> None:
    assert anniversary(date(2020, 2, 29), 1) == date(2021, 3, 1)
    assert anniversary(date(2020, 2, 29), 4) == date(2024, 2, 29)
    assert anniversary(date(2020, 2, 28), 1) == date(2021, 2, 28)


def test_a_working_day_is_a_weekday_that_is_no_holiday_in_its_years_calendar() -> None:
    assert CALENDAR.is_working_day(date(2020, 3, 24))
    assert not CALENDAR.is_working_day(date(2020, 3, 25))
    assert not CALENDAR.is_working_day(date(2020, 3, 28))
    assert not CALENDAR.is_working_day(date(2020, 3, 29))


def test_a_year_without_a_calendar_has_weekends_only() -> None:
    assert CALENDAR.is_working_day(date(2021, 8, 17))
    assert Calendar().working_days(date(2021, 1, 1), date(2021, 12, 31)) == 261


def test_r100_a_later_decree_replaces_the_year_and_leaves_the_earlier_calendar_untouched() -> None:
    later = CALENDAR.with_year(2020, HOLIDAYS_2020 | {date(2020, 12, 9)})

    assert CALENDAR.is_working_day(date(2020, 12, 9))
    assert not later.is_working_day(date(2020, 12, 9))
    assert not later.is_ramadan(date(2020, 5, 4))


def test_ramadan_is_a_closed_period() -> None:
    assert CALENDAR.is_ramadan(date(2020, 4, 24))
    assert CALENDAR.is_ramadan(date(2020, 5, 23))
    assert not CALENDAR.is_ramadan(date(2020, 4, 23))
    assert not CALENDAR.is_ramadan(date(2020, 5, 24))


def test_the_nth_working_day_after_skips_weekends_and_holidays() -> None:
    assert CALENDAR.working_day_after(date(2020, 3, 24), 1) == date(2020, 3, 26)
    assert CALENDAR.working_day_after(date(2020, 2, 14), 3) == date(2020, 2, 19)
    assert CALENDAR.working_day_after(date(2020, 2, 15), 1) == date(2020, 2, 17)
    assert CALENDAR.working_day_after(date(2020, 2, 15), 0) == date(2020, 2, 15)
    with pytest.raises(ValueError):
        CALENDAR.working_day_after(date(2020, 2, 15), -1)


def test_a_holiday_on_a_weekend_is_not_subtracted_twice() -> None:
    with_sunday = Calendar().with_year(2020, frozenset({date(2020, 3, 1), date(2020, 3, 2)}))

    assert with_sunday.working_days(date(2020, 2, 29), date(2020, 3, 8)) == 4


def test_r100_a_holiday_on_the_first_or_the_last_day_is_no_working_day() -> None:
    monday, friday = date(2020, 3, 2), date(2020, 3, 6)
    for day in (monday, friday):
        assert Calendar().with_year(2020, frozenset({day})).working_days(monday, friday) == 4


@given(DAYS, st.integers(-3, 400), st.frozensets(DAYS, max_size=40))
def test_working_days_counts_exactly_the_working_days_of_the_closed_period(
    first: date, length: int, holidays: frozenset[date]
) -> None:
    calendar = Calendar()
    for year in {holiday.year for holiday in holidays}:
        calendar = calendar.with_year(year, holidays)
    last = first + timedelta(days=length)
    counted = sum(calendar.is_working_day(first + timedelta(days=n)) for n in range(length + 1))

    assert calendar.working_days(first, last) == counted


@given(DAYS, st.integers(1, 60))
def test_the_nth_working_day_after_has_n_working_days_up_to_it(day: date, n: int) -> None:
    reached = CALENDAR.working_day_after(day, n)

    assert CALENDAR.is_working_day(reached)
    assert CALENDAR.working_days(day + timedelta(days=1), reached) == n
