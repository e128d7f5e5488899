"""The pages of work and control: the queue, the controls with what they found, findings."""

from typing import Any

from fastapi import Response

from application.commands import COMMANDS
from domain.base import refuse
from domain.codes import Code
from domain.enums_learning import CheckResult, FindingStatus, InfeasibleReason
from interface.console import contents, exceptions
from interface.console.acting import ACTS
from interface.console.further import COUNTED, FURTHER
from interface.console.page import Page


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
    """Every control with what it found, the further ones too, and the findings."""
    ask = page.enquiries
    counts = {name: len(FURTHER[name].answer(page)["items"]) for name in COUNTED}
    return page.show(
        "controls.html",
        controls=ask.ask("controls")["items"],
        further=[(name, counts.get(name)) for name in FURTHER],
        findings=ask.ask("findings")["items"],
        requests=ask.ask("evidence-requests")["items"],
        login=ask.login,
    )


def control(page: Page, name: str) -> Response:
    """The exceptions one control found, and the question that found them."""
    if name in FURTHER:
        further = FURTHER[name]
        return page.show(
            "control.html",
            control=name,
            table=further.table(page, further.answer(page)),
            question=further.question,
            parameters=further.parameters(page),
        )
    listed = exceptions.LISTS.get(name)
    if listed is None:
        refuse(Code.NOT_FOUND)
    return page.show(
        "control.html",
        control=name,
        table=listed(page),
        question=exceptions.QUESTIONS.get(name),
        parameters=exceptions.PARAMETERS.get(name, {}),
    )


def finding(page: Page, subject: str) -> Response:
    ask = page.enquiries
    facts = ask.trail(subject=subject)
    found = ask.ask("finding", subject)
    return page.show(
        "finding.html",
        finding=found,
        acts=[
            act
            for act, thing in ACTS.items()
            if thing == "finding" and found["state"] in COMMANDS[act].states
        ],
        results=list(CheckResult),
        statuses=list(FindingStatus),
        causes=list(InfeasibleReason),
        steps=ask.ask("follow-up", subject)["steps"],
        login=ask.login,
        timeline=contents.timeline(ask, facts, page.language),
    )
