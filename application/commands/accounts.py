"""Accounts: one login is one person, with the roles granted by decree (contract §4.1, §4.2).

Names go to the vault; the facts hold commitments (D10).
"""

from datetime import date
from typing import TYPE_CHECKING

from application.authority import Concern
from application.commands.base import Reasoned
from domain.account import (
    Account,
    AccountClosed,
    AccountOpened,
    RoleGranted,
    RoleRevoked,
    TieDeclared,
)
from domain.codes import Code
from domain.enums import Role, TieKind
from domain.shapes import RoleGrant
from domain.values import EmployeeId, Name, OrganisationId, Text, UnitId

if TYPE_CHECKING:
    from application.desk import Desk

HELD_WITHOUT_GRANT = frozenset({Role.PARTICIPANT, Role.SYSTEM, Role.ANY})
"""Roles nobody is granted: they come with an employee's account, the program, any account."""


class OpenAccount(Reasoned):
    """Open one person's account, with the roles granted to it (R86, R90)."""

    act = "account.open"
    importable = False
    creates = True
    refusals = (Code.ACCOUNT_EXISTS,)
    personal = frozenset({"name"})

    login: Name
    name: Text
    organisation: OrganisationId | None = None
    unit: UnitId | None = None
    employee: EmployeeId | None = None
    roles: tuple[RoleGrant, ...] = ()

    def misfits(self, _desk: "Desk") -> tuple[str, ...]:
        return () if all(map(is_grantable, self.roles)) else ("roles",)

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
                sealed=desk.seal({"name": self.name}),
                organisation=self.organisation,
                unit=self.unit,
                employee=self.employee,
                ref=desk.context.ref,
            )
        )
        for grant in self.roles:
            desk.record(RoleGranted(grant=grant), on=grant.since)


class GrantRole(Reasoned):
    """Grant a role by decree, for a period and a scope (R86)."""

    act = "account.grant-role"
    importable = False
    states = ("OPEN",)

    grant: RoleGrant

    def misfits(self, _desk: "Desk") -> tuple[str, ...]:
        return () if is_grantable(self.grant) else ("grant",)

    def decide(self, desk: "Desk") -> None:
        desk.record(RoleGranted(grant=self.grant), on=self.grant.since)


class RevokeRole(Reasoned):
    """End every grant of a role; it is held to the last day named."""

    act = "account.revoke-role"
    importable = False
    states = ("OPEN",)

    role: Role
    last_day: date
    reason: Text

    def misfits(self, desk: "Desk") -> tuple[str, ...]:
        account = desk.find(Account, desk.subject)
        held = account is None or any(grant.role is self.role for grant in account.grants)
        return () if held else ("role",)

    def decide(self, desk: "Desk") -> None:
        desk.record(RoleRevoked(role=self.role, last_day=self.last_day), on=self.last_day)


class CloseAccount(Reasoned):
    """Close an account for good: it holds nothing and can neither act nor read."""

    act = "account.close"
    importable = False
    states = ("OPEN",)

    reason: Text

    def decide(self, desk: "Desk") -> None:
        desk.record(AccountClosed())


class DeclareTie(Reasoned):
    """Declare a tie to an employee, one's own or, as inspector, anybody's (R89)."""

    act = "account.declare-tie"
    states = ("OPEN",)

    employee: EmployeeId
    kind: TieKind

    def concern(self, desk: "Desk") -> Concern:
        return Concern(account=desk.subject)

    def decide(self, desk: "Desk") -> None:
        desk.record(TieDeclared(employee=self.employee, kind=self.kind))


def is_grantable(grant: RoleGrant) -> bool:
    """A role that is granted at all, for days that run forward."""
    runs = grant.until is None or grant.since <= grant.until
    return grant.role not in HELD_WITHOUT_GRANT and runs
