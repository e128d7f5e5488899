"""Every whole number people send has bounds, so that a refusal names the field (contract §3.2)."""

from collections.abc import Iterator
from typing import Any

import pytest

from application.commands import COMMANDS
from application.commands.base import Form
from application.queries import QUERIES

LARGEST = 2**53 - 1
"""The largest whole number every reader of JSON reads as it is."""
FORMS: dict[str, type[Form]] = {**COMMANDS, **QUERIES}


def unbounded(schema: Any, place: str = "") -> Iterator[str]:
    """The places of a JSON Schema where any whole number is taken."""
    match schema:
        case {"type": "integer"} if not (
            schema.get("minimum", -LARGEST - 1) >= -LARGEST
            and schema.get("maximum", LARGEST + 1) <= LARGEST
        ):
            yield place
        case dict():
            for name, inner in schema.items():
                yield from unbounded(inner, f"{place}/{name}")
        case list():
            for number, inner in enumerate(schema):
                yield from unbounded(inner, f"{place}/{number}")


@pytest.mark.filterwarnings("ignore::pydantic.json_schema.PydanticJsonSchemaWarning")
@pytest.mark.parametrize("name", sorted(FORMS))
def test_every_whole_number_of_a_command_or_a_question_has_bounds(name: str) -> None:
    assert list(unbounded(FORMS[name].model_json_schema())) == []


def test_a_number_without_bounds_is_found() -> None:
    assert list(unbounded({"a": [{"type": "integer", "minimum": 0}]})) == ["/a/0"]
