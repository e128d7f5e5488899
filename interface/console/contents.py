"""What the console's pages put together from answers, before anything is drawn."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from application.digits import number_in
from application.queries import QUERIES
from domain.base import refuse
from domain.codes import Code
from interface.addresses import PATHS
from interface.enquiries import Enquiries
from interface.facts_about import gist
from interface.texts import title
from interface.wordings.terms import term
from interface.wordings.wording import Language

LINES = 100
"""Facts on one page of the log."""
_ID_LENGTH = 36

_PAGES = {"agreement": "agreements", "placement": "placements", "learning-record": "placements",
          "employee": "employees", "finding": "findings", "question": "questions",
          "sample": "samples", "evidence-request": "requests"}  # fmt: skip


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


def page_about(question: str, subject: str | None) -> str | None:
    """The page of the thing a question is about."""
    path = QUERIES[question].path.split("/")[1] if question in QUERIES else ""
    thing = next((thing for thing, known in PATHS.items() if known == path), "")
    return page_of(thing, subject) if subject else None


def thing_listed(question: str) -> str:
    """What the items of a question's answer are, by the path of it: the things of that name."""
    return next((thing for thing, path in PATHS.items() if path == question), question)


def start_of(after: str | None) -> int:
    """Where a page of a list begins, as an address has it; 0 for anything else."""
    return number_in(after or "") or 0


def days_that_matter(agreements: Iterable[Mapping[str, Any]]) -> list[date]:
    """First day, last day and the day after, of each agreement, in order."""
    days: set[date] = set()
    for agreement in agreements:
        last = date.fromisoformat(agreement["last_day"])
        days |= {date.fromisoformat(agreement["effective_from"]), last, last + timedelta(days=1)}
    return sorted(days)


def days_left(agreement: Mapping[str, Any], day: date) -> int:
    return (date.fromisoformat(agreement["last_day"]) - day).days


def effects_of(amendments: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The days amendments in effect begin, in the shape of terms."""
    found = (amendment["effective_on"] for amendment in amendments)
    return [{"effective_from": day, "last_day": day} for day in found if day]


def term_so_far(agreement: Mapping[str, Any], day: date) -> tuple[int, int]:
    """Days of the term that have passed, and all of them."""
    first, last = (date.fromisoformat(agreement[k]) for k in ("effective_from", "last_day"))
    whole = (last - first).days + 1
    return min(max((day - first).days + 1, 0), whole), whole


def names_of_things(ask: Enquiries) -> dict[str, str]:
    """Titles of agreements and findings, and names of placed people, by the ids they stand for."""
    names = {item["agreement"]: item["title"] for item in ask.ask("register")["items"]}
    for item in ask.ask("placements")["items"]:
        names[item["placement"]] = names[item["employee"]] = item["name"]
    return names | {item["finding"]: item["title"] for item in ask.ask("findings")["items"]}


def detail_in_words(ask: Enquiries, detail: str | None, language: Language) -> str:
    """A code, a body, an organisation or a period, as people read it."""
    if detail is None:
        return ""
    if detail in Code.__members__:
        return title(Code(detail), language)
    if len(detail) == _ID_LENGTH:
        return ask.organisation(detail)
    return term(detail, language)


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
    position = number_in(written)
    if position is None or not 1 <= position <= last:
        refuse(Code.NOT_FOUND)
    return position
