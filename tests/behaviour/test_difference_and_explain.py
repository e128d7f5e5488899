"""What was learnt between two instants and what it changed; where a figure comes from (R76)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.acts import earn
from tests.city import City, city_after

BEFORE, AFTER = "2020-04-30T00:00:00+07:00", "2020-05-31T00:00:00+07:00"


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    with city_after("learning-record.recognise-credit") as city:
        city.at("2020-05-04")
        city.registers("rina", "198705202012032911")
        city.opens_account("rina-asn", employee="$rina")
        earn(city, "P2", "$rina", "rina-asn", date(2020, 5, 4), date(2020, 5, 15))
        yield city


def difference(city: City, **fields: Any) -> dict[str, Any]:
    given = {"known_from": BEFORE, "known_to": AFTER, **fields}
    found: dict[str, Any] = city.ask("difference", fields=given)
    return found


def changed(found: dict[str, Any]) -> dict[tuple[str, str], tuple[Any, Any]]:
    return {(c["thing"], c["field"]): (c["before"], c["after"]) for c in found["changes"]}


# --- difference -------------------------------------------------------------------------------


def test_r76_the_events_are_those_recorded_after_the_one_instant_up_to_the_other(
    city: City,
) -> None:
    found = difference(city)

    positions = [event["position"] for event in found["events"]]
    facts = list(city.store.log.tail(0))
    may = [f.position for f in facts if "2020-04-30" < f.recorded_at < "2020-05-30T17"]
    assert positions == may
    assert difference(city, known_from=AFTER, known_to=AFTER) == {
        **found,
        "events": [],
        "changes": [],
    }


def test_r76_a_new_persons_year_and_placement_are_changes_from_nothing(city: City) -> None:
    found = changed(difference(city))

    assert found["employee", "jp"] == (None, 20)
    assert found["placement", "state"] == (None, "EVALUATED")
    assert found["learning-record", "verified_quarters"] == (None, 240)
    assert ("agreement", "state") not in found


def test_r76_only_fields_that_differ_are_listed(city: City) -> None:
    half_way = "2020-05-10T00:00:00+07:00"

    found = changed(difference(city, known_from=half_way))

    assert found == {
        ("employee", "jp"): (0, 20),
        ("placement", "state"): ("STARTED", "EVALUATED"),
        ("learning-record", "state"): ("OPEN", "CREDIT_RECOGNISED"),
        ("learning-record", "verified_quarters"): (0, 240),
        ("learning-record", "jp"): (None, 20),
    }


def test_r76_the_same_day_is_seen_from_both_instants(city: City) -> None:
    half_way = "2020-05-10T00:00:00+07:00"
    given = {"known_from": half_way, "known_to": AFTER}

    on_the_last_day = city.ask("difference", fields=given, as_of="2020-05-15")
    on_a_day_before = city.ask("difference", fields=given, as_of="2020-05-08")

    assert changed(on_the_last_day)["placement", "state"] == ("STARTED", "EVALUATED")
    assert on_a_day_before["changes"] == []
    assert on_a_day_before["events"] == on_the_last_day["events"]


def test_an_employees_subject_takes_in_placements_and_records(city: City) -> None:
    found = difference(city, subject="$rina")

    assert {event["subject"] for event in found["events"]} == {
        city.names["rina"],
        city.names["P2"],
    }
    assert {thing for thing, _ in changed(found)} == {"employee", "placement", "learning-record"}
    assert difference(city, subject="$dewi")["events"] == []


@pytest.mark.parametrize("written", ["2020-05-01T00:00:00", "kemarin", 5])
def test_an_instant_has_an_offset(city: City, written: Any) -> None:
    fields = {"known_from": written, "known_to": AFTER}

    assert city.not_answered("difference", fields=fields) == ("MALFORMED:known_from",)


# --- explain ----------------------------------------------------------------------------------


def explained(city: City, figure: str, about: str | None = None, **fields: Any) -> Any:
    line = {key: fields.pop(key) for key in ("as_of", "known_at", "by") if key in fields}
    return city.ask("explain", about, fields={"figure": figure, **fields}, **line)


def topics(city: City, entries: list[dict[str, Any]]) -> set[str]:
    named = {position for entry in entries for position in entry["positions"]}
    return {f.topic for f in city.store.log.tail(0) if f.position in named}


def test_a_persons_jp_rests_on_completion_certificate_and_recognition(city: City) -> None:
    found = explained(city, "jp", employee="$rina", year=2020)

    assert found["value"] == 20
    [entry] = found["entries"]
    assert (entry["subject"], entry["value"]) == (city.names["P2"], 20)
    assert topics(city, [entry]) == {
        "placement.completed.v1",
        "learning-record.certificate-recorded.v1",
        "learning-record.credit-recognised.v1",
    }
    assert found["rules"] == {"jp-conversion": "perlan10-2018"}


def test_verified_hours_rest_on_each_approved_entry(city: City) -> None:
    found = explained(city, "verified-hours", "$P2")

    assert found["value"] == 240 == sum(entry["value"] for entry in found["entries"])
    assert len(found["entries"]) == 10
    assert topics(city, found["entries"]) == {
        "learning-record.hours-logged.v1",
        "learning-record.hours-approved.v1",
    }


def test_a_score_rests_on_each_criterion(city: City) -> None:
    found = explained(city, "score", "$P2")

    shown = city.ask("learning-record", "$P2")
    assert found["value"] == shown["score_centi"]
    assert found["rules"] == {"rubric": "aneka-v1"}
    assert {e["detail"]: e["value"] for e in found["entries"]}["INTEGRITY"] == 80


def test_an_agreements_state_rests_on_its_facts(city: City) -> None:
    found = explained(city, "agreement-state", "$A4")

    assert found["value"] == "IN_FORCE"
    assert "agreement.signed.v1" in {entry["detail"] for entry in found["entries"]}


def test_the_cover_of_a_day_rests_on_placement_and_agreement(city: City) -> None:
    found = explained(city, "cover", "$P2", day="2020-05-06")

    assert found["value"] == "COVERED"
    assert {"placement.assigned.v1", "agreement.signed.v1"} <= topics(city, found["entries"])
    calendar = city.ask("coverage", fields={"placement": "$P2"})["calendar"]
    assert {day["status"] for day in calendar if day["day"] == "2020-05-06"} == {"COVERED"}


@pytest.mark.parametrize("known_at", [None, "2020-05-12T00:00:00+07:00", "2020-03-01T00:00:00Z"])
def test_r76_the_value_is_the_other_questions_figure_at_the_same_clocks(
    city: City, known_at: str | None
) -> None:
    when: dict[str, Any] = {"known_at": known_at}
    ledger = city.ask("jp-ledger", "$dewi", fields={"year": 2020}, **when)
    record = city.ask("learning-record", "$P1", **when)

    jp = explained(city, "jp", employee="$dewi", year=2020, **when)
    hours = explained(city, "verified-hours", "$P1", **when)
    score = explained(city, "score", "$P1", **when)
    state = explained(city, "agreement-state", "$A4", **when)
    assert jp["value"] == ledger["jp"]
    assert hours["value"] == record["verified_quarters"]
    assert score["value"] == record["score_centi"]
    assert state["value"] == city.ask("agreement", "$A4", **when)["state"]


@pytest.mark.parametrize(
    ("figure", "about", "fields", "missing"),
    [
        ("jp", None, {"year": 2020}, "employee"),
        ("jp", None, {"employee": "$dewi"}, "year"),
        ("score", None, {}, "id"),
        ("verified-hours", None, {}, "id"),
        ("agreement-state", None, {}, "id"),
        ("cover", "$P1", {}, "day"),
    ],
)
def test_a_figure_is_named_in_full(
    city: City, figure: str, about: str | None, fields: dict[str, Any], missing: str
) -> None:
    given = {"figure": figure, **fields}

    assert city.not_answered("explain", about, fields=given) == (f"MALFORMED:{missing}",)


def test_r86_nobody_explains_what_is_out_of_sight(city: City) -> None:
    asked = {"figure": "score"}

    assert city.not_answered("explain", "$P1", fields=asked, by="rina-asn") == ("OUT_OF_SCOPE",)
    assert explained(city, "score", "$P2", by="rina-asn")["value"] == 7900
    assert city.not_answered("explain", "no-such", fields=asked) == ("NOT_FOUND",)
