"""The description of the API (OpenAPI 3.1), read off the commands, the queries and their tables."""

from collections import defaultdict
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
from interface.api.described import (
    CLOCKS,
    FRESH,
    ID,
    LANGUAGE,
    NAMED,
    POSITION,
    PREFER,
    TIME,
    first_line,
    problem_answer,
    refusals,
    sent_as,
)
from interface.api.described_services import HEALTH, of_export
from interface.api.schemas import PROBLEM, RECEIPT, REF, Schema, form_schema, result_schemas
from interface.bootstrap import SOFTWARE
from interface.exports import EXPORTS
from interface.paging import LARGEST_PAGE, PAGE

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
    for export in EXPORTS.values():
        paths[f"/v1/exports/{export.exports}"]["get"] = of_export(
            export, form_schema(export, components)
        )
    paths.update(HEALTH)
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
        "summary": first_line(command),
        "x-roles": [role.value for role in duty.does],
        "x-refusals": [code.value for code in command.refusals],
        "parameters": [*([ID] if needs_id else []), *_headers(command)],
        "requestBody": {
            "required": bool(form_fields(command)),
            "content": {"application/json": {"schema": {"$ref": REF + command.act}}},
        },
        "responses": {
            "201" if creates else "200": _recorded(creates=creates),
            **({"202": _WAITING} if duty.approves or command.overridable else {}),
            **refusals(codes),
            **{status: problem_answer(said) for status, said in _BODY_ERRORS.items()},
        },
    }
    if duty.approves:
        operation["x-second-person"] = [role.value for role in duty.approves]
    return operation


def _of_query(query: type[Query], fields: Schema, result: Schema) -> Schema:
    required = fields.get("required", ())
    own = [
        {"name": name, "in": "query", "required": name in required, **sent_as(schema)}
        for name, schema in fields.get("properties", {}).items()
    ]
    about_one = "{id}" in query.path
    codes = [*_OF_ASKING, Code.NOT_FOUND] if about_one else _OF_ASKING
    return {
        "operationId": query.asks,
        "tags": ["questions"],
        "summary": first_line(query),
        "parameters": [
            *([ID] if about_one else []), *([NAMED] if query.takes_id else []), *own, *CLOCKS,
            *(_PAGES if issubclass(query.Result, ListReply) else []),
            LANGUAGE, FRESH, PREFER, TIME,
        ],
        "responses": {
            "200": {
                "description": "The answer.",
                "headers": {"Last-Event-Position": POSITION},
                "content": {"application/json": {"schema": result}},
            },
            **refusals(codes),
            "503": problem_answer("The views are late, or one of them has stopped."),
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
    return [key, *own, behalf, LANGUAGE, TIME]


def _recorded(*, creates: bool) -> Schema:
    headers: Schema = {
        "ETag": {"schema": {"type": "string"}, "description": '"v<version>"'},
        "Last-Event-Position": POSITION,
    }
    if creates:
        headers["Location"] = {"schema": {"type": "string"}}
    return {
        "description": "Recorded and created." if creates else "Recorded.",
        "headers": headers,
        "content": {"application/json": {"schema": {"$ref": REF + "Receipt"}}},
    }


_WAITING: Schema = {
    "description": "Kept as a proposal: another person has to approve it.",
    "content": {"application/json": {"schema": {"$ref": REF + "Receipt"}}},
}

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
    "summary": first_line(DocumentFile),
    "parameters": [ID, LANGUAGE, TIME],
    "responses": {
        "200": {
            "description": "The bytes as they were handed in.",
            "headers": {"ETag": {"schema": {"type": "string"}, "description": "the SHA-256"}},
            "content": {
                kind: {"schema": {"type": "string", "format": "binary"}}
                for kind in (*EXTENSIONS, "application/octet-stream")
            },
        },
        "410": problem_answer("The bytes are gone, or no longer those that were recorded."),
        **refusals([*_OF_ASKING, Code.NOT_FOUND]),
    },
}
