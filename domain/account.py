"""Account (akun): one login is one person, with the roles granted to it by decree (R86, R90).

The person's name lies in the vault; the fact holds its commitment.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self, cast

import msgspec

from domain.base import Fact
from domain.enums import Role, TieKind
from domain.envelope import AnyEnvelope
from domain.replacing import replace
from domain.shapes import RoleGrant
from domain.thing import Thing


class AccountOpened(Fact):
    """An account was opened; `sealed` are commitments to what the vault holds, by field."""

    topic = "account.opened.v1"
    login: str
    sealed: dict[str, str] = msgspec.field(default_factory=dict)
    organisation: str | None = None
    unit: str | None = None
    employee: str | None = None
    ref: str | None = None


class RoleGranted(Fact):
    """A role was granted; effective on the first day it is held."""

    topic = "account.role-granted.v1"
    grant: RoleGrant


class RoleRevoked(Fact):
    """Every grant of the role ends; effective on the last day it is held."""

    topic = "account.role-revoked.v1"
    role: Role
    last_day: date


class AccountClosed(Fact):
    topic = "account.closed.v1"


class TieDeclared(Fact):
    """The person is tied to an employee and may not decide about them (R89)."""

    topic = "account.tie-declared.v1"
    employee: str
    kind: TieKind


AccountFact = AccountOpened | RoleGranted | RoleRevoked | AccountClosed | TieDeclared


@dataclass(frozen=True, slots=True)
class Account(Thing):
    thing: ClassVar[str] = "account"
    undated: ClassVar[frozenset[str]] = frozenset(
        {
            AccountOpened.topic,
            RoleGranted.topic,
            RoleRevoked.topic,
            AccountClosed.topic,
            TieDeclared.topic,
        }
    )

    login: str = ""
    organisation: str | None = None
    unit: str | None = None
    employee: str | None = None
    grants: tuple[RoleGrant, ...] = ()
    tied_to: tuple[str, ...] = ()
    """The employees a tie was declared to."""

    @property
    def is_open(self) -> bool:
        return self.state == "OPEN"

    def is_open_on(self, day: date) -> bool:
        """Whether it is open, or was until it was closed: from that day on it holds nothing."""
        return self.is_open or day < self.since

    def units_as(self, role: Role, day: date) -> frozenset[str]:
        """The units the role is held for on the day."""
        held = (grant for grant in self.grants if grant.role is role and grant.holds_on(day))
        return frozenset(grant.unit for grant in held if grant.unit)

    def evolve(self, fact: AnyEnvelope) -> Self:
        match cast(AccountFact, fact.data):
            case AccountOpened(login=login, organisation=organisation, unit=unit, employee=person):
                return replace(
                    self,
                    id=fact.subject,
                    version=fact.version,
                    state="OPEN",
                    since=fact.effective_on,
                    login=login,
                    organisation=organisation,
                    unit=unit,
                    employee=person,
                )
            case RoleGranted(grant=grant):
                return replace(self, version=fact.version, grants=(*self.grants, grant))
            case RoleRevoked(role=role, last_day=last_day):
                grants = tuple(self._without(role, last_day))
                return replace(self, version=fact.version, grants=grants)
            case AccountClosed():
                return replace(self, version=fact.version, state="CLOSED", since=fact.effective_on)
            case TieDeclared(employee=employee):
                tied_to = tuple(dict.fromkeys((*self.tied_to, employee)))
                return replace(self, version=fact.version, tied_to=tied_to)

    def _without(self, role: Role, last_day: date) -> Iterator[RoleGrant]:
        """The grants once the role has ended; those not begun by then are never held."""
        for grant in self.grants:
            if grant.role is not role or (grant.until is not None and grant.until <= last_day):
                yield grant
            elif grant.since <= last_day:
                yield msgspec.structs.replace(grant, until=last_day)
