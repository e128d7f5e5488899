"""Civil servants on the register: who they are, where, and how they stand (contract §4.2).

Names and NIPs go to the vault; the facts hold commitments (D10).
"""

from datetime import date
from typing import TYPE_CHECKING

from pydantic import Field as FormField

from application.commands.base import Command, Reasoned
from application.commands.claiming import claim_for
from domain.codes import Code, Warn
from domain.employee import (
    Employee,
    EmployeeRegistered,
    EmployeeSanctioned,
    EmployeeStatusSet,
    EmployeeTransferred,
    EmployeeUpdated,
)
from domain.enums_learning import (
    Component,
    EmployeeStatus,
    EmploymentKind,
    PostKind,
    SanctionGrade,
)
from domain.nip import bare_nip, has_unusual_age, nip_fault
from domain.shapes import Period
from domain.values import Text, UnitId

if TYPE_CHECKING:
    from application.desk import Desk


PERSONAL = frozenset({"name", "nip", "pns_orang_id"})


class RegisterEmployee(Reasoned):
    """Put a civil servant (ASN) on the register under a surrogate id."""

    act = "employee.register"
    creates = True
    refusals = (Code.NIP_INVALID, Code.NIP_TAKEN)
    personal = PERSONAL

    kind: EmploymentKind
    name: Text
    nip: Text
    unit: UnitId
    post: Text
    post_kind: PostKind
    grade: Text
    service_from: date
    retires_on: date
    contract: Period | None = None
    pns_orang_id: Text | None = None

    def misfits(self, _desk: "Desk") -> tuple[str, ...]:
        uncontracted = self.kind is EmploymentKind.PPPK and self.contract is None
        return ("contract",) if uncontracted or runs_backwards(self.contract) else ()

    def decide(self, desk: "Desk") -> None:
        nip = checked_nip(desk, self.nip, self.kind)
        desk.verdict.settle()
        personal = personal_fields(self.name, nip, self.pns_orang_id)
        desk.record(
            EmployeeRegistered(
                kind=self.kind,
                sealed=desk.seal(personal),
                unit=self.unit,
                post=self.post,
                post_kind=self.post_kind,
                grade=self.grade,
                service_from=self.service_from,
                retires_on=self.retires_on,
                contract=self.contract,
                ref=desk.context.ref,
            )
        )


class EmployeeCommand(Command):
    """An act on a civil servant whose identity was not erased."""

    states = ("ACTIVE",)


class UpdateEmployee(EmployeeCommand, Reasoned):
    """Change what the register says of a civil servant; what is left out stays."""

    act = "employee.update"
    refusals = (Code.NIP_INVALID, Code.NIP_TAKEN)
    personal = PERSONAL

    name: Text | None = None
    nip: Text | None = None
    post: Text | None = None
    post_kind: PostKind | None = None
    grade: Text | None = None
    retires_on: date | None = None
    contract: Period | None = None
    pns_orang_id: Text | None = None

    def misfits(self, _desk: "Desk") -> tuple[str, ...]:
        return ("contract",) if runs_backwards(self.contract) else ()

    def decide(self, desk: "Desk") -> None:
        employee = desk.get(Employee, desk.subject)
        nip = None if self.nip is None else checked_nip(desk, self.nip, employee.kind)
        desk.verdict.settle()
        personal = personal_fields(self.name, nip, self.pns_orang_id)
        desk.record(
            EmployeeUpdated(
                sealed=desk.seal(personal),
                post=self.post,
                post_kind=self.post_kind,
                grade=self.grade,
                retires_on=self.retires_on,
                contract=self.contract,
            )
        )


class TransferEmployee(EmployeeCommand, Reasoned):
    """Move a civil servant to another unit (mutasi), from a day on."""

    act = "employee.transfer"

    unit: UnitId

    def decide(self, desk: "Desk") -> None:
        desk.record(EmployeeTransferred(unit=self.unit))


class SetStatus(EmployeeCommand, Reasoned):
    """Set a status for a time: leave, study, suspension, retirement, or active again."""

    act = "employee.set-status"

    status: EmployeeStatus
    since: date = FormField(alias="from")
    until: date | None = None

    def misfits(self, _desk: "Desk") -> tuple[str, ...]:
        return ("until",) if self.until is not None and self.until < self.since else ()

    def decide(self, desk: "Desk") -> None:
        desk.record(EmployeeStatusSet(status=self.status, until=self.until), on=self.since)


class SanctionEmployee(EmployeeCommand):
    """Record a disciplinary sanction by its grade; its story is not for this record (R44)."""

    act = "employee.sanction"
    coded_only = True

    grade: SanctionGrade

    def decide(self, desk: "Desk") -> None:
        desk.rules(Component.DISCIPLINE, desk.day)
        desk.record(EmployeeSanctioned(grade=self.grade))


def checked_nip(desk: "Desk", written: str, kind: EmploymentKind) -> str:
    """The NIP without blanks and dots, claimed; what is wrong with it is broken at the desk."""
    nip = bare_nip(written)
    fault = nip_fault(nip, kind, desk.today)
    if fault is not None:
        desk.verdict.broken(Code.NIP_INVALID, fault.value)
    elif has_unusual_age(nip, kind):
        desk.warn(Warn.NIP_AGE)
    if not _is_claimed(desk, nip):
        desk.verdict.broken(Code.NIP_TAKEN)
    return nip


def _is_claimed(desk: "Desk", nip: str) -> bool:
    """Claim a NIP for the employee; False if another one has it."""

    def has(employee: str) -> bool:
        sealed = dict(desk.get(Employee, employee).sealed)
        return desk.vault.unseal(employee, sealed).get("nip") == nip

    return claim_for(desk, ("nip", desk.vault.pseudonym(nip)), desk.subject, has)


def personal_fields(name: str | None, nip: str | None, pns_orang_id: str | None) -> dict[str, str]:
    """What the vault is to keep of a person: the fields that were given."""
    given = {"name": name, "nip": nip, "pns_orang_id": pns_orang_id}
    return {field: value for field, value in given.items() if value is not None}


def runs_backwards(period: Period | None) -> bool:
    return period is not None and period.until < period.since
