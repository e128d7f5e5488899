"""`jejak do` and `jejak ask`: one act, one question, as an account of the store."""

import json
from collections.abc import Callable, Iterable
from difflib import get_close_matches
from typing import Any, BinaryIO

import click

from application.commands import COMMANDS
from application.commands.base import each_member_once
from application.context import Context
from application.paging import Page
from application.queries import QUERIES
from domain.base import Refused
from domain.enums import Channel
from interface.bootstrap import Store, StoreKind
from interface.cli.opening import (
    account_of,
    closing,
    holds_a_store,
    must_be_free_for_a_store,
    opened,
    reader_of,
    set_clock,
    settings,
)
from interface.door import Question, carry_out, find_out, receipt_as_json
from interface.paging import page_asked
from interface.refusals import refusal_in_both
from interface.wordings.command_line import ACTS_ON, IS_ABOUT, MEANT, UNKNOWN, WHO_ACTS
from interface.wordings.items import Words
from interface.wordings.keeping import both

DONE, REFUSED = 0, 1

Told = tuple[int, dict[str, Any]]
"""An exit code, and the receipt or the refusal."""


def do_one(
    act: str,
    *,
    store: str | None,
    login: str | None,
    fields: BinaryIO | None,
    at: str | None,
    subject: str | None,
    ref: str | None,
    on_behalf_of: str | None,
    key: str | None,
    if_version: int | None,
) -> int:
    """Record one act as `login`; the receipt, or the refusal, goes to standard output."""
    must_be_known(act, COMMANDS, "command")
    if login is None:
        raise click.UsageError(both(WHO_ACTS))
    if COMMANDS[act].needs_id() and subject is None:
        raise click.UsageError(both(ACTS_ON, name=act))
    body = fields.read() if fields else b"{}"

    def carry_it_out(place: Store) -> Told:
        set_clock(place, at)
        behalf = account_of(place, on_behalf_of) if on_behalf_of else None
        return act_as(
            place,
            login,
            act,
            body,
            subject=subject,
            key=key,
            if_version=if_version,
            on_behalf_of=behalf,
            ref=ref,
        )

    return carried_out(store, carry_it_out)


def ask_one(
    query: str,
    *,
    store: str | None,
    login: str | None,
    fields: BinaryIO | None,
    at: str | None,
    subject: str | None,
    as_of: str | None,
    known_at: str | None,
) -> int:
    """Answer one question as `login`, in a sandbox also as nobody in particular."""
    must_be_known(query, QUERIES, "query")
    if "{id}" in QUERIES[query].path and subject is None:
        raise click.UsageError(both(IS_ABOUT, name=query))
    body = fields.read() if fields else b"{}"
    with opened(store, there=True) as place:
        set_clock(place, at)
        reader = reader_of(place, login)
        try:
            asked, page = _page_of(query, body)
            question = Question(query, reader, subject, asked, as_of, known_at, page)
            answer = find_out(place, question)
        except Refused as refusal:
            return refused(query, refusal)
    _print(answer)
    return DONE


def carried_out(where: str | None, act: Callable[[Store], Told]) -> int:
    """Carry out an act and print what came of it; its exit code.

    Where there is no store yet it is tried first in one of its own that is gone at the end: only
    an act that will be recorded makes a store.
    """
    if not holds_a_store(where):
        must_be_free_for_a_store(where)
        with closing(None, kind=settings().kind or StoreKind.PRODUCTION) as trial:
            told = act(trial)
        if told[0] != DONE:
            return printed(told)
    with opened(where) as store:
        return printed(act(store))


def act_as(
    store: Store,
    login: str,
    act: str,
    fields: bytes,
    *,
    subject: str | None = None,
    key: str | None = None,
    if_version: int | None = None,
    on_behalf_of: str | None = None,
    ref: str | None = None,
) -> Told:
    """Record one act on an open store; what came of it."""
    context = Context(
        actor=account_of(store, login),
        at=store.clock.now(),
        new_id=store.new_id(),
        channel=Channel.CLI,
        key=key or store.new_id(),
        if_version=if_version,
        on_behalf_of=on_behalf_of,
        ref=ref,
    )
    try:
        receipt = carry_out(store, act, fields, context, subject)
    except Refused as refusal:
        return REFUSED, refusal_in_both(refusal, instance=act)
    return DONE, receipt_as_json(receipt)


def _page_of(query: str, body: bytes) -> tuple[bytes, Page | None]:
    """The fields without `limit` and `after`, and the page these ask for."""
    each_member_once(body)
    try:
        fields = json.loads(body)
    except (ValueError, RecursionError):
        return body, None
    if not isinstance(fields, dict):
        return body, None
    page = page_asked(QUERIES[query], fields)
    return json.dumps(fields).encode(), page


def must_be_known(name: str, names: Iterable[str], sort: str) -> None:
    """End with exit code 2 if a name is none of the names."""
    if name not in names:
        close = get_close_matches(name, names)
        raise click.UsageError(unknown(sort, name, MEANT if close else None, close))


def unknown(sort: str, name: str, hint: Words | None, names: Iterable[str]) -> str:
    """That there is nothing of this name, with the names a hint speaks of."""
    hints = hint or ("", "")
    said = zip(UNKNOWN[sort], hints, strict=True)
    listed = ", ".join(names)
    return "\n".join(
        words.format(name=name, hint=more.format(names=listed)) for words, more in said
    )


def refused(name: str, refusal: Refused) -> int:
    """Print a refusal; its exit code."""
    _print(refusal_in_both(refusal, instance=name))
    return REFUSED


def printed(told: Told) -> int:
    """Print a receipt or a refusal; the exit code."""
    code, body = told
    _print(body)
    return code


def _print(body: dict[str, Any]) -> None:
    click.echo(json.dumps(body, ensure_ascii=False, indent=2))
