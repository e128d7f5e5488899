"""What passes between a learning record and SIASN, the national system (contract §5.4, R72)."""

from typing import TYPE_CHECKING

from application.commands.learning import RecordCommand
from domain.codes import Code
from domain.employee import Employee
from domain.enums_learning import Component, SiasnResult
from domain.learning import credit as decisions
from domain.learning.facts import CreditReplyRecorded
from domain.organisation import Organisation
from domain.siasn import Payload, payload, takes_reply
from domain.states import RecordState
from domain.thing import Thing
from domain.values import Sha256, Text

if TYPE_CHECKING:
    from application.desk import Desk


class ReportToSiasn(RecordCommand):
    """Report a recognised credit, once per version (R72)."""

    act = "learning-record.report-to-siasn"
    states = (RecordState.CREDIT_RECOGNISED,)
    refusals = (Code.NOT_RECOGNISED, Code.ALREADY_REPORTED, Code.PAYLOAD_INVALID)

    document: Sha256

    def wrong_state(self, state: Thing) -> Code:
        if state.state == RecordState.REPORTED:
            return Code.ALREADY_REPORTED
        recognised = state.state == RecordState.CREDIT_RECOGNISED
        return Code.WRONG_STATE if recognised else Code.NOT_RECOGNISED

    def decide(self, desk: "Desk") -> None:
        facts = decisions.report(
            self.record(desk), desk.verdict, self._payload(desk), self.document
        )
        for fact in facts:
            desk.record(fact)

    def _payload(self, desk: "Desk") -> Payload:
        placement, record = self.placement(desk), self.record(desk)
        person = desk.get(Employee, placement.employee)
        personal = desk.vault.unseal(person.id, dict(person.sealed))
        return payload(
            desk.rules(Component.SIASN, desk.day).values,
            activity=placement.activity,
            field=placement.field,
            host=desk.get(Organisation, placement.host).name_on(placement.last_day),
            first_day=placement.first_day,
            last_day=placement.last_day,
            jp=record.jp or 0,
            year=record.year or placement.last_day.year,
            certificate_number=record.certificate.number if record.certificate else None,
            document=self.document,
            pns_orang_id=personal.get("pns_orang_id"),
            siasn_id=record.siasn_id,
        )


class RecordSiasnReply(RecordCommand):
    """Record the answer: to a report, or to a correction asked for (R71)."""

    act = "learning-record.record-siasn-reply"
    states = (RecordState.REPORTED, RecordState.CREDIT_REVOKED)

    result: SiasnResult
    siasn_id: Text | None = None
    message: Text | None = None

    def fits(self, state: Thing, desk: "Desk") -> bool:
        fitting = takes_reply(self.record(desk).siasn, self.result)
        return fitting and super().fits(state, desk)

    def decide(self, desk: "Desk") -> None:
        desk.record(
            CreditReplyRecorded(result=self.result, siasn_id=self.siasn_id, message=self.message)
        )
