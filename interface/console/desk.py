"""The inspector's desk: kept questions, samples, requests for evidence, findings."""

import json
from typing import Any

from fastapi import Response

from application.queries import QUERIES
from interface.console import contents
from interface.console.page import Page

_KINDS = ("SEEN", "EXCEPTION", "CLEARED")


def desk(page: Page) -> Response:
    """Everything an inspector has begun; findings that are closed come last."""
    ask = page.enquiries
    return page.show(
        "desk.html",
        questions=ask.ask("questions")["items"],
        samples=ask.ask("samples")["items"],
        requests=ask.ask("evidence-requests")["items"],
        findings=sorted(ask.ask("findings")["items"], key=lambda one: one["state"] == "CLOSED"),
        login=ask.login,
        askable=[name for name, query in QUERIES.items() if query.can_be_kept],
    )


def question(page: Page, subject: str) -> Response:
    """A kept question and the answer it gives at its moment."""
    found = page.enquiries.ask("question", subject)
    return page.show(
        "question.html",
        question=found,
        about=contents.page_about(found["asks"], found["about"]),
        login=page.enquiries.login,
        answer=json.dumps(found["answer"], indent=1, ensure_ascii=False),
    )


def sample(page: Page, subject: str) -> Response:
    """A sample with its marks, and whether it can be drawn again."""
    ask = page.enquiries
    found = ask.ask("sample", subject)
    names = contents.names_of_things(ask)
    return page.show(
        "sample.html",
        sample=found,
        redraw=ask.ask("redraw", subject),
        items=[{**item, **_named(item["key"], found, names)} for item in found["items"]],
        kinds=_KINDS,
        timeline=contents.timeline(ask, ask.trail(subject=subject), page.language),
    )


def _named(key: str, sample: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """How a key is shown and where it leads: a fact, or a thing that has a page."""
    if key.isascii() and key.isdigit():
        return {"name": f"#{key}", "link": f"/facts/{key}"}
    thing = contents.thing_listed(sample["population"])
    return {"name": names.get(key, key), "link": contents.page_of(thing, key)}


def request(page: Page, subject: str) -> Response:
    """One request for evidence, act by act."""
    ask = page.enquiries
    found = ask.ask("evidence-request", subject)
    names = contents.names_of_things(ask)
    return page.show(
        "request.html",
        request=found,
        about=names.get(found["subject"], ask.name_of(found["subject"])),
        login=ask.login,
    )
