"""The verbs of a witness, `jejak witness`, and of a log cosigned by hand, `jejak cosign`."""

import sys
from pathlib import Path

import click

from interface.cli.options import STORE

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
AT = click.option(
    "--at",
    "folder",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="The folder of the witness: its keys and its memory.",
)
LOGS = click.option(
    "--logs", required=True, type=FILE, help="A policy file with the logs to cosign for."
)


@click.group()
def witness() -> None:
    """Watch over a log for its keeper: cosign that it shows everybody one history.

    A witness needs no store, and should be run by somebody else than who keeps the log.
    """


@witness.command("new")
@click.argument("name")
@AT
@click.option("--post-quantum", is_flag=True, help="An ML-DSA-44 key, to cosign beside the first.")
def new_witness(name: str, folder: Path, post_quantum: bool) -> None:
    """Make the key of the witness NAME, as inspektorat.example/saksi, and print its public half."""
    from interface.cli.witnessing import make_key

    sys.exit(make_key(name, folder, post_quantum=post_quantum))


@witness.command("serve")
@AT
@LOGS
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8100, show_default=True)
def serve_witness(folder: Path, logs: Path, host: str, port: int) -> None:
    """Answer add-checkpoint (C2SP tlog-witness) until told to stop.

    The memory in the folder must survive: with an older one the witness would vouch twice.
    """
    from interface.cli.witnessing import serve

    sys.exit(serve(folder, logs, host=host, port=port))


@witness.command("cosign")
@click.argument("request", type=FILE)
@AT
@LOGS
@click.option("-o", "path", type=click.Path(path_type=Path), help="Else standard output.")
def cosign_by_hand(request: Path, folder: Path, logs: Path, path: Path | None) -> None:
    """Cosign the checkpoint in REQUEST, without a network, and write it with the cosignature.

    Exit: 0 cosigned, 2 not a request, 4 not cosigned: it does not continue what was seen before.
    """
    from interface.cli.witnessing import cosign_file

    sys.exit(cosign_file(request, folder, logs, path))


@click.group()
def cosign() -> None:
    """Have a witness without a network cosign the newest checkpoint."""


@cosign.command("ask")
@click.argument("path", type=click.Path(path_type=Path))
@STORE
@click.option("--old", type=click.IntRange(0), default=0, help="The size it cosigned last.")
def ask_cosignature(path: Path, store: str | None, old: int) -> None:
    """Write the request for a witness to PATH, to be carried to it.

    Exit: 0 written, 2 there is no signed checkpoint yet.
    """
    from interface.cli.witnessing import write_request

    sys.exit(write_request(store, path, old))


@cosign.command("add")
@click.argument("cosigned", type=FILE)
@STORE
def add_cosignature(cosigned: Path, store: str | None) -> None:
    """Publish the checkpoint again with the cosignatures in COSIGNED.

    They are checked against the policy JEJAK_WITNESSES. Exit: 0 added, 1 none of them is new, 2
    not a checkpoint of this log.
    """
    from interface.cli.witnessing import add_cosignatures

    sys.exit(add_cosignatures(store, cosigned))


WITNESS_VERBS = (witness, cosign)
