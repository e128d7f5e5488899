"""How a journal's lines reach a store: through any `Transport`, here straight through the door."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from application.context import Context
from application.journal_lines import Unreadable
from domain.base import Refused, broken_name, violation
from domain.codes import Code
from domain.enums import Channel
from domain.envelope import Instant, Source
from interface.bootstrap import Store, StoreKind, TimeBackwards
from interface.door import Question, as_json, carry_out, find_out, receipt_as_json


@dataclass(frozen=True, slots=True)
class Act:
    """A `do` line with its names filled in. Logins are as written."""

    name: str
    subject: str | None
    fields: Mapping[str, Any]
    by: str
    on_behalf_of: str | None = None
    second: str | None = None
    channel: str = "api"
    ref: str | None = None
    key: str | None = None
    if_version: int | None = None
    source: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Inquiry:
    """An `ask` line with its names filled in; without `by` it reads everything."""

    name: str
    subject: str | None
    fields: Mapping[str, Any]
    by: str | None = None
    as_of: str | None = None
    known_at: str | int | None = None


@dataclass(frozen=True, slots=True)
class Reply:
    """A receipt or answer as JSON, or the broken rules as `CODE` or `CODE:ITEM`, in order."""

    body: Mapping[str, Any]
    refused: tuple[str, ...] = ()


class Transport(Protocol):
    """Carries lines to one store. Raises `Unreadable` at what a store cannot be told."""

    @property
    def is_sandbox(self) -> bool: ...

    def set_time(self, moment: Instant) -> None: ...

    def do(self, act: Act) -> Reply: ...

    def ask(self, inquiry: Inquiry) -> Reply: ...


class DoorTransport:
    """Through the door of a store that is open in this process."""

    def __init__(self, store: Store) -> None:
        self._store = store

    @property
    def is_sandbox(self) -> bool:
        return self._store.kind is StoreKind.SANDBOX

    def set_time(self, moment: Instant) -> None:
        try:
            self._store.set_time(moment)
        except TimeBackwards as error:
            raise Unreadable(f"time runs backwards: {error}") from error

    def do(self, act: Act) -> Reply:
        context = Context(
            actor=self._account(act.by),
            at=self._store.clock.now(),
            new_id=self._store.new_id(),
            channel=_channel(act),
            key=act.key or self._store.new_id(),
            if_version=act.if_version,
            on_behalf_of=self._account(act.on_behalf_of) if act.on_behalf_of else None,
            second_person=self._account(act.second) if act.second else None,
            source=_source(act.source),
            ref=act.ref,
        )
        try:
            receipt = carry_out(self._store, act.name, as_json(act.fields), context, act.subject)
        except Refused as refusal:
            return refused(refusal)
        return Reply(receipt_as_json(receipt))

    def ask(self, inquiry: Inquiry) -> Reply:
        if inquiry.by is None and not self.is_sandbox:
            return refused(Refused((violation(Code.UNAUTHENTICATED),)))
        question = Question(
            inquiry.name,
            None if inquiry.by is None else self._account(inquiry.by),
            inquiry.subject,
            as_json(inquiry.fields),
            inquiry.as_of,
            inquiry.known_at,
        )
        try:
            return Reply(find_out(self._store, question))
        except Refused as refusal:
            return refused(refusal)

    def _account(self, login: str) -> str:
        """The id behind a login; an unknown one becomes an id that no account has."""
        return self._store.account_of(login) or f"login:{login}"


def refused(refusal: Refused) -> Reply:
    return Reply({}, tuple(broken_name(error) for error in refusal.errors))


def _channel(act: Act) -> Channel:
    if act.by == "system":
        return Channel.SYSTEM
    try:
        return Channel(act.channel)
    except ValueError:
        raise Unreadable(f"there is no channel {act.channel}") from None


def _source(given: Mapping[str, Any] | None) -> Source | None:
    if given is None:
        return None
    if given.keys() - {"import", "row"}:
        raise Unreadable("source takes import and row")
    return Source(import_=given.get("import"), row=given.get("row"))
