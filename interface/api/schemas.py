"""JSON Schemas of everything that goes in and out, read off the classes themselves."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaWarningKind

from application.commands.base import Form
from application.queries.base import Query

Schema = dict[str, Any]
REF = "#/components/schemas/"

_TEXT = {"type": "string"}
_WHOLE = {"type": "integer"}
_CLOCKS: Schema = {
    "as_of": {"type": "string", "format": "date", "description": "the day asked about"},
    "known_at": {"type": "string", "format": "date-time", "description": "what was known then"},
    "position": {"type": "integer", "description": "the log position used"},
}

RECEIPT: Schema = {
    "type": "object",
    "description": "What a recorded act answers; id and state alone if it had nothing to record.",
    "properties": {
        "id": {**_TEXT, "description": "the thing acted on"},
        "thing": _TEXT,
        "version": {**_WHOLE, "description": "of the thing, after the act"},
        "state": {**_TEXT, "description": "of the thing today, after the act"},
        "positions": {"type": "array", "items": _WHOLE, "description": "of the recorded facts"},
        "topics": {"type": "array", "items": _TEXT},
        "warnings": {"type": "array", "items": _TEXT, "description": "noted, not broken"},
        "entries": {"type": "array", "items": _WHOLE, "description": "numbers of logged entries"},
        "proposal": {**_TEXT, "description": "what now waits for a second person"},
        "result": {"type": "object", "description": "the receipt of an act that was approved"},
        "rows": {
            "type": "array",
            "description": "what became of each row of an imported file",
            "items": {
                "type": "object",
                "properties": {
                    "row": {**_WHOLE, "description": "the line in the file, from 1"},
                    "ok": {"type": "boolean", "description": "whether it is recorded"},
                    "codes": {"type": "array", "items": _TEXT, "description": "rules broken"},
                    "cells": {"type": "array", "items": _TEXT, "description": "fields at fault"},
                },
                "required": ["row", "ok", "codes", "cells"],
            },
        },
    },
    "required": ["id", "state"],
}

PROBLEM: Schema = {
    "type": "object",
    "description": "Why nothing was recorded or answered (RFC 9457).",
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": _TEXT,
        "status": _WHOLE,
        "detail": _TEXT,
        "instance": _TEXT,
        "code": {**_TEXT, "description": "the first broken rule; it never changes its name"},
        "rule": {**_TEXT, "description": "the rule's number in the catalogue of rules"},
        "errors": {
            "type": "array",
            "description": "every broken rule, in order",
            "items": {
                "type": "object",
                "properties": {
                    "code": _TEXT,
                    "item": _TEXT,
                    "rule": _TEXT,
                    "pointer": {**_TEXT, "description": "JSON Pointer into the request"},
                    "detail": _TEXT,
                },
                "required": ["code", "detail"],
            },
        },
        "current_version": _WHOLE,
        "events_since": {"type": "array", "items": {"type": "object"}},
    },
    "required": ["type", "title", "status", "instance"],
}


class _Generator(GenerateJsonSchema):
    """Writes defaults that are shapes as the JSON they are."""

    ignored_warning_kinds: set[JsonSchemaWarningKind] = set()  # noqa: RUF012 - as pydantic has it

    def encode_default(self, dft: Any) -> Any:
        shape = isinstance(dft, msgspec.Struct)
        return msgspec.to_builtins(dft) if shape else super().encode_default(dft)


def form_schema(form: type[Form], components: Schema) -> Schema:
    """The fields of a form; what it refers to goes into the components."""
    schema = form.model_json_schema(ref_template=REF + "{model}", schema_generator=_Generator)
    for name, part in schema.pop("$defs", {}).items():
        _add(components, name, part)
    fields: Schema = _untitled(schema)
    return fields


def result_schemas(queries: Iterable[type[Query]], components: Schema) -> Mapping[str, Schema]:
    """The answer to every query by its name: the two clocks, the position, and its result."""
    asked = list(queries)
    schemas, parts = msgspec.json.schema_components(
        [query.Result for query in asked], ref_template=REF + "{name}"
    )
    for name, part in parts.items():
        if name not in components:
            _add(components, name, part)
    components["Fact"] = {"type": "object", "description": "The fields of a fact, by its topic."}
    return {
        query.asks: {"allOf": [{"type": "object", "properties": _CLOCKS}, schema]}
        for query, schema in zip(asked, schemas, strict=True)
    }


def _add(components: Schema, name: str, part: Schema) -> None:
    schema = _untitled(part)
    if components.setdefault(name, schema) != schema:
        raise ValueError(f"two different shapes are called {name}")


def _untitled(schema: Any) -> Any:
    """Without the titles made from names, which say nothing; words of the code in one line."""
    if isinstance(schema, list):
        return [_untitled(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {key: value for key, value in schema.items() if not _is_label(key, value)}
    return {
        key: " ".join(value.split()) if key == "description" and isinstance(value, str)
        else _untitled(value)
        for key, value in kept.items()
    }  # fmt: skip


def _is_label(key: str, value: Any) -> bool:
    return key == "title" and isinstance(value, str)
