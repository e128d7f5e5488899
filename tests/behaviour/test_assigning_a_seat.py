"""Giving a seat: cover on every day, mode, field and unit, letter, mentor, seats, waiting list."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

import pytest

from domain.agreement.state import Agreement
from domain.base import Fact, Verdict
from domain.employee import Employee
from domain.enums import Field, Mode, Signable, UnitKind
from domain.enums_learning import Component, IfFull, PlacementActivity
from domain.placement import decisions
from domain.placement.checks import waiting_rank
from domain.placement.facts import PlacementAssigned, PlacementWaitlisted
from domain.placement.state import Placement
from domain.shapes import Changes, Letter, Scope, Seats, Term
from domain.states import PlacementState
from tests.agreement_ends import agreed, amended
from tests.facts import (
    END,
    KOMINFO,
    KOTA,
    LAST_DAY,
    NOMINATED,
    SIGNED,
    START,
    TEL,
    WEEKENDS_ONLY,
    approved,
    assigned,
    completed,
    contracted,
    letter,
    nominated,
    office,
    registered,
    rules,
    signature,
    signed,
    standing_on,
    started,
    verified,
)
from tests.scenario import Happened, given, state_of

Decision = Callable[[Placement, Verdict], Sequence[Fact]]
DEWI = state_of(Employee, registered())
IN_FORCE = state_of(Agreement, *signed())
SIGNS_LETTERS = office(KOTA, Signable.ASSIGNMENT_LETTER)
SEAT = PlacementAssigned(
    letter=letter(),
    mentor=TEL,
    activity=PlacementActivity.INTERNSHIP,
    home_unit=KOMINFO,
    working_days=10,
)


def assigning(
    surat: Letter | None = None, if_full: IfFull = IfFull.REFUSE, **changes: Any
) -> Decision:
    circumstances = {
        "employee": DEWI,
        "others": (),
        "is_working_kind": True,
        "unit_kind": UnitKind.OPD,
        "office": SIGNS_LETTERS,
        "letter_taken": False,
        "mentor_valid": True,
        "neighbours": (),
        "home_unit": KOMINFO,
    }
    rests_on = changes.pop("agreement", IN_FORCE)

    def decide(placement: Placement, verdict: Verdict) -> Sequence[Fact]:
        footing = standing_on(rests_on, placement)
        return decisions.assign(
            placement,
            verdict,
            letter=surat or letter(),
            mentor=TEL,
            activity=PlacementActivity.INTERNSHIP,
            if_full=if_full,
            seating=decisions.Seating(**{**circumstances, "footing": footing, **changes}),
            calendar=WEEKENDS_ONLY,
            policy=rules(Component.PLACEMENT_POLICY),
        )

    return decide


def agreement(**changes: Any) -> Agreement:
    return state_of(Agreement, *signed(**changes))


def test_a_seat_is_given_with_its_letter_home_unit_and_working_days() -> None:
    after = given(Placement, *verified()).when(assigning()).then(SEAT)

    assert (after.state, after.working_days_assigned) == (PlacementState.ASSIGNED, 10)


# --- the agreement ----------------------------------------------------------------------------


def test_r35_an_umbrella_alone_or_another_hosts_agreement_gives_no_seat() -> None:
    elsewhere = verified(host="org-bjb")

    given(Placement, *verified()).when(assigning(is_working_kind=False)).breaks(
        "NOT_A_WORKING_AGREEMENT", rule="R35"
    )
    given(Placement, *elsewhere).when(assigning()).breaks("NOT_A_WORKING_AGREEMENT")


def test_r35_every_day_of_the_plan_is_in_force() -> None:
    """The last permitted day is the agreement's last; a day longer is not."""
    ten_days = verified(planned_start=date(2022, 2, 7), planned_end=LAST_DAY)
    too_long = verified(planned_start=date(2022, 2, 7), planned_end=date(2022, 2, 18))

    given(Placement, *ten_days).when(assigning()).then_some()
    given(Placement, *too_long).when(assigning()).breaks(
        "AGREEMENT_ENDS_BEFORE_PLACEMENT", rule="R35"
    )


@pytest.mark.parametrize("start", [date(2020, 2, 17), date(2022, 2, 18)])
def test_r13_the_first_day_is_in_force(start: date) -> None:
    plan = verified(planned_start=start, planned_end=start + timedelta(days=11))

    given(Placement, *plan).when(assigning(letter(on=date(2020, 2, 17)))).breaks(
        "AGREEMENT_NOT_IN_FORCE", rule="R13"
    )


def test_r13_one_signature_alone_gives_no_seat() -> None:
    half = state_of(Agreement, *approved(), Happened(signature(), SIGNED))

    given(Placement, *verified()).when(assigning(agreement=half)).breaks("AGREEMENT_NOT_IN_FORCE")


def test_r36_mode_field_and_home_unit_are_in_the_scope() -> None:
    scope = Scope(fields=(Field.SERVICE,), modes=(Mode.REMOTE,), unit_kinds=(UnitKind.KELURAHAN,))

    given(Placement, *verified()).when(assigning(agreement=agreement(scope=scope))).breaks(
        "MODE_NOT_COVERED", "FIELD_NOT_COVERED", "UNIT_NOT_COVERED", rule="R36"
    )


def test_r36_a_field_without_seats_is_not_covered_and_full() -> None:
    bare = agreement(capacity=(Seats(field=Field.SERVICE, seats=2),))

    given(Placement, *verified()).when(assigning(agreement=bare)).breaks(
        "FIELD_NOT_COVERED", "CAPACITY_FULL"
    )


def test_r36_a_scope_without_unit_kinds_takes_every_unit() -> None:
    for kind in UnitKind:
        given(Placement, *verified()).when(assigning(unit_kind=kind)).then(SEAT)


def test_r36_what_changes_during_the_plan_is_tested_on_every_day() -> None:
    """An amendment narrows the scope on the last day of the plan."""
    scope = Scope(fields=(Field.SERVICE,), modes=(Mode.REMOTE,), unit_kinds=(UnitKind.KELURAHAN,))
    narrowed = agreed(amended(Changes(scope=scope), END))

    given(Placement, *verified()).when(assigning(agreement=narrowed)).breaks(
        "MODE_NOT_COVERED", "FIELD_NOT_COVERED", "UNIT_NOT_COVERED", rule="R36"
    )


def test_r36_people_of_the_unit_kinds_named_may_come() -> None:
    scope = Scope(fields=(Field.TECHNOLOGY,), modes=(Mode.ON_SITE,), unit_kinds=(UnitKind.OPD,))

    given(Placement, *verified()).when(assigning(agreement=agreement(scope=scope))).then(SEAT)


# --- the letter and the mentor ----------------------------------------------------------------


def test_r37_the_letter_is_dated_on_or_before_the_start() -> None:
    on_the_day = letter(on=START)

    given(Placement, *verified()).when(assigning(on_the_day)).then_some()
    given(Placement, *verified()).when(assigning(letter(on=date(2020, 2, 25)))).breaks(
        "LETTER_AFTER_START", rule="R37"
    )


def test_r37_a_letters_number_belongs_to_one_document() -> None:
    given(Placement, *verified()).when(assigning(letter_taken=True)).breaks(
        "NUMBER_TAKEN", rule="R37"
    )


@pytest.mark.parametrize(
    "signer",
    [
        office(KOTA, Signable.MOU),
        office(KOTA, Signable.ASSIGNMENT_LETTER, since=date(2020, 2, 21)),
        office(KOTA, Signable.ASSIGNMENT_LETTER, until=date(2020, 2, 19)),
    ],
    ids=["does not sign letters", "not held yet", "held no more"],
)
def test_r37_the_letters_office_signs_letters_on_its_date(signer: Any) -> None:
    given(Placement, *verified()).when(assigning(office=signer)).breaks("NO_AUTHORITY", rule="R37")


def test_r38_a_mentor_may_follow_later_but_a_named_one_is_valid() -> None:
    given(Placement, *verified()).when(assigning(mentor_valid=None)).then(SEAT)
    given(Placement, *verified()).when(assigning(mentor_valid=False)).breaks(
        "MENTOR_INVALID", rule="R38"
    )


# --- seats ------------------------------------------------------------------------------------


def neighbour(
    number: int, first: date = START, last: date = END, facts: Callable[..., Any] = assigned
) -> Placement:
    past = facts(planned_start=first, planned_end=last)
    return state_of(Placement, *past, subject=f"neighbour-{number}", position=100 * number)


def test_r33_on_each_day_no_more_placements_than_seats() -> None:
    one, two = neighbour(1), neighbour(2, first=END, last=date(2020, 3, 13))

    given(Placement, *verified()).when(assigning(neighbours=[one])).then(SEAT)
    given(Placement, *verified()).when(assigning(neighbours=[one, two])).breaks(
        "CAPACITY_FULL", rule="R33"
    )


def test_r33_neighbours_that_never_meet_share_one_seat() -> None:
    first_week = neighbour(1, START, date(2020, 2, 28))
    second_week = neighbour(2, date(2020, 3, 2), END)
    throughout = neighbour(3)

    given(Placement, *verified()).when(assigning(neighbours=[first_week, second_week])).then(SEAT)
    given(Placement, *verified()).when(
        assigning(neighbours=[first_week, second_week, throughout])
    ).breaks("CAPACITY_FULL")


@pytest.mark.parametrize("facts", [started, completed])
def test_r33_started_and_completed_placements_hold_their_seats(facts: Callable[..., Any]) -> None:
    full = [neighbour(1, facts=facts), neighbour(2, facts=facts)]

    given(Placement, *verified()).when(assigning(neighbours=full)).breaks("CAPACITY_FULL")


def test_r33_verified_placements_and_the_placement_itself_hold_no_seat() -> None:
    itself = state_of(Placement, *verified(), subject="placement")
    waiting = [itself, neighbour(1, facts=verified), neighbour(2)]

    given(Placement, *verified()).when(assigning(neighbours=waiting)).then(SEAT)


def test_r33_on_import_a_seat_beyond_the_agreement_is_recorded_as_given() -> None:
    kept = given(Placement, *verified()).when(assigning(neighbours=FULL)).breaks("CAPACITY_FULL")

    assert kept == (SEAT,)


def test_r40_a_plan_of_one_day_taken_over_from_paper_gets_its_seat() -> None:
    one_day = verified(planned_start=START, planned_end=START)
    [fact] = given(Placement, *one_day).when(assigning()).then_some()

    assert fact.working_days == 1


# --- the waiting list -------------------------------------------------------------------------


def waiting(number: int, priority: int = 3) -> Placement:
    past = (*verified(priority=priority), Happened(PlacementWaitlisted(rank=number), NOMINATED))
    return state_of(Placement, *past, subject=f"waiting-{number}", position=10 * number)


FULL = [neighbour(1), neighbour(2)]


def test_r34_a_full_host_puts_on_the_waiting_list_who_asks_for_it() -> None:
    after = (
        given(Placement, *verified())
        .when(assigning(if_full=IfFull.WAITLIST, neighbours=FULL))
        .then(PlacementWaitlisted(rank=1))
    )

    assert (after.state, after.letter) == (PlacementState.WAITLISTED, None)


def test_r34_the_rank_goes_by_priority_then_by_nomination() -> None:
    mine = state_of(Placement, *verified(), position=25)
    earlier, later = waiting(1), waiting(3)
    urgent, patient = waiting(4, priority=1), waiting(0, priority=5)

    assert waiting_rank(mine, [earlier, later]) == 2
    assert waiting_rank(mine, [earlier, later, urgent, patient]) == 3
    assert waiting_rank(mine, [neighbour(1), patient]) == 1


def test_r34_with_a_free_seat_nobody_waits() -> None:
    given(Placement, *verified()).when(assigning(if_full=IfFull.WAITLIST)).then(SEAT)


def test_r34_the_waiting_list_is_no_way_round_the_other_rules() -> None:
    given(Placement, *verified()).when(
        assigning(if_full=IfFull.WAITLIST, neighbours=FULL, letter_taken=True)
    ).breaks("NUMBER_TAKEN")


def test_r34_from_the_waiting_list_a_seat_is_given_like_any_other() -> None:
    listed = (*verified(), Happened(PlacementWaitlisted(rank=1), NOMINATED))

    given(Placement, *listed).when(assigning()).then(SEAT)
    given(Placement, *listed).when(assigning(neighbours=FULL)).breaks("CAPACITY_FULL")


# --- everything -------------------------------------------------------------------------------


def test_r35_all_that_stands_against_a_seat_is_told_in_the_contracts_order() -> None:
    scope = Scope(fields=(Field.SERVICE,), modes=(Mode.REMOTE,), unit_kinds=(UnitKind.KELURAHAN,))
    employee = state_of(Employee, contracted(START, START, service_from=START))
    overlapping = state_of(Placement, *assigned(), subject="other")

    given(Placement, *verified()).when(
        assigning(
            letter(on=date(2020, 2, 25)),
            employee=employee,
            others=(overlapping,),
            is_working_kind=False,
            agreement=agreement(scope=scope, term=nominated_term()),
            letter_taken=True,
            office=office(KOTA, Signable.MOU),
            mentor_valid=False,
            neighbours=FULL,
        )
    ).breaks(
        "NOT_ELIGIBLE:SERVICE",
        "CONTRACT_ENDS",
        "OVERLAP",
        "NOT_A_WORKING_AGREEMENT",
        "AGREEMENT_ENDS_BEFORE_PLACEMENT",
        "MODE_NOT_COVERED",
        "FIELD_NOT_COVERED",
        "UNIT_NOT_COVERED",
        "LETTER_AFTER_START",
        "NUMBER_TAKEN",
        "NO_AUTHORITY",
        "MENTOR_INVALID",
        "CAPACITY_FULL",
    )


def nominated_term() -> Any:
    """A term that ends a day before the plan."""
    return Term(effective_from=SIGNED, last_day=nominated().planned_end - timedelta(days=1))
