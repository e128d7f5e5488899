"""One placement in full, on the day asked about (contract §8.1)."""

from datetime import date

from application.queries.base import Query, Reading, Reply
from application.queries.evidence import evidence_of
from application.queries.placement_reading import counted_days, rank_of, scope_of
from application.views.things import EMPLOYEES, PLACEMENTS
from domain.employee import Employee
from domain.enums import Field, Mode
from domain.enums_learning import (
    EligibilityItem,
    PauseReason,
    PlacementActivity,
    Question,
    StopReason,
)
from domain.placement.state import Placement
from domain.shapes import Letter
from domain.states import EvidenceState, PlacementState


class EligibilityResult(Reply):
    item: EligibilityItem
    ok: bool


class MentorResult(Reply, rename={"since": "from"}):
    mentor: str
    since: date


class SuspensionResult(Reply, rename={"since": "from"}):
    since: date
    until: date | None
    cause: PauseReason


class DemandResult(Reply):
    question: Question
    first_uncovered: date | None
    due_on: date
    overdue: bool


class LetterResult(Reply):
    number: str
    date: date
    office: str
    document: str


class PlacementResult(Reply):
    placement: str
    employee: str
    name: str
    state: PlacementState
    version: int
    host: str
    field: Field
    need: str | None
    agreement: str
    activity: PlacementActivity
    planned_start: date
    planned_end: date
    started_on: date | None
    ended_on: date | None
    end_cause: StopReason | None
    mode: Mode
    mentor: str | None
    mentors: list[MentorResult]
    working_days_assigned: int | None
    working_days: int
    home_unit: str
    current_unit: str
    waitlist_rank: int | None
    offered: bool
    eligibility: list[EligibilityResult]
    suspensions: list[SuspensionResult]
    demand: DemandResult | None
    letter: LetterResult | None
    evidence: EvidenceState


class PlacementQuery(Query):
    """One placement (penempatan) on the day asked about."""

    asks = "placement"
    path = "/placements/{id}"
    Result = PlacementResult

    def answer(self, reading: Reading, subject: str | None) -> PlacementResult:
        placement: Placement = reading.get(PLACEMENTS, subject)
        reading.must_see(scope_of(placement, reading))
        employee: Employee = reading.get(EMPLOYEES, placement.employee)
        current = employee.unit_on(reading.day)
        return PlacementResult(
            placement=placement.id,
            employee=placement.employee,
            name=reading.name_of(employee),
            state=PlacementState(placement.state),
            version=placement.version,
            host=placement.host,
            field=placement.field,
            need=placement.need,
            agreement=placement.agreement_on(reading.day),
            activity=placement.activity,
            planned_start=placement.planned_start,
            planned_end=placement.planned_end,
            started_on=placement.started_on,
            ended_on=placement.ended_on,
            end_cause=placement.end_cause,
            mode=placement.mode,
            mentor=placement.mentor_on(reading.day),
            mentors=[MentorResult(mentor=m.mentor, since=m.since) for m in placement.mentors],
            working_days_assigned=placement.working_days_assigned,
            working_days=len(counted_days(placement, reading)),
            home_unit=placement.home_unit or current,
            current_unit=current,
            waitlist_rank=rank_of(placement, reading),
            offered=placement.offered,
            eligibility=[EligibilityResult(item=e.item, ok=e.ok) for e in placement.eligibility],
            suspensions=[
                SuspensionResult(since=pause.since, until=pause.until, cause=pause.cause)
                for pause in placement.suspensions
            ],
            demand=_demand(placement, reading.day),
            letter=_letter(placement.letter),
            evidence=evidence_of(reading, (Placement.thing, placement.id)),
        )


def _demand(placement: Placement, day: date) -> DemandResult | None:
    """The question that waits for an answer, the earliest due first."""
    asked = min(placement.demands, key=lambda demand: demand.due_on, default=None)
    if asked is None:
        return None
    return DemandResult(
        question=asked.question,
        first_uncovered=asked.first_uncovered,
        due_on=asked.due_on,
        overdue=day > asked.due_on,
    )


def _letter(letter: Letter | None) -> LetterResult | None:
    if letter is None:
        return None
    return LetterResult(
        number=letter.number, date=letter.date, office=letter.office, document=letter.document
    )
