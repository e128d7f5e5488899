"""`jejak checkpoint`, `prove` and `tiles`: what others need to check the log without us."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click

from interface.bootstrap import (
    PROOF_SUFFIX,
    CannotSign,
    Forked,
    KeysUnfit,
    MemoryGone,
    NoKey,
    NoStore,
    NothingPublished,
    OtherLog,
    OtherTree,
    Rewound,
    Store,
    TooFewWitnesses,
    WrongTree,
    head_of,
    write_tree,
)
from interface.cli.opening import (
    NoSuchStore,
    cannot_open,
    flaws_in_words,
    opened,
    premises_of,
    settings,
)
from interface.wordings.items import Words
from interface.wordings.keeping import NO_STORE, both
from interface.wordings.proof import (
    FORKED,
    KEYS_UNFIT,
    MEMORY_GONE,
    NO_COMMAND,
    NO_FOLDER,
    NO_KEY,
    NOT_COVERED,
    NOT_PUBLISHED,
    OTHER_LOG,
    OTHER_TREE,
    REWOUND,
    TREE_WRITTEN,
    WRONG_TREE,
)
from interface.wordings.witness import NOT_WITNESSED, TOO_FEW_WITNESSES

NOT_CONSISTENT = 4
_UNSUITED: dict[type[Exception], Words] = {NoKey: NO_KEY, OtherLog: OTHER_LOG}
_AT_ODDS: dict[type[Exception], Words] = {
    Rewound: REWOUND,
    Forked: FORKED,
    WrongTree: WRONG_TREE,
    MemoryGone: MEMORY_GONE,
    TooFewWitnesses: TOO_FEW_WITNESSES,
}


def write_checkpoint(where: str | None, *, sign: bool) -> int:
    """Print the checkpoint of the log as it ends now, signed or not; 4 if it must not be signed."""
    if not sign:
        given = settings()
        premises = premises_of(where, given)
        try:
            with cannot_open(premises), flaws_in_words():
                head = head_of(premises, given.origin)
        except NoStore as error:
            raise NoSuchStore(both(NO_STORE)) from error
        click.echo(head.text())
        return 0
    with opened(where, there=True) as store:
        if store.publisher is None:
            raise NoSuchStore(both(NO_FOLDER))
        try:
            with unfit_keys_said():
                note = store.publisher.publish()
            if store.publisher.alarm is not None:
                click.echo(both(NOT_WITNESSED, why=store.publisher.alarm), err=True)
        except CannotSign as error:
            return not_signed(error)
    click.echo(str(note), nl=False)
    return 0


def not_signed(error: CannotSign | KeysUnfit) -> int:
    """Say why the log was not signed: 4 if it must not be, else the end, with exit code 2."""
    if isinstance(error, KeysUnfit):
        raise NoSuchStore(both(KEYS_UNFIT, why=error)) from error
    if type(error) in _UNSUITED:
        raise NoSuchStore(both(_UNSUITED[type(error)], why=error)) from error
    click.echo(both(_AT_ODDS[type(error)], why=error), err=True)
    return NOT_CONSISTENT


def prove(where: str | None, position: int | None, key: str | None, path: Path | None) -> int:
    """Write the proof of a fact, or of every fact of a command, to a file, a folder, or out."""
    with opened(where, there=True) as store:
        positions = _positions(store, position, key)
        proofs = {number: store.ledger.proof_of(number) for number in positions}
    for number, proof in proofs.items():
        if proof is None:
            raise NoSuchStore(both(NOT_COVERED, position=number))
        if path is None:
            click.echo(proof, nl=False)
        elif key is None:
            path.write_text(proof, encoding="utf-8", newline="")
        else:
            path.mkdir(parents=True, exist_ok=True)
            file = path / f"{number}{PROOF_SUFFIX}"
            file.write_text(proof, encoding="utf-8", newline="")
    return 0


def write_tiles(where: str | None, folder: Path) -> int:
    """Write the published tree into a folder; 4 if it holds another one."""
    with opened(where, there=True) as store:
        try:
            written = write_tree(store.ledger, folder)
        except NothingPublished as error:
            raise NoSuchStore(both(NOT_PUBLISHED)) from error
        except OtherTree as error:
            click.echo(both(OTHER_TREE, why=error), err=True)
            return NOT_CONSISTENT
    click.echo(both(TREE_WRITTEN, size=written.checkpoint.size, where=folder, files=written.files))
    return 0


@contextmanager
def unfit_keys_said() -> Iterator[None]:
    """Keys that lie open or broken are said in one sentence, with exit code 2."""
    try:
        yield
    except (KeysUnfit, OSError) as error:
        raise NoSuchStore(both(KEYS_UNFIT, why=error)) from error


def _positions(store: Store, position: int | None, key: str | None) -> list[int]:
    if key is None:
        return [] if position is None else [position]
    taken = store.log.key(key)
    if taken is None:
        raise NoSuchStore(both(NO_COMMAND, key=key))
    return list(taken.positions)
