"""The arrival, the mentor on each day, and the end of a placement (R35, R38, R39, R43, R49)."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from domain.agreement.state import Agreement
from domain.base import Fact, Verdict
from domain.dates import Calendar
from domain.enums import RunningPlacements
from domain.enums_learning import Component
from domain.placement import decisions
from domain.placement.facts import (
    PlacementCompleted,
    PlacementMentorAssigned,
    PlacementStarted,
)
from domain.placement.state import Placement
from domain.shapes import Term
from domain.states import PlacementState
from tests.acts import bring_into_force, nominate, seat
from tests.agreement_ends import TO_PLACEMENT_END, agreed, suspended
from tests.city import city_after
from tests.facts import (
    END,
    NOMINATED,
    SIGNED,
    START,
    TEL,
    WEEKENDS_ONLY,
    assigned,
    rules,
    signed,
    standing_on,
    started,
)
from tests.scenario import Happened, given, state_of

Decision = Callable[[Placement, Verdict], Sequence[Fact]]
IN_FORCE = state_of(Agreement, *signed())
THURSDAY, FRIDAY = date(2020, 2, 27), date(2020, 2, 28)


def arriving(arrival: date = START, **changes: Any) -> Decision:
    circumstances = {
        "mentor_valid": True,
        "calendar": WEEKENDS_ONLY,
        "policy": rules(Component.PLACEMENT_POLICY),
    }
    rests_on = changes.pop("agreement", IN_FORCE)
    return lambda placement, verdict: decisions.start(
        placement,
        verdict,
        arrival=arrival,
        footing=standing_on(rests_on, placement),
        **{**circumstances, **changes},
    )


# --- start ------------------------------------------------------------------------------------


def test_r39_the_host_records_the_arrival() -> None:
    after = given(Placement, *assigned()).when(arriving()).then(PlacementStarted())

    assert (after.state, after.first_day) == (PlacementState.STARTED, START)


def test_r39_the_third_working_day_after_the_planned_start_is_the_last() -> None:
    given(Placement, *assigned()).when(arriving(THURSDAY)).then(PlacementStarted())
    given(Placement, *assigned()).when(arriving(FRIDAY)).breaks("START_OUT_OF_WINDOW", rule="R39")


def test_r39_nobody_arrives_before_the_planned_start() -> None:
    given(Placement, *assigned()).when(arriving(date(2020, 2, 23))).breaks("START_OUT_OF_WINDOW")


def test_r39_a_holiday_lengthens_the_window() -> None:
    calendar = Calendar().with_year(2020, frozenset({date(2020, 2, 25)}))

    given(Placement, *assigned()).when(arriving(FRIDAY, calendar=calendar)).then(PlacementStarted())


def test_r35_the_days_from_the_arrival_on_are_in_force() -> None:
    def until(last: date) -> Agreement:
        return state_of(Agreement, *signed(term=Term(effective_from=SIGNED, last_day=last)))

    short, shorter = until(date(2020, 3, 5)), until(date(2020, 2, 23))
    late = state_of(Agreement, *signed(date(2020, 2, 25)))

    given(Placement, *assigned()).when(arriving(agreement=until(END))).then(PlacementStarted())
    given(Placement, *assigned()).when(arriving(agreement=short)).breaks(
        "AGREEMENT_ENDS_BEFORE_PLACEMENT"
    )
    given(Placement, *assigned()).when(arriving(agreement=shorter)).breaks("AGREEMENT_NOT_IN_FORCE")
    given(Placement, *assigned()).when(arriving(agreement=late)).breaks("AGREEMENT_NOT_IN_FORCE")
    given(Placement, *assigned()).when(arriving(THURSDAY, agreement=late)).then(PlacementStarted())


def test_r21_nobody_arrives_while_the_agreement_is_suspended_though_it_carries_on() -> None:
    """It carries on what had started before; the planned start lies before, the arrival after."""
    paused = agreed(suspended(date(2020, 2, 25), RunningPlacements.CONTINUE))

    given(Placement, *assigned()).when(arriving(START, agreement=paused)).then_some()
    given(Placement, *assigned()).when(arriving(date(2020, 2, 26), agreement=paused)).breaks(
        "AGREEMENT_NOT_IN_FORCE", rule="R13"
    )


def test_r35_nobody_arrives_on_a_day_of_mere_run_off() -> None:
    term = Term(effective_from=SIGNED, last_day=START)
    ended = agreed(term=term, run_off=TO_PLACEMENT_END)

    given(Placement, *assigned()).when(arriving(START, agreement=ended)).then_some()
    given(Placement, *assigned()).when(arriving(date(2020, 2, 25), agreement=ended)).breaks(
        "AGREEMENT_NOT_IN_FORCE"
    )


def test_r38_nobody_starts_without_a_valid_mentor() -> None:
    given(Placement, *assigned()).when(arriving(mentor_valid=False)).breaks(
        "MENTOR_INVALID", rule="R38"
    )


def test_r38_the_mentor_of_a_day_is_the_last_assigned_from_on_or_before_it() -> None:
    second = Happened(PlacementMentorAssigned(mentor="account-two", since=THURSDAY), THURSDAY)
    placement = state_of(Placement, *assigned(), second)

    assert placement.mentor_on(date(2020, 2, 20)) == TEL
    assert placement.mentor_on(date(2020, 2, 26)) == TEL
    assert placement.mentor_on(THURSDAY) == "account-two"
    assert state_of(Placement, *assigned(mentor=None)).mentor_on(START) is None


def test_r38_who_is_assigned_later_takes_the_place_of_who_was_to_come_afterwards() -> None:
    def named(*spells: tuple[str, date]) -> Placement:
        given = (PlacementMentorAssigned(mentor=who, since=since) for who, since in spells)
        return state_of(Placement, *assigned(), *(Happened(fact, NOMINATED) for fact in given))

    instead = named(("two", date(2020, 3, 2)), ("three", date(2020, 2, 26)))
    assert instead.mentor_on(date(2020, 2, 25)) == TEL
    assert instead.mentor_on(date(2020, 2, 26)) == "three"
    assert instead.mentor_on(END) == "three"
    anew = named(("two", START))
    assert anew.mentor_on(START) == anew.mentor_on(NOMINATED) == "two"
    earlier = named(("two", date(2020, 2, 21)))
    assert [earlier.mentor_on(day) for day in (NOMINATED, START)] == ["two", "two"]


# --- complete ---------------------------------------------------------------------------------


def completing(day: date = END, **changes: Any) -> Decision:
    circumstances = {"report_submitted": True, "open_hours": False, "working_days": 10}
    return lambda placement, verdict: decisions.complete(
        placement, verdict, day=day, **{**circumstances, **changes}
    )


def test_r43_a_placement_completes_on_its_last_day_with_report_and_decided_hours() -> None:
    done = PlacementCompleted(ended_on=END, working_days=10)
    after = given(Placement, *started()).when(completing()).then(done)

    assert (after.state, after.ended_on) == (PlacementState.COMPLETED, END)


def test_r70_completing_late_does_not_move_the_end() -> None:
    given(Placement, *started()).when(completing(date(2020, 4, 1))).then(
        PlacementCompleted(ended_on=END, working_days=10)
    )


def test_r43_every_missing_piece_is_named() -> None:
    early = completing(date(2020, 3, 5), report_submitted=False, open_hours=True)

    given(Placement, *started()).when(early).breaks(
        "INCOMPLETE:END_DATE", "INCOMPLETE:REPORT", "INCOMPLETE:OPEN_HOURS", rule="R43"
    )


def test_counted_days_are_working_days_and_days_with_an_approved_entry() -> None:
    placement = state_of(Placement, *started(on=date(2020, 2, 25)))
    saturday = date(2020, 2, 29)

    assert len(placement.counted_days(WEEKENDS_ONLY, frozenset())) == 9
    assert saturday in placement.counted_days(WEEKENDS_ONLY, frozenset({saturday}))
    assert START not in placement.counted_days(WEEKENDS_ONLY, frozenset({START}))


# --- through the door -------------------------------------------------------------------------


def test_r49_the_start_opens_exactly_one_learning_record() -> None:
    with city_after("placement.assign") as city:
        city.at("2020-02-24")
        receipt = city.do("placement.start", "tel", id="$P1")
        started_fact, opened = city.facts(receipt)

        assert (opened.topic, opened.subject) == ("learning-record.opened.v1", receipt["id"])
        assert (opened.actor, opened.channel) == ("system", "system")
        assert opened.causation == started_fact.position
        assert city.refused("placement.start", "tel", id="$P1") == ("WRONG_STATE",)


@pytest.mark.parametrize(
    ("role", "code"),
    [
        ({"role": "MENTOR", "organisation": "$telkom"}, ()),
        ({"role": "MENTOR", "organisation": "$telkom", "until": "2020-03-06"}, ()),
        ({"role": "MENTOR", "organisation": "$telkom", "until": "2020-03-05"}, ("MENTOR_INVALID",)),
        ({"role": "MENTOR", "organisation": "$telkom", "from": "2020-02-25"}, ("MENTOR_INVALID",)),
        ({"role": "MENTOR", "organisation": "$kota"}, ("MENTOR_INVALID",)),
        ({"role": "HOST_PIC", "organisation": "$telkom"}, ("MENTOR_INVALID",)),
    ],
)
def test_r38_a_mentor_belongs_to_the_host_on_each_day(
    role: dict[str, str], code: tuple[str, ...]
) -> None:
    with city_after("placement.verify") as city:
        city.opens_account("rina", role)
        fields = seat(mentor="$rina")
        assert city.act("placement.assign", "sari", fields, id="$P1").refused == code


def test_r38_a_mentor_guides_five_at_a_time_and_no_sixth() -> None:
    with city_after("placement.verify") as city:
        roomy = bring_into_force(city, "B4", "2020-02-20")
        for number in range(6):
            city.registers(f"asn{number}", f"19870520201203291{number}")
            nominate(city, f"N{number}", f"$asn{number}", agreement=roomy)
            fields = seat(f"800/ST.10{number}")
            reply = city.act("placement.assign", "sari", fields, id=f"$N{number}")
            assert reply.refused == (() if number < 5 else ("MENTOR_INVALID",))
