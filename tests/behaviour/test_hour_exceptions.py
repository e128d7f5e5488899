"""Odd hours: entries that are not rejected, held against the logbook's rules again (R50-R52)."""

from datetime import date, timedelta
from typing import Any

import pytest

from domain.employee import Employee, StatusSpan
from domain.enums_learning import EmployeeStatus, PauseReason
from domain.learning.hour_issues import LoggedHours, OddHours, repeated_words, rule_issues
from domain.placement.spells import Suspension
from domain.placement.state import Placement
from domain.states import HourIssue, PlacementState
from tests.city import city_after

MONDAY = date(2020, 2, 24)
PLACEMENT = Placement(
    id="P1",
    state=PlacementState.STARTED.value,
    planned_start=MONDAY,
    planned_end=date(2020, 3, 6),
    started_on=MONDAY,
    duty_days=(date(2020, 2, 29),),
    suspensions=(
        Suspension(since=date(2020, 3, 3), until=date(2020, 3, 4), cause=PauseReason.HOST_CLOSED),
    ),
)
ON_LEAVE = Employee(
    statuses=(
        StatusSpan(status=EmployeeStatus.LEAVE, since=date(2020, 2, 27), until=date(2020, 2, 28)),
    )
)


def logged(
    entry: int, day: date, quarters: int = 24, text: str = "", record: str = "P1", **fields: Any
) -> LoggedHours:
    given = {"logged_on": day + timedelta(days=1), "works": day.weekday() < 5, **fields}
    return LoggedHours(record, entry, day, quarters, text or f"kegiatan {entry}", **given)


def found(*hours: LoggedHours, employee: Employee | None = None) -> list[OddHours]:
    return list(
        rule_issues(
            hours,
            placement=PLACEMENT,
            employee=employee or Employee(),
            cap_of=lambda day: 26 if day.month == 3 else 30,
        )
    )


def kinds(*hours: LoggedHours, employee: Employee | None = None) -> list[HourIssue]:
    return [odd.kind for odd in found(*hours, employee=employee)]


def test_sound_hours_are_not_odd() -> None:
    assert found(logged(1, MONDAY), logged(2, date(2020, 2, 25), 30)) == []


@pytest.mark.parametrize(("quarters", "over"), [(6, False), (7, True)])
def test_r51_the_days_total_is_held_against_the_cap_of_the_day(
    quarters: int, *, over: bool
) -> None:
    odd = found(logged(1, MONDAY, 24), logged(2, MONDAY, quarters))

    assert bool(odd) is over
    if over:
        assert odd == [OddHours(HourIssue.OVER_CAP, "P1", MONDAY, (1, 2), 31)]


def test_r51_another_day_may_have_another_cap() -> None:
    assert kinds(logged(1, date(2020, 3, 2), 27)) == [HourIssue.OVER_CAP]


def test_r52_a_day_off_is_odd_unless_it_is_a_duty_day() -> None:
    assert kinds(logged(1, date(2020, 3, 1))) == [HourIssue.NON_WORKING_DAY]
    assert kinds(logged(1, date(2020, 2, 29))) == []


def test_r50_leave_and_study_are_no_days_for_hours() -> None:
    assert kinds(logged(1, date(2020, 2, 27)), employee=ON_LEAVE) == [HourIssue.ON_LEAVE]
    assert kinds(logged(1, date(2020, 2, 26)), employee=ON_LEAVE) == []


@pytest.mark.parametrize(
    "day",
    [date(2020, 2, 21), date(2020, 3, 9), date(2020, 3, 3), date(2020, 3, 4)],
    ids=["before the start", "after the end", "first day off", "last day off"],
)
def test_r50_days_outside_the_placement_are_odd(day: date) -> None:
    assert kinds(logged(1, day)) == [HourIssue.OUT_OF_RANGE]


def test_r50_the_first_and_the_last_day_are_days_of_the_placement() -> None:
    for day in (PLACEMENT.first_day, PLACEMENT.last_day):
        assert kinds(logged(1, day)) == []


def test_r50_hours_of_a_day_ahead_are_odd() -> None:
    ahead = logged(1, date(2020, 2, 26), logged_on=date(2020, 2, 25))
    same_day = logged(2, date(2020, 2, 26), 6, logged_on=date(2020, 2, 26))

    assert found(ahead, same_day) == [
        OddHours(HourIssue.OUT_OF_RANGE, "P1", date(2020, 2, 26), (1,), 24)
    ]


# --- the same words ---------------------------------------------------------------------------


def days(*numbers: int) -> list[date]:
    return [MONDAY + timedelta(days=n) for n in numbers]


@pytest.mark.parametrize(("spread", "odd"), [((0, 1), False), ((0, 1, 2), True)])
def test_the_same_words_on_three_days_of_a_record_are_odd(
    spread: tuple[int, ...], *, odd: bool
) -> None:
    words = ["Membuat laporan", "membuat  LAPORAN", " membuat laporan "]
    hours = [logged(n, day, text=words[n]) for n, day in enumerate(days(*spread))]

    rows = repeated_words(hours)

    assert bool(rows) is odd
    if odd:
        assert rows == [OddHours(HourIssue.IDENTICAL_TEXT, "P1", MONDAY, (0, 1, 2), 72)]


def test_three_entries_of_one_day_are_not_three_days() -> None:
    assert repeated_words([logged(n, MONDAY, 8, "rapat") for n in range(3)]) == []


def test_the_same_words_in_two_records_on_one_day_are_odd_in_both() -> None:
    one = [logged(1, MONDAY, text="rapat"), logged(2, days(1)[0], text="rapat")]
    other = [logged(1, MONDAY, text="rapat", record="P2")]

    assert repeated_words([*one, *other]) == [
        OddHours(HourIssue.IDENTICAL_TEXT, "P1", MONDAY, (1,), 24),
        OddHours(HourIssue.IDENTICAL_TEXT, "P2", MONDAY, (1,), 24),
    ]


def test_rows_of_one_record_with_the_same_first_day_are_one() -> None:
    hours = [
        logged(2 * n + m, day, 8, text)
        for n, day in enumerate(days(0, 1, 2))
        for m, text in enumerate(("rapat", "menulis"))
    ]

    assert repeated_words(hours) == [
        OddHours(HourIssue.IDENTICAL_TEXT, "P1", MONDAY, tuple(range(6)), 48)
    ]


# --- the question -----------------------------------------------------------------------------


def test_odd_hours_of_the_city_are_listed_by_day_and_kind() -> None:
    with city_after("placement.start") as city:
        city.at("2020-03-03")
        entries = [
            {"day": "2020-02-29", "quarters": 31, "activity": "piket"},
            {"day": "2020-02-25", "quarters": 24, "activity": "rapat"},
        ]
        line: dict[str, Any] = {"id": "$P1", "channel": "import", "for_": "dewi-asn"}
        city.do("learning-record.log-hours", "sari", {"entries": entries}, **line)

        def listed(**fields: str) -> list[tuple[str, str]]:
            items = city.ask("hour-exceptions", fields=fields)["items"]
            return [(item["kind"], item["day"]) for item in items]

        assert listed() == [("OVER_CAP", "2020-02-29"), ("NON_WORKING_DAY", "2020-02-29")]
        assert listed(kind="OVER_CAP") == [("OVER_CAP", "2020-02-29")]
        assert listed(**{"from": "2020-03-01"}) == []
        assert listed(until="2020-02-28") == []


def test_r100_a_holiday_decreed_later_makes_no_earlier_entry_odd() -> None:
    with city_after("placement.start") as city:

        def log(day: str) -> None:
            entries = [{"day": day, "quarters": 24, "activity": f"kegiatan {day}"}]
            line: dict[str, Any] = {"id": "$P1", "channel": "import", "for_": "dewi-asn"}
            city.do("learning-record.log-hours", "sari", {"entries": entries}, **line)

        city.at("2020-03-03")
        log("2020-02-25")
        holidays = [{"on": f"2020-02-{day}", "name": "Libur"} for day in (25, 26)]
        decree = {"number": "SKB", "date": "2020-03-03"}
        year = {"year": 2020, "decree": decree, "holidays": holidays}
        city.do("calendar.publish", "sari", year)
        log("2020-02-26")

        [odd] = city.ask("hour-exceptions")["items"]
        assert (odd["kind"], odd["day"], odd["quarters"]) == ("NON_WORKING_DAY", "2020-02-26", 24)
