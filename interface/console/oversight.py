"""The pages of work, control and proof: the queue, the controls, findings, the audit trail."""

from hashlib import sha256
from typing import Any

from fastapi import Response

from application.paging import Page as Paged
from domain.base import refuse
from domain.catalogue import CATALOGUE
from domain.codes import Code
from domain.enums import Channel
from interface.console import contents, exceptions
from interface.console.page import Page

LEAF = b"\x00"
_FILTERS = ("subject", "related", "actor", "topic", "channel", "from", "until")


def work(page: Page) -> Response:
    """What waits, by kind; the overdue first."""
    ask = page.enquiries
    found = ask.ask("work-queue")
    names = contents.names_of_things(ask)
    by_kind: dict[str, list[dict[str, Any]]] = {}
    for item in sorted(found["items"], key=lambda one: (not one["overdue"], one["due_on"] or "9")):
        name = names.get(item["subject"], ask.brief_id(item["subject"]))
        link = contents.page_of(item["thing"], item["subject"])
        detail = contents.detail_in_words(ask, item["detail"], page.language)
        row = {**item, "name": name, "link": link, "detail": detail}
        by_kind.setdefault(item["kind"], []).append(row)
    return page.show("work.html", by_kind=by_kind, overdue=_overdue(found["items"]))


def _overdue(items: list[dict[str, Any]]) -> int:
    return sum(item["overdue"] for item in items)


def controls(page: Page) -> Response:
    """Every control with what it found, and the findings."""
    ask = page.enquiries
    return page.show(
        "controls.html",
        controls=ask.ask("controls")["items"],
        findings=ask.ask("findings")["items"],
        requests=ask.ask("evidence-requests")["items"],
        login=ask.login,
    )


def control(page: Page, name: str) -> Response:
    """The exceptions one control found."""
    listed = exceptions.LISTS.get(name)
    if listed is None:
        refuse(Code.NOT_FOUND)
    return page.show("control.html", control=name, table=listed(page))


def finding(page: Page, subject: str) -> Response:
    ask = page.enquiries
    facts = ask.trail(subject=subject)
    return page.show(
        "finding.html",
        finding=ask.ask("finding", subject),
        timeline=contents.timeline(ask, facts, page.language),
    )


def log(page: Page) -> Response:
    """The audit trail, filtered, a page of facts at a time."""
    ask, given = page.enquiries, page.address.extra
    filters = {name: given[name] for name in _FILTERS if name in given}
    asked: dict[str, Any] = dict(filters)
    if "related" in filters:
        asked["related"] = filters["related"] == "true"
    if "actor" in filters:
        asked["actor"] = ask.store.account_of(filters["actor"]) or filters["actor"]
    after = given.get("after", "")
    start = int(after) if after.isascii() and after.isdigit() else 0
    found = ask.ask_page("audit-trail", Paged(contents.LINES, start), **asked)
    position = found["position"]
    return page.show(
        "log.html",
        timeline=contents.timeline(ask, found["items"], page.language),
        filters=filters,
        topics=list(CATALOGUE),
        channels=list(Channel),
        earlier=max(0, start - contents.LINES) if start and not filters else None,
        later=found["next"],
        latest=max(0, position - contents.LINES) if not filters else None,
    )


def fact(page: Page, written: str) -> Response:
    """One fact with the bytes that are stored and hashed."""
    ask = page.enquiries
    number = contents.position_of(written, ask.moment["position"])
    items = ask.ask_page("audit-trail", Paged(1, number - 1))["items"]
    if not items or items[0]["position"] != number:
        refuse(Code.NOT_FOUND)
    [(_, stored)] = ask.store.log.stored(number - 1, upto=number)
    [line] = contents.timeline(ask, items, page.language)
    thing, _, subject = items[0]["stream"].partition(":")
    return page.show(
        "fact.html",
        line=line,
        envelope=items[0],
        thing=contents.page_of(thing, subject),
        stored=stored.decode(),
        leaf=sha256(LEAF + stored).hexdigest(),
    )
