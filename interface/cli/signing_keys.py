"""`jejak signing-key`: the keys that sign checkpoints, made, announced and retired."""

import click

from application.commands.system import AnnounceSigningKey, RetireSigningKey
from application.context import Context
from application.first_facts import SYSTEM_STREAM
from domain.base import Refused
from domain.enums import Channel
from domain.system import System
from interface.bootstrap import Algorithm, BadKey, KeyFolder, Store
from interface.cli.acts import REFUSED, act_as, printed
from interface.cli.opening import NoSuchStore, account_of, opened, settings
from interface.cli.proving import unfit_keys_said
from interface.door import as_json, carry_out
from interface.wordings.keeping import both
from interface.wordings.proof import (
    KEY_MADE,
    KEY_NOT_ANNOUNCED,
    KEYS_UNFIT,
    NO_FOLDER,
    NO_KEYS,
    NO_SUCH_KEY,
)


def make_key(where: str | None, admin: str, *, post_quantum: bool, reason: str | None) -> int:
    """Make a key in the folder that is set, and announce it; its public half is printed."""
    folder = settings().signing
    if folder is None:
        raise NoSuchStore(both(NO_FOLDER))
    algorithm = Algorithm.ML_DSA_44 if post_quantum else Algorithm.ED25519
    with opened(where, there=True) as store:
        try:
            with unfit_keys_said():
                key = KeyFolder(folder).make(store.ledger.origin, algorithm).verifier
        except BadKey as error:
            raise NoSuchStore(both(KEYS_UNFIT, why=error)) from error
        announced = _announced(store, admin, str(key), reason)
    click.echo(both(KEY_MADE if announced else KEY_NOT_ANNOUNCED, where=folder), err=True)
    click.echo(str(key))
    return 0 if announced else REFUSED


def list_keys(where: str | None) -> int:
    """Print every key the log has announced, and whether it is still in use."""
    with opened(where, there=True) as store:
        system, _ = store.log.load(SYSTEM_STREAM, System())
    if not (system.signing_keys or system.retired_keys):
        click.echo(both(NO_KEYS), err=True)
    for vkey in system.signing_keys:
        click.echo(vkey)
    for vkey in system.retired_keys:
        click.echo(f"{vkey}  # retired")
    return 0


def retire_key(where: str | None, admin: str, key: str, reason: str | None) -> int:
    """End the time of a key, named by its id or its whole public half."""
    with opened(where, there=True) as store:
        system, _ = store.log.load(SYSTEM_STREAM, System())
        named = [vkey for vkey in system.signing_keys if key in (vkey, vkey.split("+")[1])]
        if not named:
            raise NoSuchStore(both(NO_SUCH_KEY, key=key))
        return printed(act_as(store, admin, RetireSigningKey.act, _fields(named[0], reason)))


def _announced(store: Store, admin: str, vkey: str, reason: str | None) -> bool:
    """Whether the announcement was recorded."""
    context = Context(
        actor=account_of(store, admin),
        at=store.clock.now(),
        new_id=store.new_id(),
        channel=Channel.CLI,
        key=store.new_id(),
    )
    try:
        carry_out(store, AnnounceSigningKey.act, _fields(vkey, reason), context, None)
    except Refused:
        return False
    return True


def _fields(vkey: str, reason: str | None) -> bytes:
    return as_json({"vkey": vkey} if reason is None else {"vkey": vkey, "reason": reason})
