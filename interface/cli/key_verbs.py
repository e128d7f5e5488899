"""The verbs of `jejak keys`."""

import sys
from pathlib import Path

import click

from interface.cli.options import STORE


@click.group()
def keys() -> None:
    """Look after the keys to personal data, which lie apart from the store and its copies."""


@keys.command()
@STORE
def rotate(store: str | None) -> None:
    """Wrap every key under a new master key, and destroy the old one.

    The server may run meanwhile; a crash leaves keys that open. Erasing a person does the same.
    Exit: 0 done, 2 not done.
    """
    from interface.cli.keys import rotate_keys

    sys.exit(rotate_keys(store))


@keys.command("copy")
@click.argument("path", type=click.Path(path_type=Path))
@STORE
def copy_keys(path: Path, store: str | None) -> None:
    """Copy the keys and their master key to a new folder PATH, for its owner alone.

    Keep it apart from copies of the store: who has both reads every name in them. Exit: 0 copied,
    2 not copied.
    """
    from interface.cli.keys import copy_keys

    sys.exit(copy_keys(store, path))


@keys.command("give-up")
@click.option(
    "--all-names-are-lost",
    is_flag=True,
    required=True,
    help="Say that you know: no copy of the keys will ever turn up.",
)
@STORE
def give_up(store: str | None, all_names_are_lost: bool) -> None:
    """Go on with new keys where every copy of the old ones is lost.

    Every name and NIP is lost with them and counts as erased; facts, sums and proofs stay. The
    place of the keys must be empty. Exit: 0 done, 2 not done.
    """
    from interface.cli.keys import give_keys_up

    sys.exit(give_keys_up(store))
