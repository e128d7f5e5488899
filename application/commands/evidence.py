"""What can be asked about an evidence request (permintaan bukti, contract §5.6)."""

from datetime import date
from typing import TYPE_CHECKING

from application.authority import Concern
from application.commands.base import Reasoned
from application.commands.findings import is_there
from domain.evidence_request import (
    EvidenceAccepted,
    EvidenceAnswered,
    EvidenceAsked,
    EvidenceRequest,
    EvidenceReturned,
)
from domain.values import AccountId, Sha256, Text

if TYPE_CHECKING:
    from application.desk import Desk


class AskForEvidence(Reasoned):
    """Ask one person a question about a thing, to be answered by a day."""

    act = "evidence-request.ask"
    creates = True

    subject: Text
    question: Text
    due_on: date
    assignee: AccountId
    confidential: bool = False

    def missing(self, desk: "Desk") -> tuple[str, ...]:
        return () if is_there(self.subject, desk) else ("subject",)

    def decide(self, desk: "Desk") -> None:
        desk.record(
            EvidenceAsked(
                subject=self.subject,
                question=self.question,
                due_on=self.due_on,
                assignee=self.assignee,
                confidential=self.confidential,
                ref=desk.context.ref,
            )
        )


class AnswerEvidenceRequest(Reasoned):
    """Answer with documents; only the person asked may."""

    act = "evidence-request.answer"
    states = ("ASKED", "RETURNED")

    documents: tuple[Sha256, ...]
    note: Text | None = None

    def concern(self, desk: "Desk") -> Concern:
        return Concern(account=desk.get(EvidenceRequest, desk.subject).assignee)

    def decide(self, desk: "Desk") -> None:
        desk.record(EvidenceAnswered(documents=self.documents, note=self.note))


class ReturnEvidence(Reasoned):
    """Send an answer back that does not answer the question."""

    act = "evidence-request.return"
    importable = False
    states = ("ANSWERED",)

    reason: Text

    def decide(self, desk: "Desk") -> None:
        desk.record(EvidenceReturned())


class AcceptEvidence(Reasoned):
    """Accept the answer."""

    act = "evidence-request.accept"
    importable = False
    states = ("ANSWERED",)

    def decide(self, desk: "Desk") -> None:
        desk.record(EvidenceAccepted())
