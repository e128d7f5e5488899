"""What every way in has in common: the order of the first checks, and what is noted of an access.

The API, the console, the command line and the journals hand over bytes and a context; what comes
back is a receipt or an answer as the contract writes them, or `Refused`.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from unicodedata import is_normalized

import msgspec

from application.access import AccessEntry
from application.commands import COMMANDS
from application.commands.base import Command, Flaw, Malformed
from application.commands.documents import StoreDocument
from application.commands.imports import RunImport
from application.commands.system import BreakGlass
from application.context import Context, Receipt
from application.digits import number_in
from application.evidence import Incoming
from application.importing import OF_ROWS
from application.journal_lines import NoClock, day_written, moment
from application.paging import Page
from application.queries import QUERIES
from application.queries.base import Query
from application.queries.evidence import DocumentFile
from application.requests import Request
from application.watching import access_kinds
from domain.account import Account
from domain.base import Refused, violation
from domain.codes import Code
from domain.dates import civil_day
from domain.enums import Channel
from domain.envelope import Instant, stream_of
from domain.import_run import ImportedRow
from domain.states import AccessKind
from interface.bootstrap import Store, Unrecordable
from interface.wordings.flaws import FLAWS

_NUL = "\x00"
_LONGEST = 500
"""Characters of a command key or of a reference."""
_BLANK = Account()
_QUESTIONS: dict[str, type[Query]] = {**QUERIES, DocumentFile.asks: DocumentFile}
"""What can be asked: the contract's questions, and for a document to be handed out."""


@dataclass(frozen=True, slots=True)
class Order:
    """One act as it is asked for: the command's name, its JSON, who asks, and of which thing.

    `file` is what came beside the fields of `document.store`.
    """

    act: str
    fields: bytes
    context: Context
    subject: str | None = None
    file: Incoming | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question as it comes in: who asks what, about which thing, seen from when.

    `fields` are JSON; `as_of` and `known_at` are as written. `reader` None reads everything, `page`
    None all of a list.
    """

    name: str
    reader: str | None
    subject: str | None = None
    fields: bytes = b"{}"
    as_of: str | None = None
    known_at: str | int | None = None
    page: Page | None = None


def carry_out(
    store: Store, act: str, fields: bytes, context: Context, subject: str | None
) -> Receipt:
    """Record one act, or raise `Refused` and note who was refused what.

    `act` must be a command's name. `fields` is the JSON people sent.
    """
    [answer] = carry_out_all(store, [Order(act, fields, context, subject)])
    if isinstance(answer, Exception):
        raise answer
    return answer


def carry_out_all(store: Store, orders: Sequence[Order]) -> list[Receipt | Exception]:
    """Record acts that were asked for at the same time in one breath; each as `carry_out` alone."""
    answers: dict[int, Receipt | Exception] = {}
    requests: dict[int, Request] = {}
    for number, order in enumerate(orders):
        try:
            command = _command(store, order)
            if isinstance(command, RunImport):
                answers[number] = store.importer.execute(command, order.context)
            else:
                requests[number] = command, order.context, order.subject
        except Exception as error:
            answers[number] = error
    answers |= zip(requests, store.office.execute_all(list(requests.values())), strict=True)
    return [_noted(store, order, answers[number]) for number, order in enumerate(orders)]


def find_out(store: Store, question: Question) -> dict[str, Any]:
    """The answer to a question: the two clocks, the position, and the result's fields."""
    try:
        return _answer(store, question)
    except Refused as refusal:
        if question.reader is not None:
            note(
                store,
                question.reader,
                AccessKind.REFUSED,
                question.name,
                question.subject,
                code=refusal.code,
            )
        raise


def receipt_as_json(receipt: Receipt) -> dict[str, Any]:
    """The receipt of contract §1.3; what an act does not have is left out."""
    if not receipt.positions and receipt.rows is None:
        return {"id": receipt.id, "state": receipt.state}
    body: dict[str, Any] = {
        "id": receipt.id,
        "thing": receipt.thing,
        "version": receipt.version,
        "state": receipt.state,
        "positions": list(receipt.positions),
        "topics": list(receipt.topics),
        "warnings": list(receipt.warnings),
    }
    if receipt.entries is not None:
        body["entries"] = list(receipt.entries)
    if receipt.proposal is not None:
        body["proposal"] = receipt.proposal
    if receipt.rows is not None:
        body["rows"] = [_row_as_json(row) for row in receipt.rows]
    if receipt.result is not None:
        body["result"] = receipt_as_json(receipt.result)
    return body


def _row_as_json(row: ImportedRow) -> dict[str, Any]:
    return {"row": row.row, "ok": row.ok, "codes": list(row.codes), "cells": list(row.cells)}


def as_json(fields: Any) -> bytes:
    """Fields as the JSON a form is read from, whatever is in them."""
    return json.dumps(fields).encode()


def account_on(store: Store, subject: str) -> Account | None:
    """The open account with this id, or None."""
    account, version = store.log.load(stream_of(Account.thing, subject), _BLANK)
    return account if version and account.is_open else None


def flaw(name: str, kind: str, limit: object = "") -> Flaw:
    """One thing wrong with what was sent beside the fields, of a kind there are words for."""
    said = FLAWS[kind][1].replace("{limit}", str(limit))
    return Flaw(f"/{name}", said, kind, str(limit))


def malformed(*flaws: Flaw) -> Malformed:
    """The refusal of what was sent beside the fields."""
    return Malformed(flaws)


def _command(store: Store, order: Order) -> Command:
    """What is asked, as a command; raises `Refused` if it cannot be read or asked of nothing."""
    context = order.context
    try:
        unfit = [*_unfit("key", context.key or ""), *_unfit("ref", context.ref or "")]
        if context.channel is not Channel.IMPORT and (context.key or "").startswith(OF_ROWS):
            unfit.append(flaw("key", "key_of_a_row"))
        if unfit:
            raise malformed(*unfit)
        if order.file is not None:
            return StoreDocument.of_file(order.fields, order.file)
        command = COMMANDS[order.act].parse(order.fields)
    except Malformed:
        if context.actor != "system" and account_on(store, context.actor) is None:
            raise Refused((violation(Code.UNAUTHENTICATED),)) from None
        raise
    if order.subject is not None and _NUL in order.subject:
        raise Refused((violation(Code.NOT_FOUND),))
    return command


def _unfit(name: str, text: str) -> Iterator[Flaw]:
    """Why a key or a reference cannot be recorded or looked up."""
    if _NUL in text:
        yield flaw(name, "text_with_nul")
    if len(text) > _LONGEST:
        yield flaw(name, "too_long", _LONGEST)
    if not is_normalized("NFC", text):
        yield flaw(name, "text_not_composed")


def _noted(store: Store, order: Order, answer: Receipt | Exception) -> Receipt | Exception:
    """The answer as people get it; refusals and broken glass are noted in the access log."""
    act, actor = order.act, order.context.actor
    if isinstance(answer, Unrecordable):
        answer = malformed(flaw("body", "unrecordable"))
    if isinstance(answer, Refused):
        note(store, actor, AccessKind.REFUSED, act, order.subject, code=answer.code)
    elif act == BreakGlass.act and isinstance(answer, Receipt):
        broken = BreakGlass.parse(order.fields)
        who = broken.employee
        note(store, actor, AccessKind.BREAK_GLASS, act, who, purpose=broken.purpose)
    return answer


def _answer(store: Store, question: Question) -> dict[str, Any]:
    account = None
    if question.reader is not None:
        account = account_on(store, question.reader)
        if account is None:
            raise Refused((violation(Code.UNAUTHENTICATED),))
    query = _QUESTIONS[question.name].parse(question.fields)
    if question.subject is not None and not query.may_name_a_thing():
        raise malformed(flaw("id", "extra_forbidden"))
    as_of, known_at = clocks_of(question)
    if question.subject is not None and _NUL in question.subject:
        raise Refused((violation(Code.NOT_FOUND),))
    now = store.clock.now()
    answer = store.reading_room.ask(
        query,
        reader=question.reader,
        at=now,
        subject=question.subject,
        as_of=as_of,
        known_at=known_at,
        page=question.page,
    )
    if account is not None:
        purpose = getattr(query, "purpose", None)
        for kind in access_kinds(query, answer.result, account, civil_day(now)):
            note(store, account.id, kind, question.name, question.subject, purpose=purpose)
    clocks = {
        "as_of": answer.as_of.isoformat(),
        "known_at": answer.known_at,
        "position": answer.position,
    }
    plain = msgspec.json.decode(msgspec.json.encode(answer.result))
    return {**clocks, **cast(Mapping[str, Any], plain)}


def clocks_of(question: Question) -> tuple[date | None, Instant | int | None]:
    """The two clocks a question names; raises `Malformed`."""
    flaws: list[Flaw] = []
    as_of, known_at = _day(question.as_of, flaws), _known(question.known_at, flaws)
    if flaws:
        raise malformed(*flaws)
    return as_of, known_at


def _day(written: str | None, flaws: list[Flaw]) -> date | None:
    if written is None:
        return None
    try:
        return day_written(written)
    except NoClock as error:
        flaws.append(flaw("as_of", error.kind, error.limit))
        return None


def _known(written: str | int | None, flaws: list[Flaw]) -> Instant | int | None:
    if written is None:
        return None
    position = number_in(written) if isinstance(written, str) else written
    if position is not None and position >= 0:
        return position
    try:
        return moment(str(written))
    except NoClock as error:
        flaws.append(flaw("known_at", error.kind, error.limit))
        return None


def note(
    store: Store,
    account: str,
    kind: AccessKind,
    name: str,
    subject: str | None,
    *,
    code: str | None = None,
    purpose: str | None = None,
) -> None:
    """Note an access in the access log, at the store's time."""
    about = subject.replace(_NUL, "") if subject else None
    now = store.clock.now()
    store.access_log.note(AccessEntry(now, account or "-", kind, name, about, code, purpose))
