"""After the seat is given: duty days, new plans, pauses, offers, sanctions, cover day by day."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.acts import nominate, seat
from tests.city import City, city_after

LOG = "learning-record.log-hours"


@pytest.fixture
def city() -> Iterator[City]:
    """The intern of the story arrived on Monday, 24 February 2020."""
    with city_after("placement.start") as city:
        yield city


def hours(day: str) -> dict[str, Any]:
    return {"entries": [{"day": day, "quarters": 8, "activity": "kegiatan"}]}


# --- duty days --------------------------------------------------------------------------------


def test_r52_a_duty_day_is_marked_before_it_comes_and_then_hours_count(city: City) -> None:
    city.at("2020-02-28")
    city.do("placement.mark-duty-day", "tel", {"day": "2020-02-29"}, id="$P1")
    city.at("2020-03-02")
    city.do(LOG, "dewi-asn", hours("2020-02-29"), id="$P1")
    assert city.refused(LOG, "dewi-asn", hours("2020-03-01"), id="$P1") == ("NON_WORKING_DAY",)


@pytest.mark.parametrize("today", ["2020-02-29", "2020-03-02"], ids=["that day", "after it"])
def test_r52_a_duty_day_marked_too_late_is_none(city: City, today: str) -> None:
    city.at(today)
    late, options = {"day": "2020-02-29"}, {"id": "$P1"}
    assert city.refused("placement.mark-duty-day", "tel", late, **options) == ("TOO_LATE",)
    assert city.imported("placement.mark-duty-day", "sari", late, for_="tel", **options) == [
        "TOO_LATE"
    ]


def test_r52_an_earlier_claimed_day_marks_no_day_that_has_come(city: City) -> None:
    """What was marked on paper in time was marked; live it counts when it is recorded."""
    marked = {"day": "2020-02-29", "on": "2020-02-28"}
    city.at("2020-03-02")
    assert city.refused("placement.mark-duty-day", "tel", marked, id="$P1") == ("TOO_LATE",)
    assert city.refused(LOG, "dewi-asn", hours("2020-02-29"), id="$P1") == ("NON_WORKING_DAY",)
    assert city.imported("placement.mark-duty-day", "sari", marked, for_="tel", id="$P1") == []
    city.do(LOG, "dewi-asn", hours("2020-02-29"), id="$P1")


# --- new plans --------------------------------------------------------------------------------


def test_r42_a_started_placement_moves_its_end_only_and_not_before_logged_hours(
    city: City,
) -> None:
    city.at("2020-03-03")
    city.do(LOG, "dewi-asn", hours("2020-03-03"), id="$P1")
    act, reason = "placement.reschedule", {"reason": "permintaan mitra"}
    start = {**reason, "planned_start": "2020-02-25"}
    assert city.refused(act, "sari", start, id="$P1") == ("MALFORMED:planned_start",)
    for channel in ("api", "import"):
        short = {**reason, "planned_end": "2020-03-02"}
        assert city.refused(act, "sari", short, id="$P1", channel=channel) == ("PERIOD_INVALID",)
    city.do(act, "sari", {**reason, "planned_end": "2020-03-13"}, id="$P1")
    assert city.ask("placement", "$P1")["planned_end"] == "2020-03-13"


def test_r42_a_new_plan_rechecks_cover_letter_and_length() -> None:
    with city_after("placement.assign") as city:
        act, reason = "placement.reschedule", {"reason": "kantor tutup"}
        beyond = {**reason, "planned_start": "2022-02-14", "planned_end": "2022-02-18"}
        assert city.refused(act, "sari", beyond, id="$P1") == ("AGREEMENT_ENDS_BEFORE_PLACEMENT",)
        before = {**reason, "planned_start": "2020-02-19", "planned_end": "2020-02-21"}
        assert city.refused(act, "sari", before, id="$P1") == (
            "DURATION_OUT_OF_RANGE",
            "LETTER_AFTER_START",
        )
        assert city.imported(act, "sari", before, id="$P1") == [
            "DURATION_OUT_OF_RANGE",
            "LETTER_AFTER_START",
        ]


@pytest.mark.parametrize(
    ("stage", "claimed"), [("placement.start", "2020-02-26"), ("placement.assign", "2020-02-21")]
)
def test_r42_a_new_plan_of_the_past_is_judged_by_the_day_it_claims(
    stage: str, claimed: str
) -> None:
    """The agreement, in force then, has expired long since."""
    with city_after(stage) as city:
        city.at("2022-06-01")
        fields = {"reason": "hari libur", "planned_end": "2020-03-10", "on": claimed}
        assert city.imported("placement.reschedule", "sari", fields, id="$P1") == []


def test_r42_a_new_plan_of_today_is_judged_by_today_whatever_day_it_claims(city: City) -> None:
    city.at("2022-06-01")
    fields = {"reason": "hari libur", "planned_end": "2020-03-10", "on": "2020-02-26"}
    refused = city.refused("placement.reschedule", "sari", fields, id="$P1")
    assert refused == ("AGREEMENT_NOT_IN_FORCE",)


def test_r42_before_the_verification_only_period_and_length_are_rechecked() -> None:
    with city_after("placement.nominate") as city:
        fields = {"reason": "ditunda", "planned_start": "2023-02-13", "planned_end": "2023-02-17"}
        city.do("placement.reschedule", "sari", fields, id="$P1")


# --- pauses -----------------------------------------------------------------------------------

PAUSE = {"cause": "PUBLIC_HEALTH_ORDER", "on": "2020-02-27"}


def test_r41_a_pause_ends_before_twelve_months_are_over(city: City) -> None:
    city.at("2020-02-27")
    city.do("placement.suspend", "sari", PAUSE, id="$P1")
    city.at("2021-02-26")
    resume = {"planned_end": "2021-03-12"}
    with city_after("placement.start") as second:
        second.at("2020-02-27")
        second.do("placement.suspend", "sari", PAUSE, id="$P1")
        second.at("2021-02-27")
        refused = second.refused("placement.resume", "sari", resume, id="$P1")
        assert refused == ("SUSPENSION_TOO_LONG",)
        assert second.imported("placement.resume", "sari", resume, id="$P1") == [
            "SUSPENSION_TOO_LONG"
        ]
    assert city.do("placement.resume", "sari", resume, id="$P1")["state"] == "STARTED"


def test_r41_no_hours_are_logged_in_a_pause_and_it_ends_after_its_first_day(city: City) -> None:
    city.at("2020-02-27")
    city.do("placement.suspend", "sari", PAUSE, id="$P1")
    same_day = {"planned_end": "2020-03-13"}
    assert city.refused("placement.resume", "sari", same_day, id="$P1") == ("WRONG_STATE",)
    city.at("2020-03-02")
    city.do("placement.resume", "sari", same_day, id="$P1")
    city.do(LOG, "dewi-asn", hours("2020-02-26"), id="$P1")
    for day in ("2020-02-27", "2020-02-28"):
        assert city.refused(LOG, "dewi-asn", hours(day), id="$P1") == ("DAY_OUT_OF_RANGE",)
    city.do(LOG, "dewi-asn", hours("2020-03-02"), id="$P1")


def test_r33_a_pause_frees_the_seat_and_is_tested_again_on_resuming(city: City) -> None:
    """Two seats: the intern pauses, two others take them, nobody can come back."""
    city.at("2020-02-25")
    city.do("placement.suspend", "sari", {**PAUSE, "on": "2020-02-25"}, id="$P1")
    for number in range(2):
        city.registers(f"asn{number}", f"19870520201203291{number}")
        plan = {"planned_start": "2020-03-02", "planned_end": "2020-03-13"}
        nominate(city, f"N{number}", f"$asn{number}", **plan)
        city.do("placement.assign", "sari", seat(f"800/3{number}"), id=f"$N{number}")
    city.at("2020-03-02")
    back = {"planned_end": "2020-03-13"}
    assert city.refused("placement.resume", "sari", back, id="$P1") == ("CAPACITY_FULL",)
    assert city.imported("placement.resume", "sari", back, id="$P1") == ["CAPACITY_FULL"]


# --- the seat on offer ------------------------------------------------------------------------


def test_r34_a_freed_seat_is_kept_for_whom_it_is_offered() -> None:
    with city_after("placement.assign") as city:
        for number in range(3):
            city.registers(f"asn{number}", f"19870520201203291{number}")
            nominate(city, f"N{number}", f"$asn{number}")
        city.do("placement.assign", "sari", seat("800/30"), id="$N0")
        waits = seat("800/31", if_full="WAITLIST")
        assert city.do("placement.assign", "sari", waits, id="$N1")["state"] == "WAITLISTED"
        city.do("placement.cancel", "sari", {"cause": "OPD_REQUEST"}, id="$N0")

        assert city.ask("placement", "$N1")["offered"] is True
        late = seat("800/32")
        assert city.refused("placement.assign", "sari", late, id="$N2") == ("WAITLIST_ORDER",)
        city.do("placement.assign", "sari", seat("800/31"), id="$N1")
        assert city.refused("placement.assign", "sari", late, id="$N2") == ("CAPACITY_FULL",)


def test_r38_who_is_no_mentor_of_the_host_is_not_assigned(city: City) -> None:
    named = {"mentor": "$lina", "from": "2020-02-25"}
    city.at("2020-02-25")
    act = "placement.assign-mentor"
    assert city.refused(act, "sari", named, id="$P1") == ("MENTOR_INVALID",)
    assert city.imported(act, "sari", named, id="$P1") == ["MENTOR_INVALID"]


def test_r74_without_an_open_demand_there_is_nothing_to_decide(city: City) -> None:
    city.at("2020-02-25")
    answer = {"question": "COVER", "answer": "STOP", "reason": "tanpa dasar"}
    for question in ("COVER", "DISCIPLINE"):
        asked = {**answer, "question": question}
        assert city.refused("placement.decide", "budi", asked, id="$P1") == ("WRONG_STATE",)


# --- sanctions --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grade", "topics", "state"),
    [
        ("LIGHT", [], "STARTED"),
        ("MEDIUM", ["placement.review-demanded.v1"], "STARTED"),
        ("SEVERE", ["placement.terminated.v1"], "TERMINATED"),
    ],
)
def test_r45_a_sanction_during_the_placement_is_reviewed_or_ends_it(
    city: City, grade: str, topics: list[str], state: str
) -> None:
    city.at("2020-02-26")
    receipt = city.do("employee.sanction", "sari", {"grade": grade}, id="$dewi")
    facts = city.facts(receipt)

    assert [fact.topic for fact in facts[1:]] == topics
    assert {fact.actor for fact in facts[1:]} <= {"system"}
    assert city.ask("placement", "$P1")["state"] == state


# --- cover ------------------------------------------------------------------------------------


def test_r73_each_counted_day_has_one_agreement_and_one_cover(city: City) -> None:
    city.at("2020-02-26")
    answer = city.ask("coverage", fields={"placement": "$P1"})
    days = [(day["day"], day["status"], day["agreement"]) for day in answer["calendar"]]

    assert days == [(f"2020-02-{day}", "COVERED", city.names["A4"]) for day in ("24", "25", "26")]
    assert answer["totals"]["uncovered_days"] == 0
