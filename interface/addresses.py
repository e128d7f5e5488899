"""Where everything is reached over HTTP (contract §1): the name is the address.

This is the one table of paths; routes, links and the API description are read off it.
"""

from collections.abc import Mapping

from application.commands.base import Command
from application.queries.base import Query

PREFIX = "/v1"

PATHS: Mapping[str, str] = {
    "organisation": "organisations",
    "unit": "units",
    "office": "offices",
    "mandate": "mandates",
    "account": "accounts",
    "employee": "employees",
    "need": "needs",
    "rule": "rules",
    "calendar": "calendars",
    "document": "documents",
    "cost": "costs",
    "class-cost": "class-costs",
    "agreement": "agreements",
    "amendment": "amendments",
    "placement": "placements",
    "learning-record": "learning-records",
    "external-learning": "external-learning",
    "finding": "findings",
    "sample": "samples",
    "question": "questions",
    "evidence-request": "evidence-requests",
    "subject-request": "subject-requests",
    "hold": "holds",
    "breach": "breaches",
    "correction": "corrections",
    "proposal": "proposals",
    "import": "imports",
    "system": "system",
}
"""Thing -> path, in the contract's order."""


def command_path(command: type[Command]) -> str:
    """The path of a command, with `{id}` where it acts on a thing that is there."""
    things = f"{PREFIX}/{PATHS[command.thing()]}"
    if command.needs_id():
        return f"{things}/{{id}}/{command.verb()}"
    return things if command.creates else f"{things}/{command.verb()}"


def query_path(query: type[Query]) -> str:
    return PREFIX + query.path


def thing_path(thing: str, subject: str) -> str:
    """Where one thing is read."""
    return f"{PREFIX}/{PATHS[thing]}/{subject}"
