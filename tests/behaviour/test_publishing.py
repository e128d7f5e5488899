"""Rules and calendars are published facts: they rule from then on and change nothing before."""

from typing import Any

import pytest

from application.commands.registers import ConfirmNeed
from application.context import Context
from application.enquirer import Enquirer
from application.office import Office
from domain.base import Refused
from domain.enums import Channel
from tests.city import DECREE, City, city_after

FLOOR = {
    "component": "duty",
    "version": "perwal-1",
    "valid_from": "2021-01-01",
    "values": {"kind": "OBLIGATION", "floor_jp": 24},
    "legal_basis": "Perwal 1/2021",
}
REFUSE = {"component": "import", "valid_from": "2020-01-01", "values": {"violations": "REFUSE"}}
NEED = {"area": "ASSET", "competence": "aset", "people": 1}


def publish(city: City, **fields: Any) -> int:
    """Publish with four eyes; answers the position of the publication."""
    proposal = city.do("rule.publish", "sari", {**FLOOR, **fields}, ref="proposal")
    assert proposal["state"] == "OPEN"
    receipt = city.do("proposal.approve", "budi", id="$proposal")
    assert receipt["result"]["state"] == "PUBLISHED"
    position: int = receipt["result"]["positions"][0]
    return position


def duty(city: City, on: str, **when: Any) -> tuple[str, int, int | None]:
    answer = city.ask("rules", fields={"component": "duty", "on": on}, **when)
    [item] = answer["items"]
    return item["version"], item["values"]["floor_jp"], item["position"]


def test_r79_a_published_version_rules_its_days_and_no_others() -> None:
    with city_after("need.confirm") as city:
        position = publish(city, valid_to="2021-12-31")

        assert duty(city, "2020-12-31") == ("pp11-2017", 20, None)
        assert duty(city, "2021-01-01") == ("perwal-1", 24, position)
        assert duty(city, "2021-12-31") == ("perwal-1", 24, position)
        assert duty(city, "2022-01-01") == ("pp11-2017", 20, None)


def test_r79_before_its_publication_nobody_knew_the_version() -> None:
    with city_after("need.confirm") as city:
        position = publish(city)

        assert duty(city, "2021-01-01", known_at=position - 1) == ("pp11-2017", 20, None)
        assert duty(city, "2021-01-01", known_at=position)[0] == "perwal-1"
        assert duty(city, "2021-01-01", as_of="2019-01-01")[0] == "perwal-1"


def test_of_two_versions_of_a_day_the_one_published_last_rules() -> None:
    with city_after("need.confirm") as city:
        publish(city, version="zz")
        publish(city, version="aa", values={"kind": "RIGHT", "floor_jp": 16})

        assert duty(city, "2021-06-01")[:2] == ("aa", 16)
        answer = city.ask("rules", fields={"component": "duty"})
        versions = [item["version"] for item in answer["items"]]
        assert versions == ["pp11-2017", "uu20-2023", "zz", "aa"]


def test_a_component_without_a_default_has_no_version_until_one_is_published() -> None:
    with city_after("need.confirm") as city:
        asked = {"component": "retention", "on": "2020-01-06"}
        assert city.ask("rules", fields=asked)["items"] == []

        values = {"identity": {"years": 5, "fate": "DESTROY"}}
        publish(city, component="retention", valid_from="2020-01-01", values=values)

        assert city.ask("rules", fields=asked)["items"][0]["values"] == values


def test_r58_malformed_values_are_refused_key_by_key_on_every_channel() -> None:
    with city_after("need.confirm") as city:
        fields = {**FLOOR, "values": {"kind": "FAVOUR", "floor": 1}}
        broken = ("RULE_INVALID:kind", "RULE_INVALID:floor_jp", "RULE_INVALID:floor")

        assert city.refused("rule.publish", "sari", fields) == broken
        imported = city.refused("rule.publish", "sari", fields, channel="import", second="budi")
        assert imported == broken


@pytest.mark.parametrize(
    ("component", "values", "key"),
    [
        ("privacy", {"correction_hours": 10_001, "breach_hours": 72, "data_clause": []},
         "correction_hours"),
        ("privacy", {"correction_hours": 72, "breach_hours": 80_000_000, "data_clause": []},
         "breach_hours"),
        ("duty", {"kind": "RIGHT", "floor_jp": 2**53 - 1}, "floor_jp"),
        ("pppk-cap", {"cap_jp": 10_001, "exempt_post_kinds": []}, "cap_jp"),
    ],
)  # fmt: skip
def test_r58_a_number_no_calendar_could_hold_is_refused(
    component: str, values: dict[str, Any], key: str
) -> None:
    with city_after("need.confirm") as city:
        fields = {**FLOOR, "component": component, "values": values}

        assert city.refused("rule.publish", "sari", fields) == (f"RULE_INVALID:{key}",)


@pytest.mark.parametrize("days", [10_001, 2**53 - 1])
def test_r25_a_reminder_is_at_most_ten_thousand_days_ahead(days: int) -> None:
    with city_after("agreement.sign") as city:
        rules = city.ask("rules", fields={"component": "agreement-policy"})["items"]
        policy = {**rules[-1]["values"], "reminders": [days, 30]}
        fields = {**FLOOR, "component": "agreement-policy", "values": policy}

        assert city.refused("rule.publish", "sari", fields) == ("RULE_INVALID:reminders",)
        fields["values"] = {**policy, "reminders": [10_000, 30]}
        publish(city, component="agreement-policy", values=fields["values"])
        assert city.act("system.tick", "system").refused == ()


def test_r58_weights_that_are_not_a_hundred_are_refused() -> None:
    with city_after("need.confirm") as city:
        criterion = {"code": "A", "group": "WORK", "weight": 99, "max": 100}
        values = {"pass_centi": 7000, "ethics_percent": 60, "criteria": [criterion]}
        fields = {**FLOOR, "component": "rubric", "values": values}

        assert city.refused("rule.publish", "sari", fields) == ("RULE_INVALID:criteria",)


@pytest.mark.parametrize(
    ("wrong", "item"),
    [
        ({"values": {"kind": "RIGHT", "floor_jp": 20.5}}, "values"),
        ({"values": {"kind": "RIGHT", "floor_jp": 2**53}}, "values"),
        ({"values": {"kind": "cafe\u0301", "floor_jp": 20}}, "values"),
        ({"valid_to": "2020-12-31"}, "valid_to"),
    ],
)
def test_what_no_log_could_hold_and_days_that_run_backwards_are_malformed(
    wrong: dict[str, Any], item: str
) -> None:
    with city_after("need.confirm") as city:
        refused = city.refused("rule.publish", "sari", {**FLOOR, **wrong})
        assert refused == (f"MALFORMED:{item}",)


def test_while_import_says_refuse_it_is_as_strict_as_live() -> None:
    """Contract §7.1: what import would record refuses, and so does a role the person lacked."""
    with city_after("need.confirm") as city:
        for ref in ("N2", "N3"):
            city.do("need.record", "sari", NEED, ref=ref)
        assert city.imported("need.confirm", "sari", id="$N2") == ["SOD_VIOLATION"]
        lacking = {"name": "Bank bjb", "category": "BUMD"}
        recorded = city.imported("organisation.register", "sari", lacking, for_="lina")
        assert recorded == ["ROLE_REQUIRED"]

        publish(city, **REFUSE)

        refused = city.refused("need.confirm", "sari", id="$N3", channel="import")
        assert refused == ("SOD_VIOLATION",)
        refused = city.refused(
            "organisation.register", "sari", lacking, channel="import", for_="lina"
        )
        assert refused == ("ROLE_REQUIRED",)


def test_what_another_office_published_is_noticed_by_a_refusal_and_by_an_append() -> None:
    """What one office read is read again once another one has published (D6)."""
    with city_after("need.confirm") as city:
        store = city.store
        enquirer = Enquirer(store.reading_room)
        other = Office(store.log, store.views, store.vault, store.evidence, enquirer)
        for ref in ("N2", "N3"):
            city.do("need.record", "sari", NEED, ref=ref)
        context = Context(
            actor=city.names["sari"], at=store.clock.now(), new_id="n", channel=Channel.IMPORT
        )
        other.execute(ConfirmNeed(), context, subject=city.names["N2"])

        publish(city, **REFUSE)

        with pytest.raises(Refused):
            other.execute(ConfirmNeed(), context, subject=city.names["N3"])

        publish(city, **{**REFUSE, "values": {"violations": "RECORD"}})

        receipt = other.execute(ConfirmNeed(), context, subject=city.names["N3"])
        assert receipt.state == "CONFIRMED"


# --- calendars ----------------------------------------------------------------------------------


def calendar(*days: str, year: int = 2020) -> dict[str, Any]:
    holidays = [{"on": day, "name": f"Libur {day}"} for day in days]
    return {"year": year, "decree": DECREE, "holidays": holidays}


def count(city: City, **when: Any) -> int:
    period = {"from": "2020-11-30", "until": "2020-12-11"}
    found: int = city.ask("working-days", fields=period, **when)["count"]
    return found


def test_r100_without_a_calendar_only_weekends_are_free() -> None:
    with city_after("need.confirm") as city:
        assert count(city) == 10


def test_r100_the_calendar_last_published_of_a_year_holds_alone() -> None:
    with city_after("need.confirm") as city:
        holidays = calendar("2020-12-01", "2020-12-02", "2020-12-06")
        first = city.do("calendar.publish", "sari", holidays)["positions"][0]
        assert count(city) == 8

        city.do("calendar.publish", "sari", calendar("2020-12-09"))

        assert count(city) == 9
        assert count(city, known_at=first) == 8
        assert count(city, known_at=first - 1) == 10


def test_r100_working_days_names_the_holidays_of_the_period_across_years() -> None:
    with city_after("need.confirm") as city:
        city.do("calendar.publish", "sari", calendar("2020-12-25", "2020-12-31", "2020-01-01"))
        city.do("calendar.publish", "sari", calendar("2021-01-01", year=2021))

        period = {"from": "2020-12-28", "until": "2021-01-01"}
        answer = city.ask("working-days", fields=period)

        assert answer["count"] == 3
        assert [holiday["on"] for holiday in answer["holidays"]] == ["2020-12-31", "2021-01-01"]


def test_r100_a_decision_counts_by_the_calendar_known_at_the_act() -> None:
    """Three working days for a late signature: a holiday published before moves the limit."""
    signature = {
        "party": "$kota",
        "office": "$o-wali",
        "signed_on": "2020-02-18",
        "document": "0" * 64,
        "method": "WET_INK_SCANNED",
    }
    with city_after("agreement.approve") as city:
        city.at("2020-02-24")
        refused = city.refused("agreement.sign", "sari", signature, id="$A4")
        assert "REASON_REQUIRED" in refused

        city.do("calendar.publish", "sari", calendar("2020-02-20"))

        assert "REASON_REQUIRED" not in city.refused("agreement.sign", "sari", signature, id="$A4")


@pytest.mark.parametrize(
    ("wrong", "item"),
    [
        (calendar("2021-01-01"), "holidays"),
        ({**calendar(), "ramadan": {"from": "2020-05-02", "until": "2020-05-01"}}, "ramadan"),
    ],
)
def test_a_calendar_holds_the_days_of_its_year(wrong: dict[str, Any], item: str) -> None:
    with city_after("need.confirm") as city:
        assert city.refused("calendar.publish", "sari", wrong) == (f"MALFORMED:{item}",)
