"""The decisions about hours and evaluation: read states, answer facts or break rules (§5.4)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.base import Verdict
from domain.codes import Code
from domain.dates import Calendar
from domain.employee import Employee
from domain.enums import Role
from domain.enums_learning import EmployeeStatus
from domain.learning.facts import (
    EvaluationConfirmed,
    HoursApproved,
    HoursLogged,
    LearningEvaluated,
)
from domain.learning.state import LearningRecord, LoggedEntry
from domain.placement.state import Placement
from domain.rubric import Rubric, incomplete, passed, score_centi
from domain.shapes import Entry
from domain.states import EntryState

Policy = Mapping[str, Any]
_AWAY = (EmployeeStatus.LEAVE, EmployeeStatus.STUDY)


@dataclass(frozen=True, slots=True)
class Person:
    """The one who acts, as far as separation of duties asks: account, employee, unit."""

    account: str
    employee: str | None
    unit: str | None
    role: Role


def log_hours(
    record: LearningRecord,
    verdict: Verdict,
    entries: Sequence[Entry],
    *,
    placement: Placement,
    employee: Employee,
    caps: Mapping[date, int],
    calendar: Calendar,
    today: date,
    entry_days: int,
) -> tuple[HoursLogged, ...]:
    """All entries or none (R50-R53). `caps` holds the quarter hours allowed on each day."""
    start, end = placement.started_on or date.max, placement.planned_end
    for n, entry in enumerate(entries):
        if not start <= entry.day <= min(end, today):
            verdict.broken(Code.DAY_OUT_OF_RANGE, about=n)
    for n, entry in enumerate(entries):
        if employee.status_on(entry.day) in _AWAY:
            verdict.broken(Code.ON_LEAVE, about=n)
    for n, entry in enumerate(entries):
        if not calendar.is_working_day(entry.day):
            verdict.broken(Code.NON_WORKING_DAY, about=n)
    totals: dict[date, int] = {}
    for n, entry in enumerate(entries):
        before = totals.get(entry.day, record.quarters_on(entry.day))
        totals[entry.day] = before + entry.quarters
        if totals[entry.day] > caps[entry.day]:
            verdict.broken(Code.DAILY_CAP, about=n)
    verdict.settle()
    return tuple(
        HoursLogged(
            entry=number,
            day=entry.day,
            quarters=entry.quarters,
            activity=entry.activity,
            output=entry.output,
            document=entry.document,
            late=today > calendar.working_day_after(entry.day, entry_days),
        )
        for number, entry in enumerate(entries, len(record.entries) + 1)
    )


def approve_hours(
    record: LearningRecord,
    verdict: Verdict,
    entries: Sequence[LoggedEntry],
    *,
    person: Person,
    placement: Placement,
    tied: bool,
) -> tuple[HoursApproved]:
    """The mentor of the day approves; the officer completes what was late or mentor-written."""
    officer = person.role is Role.OFFICER
    own = person.employee == placement.employee
    if own or any(person.account in (e.writer, *e.decided_by) for e in entries):
        verdict.broken(Code.SELF_APPROVAL)
    if not officer and any(placement.mentor_on(e.day) != person.account for e in entries):
        verdict.broken(Code.NOT_ASSIGNED_MENTOR)
    if tied:
        verdict.broken(Code.CONFLICT_OF_INTEREST)
    verdict.settle()
    half = () if officer else tuple(e.entry for e in entries if e.needs_two and verdict.strict)
    full = tuple(e.entry for e in entries if e.entry not in half)
    return (HoursApproved(entries=full, half=half),)


def officer_may_approve(entry: LoggedEntry) -> bool:
    """An officer approves what a mentor wrote, and late entries the mentor has approved (R53)."""
    return entry.written_by_mentor or entry.state is EntryState.HALF_APPROVED


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
    ended_on = placement.ended_on or placement.planned_end
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
    if not record.replied and day <= calendar.working_day_after(scored_on, reply_days):
        verdict.broken(Code.REPLY_WINDOW_OPEN)
    check_duties(verdict, "EVALUATOR", duties_held(record, placement, person, ("EVALUATOR",)))
    if tied:
        verdict.broken(Code.CONFLICT_OF_INTEREST)
    verdict.settle()
    return (EvaluationConfirmed(),)


def duties_held(
    record: LearningRecord, placement: Placement, person: Person, leaving_out: Iterable[str]
) -> list[str]:
    """The duties the person already has on this placement, in the order of R83."""
    held = {
        "PARTICIPANT": person.employee == placement.employee,
        "MENTOR": any(spell.mentor == person.account for spell in placement.mentors),
        "EVALUATOR": record.evaluator == person.account,
        "CREDIT_VERIFIER": record.verifier == person.account,
    }
    return [duty for duty, has in held.items() if has and duty not in leaving_out]


def check_duties(verdict: Verdict, new: str, held: Iterable[str]) -> None:
    """One SOD_VIOLATION for every duty that may not be in one hand with the new one."""
    for duty in held:
        verdict.broken(Code.SOD_VIOLATION, f"{duty}+{new}", rule="R83")
