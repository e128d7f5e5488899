"""Subject request (permintaan subjek data): what a person asks about their own data (R96)."""

from dataclasses import dataclass, replace
from typing import ClassVar, Self, cast

from domain.base import Fact, Verdict
from domain.codes import Code
from domain.enums_learning import Ground, Outcome, RequestKind
from domain.envelope import AnyEnvelope, Instant
from domain.thing import Thing


class SubjectRequestReceived(Fact):
    """`due_at` is the end of its clock; only a correction has one."""

    topic = "subject-request.received.v1"
    employee: str
    kind: RequestKind
    received_at: Instant
    due_at: Instant | None = None
    detail: str | None = None
    ref: str | None = None


class SubjectRequestAnswered(Fact):
    topic = "subject-request.answered.v1"
    outcome: Outcome
    ground: Ground | None = None
    note: str | None = None


def answer(verdict: Verdict, answered: SubjectRequestAnswered) -> tuple[SubjectRequestAnswered]:
    """An answer; a refusal names its ground."""
    if answered.outcome is Outcome.REFUSED and answered.ground is None:
        verdict.broken(Code.GROUND_REQUIRED)
    verdict.settle()
    return (answered,)


def is_past(due_at: Instant | None, at: Instant) -> bool:
    """Whether a clock has run out, to the second: in its last second it has not."""
    return due_at is not None and at[:_SECONDS] > due_at[:_SECONDS]


_SECONDS = len("2020-02-18T03:00:00")


@dataclass(frozen=True, slots=True)
class SubjectRequest(Thing):
    thing: ClassVar[str] = "subject-request"

    employee: str = ""
    kind: RequestKind = RequestKind.INFORMATION
    received_at: Instant | None = None
    due_at: Instant | None = None
    answered_at: Instant | None = None

    def is_late(self, at: Instant) -> bool:
        """Whether it was answered after its clock, or is still open and the clock has run out."""
        return is_past(self.due_at, self.answered_at or at)

    def evolve(self, fact: AnyEnvelope) -> Self:
        match cast(SubjectRequestReceived | SubjectRequestAnswered, fact.data):
            case SubjectRequestReceived() as data:
                return replace(
                    self,
                    id=fact.subject,
                    version=fact.version,
                    state="RECEIVED",
                    since=fact.effective_on,
                    employee=data.employee,
                    kind=data.kind,
                    received_at=data.received_at,
                    due_at=data.due_at,
                )
            case SubjectRequestAnswered():
                return replace(
                    self,
                    version=fact.version,
                    state="ANSWERED",
                    since=fact.effective_on,
                    answered_at=fact.recorded_at,
                )
