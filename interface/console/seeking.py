"""The pages that look for something: search, and why a figure is what it is."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

from fastapi import Response

from application.paging import Page as Paged
from domain.base import refuse
from domain.codes import Code
from interface.console import contents
from interface.console.page import Cell, Page, Table
from interface.console.rendering import brief_day
from interface.console.words import WORDS

LINES = 50
Words = Callable[[str], str]


def search(page: Page) -> Response:
    """What has all the words; the form alone where there are none."""
    text = page.address.extra.get("text", "").strip()
    found = _found(page, text) if text else None
    return page.show("search.html", text=text, table=found, page_of=contents.page_of)


def _found(page: Page, text: str) -> Table:
    say = _words(page)
    items = page.enquiries.ask_page("search", Paged(LINES), text=text)["items"]
    return Table(
        (say("title"), say("kind_of"), say("where_found"), say("state")),
        [
            (
                Cell(
                    item["title"],
                    link=contents.page_of(item["thing"], item["subject"]),
                    small=item["detail"],
                ),
                Cell(page.term(item["thing"])),
                Cell(say("word_for_word" if item["exact"] else "akin"), small=_fields(item, say)),
                Cell(page.state(item["state"] or "–")),
            )
            for item in items
        ],
    )


def _fields(item: dict[str, Any], say: Words) -> str:
    """Where the words stand, by the name of the field where it has one."""
    return ", ".join(say(field) if field in WORDS else field for field in item["fields"])


def why(page: Page) -> Response:
    """One figure taken apart, a page of parts at a time."""
    given = page.address.extra
    asked = {name: given[name] for name in ("question", "figure") if name in given}
    asked_with: dict[str, Any] = {**asked, "parameters": _parameters(given.get("parameters"))}
    if len(asked) < 2:
        refuse(Code.MALFORMED, "figure")
    start = contents.start_of(given.get("after"))
    found = page.enquiries.ask_page("why", Paged(LINES, start), given.get("id"), **asked_with)
    names = contents.names_of_things(page.enquiries)
    return page.show(
        "why.html",
        why=found,
        shown=_shown(found["value"]),
        figure=_field(found["figure"], _words(page)),
        detail_of=lambda item: _detail(item["detail"], page),
        name_of=lambda item: names.get(item["subject"], page.enquiries.name_of(item["subject"])),
        page_of=contents.page_of,
        about=names.get(given.get("id", "")),
        about_page=contents.page_about(found["question"], given.get("id")),
        later=found["next"],
    )


def _parameters(written: str | None) -> Any:
    """The parameters of a question as they stand in an address."""
    try:
        return json.loads(written or "{}")
    except (ValueError, RecursionError):
        refuse(Code.MALFORMED, "parameters")


def _field(figure: str, say: Words) -> str:
    """The last word of a place, in words where there are some."""
    last = figure.rpartition("/")[2]
    return say(last) if last in WORDS else last


def _detail(detail: str | None, page: Page) -> str:
    """Days and values of a detail as people read them."""
    return " · ".join(_in_words(part, page) for part in detail.split(" · ")) if detail else ""


def _in_words(part: str, page: Page) -> str:
    try:
        return brief_day(date.fromisoformat(part), page.language)
    except ValueError:
        return page.term(part)


def _shown(value: Any) -> str:
    """A figure as it is; of a row its figures are looked at one by one."""
    return "" if isinstance(value, dict) else str(value)


def _words(page: Page) -> Words:
    column = 1 if page.language == "en" else 0
    return lambda key: WORDS[key][column]
