"""What can be asked of a finding (temuan), in the order of its life (contract §5.6)."""

from datetime import date
from typing import TYPE_CHECKING, Annotated

from pydantic import Field as FormField

from application.authority import Concern
from application.commands.base import Reasoned
from application.commands.registers import units_above
from application.views.oversight import FINDINGS
from domain import finding as decisions
from domain.codes import Code, Warn
from domain.enums_learning import CheckResult, Component, FindingStatus, InfeasibleReason
from domain.finding import (
    EvidenceSubmitted,
    Finding,
    FindingIssued,
    FindingRecorded,
    FindingReopened,
    FindingStatusSet,
    FindingVerified,
    FollowUpPlanned,
)
from domain.shapes import Criterion, Link
from domain.states import FindingState
from domain.things import THINGS
from domain.values import OrganisationId, PastDate, Sha256, Text, UnitId

if TYPE_CHECKING:
    from application.desk import Desk

_BEING_FOLLOWED_UP = (FindingState.ISSUED, FindingState.ANSWERED)


class FindingCommand(Reasoned):
    """An act on a finding; an OPD acts on those of its units, or of no unit (contract §4.1)."""

    def concern(self, desk: "Desk") -> Concern:
        unit = self.finding(desk).unit
        return Concern(units=frozenset(units_above(desk, unit)) if unit else None)

    def finding(self, desk: "Desk") -> Finding:
        return desk.get(Finding, desk.subject)


class RecordFinding(Reasoned):
    """Record a finding with its five attributes and what it rests on (R91, R94)."""

    act = "finding.record"
    creates = True
    refusals = (Code.FINDING_INCOMPLETE,)

    title: Text
    condition: Text | None = None
    criterion: Criterion | None = None
    cause: Text | None = None
    effect: Text | None = None
    recommendation: Text | None = None
    links: tuple[Link, ...] = ()
    unit: UnitId | None = None
    organisation: OrganisationId | None = None

    def missing(self, desk: "Desk") -> tuple[str, ...]:
        return () if all(_leads_somewhere(link, desk) for link in self.links) else ("links",)

    def decide(self, desk: "Desk") -> None:
        recorded = FindingRecorded(
            title=self.title,
            condition=self.condition,
            criterion=self.criterion,
            cause=self.cause,
            effect=self.effect,
            recommendation=self.recommendation,
            links=self.links,
            unit=self.unit,
            organisation=self.organisation,
            ref=desk.context.ref,
        )
        facts = decisions.record(desk.verdict, recorded)
        if self._is_repeated(desk, recorded):
            desk.warn(Warn.REPEATED_FINDING)
        desk.touch("findings")
        for fact in facts:
            desk.record(fact)

    @staticmethod
    def _is_repeated(desk: "Desk", recorded: FindingRecorded) -> bool:
        assert recorded.criterion is not None
        earlier = desk.rows(FINDINGS, "findings", criterion_code=recorded.criterion.code)
        day = desk.judged_on
        months = desk.rules(Component.FINDINGS, day).values["repeat_months"]
        return decisions.is_repeated(recorded, earlier, day, months)


class IssueFinding(FindingCommand):
    """Issue the report; from its receipt on the follow-up is due (R92)."""

    act = "finding.issue"
    states = (FindingState.RECORDED,)

    report: Text
    received_on: PastDate
    document: Sha256 | None = None

    def decide(self, desk: "Desk") -> None:
        days = desk.rules(Component.FINDINGS, self.received_on).values["follow_up_days"]
        desk.record(
            FindingIssued(
                report=self.report,
                received_on=self.received_on,
                document=self.document,
                due_on=decisions.follow_up_due(self.received_on, days),
            )
        )


class PlanFollowUp(FindingCommand):
    """Say what will be done about a finding (rencana tindak lanjut)."""

    act = "finding.plan-follow-up"
    states = _BEING_FOLLOWED_UP

    action: Text
    due_on: date | None = None

    def decide(self, desk: "Desk") -> None:
        desk.record(FollowUpPlanned(action=self.action, due_on=self.due_on))


class SubmitEvidence(FindingCommand):
    """Hand in evidence of the follow-up; a receipt is issued at once (R92)."""

    act = "finding.submit-evidence"
    states = _BEING_FOLLOWED_UP

    documents: Annotated[tuple[Sha256, ...], FormField(min_length=1)]
    note: Text | None = None

    def decide(self, desk: "Desk") -> None:
        submitted = EvidenceSubmitted(documents=self.documents, note=self.note)
        for fact in decisions.submit_evidence(self.finding(desk), submitted):
            desk.record(fact)


class VerifyFinding(FindingCommand):
    """Check the evidence, as another person than those who handed it in (R92)."""

    act = "finding.verify"
    states = (FindingState.ANSWERED,)
    refusals = (Code.SOD_VIOLATION,)

    result: CheckResult
    note: Text | None = None

    def decide(self, desk: "Desk") -> None:
        verified = FindingVerified(result=self.result, note=self.note)
        person = desk.person.id
        for fact in decisions.verify(self.finding(desk), desk.verdict, verified, person=person):
            desk.record(fact)


class SetFindingStatus(FindingCommand):
    """Say how far the recommendation was followed (R92, R93)."""

    act = "finding.set-status"
    states = _BEING_FOLLOWED_UP
    refusals = (Code.NOT_VERIFIED, Code.REASON_NOT_VALID)

    status: FindingStatus
    cause: InfeasibleReason | None = None

    def decide(self, desk: "Desk") -> None:
        finding = self.finding(desk)
        rules = desk.rules(Component.FINDINGS, finding.received_on or desk.day)
        facts = decisions.set_status(
            finding,
            desk.verdict,
            FindingStatusSet(status=self.status, cause=self.cause),
            infeasible=rules.values["infeasible"],
        )
        for fact in facts:
            desk.record(fact)


class CloseFinding(FindingCommand):
    """Close a finding that was resolved, or cannot be (R92)."""

    act = "finding.close"
    states = _BEING_FOLLOWED_UP
    refusals = (Code.NOT_VERIFIED,)

    def decide(self, desk: "Desk") -> None:
        for fact in decisions.close(self.finding(desk), desk.verdict):
            desk.record(fact)


class ReopenFinding(FindingCommand):
    """Take a closed finding up again."""

    act = "finding.reopen"
    states = (FindingState.CLOSED,)

    reason: Text

    def decide(self, desk: "Desk") -> None:
        desk.touch("findings")
        desk.record(FindingReopened())


def is_there(subject: str, desk: "Desk") -> bool:
    """Whether any thing has this id."""
    return any(desk.state_of(thing, subject) is not None for thing in THINGS)


def _leads_somewhere(link: Link, desk: "Desk") -> bool:
    """Whether what a link names exists; a file may still be missing (R82)."""
    known = link.position is None or 1 <= link.position <= desk.views.position()
    return known and (link.subject is None or is_there(link.subject, desk))
