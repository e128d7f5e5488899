"""`jejak import`: a file is stored and taken over, row by row."""

from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import click

from application.context import Context, Receipt
from domain.base import Refused
from domain.enums import Channel
from interface.bootstrap import Store
from interface.cli.acts import DONE, REFUSED, Told, carried_out
from interface.cli.opening import account_of
from interface.door import as_json, carry_out, receipt_as_json
from interface.refusals import refusal_in_both
from interface.wordings.command_line import WHO_ACTS
from interface.wordings.keeping import both


def import_one(kind: str, file: Path, *, store: str | None, login: str | None, apply: bool) -> int:
    """Store the file, run the import, print its receipt or the refusal."""
    if login is None:
        raise click.UsageError(both(WHO_ACTS))
    content = file.read_bytes()

    def take_over(place: Store) -> Told:
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
            return REFUSED, refusal_in_both(refusal, instance=act)
        whole = all(row.ok for row in receipt.rows or ())
        return DONE if whole else REFUSED, receipt_as_json(receipt)

    return carried_out(store, take_over)


def _carry_out(store: Store, login: str, act: str, fields: dict[str, Any]) -> Receipt:
    context = Context(
        actor=account_of(store, login),
        at=store.clock.now(),
        new_id=store.new_id(),
        channel=Channel.CLI,
        key=store.new_id(),
    )
    return carry_out(store, act, as_json(fields), context, None)
