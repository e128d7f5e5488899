"""What can be asked of a placement beside its straight course (contract §5.3)."""

from datetime import date
from typing import TYPE_CHECKING

from pydantic import Field as FormField

from application.commands.base import Overridable
from application.commands.placing import (
    CodedPlacementCommand,
    PlacementCommand,
    at_host,
    counted_with,
    footing_of,
    is_valid_mentor,
    surroundings,
    touch,
)
from domain.base import refuse
from domain.codes import Code
from domain.enums import Mode
from domain.enums_learning import (
    Answer,
    DecidedBy,
    PauseReason,
    Question,
    StopReason,
)
from domain.learning.state import LearningRecord
from domain.placement import changes, decisions
from domain.placement.facts import (
    PlacementCancelled,
    PlacementDecided,
    PlacementDutyDayMarked,
    PlacementMentorAssigned,
    PlacementRejected,
    PlacementRescheduled,
    PlacementResumed,
    PlacementSuspended,
    PlacementTerminated,
    PlacementWithdrawn,
)
from domain.placement.state import Placement, days_between
from domain.states import PlacementState, RecordState
from domain.thing import Thing
from domain.values import AccountId, AgreementId, Text

if TYPE_CHECKING:
    from application.desk import Desk

_RUNNING = (PlacementState.STARTED, PlacementState.SUSPENDED)
_CREDIT_DECIDED = frozenset(
    {
        RecordState.CREDIT_RECOGNISED,
        RecordState.REPORTED,
        RecordState.CREDIT_REJECTED,
        RecordState.CREDIT_REVOKED,
    }
)


class RejectPlacement(PlacementCommand):
    """Not to be placed, for a coded reason."""

    act = "placement.reject"
    states = (PlacementState.NOMINATED, PlacementState.VERIFIED, PlacementState.WAITLISTED)

    cause: StopReason

    def decide(self, desk: "Desk") -> None:
        touch(desk, desk.get(Placement, desk.subject))
        desk.record(PlacementRejected(cause=self.cause))


class AssignMentor(PlacementCommand):
    """Name the mentor from a day on (R38)."""

    act = "placement.assign-mentor"
    states = (PlacementState.ASSIGNED, *_RUNNING)
    refusals = (Code.MENTOR_INVALID,)

    mentor: AccountId
    since: date = FormField(alias="from")

    def decide(self, desk: "Desk") -> None:
        placement = desk.get(Placement, desk.subject)
        first = max(self.since, placement.first_day)
        days = tuple(days_between(first, placement.planned_end)) or (first,)
        neighbours = at_host(desk, placement.host, first)
        if not is_valid_mentor(desk, self.mentor, placement, neighbours, days):
            desk.verdict.broken(Code.MENTOR_INVALID)
        desk.verdict.settle()
        touch(desk, placement)
        fact = PlacementMentorAssigned(mentor=self.mentor, since=self.since)
        desk.record(fact, on=self.on or self.since)


class CancelPlacement(CodedPlacementCommand):
    """Give up an assignment before its start."""

    act = "placement.cancel"
    states = (PlacementState.ASSIGNED,)

    cause: StopReason

    def decide(self, desk: "Desk") -> None:
        touch(desk, desk.get(Placement, desk.subject))
        desk.record(PlacementCancelled(cause=self.cause))


class SuspendPlacement(CodedPlacementCommand):
    """Stop from the claimed day on, the first day off; the seat comes free (R41)."""

    act = "placement.suspend"
    states = (PlacementState.STARTED,)

    cause: PauseReason

    def decide(self, desk: "Desk") -> None:
        touch(desk, desk.get(Placement, desk.subject))
        desk.record(PlacementSuspended(cause=self.cause))


class ResumePlacement(PlacementCommand):
    """Go on from the claimed day, the first day back; everything is tested again (R41)."""

    act = "placement.resume"
    states = (PlacementState.SUSPENDED,)
    refusals = (
        Code.PERIOD_INVALID,
        Code.SUSPENSION_TOO_LONG,
        Code.CONTRACT_ENDS,
        Code.OVERLAP,
        Code.AGREEMENT_NOT_IN_FORCE,
        Code.AGREEMENT_ENDS_BEFORE_PLACEMENT,
        Code.MODE_NOT_COVERED,
        Code.FIELD_NOT_COVERED,
        Code.CAPACITY_FULL,
        Code.MENTOR_INVALID,
        Code.DURATION_OUT_OF_RANGE,
    )

    planned_end: date
    mode: Mode | None = None

    def fits(self, state: Thing, desk: "Desk") -> bool:
        return super().fits(state, desk) and desk.day > state.since

    def decide(self, desk: "Desk") -> None:
        placement = desk.get(Placement, desk.subject)
        resumed = PlacementResumed(planned_end=self.planned_end, mode=self.mode)
        planned = placement.resumed(resumed, desk.day)
        around = surroundings(desk, planned, desk.day)
        facts = changes.resume(
            placement,
            planned,
            desk.verdict,
            around,
            resumed=resumed,
            day=desk.day,
            counted=counted_with(desk, planned),
        )
        touch(desk, placement)
        for fact in facts:
            desk.record(fact)


class ReschedulePlacement(PlacementCommand, Overridable):
    """Give it a new plan, with a reason; what was tested for the old one is tested again (R42)."""

    act = "placement.reschedule"
    states = (
        PlacementState.NOMINATED,
        PlacementState.VERIFIED,
        PlacementState.WAITLISTED,
        PlacementState.ASSIGNED,
        PlacementState.STARTED,
    )
    refusals = (
        Code.PERIOD_INVALID,
        Code.DURATION_OUT_OF_RANGE,
        Code.NOT_ELIGIBLE,
        Code.CONTRACT_ENDS,
        Code.OVERLAP,
        Code.AGREEMENT_NOT_IN_FORCE,
        Code.AGREEMENT_ENDS_BEFORE_PLACEMENT,
        Code.MODE_NOT_COVERED,
        Code.LETTER_AFTER_START,
        Code.MENTOR_INVALID,
        Code.CAPACITY_FULL,
    )
    overridable = frozenset({Code.NOT_ELIGIBLE})

    reason: Text
    planned_start: date | None = None
    planned_end: date | None = None
    mode: Mode | None = None

    def misfits(self, desk: "Desk") -> tuple[str, ...]:
        placement = desk.find(Placement, desk.subject)
        started = placement is not None and placement.state == PlacementState.STARTED
        return ("planned_start",) if started and self.planned_start is not None else ()

    def decide(self, desk: "Desk") -> None:
        placement = desk.get(Placement, desk.subject)
        rescheduled = PlacementRescheduled(
            planned_start=self.planned_start, planned_end=self.planned_end, mode=self.mode
        )
        planned = placement.rescheduled(rescheduled, desk.day)
        record = desk.find(LearningRecord, desk.subject)
        days = [entry.day for entry in record.entries] if record else []
        facts = changes.reschedule(
            placement,
            planned,
            desk.verdict,
            surroundings(desk, planned, changes.first_looked_at(planned, desk.judged_on)),
            rescheduled=rescheduled,
            judged_on=desk.judged_on,
            counted=counted_with(desk, planned),
            last_entry=max(days, default=None),
        )
        touch(desk, placement)
        for fact in facts:
            desk.record(fact)


class MarkDutyDay(PlacementCommand):
    """Announce work on a weekend or holiday, before that day (R52)."""

    act = "placement.mark-duty-day"
    states = (PlacementState.ASSIGNED, PlacementState.STARTED)
    refusals = (Code.TOO_LATE,)

    day: date

    def decide(self, desk: "Desk") -> None:
        if desk.judged_on >= self.day:
            desk.verdict.broken(Code.TOO_LATE)
        desk.verdict.settle()
        desk.record(PlacementDutyDayMarked(day=self.day))


class WithdrawPlacement(CodedPlacementCommand):
    """End early by somebody's decision; the claimed day is the last that counts (R44)."""

    act = "placement.withdraw"
    states = _RUNNING

    cause: StopReason
    decided_by: DecidedBy

    def decide(self, desk: "Desk") -> None:
        touch(desk, desk.get(Placement, desk.subject))
        desk.record(PlacementWithdrawn(cause=self.cause, decided_by=self.decided_by))


class TerminatePlacement(CodedPlacementCommand):
    """End early by the programme's decision; the claimed day is the last that counts (R44)."""

    act = "placement.terminate"
    states = _RUNNING

    cause: StopReason
    decided_by: DecidedBy = DecidedBy.PROGRAMME

    def decide(self, desk: "Desk") -> None:
        touch(desk, desk.get(Placement, desk.subject))
        desk.record(PlacementTerminated(cause=self.cause, decided_by=self.decided_by))


class ClosePlacement(PlacementCommand):
    """Close it: the evaluation is final and the credit decided (R47)."""

    act = "placement.close"
    states = (PlacementState.COMPLETED, PlacementState.EVALUATED)
    refusals = (Code.INCOMPLETE,)

    def decide(self, desk: "Desk") -> None:
        placement = desk.get(Placement, desk.subject)
        record = desk.get(LearningRecord, desk.subject)
        facts = decisions.close(
            desk.verdict,
            evaluated=placement.state == PlacementState.EVALUATED,
            credit_decided=record.state in _CREDIT_DECIDED,
        )
        for fact in facts:
            desk.record(fact)


class DecidePlacement(PlacementCommand):
    """Answer a demand: go on, suspend, stop, or move to another agreement (R45, R74)."""

    act = "placement.decide"
    states = (PlacementState.ASSIGNED, *_RUNNING)
    refusals = (
        Code.AGREEMENT_NOT_IN_FORCE,
        Code.AGREEMENT_ENDS_BEFORE_PLACEMENT,
        Code.MODE_NOT_COVERED,
        Code.FIELD_NOT_COVERED,
    )

    question: Question
    answer: Answer
    agreement: AgreementId | None = None

    def misfits(self, _desk: "Desk") -> tuple[str, ...]:
        if self.answer is Answer.MOVE and self.question is Question.DISCIPLINE:
            return ("answer",)
        return ("agreement",) if self.answer is Answer.MOVE and self.agreement is None else ()

    def decide(self, desk: "Desk") -> None:
        placement = desk.get(Placement, desk.subject)
        if placement.demand(self.question) is None:
            refuse(Code.WRONG_STATE)
        moves = self.answer is Answer.MOVE
        decided = PlacementDecided(
            question=self.question,
            answer=self.answer,
            agreement=self.agreement if moves else None,
        )
        moved = placement.decided(decided, desk.day)
        facts = changes.decide(
            placement,
            moved,
            desk.verdict,
            footing_of(desk, moved),
            decided=decided,
            day=desk.day,
        )
        touch(desk, placement)
        for fact in facts:
            done = desk.record(fact)
            self._carry_out(desk, placement, done)

    def _carry_out(self, desk: "Desk", placement: Placement, done: int) -> None:
        """What the answer means for the placement, effective on the claimed day."""
        discipline = self.question is Question.DISCIPLINE
        assigned = placement.state == PlacementState.ASSIGNED
        if self.answer is Answer.STOP:
            cause = StopReason.DISCIPLINE if discipline else StopReason.AGREEMENT_ENDED
            stop = PlacementCancelled(cause=cause) if assigned else PlacementTerminated(cause=cause)
            desk.record(stop, cause=done, on=desk.day)
        elif self.answer is Answer.SUSPEND and placement.state == PlacementState.STARTED:
            pause = PauseReason.CODED_PERSONAL if discipline else PauseReason.COVER_DECISION
            desk.record(PlacementSuspended(cause=pause), cause=done, on=desk.day)
