"""What `why` says of a figure: what counts, the facts, the rules, the documents."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.acts import earn
from tests.city import City, city_after


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    with city_after("learning-record.recognise-credit") as city:
        city.at("2020-05-04")
        city.registers("rina", "198705202012032911")
        city.opens_account("rina-asn", employee="$rina")
        earn(city, "P2", "$rina", "rina-asn", date(2020, 5, 4), date(2020, 5, 15))
        yield city


def why(
    city: City, question: str, figure: str, about: str | None = None, **line: Any
) -> dict[str, Any]:
    fields = {"question": question, "figure": figure, **line.pop("fields", {})}
    found: dict[str, Any] = city.ask("why", about, fields=fields, **line)
    return found


def topics(city: City, items: list[dict[str, Any]]) -> set[str]:
    named = {position for item in items for position in item["positions"]}
    return {f.topic for f in city.store.log.tail(0) if f.position in named}


def test_who_met_the_floor_is_told_person_by_person(city: City) -> None:
    year = {"parameters": {"year": 2020}}
    told = why(city, "jp-recap", "/total/met", fields=year)

    assert told["value"] == 2
    assert {item["subject"] for item in told["items"]} == {city.names["dewi"], city.names["rina"]}
    assert told["rules"] == {"duty": "pp11-2017"}
    assert {"employee.registered.v1", "learning-record.credit-recognised.v1"} <= topics(
        city, told["items"]
    )


def test_the_documents_behind_a_credit_are_named_by_their_digest(city: City) -> None:
    record = city.ask("learning-record", "$P2")
    [item] = why(city, "learning-record", "/jp", "$P2")["items"]

    assert item["value"] == record["jp"] == 20
    assert record["certificate"]["document"] in item["documents"]


def test_a_row_of_a_list_is_explained_by_the_facts_that_prove_it(city: City) -> None:
    rows = city.ask("placements")["items"]
    place = next(n for n, row in enumerate(rows) if row["placement"] == city.names["P2"])
    told = why(city, "placements", f"/items/{place}")

    assert told["value"]["placement"] == city.names["P2"]
    [item] = told["items"]
    assert (item["thing"], item["subject"]) == ("placement", city.names["P2"])
    assert {"placement.nominated.v1", "placement.completed.v1"} <= topics(city, [item])


def test_the_same_figure_at_an_earlier_moment_rests_on_the_facts_known_then(city: City) -> None:
    now = why(city, "learning-record", "/verified_quarters", "$P1")
    then = why(city, "learning-record", "/logged_quarters", "$P1", as_of="2020-02-26")

    assert (now["value"], len(now["items"])) == (240, 10)
    assert (then["value"], len(then["items"])) == (72, 3)
    latest = max(position for item in then["items"] for position in item["positions"])
    assert city.store.log.head().position > latest


def test_nothing_stands_behind_nothing(city: City) -> None:
    told = why(city, "programme", "/jp_total", fields={"parameters": {"year": 2019}})

    assert (told["value"], told["items"]) == (0, [])


@pytest.mark.parametrize(
    ("question", "figure", "about", "parameters", "flaw"),
    [
        ("no-such", "/jp", None, {}, "question"),
        ("no-such", "jp", None, {}, "question"),
        ("agreement", "/version", "$A4", {}, "figure"),
        ("agreement", "version", "$A4", {}, "figure"),
        ("agreements", "/items/7/used", None, {}, "figure"),
        ("agreements", "/items/-1/used", None, {}, "figure"),
        ("learning-record", "/jp", None, {}, "id"),
        ("jp-recap", "/total/met", None, {}, "parameters"),
        ("jp-recap", "/total/met", None, {"year": "2020"}, "parameters"),
    ],
)
def test_what_is_no_figure_of_an_answer_is_malformed(
    city: City, question: str, figure: str, about: str | None, parameters: dict[str, Any], flaw: str
) -> None:
    fields = {"question": question, "figure": figure, "parameters": parameters}
    assert city.not_answered("why", about, fields=fields) == (f"MALFORMED:{flaw}",)


def test_r86_who_may_not_see_the_figure_may_not_ask_why(city: City) -> None:
    fields = {"question": "learning-record", "figure": "/jp"}
    assert city.not_answered("why", "$P1", fields=fields, by="rina-asn") == ("OUT_OF_SCOPE",)
    assert city.ask("why", "$P2", fields=fields, by="rina-asn")["value"] == 20
    programme = {"question": "programme", "figure": "/met", "parameters": {"year": 2020}}
    assert city.not_answered("why", fields=programme, by="tel") == ("OUT_OF_SCOPE",)


def test_r86_a_part_out_of_sight_is_left_out(city: City) -> None:
    """The calendar belongs to the programme: whoever asks about his own days sees his own facts."""
    decree = {"number": "SKB", "date": "2020-01-02"}
    year = {"year": 2020, "decree": decree, "holidays": [{"on": "2020-03-25", "name": "Nyepi"}]}
    city.do("calendar.publish", "sari", year)
    fields = {"question": "placement", "figure": "/working_days"}

    everything = city.ask("why", "$P1", fields=fields)["items"]
    theirs = city.ask("why", "$P1", fields=fields, by="dewi-asn")["items"]

    assert [item["thing"] for item in everything] == ["placement", "calendar"]
    assert theirs == everything[:1]
