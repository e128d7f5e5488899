"""What the API offers beside commands and questions, described: exports and its health."""

from collections.abc import Mapping
from typing import Any

from application.audit_pack import AuditPack
from domain.codes import Code
from interface.api.described import (
    CLOCKS,
    DIGEST,
    LANGUAGE,
    POSITION,
    TIME,
    first_line,
    problem_answer,
    refusals,
    sent_as,
)
from interface.api.schemas import Schema

_REFUSED = (Code.UNAUTHENTICATED, Code.MALFORMED, Code.OUT_OF_SCOPE, Code.NOT_FOUND)

_OK: Mapping[str, Any] = {
    "200": {
        "description": "Yes.",
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}
_TEXT: Mapping[str, Any] = {
    "200": {
        "description": "The figures.",
        "content": {"text/plain": {"schema": {"type": "string"}}},
    }
}
_NO = {
    "503": {
        "description": "Not yet.",
        "content": {"application/json": {"schema": {"type": "object"}}},
    }
}


def _health(name: str, summary: str, responses: Mapping[str, Any]) -> Schema:
    return {
        "get": {
            "operationId": name,
            "tags": ["service"],
            "summary": summary,
            "security": [],
            "responses": dict(responses),
        }
    }


HEALTH: Schema = {
    "/livez": _health("livez", "Whether the process answers.", _OK),
    "/readyz": _health("readyz", "Whether the views hold every fact of the log.", {**_OK, **_NO}),
    "/metrics": _health("metrics", "Positions and lag, in the text format of Prometheus.", _TEXT),
    "/version": _health("version", "Which program answers, over what kind of store.", _OK),
    "/openapi.json": _health("openapi", "This description.", _OK),
}


def of_export(export: type[AuditPack], fields: Schema) -> Schema:
    """The address of an export, which answers with a file."""
    own = [
        {"name": name, "in": "query", "required": False, **sent_as(schema)}
        for name, schema in fields.get("properties", {}).items()
    ]
    return {
        "operationId": f"export.{export.exports}",
        "tags": ["exports"],
        "summary": first_line(export),
        "parameters": [*own, *CLOCKS, LANGUAGE, TIME],
        "responses": {
            "200": {
                "description": "The file.",
                "headers": {"Last-Event-Position": POSITION, "ETag": DIGEST},
                "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}}},
            },
            **refusals(_REFUSED),
            "503": problem_answer("The log could not be signed."),
        },
    }
