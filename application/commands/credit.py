"""What can be asked of the JP credit of a learning record (contract §5.4, R61-R70)."""

from typing import TYPE_CHECKING

from application.commands.base import Overridable
from application.commands.credited import boundary_of, credited, room
from application.commands.learning import RecordCommand, person_at
from application.commands.numbering import claim_certificate_number
from application.commands.placing import footing_of, is_tied
from domain.codes import Code, Warn
from domain.enums_learning import Component, CreditRefusal
from domain.learning import credit as decisions
from domain.learning.facts import CertificateRecorded, CreditRejected
from domain.organisation import Organisation
from domain.shapes import Cert
from domain.states import RecordState, SiasnState
from domain.thing import Thing
from domain.values import FindingId, Jp, Text

if TYPE_CHECKING:
    from application.desk import Desk


class RecordCertificate(RecordCommand):
    """Record the host's certificate; its number is unique per host (R61)."""

    act = "learning-record.record-certificate"
    states = (RecordState.EVALUATED,)
    refusals = (Code.CERT_DUPLICATE, Code.CERT_BEFORE_COMPLETION)

    certificate: Cert

    def decide(self, desk: "Desk") -> None:
        placement = self.placement(desk)
        number = self.certificate.number
        if not claim_certificate_number(desk, desk.subject, placement.host, number):
            desk.verdict.broken(Code.CERT_DUPLICATE)
        if placement.ended_on is None or self.certificate.date < placement.ended_on:
            desk.verdict.broken(Code.CERT_BEFORE_COMPLETION)
        desk.verdict.settle()
        desk.record(CertificateRecorded(certificate=self.certificate))


class ProposeCredit(RecordCommand, Overridable):
    """Propose the JP that policy gives, if everything R62 asks for is there."""

    act = "learning-record.propose-credit"
    states = (
        RecordState.EVALUATED,
        RecordState.CERTIFIED,
        RecordState.CREDIT_REJECTED,
        RecordState.CREDIT_REVOKED,
    )
    refusals = (
        Code.NOT_PASSED,
        Code.CERTIFICATE_MISSING,
        Code.HOURS_BELOW_FLOOR,
        Code.ATTENDANCE_BELOW,
        Code.NO_COVER_AT_TIME,
        Code.DUPLICATE_CREDIT,
        Code.JP_NOT_POLICY,
    )
    overridable = frozenset({Code.NO_COVER_AT_TIME})

    jp: Jp | None = None

    def fits(self, state: Thing, desk: "Desk") -> bool:
        """A revoked credit is corrected in the national system before it is proposed again."""
        waiting = self.record(desk).siasn is SiasnState.TO_BE_CORRECTED
        return not waiting and super().fits(state, desk)

    def decide(self, desk: "Desk") -> None:
        placement, record = self.placement(desk), self.record(desk)
        ended_on = placement.last_day
        counted = placement.counted_days(desk.calendar, record.approved_days)
        footing = footing_of(desk, placement)
        facts = decisions.propose(
            record,
            desk.verdict,
            placement=placement,
            typed_jp=self.jp,
            abroad=desk.get(Organisation, placement.host).abroad,
            credited=[row.as_credit() for row in credited(desk, placement.employee)],
            cover={day: footing.cover(day) for day in counted},
            conversion=desk.rules(Component.JP_CONVERSION, ended_on).values,
            policy=desk.rules(Component.PLACEMENT_POLICY, desk.day).values,
        )
        for fact in facts:
            desk.record(fact)


class VerifyCredit(RecordCommand):
    """An officer without another duty on this placement verifies the proposal (R83)."""

    act = "learning-record.verify-credit"
    states = (RecordState.CREDIT_PROPOSED,)
    refusals = (Code.SOD_VIOLATION, Code.CONFLICT_OF_INTEREST)

    def decide(self, desk: "Desk") -> None:
        placement = self.placement(desk)
        facts = decisions.verify(
            self.record(desk),
            desk.verdict,
            placement=placement,
            person=person_at(desk),
            tied=is_tied(desk, placement),
        )
        for fact in facts:
            desk.record(fact)


class RecogniseCredit(RecordCommand):
    """The head recognises the credit (pengakuan): from now it counts (R63, R69, R70)."""

    act = "learning-record.recognise-credit"
    states = (RecordState.CREDIT_VERIFIED,)
    refusals = (Code.SOD_VIOLATION, Code.CONFLICT_OF_INTEREST, Code.DUPLICATE_CREDIT)

    def decide(self, desk: "Desk") -> None:
        placement = self.placement(desk)
        rows = credited(desk, placement.employee)
        ended_on = placement.last_day
        desk.rules(Component.JP_CONVERSION, ended_on)
        facts = decisions.recognise(
            self.record(desk),
            desk.verdict,
            placement=placement,
            person=person_at(desk),
            tied=is_tied(desk, placement, same_unit=True),
            credited=[row.as_credit() for row in rows],
            room=room(desk, placement.employee, ended_on, rows),
        )
        desk.touch(boundary_of(placement.employee))
        for fact in facts:
            if fact.excess_jp:
                desk.warn(Warn.EXCESS_JP)
            desk.record(fact)


class RejectCredit(RecordCommand):
    """Refuse the credit, for a coded cause; a not-passed record is closed by it (R47)."""

    act = "learning-record.reject-credit"
    states = (
        RecordState.EVALUATED,
        RecordState.CERTIFIED,
        RecordState.CREDIT_PROPOSED,
        RecordState.CREDIT_VERIFIED,
    )

    cause: CreditRefusal

    def decide(self, desk: "Desk") -> None:
        desk.record(CreditRejected(cause=self.cause))


class RevokeCredit(RecordCommand):
    """Take a recognised credit back; what was reported is queued for correction (R71)."""

    act = "learning-record.revoke-credit"
    states = (RecordState.CREDIT_RECOGNISED, RecordState.REPORTED)

    reason: Text
    finding: FindingId | None = None

    def decide(self, desk: "Desk") -> None:
        record = self.record(desk)
        revoked, *queued = decisions.revoke(record, desk.verdict, self.finding)
        desk.touch(boundary_of(record.employee))
        cause = desk.record(revoked)
        for fact in queued:
            desk.record(fact, cause=cause)
