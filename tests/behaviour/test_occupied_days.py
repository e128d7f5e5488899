"""Which days a placement takes of the person, the seat and the mentor (§3.1, R32, R33, R34)."""

from datetime import date
from typing import Any

import pytest

from domain.agreement.state import Agreement
from domain.base import Verdict
from domain.employee import Employee, EmployeeUpdated
from domain.enums import Field, Mode
from domain.enums_learning import Answer, DecidedBy, PauseReason, Question, StopReason
from domain.placement.changes import still_uncovered
from domain.placement.checks import check_contract, has_free_seat, waiting_rank
from domain.placement.facts import (
    PlacementAssigned,
    PlacementDecided,
    PlacementRejected,
    PlacementRescheduled,
    PlacementResumed,
    PlacementSeatOffered,
    PlacementSuspended,
    PlacementWaitlisted,
    PlacementWithdrawn,
)
from domain.placement.footing import Footing
from domain.placement.state import Placement, days_between
from domain.shapes import Period, Scope, Seats
from domain.states import CoverStatus
from tests.agreement_ends import ONE_DAY, agreed, ralat
from tests.facts import (
    END,
    NOMINATED,
    START,
    WEEKENDS_ONLY,
    assigned,
    completed,
    contracted,
    nominated,
    standing_on,
    started,
    verified,
)
from tests.scenario import Happened, state_of

PAUSED_FROM, BACK = date(2020, 2, 27), date(2020, 3, 2)
LAST_PAUSED = date(2020, 3, 1)
PAUSE = Happened(PlacementSuspended(cause=PauseReason.HOST_CLOSED), PAUSED_FROM)
RETURN = Happened(PlacementResumed(planned_end=END), BACK)
OFFERED = (
    Happened(PlacementWaitlisted(rank=1), NOMINATED),
    Happened(PlacementSeatOffered(), NOMINATED),
)


def placed(*past: Happened, subject: str = "placement") -> Placement:
    return state_of(Placement, *past, subject=subject)


def withdrawn(on: date) -> Placement:
    fact = PlacementWithdrawn(cause=StopReason.OPD_REQUEST, decided_by=DecidedBy.OPD)
    return placed(*started(), Happened(fact, on))


# --- the days of one placement ----------------------------------------------------------------


def test_r32_a_running_pause_takes_the_days_before_it_only() -> None:
    paused = placed(*started(), PAUSE)

    assert paused.occupies() == (START, PAUSED_FROM - ONE_DAY)
    assert paused.occupies_on(PAUSED_FROM - ONE_DAY)
    assert not paused.occupies_on(PAUSED_FROM)
    assert paused.meets(START, PAUSED_FROM - ONE_DAY)
    assert not paused.meets(PAUSED_FROM, END)


def test_r32_a_pause_that_is_over_leaves_its_days_free() -> None:
    back = placed(*started(), PAUSE, RETURN)

    assert back.occupies() == (START, END)
    taken = [day for day in days_between(START, END) if back.occupies_on(day)]
    assert taken == [*days_between(START, PAUSED_FROM - ONE_DAY), *days_between(BACK, END)]
    assert not back.meets(PAUSED_FROM, LAST_PAUSED)
    assert back.meets(PAUSED_FROM - ONE_DAY, PAUSED_FROM)
    assert back.meets(LAST_PAUSED, BACK)
    assert back.meets(date(2020, 1, 1), date(2020, 12, 31))


def test_r44_a_placement_cut_short_takes_its_days_up_to_the_last_that_counts() -> None:
    cut = withdrawn(date(2020, 2, 28))

    assert (cut.last_day, cut.occupies()) == (date(2020, 2, 28), (START, date(2020, 2, 28)))
    assert withdrawn(date(2020, 3, 20)).last_day == END
    assert placed(*started()).last_day == END
    assert placed(*completed()).last_day == END


def test_r32_a_placement_that_ended_before_it_started_takes_no_day() -> None:
    """A sanction of before the arrival came to light during the stay (R45)."""
    never = withdrawn(START - 3 * ONE_DAY)

    assert not any(never.occupies_on(day) for day in days_between(date(2020, 1, 1), END))
    assert not never.meets(date(2020, 1, 1), END)
    assert not never.meets(START - ONE_DAY, START - ONE_DAY)


def test_r74_who_was_not_asked_about_cover_has_no_day_to_answer_for() -> None:
    running = placed(*started())

    assert still_uncovered(running, standing_on(Agreement(), running)) is None


def test_r27_a_letter_that_is_not_there_yet_stays_away_when_corrected() -> None:
    """No rule lets it pass; a fold believes every fact."""
    corrected = ralat(PlacementAssigned.topic, 3, "letter.number", "1", "2")

    assert placed(*verified(), corrected).letter is None


def test_r34_what_waits_is_busy_without_end_and_nothing_else_is() -> None:
    waits = placed(*verified(), Happened(PlacementWaitlisted(rank=1), NOMINATED))

    assert waits.busy_until == date.max.toordinal()
    assert placed(*started()).busy_until == END.toordinal()
    assert withdrawn(date(2020, 3, 20)).busy_until == date(2020, 3, 20).toordinal()


def test_r41_a_resumed_placement_keeps_its_mode_and_takes_the_one_it_is_given() -> None:
    back = placed(*started(), PAUSE, RETURN)

    assert back.mode is nominated().mode


def test_r42_a_new_plan_keeps_what_it_does_not_name_and_ends_an_offer() -> None:
    moved = Happened(PlacementRescheduled(planned_start=date(2020, 2, 25)), NOMINATED)
    after = placed(*verified(), *OFFERED, moved)

    assert (after.planned_start, after.planned_end) == (date(2020, 2, 25), END)
    assert (after.mode, after.offered) == (nominated().mode, False)


def test_r42_a_new_plan_changes_what_it_names_and_the_end_from_its_day_on() -> None:
    new_end, day = date(2020, 3, 13), date(2020, 2, 25)
    fact = PlacementRescheduled(planned_end=new_end, mode=Mode.REMOTE)
    after = placed(*started(), Happened(fact, day))

    assert (after.planned_end, after.mode) == (new_end, Mode.REMOTE)
    assert after.planned_end_on(day) == new_end
    assert after.planned_end_on(date(2020, 2, 24)) == END
    assert after.planned_end_on(date(2020, 1, 1)) == END


# --- the seat ---------------------------------------------------------------------------------


def test_r34_a_seat_on_offer_is_used_on_its_planned_days_if_offers_count() -> None:
    offered = placed(*verified(), *OFFERED)

    used = [
        day for day in days_between(START - ONE_DAY, END + ONE_DAY) if offered.uses_seat_on(day)
    ]
    assert used == list(days_between(START, END))
    assert not offered.uses_seat_on(START, offers_count=False)
    assert not placed(*verified()).uses_seat_on(START)
    assert placed(*assigned()).uses_seat_on(START, offers_count=False)


def free(*neighbours: Placement, last: date = END, offers_count: bool = True) -> bool:
    """Whether one of the two seats is free from START to `last`."""
    mine = placed(*verified(planned_end=last))
    footing = standing_on(agreed(), mine)
    days = tuple(days_between(START, last))
    return has_free_seat(mine, footing, neighbours, days, offers_count=offers_count)


def near(number: int, first: date, last: date, *later: Happened, **plan: Any) -> Placement:
    facts = plan.pop("facts", assigned)
    past = facts(planned_start=first, planned_end=last, **plan)
    return placed(*past, *later, subject=f"near-{number}")


def test_r33_a_day_at_either_end_of_the_plan_is_enough_to_be_full() -> None:
    for day in (START, END):
        assert free(near(1, day, day))
        assert not free(near(1, day, day), near(2, day, day))


def test_r33_seats_of_another_field_are_no_seats_of_this_one() -> None:
    others = [near(n, START, END, field=Field.SERVICE) for n in (1, 2)]

    assert free(*others)


def test_r34_seats_on_offer_count_only_where_they_are_asked_for() -> None:
    offered = [near(n, START, END, *OFFERED, facts=verified) for n in (1, 2)]

    assert not free(*offered)
    assert free(*offered, offers_count=False)


def test_r33_a_plan_without_days_is_never_full() -> None:
    mine = placed(*verified())

    assert has_free_seat(mine, standing_on(agreed(), mine), (), (), offers_count=True)


def test_r36_a_field_counts_as_covered_with_one_seat_and_not_with_none() -> None:
    for seats, covered in ((0, False), (1, True)):
        text = agreed(capacity=(Seats(field=Field.TECHNOLOGY, seats=seats),))
        footing = standing_on(text, placed(*verified()))
        assert footing.covers_field(Field.TECHNOLOGY, START) is covered


def test_r36_seats_in_a_field_outside_the_scope_cover_nothing() -> None:
    scope = Scope(fields=(Field.SERVICE,), modes=(nominated().mode,))
    footing = standing_on(agreed(scope=scope), placed(*verified()))

    assert footing.seats(Field.TECHNOLOGY, START) == 2
    assert not footing.covers_field(Field.TECHNOLOGY, START)


def test_r34_whom_nobody_precedes_is_first_though_he_waits_already() -> None:
    mine = state_of(
        Placement, *verified(), Happened(PlacementWaitlisted(rank=1), NOMINATED), position=25
    )

    assert waiting_rank(mine, [mine]) == 1


def test_r73_a_move_counts_for_seats_and_cover_from_its_own_day() -> None:
    """No date of either agreement falls on the day of the move."""
    day = date(2020, 3, 4)
    move = PlacementDecided(question=Question.COVER, answer=Answer.MOVE, agreement="next")
    mine = placed(*started(), Happened(move, day))
    seats = (Seats(field=Field.TECHNOLOGY, seats=5),)
    agreements = {"agreement": agreed(), "next": agreed(capacity=seats)}
    footing = Footing(mine, agreements, WEEKENDS_ONLY, late_days=3)

    eve = date(2020, 3, 3)
    assert (footing.seats(Field.TECHNOLOGY, eve), footing.seats(Field.TECHNOLOGY, day)) == (2, 5)


def test_r73_an_agreement_of_which_nothing_is_known_covers_nothing() -> None:
    footing = standing_on(Agreement(), placed(*verified()))

    assert footing.cover(START) is CoverStatus.UNCOVERED


def test_r34_a_seat_given_is_no_longer_on_offer() -> None:
    [*_, given_seat, _mentor] = assigned()

    assert not placed(*verified(), *OFFERED, given_seat).offered


def test_r34_what_is_rejected_holds_no_seat_it_was_offered() -> None:
    rejected = Happened(PlacementRejected(cause=StopReason.OPD_REQUEST), NOMINATED)

    assert not placed(*verified(), *OFFERED, rejected).uses_seat_on(START)


def test_r41_a_second_pause_leaves_the_first_as_it_was() -> None:
    again = Happened(PlacementSuspended(cause=PauseReason.HOST_CLOSED), date(2020, 3, 4))
    back = Happened(PlacementResumed(planned_end=END), date(2020, 3, 6))
    days_off = [
        day
        for day in days_between(START, END)
        if placed(*started(), PAUSE, RETURN, again, back).is_suspended_on(day)
    ]

    assert days_off == [
        *days_between(PAUSED_FROM, LAST_PAUSED),
        *days_between(date(2020, 3, 4), date(2020, 3, 5)),
    ]


# --- the contract -----------------------------------------------------------------------------


@pytest.mark.parametrize("first_contract_fits", [True, False])
def test_r48_one_contract_that_covers_the_plan_is_enough(first_contract_fits: bool) -> None:
    whole = Period(since=START, until=END)
    past = Period(since=date(2018, 1, 1), until=date(2019, 12, 31))
    first, second = (whole, past) if first_contract_fits else (past, whole)
    employee = state_of(
        Employee,
        contracted(first.since, first.until),
        Happened(EmployeeUpdated(contract=second), NOMINATED),
    )
    verdict = Verdict(strict=True)
    check_contract(verdict, employee, START, END)

    assert not verdict
