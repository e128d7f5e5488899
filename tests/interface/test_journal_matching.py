"""What counts as an answer that is as expected."""

from typing import Any

import pytest

from interface.journal_matching import matches, mismatch


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        pytest.param({"jp": 20}, {"jp": 20, "year": 2020}, id="other keys are ignored"),
        pytest.param([1], [3, 2, 1], id="other elements are ignored"),
        pytest.param([1, 2], [2, 1], id="order is ignored"),
        pytest.param({"until": None}, {}, id="null matches absent"),
        pytest.param({"until": None}, {"until": None}, id="null matches null"),
        pytest.param(
            "2020-02-18T10:00:00+07:00",
            "2020-02-18T03:00:00.000000Z",
            id="instants are points in time",
        ),
        pytest.param({"$exact": [1, 2]}, [2, 1], id="exact in any order"),
        pytest.param({"$ordered": [1, 2]}, [1, 2], id="ordered in this order"),
        pytest.param({"$count": 2}, [1, 2], id="count"),
        pytest.param({"$none": {"a": 1}}, [{"a": 2}], id="none"),
        pytest.param({"$any": True}, 0, id="any is present and not null"),
        pytest.param({"$not": "OPEN"}, "CLOSED", id="not"),
        pytest.param({"a": {"$not": {"$any": True}}}, {}, id="matchers nest"),
        pytest.param([{"a": 1}, {}], [{}, {"a": 1}], id="each finds an element of its own"),
        pytest.param([{}, {"a": 1}], [{"a": 1}, {"b": 1}], id="an early match gives way"),
    ],
)
def test_it_matches(expected: Any, actual: Any) -> None:
    assert matches(expected, actual)


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        pytest.param({"jp": 20}, {"jp": 21}, id="another number"),
        pytest.param({"jp": 1}, {"jp": True}, id="a number is no truth"),
        pytest.param({"jp": "20"}, {"jp": 20}, id="a number is no text"),
        pytest.param({"jp": 20}, {}, id="a value that is missing"),
        pytest.param({"jp": 20}, [20], id="a list is no object"),
        pytest.param([1, 1], [1, 2], id="one element cannot serve twice"),
        pytest.param("2020-02-18", "2020-02-18T00:00:00+07:00", id="a day is no instant"),
        pytest.param(
            "2020-02-18T10:00:00", "2020-02-18T10:00:00Z", id="no offset is no point in time"
        ),
        pytest.param({"$exact": [1]}, [1, 1], id="exact has one more"),
        pytest.param({"$ordered": [1, 2]}, [2, 1], id="ordered the other way"),
        pytest.param({"$count": 2}, [1], id="count of one"),
        pytest.param({"$none": {"a": 1}}, [{"a": 1, "b": 2}], id="one there is"),
        pytest.param({"$none": 1}, None, id="no list has no elements to look at"),
        pytest.param({"$any": True}, None, id="any is not null"),
        pytest.param({"$not": 1}, 1, id="not"),
        pytest.param({"$roughly": 1}, 1, id="a matcher that does not exist"),
    ],
)
def test_it_does_not_match(expected: Any, actual: Any) -> None:
    assert not matches(expected, actual)


def test_a_mismatch_names_the_place_and_both_values() -> None:
    found = mismatch({"items": {"$ordered": [{"jp": 20}]}}, {"items": [{"jp": 7}]})
    assert found is not None
    assert (found.path, found.expected, found.actual) == ("/items/0/jp", "20", "7")


def test_a_missing_value_is_called_nothing() -> None:
    found = mismatch({"certificate": {"number": "TLK-001"}}, {"certificate": {}})
    assert found is not None
    assert (found.path, found.actual) == ("/certificate/number", "nothing")
