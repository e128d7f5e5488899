"""The decisions that change a running plan: resume, reschedule, decide (contract §5.3)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from domain.base import Verdict
from domain.codes import Code
from domain.dates import Calendar, add_months
from domain.employee import Employee
from domain.enums_learning import Answer, Question
from domain.placement.checks import (
    Policy,
    check_contract,
    check_cover,
    check_eligibility,
    check_overlap,
    check_scope,
    has_free_seat,
)
from domain.placement.facts import PlacementDecided, PlacementRescheduled, PlacementResumed
from domain.placement.footing import Footing
from domain.placement.state import Placement, days_between
from domain.states import CoverStatus, PlacementState


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a new plan is judged by: the person, the agreement, the seats, the mentors."""

    employee: Employee
    others: Sequence[Placement]
    """The person's placements."""
    neighbours: Sequence[Placement]
    """The placements at the host."""
    footing: Footing
    mentor_valid: bool
    calendar: Calendar
    policy: Policy


def resume(
    placement: Placement,
    planned: Placement,
    verdict: Verdict,
    around: Surroundings,
    *,
    resumed: PlacementResumed,
    day: date,
    counted: int,
) -> tuple[PlacementResumed]:
    """Back to the host; everything is tested again for the days to come (R41).

    `planned` is the placement as it would be, `counted` its counted days with the new end.
    """
    days = tuple(days_between(day, max(day, planned.planned_end)))
    if planned.planned_end < day:
        verdict.broken(Code.PERIOD_INVALID)
    limit = add_months(placement.suspensions[-1].since, around.policy["max_pause_months"])
    if day >= limit:
        verdict.broken(Code.SUSPENSION_TOO_LONG)
    check_contract(verdict, around.employee, day, planned.planned_end)
    check_overlap(verdict, planned, around.others, day, planned.planned_end)
    check_cover(verdict, days, around.footing, started=True)
    check_scope(verdict, planned.mode, planned.field, around.footing, days)
    if not has_free_seat(placement, around.footing, around.neighbours, days, offers_count=True):
        verdict.broken(Code.CAPACITY_FULL)
    if not around.mentor_valid:
        verdict.broken(Code.MENTOR_INVALID)
    check_duration(verdict, counted, around.policy)
    verdict.settle()
    return (resumed,)


def check_duration(verdict: Verdict, counted: int, policy: Policy) -> None:
    """The counted days lie within policy (R40)."""
    if not policy["min_days"] <= counted <= policy["max_days"]:
        verdict.broken(Code.DURATION_OUT_OF_RANGE)


def first_looked_at(planned: Placement, judged_on: date) -> date:
    """The first day a new plan is judged on: of what has started today, else its first day."""
    return judged_on if planned.state == PlacementState.STARTED else planned.first_day


def reschedule(
    placement: Placement,
    planned: Placement,
    verdict: Verdict,
    around: Surroundings,
    *,
    rescheduled: PlacementRescheduled,
    judged_on: date,
    counted: int,
    last_entry: date | None,
) -> tuple[PlacementRescheduled]:
    """A new plan: before the assignment only its form is tested, afterwards everything (R42).

    `judged_on` is today, and the day the act claims if it is taken over from paper.
    """
    first, last = planned.first_day, planned.planned_end
    if last < first or (last_entry is not None and last < last_entry):
        verdict.broken(Code.PERIOD_INVALID)
    check_duration(verdict, counted, around.policy)
    if placement.state in (PlacementState.ASSIGNED, PlacementState.STARTED):
        _recheck(placement, planned, verdict, around, judged_on)
    verdict.settle()
    return (rescheduled,)


def _recheck(
    placement: Placement,
    planned: Placement,
    verdict: Verdict,
    around: Surroundings,
    judged_on: date,
) -> None:
    """R31-R37 again, for the new days."""
    started = placement.state == PlacementState.STARTED
    first, last = planned.first_day, planned.planned_end
    seen_from = first_looked_at(planned, judged_on)
    looked_at = tuple(days_between(seen_from, max(seen_from, last)))
    check_eligibility(verdict, around.employee, first, last, around.policy)
    check_contract(verdict, around.employee, first, last)
    check_overlap(verdict, planned, around.others, first, last)
    check_cover(verdict, looked_at, around.footing, started=started)
    if not all(around.footing.allows(planned.mode, day) for day in looked_at):
        verdict.broken(Code.MODE_NOT_COVERED)
    if planned.letter is not None and planned.letter.date > first:
        verdict.broken(Code.LETTER_AFTER_START)
    if planned.mentors and not around.mentor_valid:
        verdict.broken(Code.MENTOR_INVALID)
    days = tuple(day for day in days_between(first, last) if not planned.is_suspended_on(day))
    if not has_free_seat(placement, around.footing, around.neighbours, days, offers_count=True):
        verdict.broken(Code.CAPACITY_FULL)


def decide(
    placement: Placement,
    moved: Placement,
    verdict: Verdict,
    footing: Footing,
    *,
    decided: PlacementDecided,
    day: date,
) -> tuple[PlacementDecided]:
    """Answer a demand. MOVE and CONTINUE need the days to come covered (R45, R74)."""
    started = placement.state != PlacementState.ASSIGNED
    first = day if started else max(day, placement.planned_start)
    days = tuple(days_between(first, max(first, placement.planned_end)))
    if decided.answer is Answer.MOVE:
        check_cover(verdict, days, footing, started=started)
        check_scope(verdict, moved.mode, moved.field, footing, days)
    goes_on = decided.answer is Answer.CONTINUE and decided.question is Question.COVER
    if goes_on and still_uncovered(placement, footing) is not None:
        verdict.broken(Code.AGREEMENT_NOT_IN_FORCE)
    verdict.settle()
    return (decided,)


def still_uncovered(placement: Placement, footing: Footing) -> date | None:
    """The first day of an open demand's days that is not covered; None if all are again."""
    demand = placement.demand(Question.COVER)
    if demand is None or demand.first_uncovered is None:
        return None
    days: Iterable[date] = days_between(demand.first_uncovered, placement.planned_end)
    return next((day for day in days if footing.cover(day) is CoverStatus.UNCOVERED), None)
