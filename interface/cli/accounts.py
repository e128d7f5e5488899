"""`jejak account`: opening accounts and giving them API keys, by the store's administrator."""

from typing import Any

import click

from application.authority import NOTHING, standing
from domain.dates import civil_day
from domain.enums import Role
from interface.bootstrap import Store
from interface.cli.acts import act_as, carried_out
from interface.cli.opening import USAGE, account_of, opened
from interface.door import account_on, as_json


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
        raise click.UsageError("roles need --from, --decree and --decree-date")
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


def token_for(login: str, where: str | None, admin: str, *, revoke: bool) -> int:
    """Print a new API key of an account, or make all its keys useless."""
    with opened(where, there=True) as store:
        if not _is_admin(store, admin):
            click.echo(f"{admin} does not hold ADMIN", err=True)
            return USAGE
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
