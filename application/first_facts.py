"""The first facts of every store: what it is, and the account that can open others."""

from datetime import date

from application.ports import Append, Draft
from domain.account import Account, AccountOpened, RoleGranted
from domain.base import Fact
from domain.dates import civil_day
from domain.enums import Channel, Role
from domain.envelope import Instant
from domain.shapes import Decree, RoleGrant
from domain.system import StoreKind, StoreOpened, System

ROOT = "root"
SYSTEM_STREAM = "system:system"
ROOT_STREAM = f"account:{ROOT}"
FIRST_FACTS = 3
"""So many facts begin a store. None of them commits to anything in the vault."""
_ROOT_SINCE = date(2000, 1, 1)
_ROOT_DECREE = Decree(number="system.store-opened", date=_ROOT_SINCE)


def first_facts(kind: StoreKind, at: Instant) -> Append:
    """What is recorded into an empty log, at an instant."""
    day = civil_day(at)

    def draft(stream: str, fact: Fact, on: date) -> Draft:
        return Draft(
            stream=stream,
            fact=fact,
            effective_on=on,
            actor="system",
            role=Role.SYSTEM.value,
            channel=Channel.SYSTEM.value,
        )

    grant = RoleGrant(role=Role.ADMIN, since=_ROOT_SINCE, decree=_ROOT_DECREE)
    return Append(
        drafts=(
            draft(SYSTEM_STREAM, StoreOpened(kind=kind), day),
            draft(ROOT_STREAM, AccountOpened(login=ROOT), day),
            draft(ROOT_STREAM, RoleGranted(grant=grant), _ROOT_SINCE),
        ),
        expected={SYSTEM_STREAM: 0, ROOT_STREAM: 0},
        at=at,
        claims={("login", ROOT): ROOT},
        states={SYSTEM_STREAM: System(), ROOT_STREAM: Account()},
    )
