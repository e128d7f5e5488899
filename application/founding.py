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
"""The login and the id of the first account."""
_SYSTEM_STREAM = "system:system"
_ROOT_STREAM = f"account:{ROOT}"
_ROOT_SINCE = date(2000, 1, 1)
_ROOT_DECREE = Decree(number="system.store-opened", date=_ROOT_SINCE)


def founding(kind: StoreKind, at: Instant) -> Append:
    """What an empty log is given first, at the instant it opens."""

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
            draft(_SYSTEM_STREAM, StoreOpened(kind=kind), civil_day(at)),
            draft(_ROOT_STREAM, AccountOpened(login=ROOT), civil_day(at)),
            draft(_ROOT_STREAM, RoleGranted(grant=grant), _ROOT_SINCE),
        ),
        expected={_SYSTEM_STREAM: 0, _ROOT_STREAM: 0},
        at=at,
        claims={("login", ROOT): ROOT},
        states={_SYSTEM_STREAM: System(), _ROOT_STREAM: Account()},
    )
