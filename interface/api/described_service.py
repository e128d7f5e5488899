"""The addresses of the server itself, as OpenAPI describes them: how it is, and what it is."""

from collections.abc import Mapping
from typing import Any

Schema = dict[str, Any]

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


SERVICE: Schema = {
    "/livez": _health("livez", "Whether the process answers.", _OK),
    "/readyz": _health("readyz", "Whether the views hold every fact of the log.", {**_OK, **_NO}),
    "/metrics": _health("metrics", "Positions and lag, in the text format of Prometheus.", _TEXT),
    "/version": _health("version", "Which program answers, over what kind of store.", _OK),
    "/openapi.json": _health("openapi", "This description.", _OK),
}
