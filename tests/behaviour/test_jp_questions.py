"""The figures of a year: standings, the official recap, its four sums, the programme (§8.2)."""

from datetime import date
from typing import Any

from domain.base import Refused
from tests.behaviour.internship import Internship

YEAR = {"year": 2020}


def by_name(rows: list[dict[str, Any]], key: str = "name") -> dict[str, dict[str, Any]]:
    return {row[key]: row for row in rows}


def test_r68_everybody_stands_somewhere_and_the_filters_narrow(stage: Internship) -> None:
    branch = stage.unit("Bidang", parent=stage.dinas)
    other = stage.unit("Kecamatan", "KECAMATAN")
    done, none = stage.person("intan", unit=branch), stage.person("iwan", unit=other)
    contracted = stage.person("pepe", kind="PPPK")
    stage.recognised(done, "intan")

    def ask(**fields: Any) -> dict[str, dict[str, Any]]:
        items = stage.ask("jp-standings", {**YEAR, **fields})["items"]
        return by_name(items, "employee")

    found = ask()
    assert (found[done]["jp"], found[done]["missing_jp"], found[done]["status"]) == (20, 0, "MET")
    assert (found[none]["missing_jp"], found[none]["status"]) == (20, "BELOW")
    assert (found[contracted]["missing_jp"], found[contracted]["status"]) == (0, "WITHIN_CAP")
    assert found[done]["unit"] == branch
    assert set(ask(unit=stage.dinas)) == {done, contracted}
    assert set(ask(status="BELOW")) == {none}
    assert set(ask(kind="PPPK")) == {contracted}
    assert ask(unit="no such unit") == {}


def test_r86_an_opd_sees_its_people_and_a_person_only_the_own_standing(stage: Internship) -> None:
    own = stage.person("intan")
    stage.person("iwan", unit=stage.unit("Kecamatan", "KECAMATAN"))

    def seen(by: str) -> list[str]:
        items = stage.ask("jp-standings", YEAR, by=by)["items"]
        return [item["employee"] for item in items]

    assert seen("opi") == seen("intan") == [own]
    assert len(seen("ira")) == 2
    assert seen("pipit") == seen("mita") == []


def test_r80_the_recap_has_one_row_per_top_unit_by_name_and_half_up_figures(
    stage: Internship,
) -> None:
    branch = stage.unit("Bidang", parent=stage.dinas)
    stage.unit("Arsip")
    people = [stage.person(f"orang{n}", unit=branch) for n in range(3)]
    stage.recognised(people[0], "orang0")
    stage.do(
        "external-learning.verify",
        of=stage.elsewhere(people[1], parts=[{"on": "2020-03-11", "minutes": 45}]),
        by="rudi",
    )

    recap = stage.ask("jp-recap", YEAR)
    assert [(item["no"], item["name"]) for item in recap["items"]] == [
        (1, "Arsip"),
        (2, "Dinas Kominfo"),
    ]
    assert recap["items"][0] == {
        "no": 1,
        "unit": recap["items"][0]["unit"],
        "name": "Arsip",
        "employees": 0,
        "met": 0,
        "not_met": 0,
        "percent_met_centi": None,
        "total_jp": 0,
        "average_jp_centi": None,
    }
    assert recap["total"] == {
        "employees": 3,
        "met": 1,
        "not_met": 2,
        "percent_met_centi": 3333,
        "total_jp": 21,
        "average_jp_centi": 700,
    }
    only = stage.ask("jp-recap", {**YEAR, "unit": stage.dinas})
    assert [item["no"] for item in only["items"]] == [1]


def test_the_recap_of_a_year_nobody_works_in_is_null_never_zero(stage: Internship) -> None:
    total = stage.ask("jp-recap", YEAR)["total"]

    assert (total["employees"], total["percent_met_centi"], total["average_jp_centi"]) == (
        0,
        None,
        None,
    )


def test_r86_a_head_of_unit_reads_the_row_of_the_own_unit_and_the_total_of_it(
    stage: Internship,
) -> None:
    stage.person("intan")
    stage.person("iwan", unit=stage.unit("Arsip"))

    recap = stage.ask("jp-recap", YEAR, by="opi")
    assert [item["name"] for item in recap["items"]] == ["Dinas Kominfo"]
    assert recap["total"]["employees"] == 1
    assert stage.ask("jp-recap", YEAR, by="intan")["items"] == []


def test_the_two_clocks_cut_the_recap(stage: Internship) -> None:
    employee = stage.person("intan")
    stage.recognised(employee, "intan")
    position = stage.store.views.position()
    stage.reach(date(2020, 5, 4))
    record = stage.ask("jp-ledger", YEAR, of=employee)["entries"][0]["subject"]
    stage.with_second(
        "learning-record.revoke-credit",
        {"reason": "keliru"},
        of=record,
        by="sari",
        second="hadi",
    )

    def total(**clocks: Any) -> int:
        return int(stage.ask("jp-recap", YEAR, **clocks)["total"]["total_jp"])

    assert total() == 0
    assert total(known_at=position) == 20
    assert total(as_of="2020-05-03") == 20
    assert total(as_of="2020-03-12") == 0


def test_r80_the_four_sums_agree_and_name_every_partner(stage: Internship) -> None:
    stage.recognised(stage.person("intan"), "intan")
    employee = stage.person("iwan")
    for number, host in (("K-1", None), ("K-2", stage.host)):
        fields = {"host": host} if host else {}
        learning = stage.elsewhere(employee, number, **fields)
        stage.do("external-learning.verify", of=learning, by="rudi")

    answer = stage.ask("reconciliation", YEAR)
    assert answer["equal"]
    sums = ("by_employee_jp", "by_unit_jp", "by_partner_jp", "export_jp")
    assert [answer[name] for name in sums] == [60, 60, 60, 60]
    assert answer["partners"] == [
        {"organisation": stage.host, "jp": 40},
        {"organisation": None, "jp": 20},
    ]
    assert stage.ask("reconciliation", {"year": 2021})["partners"] == []


def test_the_programme_tells_internship_from_the_rest(stage: Internship) -> None:
    interned, studied = stage.person("intan"), stage.person("iwan")
    stage.recognised(interned, "intan")
    stage.do("external-learning.verify", of=stage.elsewhere(studied), by="rudi")
    stage.person("nobody")

    answer = stage.ask("programme", YEAR)
    beside = {name: answer[name] for name in ("as_of", "known_at", "position")}
    assert answer == beside | {
        "employees": 3,
        "jp_total": 40,
        "jp_internship": 20,
        "internship_share_centi": 5000,
        "met": 2,
        "met_by_internship": 1,
        "agreements_in_force": 1,
        "placements_started": 1,
        "verified_quarters": 240,
    }
    before = stage.ask("programme", YEAR, as_of="2020-02-17")
    assert (before["agreements_in_force"], before["internship_share_centi"]) == (0, None)


def test_r86_the_figures_of_the_whole_programme_are_the_programmes_readers(
    stage: Internship,
) -> None:
    for query in ("reconciliation", "programme"):
        for by in ("opi", "pipit", "mita", "root"):
            codes = refused(stage, query, by)
            assert codes == "OUT_OF_SCOPE"
        assert stage.ask(query, YEAR, by="ira")


def refused(stage: Internship, query: str, by: str) -> str:
    try:
        stage.ask(query, YEAR, by=by)
    except Refused as refusal:
        return refusal.code
    return ""
