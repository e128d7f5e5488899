"""`jejak import`: a file is stored and taken over, row by row."""

import json
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import click

from application.context import Context, Receipt
from domain.base import Refused
from domain.enums import Channel
from interface.bootstrap import Store
from interface.cli.acts import DONE, REFUSED
from interface.cli.opening import account_of, opened
from interface.door import as_json, carry_out, receipt_as_json
from interface.refusals import refusal_in_both
from interface.wordings.command_line import WHO_ACTS
from interface.wordings.keeping import both


def import_one(kind: str, file: Path, *, store: str | None, login: str | None, apply: bool) -> int:
    """Store the file, run the import, print its receipt or the refusal."""
    if login is None:
        raise click.UsageError(both(WHO_ACTS))
    content = file.read_bytes()
    with opened(store) as place:
        act = "document.store"
        try:
            kept = {"base64": b64encode(content).decode(), "title": file.name}
            _carry_out(place, login, act, kept)
            act = "import.run"
            run = {
                "kind": kind,
                "document": sha256(content).hexdigest(),
                "dry_run": not apply,
            }
            receipt = _carry_out(place, login, act, run)
        except Refused as refusal:
            _print(refusal_in_both(refusal, instance=act))
            return REFUSED
    _print(receipt_as_json(receipt))
    return DONE if all(row.ok for row in receipt.rows or ()) else REFUSED


def _carry_out(store: Store, login: str, act: str, fields: dict[str, Any]) -> Receipt:
    context = Context(
        actor=account_of(store, login),
        at=store.clock.now(),
        new_id=store.new_id(),
        channel=Channel.CLI,
        key=store.new_id(),
    )
    return carry_out(store, act, as_json(fields), context, None)


def _print(body: dict[str, Any]) -> None:
    click.echo(json.dumps(body, ensure_ascii=False, indent=2))
