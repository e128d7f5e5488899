"""The pages of the trail: the log of facts, one fact, and everything in one line of time."""

from typing import Any

from fastapi import Response

from application.paging import Page as Paged
from domain.base import refuse
from domain.catalogue import CATALOGUE
from domain.codes import Code
from domain.enums import Channel
from domain.states import ActivityKind
from interface.console import contents
from interface.console.page import Page

_FILTERS = ("subject", "related", "actor", "topic", "channel", "from", "until")
_OF_ACTIVITY = ("account", "subject", "kind", "name", "channel", "correlation", "from", "until")


def log(page: Page) -> Response:
    """The audit trail, filtered, a page of facts at a time."""
    ask, given = page.enquiries, page.address.extra
    filters = {name: given[name] for name in _FILTERS if name in given}
    asked: dict[str, Any] = dict(filters)
    if "related" in filters:
        asked["related"] = filters["related"] == "true"
    if "actor" in filters:
        asked["actor"] = ask.store.account_of(filters["actor"]) or filters["actor"]
    start = contents.start_of(given.get("after"))
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


def activity(page: Page) -> Response:
    """Facts and accesses in one line of time; its pages begin behind both."""
    ask, given = page.enquiries, page.address.extra
    filters = {name: given[name] for name in _OF_ACTIVITY if name in given}
    asked: dict[str, Any] = dict(filters)
    if "account" in filters:
        asked["account"] = ask.store.account_of(filters["account"]) or filters["account"]
    first, _, second = given.get("after", "").partition(".")
    begin = Paged(contents.LINES, contents.start_of(first), contents.start_of(second))
    found = ask.ask_page("activity", begin, **asked)
    return page.show(
        "activity.html",
        items=found["items"],
        filters=filters,
        kinds=list(ActivityKind),
        channels=list(Channel),
        login=ask.login,
        brief_id=ask.brief_id,
        page_of=contents.page_of,
        later=found["next"],
    )


def fact(page: Page, written: str) -> Response:
    """One fact: what it changed, the act it belongs to, the bytes that are stored and hashed."""
    ask = page.enquiries
    number = contents.position_of(written, ask.moment["position"])
    found = ask.ask_if_there("fact", at=number)
    if found is None:
        refuse(Code.NOT_FOUND)
    envelope = found["fact"]
    [(_, stored)] = ask.store.log.stored(number - 1, upto=number)
    [line] = contents.timeline(ask, [envelope], page.language)
    thing, _, subject = envelope["stream"].partition(":")
    return page.show(
        "fact.html",
        line=line,
        envelope=envelope,
        thing=contents.page_of(thing, subject),
        changes=found["changes"],
        act=found["act"],
        findings=ask.ask("linked-findings", fact=number)["items"],
        login=ask.login,
        stored=stored.decode(),
        leaf=found["leaf"],
    )
