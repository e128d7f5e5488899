"""The last day of everything around a placement: pauses, ends, offers, sanctions, agreements."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.acts import TEXT, bring_into_force, nominate, seat, signature
from tests.city import City, city_after

STOP = {"cause": "EMPLOYEE_REQUEST", "decided_by": "EMPLOYEE"}
SECOND_PLAN = {"planned_start": "2020-03-09", "planned_end": "2020-03-20"}
RESUME, SUSPEND = "placement.resume", "placement.suspend"
CLOSED = {"cause": "HOST_CLOSED"}


@pytest.fixture
def city() -> Iterator[City]:
    """The intern of the story arrived on Monday, 24 February 2020, for two weeks."""
    with city_after("placement.start") as city:
        yield city


def ticked(city: City, when: str) -> list[tuple[str, str]]:
    """The facts of a tick: topic and effective day."""
    city.at(when)
    receipt = city.do("system.tick", "system")
    facts = city.facts(receipt) if "positions" in receipt else []
    return [(fact.topic, fact.effective_on.isoformat()) for fact in facts]


# --- the planned end ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("act", "by", "fields"),
    [
        ("placement.withdraw", "sari", STOP),
        ("placement.terminate", "budi", {"cause": "CONDUCT"}),
        (SUSPEND, "sari", CLOSED),
    ],
)
def test_r32_what_ends_after_its_plan_takes_no_day_beyond_it(
    city: City, act: str, by: str, fields: dict[str, Any]
) -> None:
    """Nobody completed the first placement; the second began, and then the first is ended."""
    nominate(city, "P2", "$dewi", **SECOND_PLAN)
    city.do("placement.assign", "sari", seat(), id="$P2")
    city.at("2020-03-09")
    city.do("placement.start", "tel", id="$P2")
    city.at("2020-03-12")
    city.do(act, by, fields, id="$P1")

    assert city.ask("placement", "$P1")["working_days"] == 10
    first, second = (
        city.ask("coverage", fields={"placement": ref})["calendar"] for ref in ("$P1", "$P2")
    )
    assert {day["day"] for day in first}.isdisjoint(day["day"] for day in second)
    assert max(day["day"] for day in first) == "2020-03-06"


def test_r33_what_ends_after_its_plan_takes_no_seat_beyond_it(city: City) -> None:
    city.at("2020-03-12")
    city.do("placement.withdraw", "sari", STOP, id="$P1")
    plan = {"planned_start": "2020-03-12", "planned_end": "2020-03-20"}
    for number in range(2):
        city.registers(f"asn{number}", f"19870520201203291{number}")
        nominate(city, f"N{number}", f"$asn{number}", **plan)
        city.do("placement.assign", "sari", seat(f"800/3{number}"), id=f"$N{number}")


# --- pauses ---------------------------------------------------------------------------------------


def test_r41_a_pause_from_a_leap_day_is_over_on_the_last_of_february() -> None:
    for day, refused in (("2021-02-27", ()), ("2021-02-28", ("SUSPENSION_TOO_LONG",))):
        with city_after("placement.start") as city:
            city.at("2020-02-29")
            city.do(SUSPEND, "sari", CLOSED, id="$P1")
            city.at(day)
            back = {"planned_end": "2021-03-12"}
            assert city.act(RESUME, "sari", back, id="$P1").refused == refused


def test_r41_the_clock_ends_a_pause_on_its_first_day_too_many(city: City) -> None:
    city.at("2020-02-27")
    city.do(SUSPEND, "sari", CLOSED, id="$P1")

    assert "placement.terminated.v1" not in dict(ticked(city, "2021-02-26T23:59:59+07:00"))
    assert dict(ticked(city, "2021-02-27T00:00:00+07:00")) == {
        "placement.terminated.v1": "2021-02-27"
    }
    found = city.ask("placement", "$P1")
    assert (found["state"], found["end_cause"]) == ("TERMINATED", "LAPSED")
    assert found["working_days"] == 3


def test_r78_a_tick_asked_for_twice_is_answered_as_the_first_time(city: City) -> None:
    """Also when nothing is due any more the second time."""
    city.at("2020-02-27")
    city.do(SUSPEND, "sari", CLOSED, id="$P1")
    city.at("2021-02-27")
    first = city.do("system.tick", "system", key="once")

    assert city.do("system.tick", "system", key="once") == first
    assert "positions" not in city.do("system.tick", "system", key="again")
    other = {"reason": "lain"}
    assert city.refused("agreement.attach", "sari", {}, key="once", id="$A4")[0] != "KEY_REUSED"
    assert city.refused("system.tick", "system", other, key="once") == ("KEY_REUSED",)


# --- the seat on offer ----------------------------------------------------------------------------


@pytest.fixture
def offered() -> Iterator[City]:
    """A seat has come free and is on offer to N1; N2 would like it."""
    with city_after("placement.assign") as city:
        for number in range(3):
            city.registers(f"asn{number}", f"19870520201203291{number}")
            nominate(city, f"N{number}", f"$asn{number}")
        city.do("placement.assign", "sari", seat("800/30"), id="$N0")
        city.do("placement.assign", "sari", seat("800/31", if_full="WAITLIST"), id="$N1")
        city.do("placement.cancel", "sari", {"cause": "OPD_REQUEST"}, id="$N0")
        yield city


def test_r34_an_import_keeps_the_order_that_was_not_kept_as_a_violation(offered: City) -> None:
    assert offered.imported("placement.assign", "sari", seat("800/32"), id="$N2") == [
        "WAITLIST_ORDER"
    ]


def test_r34_who_asks_for_it_waits_behind_the_offer(offered: City) -> None:
    waits = seat("800/32", if_full="WAITLIST")
    assert offered.do("placement.assign", "sari", waits, id="$N2")["state"] == "WAITLISTED"
    assert offered.ask("placement", "$N2")["waitlist_rank"] == 2


def test_r34_out_of_order_only_with_a_reason_and_the_head(offered: City) -> None:
    override = {"codes": ["WAITLIST_ORDER"], "reason": "kebutuhan mendesak"}
    proposal = offered.do("placement.assign", "sari", seat("800/32", override=override), id="$N2")
    assert offered.refused("proposal.approve", "sari", id=proposal["id"]) == ("ROLE_REQUIRED",)
    receipt = offered.do("proposal.approve", "budi", id=proposal["id"])

    broken = [found.code for fact in offered.facts(receipt) for found in fact.violations]
    assert broken == ["WAITLIST_ORDER"]
    assert offered.ask("placement", "$N2")["state"] == "ASSIGNED"


# --- sanctions ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "version"), [("2021-08-30", "pp53-2010"), ("2021-08-31", "pp94-2021")]
)
def test_r45_a_sanction_is_judged_by_the_decree_of_its_day(day: str, version: str) -> None:
    with city_after("agreement.sign") as city:
        city.at("2021-08-20")
        nominate(city, "P", "$dewi", planned_start="2021-08-23", planned_end="2021-09-10")
        given = seat()
        given["letter"] = {**given["letter"], "date": "2021-08-20"}
        city.do("placement.assign", "sari", given, id="$P")
        city.at("2021-08-23")
        city.do("placement.start", "tel", id="$P")
        city.at("2021-09-01")
        fields = {"grade": "SEVERE", "on": day}
        facts = city.facts(city.do("employee.sanction", "sari", fields, id="$dewi"))

        assert facts[0].rule_set["discipline"] == version
        assert [fact.effective_on.isoformat() for fact in facts] == [day, day]
        found = city.ask("placement", "$P")
        assert (found["state"], found["end_cause"], found["ended_on"]) == (
            "TERMINATED",
            "DISCIPLINE",
            day,
        )


@pytest.mark.parametrize("channel", ["api", "import"])
def test_r45_a_pause_is_no_shelter_and_before_the_start_nothing_ends(channel: str) -> None:
    for stage, state in (("placement.start", "TERMINATED"), ("placement.assign", "ASSIGNED")):
        with city_after(stage) as city:
            city.at("2020-02-26")
            if state == "TERMINATED":
                city.do(SUSPEND, "sari", CLOSED, id="$P1")
            grade = {"grade": "SEVERE"}
            city.do("employee.sanction", "sari", grade, id="$dewi", channel=channel)
            assert city.ask("placement", "$P1")["state"] == state


def test_r45_a_review_is_due_on_the_fifth_working_day(city: City) -> None:
    city.at("2020-02-26")
    city.do("employee.sanction", "sari", {"grade": "MEDIUM"}, id="$dewi")
    demand = city.ask("placement", "$P1")["demand"]

    assert (demand["question"], demand["due_on"]) == ("DISCIPLINE", "2020-03-04")
    for day, overdue in (("2020-03-04", False), ("2020-03-05", True)):
        assert city.ask("placement", "$P1", as_of=day)["demand"]["overdue"] is overdue


# --- one agreement a day --------------------------------------------------------------------------


def agreements_by_day(city: City, today: str) -> dict[str, tuple[str, int | None, str]]:
    city.at(today)
    answer = city.ask("coverage", fields={"placement": "$P1"})
    days = {
        day["day"]: (day["agreement"], day["amendment"], day["status"])
        for day in answer["calendar"]
    }
    assert len(days) == len(answer["calendar"]) == answer["totals"]["days"]
    return days


def test_r73_each_day_has_the_version_of_the_agreement_in_force_on_it(city: City) -> None:
    city.at("2020-03-03")
    seats = {"capacity": [{"field": "TECHNOLOGY", "seats": 3}]}
    city.do(
        "amendment.draft", "sari", {"agreement": "$A4", "kind": "CHANGE", "changes": seats}, ref="X"
    )
    for body in ("TKKSD", "LEGAL"):
        city.do("amendment.give-opinion", "lina", {"body": body, "opinion": "AGREE"}, id="$X")
    city.do("amendment.approve", "budi", {"text": TEXT}, id="$X")
    for party in ("$kota", "$telkom"):
        city.do("amendment.sign", "sari", signature(party, "2020-03-03"), id="$X")
    days = agreements_by_day(city, "2020-03-06")

    assert len(days) == 10
    assert {found[0] for found in days.values()} == {city.names["A4"]}
    assert {found[2] for found in days.values()} == {"COVERED"}
    amended = {day: found[1] for day, found in days.items()}
    assert (amended["2020-03-02"], amended["2020-03-03"]) == (None, 1)
    assert city.ask("coverage")["totals"]["uncovered_days"] == 0


def test_r73_a_placement_that_moves_rests_on_the_other_agreement_from_that_day(city: City) -> None:
    city.at("2020-03-02")
    other = bring_into_force(city, "B", "2020-03-02")
    ended = {
        "cause": "MUTUAL_CONSENT",
        "notice_on": "2020-02-28",
        "ends_on": "2020-02-28",
        "run_off": {"policy": "NONE"},
        "consent": TEXT,
    }
    proposal = city.do("agreement.terminate", "sari", ended, id="$A4")
    city.do("proposal.approve", "budi", id=proposal["id"])
    move = {"question": "COVER", "answer": "MOVE", "agreement": other}
    city.do("placement.decide", "budi", move, id="$P1")
    days = agreements_by_day(city, "2020-03-06")

    assert len(days) == 10
    assert days["2020-02-28"] == (city.names["A4"], None, "COVERED")
    assert days["2020-03-02"] == (city.names["B"], None, "COVERED")
    assert city.ask("coverage")["totals"]["uncovered_days"] == 0
