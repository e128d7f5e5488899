"""`jejak tick`, `verify`, `backup` and `restore`: looking after a store."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from application.commands.system import SystemTick
from application.context import Context
from application.flaws import LogFault
from domain.base import Refused
from domain.codes import Code
from domain.enums import Channel
from interface.bootstrap import (
    Checkpoint,
    CopyDamaged,
    CopyFailed,
    CopyUnsound,
    NoBackup,
    NoCheckpoint,
    NoStore,
    PlaceTaken,
    Premises,
    Soundness,
    back_up,
    examine,
    restore,
)
from interface.cli.acts import REFUSED
from interface.cli.opening import (
    NoSuchStore,
    cannot_open,
    flaws_in_words,
    opened,
    premises_of,
    set_clock,
    settings,
)
from interface.door import carry_out
from interface.texts import title
from interface.wordings.keeping import (
    CAME_DUE,
    COPIED,
    COPIED_NOT_WHOLE,
    DAMAGED,
    FAILED,
    FLAWS,
    KEYS_TO_COME,
    NO_BACKUP,
    NO_CHECKPOINT,
    NO_STORE,
    NOT_WHOLE,
    NOTHING_DUE,
    RESTORED,
    TAKEN,
    WHOLE,
    WITHOUT_KEYS,
    both,
)
from interface.wordings.terms import fact_in_words
from interface.wordings.wording import Language

NOT_SOUND = 4
LANGUAGES: tuple[Language, ...] = ("id", "en")
_REASONS = {PlaceTaken: TAKEN, NoBackup: NO_BACKUP, CopyFailed: FAILED}


def tick_store(where: str | None, at: str | None) -> int:
    """Record what is due, and print it; 1 if the act was refused."""
    with opened(where, there=True) as store:
        set_clock(store, at)
        context = Context(
            actor="system",
            at=store.clock.now(),
            new_id=store.new_id(),
            channel=Channel.SYSTEM,
            key=store.new_id(),
        )
        try:
            receipt = carry_out(store, SystemTick.act, b"{}", context, None)
        except Refused as refusal:
            click.echo("\n".join(title(Code(refusal.code), said) for said in LANGUAGES), err=True)
            return REFUSED
        if not receipt.positions:
            click.echo(both(NOTHING_DUE), err=True)
            return 0
        for fact in store.log.tail(receipt.positions[0] - 1, upto=receipt.positions[-1]):
            said = " / ".join(fact_in_words(fact.topic, language) for language in LANGUAGES)
            click.echo(f"{fact.position:>6}  {fact.effective_on}  {fact.stream}  {said}")
    click.echo(both(CAME_DUE, n=len(receipt.positions)), err=True)
    return 0


def verify_store(where: str | None, checkpoints: Sequence[Path], *, views: bool) -> int:
    """Check a store, and that it continues the checkpoints; 4 if it is not whole."""
    with _said(where):
        earlier = [Checkpoint.of_text(one.read_text(encoding="utf-8")) for one in checkpoints]
        found = examine(_premises(where), earlier, views=views)
    return _judged(found)


def back_up_store(where: str | None, path: Path) -> int:
    """Copy a store to `path`; 4 if what was copied is not whole."""
    with _said(where):
        found = back_up(_premises(where), path)
    if found.ok:
        click.echo(_figures(COPIED, found))
        click.echo(both(WITHOUT_KEYS, place=_premises(where).keys.folder))
        return 0
    _judged(found)
    click.echo(both(COPIED_NOT_WHOLE))
    return NOT_SOUND


def restore_store(where: str | None, path: Path, keys: Path | None) -> int:
    """Make the store of a backup; 4 if the copy is not what it was, or not whole."""
    with _said(where):
        try:
            found = restore(path, _premises(where), keys)
        except CopyDamaged as error:
            click.echo(both(DAMAGED, why=error))
            return NOT_SOUND
        except CopyUnsound as error:
            code = _judged(error.found)
            click.echo(both(DAMAGED, why=error))
            return code
    click.echo(_figures(RESTORED, found))
    if not found.ok:
        click.echo(both(KEYS_TO_COME, place=_premises(where).keys.folder))
    return 0


def _judged(found: Soundness) -> int:
    if found.ok:
        click.echo(_figures(WHOLE, found))
        return 0
    for fault in found.faults:
        click.echo(f"{fault.position:>6}  {' / '.join(FLAWS[fault.flaw])}: {fault.problem}")
    click.echo("\n".join(_verdict(found.faults[0])))
    return NOT_SOUND


def _verdict(fault: LogFault) -> Iterator[str]:
    for sentence, flaw in zip(NOT_WHOLE, FLAWS[fault.flaw], strict=True):
        yield sentence.format(flaw=flaw, position=fault.position)


def _figures(words: tuple[str, str], found: Soundness) -> str:
    return both(words, size=found.head.size, documents=found.documents, root=found.head.root.hex())


def _premises(where: str | None) -> Premises:
    return premises_of(where, settings())


@contextmanager
def _said(where: str | None) -> Iterator[None]:
    """What cannot be done is said in one sentence, with exit code 2."""
    with cannot_open(_premises(where)):
        try:
            with flaws_in_words():
                yield
        except NoStore as error:
            raise NoSuchStore(both(NO_STORE)) from error
        except NoCheckpoint as error:
            raise NoSuchStore(both(NO_CHECKPOINT, why=error)) from error
        except (PlaceTaken, NoBackup, CopyFailed) as error:
            raise NoSuchStore(both(_REASONS[type(error)], why=error)) from error
