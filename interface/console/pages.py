"""The console's pages: the register, an agreement, a placement, a person's JP year, the log.

Every page is one GET with the two clocks in its address, needs no script, and links each figure
to the facts behind it. In a sandbox it is read as an auditor; a production store asks to sign in.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from fastapi import APIRouter, Request, Response

from domain.base import Refused
from domain.codes import Code
from interface.bootstrap import Store, StoreKind
from interface.console import contents
from interface.console.rendering import POLICY, STYLE, Address, render
from interface.enquiries import Enquiries
from interface.texts import language_of
from interface.wordings.wording import Language

LEAF = b"\x00"


@dataclass
class Page:
    """One request for a page: where the reader stands, and whom to ask."""

    address: Address
    enquiries: Enquiries

    def show(self, template: str, **values: Any) -> Response:
        head = self.enquiries.store.log.head()
        return render(
            template,
            self.address,
            moment_read=self.enquiries.moment,
            size=head.position,
            root=head.root.hex(),
            **values,
        )


Content = Callable[[Page], Response]


def console(store: Store) -> APIRouter:
    """The routes of the console over an open store."""
    pages = APIRouter()

    @pages.get("/")
    def register(request: Request) -> Response:
        return _serve(store, request, _register)

    @pages.get("/agreements/{id}")
    def agreement(request: Request, id: str) -> Response:  # noqa: A002
        return _serve(store, request, lambda page: _agreement(page, id))

    @pages.get("/placements/{id}")
    def placement(request: Request, id: str) -> Response:  # noqa: A002
        return _serve(store, request, lambda page: _placement(page, id))

    @pages.get("/employees/{id}")
    def employee(request: Request, id: str) -> Response:  # noqa: A002
        year = request.query_params.get("year")
        return _serve(store, request, lambda page: _ledger(page, id, year))

    @pages.get("/facts")
    def facts(request: Request) -> Response:
        after = request.query_params.get("after")
        return _serve(store, request, lambda page: _log(page, after))

    @pages.get("/facts/{position}")
    def fact(request: Request, position: str) -> Response:
        return _serve(store, request, lambda page: _fact(page, position))

    @pages.get("/style.css")
    def style() -> Response:
        headers = {"Content-Security-Policy": POLICY, "Cache-Control": "public, max-age=3600"}
        return Response(STYLE, headers=headers, media_type="text/css; charset=utf-8")

    return pages


def _serve(store: Store, request: Request, content: Content) -> Response:
    address = _address(request)
    if store.kind is not StoreKind.SANDBOX:
        return _message(address, 401, "sign_in", "sign_in_help")
    enquiries = Enquiries(store, None, address.as_of, address.known_at)
    try:
        return content(Page(address, enquiries))
    except Refused as refusal:
        if refusal.code == Code.NOT_FOUND:
            return _message(address, 404, "not_found", "not_found_help")
        return _message(address, 422, "bad_request", None)


def _address(request: Request) -> Address:
    asked = request.query_params
    chosen = asked.get("lang")
    language: Language = language_of(chosen or request.headers.get("accept-language"))
    return Address(
        path=request.url.path,
        language=language,
        as_of=asked.get("as_of") or None,
        known_at=asked.get("known_at") or None,
    )


def _message(address: Address, status: int, title: str, help_: str | None) -> Response:
    return render("message.html", address, status, title=title, help=help_)


def _register(page: Page) -> Response:
    items = page.enquiries.ask("register")["items"]
    return page.show("register.html", items=items, days=contents.days_that_matter(items))


def _agreement(page: Page, subject: str) -> Response:
    ask = page.enquiries
    agreement = ask.ask("agreement", subject)
    facts = ask.trail(subject=subject)
    days = contents.days_that_matter([agreement])
    return page.show(
        "agreement.html",
        agreement=agreement,
        days=days,
        days_left=contents.days_left(agreement, ask.day),
        placements=contents.placements_under(ask, subject),
        timeline=contents.timeline(ask, facts, page.address.language),
        proved=contents.positions_by_topic(facts),
    )


def _placement(page: Page, subject: str) -> Response:
    ask = page.enquiries
    placement = ask.ask("placement", subject)
    facts = ask.trail(subject=subject)
    proved = contents.positions_by_topic(facts)
    return page.show(
        "placement.html",
        placement=placement,
        record=contents.record_of(ask, subject),
        host=ask.organisation(placement["host"]),
        agreement=ask.ask("agreement", placement["agreement"]),
        mentor=ask.login(placement["mentor"]) if placement["mentor"] else None,
        login=ask.login,
        timeline=contents.timeline(ask, facts, page.address.language),
        proved=proved,
        counted=[
            *proved.get("learning-record.hours-approved", ()),
            *proved.get("learning-record.hours-logged", ()),
        ],
        logged=contents.positions_of_entries(facts),
    )


def _ledger(page: Page, subject: str, year: str | None) -> Response:
    ask = page.enquiries
    chosen = int(year) if year and year.isascii() and year.isdigit() else ask.day.year
    return page.show(
        "ledger.html",
        employee=ask.ask("employee", subject),
        ledger=ask.ask("jp-ledger", subject, year=chosen),
        year=chosen,
    )


def _log(page: Page, after: str | None) -> Response:
    ask = page.enquiries
    start = int(after) if after and after.isascii() and after.isdigit() else 0
    facts = [fact for fact in ask.trail() if fact["position"] > start]
    shown = facts[: contents.LINES]
    return page.show(
        "log.html",
        timeline=contents.timeline(ask, shown, page.address.language),
        earlier=max(0, start - contents.LINES) if start else None,
        later=shown[-1]["position"] if len(facts) > len(shown) else None,
    )


def _fact(page: Page, position: str) -> Response:
    ask = page.enquiries
    number = contents.position_of(position, ask.moment["position"])
    [(_, stored)] = ask.store.log.stored(number - 1, upto=number)
    [envelope] = ask.store.log.tail(number - 1, upto=number)
    [line] = contents.timeline(ask, [contents.as_item(envelope)], page.address.language)
    return page.show(
        "fact.html",
        line=line,
        envelope=contents.as_item(envelope),
        thing=contents.page_of(envelope.thing, envelope.subject),
        stored=stored.decode(),
        leaf=sha256(LEAF + stored).hexdigest(),
    )
