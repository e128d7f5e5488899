"""The verbs that let others check the log: `checkpoint`, `prove`, `tiles`, `signing-key`."""

import sys
from pathlib import Path

import click

from interface.cli.options import STORE

ADMIN = click.option("--as", "admin", metavar="LOGIN", default="root", show_default=True)
REASON = click.option("--reason", metavar="TEXT", help="Why; it stands in the log.")


@click.command()
@STORE
@click.option("--sign", is_flag=True, help="Sign it with the keys of JEJAK_SIGNING, and publish.")
def checkpoint(store: str | None, sign: bool) -> None:
    """Print the size and the root of the log, as a C2SP checkpoint.

    Kept elsewhere, it lets `jejak verify --checkpoint` notice a fact changed or cut off by
    somebody who could write everywhere in the store. Exit: 0 done, 2 no store or no key there,
    4 not signed: the log does not continue what was signed before.
    """
    from interface.cli.proving import write_checkpoint

    sys.exit(write_checkpoint(store, sign=sign))


@click.command()
@click.argument("position", type=click.IntRange(1, 10**15), required=False)
@STORE
@click.option("--key", metavar="KEY", help="Prove every fact of the command under this key.")
@click.option(
    "-o",
    "path",
    type=click.Path(path_type=Path),
    help="The file to write; with --key a folder. Else standard output.",
)
def prove(position: int | None, store: str | None, key: str | None, path: Path | None) -> None:
    """Write the proof that a fact stands in the log, with its bytes, as a C2SP tlog-proof.

    It rests on the newest signed checkpoint, and whoever holds it needs nothing else of us but
    the public keys. Exit: 0 written, 2 no such fact, or no signed checkpoint over it.
    """
    from interface.cli.proving import prove as write_proof
    from interface.wordings.command_line import POSITION_OR_KEY
    from interface.wordings.keeping import both

    if (position is None) == (key is None):
        raise click.UsageError(both(POSITION_OR_KEY))
    sys.exit(write_proof(store, position, key, path))


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@STORE
def tiles(folder: Path, store: str | None) -> None:
    """Write the published tree into FOLDER, for any file server (C2SP tlog-tiles).

    A folder that was written before gets what is new. The bundles under tile/entries hold the
    facts themselves. Exit: 0 written, 2 no signed checkpoint, 4 FOLDER holds another tree.
    """
    from interface.cli.proving import write_tiles

    sys.exit(write_tiles(store, folder))


@click.group("signing-key")
def signing_key() -> None:
    """The keys that sign checkpoints, in the folder JEJAK_SIGNING."""


@signing_key.command("new")
@STORE
@ADMIN
@click.option("--post-quantum", is_flag=True, help="An ML-DSA-44 key, to sign beside the first.")
@REASON
def new_key(store: str | None, admin: str, post_quantum: bool, reason: str | None) -> None:
    """Make a key, announce it in the log, and print its public half.

    Keys that are there go on signing beside it until they are retired. Exit: 0 done, 1 refused,
    2 no folder set, or the folder is open to others.
    """
    from interface.cli.signing_keys import make_key

    sys.exit(make_key(store, admin, post_quantum=post_quantum, reason=reason))


@signing_key.command("list")
@STORE
def list_signing_keys(store: str | None) -> None:
    """Print the public half of every key the log has announced."""
    from interface.cli.signing_keys import list_keys

    sys.exit(list_keys(store))


@signing_key.command("retire")
@click.argument("key", metavar="KEY")
@STORE
@ADMIN
@REASON
def retire_signing_key(key: str, store: str | None, admin: str, reason: str | None) -> None:
    """End the time of KEY, named by its id or its public half; the others go on signing."""
    from interface.cli.signing_keys import retire_key

    sys.exit(retire_key(store, admin, key, reason))


PROOF_VERBS = (checkpoint, prove, tiles, signing_key)
