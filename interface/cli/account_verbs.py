"""The verbs of `jejak account`."""

import sys
from typing import Any

import click

from interface.cli.options import STORE

ADMIN = click.option("--as", "admin", metavar="LOGIN", default="root", show_default=True)


@click.group()
def account() -> None:
    """Accounts of the store, for its administrator."""


@account.command("open")
@click.argument("login")
@STORE
@ADMIN
@click.option("--name", required=True, help="The person's name; it goes to the vault.")
@click.option("--organisation", metavar="ID")
@click.option("--unit", metavar="ID")
@click.option("--employee", metavar="ID", help="Whose own account it is.")
@click.option("--role", "roles", multiple=True, metavar="ROLE", help="A role to grant; repeatable.")
@click.option("--from", "since", metavar="DATE", help="First day of the roles.")
@click.option("--decree", metavar="NUMBER", help="The decree that grants the roles.")
@click.option("--decree-date", metavar="DATE")
def open_account(login: str, store: str | None, admin: str, **given: Any) -> None:
    """Open one person's account, with roles by one decree."""
    from interface.cli.accounts import open_one

    sys.exit(open_one(login, store, admin, **given))


@account.command("grant")
@click.argument("login")
@STORE
@ADMIN
@click.option("--role", required=True, metavar="ROLE")
@click.option("--from", "since", required=True, metavar="DATE", help="First day of the role.")
@click.option("--until", metavar="DATE", help="Its last day, if it has one.")
@click.option("--decree", required=True, metavar="NUMBER", help="The decree that grants it.")
@click.option("--decree-date", required=True, metavar="DATE")
@click.option("--organisation", metavar="ID", help="Where it holds; everywhere unless said.")
@click.option("--unit", metavar="ID")
@click.option("--reason", metavar="TEXT")
def grant(login: str, store: str | None, admin: str, **given: Any) -> None:
    """Grant an account a role by decree. Exit: 0 recorded, 1 refused, 2 not understood."""
    from interface.cli.accounts import grant_role

    sys.exit(grant_role(login, store, admin, **given))


@account.command("revoke")
@click.argument("login")
@STORE
@ADMIN
@click.option("--role", required=True, metavar="ROLE")
@click.option("--last-day", required=True, metavar="DATE", help="The last day the role is held.")
@click.option("--reason", required=True, metavar="TEXT")
def revoke(login: str, store: str | None, admin: str, **given: Any) -> None:
    """End every grant of a role. Exit: 0 recorded, 1 refused, 2 not understood."""
    from interface.cli.accounts import revoke_role

    sys.exit(revoke_role(login, store, admin, **given))


@account.command("token")
@click.argument("login")
@STORE
@ADMIN
@click.option("--revoke", is_flag=True, help="Make the account's keys useless instead.")
def token(login: str, store: str | None, admin: str, revoke: bool) -> None:
    """Print a new API key for an account. It is shown once and kept only as a hash."""
    from interface.cli.accounts import token_for

    sys.exit(token_for(login, store, admin, revoke=revoke))


@account.command("close")
@click.argument("login")
@STORE
@ADMIN
@click.option("--reason", required=True, metavar="TEXT")
def close(login: str, store: str | None, admin: str, reason: str) -> None:
    """Close an account for good. Exit: 0 recorded, 1 refused, 2 not understood."""
    from interface.cli.accounts import close_one

    sys.exit(close_one(login, store, admin, reason=reason))
