"""What can be asked of learning from elsewhere: record, verify, revoke, reply (contract §5.5)."""

from datetime import date
from typing import TYPE_CHECKING

from pydantic import Field as FormField

from application.authority import Concern
from application.commands.base import Reasoned
from application.commands.credited import boundary_of, credited, room, used_of
from domain import external_learning as decisions
from domain.codes import Code, Warn
from domain.enums_learning import ActivityCode, Component, SiasnResult
from domain.external_learning import (
    ExternalLearning,
    ExternalLearningRecorded,
    ExternalReplyRecorded,
)
from domain.shapes import Cert, Part
from domain.siasn import takes_reply
from domain.states import ExternalState
from domain.thing import Thing
from domain.values import EmployeeId, FindingId, Jp, OrganisationId, PastDate, Text

if TYPE_CHECKING:
    from application.desk import Desk


class RecordExternalLearning(Reasoned):
    """Put learning from elsewhere on record, with its certificate; a participant his or her own."""

    act = "external-learning.record"
    creates = True
    refusals = (Code.PERIOD_INVALID,)

    employee: EmployeeId
    activity: ActivityCode
    title: Text
    provider: Text
    since: date = FormField(alias="from")
    until: PastDate
    certificate: Cert
    parts: tuple[Part, ...] = ()
    abroad: bool = False
    host: OrganisationId | None = None
    siasn_id: Text | None = None
    jp: Jp | None = None

    def misfits(self, desk: "Desk") -> tuple[str, ...]:
        rules = desk.rulebook.at(Component.JP_CONVERSION, self.until).values
        return () if decisions.parts_fit(rules, self.activity, self.parts) else ("parts",)

    def concern(self, _desk: "Desk") -> Concern:
        return Concern(employee=self.employee)

    def decide(self, desk: "Desk") -> None:
        recorded = ExternalLearningRecorded(
            employee=self.employee,
            activity=self.activity,
            title=self.title,
            provider=self.provider,
            since=self.since,
            until=self.until,
            certificate=self.certificate,
            parts=self.parts,
            abroad=self.abroad,
            host=self.host,
            siasn_id=self.siasn_id,
            jp=self.jp,
            ref=desk.context.ref,
        )
        for fact in decisions.record(desk.verdict, recorded):
            desk.record(fact)


class VerifyExternalLearning(Reasoned):
    """An officer who did not write it verifies it; policy's figure counts from now (R63-R69)."""

    act = "external-learning.verify"
    states = (ExternalState.RECORDED,)
    refusals = (Code.SELF_APPROVAL, Code.DUPLICATE_CREDIT, Code.JP_NOT_POLICY)

    def decide(self, desk: "Desk") -> None:
        learning = desk.get(ExternalLearning, desk.subject)
        rows = credited(desk, learning.employee)
        facts = decisions.verify(
            learning,
            desk.verdict,
            person=desk.person.id,
            person_employee=desk.person.employee,
            credited=[row.as_credit() for row in rows],
            rules=desk.rules(Component.JP_CONVERSION, learning.last_day).values,
            used=used_of(rows, learning.activity),
            room=room(desk, learning.employee, learning.last_day, rows),
        )
        desk.touch(boundary_of(learning.employee))
        for fact in facts:
            if fact.excess_jp:
                desk.warn(Warn.EXCESS_JP)
            desk.record(fact)


class RevokeExternalLearning(Reasoned):
    """Take a credit back; what the national system knows is queued for correction (R71)."""

    act = "external-learning.revoke"
    states = (ExternalState.CREDITED,)

    reason: Text
    finding: FindingId | None = None

    def decide(self, desk: "Desk") -> None:
        learning = desk.get(ExternalLearning, desk.subject)
        revoked, *queued = decisions.revoke(learning, desk.verdict, self.finding)
        desk.touch(boundary_of(learning.employee))
        cause = desk.record(revoked)
        for fact in queued:
            desk.record(fact, cause=cause)


class RecordExternalReply(Reasoned):
    """Record the national system's answer to a correction asked for (R71)."""

    act = "external-learning.record-siasn-reply"
    states = (ExternalState.REVOKED,)

    result: SiasnResult
    siasn_id: Text | None = None
    message: Text | None = None

    def fits(self, state: Thing, desk: "Desk") -> bool:
        learning = desk.get(ExternalLearning, desk.subject)
        return takes_reply(learning.siasn, self.result) and super().fits(state, desk)

    def decide(self, desk: "Desk") -> None:
        desk.record(
            ExternalReplyRecorded(result=self.result, siasn_id=self.siasn_id, message=self.message)
        )
