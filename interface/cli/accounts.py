"""`jejak account`: accounts, their roles and their API keys, by the store's administrator."""

from collections.abc import Mapping
from typing import Any

import click

from application.authority import NOTHING, standing
from domain.dates import civil_day
from domain.enums import Role
from interface.bootstrap import Store
from interface.cli.acts import act_as, carried_out, printed
from interface.cli.opening import NoSuchStore, account_of, opened
from interface.door import account_on, as_json
from interface.wordings.command_line import NO_ADMIN, ROLES_NEED
from interface.wordings.keeping import both


def open_one(
    login: str,
    where: str | None,
    admin: str,
    *,
    name: str,
    organisation: str | None,
    unit: str | None,
    employee: str | None,
    roles: tuple[str, ...],
    since: str | None,
    decree: str | None,
    decree_date: str | None,
) -> int:
    """`account.open` with its fields from options; every role by the same decree."""
    if roles and not (since and decree and decree_date):
        raise click.UsageError(both(ROLES_NEED))
    given: dict[str, Any] = {"organisation": organisation, "unit": unit, "employee": employee}
    scope = {"organisation": organisation, "unit": unit}
    fields = {"login": login, "name": name, **_without_gaps(given)}
    fields["roles"] = [
        {
            "role": role,
            "from": since,
            "decree": {"number": decree, "date": decree_date},
            **_without_gaps(scope),
        }
        for role in roles
    ]
    return carried_out(where, lambda store: act_as(store, admin, "account.open", as_json(fields)))


def grant_role(
    login: str,
    where: str | None,
    admin: str,
    *,
    role: str,
    since: str,
    until: str | None,
    decree: str,
    decree_date: str,
    organisation: str | None,
    unit: str | None,
    reason: str | None,
) -> int:
    """`account.grant-role` with its fields from options."""
    scope = {"organisation": organisation, "unit": unit, "until": until}
    grant = {
        "role": role,
        "from": since,
        "decree": {"number": decree, "date": decree_date},
        **_without_gaps(scope),
    }
    fields = _without_gaps({"grant": grant, "reason": reason})
    return _act_on(login, where, admin, "account.grant-role", fields)


def revoke_role(
    login: str, where: str | None, admin: str, *, role: str, last_day: str, reason: str
) -> int:
    """`account.revoke-role` with its fields from options."""
    fields = {"role": role, "last_day": last_day, "reason": reason}
    return _act_on(login, where, admin, "account.revoke-role", fields)


def close_one(login: str, where: str | None, admin: str, *, reason: str) -> int:
    """`account.close` with its reason from an option."""
    return _act_on(login, where, admin, "account.close", {"reason": reason})


def _act_on(login: str, where: str | None, admin: str, act: str, fields: Mapping[str, Any]) -> int:
    """Record an act on the account behind a login; the receipt or the refusal is printed."""
    with opened(where, there=True) as store:
        return printed(act_as(store, admin, act, as_json(fields), subject=account_of(store, login)))


def token_for(login: str, where: str | None, admin: str, *, revoke: bool) -> int:
    """Print a new API key of an account, or make all its keys useless."""
    with opened(where, there=True) as store:
        if not _is_admin(store, admin):
            raise NoSuchStore(both(NO_ADMIN, login=admin))
        holder = account_of(store, login)
        now = store.clock.now()
        if revoke:
            store.tokens.revoke(holder, now)
        else:
            click.echo(store.tokens.issue(holder, now))
    return 0


def _is_admin(store: Store, login: str) -> bool:
    account = account_on(store, account_of(store, login))
    today = civil_day(store.clock.now())
    return (
        account is not None and standing(account, (Role.ADMIN,), NOTHING, today).role is Role.ADMIN
    )


def _without_gaps(given: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in given.items() if value is not None}
