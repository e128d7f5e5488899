"""Whom the programme reached: by need, and by group of employees (contract §8.2)."""

from datetime import date
from typing import Any

from tests.behaviour.internship import Internship


def need(stage: Internship, **parameters: Any) -> dict[str, Any]:
    [item] = stage.ask("needs-coverage", parameters)["items"]
    found: dict[str, Any] = item
    return found


def reach(stage: Internship, dimension: str, **fields: Any) -> dict[str, tuple[int, int, int]]:
    items = stage.ask("reach", {"dimension": dimension, **fields})["items"]
    return {i["value"]: (i["employees"], i["placed"], i["never"]) for i in items}


def test_a_need_counts_distinct_people_step_by_step(stage: Internship) -> None:
    assert need(stage) == {
        "need": stage.need,
        "area": "TECHNOLOGY",
        "people": 3,
        "nominated": 0,
        "started": 0,
        "completed": 0,
        "credited": 0,
        "remaining": 3,
        "quarters": 0,
        "units": [],
    }
    done, on_the_way = stage.person("intan"), stage.person("iwan")
    stage.recognised(done, "intan")
    stage.recognised(done, "intan", date(2020, 4, 6), date(2020, 4, 17))
    stage.started(on_the_way, date(2020, 4, 27), date(2020, 5, 8))

    found = need(stage)
    assert (found["nominated"], found["started"], found["completed"]) == (2, 2, 1)
    assert (found["credited"], found["remaining"], found["quarters"]) == (1, 2, 480)
    assert found["units"] == [{"unit": stage.dinas, "credited": 1}]
    assert stage.ask("needs-coverage", {"area": "ASSET"})["items"] == []


def test_a_revoked_credit_leaves_the_need_open_again(stage: Internship) -> None:
    record = stage.recognised(stage.person("intan"), "intan")
    stage.with_second(
        "learning-record.revoke-credit", {"reason": "x"}, of=record, by="sari", second="hadi"
    )

    assert (need(stage)["credited"], need(stage)["units"]) == (0, [])


def test_a_placement_that_was_cancelled_stays_nominated(stage: Internship) -> None:
    stage.do("placement.reject", {"cause": "OPD_REQUEST"}, of=nominated(stage, "intan"))

    assert (need(stage)["nominated"], need(stage)["started"]) == (1, 0)


def nominated(stage: Internship, login: str) -> str:
    planned = {
        "employee": stage.person(login),
        "need": stage.need,
        "host": stage.host,
        "field": "TECHNOLOGY",
        "planned_start": "2020-03-02",
        "planned_end": "2020-03-13",
        "mode": "ON_SITE",
        "agreement": stage.agreement,
    }
    return stage.do("placement.nominate", planned, by="opi").id


def test_everybody_belongs_to_one_group_and_was_placed_or_never(stage: Internship) -> None:
    branch = stage.unit("Bidang", parent=stage.dinas)
    stage.unit("Arsip")
    placed = stage.person("intan", unit=branch, grade="III/a", post_kind="PENGAWAS")
    stage.person("iwan", grade="III/b", post_kind="PELAKSANA")
    stage.employee(stage.dinas, "199203172015032001", grade="III/b")
    stage.started(placed)

    assert reach(stage, "UNIT") == {"Arsip": (0, 0, 0), "Dinas Kominfo": (3, 1, 2)}
    assert reach(stage, "GRADE") == {"III/a": (1, 1, 0), "III/b": (2, 0, 2)}
    assert reach(stage, "POST_KIND") == {"PELAKSANA": (2, 0, 2), "PENGAWAS": (1, 1, 0)}
    assert reach(stage, "SEX") == {"F": (1, 0, 1), "M": (2, 1, 1)}
    shares = stage.ask("reach", {"dimension": "UNIT"})["items"]
    assert [item["placed_centi"] for item in shares] == [None, 3333]


def test_a_year_asks_for_placements_that_started_in_it(stage: Internship) -> None:
    stage.started(stage.person("intan"))

    assert reach(stage, "SEX", year=2020) == {"M": (1, 1, 0)}
    assert reach(stage, "SEX", year=2021) == {"M": (1, 0, 1)}
    assert reach(stage, "SEX", year=2020)["M"][1] == 1
