"""What the console's pages put together from answers, before anything is drawn."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import msgspec

from domain.base import Refused, refuse
from domain.codes import Code
from domain.envelope import AnyEnvelope
from interface.enquiries import Enquiries
from interface.facts_about import gist
from interface.wordings.wording import Language

LINES = 100
"""Facts on one page of the log."""

_PAGES = {"agreement": "agreements", "placement": "placements", "learning-record": "placements",
          "employee": "employees"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """One fact on a timeline."""

    position: int
    topic: str
    recorded_at: str
    effective_on: str
    role: str
    login: str | None
    gist: str
    late: bool
    codes: tuple[str, ...]
    caused_by: int | None
    page: str | None
    """The page of the thing the fact is about."""


def timeline(ask: Enquiries, facts: Iterable[Mapping[str, Any]], language: Language) -> list[Line]:
    """Facts as they are shown, in order of their positions."""
    return [
        Line(
            position=fact["position"],
            topic=fact["topic"],
            recorded_at=fact["recorded_at"],
            effective_on=fact["effective_on"],
            role=fact["role"],
            login=ask.login(fact["actor"]),
            gist=gist(fact["topic"], fact["data"], language, ask.name_of),
            late=fact["late_recorded"],
            codes=(*(found["code"] for found in fact["violations"]), *fact["warnings"]),
            caused_by=fact["causation"],
            page=page_of(fact["stream"].partition(":")[0], fact["subject"]),
        )
        for fact in facts
    ]


def page_of(thing: str, subject: str) -> str | None:
    """Where a thing is shown, if it has a page."""
    return f"/{_PAGES[thing]}/{subject}" if thing in _PAGES else None


def as_item(envelope: AnyEnvelope) -> dict[str, Any]:
    """An envelope in the shape of an item of the audit trail."""
    item: dict[str, Any] = msgspec.to_builtins(envelope)
    return {**item, "subject": envelope.subject}


def days_that_matter(agreements: Iterable[Mapping[str, Any]]) -> list[date]:
    """First day, last day and the day after, of each agreement, in order."""
    days: set[date] = set()
    for agreement in agreements:
        last = date.fromisoformat(agreement["last_day"])
        days |= {date.fromisoformat(agreement["effective_from"]), last, last + timedelta(days=1)}
    return sorted(days)


def days_left(agreement: Mapping[str, Any], day: date) -> int:
    return (date.fromisoformat(agreement["last_day"]) - day).days


def placements_under(ask: Enquiries, agreement: str) -> list[dict[str, Any]]:
    """The placements that rest on an agreement, as they stand at the moment."""
    nominated = ask.trail(topic="placement.nominated.v1")
    found = []
    for fact in nominated:
        if fact["data"]["agreement"] == agreement:
            try:
                found.append(ask.ask("placement", fact["subject"]))
            except Refused:
                continue  # nominated later than the day asked about
    return found


def record_of(ask: Enquiries, subject: str) -> dict[str, Any] | None:
    """The learning record of a placement; None before it started."""
    try:
        return ask.ask("learning-record", subject)
    except Refused:
        return None


def positions_by_topic(facts: Iterable[Mapping[str, Any]]) -> dict[str, list[int]]:
    """Positions by topic without version, for `proved by` links."""
    found: dict[str, list[int]] = {}
    for fact in facts:
        found.setdefault(fact["topic"].rpartition(".")[0], []).append(fact["position"])
    return found


def positions_of_entries(facts: Iterable[Mapping[str, Any]]) -> dict[int, int]:
    """Number of a logbook entry -> position of the fact that logged it."""
    return {
        fact["data"]["entry"]: fact["position"]
        for fact in facts
        if fact["topic"] == "learning-record.hours-logged.v1"
    }


def position_of(written: str, last: int) -> int:
    """A position in an address; NOT_FOUND if no fact known at the moment has it."""
    if not (written.isascii() and written.isdigit() and 1 <= int(written) <= last):
        refuse(Code.NOT_FOUND)
    return int(written)
