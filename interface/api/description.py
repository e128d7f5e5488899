"""The description of the API (OpenAPI 3.1), read off the commands, the queries and their tables."""

from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from typing import Any

from application.commands import COMMANDS
from application.commands.base import Command
from application.commands.documents import StoreDocument
from application.permissions import DUTIES
from application.queries import QUERIES
from application.queries.base import ListReply, Query
from application.queries.evidence import DocumentFile
from domain.codes import Code
from domain.media import EXTENSIONS
from interface.addresses import command_path, query_path
from interface.api.described_service import SERVICE
from interface.api.freshness import HEADER, PATIENCE
from interface.api.schemas import PROBLEM, RECEIPT, REF, Schema, form_schema, result_schemas
from interface.bootstrap import SOFTWARE
from interface.paging import LARGEST_PAGE, PAGE
from interface.problems import MEDIA_TYPE, STATUS
from interface.texts import title

_FIRST = (Code.UNAUTHENTICATED, Code.MALFORMED)
_GUARDS = (
    Code.KEY_REUSED,
    Code.ROLE_REQUIRED,
    Code.ROLE_EXPIRED,
    Code.OUT_OF_SCOPE,
    Code.ON_BEHALF_NOT_ALLOWED,
    Code.PRECONDITION_REQUIRED,
    Code.FUTURE_DATE,
)
_OF_CREATING = (Code.DUPLICATE_REF,)
_OF_CHANGING = (Code.NOT_FOUND, Code.CONFLICT, Code.CLOSED_STREAM, Code.WRONG_STATE)
_OF_ASKING = (*_FIRST, Code.OUT_OF_SCOPE)
_BODY_ERRORS = {"413": "The body is larger than 1 MiB.", "415": "The body is not JSON."}

_ID: Schema = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
_NAMED: Schema = {"name": "id", "in": "query", "required": False, "schema": {"type": "string"}}
_LANGUAGE: Schema = {
    "name": "Accept-Language",
    "in": "header",
    "schema": {"type": "string", "default": "id"},
    "description": "id (Indonesian) or en, for titles and details; codes never change",
}
_TIME: Schema = {
    "name": "Jejak-Time",
    "in": "header",
    "schema": {"type": "string", "format": "date-time"},
    "description": "sets the clock forward; in a sandbox only",
}
_FRESH: Schema = {
    "name": HEADER,
    "in": "header",
    "schema": {"type": "integer", "minimum": 0},
    "description": "read no older than this position, as `Last-Event-Position` named it",
}
_PREFER: Schema = {
    "name": "Prefer",
    "in": "header",
    "schema": {"type": "string", "examples": ["wait=10"]},
    "description": f"`wait=SECONDS`: how long to wait for it, {PATIENCE:g} unless said otherwise",
}


@cache
def description() -> dict[str, Any]:
    """The whole document."""
    components: Schema = {"Receipt": RECEIPT, "Problem": PROBLEM}
    paths: dict[str, Schema] = defaultdict(dict)
    for command in COMMANDS.values():
        components[command.act] = form_schema(command, components)
        paths[command_path(command)]["post"] = _of_command(command)
    fields = {name: form_schema(query, components) for name, query in QUERIES.items()}
    results = result_schemas(QUERIES.values(), components)
    for name, query in QUERIES.items():
        paths[query_path(query)]["get"] = _of_query(query, fields[name], results[name])
    paths[command_path(StoreDocument)]["post"]["requestBody"]["content"] |= _FORM
    paths[query_path(DocumentFile)]["get"] = _FILE
    paths.update(SERVICE)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Jejak",
            "version": SOFTWARE,
            "summary": "Partnership agreements and the internships under them, fact by fact.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{"bearer": []}],
        "paths": dict(paths),
        "components": {
            "securitySchemes": {
                "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "jjk_…"}
            },
            "schemas": components,
        },
    }


def _of_command(command: type[Command]) -> Schema:
    creates, needs_id = command.creates, command.needs_id()
    duty = DUTIES[command.act]
    own = _OF_CHANGING if needs_id else (*_OF_CREATING, *_references(command))
    codes = dict.fromkeys((*_FIRST, *own, *_GUARDS, *command.refusals))
    operation: Schema = {
        "operationId": command.act,
        "tags": [command.thing()],
        "summary": _first_line(command),
        "x-roles": [role.value for role in duty.does],
        "x-refusals": [code.value for code in command.refusals],
        "parameters": [*([_ID] if needs_id else []), *_headers(command)],
        "requestBody": {
            "required": bool(form_fields(command)),
            "content": {"application/json": {"schema": {"$ref": REF + command.act}}},
        },
        "responses": {
            "201" if creates else "200": _recorded(creates=creates),
            **({"202": _WAITING} if duty.approves or command.overridable else {}),
            **_refusals(codes),
            **{status: _problem_answer(said) for status, said in _BODY_ERRORS.items()},
        },
    }
    if duty.approves:
        operation["x-second-person"] = [role.value for role in duty.approves]
    return operation


def _of_query(query: type[Query], fields: Schema, result: Schema) -> Schema:
    required = fields.get("required", ())
    own = [
        {"name": name, "in": "query", "required": name in required, **_sent_as(schema)}
        for name, schema in fields.get("properties", {}).items()
    ]
    about_one = "{id}" in query.path
    codes = [*_OF_ASKING, Code.NOT_FOUND] if about_one else _OF_ASKING
    return {
        "operationId": query.asks,
        "tags": ["questions"],
        "summary": _first_line(query),
        "parameters": [
            *([_ID] if about_one else []), *([_NAMED] if query.takes_id else []), *own, *_CLOCKS,
            *(_PAGES if issubclass(query.Result, ListReply) else []),
            _LANGUAGE, _FRESH, _PREFER, _TIME,
        ],
        "responses": {
            "200": {
                "description": "The answer.",
                "headers": {"Last-Event-Position": _POSITION},
                "content": {"application/json": {"schema": result}},
            },
            **_refusals(codes),
            "503": _problem_answer("The views are late, or one of them has stopped."),
        },
    }  # fmt: skip


def form_fields(command: type[Command]) -> list[str]:
    """The fields that must be sent."""
    return [name for name, info in command.model_fields.items() if info.is_required()]


def _references(command: type[Command]) -> tuple[Code, ...]:
    return (Code.NOT_FOUND,) if command.references else ()


def _headers(command: type[Command]) -> list[Schema]:
    key = {
        "name": "Idempotency-Key",
        "in": "header",
        "required": True,
        "schema": {"type": "string"},
        "description": "the same key with the same content answers the first receipt again",
    }
    match = {
        "name": "If-Match",
        "in": "header",
        "required": True,
        "schema": {"type": "string", "examples": ['"v3"']},
        "description": "the version of the thing you have seen",
    }
    ref = {
        "name": "Jejak-Ref",
        "in": "header",
        "schema": {"type": "string"},
        "description": "a name of your own for the thing, unique per kind; percent-encoded UTF-8",
    }
    behalf = {
        "name": "Jejak-On-Behalf-Of",
        "in": "header",
        "schema": {"type": "string"},
        "description": "login of the person acted for, where the act allows it; percent-encoded",
    }
    own = [ref] if command.creates else [match] if command.needs_id() else []
    return [key, *own, behalf, _LANGUAGE, _TIME]


def _recorded(*, creates: bool) -> Schema:
    headers: Schema = {
        "ETag": {"schema": {"type": "string"}, "description": '"v<version>"'},
        "Last-Event-Position": _POSITION,
    }
    if creates:
        headers["Location"] = {"schema": {"type": "string"}}
    return {
        "description": "Recorded and created." if creates else "Recorded.",
        "headers": headers,
        "content": {"application/json": {"schema": {"$ref": REF + "Receipt"}}},
    }


def _refusals(codes: Iterable[Code]) -> Schema:
    """One answer per HTTP status, naming the codes that lead to it."""
    by_status: dict[int, list[Code]] = defaultdict(list)
    for code in codes:
        by_status[STATUS[code]].append(code)
    return {
        str(status): _problem_answer(
            "\n".join(f"- `{code.value}`: {title(code, 'en')}" for code in by_status[status])
        )
        for status in sorted(by_status)
    }


def _problem_answer(said: str) -> Schema:
    return {
        "description": said,
        "content": {MEDIA_TYPE: {"schema": {"$ref": REF + "Problem"}}},
    }


def _first_line(documented: type) -> str:
    return (documented.__doc__ or "").strip().splitlines()[0]


def _sent_as(schema: Schema) -> Schema:
    """How a parameter stands in the address: an object as its JSON, everything else as its text."""
    plain = _without_null(schema)
    if plain.get("type") == "object":
        return {"content": {"application/json": {"schema": plain}}}
    return {"schema": plain}


def _without_null(schema: Schema) -> Schema:
    """A parameter that may be left out is not sent as null."""
    kinds = [kind for kind in schema.get("anyOf", ()) if kind != {"type": "null"}]
    return kinds[0] if len(kinds) == 1 else schema


_WAITING: Schema = {
    "description": "Kept as a proposal: another person has to approve it.",
    "content": {"application/json": {"schema": {"$ref": REF + "Receipt"}}},
}

_POSITION: Schema = {"schema": {"type": "integer"}, "description": "a position of the log"}

_CLOCKS: list[Schema] = [
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

_PAGES: list[Schema] = [
    {
        "name": "limit",
        "in": "query",
        "schema": {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE},
    },
    {
        "name": "after",
        "in": "query",
        "schema": {"type": "string"},
        "description": "`next` of the page before; of facts, a position",
    },
]

_FORM: Schema = {
    "multipart/form-data": {
        "schema": {
            "type": "object",
            "required": ["file"],
            "properties": {
                "file": {"type": "string", "format": "binary"},
                "title": {"type": "string"},
                "reason": {"type": "string"},
                "on": {"type": "string", "format": "date"},
            },
            "additionalProperties": False,
        }
    }
}
"""A document that comes as a file, with the other fields as text."""

_FILE: Schema = {
    "operationId": DocumentFile.asks,
    "tags": ["document"],
    "summary": _first_line(DocumentFile),
    "parameters": [_ID, _LANGUAGE, _TIME],
    "responses": {
        "200": {
            "description": "The bytes as they were handed in.",
            "headers": {"ETag": {"schema": {"type": "string"}, "description": "the SHA-256"}},
            "content": {
                kind: {"schema": {"type": "string", "format": "binary"}}
                for kind in (*EXTENSIONS, "application/octet-stream")
            },
        },
        "410": _problem_answer("The bytes are gone, or no longer those that were recorded."),
        **_refusals([*_OF_ASKING, Code.NOT_FOUND]),
    },
}
