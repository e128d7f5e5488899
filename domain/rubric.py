"""The score of an evaluation by the rubric of its day (contract §4.3, R58).

A rubric is the `rubric` component's values: `pass_centi`, `ethics_percent` and `criteria`, each
`{code, group, weight, max}`. Scores are whole numbers from 0 to the criterion's `max`; the total
is in hundredths, 10000 is 100.00. Nobody types a total.
"""

from collections.abc import Mapping
from math import lcm
from typing import Any

ETHICS = "ETHICS"

Rubric = Mapping[str, Any]
Scores = Mapping[str, int]


def incomplete(rubric: Rubric, scores: Scores) -> list[str]:
    """The codes missing or out of range, in the rubric's order, then unknown ones by name."""
    criteria = rubric["criteria"]
    unscored = [item["code"] for item in criteria if not _is_scored(item, scores)]
    return unscored + sorted(scores.keys() - {item["code"] for item in criteria})


def score_centi(rubric: Rubric, scores: Scores) -> int:
    """Σ weight x score x 100 / max, exact, rounded half up to whole hundredths.

    A criterion without a score in range adds nothing: what was not observed is not guessed.
    """
    criteria = [item for item in rubric["criteria"] if _is_scored(item, scores)]
    whole = lcm(*(item["max"] for item in criteria))
    total: int = sum(
        item["weight"] * scores[item["code"]] * 100 * (whole // item["max"]) for item in criteria
    )
    return (2 * total + whole) // (2 * whole)


def passed(rubric: Rubric, scores: Scores) -> bool:
    """The total reaches the pass mark, and so does every item of ethics."""
    ethics = (item for item in rubric["criteria"] if item["group"] == ETHICS)
    return score_centi(rubric, scores) >= rubric["pass_centi"] and all(
        _is_scored(item, scores)
        and scores[item["code"]] * 100 >= rubric["ethics_percent"] * item["max"]
        for item in ethics
    )


def _is_scored(item: Mapping[str, Any], scores: Scores) -> bool:
    top: int = item["max"]
    return 0 <= scores.get(item["code"], -1) <= top
