"""The score of an evaluation (contract §4.3, R58)."""

from datetime import date
from fractions import Fraction
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from domain.enums_learning import Component
from domain.rubric import incomplete, passed, score_centi
from domain.rule_sets import Rulebook

ANEKA = Rulebook().at(Component.RUBRIC, date(2020, 2, 24)).values
BERAKHLAK = Rulebook().at(Component.RUBRIC, date(2021, 7, 27)).values


def full(rubric: dict[str, Any]) -> dict[str, int]:
    return {item["code"]: item["max"] for item in rubric["criteria"]}


def sparse(*criteria: tuple[int, int]) -> dict[str, Any]:
    """A rubric of (weight, max) pairs with the codes A, B, C and so on."""
    return {
        "pass_centi": 7000,
        "ethics_percent": 60,
        "criteria": [
            {"code": chr(ord("A") + place), "group": "WORK", "weight": weight, "max": top}
            for place, (weight, top) in enumerate(criteria)
        ],
    }


def test_full_marks_are_a_hundred_points() -> None:
    assert score_centi(ANEKA, full(ANEKA)) == 10_000
    assert score_centi(BERAKHLAK, full(BERAKHLAK)) == 10_000


def test_the_bandung_example_scores_exactly() -> None:
    scores = dict.fromkeys(full(ANEKA), 85) | {"INTEGRITY": 95, "RESPONSIBILITY": 90}
    scores |= {item["code"]: 3 for item in ANEKA["criteria"] if item["group"] == "VALUES"}

    assert score_centi(ANEKA, scores) == 8450
    assert passed(ANEKA, scores)


def test_r58_half_a_hundredth_is_rounded_up_and_less_is_rounded_down() -> None:
    assert score_centi(sparse((1, 200), (99, 100)), {"A": 1, "B": 0}) == 1
    assert score_centi(sparse((1, 201), (99, 100)), {"A": 1, "B": 0}) == 0
    assert score_centi(sparse((1, 3), (1, 3), (98, 100)), {"A": 1, "B": 1, "C": 0}) == 67


@given(st.data())
def test_r58_the_total_is_the_exact_sum_rounded_half_up(data: st.DataObject) -> None:
    tops = data.draw(st.lists(st.integers(1, 13), min_size=2, max_size=6))
    weights = [100 // len(tops)] * len(tops)
    weights[0] += 100 - sum(weights)
    rubric = sparse(*zip(weights, tops, strict=True))
    scores = {item["code"]: data.draw(st.integers(0, item["max"])) for item in rubric["criteria"]}
    exact = sum(
        (Fraction(item["weight"] * scores[item["code"]] * 100, item["max"]))
        for item in rubric["criteria"]
    )

    assert 0 <= exact + Fraction(1, 2) - score_centi(rubric, scores) < 1


def test_a_total_below_the_pass_mark_does_not_pass() -> None:
    rubric = sparse((50, 100), (50, 100))

    assert passed(rubric, {"A": 70, "B": 70})
    assert not passed(rubric, {"A": 69, "B": 70})


def test_r62_one_ethics_item_below_its_mark_does_not_pass_whatever_the_total() -> None:
    assert passed(ANEKA, {**full(ANEKA), "COURTESY": 60})
    assert not passed(ANEKA, {**full(ANEKA), "COURTESY": 59})
    assert score_centi(ANEKA, {**full(ANEKA), "COURTESY": 59}) > ANEKA["pass_centi"]


def test_missing_and_impossible_scores_are_named_as_the_rubric_lists_them_then_unknown_ones() -> (
    None
):
    scores = {
        **full(ANEKA),
        "QUALITY": 5,
        "INTEGRITY": -1,
        "SERVICE_ORIENTED": 3,
        "ADAPTIVE": 3,
    }
    del scores["REPORT"]

    assert incomplete(ANEKA, scores) == [
        "INTEGRITY",
        "REPORT",
        "QUALITY",
        "ADAPTIVE",
        "SERVICE_ORIENTED",
    ]
    assert incomplete(ANEKA, full(ANEKA)) == []


def test_an_unscored_criterion_stays_unscored_and_adds_nothing() -> None:
    without = {code: score for code, score in full(ANEKA).items() if code != "COURTESY"}

    assert score_centi(ANEKA, without) == 9500
    assert not passed(ANEKA, without)
    assert score_centi(ANEKA, {}) == 0
