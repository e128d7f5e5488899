"""The pages of things: the register, an agreement, a placement, a person's JP year."""

from typing import Any

from fastapi import Response

from application.digits import number_in
from interface.console import contents
from interface.console.amended import changed
from interface.console.page import Page

NEAR = 90
"""Days ahead in which an agreement's end is shown on the register's page."""


def register(page: Page) -> Response:
    ask = page.enquiries
    items = ask.ask("register")["items"]
    figures = {item["agreement"]: item for item in ask.ask("agreements")["items"]}
    work = ask.ask("work-queue")["items"]
    return page.show(
        "register.html",
        items=[{**item, **figures[item["agreement"]]} for item in items],
        days=contents.days_that_matter(items),
        in_force=sum(item["state"] == "IN_FORCE" for item in items),
        near=len(ask.ask("expiring", days=NEAR)["items"]),
        near_days=NEAR,
        waiting=len(work),
        overdue=sum(item["overdue"] for item in work),
        term_of=lambda item: contents.term_so_far(item, ask.day),
    )


def agreement(page: Page, subject: str) -> Response:
    ask = page.enquiries
    found = ask.ask("agreement", subject)
    listed = ask.ask("agreements")["items"]
    place = next(n for n, item in enumerate(listed) if item["agreement"] == subject)
    facts = ask.trail(subject=subject)
    return page.show(
        "agreement.html",
        agreement=found,
        days=contents.days_that_matter([found, *contents.effects_of(found["amendments"])]),
        days_left=contents.days_left(found, ask.day),
        term=contents.term_so_far(found, ask.day),
        used=listed[place]["used"],
        seats=listed[place]["seats"],
        place=place,
        findings=ask.ask("linked-findings", None, subject=subject)["items"],
        placements=ask.ask("placements", agreement=subject)["items"],
        changed=lambda changes: changed(changes, page.language),
        kin=[(word, found[word], _title(page, found[word])) for word in _KIN if found[word]],
        timeline=contents.timeline(ask, facts, page.language),
        proved=contents.positions_by_topic(facts),
    )


_KIN = ("umbrella", "predecessor", "successor")


def _title(page: Page, subject: str) -> str:
    found = page.enquiries.ask_if_there("agreement", subject)
    return found["title"] if found else page.enquiries.brief_id(subject)


def placement(page: Page, subject: str) -> Response:
    ask = page.enquiries
    found = ask.ask("placement", subject)
    facts = ask.trail(subject=subject)
    proved = contents.positions_by_topic(facts)
    cover = ask.ask("coverage", placement=subject)
    return page.show(
        "placement.html",
        placement=found,
        record=ask.ask_if_there("learning-record", subject),
        host=ask.organisation(found["host"]),
        agreement=ask.ask_if_there("agreement", found["agreement"]),
        unit=ask.unit(found["home_unit"]),
        login=ask.login,
        cover=cover["items"][0] if cover["items"] else None,
        calendar=cover["calendar"],
        timeline=contents.timeline(ask, facts, page.language),
        proved=proved,
        counted=[
            *proved.get("learning-record.hours-approved", ()),
            *proved.get("learning-record.hours-logged", ()),
        ],
        logged=contents.positions_of_entries(facts),
        findings=ask.ask("linked-findings", None, subject=subject)["items"],
    )


def ledger(page: Page, subject: str, year: str | None) -> Response:
    ask = page.enquiries
    given = number_in(year or "")
    chosen = ask.day.year if given is None else given
    person: dict[str, Any] = ask.ask("employee", subject)
    return page.show(
        "ledger.html",
        employee=person,
        ledger=ask.ask("jp-ledger", subject, year=chosen),
        placements=ask.ask("placements", employee=subject)["items"],
        organisation=ask.organisation,
        year=chosen,
    )
