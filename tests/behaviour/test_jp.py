"""JP by policy: activity, lessons, caps, abroad, and the yearly cap of a PPPK (R63-R66, R69)."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.dates import anniversary
from domain.enums_learning import ActivityCode, Component, PlacementActivity
from domain.jp import add_use, contract_year, convert, jp_by_hours, placement_jp, within_cap
from domain.rule_sets import Rulebook
from domain.shapes import Part

TABLE = Rulebook().at(Component.JP_CONVERSION, date(2022, 1, 1)).values
MONDAY, TUESDAY = date(2022, 3, 7), date(2022, 3, 8)


def part(on: date = MONDAY, minutes: int | None = None) -> Part:
    return Part(on=on, minutes=minutes)


def jp(code: str, *parts: Part, abroad: bool = False) -> int:
    return convert(TABLE, ActivityCode(code), parts, abroad=abroad).jp


def test_r63_an_internship_and_an_exchange_earn_twenty_at_home_and_twenty_four_abroad() -> None:
    for activity in PlacementActivity:
        assert placement_jp(TABLE, activity, abroad=False) == 20
        assert placement_jp(TABLE, activity, abroad=True) == 24


@pytest.mark.parametrize(("minutes", "expected"), [(44, 0), (45, 1), (90, 2), (100, 2), (3600, 80)])
def test_r64_a_lesson_is_45_whole_minutes(minutes: int, expected: int) -> None:
    assert jp("B8", part(minutes=minutes)) == expected


def test_r64_a_lesson_whose_minutes_nobody_wrote_gives_nothing() -> None:
    assert jp("B8", part(minutes=44), part()) == 0
    assert jp("B8", part(minutes=45), part()) == 1


def test_r64_minutes_of_the_whole_record_count_together() -> None:
    assert jp("B8", part(MONDAY, 30), part(TUESDAY, 30)) == 1


def test_r64_sixty_hours_would_be_eighty_jp_by_hours() -> None:
    assert jp_by_hours(TABLE, 240) == 80
    assert jp_by_hours(TABLE, 2) == 0
    assert jp_by_hours(TABLE, 3) == 1


def test_r65_lessons_abroad_earn_a_fifth_more_rounded_down() -> None:
    assert jp("B8", part(minutes=11 * 45), abroad=True) == 13
    assert jp("B1", part(minutes=11 * 45), abroad=True) == 11


def test_r65_four_days_of_seminar_abroad_are_twenty_four() -> None:
    days = [part(date(2022, 3, day)) for day in (7, 8, 9, 10)]

    assert jp("B6", *days, abroad=True) == 24
    assert jp("B6", *days) == 16
    assert jp("B7", *days) == 20
    assert jp("B6", part(MONDAY), part(MONDAY)) == 4


def test_semesters_and_single_activities_have_their_fixed_value() -> None:
    assert jp("A1", part(), part(date(2022, 9, 1))) == 40
    assert jp("C5") == 20
    assert (jp("C7"), jp("C7", abroad=True)) == (10, 20)


def test_r66_a_third_coaching_in_a_month_adds_nothing() -> None:
    days = [part(date(2022, 3, day)) for day in (1, 8, 15)]

    assert jp("C1", *days) == 4
    assert jp("C1", *days, part(date(2022, 4, 5))) == 6
    assert jp("C2", *days, abroad=True) == 8


def test_r66_the_monthly_cap_counts_across_credited_records() -> None:
    first = convert(TABLE, ActivityCode.C1, [part(date(2022, 3, 1))], abroad=False)
    second = convert(
        TABLE,
        ActivityCode.C1,
        [part(date(2022, 3, 8)), part(date(2022, 3, 15)), part(date(2022, 4, 1))],
        abroad=False,
        used=first.used,
    )

    assert (first.jp, second.jp) == (2, 4)
    assert add_use([first.used, second.used]) == {"2022-03": 2, "2022-04": 1}


def test_r66_e_learning_earns_at_most_three_a_day_and_four_abroad() -> None:
    long_day = part(MONDAY, 500)

    assert jp("C3", long_day) == 3
    assert jp("C3", long_day, abroad=True) == 4
    assert jp("C3", long_day, part(TUESDAY, 60)) == 4


def test_r66_a_daily_cap_counts_lessons_by_day() -> None:
    assert jp("C9", part(MONDAY, 30), part(TUESDAY, 30)) == 0
    assert jp("C9", part(MONDAY, 30), part(MONDAY, 30)) == 1
    assert jp("C10", part(MONDAY, 500), part(TUESDAY, 500)) == 4
    assert jp("C10", part(MONDAY, 500), part(TUESDAY, 500), abroad=True) == 4
    assert jp("C10", *(part(date(2022, 3, day), 90) for day in range(7, 12)), abroad=True) == 12


def test_r66_the_daily_cap_counts_across_credited_records() -> None:
    first = convert(TABLE, ActivityCode.C3, [part(MONDAY, 90)], abroad=False)
    second = convert(TABLE, ActivityCode.C3, [part(MONDAY, 90)], abroad=False, used=first.used)
    third = convert(
        TABLE,
        ActivityCode.C3,
        [part(MONDAY, 90)],
        abroad=False,
        used=add_use([first.used, second.used]),
    )

    assert (first.jp, second.jp, third.jp) == (2, 1, 0)


@given(st.lists(st.tuples(st.dates(MONDAY, date(2022, 5, 31)), st.integers(0, 600)), max_size=30))
def test_r66_splitting_one_record_into_many_never_earns_more(
    lessons: list[tuple[date, int]],
) -> None:
    parts = [part(day, minutes) for day, minutes in lessons]
    for code in (ActivityCode.C1, ActivityCode.C3, ActivityCode.C9):
        used = add_use([])
        earned = 0
        for one in parts:
            step = convert(TABLE, code, [one], abroad=False, used=used)
            used, earned = add_use([used, step.used]), earned + step.jp

        assert earned <= convert(TABLE, code, parts, abroad=False).jp


def test_r69_the_second_twenty_of_a_contract_year_is_four_and_sixteen_excess() -> None:
    assert within_cap(20, 24, 0) == (20, 0)
    assert within_cap(20, 24, 20) == (4, 16)
    assert within_cap(20, 24, 24) == (0, 20)
    assert within_cap(20, 24, 30) == (0, 20)


def test_a_contract_year_runs_from_anniversary_to_its_eve() -> None:
    begins = date(2020, 3, 1)

    assert contract_year(begins, date(2020, 3, 1)).since == date(2020, 3, 1)
    assert contract_year(begins, date(2021, 2, 28)).until == date(2021, 2, 28)
    assert contract_year(begins, date(2021, 3, 1)).since == date(2021, 3, 1)


@given(st.dates(date(2015, 1, 1), date(2024, 12, 31)), st.integers(0, 3000))
def test_every_day_lies_in_exactly_one_contract_year(begins: date, later: int) -> None:
    day = date.fromordinal(begins.toordinal() + later)
    year = contract_year(begins, day)

    assert year.since <= day <= year.until
    assert year.since in {anniversary(begins, n) for n in range(12)}
