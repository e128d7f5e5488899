"""Back after a pause, another plan, the answer to a demand: each rule is tested again (§5.3)."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from domain.agreement.state import Agreement
from domain.base import Fact, Verdict
from domain.employee import Employee
from domain.enums import Field, Mode
from domain.enums_learning import Answer, Component, PauseReason, Question
from domain.placement import changes, decisions
from domain.placement.facts import (
    PlacementClosed,
    PlacementCoverDemanded,
    PlacementDecided,
    PlacementRescheduled,
    PlacementResumed,
    PlacementReviewDemanded,
    PlacementSeatOffered,
    PlacementSuspended,
    PlacementWaitlisted,
)
from domain.placement.footing import Footing
from domain.placement.state import Placement
from domain.shapes import Changes, Scope, Term
from domain.states import PlacementState
from tests.agreement_ends import TO_PLACEMENT_END, agreed, amended
from tests.facts import (
    END,
    NOMINATED,
    SIGNED,
    START,
    WEEKENDS_ONLY,
    assigned,
    contracted,
    registered,
    rules,
    standing_on,
    started,
    verified,
)
from tests.scenario import Decided, Happened, given, state_of

Decision = Callable[[Placement, Verdict], Sequence[Fact]]
POLICY = rules(Component.PLACEMENT_POLICY)
DEWI = state_of(Employee, registered())
LAST_DAY_OFF, BACK, NEW_END = date(2020, 3, 1), date(2020, 3, 2), date(2020, 3, 13)
PAUSED_FROM = date(2020, 2, 27)
PAUSED = (*started(), Happened(PlacementSuspended(cause=PauseReason.HOST_CLOSED), PAUSED_FROM))
REMOTE_ONLY = Scope(fields=(Field.TECHNOLOGY,), modes=(Mode.REMOTE,))


def around(planned: Placement, agreement: Agreement, **circumstances: Any) -> changes.Surroundings:
    usual = {"employee": DEWI, "others": (), "neighbours": (), "mentor_valid": True}
    return changes.Surroundings(
        footing=standing_on(agreement, planned),
        calendar=WEEKENDS_ONLY,
        policy=POLICY,
        **{**usual, **circumstances},
    )


def until(last_day: date, **more: Any) -> Agreement:
    return agreed(term=Term(effective_from=SIGNED, last_day=last_day), **more)


def other(
    number: int, first: date, last: date, *later: Happened, facts: Any = assigned
) -> Placement:
    past = (*facts(planned_start=first, planned_end=last), *later)
    return state_of(Placement, *past, subject=f"other-{number}", position=100 * number)


ON_OFFER = (
    Happened(PlacementWaitlisted(rank=1), NOMINATED),
    Happened(PlacementSeatOffered(), NOMINATED),
)


# --- back after a pause -----------------------------------------------------------------------


def resuming(
    end: date = NEW_END,
    day: date = BACK,
    counted: int = 10,
    agreement: Agreement | None = None,
    mode: Mode | None = None,
    **circumstances: Any,
) -> Decided[Placement]:
    fact = PlacementResumed(planned_end=end, mode=mode)

    def decide(placement: Placement, verdict: Verdict) -> Sequence[Fact]:
        planned = placement.resumed(fact, day)
        there = around(planned, agreement or agreed(), **circumstances)
        return changes.resume(
            placement, planned, verdict, there, resumed=fact, day=day, counted=counted
        )

    return given(Placement, *PAUSED).when(decide)


def test_r41_the_new_end_may_be_the_first_day_back_but_not_earlier() -> None:
    resuming(end=BACK).then(PlacementResumed(planned_end=BACK))
    resuming(end=LAST_DAY_OFF).is_refused("PERIOD_INVALID")


def test_r48_on_resuming_the_contract_covers_the_days_to_come() -> None:
    to_the_end = state_of(Employee, contracted(BACK, NEW_END))
    too_short = state_of(Employee, contracted(BACK, date(2020, 3, 12)))
    too_late = state_of(Employee, contracted(date(2020, 3, 3), NEW_END))

    resuming(employee=to_the_end).then_some()
    for employee in (too_short, too_late):
        resuming(employee=employee).breaks("CONTRACT_ENDS", rule="R48")


def test_r32_on_resuming_no_other_placement_has_any_of_the_days_to_come() -> None:
    in_the_pause = other(1, PAUSED_FROM, LAST_DAY_OFF)

    resuming(others=(in_the_pause,)).then_some()
    for day in (BACK, NEW_END):
        resuming(others=(other(2, day, day),)).breaks("OVERLAP", rule="R32")


def test_r35_on_resuming_the_days_to_come_are_covered() -> None:
    resuming(agreement=until(NEW_END)).then_some()
    resuming(agreement=until(date(2020, 3, 12))).breaks("AGREEMENT_ENDS_BEFORE_PLACEMENT")
    resuming(agreement=until(LAST_DAY_OFF)).breaks("AGREEMENT_NOT_IN_FORCE")


def test_r35_what_had_started_comes_back_to_a_first_day_of_mere_run_off() -> None:
    resuming(end=END, agreement=until(LAST_DAY_OFF, run_off=TO_PLACEMENT_END)).then_some()


def test_r36_on_resuming_the_mode_is_in_the_scope() -> None:
    resuming(mode=Mode.REMOTE).breaks("MODE_NOT_COVERED", rule="R36")


def test_r33_on_resuming_a_seat_on_offer_to_another_is_taken() -> None:
    taken, offered = other(1, BACK, NEW_END), other(2, BACK, NEW_END, *ON_OFFER, facts=verified)

    resuming(neighbours=(taken,)).then_some()
    resuming(neighbours=(taken, offered)).breaks("CAPACITY_FULL", rule="R33")


def test_r38_on_resuming_the_mentor_is_valid() -> None:
    resuming(mentor_valid=False).breaks("MENTOR_INVALID", rule="R38")


@pytest.mark.parametrize(("counted", "fits"), [(4, False), (5, True), (60, True), (61, False)])
def test_r40_on_resuming_5_to_60_days_count_in_all(counted: int, fits: bool) -> None:
    asked = resuming(counted=counted)
    if fits:
        asked.then_some()
    else:
        asked.breaks("DURATION_OUT_OF_RANGE", rule="R40")


# --- another plan -----------------------------------------------------------------------------


def rescheduling(
    past: tuple[Happened, ...],
    start: date | None = None,
    end: date | None = None,
    *,
    mode: Mode | None = None,
    today: date = NOMINATED,
    last_entry: date | None = None,
    agreement: Agreement | None = None,
    **circumstances: Any,
) -> Decided[Placement]:
    fact = PlacementRescheduled(planned_start=start, planned_end=end, mode=mode)

    def decide(placement: Placement, verdict: Verdict) -> Sequence[Fact]:
        planned = placement.rescheduled(fact, today)
        return changes.reschedule(
            placement,
            planned,
            verdict,
            around(planned, agreement or agreed(), **circumstances),
            rescheduled=fact,
            judged_on=today,
            counted=10,
            last_entry=last_entry,
        )

    return given(Placement, *past).when(decide)


def test_r42_a_plan_of_one_day_has_a_first_and_a_last_one_and_no_shorter_is_a_plan() -> None:
    rescheduling(verified(), START, START).then_some()
    rescheduling(verified(), START, date(2020, 2, 23)).is_refused("PERIOD_INVALID")


def test_r42_a_plan_that_ends_before_it_starts_is_refused_after_the_assignment_too() -> None:
    rescheduling(assigned(), date(2020, 3, 10), date(2020, 3, 5)).is_refused("PERIOD_INVALID")


def test_r42_the_new_end_may_be_the_day_of_the_last_entry_but_not_earlier() -> None:
    logged = date(2020, 2, 28)

    rescheduling(started(), end=logged, last_entry=logged, today=logged).then_some()
    rescheduling(started(), end=date(2020, 2, 27), last_entry=logged, today=logged).is_refused(
        "PERIOD_INVALID"
    )


def test_r42_before_the_assignment_nothing_but_the_form_is_tested_again() -> None:
    rescheduling(
        verified(),
        START,
        NEW_END,
        agreement=until(START),
        employee=state_of(Employee, contracted(START, START)),
        mentor_valid=False,
    ).then_some()


@pytest.mark.parametrize("past", [assigned(), started()], ids=["assigned", "started"])
def test_r42_the_person_is_tested_again_for_all_the_new_days(past: tuple[Happened, ...]) -> None:
    retiring = state_of(Employee, registered(retires_on=date(2021, 3, 12)))
    short = state_of(Employee, contracted(START, date(2020, 3, 12)))

    asked: dict[str, Any] = {"end": NEW_END, "today": START}
    rescheduling(past, **asked, employee=retiring).breaks("NOT_ELIGIBLE:RETIREMENT", rule="R31")
    rescheduling(past, **asked, employee=short).breaks("CONTRACT_ENDS", rule="R48")
    for day in (START, NEW_END):
        rescheduling(past, **asked, others=(other(1, day, day),)).breaks("OVERLAP", rule="R32")


@pytest.mark.parametrize("past", [assigned(), started()], ids=["assigned", "started"])
def test_r42_the_agreement_covers_mode_and_days_of_the_new_plan(past: tuple[Happened, ...]) -> None:
    narrowed = agreed(amended(Changes(scope=REMOTE_ONLY), NEW_END))

    asked: dict[str, Any] = {"end": NEW_END, "today": START}
    rescheduling(past, **asked, agreement=until(date(2020, 3, 12))).breaks(
        "AGREEMENT_ENDS_BEFORE_PLACEMENT"
    )
    rescheduling(past, **asked, agreement=narrowed).breaks("MODE_NOT_COVERED", rule="R36")


def test_r42_of_a_started_placement_the_days_from_today_on_are_covered() -> None:
    """The agreement ended yesterday and runs off; what has begun may still be shortened."""
    ended = until(date(2020, 3, 3), run_off=TO_PLACEMENT_END)
    asked: dict[str, Any] = {"end": date(2020, 3, 5), "today": date(2020, 3, 4)}

    rescheduling(started(), **asked, agreement=ended).then_some()
    rescheduling(started(), **asked, agreement=until(date(2020, 3, 3))).breaks(
        "AGREEMENT_NOT_IN_FORCE"
    )


def test_r42_of_an_assigned_placement_no_day_beyond_the_plan_is_looked_at() -> None:
    """It is recorded after the plan's last day, which was the agreement's as well."""
    narrowed = agreed(amended(Changes(scope=REMOTE_ONLY), END + date.resolution))
    asked: dict[str, Any] = {"end": END, "today": NEW_END}

    rescheduling(assigned(), **asked, agreement=until(END)).then_some()
    rescheduling(assigned(), **asked, agreement=narrowed).then_some()


def test_r42_of_an_assigned_placement_every_planned_day_is_covered() -> None:
    """The new first day lies before the agreement's, whatever holds today."""
    early = date(2020, 2, 20)
    term = Term(effective_from=date(2020, 2, 21), last_day=date(2022, 2, 17))

    rescheduling(assigned(), early, END, today=START, agreement=agreed(term=term)).breaks(
        "AGREEMENT_NOT_IN_FORCE"
    )


def test_r37_a_new_start_may_be_the_letters_day_but_not_earlier() -> None:
    rescheduling(assigned(), NOMINATED, END).then_some()
    rescheduling(assigned(), date(2020, 2, 19), END).breaks("LETTER_AFTER_START", rule="R37")


def test_r38_a_new_plan_tests_the_mentor_if_one_is_assigned() -> None:
    rescheduling(assigned(mentor=None), end=NEW_END, mentor_valid=False).then_some()
    rescheduling(assigned(), end=NEW_END, mentor_valid=False).breaks("MENTOR_INVALID", rule="R38")


def test_r33_what_others_did_on_the_days_of_a_pause_is_in_no_new_plans_way() -> None:
    """The pause had freed the person and the seat: both were used, and are free again."""
    back = (*PAUSED, Happened(PlacementResumed(planned_end=END), BACK))
    asked: dict[str, Any] = {"end": NEW_END, "today": BACK}
    in_the_pause = [other(number, PAUSED_FROM, LAST_DAY_OFF) for number in range(1, 3)]

    rescheduling(back, **asked, others=in_the_pause, neighbours=in_the_pause).then_some()
    for day in (PAUSED_FROM - date.resolution, BACK):
        rivals = [other(number, day, day) for number in range(1, 3)]
        rescheduling(back, **asked, others=rivals).breaks("OVERLAP", rule="R32")
        rescheduling(back, **asked, neighbours=rivals).breaks("CAPACITY_FULL", rule="R33")


def test_r33_a_new_plan_needs_a_seat_that_is_not_on_offer_to_another() -> None:
    taken = other(1, NEW_END, NEW_END)
    offered = other(2, NEW_END, NEW_END, *ON_OFFER, facts=verified)

    rescheduling(assigned(), end=NEW_END, neighbours=(taken,)).then_some()
    rescheduling(assigned(), end=NEW_END, neighbours=(taken, offered)).breaks(
        "CAPACITY_FULL", rule="R33"
    )


# --- the answer to a demand -------------------------------------------------------------------

ENDED = until(date(2020, 3, 3))
DEMANDED = Happened(
    PlacementCoverDemanded(first_uncovered=date(2020, 3, 4), due_on=date(2020, 3, 11)),
    date(2020, 3, 4),
    "system",
)
REVIEW = Happened(PlacementReviewDemanded(due_on=date(2020, 3, 11)), date(2020, 3, 4), "system")


def deciding(
    past: tuple[Happened, ...],
    answer: Answer,
    question: Question = Question.COVER,
    next_one: Agreement | None = None,
    before: Agreement = ENDED,
    day: date = date(2020, 3, 4),
) -> Decided[Placement]:
    moves = "next" if answer is Answer.MOVE else None
    fact = PlacementDecided(question=question, answer=answer, agreement=moves)

    def decide(placement: Placement, verdict: Verdict) -> Sequence[Fact]:
        moved = placement.decided(fact, day)
        agreements = {"agreement": before, "next": next_one or agreed()}
        footing = Footing(moved, agreements, WEEKENDS_ONLY, late_days=3)
        return changes.decide(placement, moved, verdict, footing, decided=fact, day=day)

    return given(Placement, *past).when(decide)


def test_r74_a_move_leads_to_an_agreement_that_covers_the_days_to_come() -> None:
    past = (*started(), DEMANDED)

    deciding(past, Answer.MOVE).then_some()
    deciding(past, Answer.MOVE, next_one=until(END)).then_some()
    deciding(past, Answer.MOVE, next_one=until(date(2020, 3, 5))).breaks(
        "AGREEMENT_ENDS_BEFORE_PLACEMENT"
    )
    deciding(past, Answer.MOVE, next_one=until(date(2020, 3, 3))).breaks("AGREEMENT_NOT_IN_FORCE")
    deciding(past, Answer.MOVE, next_one=agreed(scope=REMOTE_ONLY)).breaks("MODE_NOT_COVERED")


def test_r74_what_has_not_started_moves_to_an_agreement_that_begins_by_its_start() -> None:
    def beginning(first: date) -> Agreement:
        return agreed(term=Term(effective_from=first, last_day=END))

    past = (*assigned(), DEMANDED)
    asked: dict[str, Any] = {"answer": Answer.MOVE, "day": NOMINATED}

    deciding(past, **asked, next_one=beginning(START)).then_some()
    deciding(past, **asked, next_one=beginning(START + date.resolution)).breaks(
        "AGREEMENT_NOT_IN_FORCE"
    )
    too_late: dict[str, Any] = {"answer": Answer.MOVE, "day": START + date.resolution}
    deciding(past, **too_late, next_one=until(START)).breaks("AGREEMENT_NOT_IN_FORCE")


def test_r74_only_what_has_started_moves_to_mere_run_off() -> None:
    runs_off = until(date(2020, 3, 3), run_off=TO_PLACEMENT_END)

    deciding((*started(), DEMANDED), Answer.MOVE, next_one=runs_off).then_some()
    deciding((*assigned(), DEMANDED), Answer.MOVE, next_one=runs_off).breaks(
        "AGREEMENT_NOT_IN_FORCE"
    )


def test_r74_a_move_counts_from_its_day_and_answers_that_demand_alone() -> None:
    fact = PlacementDecided(question=Question.COVER, answer=Answer.MOVE, agreement="next")
    day = date(2020, 3, 4)
    after = state_of(Placement, *started(), DEMANDED, REVIEW, Happened(fact, day))

    assert after.agreement_on(date(2020, 3, 3)) == "agreement"
    assert after.agreement_on(day) == "next"
    assert [demand.question for demand in after.demands] == [Question.DISCIPLINE]
    assert after.cover_decided_on == day


def test_r45_an_answer_about_discipline_decides_nothing_about_the_cover() -> None:
    fact = PlacementDecided(question=Question.DISCIPLINE, answer=Answer.CONTINUE)
    day = date(2020, 3, 4)
    after = state_of(Placement, *started(), DEMANDED, REVIEW, Happened(fact, day))

    assert [demand.question for demand in after.demands] == [Question.COVER]
    assert (after.cover_decided_on, after.bases) == (None, ())


def test_r74_going_on_needs_the_days_covered_again() -> None:
    past = (*started(), DEMANDED)

    deciding(past, Answer.CONTINUE).breaks("AGREEMENT_NOT_IN_FORCE", rule="R13")
    deciding(past, Answer.CONTINUE, before=until(date(2020, 3, 5))).breaks("AGREEMENT_NOT_IN_FORCE")
    deciding(past, Answer.CONTINUE, before=until(END)).then_some()


@pytest.mark.parametrize("answer", [Answer.SUSPEND, Answer.STOP])
def test_r74_pausing_or_stopping_needs_no_cover(answer: Answer) -> None:
    deciding((*started(), DEMANDED), answer).then_some()


def test_r45_going_on_after_a_review_asks_for_no_cover() -> None:
    deciding(
        (*started(), DEMANDED, REVIEW), Answer.CONTINUE, question=Question.DISCIPLINE
    ).then_some()


# --- the closing ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("evaluated", "credit_decided", "missing"),
    [
        (True, True, ()),
        (False, True, ("INCOMPLETE:EVALUATION",)),
        (True, False, ("INCOMPLETE:CREDIT",)),
        (False, False, ("INCOMPLETE:EVALUATION", "INCOMPLETE:CREDIT")),
    ],
)
def test_r47_a_placement_closes_when_evaluation_and_credit_are_decided(
    evaluated: bool, credit_decided: bool, missing: tuple[str, ...]
) -> None:
    asked = given(Placement, *started()).when(
        lambda _placement, verdict: decisions.close(
            verdict, evaluated=evaluated, credit_decided=credit_decided
        )
    )
    if missing:
        asked.breaks(*missing, rule="R47")
    else:
        assert asked.then(PlacementClosed()).state == PlacementState.CLOSED
