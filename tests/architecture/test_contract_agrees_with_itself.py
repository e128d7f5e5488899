"""The contract's tables agree with each other; only then can the code agree with them."""

import re
from collections.abc import Iterator

import pytest

from tests.architecture.contract_grammar import (
    NOT_WRITTEN,
    Kind,
    Unreadable,
    read_kind,
    read_slots,
    read_values,
)
from tests.architecture.contract_tables import read_contract

CONTRACT = read_contract()
PLAIN = {
    *("Text", "Sha256", "Nip", "Topic", "Code", "Date", "Instant", "Bool", "Object", "Any", "Id"),
    *("Int", "Money", "Quarters", "Jp", "Year", "Map", "[]", "{}"),
}
DOORS = {
    *("UNAUTHENTICATED", "MALFORMED", "NOT_FOUND", "KEY_REUSED", "ROLE_REQUIRED", "ROLE_EXPIRED"),
    *("OUT_OF_SCOPE", "ON_BEHALF_NOT_ALLOWED", "PRECONDITION_REQUIRED", "CONFLICT", "WRONG_STATE"),
    *("DUPLICATE_REF", "FUTURE_DATE", "CLOSED_STREAM", "NOT_OVERRIDABLE", "PURPOSE_REQUIRED"),
}
"""Codes no row lists: the guards, an override's own, and those of reading personal data."""


def kinds_in(kind: Kind) -> Iterator[Kind]:
    yield kind
    for slot in kind.fields:
        yield from kinds_in(slot.kind)
    if kind.name != "Id":
        for arg in kind.args:
            yield from kinds_in(arg)


def test_the_tables_are_as_large_as_they_were_agreed() -> None:
    agreed = read_contract(additions=False)
    assert len(agreed.things) == 27
    assert len(agreed.commands) == 117
    assert len(agreed.queries) == 47
    assert len(agreed.codes) == 95
    assert len(agreed.enumerations) == 69


def test_what_came_after_the_contract_changes_nothing_in_it() -> None:
    agreed = read_contract(additions=False)
    for name in ("things", "enumerations", "commands", "queries", "codes", "shapes"):
        before, now = getattr(agreed, name), getattr(CONTRACT, name)
        assert {key: now[key] for key in before} == before
    for role, (does, approves) in agreed.duties.items():
        more = [act for act in CONTRACT.duties[role][0] - does if act in agreed.commands]
        assert (more, CONTRACT.duties[role][1]) == ([], approves)


def test_every_type_is_known() -> None:
    written = [
        *CONTRACT.shapes.values(),
        *(slot.kind for row in CONTRACT.commands.values() for slot in row.fields.values()),
        *(slot.kind for row in CONTRACT.queries.values() for slot in row.parameters.values()),
        *(slot.kind for row in CONTRACT.queries.values() for slot in row.result.values()),
    ]
    known = PLAIN | CONTRACT.enumerations.keys() | CONTRACT.shapes.keys()
    kinds = [kind for outer in written for kind in kinds_in(outer)]

    assert {kind.name for kind in kinds} <= known
    assert {arg.name for kind in kinds if kind.name == "Id" for arg in kind.args} <= (
        CONTRACT.things.keys()
    )


def test_every_command_belongs_to_a_thing_and_a_thing_is_created_by_one_verb_at_most() -> None:
    creating = [row.thing for row in CONTRACT.commands.values() if row.creates]

    assert {row.thing for row in CONTRACT.commands.values()} <= CONTRACT.things.keys()
    assert len(creating) == len(set(creating))


def test_every_code_is_refused_by_something_and_every_refusal_is_a_code() -> None:
    refused = {code for row in CONTRACT.commands.values() for code in row.refusals}

    assert refused | DOORS == CONTRACT.codes.keys()


def test_the_duty_matrix_is_the_who_column_turned() -> None:
    does: dict[str, set[str]] = {role: set() for role in CONTRACT.roles}
    approves: dict[str, set[str]] = {role: set() for role in CONTRACT.roles}
    for row in CONTRACT.commands.values():
        for role in row.does:
            does[role].add(row.name)
        for role in row.approves:
            approves[role].add(row.name)

    assert CONTRACT.duties == {role: (does[role], approves[role]) for role in CONTRACT.roles}


def test_every_rule_and_every_statement_of_the_seed_is_traced() -> None:
    expected = {f"R{n:02d}" for n in range(1, 101)} | {f"S{n}" for n in range(1, 29)}

    assert CONTRACT.traced.keys() == expected


def test_every_command_code_and_topic_a_trace_names_exists() -> None:
    values = {value for values in CONTRACT.enumerations.values() for value in values}
    known = CONTRACT.codes.keys() | set(CONTRACT.warnings) | values
    for where in CONTRACT.traced.values():
        for code in re.findall(r"\b[A-Z]{2,}(?:_[A-Z]+)+\b", where):
            assert code in known, where
        for name in re.findall(r"`([a-z][a-z-]*\.[a-z][a-z-]*)`", where):
            assert name in CONTRACT.commands or name in CONTRACT.topics, where


def test_a_default_is_written_only_where_a_field_is_optional() -> None:
    for row in CONTRACT.commands.values():
        for slot in row.fields.values():
            assert not slot.required or slot.default is NOT_WRITTEN, f"{row.name}.{slot.name}"


# --- the grammar -------------------------------------------------------------------------------


def test_fields_are_read_with_types_and_defaults() -> None:
    slots = read_slots(
        "a: Text; b?: [Id(unit)] = []; c?: Bool = false; d?: RunOff = {policy: NONE}; e?: Int"
    )

    assert {name: str(slot.kind) for name, slot in slots.items()} == {
        "a": "Text",
        "b": "[Id(unit)]",
        "c": "Bool",
        "d": "RunOff",
        "e": "Int",
    }
    assert [slot.required for slot in slots.values()] == [True, False, False, False, False]
    assert [slot.default for slot in slots.values()] == [
        NOT_WRITTEN,
        [],
        False,
        {"policy": "NONE"},
        NOT_WRITTEN,
    ]


def test_objects_and_maps_are_read_to_the_bottom() -> None:
    kind = read_kind("{items: [{day: Date; counts?: Map(Text, Int)}]}")

    assert str(kind) == "{items: [{day: Date; counts: Map(Text, Int)}]}"


def test_rule_values_are_read_and_words_are_left_alone() -> None:
    assert read_values('a: 5; b: as below plus MOU; c: [X, Y]; d: {k: "10"}; e: "", f: JP') == {
        "a": 5,
        "b": NOT_WRITTEN,
        "c": ["X", "Y"],
        "d": {"k": "10"},
        "e": "",
        "f": "JP",
    }


@pytest.mark.parametrize("cell", ["a Text", "a: [Text", "a: Text; a: Int", "a: {b: }"])
def test_a_cell_that_breaks_the_grammar_is_unreadable(cell: str) -> None:
    with pytest.raises(Unreadable):
        read_slots(cell)
