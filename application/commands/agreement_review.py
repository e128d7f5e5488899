"""How a draft is reviewed: submission, opinions, the council, approval (contract §5.1)."""

from typing import TYPE_CHECKING

from application.commands.agreements import AgreementCommand
from application.commands.base import Reasoned
from application.views.things import AGREEMENTS
from domain.agreement import decisions
from domain.agreement.facts import (
    AgreementCouncilRecorded,
    AgreementOpinionGiven,
    AgreementReturned,
)
from domain.agreement.state import Agreement
from domain.codes import Code
from domain.enums import CouncilDecision, Opinion, OpinionBody, Role
from domain.enums_learning import Component
from domain.states import AgreementState
from domain.values import PastDate, Sha256, Text

if TYPE_CHECKING:
    from application.desk import Desk

_BODY_OF_ROLE = {
    Role.TKKSD: OpinionBody.TKKSD,
    Role.LEGAL: OpinionBody.LEGAL,
    Role.INSPECTOR: OpinionBody.INSPECTORATE,
}


class SubmitAgreement(AgreementCommand):
    """Send the draft into review (R03)."""

    act = "agreement.submit"
    states = (AgreementState.DRAFT,)
    refusals = (Code.CLAUSE_MISSING,)

    def decide(self, desk: "Desk") -> None:
        agreement = desk.get(Agreement, desk.subject)
        instruments = desk.rules(Component.INSTRUMENTS, agreement.drafted_on).values
        privacy = desk.rules(Component.PRIVACY, desk.day).values
        facts = decisions.submit(
            agreement,
            desk.verdict,
            required=instruments["clauses"].get(agreement.kind, ()),
            data_clause=privacy["data_clause"],
        )
        for fact in facts:
            desk.record(fact)


class OpinionCommand(Reasoned):
    """The opinion of a reviewing body: each body speaks for itself (R06)."""

    body: OpinionBody
    opinion: Opinion
    note: Text | None = None
    document: Sha256 | None = None

    def roles_for(self, roles: tuple[Role, ...]) -> tuple[Role, ...]:
        """Only the role of this body counts."""
        return tuple(role for role in roles if _BODY_OF_ROLE[role] is self.body)


class GiveOpinion(OpinionCommand, AgreementCommand):
    """Give the opinion of a reviewing body; one RETURN sends the draft back (R06)."""

    act = "agreement.give-opinion"
    states = (AgreementState.UNDER_REVIEW,)

    def decide(self, desk: "Desk") -> None:
        desk.record(
            AgreementOpinionGiven(
                body=self.body, opinion=self.opinion, note=self.note, document=self.document
            )
        )
        if self.opinion is Opinion.RETURN:
            desk.record(AgreementReturned(body=self.body))


class RecordCouncil(AgreementCommand):
    """Record the council's decision, or why none is needed (R07)."""

    act = "agreement.record-council"
    states = (AgreementState.DRAFT, AgreementState.UNDER_REVIEW)
    refusals = (Code.REASON_REQUIRED,)

    decision: CouncilDecision
    number: Text | None = None
    date: PastDate | None = None
    document: Sha256 | None = None

    def decide(self, desk: "Desk") -> None:
        if self.decision is CouncilDecision.NOT_REQUIRED and self.reason is None:
            desk.verdict.broken(Code.REASON_REQUIRED)
        desk.verdict.settle()
        desk.record(
            AgreementCouncilRecorded(
                decision=self.decision, number=self.number, date=self.date, document=self.document
            )
        )


class ApproveAgreement(AgreementCommand):
    """Approve the reviewed draft and freeze its text (R04, R06-R08, R23, R84)."""

    act = "agreement.approve"
    states = (AgreementState.UNDER_REVIEW,)
    refusals = (
        Code.OPINION_MISSING,
        Code.COUNCIL_DECISION_MISSING,
        Code.WORKPLAN_MISSING,
        Code.OVERLAP,
        Code.SOD_VIOLATION,
    )

    text: Sha256

    def decide(self, desk: "Desk") -> None:
        agreement = desk.get(Agreement, desk.subject)
        instruments = desk.rules(Component.INSTRUMENTS, agreement.drafted_on).values
        others = desk.rows(AGREEMENTS, "agreements", kind=agreement.kind.value)
        desk.touch("agreements")
        facts = decisions.approve(
            agreement,
            desk.verdict,
            text=self.text,
            approver=desk.person.id,
            bodies=instruments["opinions"],
            workplan_kinds=instruments["workplan_required"],
            others=others,
        )
        for fact in facts:
            desk.record(fact)
