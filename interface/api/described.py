"""Parts that descriptions of many addresses share: parameters, headers, refusals."""

from collections import defaultdict
from collections.abc import Iterable

from domain.codes import Code
from interface.api.freshness import HEADER, PATIENCE
from interface.api.schemas import REF, Schema
from interface.problems import MEDIA_TYPE, STATUS
from interface.texts import title

ID: Schema = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
NAMED: Schema = {"name": "id", "in": "query", "required": False, "schema": {"type": "string"}}
LANGUAGE: Schema = {
    "name": "Accept-Language",
    "in": "header",
    "schema": {"type": "string", "default": "id"},
    "description": "id (Indonesian) or en, for titles and details; codes never change",
}
TIME: Schema = {
    "name": "Jejak-Time",
    "in": "header",
    "schema": {"type": "string", "format": "date-time"},
    "description": "sets the clock forward; in a sandbox only",
}
FRESH: Schema = {
    "name": HEADER,
    "in": "header",
    "schema": {"type": "integer", "minimum": 0},
    "description": "read no older than this position, as `Last-Event-Position` named it",
}
PREFER: Schema = {
    "name": "Prefer",
    "in": "header",
    "schema": {"type": "string", "examples": ["wait=10"]},
    "description": f"`wait=SECONDS`: how long to wait for it, {PATIENCE:g} unless said otherwise",
}
DIGEST: Schema = {"schema": {"type": "string"}, "description": "the SHA-256 of the file"}
POSITION: Schema = {"schema": {"type": "integer"}, "description": "a position of the log"}

CLOCKS: list[Schema] = [
    {
        "name": "as_of",
        "in": "query",
        "schema": {"type": "string", "format": "date"},
        "description": "the day asked about; the day of `known_at` if not given",
    },
    {
        "name": "known_at",
        "in": "query",
        "schema": {
            "anyOf": [{"type": "string", "format": "date-time"}, {"type": "integer", "minimum": 0}]
        },
        "description": "what was known at this instant or log position; all of it if not given",
    },
]


def refusals(codes: Iterable[Code]) -> Schema:
    """One answer per HTTP status, naming the codes that lead to it."""
    by_status: dict[int, list[Code]] = defaultdict(list)
    for code in codes:
        by_status[STATUS[code]].append(code)
    return {
        str(status): problem_answer(
            "\n".join(f"- `{code.value}`: {title(code, 'en')}" for code in by_status[status])
        )
        for status in sorted(by_status)
    }


def problem_answer(said: str) -> Schema:
    """The answer of something that went wrong."""
    return {
        "description": said,
        "content": {MEDIA_TYPE: {"schema": {"$ref": REF + "Problem"}}},
    }


def first_line(documented: type) -> str:
    """What a class says of itself in one line."""
    return (documented.__doc__ or "").strip().splitlines()[0]


def sent_as(schema: Schema) -> Schema:
    """How a parameter stands in the address: an object as its JSON, everything else as its text."""
    plain = _without_null(schema)
    if plain.get("type") == "object":
        return {"content": {"application/json": {"schema": plain}}}
    return {"schema": plain}


def _without_null(schema: Schema) -> Schema:
    """A parameter that may be left out is not sent as null."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    return kinds[0] if len(kinds) == 1 else schema
