"""What can be asked of a learning record: hours, report, evaluation (contract §5.4)."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, ClassVar

from pydantic import Field as FormField

from application.authority import Concern
from application.commands.base import Reasoned
from application.commands.placing import concern_of, is_tied, touch
from domain.base import refuse
from domain.codes import Code, Warn
from domain.employee import Employee
from domain.enums import Role
from domain.enums_learning import Component
from domain.learning import decisions
from domain.learning.decisions import Person
from domain.learning.facts import EvaluationReplied, ReportSubmitted
from domain.learning.state import LearningRecord, LoggedEntry
from domain.placement.facts import PlacementEvaluated
from domain.placement.state import Placement
from domain.rule_defaults import RuleVersion
from domain.shapes import Entry
from domain.states import PlacementState, RecordState
from domain.thing import Thing
from domain.values import Count, Sha256, Text

if TYPE_CHECKING:
    from application.desk import Desk


class RecordCommand(Reasoned):
    """An act on a learning record, which shares its id with its placement."""

    any_mentor_of_host: ClassVar[bool] = False
    """The row checks NOT_ASSIGNED_MENTOR itself, so every mentor of the host is in scope."""

    def concern(self, desk: "Desk") -> Concern:
        placement = desk.get(Placement, desk.subject)
        return concern_of(placement, only_assigned=not self.any_mentor_of_host)

    def placement(self, desk: "Desk") -> Placement:
        return desk.get(Placement, desk.subject)

    def record(self, desk: "Desk") -> LearningRecord:
        return desk.get(LearningRecord, desk.subject)


class LogHours(RecordCommand):
    """Write entries into the logbook, all or none (R50-R53)."""

    act = "learning-record.log-hours"
    states = (RecordState.OPEN, RecordState.SUBMITTED)
    refusals = (Code.DAY_OUT_OF_RANGE, Code.ON_LEAVE, Code.NON_WORKING_DAY, Code.DAILY_CAP)

    entries: Annotated[tuple[Entry, ...], FormField(min_length=1)]

    def on_behalf_allowed(self, desk: "Desk") -> bool:
        """A mentor writes for the participant and says so; a participant for nobody else."""
        if desk.role is Role.MENTOR:
            return desk.person.employee == self.placement(desk).employee
        return desk.context.on_behalf_of is None

    def decide(self, desk: "Desk") -> None:
        placement = self.placement(desk)
        policy = desk.rules(Component.PLACEMENT_POLICY, desk.day).values
        facts = decisions.log_hours(
            self.record(desk),
            desk.verdict,
            self.entries,
            placement=placement,
            employee=desk.get(Employee, placement.employee),
            caps={entry.day: _daily_cap(desk, entry.day) for entry in self.entries},
            calendar=desk.calendar,
            today=desk.today,
            entry_days=policy["entry_days"],
        )
        for fact in facts:
            if fact.late:
                desk.warn(Warn.LATE_ENTRY)
            desk.record(fact, on=fact.day, late=fact.late)


class ApproveHours(RecordCommand):
    """Approve logged hours: the mentor of the day, and the officer where one is not enough."""

    act = "learning-record.approve-hours"
    states = (RecordState.OPEN, RecordState.SUBMITTED)
    any_mentor_of_host = True
    refusals = (Code.SELF_APPROVAL, Code.NOT_ASSIGNED_MENTOR, Code.CONFLICT_OF_INTEREST)

    days: tuple[date, ...] | None = None
    entries: tuple[int, ...] | None = None

    def missing(self, desk: "Desk") -> tuple[str, ...]:
        record = desk.find(LearningRecord, desk.subject)
        unknown = any(record and not record.entry(number) for number in self.entries or ())
        return ("entries",) if unknown else ()

    def decide(self, desk: "Desk") -> None:
        placement, record = self.placement(desk), self.record(desk)
        facts = decisions.approve_hours(
            record,
            desk.verdict,
            self._chosen(record, desk),
            person=person_at(desk),
            placement=placement,
            tied=is_tied(desk, placement),
        )
        for fact in facts:
            desk.record(fact)

    def _chosen(self, record: LearningRecord, desk: "Desk") -> list[LoggedEntry]:
        """The open entries named, or all open ones; what is decided already is skipped."""
        named = [
            entry
            for entry in record.entries
            if (self.days is None or entry.day in self.days)
            and (self.entries is None or entry.entry in self.entries)
        ]
        open_ones = [entry for entry in named if entry.is_open]
        if desk.role is Role.OFFICER:
            if not any(entry.needs_two or entry.written_by_mentor for entry in named):
                self._out_of_scope(desk)
            if desk.verdict.strict:
                open_ones = [e for e in open_ones if decisions.officer_may_approve(e)]
        else:
            open_ones = [e for e in open_ones if desk.person.id not in e.decided_by] or open_ones
        if not open_ones:
            refuse(Code.WRONG_STATE)
        return open_ones

    @staticmethod
    def _out_of_scope(desk: "Desk") -> None:
        """An officer alone approves nothing else; on import it stands as a violation (§7.2)."""
        if desk.verdict.strict:
            refuse(Code.OUT_OF_SCOPE)
        desk.verdict.lacks(Code.OUT_OF_SCOPE)


class SubmitReport(RecordCommand):
    """Hand in the final report (laporan akhir)."""

    act = "learning-record.submit-report"
    states = (RecordState.OPEN,)

    document: Sha256
    summary: Text | None = None

    def decide(self, desk: "Desk") -> None:
        desk.record(ReportSubmitted(document=self.document, summary=self.summary))


class EvaluateLearning(RecordCommand):
    """The mentor scores by the rubric of the start day (penilaian); the system adds up."""

    act = "learning-record.evaluate"
    states = (RecordState.SUBMITTED,)
    any_mentor_of_host = True
    refusals = (
        Code.NOT_ASSIGNED_MENTOR,
        Code.SOD_VIOLATION,
        Code.RUBRIC_VERSION,
        Code.RUBRIC_INCOMPLETE,
        Code.CONFLICT_OF_INTEREST,
    )

    rubric: Text
    scores: Mapping[Text, int]
    level_before: Count | None = None
    level_after: Count | None = None
    note: Text | None = None

    def fits(self, state: Thing, desk: "Desk") -> bool:
        completed = self.placement(desk).state == PlacementState.COMPLETED
        return completed and super().fits(state, desk)

    def decide(self, desk: "Desk") -> None:
        placement = self.placement(desk)
        valid = desk.rules(Component.RUBRIC, placement.first_day)
        facts = decisions.evaluate(
            desk.verdict,
            placement=placement,
            person=person_at(desk),
            named_rubric=self.rubric,
            valid_rubric=valid.version,
            rubric=self._named(desk, valid).values,
            scores=self.scores,
            levels=(self.level_before, self.level_after),
            note=self.note,
            tied=is_tied(desk, placement),
        )
        for fact in facts:
            desk.record(fact)

    def _named(self, desk: "Desk", valid: RuleVersion) -> RuleVersion:
        """The rubric as named, so that a wrong one taken over on import is still scored by it."""
        versions = desk.rulebook.versions[Component.RUBRIC]
        return next((v for v in versions if v.version == self.rubric), valid)


class ReplyToEvaluation(RecordCommand):
    """The intern's one reply; it closes the window at once (R60)."""

    act = "learning-record.reply-evaluation"
    states = (RecordState.SCORED,)

    agrees: bool
    note: Text | None = None

    def fits(self, state: Thing, desk: "Desk") -> bool:
        return super().fits(state, desk) and not self.record(desk).replied

    def decide(self, desk: "Desk") -> None:
        desk.record(EvaluationReplied(agrees=self.agrees, note=self.note))


class ConfirmEvaluation(RecordCommand):
    """An evaluator who is neither mentor nor intern confirms the scores (R60, R83)."""

    act = "learning-record.confirm-evaluation"
    states = (RecordState.SCORED,)
    refusals = (Code.REPLY_WINDOW_OPEN, Code.SOD_VIOLATION, Code.CONFLICT_OF_INTEREST)

    def decide(self, desk: "Desk") -> None:
        placement = self.placement(desk)
        policy = desk.rules(Component.PLACEMENT_POLICY, desk.day).values
        facts = decisions.confirm_evaluation(
            self.record(desk),
            desk.verdict,
            day=desk.day,
            placement=placement,
            person=person_at(desk),
            calendar=desk.calendar,
            reply_days=policy["reply_days"],
            tied=is_tied(desk, placement, same_unit=True),
        )
        touch(desk, placement)
        for fact in facts:
            confirmed = desk.record(fact)
            desk.record(PlacementEvaluated(), cause=confirmed)


def person_at(desk: "Desk") -> Person:
    """Who acts, as separation of duties sees it."""
    account = desk.person
    return Person(account=account.id, employee=account.employee, unit=account.unit, role=desk.role)


def _daily_cap(desk: "Desk", day: date) -> int:
    """The quarter hours allowed on a day by the working time of that day (R51)."""
    values = desk.rules(Component.WORKING_TIME, day).values
    key = "ramadan_quarters" if desk.calendar.is_ramadan(day) else "daily_quarters"
    cap: int = values[key]
    return cap
