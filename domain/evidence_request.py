"""Evidence request (permintaan bukti): a question of the inspector to one person (§5.6)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Self, cast

from domain.base import Fact
from domain.envelope import AnyEnvelope
from domain.thing import Thing


class EvidenceAsked(Fact):
    topic = "evidence-request.asked.v1"
    subject: str
    question: str
    due_on: date
    assignee: str
    confidential: bool = False
    ref: str | None = None


class EvidenceAnswered(Fact):
    topic = "evidence-request.answered.v1"
    documents: tuple[str, ...]
    note: str | None = None


class EvidenceReturned(Fact):
    topic = "evidence-request.returned.v1"


class EvidenceAccepted(Fact):
    topic = "evidence-request.accepted.v1"


@dataclass(frozen=True, slots=True)
class EvidenceRequest(Thing):
    thing: ClassVar[str] = "evidence-request"

    subject: str = ""
    question: str = ""
    due_on: date = date.max
    assignee: str = ""
    confidential: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the assignee still owes an answer."""
        return self.state in ("ASKED", "RETURNED")

    def is_overdue_on(self, day: date) -> bool:
        return self.is_open and day > self.due_on

    def evolve(self, fact: AnyEnvelope) -> Self:
        match cast(
            EvidenceAsked | EvidenceAnswered | EvidenceReturned | EvidenceAccepted, fact.data
        ):
            case EvidenceAsked() as data:
                return replace(
                    self._moved(fact, "ASKED"),
                    id=fact.subject,
                    subject=data.subject,
                    question=data.question,
                    due_on=data.due_on,
                    assignee=data.assignee,
                    confidential=data.confidential,
                )
            case EvidenceAnswered():
                return self._moved(fact, "ANSWERED")
            case EvidenceReturned():
                return self._moved(fact, "RETURNED")
            case EvidenceAccepted():
                return self._moved(fact, "ACCEPTED")

    def _moved(self, fact: AnyEnvelope, state: str) -> Self:
        return replace(self, version=fact.version, state=state, since=fact.effective_on)
