"""Everything in one line of time, reads included; one fact with what it changed and its act."""

from collections.abc import Iterator
from typing import Any

import pytest

from application.commands.base import Malformed
from application.queries import QUERIES
from domain.states import ActivityKind
from interface.door import Question, as_json, find_out
from interface.paging import page_asked
from tests.acts import nomination
from tests.city import City, city_after


@pytest.fixture
def city() -> Iterator[City]:
    with city_after("learning-record.recognise-credit") as city:
        city.opens_account("insp", {"role": "INSPECTOR"})
        yield city


def activity(city: City, **fields: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = city.ask("activity", fields=fields)["items"]
    return found


def looks_around(city: City) -> None:
    """The inspector reads and reveals, somebody else is refused, a fact comes in between."""
    city.ask("agreement", "$A4", by="insp")
    city.at("2020-03-20")
    city.refused("agreement.approve", "sari", {"text": "a" * 64}, id="$A4")
    city.registers("rina", "198705202012032911")
    city.at("2020-03-21")
    city.ask("identity", "$dewi", by="insp", fields={"purpose": "uji petik"})


# --- one line of time -------------------------------------------------------------------------


def test_r87_reads_stand_among_the_facts_in_the_order_of_time(city: City) -> None:
    before = city.store.log.head().position
    looks_around(city)

    items = activity(city)
    assert [item["at"] for item in items] == sorted(item["at"] for item in items)
    news = [item for item in items if (item["position"] or before + 1) > before]
    assert [(item["kind"], item["name"]) for item in news] == [
        ("READ", "agreement"),
        ("FACT", "employee.registered.v1"),
        ("REFUSED", "agreement.approve"),
        ("READ", "identity"),
        ("REVEAL", "identity"),
    ]
    assert news[0]["account"] == city.names["insp"]
    assert (news[2]["code"], news[2]["subject"]) == ("ROLE_REQUIRED", city.names["A4"])
    assert news[-1]["reason"] == "uji petik"


def test_every_fact_is_there_once_with_its_position(city: City) -> None:
    positions = [item["position"] for item in activity(city, kind="FACT")]

    assert positions == list(range(1, city.store.log.head().position + 1))


@pytest.mark.parametrize(
    ("fields", "kinds"),
    [
        ({"kind": "REVEAL"}, ["REVEAL"]),
        ({"kind": "REFUSED", "code": "ROLE_REQUIRED"}, ["REFUSED"]),
        ({"name": "identity"}, ["READ", "REVEAL"]),
        ({"account": "$insp"}, ["READ", "READ", "REVEAL"]),
        ({"from": "2020-03-20", "until": "2020-03-20"}, ["FACT", "REFUSED"]),
        ({"channel": "cli"}, []),
    ],
)
def test_it_is_filtered(city: City, fields: dict[str, Any], kinds: list[str]) -> None:
    looks_around(city)

    assert [item["kind"] for item in activity(city, **fields)] == kinds


def test_a_business_transaction_is_found_by_its_correlation(city: City) -> None:
    last = activity(city, kind="FACT")[-1]
    together = activity(city, correlation=last["correlation"])

    assert together[-1] == last
    assert {item["correlation"] for item in together} == {last["correlation"]}


def test_pages_go_on_where_they_stopped_though_facts_and_reads_have_come_since(city: City) -> None:
    looks_around(city)
    whole = activity(city)

    def page(after: str | None, limit: int) -> dict[str, Any]:
        given: dict[str, Any] = {"limit": limit, "after": after or "0"}
        asked = page_asked(QUERIES["activity"], given)
        return find_out(city.store, Question("activity", None, None, as_json({}), page=asked))

    found: list[dict[str, Any]] = []
    following: str | None = "0"
    while following is not None:
        answer = page(following, 7)
        found += answer["items"]
        following = answer["next"]
        if len(found) == 7:
            city.at("2020-03-22")
            city.registers("asep", "199203172015031001")
            city.ask("register", by="insp")
    assert found[: len(whole)] == whole
    assert [item["kind"] for item in found[len(whole) :]] == ["FACT", "READ"]


@pytest.mark.parametrize("after", ["1.", ".1", "1.2.3", "a.1", "-1", "1.-1"])
def test_where_a_page_begins_is_the_next_of_a_page(city: City, after: str) -> None:
    with pytest.raises(Malformed):
        page_asked(QUERIES["activity"], {"after": after})
    with pytest.raises(Malformed):
        page_asked(QUERIES["audit-trail"], {"after": "1.2"})


def test_r88_it_is_for_readers_of_the_programme(city: City) -> None:
    for login in ("tel", "dewi-asn", "root"):
        assert city.not_answered("activity", by=login) == ("OUT_OF_SCOPE",)
    assert city.ask("activity", by="insp")["items"]


def test_what_was_not_known_then_is_not_listed(city: City) -> None:
    looks_around(city)
    known = city.ask("activity", known_at="2020-03-20T23:59:59+07:00")["items"]

    assert {item["kind"] for item in known} == {"FACT", "READ", "REFUSED"}
    assert len(ActivityKind) == 5


def test_of_a_day_it_tells_what_took_effect_by_then_as_the_trail_does(city: City) -> None:
    looks_around(city)
    facts = city.ask("activity", as_of="2020-02-18", fields={"kind": "FACT"})["items"]
    trail = city.ask("audit-trail", as_of="2020-02-18")["items"]

    assert [item["position"] for item in facts] == [item["position"] for item in trail]
    assert len(facts) < len(city.ask("activity", fields={"kind": "FACT"})["items"])
    accesses = city.ask("activity", as_of="2020-03-20", fields={"kind": "REFUSED"})["items"]
    assert [item["name"] for item in accesses] == ["agreement.approve"]
    assert city.ask("activity", as_of="2020-03-20", fields={"kind": "REVEAL"})["items"] == []


# --- one fact ---------------------------------------------------------------------------------


def fact(city: City, topic: str, subject: str | None = None) -> Any:
    """The last fact of a topic, as `fact` tells it."""
    found = [
        f.position
        for f in city.store.log.tail(0)
        if f.topic == topic and subject in (None, f.subject)
    ]
    return city.ask("fact", fields={"at": found[-1]})


def changes(told: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {c["field"]: (c["before"], c["after"]) for c in told["changes"]}


def test_a_fact_tells_what_it_changed(city: City) -> None:
    changed = {
        c["field"]: (c["before"], c["after"]) for c in fact(city, "placement.started.v1")["changes"]
    }

    assert changed["state"] == ("ASSIGNED", "STARTED")
    assert changed["started_on"] == (None, "2020-02-24")
    assert "version" not in changed


def test_a_first_fact_changes_from_nothing(city: City) -> None:
    told = fact(city, "employee.registered.v1")

    changed = changes(told)
    assert changed["post"][0] == ""
    assert "sealed" not in changed
    assert "Dewi" not in str(told)


def test_an_act_is_told_as_a_tree_of_causes(city: City) -> None:
    told = fact(city, "agreement.entered-into-force.v1")

    act = {node["topic"]: (node["depth"], node["causation"]) for node in told["act"]}
    [signed] = [n["position"] for n in told["act"] if n["topic"] == "agreement.signed.v1"]
    assert act["agreement.signed.v1"] == (0, None)
    assert act["agreement.entered-into-force.v1"] == (1, signed)
    assert [n["position"] for n in told["act"]] == sorted(n["position"] for n in told["act"])


def test_r85_an_act_of_two_begins_with_its_proposal(city: City) -> None:
    city.registers("rina", "198705202012032911")
    city.at("2020-03-20")
    override = {"codes": ["FIELD_MISMATCH"], "reason": "kebutuhan mendesak"}
    plan = {"planned_start": "2020-04-06", "planned_end": "2020-04-17"}
    fields = nomination("$rina", field="SERVICE", override=override, **plan)
    city.do("placement.nominate", "opd", fields, ref="usul")
    city.do("proposal.approve", "budi", id="$usul")

    told = fact(city, "placement.nominated.v1")
    assert [node["topic"] for node in told["act"]][:3] == [
        "proposal.opened.v1",
        "proposal.approved.v1",
        "placement.nominated.v1",
    ]
    assert told["fact"]["second_person"] == city.names["budi"]


def test_the_leaf_is_the_hash_that_proves_the_fact(city: City) -> None:
    told = fact(city, "placement.started.v1")

    proved = city.ask("proof", fields={"at": told["fact"]["position"]})
    assert told["leaf"] == proved["leaf"]


def test_a_fact_out_of_reach_is_not_told(city: City) -> None:
    head = city.store.log.head().position
    assert city.not_answered("fact", fields={"at": head + 1}) == ("NOT_FOUND",)
    assert city.not_answered("fact", fields={"at": 0}) == ("NOT_FOUND",)
    assert city.not_answered("fact", fields={"at": head}, known_at=head - 1) == ("NOT_FOUND",)
    assert city.not_answered("fact", fields={"at": 4}, by="tel") == ("OUT_OF_SCOPE",)
