"""Account (akun): one login is one person, with the roles granted to it by decree (R86, R90).

The person's name lies in the vault; the fact holds its commitment.
"""

from dataclasses import dataclass
from typing import ClassVar, Self, cast

import msgspec

from domain.base import Fact
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


@dataclass(frozen=True, slots=True)
class Account(Thing):
    thing: ClassVar[str] = "account"
    undated: ClassVar[frozenset[str]] = frozenset({AccountOpened.topic, RoleGranted.topic})

    login: str = ""
    organisation: str | None = None
    unit: str | None = None
    employee: str | None = None
    grants: tuple[RoleGrant, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.state == "OPEN"

    def evolve(self, fact: AnyEnvelope) -> Self:
        match cast(AccountOpened | RoleGranted, fact.data):
            case AccountOpened(login=login, organisation=organisation, unit=unit, employee=person):
                return replace(
                    self,
                    id=fact.subject,
                    version=fact.version,
                    state="OPEN",
                    login=login,
                    organisation=organisation,
                    unit=unit,
                    employee=person,
                )
            case RoleGranted(grant=grant):
                return replace(self, version=fact.version, grants=(*self.grants, grant))
