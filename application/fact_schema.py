"""The form of the facts as JSON Schema, for readers that do not have our program."""

from collections.abc import Collection
from typing import Any

import msgspec

from domain.base import Fact
from domain.catalogue import CATALOGUE
from domain.envelope import Envelope

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_REFERENCE = "#/$defs/{name}"


def schema_of(topics: Collection[str]) -> dict[str, Any]:
    """The schema of facts of these topics: one envelope, and the data that go with each topic."""
    known = [topic for topic in CATALOGUE if topic in topics]
    kinds = [Envelope[Fact], *(CATALOGUE[topic] for topic in known)]
    (around, *data), parts = msgspec.json.schema_components(kinds, ref_template=_REFERENCE)
    envelope = parts.pop(around["$ref"].rpartition("/")[2])
    envelope["properties"] |= {"topic": {"enum": known}, "data": {"type": "object"}}
    return {
        "$schema": DIALECT,
        **envelope,
        "title": "A fact of the log",
        "allOf": [
            {
                "if": {"properties": {"topic": {"const": topic}}},
                "then": {"properties": {"data": schema}},
            }
            for topic, schema in zip(known, data, strict=True)
        ],
        "$defs": parts,
    }
