"""The console's routes: every page is one GET, needs no script, and cites the facts it rests on.

Both clocks stand in the address. In a sandbox whoever has not signed in reads as an auditor; a
production store asks for a key first, and shows each reader what is theirs. One route writes: what
inspectors note about what they read.
"""

from fastapi import APIRouter, Request, Response
from starlette.concurrency import run_in_threadpool

from application.stops import ViewStopped
from application.watching import WATCHED
from domain.base import Refused
from domain.codes import Code
from domain.enums import Role
from interface.bootstrap import Store
from interface.console import acting, desk, entry, oversight, seeking, things, trail
from interface.console.acting import Pen, seal_of
from interface.console.page import Content, Page
from interface.console.rendering import POLICY, STYLE, Address, render
from interface.enquiries import Enquiries
from interface.texts import language_of
from interface.wordings.standing import stopped_in_words

_OWN = ("as_of", "known_at", "lang", "fragment")
"""What an address says of itself; the rest are filters."""
_MESSAGES = {
    Code.NOT_FOUND: (404, "not_found", "not_found_help"),
    Code.OUT_OF_SCOPE: (403, "not_yours", "not_yours_help"),
}


def console(store: Store) -> APIRouter:
    """The routes of the console over an open store."""
    pages = APIRouter()

    @pages.get("/")
    def register(request: Request) -> Response:
        return _serve(store, request, things.register)

    @pages.get("/agreements/{id}")
    def agreement(request: Request, id: str) -> Response:  # noqa: A002
        return _serve(store, request, lambda page: things.agreement(page, id))

    @pages.get("/placements/{id}")
    def placement(request: Request, id: str) -> Response:  # noqa: A002
        return _serve(store, request, lambda page: things.placement(page, id))

    @pages.get("/employees/{id}")
    def employee(request: Request, id: str) -> Response:  # noqa: A002
        year = request.query_params.get("year")
        return _serve(store, request, lambda page: things.ledger(page, id, year))

    @pages.get("/work")
    def work(request: Request) -> Response:
        return _serve(store, request, oversight.work)

    @pages.get("/controls")
    def controls(request: Request) -> Response:
        return _serve(store, request, oversight.controls)

    @pages.get("/controls/{name}")
    def control(request: Request, name: str) -> Response:
        return _serve(store, request, lambda page: oversight.control(page, name))

    @pages.get("/findings/{id}")
    def finding(request: Request, id: str) -> Response:  # noqa: A002
        return _serve(store, request, lambda page: oversight.finding(page, id))

    @pages.get("/facts")
    def facts(request: Request) -> Response:
        return _serve(store, request, trail.log)

    @pages.get("/facts/{position}")
    def fact(request: Request, position: str) -> Response:
        return _serve(store, request, lambda page: trail.fact(page, position))

    @pages.get("/activity")
    def activity(request: Request) -> Response:
        return _serve(store, request, trail.activity)

    @pages.get("/search")
    def search(request: Request) -> Response:
        return _serve(store, request, seeking.search)

    @pages.get("/why")
    def why(request: Request) -> Response:
        return _serve(store, request, seeking.why)

    @pages.get("/style.css")
    def style() -> Response:
        headers = {"Content-Security-Policy": POLICY, "Cache-Control": "public, max-age=3600"}
        return Response(STYLE, headers=headers, media_type="text/css; charset=utf-8")

    _add_desk(pages, store)
    _add_entry(pages, store)
    return pages


def _add_desk(pages: APIRouter, store: Store) -> None:
    @pages.get("/desk")
    def table(request: Request) -> Response:
        return _serve(store, request, desk.desk)

    @pages.get("/questions/{id}")
    def question(request: Request, id: str) -> Response:  # noqa: A002
        return _serve(store, request, lambda page: desk.question(page, id))

    @pages.get("/samples/{id}")
    def sample(request: Request, id: str) -> Response:  # noqa: A002
        return _serve(store, request, lambda page: desk.sample(page, id))

    @pages.get("/requests/{id}")
    def asked(request: Request, id: str) -> Response:  # noqa: A002
        return _serve(store, request, lambda page: desk.request(page, id))

    @pages.post("/desk")
    async def write(request: Request) -> Response:
        address = _address(request)
        form = await entry.form_of(request, acting.LONGEST_FORM)
        reader, cookie = entry.reader_of(store, request), request.cookies.get(entry.COOKIE, "")
        if reader is None:
            return entry.ask_for_key(address)
        if not acting.is_sealed(form, cookie):
            return render("message.html", address, 403, title="refused", help="stale_form", said="")
        return await run_in_threadpool(acting.carried_out, store, reader, form, address)


def _add_entry(pages: APIRouter, store: Store) -> None:
    @pages.get("/sign-in")
    def ask_who(request: Request) -> Response:
        return entry.ask_for_key(_address(request), 200)

    @pages.post("/sign-in")
    async def come_in(request: Request) -> Response:
        form = await entry.form_of(request)
        return entry.let_in(store, request, _address(request), form.get("key", "").strip())

    @pages.post("/sign-out")
    def go_out(request: Request) -> Response:
        return entry.let_out(_address(request))


def _serve(store: Store, request: Request, content: Content) -> Response:
    address = _address(request)
    reader = entry.reader_of(store, request)
    if not entry.may_read(store, reader):
        return entry.ask_for_key(address)
    enquiries = Enquiries(store, reader, address.as_of, address.known_at)
    try:
        return content(Page(address, enquiries, _pen(store, request, enquiries.roles())))
    except ViewStopped as stopped:
        said = stopped_in_words(stopped)[1 if address.language == "en" else 0]
        return render("message.html", address, 503, title="stands_still", help="", said=said)
    except Refused as refusal:
        if refusal.code == Code.UNAUTHENTICATED:
            return entry.ask_for_key(address)
        status, title, help_ = _MESSAGES.get(
            Code(refusal.code), (422, "bad_request", "bad_request_help")
        )
        return render("message.html", address, status, title=title, help=help_, said="")


def _pen(store: Store, request: Request, roles: frozenset[Role]) -> Pen | None:
    """What inspectors and auditors who have signed in write with."""
    cookie = request.cookies.get(entry.COOKIE)
    if not cookie or WATCHED.isdisjoint(roles):
        return None
    return Pen(seal_of(cookie), store.new_id(), roles)


def _address(request: Request) -> Address:
    asked = request.query_params
    chosen = asked.get("lang")
    return Address(
        path=request.url.path,
        language=language_of(chosen or request.headers.get("accept-language")),
        as_of=asked.get("as_of") or None,
        known_at=asked.get("known_at") or None,
        lang=chosen if chosen in ("id", "en") else None,
        extra={name: value for name, value in asked.items() if value and name not in _OWN},
    )
