"""The logbook: which days, how many quarter hours, how late (R50-R53)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.base import Fact, Verdict
from domain.dates import Calendar
from domain.employee import Employee, StatusSpan
from domain.enums_learning import Component, EmployeeStatus
from domain.learning import hours as decisions
from domain.learning.facts import HoursApproved, HoursLogged
from domain.learning.state import LearningRecord
from domain.placement.state import Placement
from domain.shapes import Entry
from tests.city import city_after
from tests.facts import END, START, TEL, WEEKENDS_ONLY, registered, rules, started
from tests.learning_facts import logged, opened
from tests.scenario import Happened, given, state_of

Decision = Callable[[LearningRecord, Verdict], Sequence[Fact]]
DEWI_ASN = state_of(Employee, registered())
TUESDAY = date(2020, 2, 25)
CAP = rules(Component.WORKING_TIME)["daily_quarters"]


def entry(day: date, quarters: int = 24) -> Entry:
    return Entry(day=day, quarters=quarters, activity="kegiatan")


def fact(number: int, day: date, quarters: int = 24, *, late: bool = False) -> HoursLogged:
    return HoursLogged(entry=number, day=day, quarters=quarters, activity="kegiatan", late=late)


def logging(*entries: Entry, **changes: Any) -> Decision:
    circumstances = {
        "placement": state_of(Placement, *started()),
        "employee": DEWI_ASN,
        "caps": dict.fromkeys((e.day for e in entries), CAP),
        "calendar": WEEKENDS_ONLY,
        "today": END,
        "entry_days": rules(Component.PLACEMENT_POLICY)["entry_days"],
    }
    return lambda record, verdict: decisions.log_hours(
        record, verdict, entries, **{**circumstances, **changes}
    )


# --- days -------------------------------------------------------------------------------------


def test_r50_hours_are_logged_from_the_arrival_to_the_planned_end() -> None:
    first, last = entry(START), entry(END)

    given(LearningRecord, opened()).when(logging(first, last, today=date(2020, 3, 9))).then(
        fact(1, START, late=True), fact(2, END)
    )


@pytest.mark.parametrize(
    "day", [date(2020, 2, 21), date(2020, 3, 9)], ids=["before the start", "after the end"]
)
def test_r50_no_hours_outside_the_placement(day: date) -> None:
    given(LearningRecord, opened()).when(logging(entry(day), today=date(2020, 3, 9))).breaks(
        "DAY_OUT_OF_RANGE", rule="R50"
    )


def test_r50_the_actual_start_counts_not_the_planned_one() -> None:
    arrived_late = state_of(Placement, *started(on=TUESDAY))

    given(LearningRecord, opened(TUESDAY)).when(
        logging(entry(START), placement=arrived_late)
    ).breaks("DAY_OUT_OF_RANGE")


def test_r50_today_may_be_logged_and_tomorrow_not() -> None:
    given(LearningRecord, opened()).when(logging(entry(TUESDAY), today=TUESDAY)).then(
        fact(1, TUESDAY)
    )
    given(LearningRecord, opened()).when(logging(entry(TUESDAY), today=START)).breaks(
        "DAY_OUT_OF_RANGE"
    )


@pytest.mark.parametrize("status", [EmployeeStatus.LEAVE, EmployeeStatus.STUDY])
def test_r50_a_day_of_leave_or_study_is_no_working_day(status: EmployeeStatus) -> None:
    one_day = StatusSpan(status=status, since=TUESDAY, until=TUESDAY)
    back = StatusSpan(status=EmployeeStatus.ACTIVE, since=date(2020, 2, 26))
    away = replace(DEWI_ASN, statuses=(one_day,))
    returned = replace(DEWI_ASN, statuses=(StatusSpan(status=status, since=TUESDAY), back))
    wednesday = date(2020, 2, 26)

    for employee in (away, returned):
        given(LearningRecord, opened()).when(logging(entry(TUESDAY), employee=employee)).breaks(
            "ON_LEAVE", rule="R50"
        )
        given(LearningRecord, opened()).when(
            logging(entry(wednesday), employee=employee, today=wednesday)
        ).then(fact(1, wednesday))


def test_r52_weekends_and_holidays_are_no_working_days() -> None:
    saturday = date(2020, 2, 29)
    calendar = Calendar().with_year(2020, frozenset({TUESDAY}))

    given(LearningRecord, opened()).when(logging(entry(saturday))).breaks(
        "NON_WORKING_DAY", rule="R52"
    )
    given(LearningRecord, opened()).when(logging(entry(TUESDAY), calendar=calendar)).breaks(
        "NON_WORKING_DAY"
    )


# --- hours ------------------------------------------------------------------------------------


@pytest.mark.parametrize(("cap", "name"), [(30, "seven and a half hours"), (26, "Ramadan")])
def test_r51_the_cap_of_the_day_holds_to_the_quarter(cap: int, name: str) -> None:
    caps = {TUESDAY: cap}

    given(LearningRecord, opened()).when(
        logging(entry(TUESDAY, cap), caps=caps, today=TUESDAY)
    ).then(fact(1, TUESDAY, cap))
    given(LearningRecord, opened()).when(
        logging(entry(TUESDAY, cap + 1), caps=caps, today=TUESDAY)
    ).breaks("DAILY_CAP", rule="R51")


def test_r51_the_sum_of_the_day_counts_not_the_entry() -> None:
    morning = logged(1, TUESDAY, 16)

    given(LearningRecord, opened(), morning).when(logging(entry(TUESDAY, 14), today=TUESDAY)).then(
        fact(2, TUESDAY, 14)
    )
    given(LearningRecord, opened(), morning).when(
        logging(entry(TUESDAY, 15), today=TUESDAY)
    ).breaks("DAILY_CAP")
    given(LearningRecord, opened()).when(
        logging(entry(TUESDAY, 16), entry(TUESDAY, 15), today=TUESDAY)
    ).breaks("DAILY_CAP")


def test_r51_import_puts_the_broken_cap_on_the_entry_that_broke_it() -> None:
    verdict = Verdict(strict=False)
    record = state_of(LearningRecord, opened())
    entries = (entry(START), entry(TUESDAY, 31), entry(date(2020, 2, 26)))
    logging(*entries)(record, verdict)

    assert [[v.code for v in verdict.of(index)] for index in range(3)] == [[], ["DAILY_CAP"], []]


def test_everything_wrong_with_the_entries_is_told_code_by_code() -> None:
    sunday, before = date(2020, 3, 1), date(2020, 2, 22)

    given(LearningRecord, opened()).when(logging(entry(before, 31), entry(sunday, 31))).breaks(
        "DAY_OUT_OF_RANGE", "NON_WORKING_DAY", "NON_WORKING_DAY", "DAILY_CAP", "DAILY_CAP"
    )


# --- lateness ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("today", "late"),
    [
        (date(2020, 2, 27), False),
        (date(2020, 2, 28), True),
    ],
    ids=["third working day", "fourth"],
)
def test_r53_an_entry_is_in_time_until_the_third_working_day(today: date, late: bool) -> None:
    given(LearningRecord, opened()).when(logging(entry(START), today=today)).then(
        fact(1, START, late=late)
    )


def test_r53_a_weekend_and_a_holiday_lengthen_the_time() -> None:
    thursday, tuesday, wednesday = date(2020, 2, 27), date(2020, 3, 3), date(2020, 3, 4)
    calendar = Calendar().with_year(2020, frozenset({date(2020, 3, 2)}))
    ready = given(LearningRecord, opened())

    ready.when(logging(entry(thursday), today=tuesday)).then(fact(1, thursday))
    ready.when(logging(entry(thursday), today=wednesday)).then(fact(1, thursday, late=True))
    ready.when(logging(entry(thursday), today=wednesday, calendar=calendar)).then(fact(1, thursday))


# --- sums -------------------------------------------------------------------------------------


def test_r56_verified_hours_are_the_sum_of_the_approved_entries() -> None:
    record = state_of(
        LearningRecord,
        opened(),
        logged(1, START, 24),
        logged(2, TUESDAY, 20),
        logged(3, date(2020, 2, 26), 16),
        Happened(HoursApproved(entries=(1,), half=(2,)), END, TEL),
    )

    assert record.verified_quarters == 24
    assert record.approved_days == {START}
    assert record.has_open_hours


# --- through the door -------------------------------------------------------------------------


def log(*days: str, quarters: int = 24) -> Mapping[str, Any]:
    entries = [{"day": day, "quarters": quarters, "activity": "kegiatan"} for day in days]
    return {"entries": entries}


def test_entries_are_numbered_within_the_record_and_each_is_effective_on_its_day() -> None:
    with city_after("placement.start") as city:
        city.at("2020-02-26")
        act = "learning-record.log-hours"
        receipt = city.do(act, "dewi-asn", log("2020-02-24", "2020-02-25"), id="$P1")
        again = city.do(act, "dewi-asn", log("2020-02-26"), id="$P1")

        assert (receipt["entries"], again["entries"]) == ([1, 2], [3])
        assert [f.effective_on for f in city.facts(receipt)] == [START, TUESDAY]


def test_one_bad_entry_and_nothing_is_logged() -> None:
    with city_after("placement.start") as city:
        city.at("2020-02-26")
        act = "learning-record.log-hours"
        assert city.refused(act, "dewi-asn", log("2020-02-25", "2020-02-22"), id="$P1") == (
            "DAY_OUT_OF_RANGE",
            "NON_WORKING_DAY",
        )
        assert city.refused(act, "dewi-asn", {"entries": []}, id="$P1") == ("MALFORMED:entries",)


def test_r53_a_late_entry_is_warned_of_and_marked() -> None:
    with city_after("placement.start") as city:
        city.at("2020-02-28")
        both = log("2020-02-24", "2020-02-25")
        receipt = city.do("learning-record.log-hours", "dewi-asn", both, id="$P1")

        assert receipt["warnings"] == ["LATE_ENTRY"]
        assert [f.late_recorded for f in city.facts(receipt)] == [True, False]


def test_r51_in_ramadan_the_day_is_an_hour_shorter() -> None:
    with city_after("placement.start") as city:
        city.at("2020-02-26")
        fast = {"from": "2020-02-25", "until": "2020-02-26"}
        decree = {"number": "SKB 3 Menteri", "date": "2020-02-20"}
        year = {"year": 2020, "decree": decree, "holidays": [], "ramadan": fast}
        city.do("calendar.publish", "sari", year)
        act = "learning-record.log-hours"

        city.do(act, "dewi-asn", log("2020-02-24", quarters=30), id="$P1")
        assert city.refused(act, "dewi-asn", log("2020-02-25", quarters=27), id="$P1") == (
            "DAILY_CAP",
        )
        city.do(act, "dewi-asn", log("2020-02-25", quarters=26), id="$P1")


def test_r90_a_mentor_writes_only_for_the_intern_and_says_so() -> None:
    with city_after("placement.start") as city:
        city.at("2020-02-26")
        act, hours = "learning-record.log-hours", log("2020-02-25")
        city.opens_account("lain", {"role": "MENTOR", "organisation": "$telkom"})

        assert city.refused(act, "tel", hours, id="$P1") == ("ON_BEHALF_NOT_ALLOWED",)
        for wrong in ("budi", "lain"):
            assert city.refused(act, "tel", hours, id="$P1", for_=wrong) == (
                "ON_BEHALF_NOT_ALLOWED",
            )
        assert city.refused(act, "dewi-asn", hours, id="$P1", for_="tel") == (
            "ON_BEHALF_NOT_ALLOWED",
        )
        assert city.refused(act, "lain", hours, id="$P1", for_="dewi-asn") == ("OUT_OF_SCOPE",)
        receipt = city.do(act, "tel", hours, id="$P1", for_="dewi-asn")
        [written] = city.facts(receipt)
        assert (written.actor, written.on_behalf_of) == (
            city.names["tel"],
            city.names["dewi-asn"],
        )
