"""People and their data: requests, holds, breaches, and the end of an identity (contract §5.7)."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated

from pydantic import Field as FormField

from application.commands.base import Reasoned
from application.commands.employees import EmployeeCommand
from application.commands.findings import is_there
from application.holds import BOUNDARY, is_on_hold, lister_at
from application.views.things import PLACEMENTS
from domain import subject_request
from domain.breach import TIMED, Breach, BreachNotified, BreachRecorded
from domain.codes import Code, Warn
from domain.employee import Employee
from domain.enums_learning import Component, Ground, NoticeTo, Outcome, RequestKind
from domain.envelope import Instant, instant
from domain.erasure import erase
from domain.hold import HoldPlaced, HoldReleased
from domain.subject_request import (
    SubjectRequest,
    SubjectRequestAnswered,
    SubjectRequestReceived,
    is_past,
)
from domain.values import EmployeeId, PastInstant, People, Sha256, Text

if TYPE_CHECKING:
    from application.desk import Desk


class EraseIdentity(EmployeeCommand, Reasoned):
    """Destroy what the vault holds of a person, once retention has ended (R97)."""

    act = "employee.erase-identity"
    importable = False
    refusals = (Code.RETENTION_RUNNING, Code.FATE_NOT_DESTROY, Code.LEGAL_HOLD)

    reason: Text

    def decide(self, desk: "Desk") -> None:
        placed = desk.rows(PLACEMENTS, f"person:{desk.subject}", employee=desk.subject)
        retention = desk.rulebook.find(Component.RETENTION, desk.day)
        if retention is not None:
            desk.rules(Component.RETENTION, desk.day)
        facts = erase(
            desk.get(Employee, desk.subject),
            desk.verdict,
            today=desk.today,
            retention=retention.values if retention else None,
            ended_on=[row.ended_on for row in placed if row.ended_on is not None],
            held=is_on_hold(desk.subject, lister_at(desk, desk.subject)),
        )
        for fact in facts:
            desk.record(fact)


class ReceiveRequest(Reasoned):
    """Take in what a person asks about their own data; a correction starts its clock (R96)."""

    act = "subject-request.receive"
    creates = True

    employee: EmployeeId
    kind: RequestKind
    received_at: PastInstant
    detail: Text | None = None

    def decide(self, desk: "Desk") -> None:
        hours = desk.rules(Component.PRIVACY, desk.day).values["correction_hours"]
        timed = self.kind is RequestKind.CORRECTION
        desk.touch(f"person:{self.employee}")
        desk.record(
            SubjectRequestReceived(
                employee=self.employee,
                kind=self.kind,
                received_at=instant(self.received_at),
                due_at=after_hours(self.received_at, hours) if timed else None,
                detail=self.detail,
                ref=desk.context.ref,
            )
        )


class AnswerRequest(Reasoned):
    """Answer a request; a refusal names its ground, a late answer is noted (R96)."""

    act = "subject-request.answer"
    states = ("RECEIVED",)
    refusals = (Code.GROUND_REQUIRED,)

    outcome: Outcome
    ground: Ground | None = None
    note: Text | None = None

    def decide(self, desk: "Desk") -> None:
        request = desk.get(SubjectRequest, desk.subject)
        answered = SubjectRequestAnswered(outcome=self.outcome, ground=self.ground, note=self.note)
        for fact in subject_request.answer(desk.verdict, answered):
            desk.record(fact)
        if is_past(request.due_at, desk.context.at):
            desk.warn(Warn.ANSWERED_LATE)


class PlaceHold(Reasoned):
    """Forbid that anything about these subjects is destroyed (R97)."""

    act = "hold.place"
    creates = True

    subjects: Annotated[tuple[Text, ...], FormField(min_length=1)]
    reason: Text

    def missing(self, desk: "Desk") -> tuple[str, ...]:
        return () if all(is_there(subject, desk) for subject in self.subjects) else ("subjects",)

    def decide(self, desk: "Desk") -> None:
        desk.touch(BOUNDARY)
        desk.record(HoldPlaced(subjects=self.subjects, ref=desk.context.ref))


class ReleaseHold(Reasoned):
    """Lift a hold."""

    act = "hold.release"
    importable = False
    states = ("PLACED",)

    reason: Text

    def decide(self, desk: "Desk") -> None:
        desk.touch(BOUNDARY)
        desk.record(HoldReleased())


class RecordBreach(Reasoned):
    """Record that the protection of personal data failed, and since when that is known (R96)."""

    act = "breach.record"
    creates = True

    known_since: PastInstant
    data_kinds: tuple[Text, ...]
    subjects: People
    document: Sha256 | None = None

    def decide(self, desk: "Desk") -> None:
        hours = desk.rules(Component.PRIVACY, desk.day).values["breach_hours"]
        desk.record(
            BreachRecorded(
                known_since=instant(self.known_since),
                due_at=after_hours(self.known_since, hours),
                data_kinds=self.data_kinds,
                subjects=self.subjects,
                document=self.document,
                ref=desk.context.ref,
            )
        )


class NotifyBreach(Reasoned):
    """Record that the subjects, the authority or the public were told (R96)."""

    act = "breach.notify"
    states = ("RECORDED",)

    to: NoticeTo
    document: Sha256

    def decide(self, desk: "Desk") -> None:
        breach = desk.get(Breach, desk.subject)
        if self.to in TIMED and is_past(breach.due_at, desk.context.at):
            desk.warn(Warn.ANSWERED_LATE)
        desk.record(BreachNotified(to=self.to, document=self.document))


def after_hours(moment: datetime, hours: int) -> Instant:
    """The instant that many hours later, to the second."""
    return instant(moment + timedelta(hours=hours))
