"""docs/contract.md and the code say the same, as far as the code is built (D12).

What the contract names and the code does not have yet is no failure; it is listed at the end of
the run. What the code has and the contract does not know, or knows otherwise, is a failure.
"""

import inspect
from collections.abc import Iterator
from enum import StrEnum
from importlib import import_module
from itertools import pairwise
from typing import Any

import msgspec
from pydantic.fields import FieldInfo

from domain import enums, enums_learning, shapes, states
from domain.codes import RECORDED_ON_IMPORT, RULES_OF, Code, Warn
from domain.envelope import Envelope
from domain.rule_defaults import DEFAULTS
from interface.problems import STATUS
from tests.architecture.contract_grammar import NOT_WRITTEN, Kind, Slot
from tests.architecture.contract_tables import CommandRow, QueryRow, read_contract
from tests.architecture.fitting import element_of, fields_of, fits, without_marks

CONTRACT = read_contract()
ON = Slot("on", Kind("Date"), required=False)
BASIS = Slot("basis", Kind("[]", (Kind("DocRef"),)), required=False)
REASON = Slot("reason", Kind("Text"), required=False)
OVERRIDE = Slot("override", Kind("Override"), required=False)
OF_EVERY_QUERY = {"id", "as_of", "known_at", "limit", "after"}
BESIDE_EVERY_RESULT = {"as_of", "known_at", "position", "next"}


# --- values ------------------------------------------------------------------------------------


def enumerations_in_code() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for module in (enums, enums_learning, states):
        for name, kind in inspect.getmembers(module, inspect.isclass):
            if kind.__module__ == module.__name__ and issubclass(kind, StrEnum):
                assert name not in found, f"{name} is defined twice"
                found[name] = tuple(kind)
    return found


def test_every_enumeration_has_exactly_the_contracts_values_in_their_order() -> None:
    assert enumerations_in_code() == CONTRACT.enumerations


def test_an_enumeration_member_is_named_as_its_value() -> None:
    for module in (enums, enums_learning, states):
        for _, kind in inspect.getmembers(module, inspect.isclass):
            if issubclass(kind, StrEnum):
                for member in kind:
                    assert member.name == member.value.upper().replace("-", "_")


def test_every_shape_built_has_exactly_the_contracts_fields() -> None:
    built = {
        name: kind
        for name, kind in inspect.getmembers(shapes, inspect.isclass)
        if issubclass(kind, shapes.Shape) and kind is not shapes.Shape
    }
    wrong: list[str] = [f"{name} is not in the contract" for name in built.keys() - CONTRACT.shapes]
    for name in built.keys() & CONTRACT.shapes.keys():
        slots = {slot.name: slot for slot in CONTRACT.shapes[name].fields}
        annotations = fields_of(built[name]) or {}
        given = {item.encode_name: item for item in msgspec.structs.fields(built[name])}
        wrong += difference(name, slots, annotations)
        wrong += [
            f"{name}.{slot.name}: required or not"
            for slot in slots.values()
            if slot.name in given and given[slot.name].required is not slot.required
        ]

    assert wrong == []


def test_the_envelope_has_exactly_the_contracts_fields_in_their_order() -> None:
    assert [item.encode_name for item in msgspec.structs.fields(Envelope)] == CONTRACT.envelope


# --- codes -------------------------------------------------------------------------------------


def test_the_refusal_codes_and_their_rules_are_the_contracts() -> None:
    assert [code.value for code in Code] == list(CONTRACT.codes)
    assert {code.value: rules for code, rules in RULES_OF.items()} == {
        row.code: row.rules for row in CONTRACT.codes.values()
    }


def test_import_records_exactly_the_codes_the_contract_marks() -> None:
    marked = {row.code for row in CONTRACT.codes.values() if row.on_import == "record"}

    assert {code.value for code in RECORDED_ON_IMPORT} == marked


def test_every_code_answers_with_the_contracts_status() -> None:
    assert {code.value: status for code, status in STATUS.items()} == {
        row.code: row.status for row in CONTRACT.codes.values()
    }


def test_the_warnings_are_the_contracts() -> None:
    assert tuple(warning.value for warning in Warn) == CONTRACT.warnings


# --- rule sets ---------------------------------------------------------------------------------


def test_the_default_rules_are_the_contracts_versions_and_days() -> None:
    rows = [row for row in CONTRACT.rules if row.valid_from is not None]

    assert [
        (rule.component.value, rule.version, rule.valid_from, rule.valid_to) for rule in DEFAULTS
    ] == [(row.component, row.version, row.valid_from, row.valid_to) for row in rows]


def test_the_default_rules_have_every_value_the_contract_writes_out() -> None:
    wrong: list[str] = []
    for rule, row in zip(DEFAULTS, [row for row in CONTRACT.rules if row.valid_from], strict=True):
        if not row.like_the_last and rule.values.keys() != row.values.keys():
            wrong.append(f"{rule.component} {rule.version}: keys {sorted(rule.values)}")
        wrong += [
            f"{rule.component} {rule.version}: {key} is {rule.values.get(key)}, not {value}"
            for key, value in row.values.items()
            if value is not NOT_WRITTEN and rule.values.get(key) != value
        ]

    assert wrong == []


def test_a_version_told_to_be_the_same_has_the_keys_of_the_one_before() -> None:
    rows = [row for row in CONTRACT.rules if row.valid_from]
    for (before, rule), row in zip(pairwise(DEFAULTS), rows[1:], strict=True):
        if row.like_the_last:
            assert before.component == rule.component
            assert before.values.keys() == rule.values.keys()


# --- commands ----------------------------------------------------------------------------------


def commands() -> dict[str, Any]:
    return dict(import_module("application.commands").COMMANDS)


def built_rows() -> Iterator[tuple[CommandRow, Any]]:
    for name, command in commands().items():
        if name in CONTRACT.commands:
            yield CONTRACT.commands[name], command


def test_every_command_is_registered_under_its_name_and_known_to_the_contract() -> None:
    built = commands()

    assert sorted(built) == sorted(CONTRACT.commands)
    assert {name: command.act for name, command in built.items()} == {name: name for name in built}


def test_every_command_creates_is_coded_and_refuses_as_the_contract_says() -> None:
    wrong: list[str] = []
    for row, command in built_rows():
        refusals = tuple(code.value for code in command.refusals)
        overridable = frozenset(code.value for code in command.overridable)
        if command.creates is not row.creates:
            wrong.append(f"{row.name}: creates (✚) is {command.creates}")
        if command.coded_only is not row.coded_only:
            wrong.append(f"{row.name}: coded only (⊘) is {command.coded_only}")
        if refusals != row.refusals:
            wrong.append(f"{row.name}: refuses {refusals}, not {row.refusals}")
        if overridable != row.overridable:
            wrong.append(f"{row.name}: overridable {overridable}, not {row.overridable}")

    assert wrong == []


def test_every_command_has_exactly_the_contracts_fields() -> None:
    wrong: list[str] = []
    for row, command in built_rows():
        slots = {"on": ON, "basis": BASIS}
        if not row.coded_only:
            slots["reason"] = REASON
        if row.overridable:
            slots["override"] = OVERRIDE
        slots |= row.fields
        wrong += difference(row.name, slots, fields_of(command) or {})
        wrong += requirements(row.name, slots, command.model_fields)

    assert wrong == []


def test_every_duty_is_the_contracts() -> None:
    duties = import_module("application.permissions").DUTIES
    wrong = [
        f"{row.name}: {duties.get(row.name)}"
        for row, _ in built_rows()
        if row.name not in duties
        or tuple(role.value for role in duties[row.name].does) != row.does
        or tuple(role.value for role in duties[row.name].approves) != row.approves
    ]

    assert wrong == []
    assert sorted(duties.keys() - CONTRACT.commands.keys()) == []


# --- facts -------------------------------------------------------------------------------------


def test_every_fact_has_a_topic_the_contract_names() -> None:
    catalogue = import_module("domain.catalogue").CATALOGUE
    named = {topic.rpartition(".v")[0] for topic in catalogue}

    assert {topic: fact.topic for topic, fact in catalogue.items()} == {
        topic: topic for topic in catalogue
    }
    assert sorted(named) == sorted(CONTRACT.topics)


def test_every_event_of_a_built_command_has_a_fact() -> None:
    catalogue = import_module("domain.catalogue").CATALOGUE
    missing = [
        f"{row.name}: {topic}"
        for row, _ in built_rows()
        for topic in row.topics
        if f"{topic}.v1" not in catalogue
    ]

    assert missing == []


# --- queries -----------------------------------------------------------------------------------


def queries() -> dict[str, Any]:
    return dict(import_module("application.queries").QUERIES)


def built_queries() -> Iterator[tuple[QueryRow, Any]]:
    for name, query in queries().items():
        if name in CONTRACT.queries:
            yield CONTRACT.queries[name], query


def test_every_query_is_registered_under_its_name_and_path() -> None:
    built = queries()

    assert sorted(built) == sorted(CONTRACT.queries)
    assert {name: (query.asks, query.path) for name, query in built.items()} == {
        name: (name, CONTRACT.queries[name].path) for name in built
    }
    assert built


def test_every_query_has_exactly_the_contracts_parameters() -> None:
    wrong: list[str] = []
    for row, query in built_queries():
        taken = {
            name: annotation
            for name, annotation in (fields_of(query) or {}).items()
            if name in row.parameters or name not in OF_EVERY_QUERY
        }
        wrong += difference(row.name, row.parameters, taken)
        wrong += requirements(row.name, row.parameters, query.model_fields)

    assert wrong == []


def test_every_query_answers_with_exactly_the_contracts_fields() -> None:
    wrong: list[str] = []
    for row, query in built_queries():
        result = Kind("{}", (), tuple(row.result.values()))
        wrong += result_difference(row.name, result, query.Result, BESIDE_EVERY_RESULT)

    assert wrong == []


# --- comparing ---------------------------------------------------------------------------------


def difference(where: str, slots: dict[str, Slot], annotations: dict[str, Any]) -> list[str]:
    """Fields only one side has, and fields of another type."""
    return [
        *(f"{where}: no field {name}" for name in slots if name not in annotations),
        *(f"{where}: {name} is not in the contract" for name in annotations if name not in slots),
        *(
            f"{where}.{name}: {annotations[name]} is not {slot.kind}"
            for name, slot in slots.items()
            if name in annotations and not fits(CONTRACT, slot.kind, annotations[name])
        ),
    ]


def requirements(where: str, slots: dict[str, Slot], model: dict[str, FieldInfo]) -> list[str]:
    """Fields that are required on one side only, or have another default.

    Where the contract writes no default, a field that is not given is None, or an empty list.
    """
    wrong: list[str] = []
    for name, info in ((info.alias or name, info) for name, info in model.items()):
        slot = slots.get(name)
        if slot is None:
            continue
        if info.is_required() is not slot.required:
            wrong.append(f"{where}.{name}: required is {info.is_required()}")
        elif not slot.required:
            accepted = [None, []] if slot.default is NOT_WRITTEN else [slot.default]
            given = info.get_default(call_default_factory=True, validated_data={})
            if msgspec.json.decode(msgspec.json.encode(given)) not in accepted:
                wrong.append(f"{where}.{name}: the default is {given!r}, not {accepted[0]!r}")
    return wrong


def result_difference(where: str, kind: Kind, answer: Any, beside: set[str]) -> list[str]:
    """Fields of a result, and of the objects in it, that only one side has."""
    fields = fields_of(without_marks(answer))
    if fields is None:
        return [f"{where}: {answer} does not say its fields"]
    slots = {slot.name: slot.kind for slot in kind.fields}
    wrong = [
        *(f"{where}: no field {name}" for name in slots if name not in fields),
        *(f"{where}: {name} is extra" for name in fields.keys() - slots.keys() - beside),
    ]
    for name in slots.keys() & fields.keys():
        inner, annotation = slots[name], fields[name]
        if inner.name == "[]":
            inner, annotation = inner.args[0], element_of(annotation)
        if inner.name == "{}":
            wrong += result_difference(f"{where}.{name}", inner, annotation, set())
    return wrong
