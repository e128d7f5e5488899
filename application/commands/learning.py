"""What can be asked of a learning record: report, evaluation, review (contract §5.4)."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar

from application.authority import Concern
from application.commands.base import Reasoned
from application.commands.placing import concern_of, is_tied, touch
from application.commands.registers import units_above
from domain.codes import Code
from domain.employee import Employee
from domain.enums import Role
from domain.enums_learning import Component
from domain.learning import decisions
from domain.learning.decisions import Person
from domain.learning.facts import BackAtWorkReviewed, EvaluationReplied, ReportSubmitted
from domain.learning.state import LearningRecord
from domain.placement.facts import PlacementEvaluated
from domain.placement.state import Placement
from domain.rule_defaults import RuleVersion
from domain.states import PlacementState, RecordState
from domain.thing import Thing
from domain.values import Count, Sha256, Text, Whole

if TYPE_CHECKING:
    from application.desk import Desk


EVALUATED_AND_LATER = tuple(RecordState)[tuple(RecordState).index(RecordState.EVALUATED) :]


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
    scores: Mapping[Text, Whole]
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


class ReviewBackAtWork(RecordCommand):
    """The home unit says, some months later, whether the learning is applied (evaluasi pasca)."""

    act = "learning-record.review-back-at-work"
    states = EVALUATED_AND_LATER
    refusals = (Code.NOT_HOME_UNIT,)

    months_after: Count
    applied: bool
    note: Text | None = None

    def decide(self, desk: "Desk") -> None:
        employee = desk.get(Employee, self.placement(desk).employee)
        facts = decisions.review_back_at_work(
            desk.verdict,
            BackAtWorkReviewed(
                months_after=self.months_after, applied=self.applied, note=self.note
            ),
            home_units=frozenset(units_above(desk, employee.unit_on(desk.day))),
            reviewing_units=desk.person.units_as(Role.OPD, desk.judged_on),
        )
        for fact in facts:
            desk.record(fact)


def person_at(desk: "Desk") -> Person:
    """Who acts, as separation of duties sees it."""
    account = desk.person
    return Person(account=account.id, employee=account.employee, unit=account.unit, role=desk.role)
