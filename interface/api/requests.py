"""What a request says beside its fields: who sends it, under which key, about which version.

The identity is settled before anything else is looked at; what is wrong with the rest comes back
as `Malformed`, field by field, like any other flaw.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import unquote

from fastapi import Request

from application.commands.base import Flaw
from application.context import Context
from application.digits import LONGEST
from application.journal_lines import NoClock, moment
from domain.base import Refused, violation
from domain.codes import Code
from domain.enums import Channel
from interface.bootstrap import Store, StoreKind, TimeBackwards
from interface.door import flaw, malformed

BODY_LIMIT = 1024 * 1024
"""Bytes of a request body."""
_JSON = "application/json"
_ETAG = re.compile(r'"v(\d{1,15})"')
_BEARER = "bearer "


class Unsuitable(Exception):
    """The body cannot even be looked at; `status` is 413 or 415, `flaw` says why."""

    def __init__(self, status: int, flaw: Flaw) -> None:
        super().__init__(flaw.message)
        self.status = status
        self.flaw = flaw


def too_large(name: str, limit: int) -> Unsuitable:
    """What is sent is over so many bytes."""
    return Unsuitable(413, flaw(name, "too_many_bytes", limit))


@dataclass(frozen=True, slots=True)
class Body:
    """The bytes of a request, or why they were not read."""

    content: bytes = b""
    unsuitable: Unsuitable | None = None

    def fields(self) -> bytes:
        """The JSON that was sent; raises `Unsuitable` if none can be read."""
        if self.unsuitable is not None:
            raise self.unsuitable
        return self.content


async def received(request: Request) -> Body:
    """Read a body up to the limit; nothing is judged here, so that identity comes first."""
    declared = request.headers.get("content-length", "0")
    if is_longer(declared, BODY_LIMIT):
        return Body(unsuitable=too_large("body", BODY_LIMIT))
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > BODY_LIMIT:
            return Body(unsuitable=too_large("body", BODY_LIMIT))
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content and media_type != _JSON:
        return Body(unsuitable=Unsuitable(415, flaw("Content-Type", "no_media_type", _JSON)))
    return Body(bytes(content))


def is_longer(declared: str, limit: int) -> bool:
    """Whether a Content-Length announces more than so many bytes."""
    if not (declared.isascii() and declared.isdigit()):
        return False
    return len(declared) > LONGEST or int(declared) > limit


def sender(store: Store, request: Request) -> str:
    """The account id behind the bearer token; raises `Refused` UNAUTHENTICATED without one."""
    given = request.headers.get("authorization", "")
    if given[: len(_BEARER)].lower() == _BEARER:
        account = store.tokens.account_of(given[len(_BEARER) :].strip())
        if account is not None:
            return account
    raise Refused((violation(Code.UNAUTHENTICATED),))


def context_of(store: Store, request: Request, actor: str) -> Context:
    """The context of a command; sets a sandbox's clock forward where the request asks for it."""
    read = _Headers(store, request)
    read.set_time()
    key, version = read.text("idempotency-key"), read.version()
    behalf, ref = read.on_behalf_of(), read.text("jejak-ref")
    read.settle()
    return Context(
        actor=actor,
        at=store.clock.now(),
        new_id=store.new_id(),
        channel=Channel.API,
        key=key,
        if_version=version,
        on_behalf_of=behalf,
        ref=ref,
        conditional=True,
    )


def set_time_of(store: Store, request: Request) -> None:
    """Set a sandbox's clock forward where a question asks for it."""
    read = _Headers(store, request)
    read.set_time()
    read.settle()


@dataclass(slots=True)
class _Headers:
    """Reads the headers of one request and collects what is wrong with them."""

    store: Store
    request: Request
    flaws: list[Flaw] = field(default_factory=list)

    def text(self, name: str) -> str | None:
        """A header that may hold any text, percent-encoded UTF-8; None if it is not there."""
        given = self.request.headers.get(name)
        if given is None:
            return None
        try:
            return unquote(given, errors="strict") or None
        except UnicodeDecodeError:
            self.flaws.append(flaw(name.title(), "not_percent_encoded"))
            return None

    def version(self) -> int | None:
        given = self.request.headers.get("if-match")
        if given is None:
            return None
        found = _ETAG.fullmatch(given.strip())
        if found is None:
            self.flaws.append(flaw("If-Match", "no_entity_tag"))
            return None
        return int(found[1])

    def on_behalf_of(self) -> str | None:
        login = self.text("jejak-on-behalf-of")
        if login is None:
            return None
        account = self.store.account_of(login)
        if account is None:
            self.flaws.append(flaw("Jejak-On-Behalf-Of", "no_account"))
        return account

    def set_time(self) -> None:
        given = self.request.headers.get("jejak-time")
        if given is None:
            return
        if self.store.kind is not StoreKind.SANDBOX:
            self.flaws.append(flaw("Jejak-Time", "time_of_a_sandbox"))
            return
        try:
            self.store.set_time(moment(given))
        except NoClock as error:
            self.flaws.append(flaw("Jejak-Time", error.kind, error.limit))
        except TimeBackwards:
            self.flaws.append(flaw("Jejak-Time", "time_backwards", self.store.clock.now()))

    def settle(self) -> None:
        if self.flaws:
            raise malformed(*self.flaws)
