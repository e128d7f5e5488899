"""May this person do or see this, for this organisation, on this date? One function answers (D13).

Grants are facts, so the answer for any past day can be replayed. A role counts on a day when a
grant of it holds that day; PARTICIPANT is not granted but held by the account of an employee.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.account import Account
from domain.codes import Code
from domain.enums import Role
from domain.shapes import RoleGrant

PROGRAMME_WIDE = frozenset(
    {
        Role.ADMIN,
        Role.OFFICER,
        Role.HEAD,
        Role.TKKSD,
        Role.LEGAL,
        Role.EVALUATOR,
        Role.INSPECTOR,
        Role.AUDITOR,
        Role.DPO,
    }
)


@dataclass(frozen=True, slots=True)
class Concern:
    """What an act is about, for the question of scope. None: the role's scope is not asked.

    `units` are the employee's home unit and those above it; `mentors` the accounts assigned;
    `account` the one account that acts under ANY.
    """

    organisation: str | None = None
    employee: str | None = None
    units: frozenset[str] | None = None
    mentors: frozenset[str] | None = None
    account: str | None = None


NOTHING = Concern()


@dataclass(frozen=True, slots=True)
class Standing:
    """The role a person acts under, or the code that says why there is none."""

    role: Role | None
    code: Code | None = None


def standing(account: Account, roles: Iterable[Role], concern: Concern, day: date) -> Standing:
    """The first of `roles` the person holds on the day and in scope, else the furthest refusal.

    Of the codes the furthest counts: held today but out of scope, held at another time only,
    never held (contract §1.7).
    """
    furthest = Code.ROLE_REQUIRED
    for role in roles:
        if role is Role.ANY:
            if concern.account in (None, account.id):
                return Standing(role)
            furthest = Code.OUT_OF_SCOPE
            continue
        if role is Role.PARTICIPANT:
            if account.employee is not None:
                if concern.employee in (None, account.employee):
                    return Standing(role)
                furthest = Code.OUT_OF_SCOPE
            continue
        for grant in account.grants:
            if grant.role is not role:
                continue
            if not grant.holds_on(day):
                if furthest is Code.ROLE_REQUIRED:
                    furthest = Code.ROLE_EXPIRED
            elif in_scope(account, grant, concern):
                return Standing(role)
            else:
                furthest = Code.OUT_OF_SCOPE
    return Standing(None, furthest)


def in_scope(account: Account, grant: RoleGrant, concern: Concern) -> bool:
    """Whether a grant reaches what the act is about."""
    if grant.role in PROGRAMME_WIDE:
        return True
    if grant.role is Role.OPD:
        return concern.units is None or grant.unit in concern.units
    if concern.organisation not in (None, grant.organisation):
        return False
    return grant.role is not Role.MENTOR or concern.mentors is None or account.id in concern.mentors
