"""The comparison with the contract notices every way in which code can differ from it."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, TypedDict

import msgspec
import pytest
from pydantic import BaseModel, Field, create_model

from domain.enums import Mode
from domain.enums_learning import PlacementActivity
from domain.shapes import Letter
from domain.values import AccountId, EmployeeId, Text
from tests.architecture.contract_grammar import Kind, read_slots
from tests.architecture.fitting import fields_of
from tests.architecture.test_contract import difference, requirements, result_difference

ROW = read_slots(
    "employee: Id(employee); from: Date; letter: Letter; mode?: Mode; "
    "activity?: PlacementActivity = INTERNSHIP; days?: [Date] = []; priority?: Int = 3"
)


class Right(BaseModel):
    employee: EmployeeId
    since: Annotated[date, Field(alias="from")]
    letter: Letter
    mode: Mode | None = None
    activity: PlacementActivity = PlacementActivity.INTERNSHIP
    days: tuple[date, ...] = ()
    priority: int = 3


def varied(**fields: Any) -> type[BaseModel]:
    """The right command with some fields declared differently: (type, default)."""
    return create_model("Varied", __base__=Right, **fields)


def complaints(model: type[BaseModel]) -> list[str]:
    return [
        *difference("x", ROW, fields_of(model) or {}),
        *requirements("x", ROW, model.model_fields),
    ]


def test_a_command_as_the_contract_has_it_raises_no_complaint() -> None:
    assert complaints(Right) == []


@pytest.mark.parametrize(
    ("model", "where"),
    [
        (varied(priority=(int, ...)), "x.priority: required"),
        (varied(activity=(PlacementActivity, "EXCHANGE")), "x.activity: the default"),
        pytest.param(varied(employee=(AccountId, ...)), "x.employee: ", id="another thing"),
        pytest.param(varied(employee=(Text, ...)), "x.employee: ", id="no thing"),
        (varied(mode=(PlacementActivity | None, None)), "x.mode: "),
        (varied(days=(date | None, None)), "x.days: "),
        (varied(colour=(Text | None, None)), "x: colour is not in the contract"),
    ],
)
def test_each_difference_is_named(model: type[BaseModel], where: str) -> None:
    found = complaints(model)

    assert found
    assert all(complaint.startswith(where) for complaint in found)


def test_a_missing_field_is_named() -> None:
    fields = fields_of(Right) or {}
    del fields["letter"]

    assert difference("x", ROW, fields) == ["x: no field letter"]


class Line(msgspec.Struct):
    since: date = msgspec.field(name="from")
    count: int = 0


@dataclass
class Total:
    class_: int


class Lines(TypedDict):
    items: list[Line]
    total: Total | None


class Bare(TypedDict):
    items: list[dict[str, Any]]
    total: Total


RESULT = Kind(
    "{}", (), tuple(read_slots("items: [{from: Date; count: Int}]; total: {class: Int}").values())
)
MORE = Kind(
    "{}",
    (),
    tuple(read_slots("items: [{from: Date; state: Text}]; total: {class: Int}").values()),
)


def test_a_result_is_compared_to_its_innermost_fields() -> None:
    assert result_difference("q", RESULT, Lines, set()) == []
    assert sorted(result_difference("q", MORE, Lines, set())) == [
        "q.items: count is extra",
        "q.items: no field state",
    ]


def test_a_result_that_does_not_say_its_fields_is_named() -> None:
    assert result_difference("q", RESULT, Bare, set()) == [
        "q.items: dict[str, typing.Any] does not say its fields"
    ]


def test_what_stands_beside_every_result_is_no_extra() -> None:
    class Dated(Lines):
        as_of: date

    assert result_difference("q", RESULT, Dated, {"as_of"}) == []
    assert result_difference("q", RESULT, Dated, set()) == ["q: as_of is extra"]
