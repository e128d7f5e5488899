"""The description of the API is complete, valid, and what was promised."""

import json
from typing import Any
from urllib.parse import urlencode

from openapi_spec_validator import validate

from application.commands import COMMANDS
from application.permissions import DUTIES
from application.queries import QUERIES
from interface.addresses import PATHS, command_path, query_path
from interface.api.description import description
from interface.api.parameters import parameters
from interface.exports import EXPORTS
from interface.problems import STATUS
from tests.golden import golden


def operation(path: str, method: str) -> dict[str, Any]:
    found: dict[str, Any] = description()["paths"][path][method]
    return found


def test_the_description_is_valid_openapi() -> None:
    validate(description())


def test_the_description_is_what_was_promised() -> None:
    golden("openapi.json", json.dumps(description(), indent=1, ensure_ascii=False) + "\n")


def test_every_command_and_every_question_is_described_and_nothing_else() -> None:
    paths = description()["paths"]
    described = {item["operationId"] for methods in paths.values() for item in methods.values()}
    service = {"livez", "readyz", "metrics", "version", "openapi", "document"}
    exports = {f"export.{name}" for name in EXPORTS}
    assert described == set(COMMANDS) | set(QUERIES) | service | exports


def test_every_command_names_its_roles_its_refusals_and_its_fields() -> None:
    schemas = description()["components"]["schemas"]
    for act, command in COMMANDS.items():
        described = operation(command_path(command), "post")
        assert described["x-roles"] == [role.value for role in DUTIES[act].does]
        said = json.dumps(described["responses"])
        for code in command.refusals:
            assert f"`{code.value}`" in described["responses"][str(STATUS[code])]["description"]
        assert "UNAUTHENTICATED" in said
        fields = {info.alias or name for name, info in command.model_fields.items()}
        assert set(schemas[act]["properties"]) == fields
        assert schemas[act]["additionalProperties"] is False


def test_every_change_needs_a_key_and_a_version_and_every_creation_a_key() -> None:
    for command in COMMANDS.values():
        needed = {
            parameter["name"]
            for parameter in operation(command_path(command), "post")["parameters"]
            if parameter.get("required")
        }
        expected = {"Idempotency-Key"} | ({"If-Match", "id"} if command.needs_id() else set())
        assert needed == expected, command.act


def test_every_parameter_of_a_question_is_one_the_server_takes() -> None:
    for query in QUERIES.values():
        named = {
            parameter["name"]
            for parameter in operation(query_path(query), "get")["parameters"]
            if parameter["in"] == "query"
        }
        asked = parameters(query, urlencode(dict.fromkeys(named, "1")).encode())
        own = {info.alias or name for name, info in query.model_fields.items()}
        assert set(json.loads(asked.fields)) == own


def test_every_thing_of_a_command_has_one_path() -> None:
    assert {command.thing() for command in COMMANDS.values()} <= set(PATHS)
    assert len(set(PATHS.values())) == len(PATHS)
    assert len({command_path(command) for command in COMMANDS.values()}) == len(COMMANDS)
