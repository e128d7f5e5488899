"""The decisions about the evaluation, and who may hold which duty (contract §5.4, R58-R60, R83)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from domain.base import Verdict
from domain.codes import Code
from domain.dates import Calendar
from domain.enums import Role
from domain.learning.facts import BackAtWorkReviewed, EvaluationConfirmed, LearningEvaluated
from domain.learning.state import LearningRecord
from domain.placement.state import Placement
from domain.rubric import Rubric, incomplete, passed, score_centi


@dataclass(frozen=True, slots=True)
class Person:
    """The one who acts, as far as separation of duties asks: account, employee, unit."""

    account: str
    employee: str | None
    unit: str | None
    role: Role


def evaluate(
    verdict: Verdict,
    *,
    placement: Placement,
    person: Person,
    named_rubric: str,
    valid_rubric: str,
    rubric: Rubric,
    scores: Mapping[str, int],
    levels: tuple[int | None, int | None],
    note: str | None,
    tied: bool,
) -> tuple[LearningEvaluated]:
    """The mentor scores by the rubric of the actual start; the system adds up (R58, R59)."""
    ended_on = placement.last_day
    if placement.mentor_on(ended_on) != person.account:
        verdict.broken(Code.NOT_ASSIGNED_MENTOR)
    if person.employee == placement.employee:
        verdict.broken(Code.SOD_VIOLATION, "PARTICIPANT+MENTOR")
    if named_rubric != valid_rubric:
        verdict.broken(Code.RUBRIC_VERSION)
    for code in incomplete(rubric, scores):
        verdict.broken(Code.RUBRIC_INCOMPLETE, code)
    if tied:
        verdict.broken(Code.CONFLICT_OF_INTEREST)
    verdict.settle()
    evaluated = LearningEvaluated(
        rubric=named_rubric,
        scores=dict(scores),
        score_centi=score_centi(rubric, scores),
        passed=passed(rubric, scores),
        level_before=levels[0],
        level_after=levels[1],
        note=note,
    )
    return (evaluated,)


def confirm_evaluation(
    record: LearningRecord,
    verdict: Verdict,
    *,
    day: date,
    placement: Placement,
    person: Person,
    calendar: Calendar,
    reply_days: int,
    tied: bool,
) -> tuple[EvaluationConfirmed]:
    """Another person confirms, after the reply or when its window is over (R60, R83)."""
    scored_on = record.evaluated_on or date.max
    if not record.replied and not calendar.is_later(day, scored_on, reply_days):
        verdict.broken(Code.REPLY_WINDOW_OPEN)
    check_duties(verdict, "EVALUATOR", duties_held(record, placement, person, ("EVALUATOR",)))
    if tied:
        verdict.broken(Code.CONFLICT_OF_INTEREST)
    verdict.settle()
    return (EvaluationConfirmed(),)


def review_back_at_work(
    verdict: Verdict,
    reviewed: BackAtWorkReviewed,
    *,
    home_units: frozenset[str],
    reviewing_units: frozenset[str],
) -> tuple[BackAtWorkReviewed]:
    """The head of the employee's unit, or of one above it, says what came of the learning."""
    if home_units.isdisjoint(reviewing_units):
        verdict.broken(Code.NOT_HOME_UNIT)
    verdict.settle()
    return (reviewed,)


def duties_held(
    record: LearningRecord, placement: Placement, person: Person, leaving_out: Iterable[str]
) -> list[str]:
    """The duties the person already has on this placement, in the order of R83."""
    mentors = {*record.mentors, *(spell.mentor for spell in placement.mentors)}
    held = {
        "PARTICIPANT": person.employee == placement.employee,
        "MENTOR": person.account in mentors,
        "EVALUATOR": person.account == record.evaluator,
        "CREDIT_VERIFIER": person.account in record.verifiers,
        "CREDIT_RECOGNISER": person.account in record.recognisers,
    }
    return [duty for duty, has in held.items() if has and duty not in leaving_out]


def check_duties(verdict: Verdict, new: str, held: Iterable[str]) -> None:
    """One SOD_VIOLATION for every duty that may not be in one hand with the new one."""
    for duty in held:
        verdict.broken(Code.SOD_VIOLATION, f"{duty}+{new}", rule="R83")
