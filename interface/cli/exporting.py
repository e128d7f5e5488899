"""`jejak export`: what is taken away, to a file."""

from pathlib import Path
from typing import BinaryIO

import click

from domain.base import Refused
from interface.bootstrap import CannotSign, KeysUnfit, PackTooLarge
from interface.cli.acts import must_be_known, refused
from interface.cli.opening import NoSuchStore, opened, reader_of, set_clock
from interface.cli.proving import not_signed
from interface.door import Question
from interface.exports import EXPORTS, export
from interface.wordings.keeping import both
from interface.wordings.pack import NO_PLACE, NOT_SEALED, PACKED, TOO_LARGE


def export_one(
    name: str,
    path: Path,
    *,
    store: str | None,
    login: str | None,
    fields: BinaryIO | None,
    at: str | None,
    as_of: str | None,
    known_at: str | None,
) -> int:
    """Write one export as `login`, in a sandbox also as nobody in particular."""
    must_be_known(name, EXPORTS, "export")
    body = fields.read() if fields else b"{}"
    with opened(store, there=True) as place:
        set_clock(place, at)
        reader = reader_of(place, login)
        question = Question(name, reader, None, body, as_of, known_at)
        try:
            done = export(place, question, path)
        except Refused as refusal:
            return refused(name, refusal)
        except PackTooLarge as error:
            raise NoSuchStore(both(TOO_LARGE, why=error)) from error
        except (CannotSign, KeysUnfit) as error:
            return not_signed(error)
        except OSError as error:
            raise NoSuchStore(both(NO_PLACE, why=error)) from error
    said = both(
        PACKED,
        facts=done.facts,
        documents=done.documents,
        left_out=done.left_out,
        where=path,
        sha256=done.sha256,
    )
    click.echo(said)
    if not done.sealed:
        click.echo(both(NOT_SEALED), err=True)
    return 0
