"""No number of a rule is larger than a calendar can count, and the largest stop nothing (R58)."""

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from application.queries import QUERIES
from domain.enums_learning import Component
from domain.rule_defaults import DEFAULTS
from domain.rule_values import validate
from tests.acts import bring_into_force
from tests.city import DECREE, City, city_after

LARGEST = 2**53 - 1
RETENTION = {"identity": {"years": 5, "fate": "DESTROY"}}
LAST_DAY = "2999-12-31"
Place = tuple[str | int, ...]


def numbers(value: Any, place: Place = ()) -> Iterator[Place]:
    """The places of the numbers in the values of a component."""
    match value:
        case bool():
            return
        case int():
            yield place
        case dict():
            for key, inner in value.items():
                yield from numbers(inner, (*place, key))
        case list():
            for number, inner in enumerate(value):
                yield from numbers(inner, (*place, number))


VALUES: dict[Component, dict[str, Any]] = {
    component: values
    for component, values in (
        *((version.component, dict(version.values)) for version in DEFAULTS),
        (Component.RETENTION, RETENTION),
    )
    if any(numbers(values))
}
"""The values of every component that has numbers."""


def changed(values: dict[str, Any], place: Place, number: int) -> dict[str, Any]:
    """The values with one number in the place of another."""
    copy: Any = deepcopy(values)
    inner = copy
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = number
    return dict(copy)


def largest(component: Component) -> dict[str, Any]:
    """The values of a component with every number as large as it may be."""
    values = VALUES[component]
    for place in numbers(values):
        low, high = 0, LARGEST
        while low < high:
            middle = (low + high + 1) // 2
            fits = not validate(component, changed(values, place, middle))
            low, high = (middle, high) if fits else (low, middle - 1)
        if not validate(component, changed(values, place, low)):
            values = changed(values, place, low)
    return values


@pytest.mark.parametrize(
    ("component", "place"),
    [(component, place) for component, values in VALUES.items() for place in numbers(values)],
    ids=str,
)
def test_r58_every_number_of_a_rule_has_a_largest_value(component: Component, place: Place) -> None:
    assert validate(component, VALUES[component]) == []
    assert validate(component, changed(VALUES[component], place, 10**6)) == [str(place[0])]


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    """The last days there are, ruled by the largest numbers there may be."""
    with city_after("learning-record.recognise-credit") as town:
        for component in VALUES:
            fields = {
                "component": component.value,
                "version": "terbesar",
                "valid_from": "2020-03-01",
                "values": largest(component),
                "legal_basis": "Perwal",
            }
            town.do("rule.publish", "sari", fields, ref="rule")
            town.do("proposal.approve", "budi", id="$rule")
        day = town.store.clock.now()[:10]
        term = {"effective_from": "2900-01-01", "last_day": LAST_DAY}
        bring_into_force(town, "B", day, term=term)
        town.at("2999-12-30")
        yield town


def test_r58_the_largest_rules_stop_no_clock_on_the_last_day(city: City) -> None:
    city.do("system.tick", "system")
    assert city.ask("agreement", "$B")["state"] == "IN_FORCE"
    assert city.ask("agreement", "$B")["reminders"] == [*range(10_000, 9_995, -1)]


@pytest.mark.parametrize(
    ("act", "fields"),
    [
        (
            "subject-request.receive",
            {"employee": "$dewi", "kind": "CORRECTION", "received_at": "2999-12-30T01:00:00+07:00"},
        ),
        (
            "breach.record",
            {"known_since": "2999-12-30T01:00:00+07:00", "data_kinds": ["nama"], "subjects": 1},
        ),
        ("employee.sanction", {"grade": "SEVERE"}),
    ],
)
def test_r58_an_act_whose_day_is_counted_by_the_largest_rules_is_recorded(
    city: City, act: str, fields: dict[str, Any]
) -> None:
    line = {"id": "$dewi"} if act == "employee.sanction" else {}
    assert city.act(act, "sari", fields, **line).refused == ()


def test_r58_a_finding_is_due_by_the_largest_rules(city: City) -> None:
    city.opens_account("ira", {"role": "INSPECTOR", "from": "2999-12-30", "decree": DECREE})
    finding = {
        "title": "t",
        "condition": "c",
        "criterion": {"code": "K1", "text": "x"},
        "cause": "c",
        "effect": "e",
        "recommendation": "r",
        "links": [{"subject": "$need"}],
    }
    city.do("finding.record", "ira", finding, ref="F")
    city.do("finding.issue", "ira", {"report": "LHP", "received_on": "2999-12-30"}, id="$F")
    assert city.ask("finding", "$F")["days_left"] == 10_000


@pytest.mark.parametrize("name", sorted(QUERIES))
def test_r58_the_largest_rules_stop_no_question_on_the_last_day(city: City, name: str) -> None:
    """What a question needs of parameters it may be refused for; it does not fail."""
    for fields in ({}, {"year": 2999}, {"from": "2020-01-01", "until": LAST_DAY}):
        for about in (None, "$A4", "$P1", "$dewi"):
            city.not_answered(name, about, fields=fields, as_of=LAST_DAY)
