"""The access log: refusals, inspectors' reads and broken glass leave a trace beside the log."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.city import City, city_after


@pytest.fixture
def city() -> Iterator[City]:
    with city_after("placement.start") as city:
        city.opens_account("insp", {"role": "INSPECTOR"})
        city.opens_account("bpk", {"role": "AUDITOR"})
        yield city


def noted(city: City, **line: Any) -> list[tuple[str, str, str | None]]:
    """(kind, name, code) of every entry asked for."""
    items = city.ask("access-log", **line)["items"]
    return [(item["kind"], item["name"], item["code"]) for item in items]


def test_r52_a_refused_act_is_noted_with_its_code_and_thing(city: City) -> None:
    city.refused("placement.complete", "sari", id="$P1")

    [item] = city.ask("access-log", fields={"kind": "REFUSED"})["items"]
    assert (item["name"], item["code"]) == ("placement.complete", "INCOMPLETE")
    assert (item["account"], item["subject"]) == (city.names["sari"], city.names["P1"])
    assert item["at"] == city.store.clock.now()


def test_r87_every_read_of_inspectors_and_auditors_is_noted(city: City) -> None:
    city.ask("placement", "$P1", by="insp")
    city.ask("findings", by="bpk")
    city.ask("findings", by="sari")

    assert noted(city) == [("READ", "placement", None), ("READ", "findings", None)]
    assert noted(city, fields={"account": "$bpk"}) == [("READ", "findings", None)]
    assert noted(city, fields={"kind": "REFUSED"}) == []


def test_r86_a_refused_question_is_noted(city: City) -> None:
    assert city.not_answered("controls", by="tel") == ("OUT_OF_SCOPE",)

    assert noted(city, fields={"code": "OUT_OF_SCOPE"}) == [("REFUSED", "controls", "OUT_OF_SCOPE")]
    assert noted(city, fields={"code": "NOT_FOUND"}) == []


def test_r88_broken_glass_is_a_fact_and_is_noted_with_its_purpose(city: City) -> None:
    fields = {"employee": "$dewi", "purpose": "server padam"}
    receipt = city.do("system.break-glass", "root", fields)

    [fact] = city.facts(receipt)
    assert fact.topic == "system.glass-broken.v1"
    [item] = city.ask("access-log", fields={"kind": "BREAK_GLASS"})["items"]
    assert (item["account"], item["subject"]) == ("root", city.names["dewi"])
    assert item["purpose"] == "server padam"


def test_r88_only_an_administrator_breaks_the_glass(city: City) -> None:
    fields = {"employee": "$dewi", "purpose": "ingin tahu"}

    assert city.refused("system.break-glass", "sari", fields) == ("ROLE_REQUIRED",)
    assert city.refused("system.break-glass", "root", {**fields, "employee": "x"}) == (
        "NOT_FOUND:employee",
    )
    assert noted(city, fields={"kind": "BREAK_GLASS"}) == []


def test_entries_are_cut_by_what_was_known_and_by_days_where_they_are_named(city: City) -> None:
    """Contract §1.9"""
    city.ask("findings", by="insp")
    city.at("2020-03-20")
    city.ask("controls", by="insp")

    early, late = ("READ", "findings", None), ("READ", "controls", None)
    assert noted(city) == [early, late]
    assert noted(city, known_at="2020-03-19T23:59:59+07:00") == [early]
    assert noted(city, as_of="2020-03-19") == [early]
    assert noted(city, fields={"from": "2020-03-20"}) == [late]
    assert noted(city, fields={"until": "2020-03-19"}) == [early]


def test_the_access_log_is_no_part_of_the_log(city: City) -> None:
    before = city.store.log.head().position
    city.ask("findings", by="insp")
    city.act("placement.complete", "sari", id="$P1")

    assert city.store.log.head().position == before


def test_r88_an_administrator_does_not_read_it(city: City) -> None:
    assert city.not_answered("access-log", by="root") == ("OUT_OF_SCOPE",)
