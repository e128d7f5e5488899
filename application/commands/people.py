"""People on the registers: accounts with their roles, and civil servants (contract §4.2).

Names and NIPs go to the vault; the facts hold commitments (D10).
"""

from datetime import date
from typing import TYPE_CHECKING

from application.commands.base import Reasoned
from domain.account import AccountOpened, RoleGranted
from domain.codes import Code, Warn
from domain.employee import EmployeeRegistered
from domain.enums_learning import EmploymentKind, PostKind
from domain.nip import bare_nip, has_unusual_age, nip_fault
from domain.shapes import Period, RoleGrant
from domain.values import EmployeeId, OrganisationId, Text, UnitId

if TYPE_CHECKING:
    from application.desk import Desk


class OpenAccount(Reasoned):
    """Open one person's account, with the roles granted to it (R86, R90)."""

    act = "account.open"
    creates = True
    refusals = (Code.ACCOUNT_EXISTS,)

    login: Text
    name: Text
    organisation: OrganisationId | None = None
    unit: UnitId | None = None
    employee: EmployeeId | None = None
    roles: tuple[RoleGrant, ...] = ()

    def decide(self, desk: "Desk") -> None:
        claims = [("login", self.login)]
        if self.employee is not None:
            claims.append(("account-of", self.employee))
        if any(desk.claimed(scope, name) for scope, name in claims):
            desk.verdict.broken(Code.ACCOUNT_EXISTS)
        desk.verdict.settle()
        for scope, name in claims:
            desk.claim(scope, name)
        desk.record(
            AccountOpened(
                login=self.login,
                sealed=desk.vault.keep(desk.subject, {"name": self.name}),
                organisation=self.organisation,
                unit=self.unit,
                employee=self.employee,
                ref=desk.context.ref,
            )
        )
        for grant in self.roles:
            desk.record(RoleGranted(grant=grant), on=grant.since)


class RegisterEmployee(Reasoned):
    """Put a civil servant (ASN) on the register under a surrogate id."""

    act = "employee.register"
    creates = True
    refusals = (Code.NIP_INVALID, Code.NIP_TAKEN)

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
        return ("contract",) if uncontracted else ()

    def decide(self, desk: "Desk") -> None:
        nip = bare_nip(self.nip)
        fault = nip_fault(nip, self.kind, desk.today)
        if fault is not None:
            desk.verdict.broken(Code.NIP_INVALID, fault.value)
        elif has_unusual_age(nip, self.kind):
            desk.warn(Warn.NIP_AGE)
        pseudonym = desk.vault.pseudonym(nip)
        if desk.claimed("nip", pseudonym):
            desk.verdict.broken(Code.NIP_TAKEN)
        desk.verdict.settle()
        desk.claim("nip", pseudonym)
        personal = {"name": self.name, "nip": nip}
        if self.pns_orang_id is not None:
            personal["pns_orang_id"] = self.pns_orang_id
        desk.record(
            EmployeeRegistered(
                kind=self.kind,
                sealed=desk.vault.keep(desk.subject, personal),
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
