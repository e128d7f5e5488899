"""What can be asked of the JP credit of a learning record (contract §5.4, R61-R70)."""

from typing import TYPE_CHECKING

from application.commands.learning import RecordCommand, person_at
from application.commands.placing import is_tied
from application.views.jp_ledger import JP_LEDGER, LedgerRow
from domain.agreement.state import Agreement
from domain.codes import Code, Warn
from domain.employee import Employee
from domain.enums_learning import Component, EmploymentKind
from domain.jp import contract_year
from domain.learning import credit as decisions
from domain.learning.facts import CertificateRecorded
from domain.organisation import Organisation
from domain.placement.state import Placement
from domain.shapes import Cert, Override
from domain.states import RecordState
from domain.values import Count

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
        name = f"{placement.host} {self.certificate.number}"
        taken = desk.claimed("certificate", name) is not None
        if taken:
            desk.verdict.broken(Code.CERT_DUPLICATE)
        if placement.ended_on is None or self.certificate.date < placement.ended_on:
            desk.verdict.broken(Code.CERT_BEFORE_COMPLETION)
        desk.verdict.settle()
        if not taken:
            desk.claim("certificate", name)
        desk.record(CertificateRecorded(certificate=self.certificate))


class ProposeCredit(RecordCommand):
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

    jp: Count | None = None
    override: Override | None = None

    def decide(self, desk: "Desk") -> None:
        placement = self.placement(desk)
        ended_on = placement.ended_on or placement.planned_end
        agreement_policy = desk.rules(Component.AGREEMENT_POLICY, desk.day).values
        facts = decisions.propose(
            self.record(desk),
            desk.verdict,
            placement=placement,
            agreement=desk.get(Agreement, placement.agreement),
            typed_jp=self.jp,
            abroad=desk.get(Organisation, placement.host).abroad,
            credited=[row.as_credit() for row in credited(desk, placement.employee)],
            calendar=desk.calendar,
            conversion=desk.rules(Component.JP_CONVERSION, ended_on).values,
            policy=desk.rules(Component.PLACEMENT_POLICY, desk.day).values,
            late_days=agreement_policy["late_sign_days"],
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
        ended_on = placement.ended_on or placement.planned_end
        desk.rules(Component.JP_CONVERSION, ended_on)
        facts = decisions.recognise(
            self.record(desk),
            desk.verdict,
            placement=placement,
            person=person_at(desk),
            tied=is_tied(desk, placement, same_unit=True),
            credited=[row.as_credit() for row in rows],
            room=_room(desk, placement, rows),
        )
        desk.touch(f"credits:{placement.employee}")
        for fact in facts:
            if fact.excess_jp:
                desk.warn(Warn.EXCESS_JP)
            desk.record(fact)


def credited(desk: "Desk", employee: str) -> list[LedgerRow]:
    """The rows of the employee's JP ledger that count."""
    rows: list[LedgerRow] = desk.rows(JP_LEDGER, f"credits:{employee}", employee=employee)
    return [row for row in rows if row.counts]


def _room(desk: "Desk", placement: Placement, rows: list[LedgerRow]) -> int | None:
    """The JP a PPPK's contract year still has room for; None where there is no cap (R69)."""
    employee = desk.get(Employee, placement.employee)
    if employee.kind is not EmploymentKind.PPPK:
        return None
    ended_on = placement.ended_on or placement.planned_end
    cap = desk.rules(Component.PPPK_CAP, ended_on).values
    if employee.post_kind in cap["exempt_post_kinds"]:
        return None
    year = contract_year(employee.contract_covering(ended_on).since, ended_on)
    used = sum(row.jp for row in rows if year.since <= row.last_day <= year.until)
    room: int = cap["cap_jp"] - used
    return max(0, room)
