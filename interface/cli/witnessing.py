"""`jejak witness` and `jejak cosign`: both ends of a cosignature, over HTTP or by hand."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from interface.bootstrap import (
    BadContinuation,
    BadKey,
    BadNote,
    Continuation,
    KeysUnfit,
    NotCosigned,
    Note,
    NothingPublished,
    NotPublished,
    NoWitness,
    Reason,
    SystemClock,
    Witness,
    Witnesses,
    WitnessFolder,
    take_in,
    to_cosign,
)
from interface.cli.opening import NoSuchStore, opened, policy_in, settings
from interface.wordings import proof
from interface.wordings.keeping import both
from interface.wordings.witness import (
    ASKED,
    KEY_MADE,
    NO_NOTE,
    NO_POLICY_SET,
    NO_REQUEST,
    NO_WITNESS,
    NOT_COSIGNED,
    NOT_PUBLISHED,
    NOT_THAT_OLD,
    NOTHING_NEW,
    OTHER_SIZE,
    TAKEN_IN,
)

NONE_NEW, REFUSED = 1, 4


def make_key(name: str, folder: Path, *, post_quantum: bool) -> int:
    """Make a key of a witness; its public half is printed."""
    try:
        key = WitnessFolder(folder).make(name, post_quantum=post_quantum)
    except (BadKey, KeysUnfit, OSError) as error:
        raise NoSuchStore(both(proof.KEYS_UNFIT, why=error)) from error
    click.echo(both(KEY_MADE, where=folder), err=True)
    click.echo(str(key.verifier))
    return 0


def serve(folder: Path, logs: Path, *, host: str, port: int) -> int:
    """Serve the witness in a folder until told to stop."""
    import uvicorn

    from interface.witness_service import witness_service

    with _witness(folder, logs) as witness:
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        uvicorn.run(
            witness_service(witness),
            host=host,
            port=port,
            log_level="warning",
            access_log=False,
            server_header=False,
        )
    return 0


def cosign_file(request: Path, folder: Path, logs: Path, path: Path | None) -> int:
    """Cosign the request in a file; 4 if it does not continue what was seen before."""
    with _witness(folder, logs) as witness:
        try:
            asked = Continuation.of_text(request.read_text(encoding="utf-8"))
        except (BadContinuation, OSError, UnicodeDecodeError) as error:
            raise NoSuchStore(both(NO_REQUEST, why=error)) from error
        try:
            signatures = witness.cosign(asked)
        except NotCosigned as error:
            words = OTHER_SIZE if error.reason is Reason.OTHER_SIZE else NOT_COSIGNED
            click.echo(both(words, size=error.size, why=error), err=True)
            return REFUSED
    cosigned = str(Note(asked.note.text, (*asked.note.signatures, *signatures)))
    if path is None:
        click.echo(cosigned, nl=False)
    else:
        path.write_text(cosigned, encoding="utf-8", newline="")
    return 0


def write_request(where: str | None, path: Path, old: int) -> int:
    """Write what a witness is asked that cosigned `old` facts last."""
    with opened(where, there=True) as store:
        try:
            asked = to_cosign(store.ledger, old)
        except NothingPublished as error:
            raise NoSuchStore(both(proof.NOT_PUBLISHED)) from error
        except ValueError as error:
            raise NoSuchStore(both(NOT_THAT_OLD, why=error)) from error
    path.write_text(str(asked), encoding="utf-8", newline="")
    click.echo(both(ASKED, where=path, old=old, size=asked.head.size), err=True)
    return 0


def add_cosignatures(where: str | None, file: Path) -> int:
    """Take in the cosignatures of a file; 1 if none is new."""
    policy = settings().witnesses
    if policy is None:
        raise NoSuchStore(both(NO_POLICY_SET))
    try:
        note = Note.of_text(file.read_bytes())
    except BadNote as error:
        raise NoSuchStore(both(NO_NOTE, why=error)) from error
    with opened(where, there=True) as store:
        try:
            names = take_in(store.ledger, Witnesses(policy_in(policy)), note, store.clock.now())
        except NotPublished as error:
            raise NoSuchStore(both(NOT_PUBLISHED, why=error)) from error
    click.echo(both(TAKEN_IN, who=", ".join(names)) if names else both(NOTHING_NEW), err=True)
    return 0 if names else NONE_NEW


@contextmanager
def _witness(folder: Path, logs: Path) -> Iterator[Witness]:
    """The witness in a folder; what is wrong with it is said in one sentence, exit code 2."""
    policy = policy_in(logs)
    try:
        with WitnessFolder(folder).open(policy, SystemClock()) as witness:
            yield witness
    except NoWitness as error:
        raise NoSuchStore(both(NO_WITNESS, why=error)) from error
    except KeysUnfit as error:
        raise NoSuchStore(both(proof.KEYS_UNFIT, why=error)) from error
