"""What an inspector looks for first: broken rules, late records, duties in one hand, controls."""

from collections.abc import Iterator
from typing import Any

import pytest

from domain.states import ControlName
from tests.acts import agreement, nomination, seat
from tests.city import City, city_after

INSPECTOR = {"role": "INSPECTOR"}


@pytest.fixture
def city() -> Iterator[City]:
    with city_after("learning-record.confirm-evaluation") as city:
        city.opens_account("insp", INSPECTOR)
        yield city


@pytest.fixture
def early() -> Iterator[City]:
    with city_after("agreement.sign") as city:
        yield city


def draft_on_paper(city: City, on: str, **line: Any) -> str:
    """A draft with a term the policy does not allow, taken over from paper."""
    fields = agreement(term={"effective_from": "2020-03-01", "last_day": "2030-01-01"}, on=on)
    receipt = city.do("agreement.draft", "sari", fields, channel="import", **line)
    return str(receipt["id"])


# --- violations -------------------------------------------------------------------------------


def test_every_broken_rule_is_a_row_of_its_own(early: City) -> None:
    """R27, contract §7.1"""
    drafted = draft_on_paper(early, "2020-02-18", for_="budi")

    lacked, invalid = early.ask("violations", fields={"subject": drafted})["items"]
    assert (lacked["code"], lacked["rule"]) == ("ROLE_REQUIRED", "R86")
    assert (invalid["code"], invalid["rule"]) == ("TERM_INVALID", "R05")
    assert {row["channel"] for row in (lacked, invalid)} == {"import"}
    assert lacked["on_behalf_of"] == early.names["budi"]
    assert not lacked["overridden"]


def test_violations_are_narrowed_by_channel_code_and_rule(early: City) -> None:
    draft_on_paper(early, "2020-02-18", for_="budi")

    def count(**fields: str) -> int:
        return len(early.ask("violations", fields=fields)["items"])

    assert count() == count(channel="import") == 2
    assert count(code="TERM_INVALID") == count(rule="R86") == 1
    assert count(channel="api") == count(code="OVERLAP") == 0


def test_r85_an_approved_override_is_shown_as_overridden(early: City) -> None:
    early.at("2020-02-20")
    early.registers("rina", "198705202012032911")
    override = {"codes": ["FIELD_MISMATCH"], "reason": "kebutuhan mendesak"}
    fields = nomination("$rina", field="SERVICE", override=override)
    early.do("placement.nominate", "opd", fields, ref="usul")
    early.do("proposal.approve", "budi", id="$usul")

    [row] = early.ask("violations")["items"]
    assert (row["code"], row["overridden"], row["channel"]) == ("FIELD_MISMATCH", True, "api")
    controls = {i["control"]: i["count"] for i in early.ask("controls")["items"]}
    assert controls["overrides"] == 1


def test_what_was_not_known_then_is_not_listed(early: City) -> None:
    before = early.store.log.head().position
    draft_on_paper(early, "2020-02-18")

    assert early.ask("violations", known_at=before)["items"] == []
    assert len(early.ask("violations")["items"]) == 1


def test_a_day_cuts_only_where_it_is_named(early: City) -> None:
    """Contract §1.9"""
    early.at("2020-02-20")
    draft_on_paper(early, "2020-02-19")

    assert len(early.ask("violations")["items"]) == 1
    assert early.ask("violations", as_of="2020-02-18")["items"] == []
    assert len(early.ask("violations", as_of="2020-02-19")["items"]) == 1
    late = early.ask("late-records", as_of="2020-02-18", fields={"days": 0})["items"]
    assert {row["effective_on"] for row in late} <= {"2020-02-18"}


# --- late records -----------------------------------------------------------------------------


def test_r14_what_was_recorded_more_than_three_days_later_is_late(early: City) -> None:
    early.at("2020-03-10")
    subjects = {day: draft_on_paper(early, day) for day in ("2020-03-06", "2020-03-07")}

    def late(**fields: Any) -> dict[str, int]:
        items = early.ask("late-records", fields={"channel": "import", **fields})["items"]
        return {item["subject"]: item["lag_days"] for item in items}

    assert late() == {subjects["2020-03-06"]: 4}
    assert late(days=4) == {}
    assert late(days=2) == {subjects["2020-03-06"]: 4, subjects["2020-03-07"]: 3}
    assert late(topic="agreement.signed.v1") == {}
    assert late(subject=subjects["2020-03-07"], days=2) == {subjects["2020-03-07"]: 3}


def test_days_of_registers_and_of_the_clock_are_no_claims(early: City) -> None:
    late = early.ask("late-records", fields={"days": 0})["items"]

    assert {row["topic"].partition(".")[0] for row in late}.isdisjoint(
        {"rule", "calendar", "office", "mandate", "account", "document", "system"}
    )
    positions = {row["position"] for row in late}
    facts = early.store.log.tail(0)
    assert all(f.channel != "system" for f in facts if f.position in positions)


# --- duties -----------------------------------------------------------------------------------


def test_r83_two_duties_in_one_hand_are_found_whoever_recorded_them(city: City) -> None:
    certificate = {"number": "S-1", "date": "2020-03-06", "document": "$sha256:sertifikat"}
    line: dict[str, Any] = {"id": "$P1", "channel": "import", "for_": "tel"}
    city.do("learning-record.record-certificate", "tel", {"certificate": certificate}, id="$P1")
    city.do("learning-record.propose-credit", "sari", id="$P1")
    city.do("learning-record.verify-credit", "sari", **line)

    [row] = city.ask("duties")["items"]
    assert row == {
        "subject": city.names["P1"],
        "thing": "placement",
        "account": city.names["tel"],
        "duties": ["MENTOR", "CREDIT_VERIFIER"],
        "rule": "R83",
    }
    assert city.ask("duties", fields={"subject": "$P1"})["items"] == [row]
    assert city.ask("duties", fields={"subject": "$A4"})["items"] == []


def test_r83_the_intern_is_known_by_the_employee_of_the_account(city: City) -> None:
    certificate = {"number": "S-1", "date": "2020-03-06", "document": "$sha256:sertifikat"}
    city.do("learning-record.record-certificate", "tel", {"certificate": certificate}, id="$P1")
    city.do("learning-record.propose-credit", "sari", id="$P1")
    line: dict[str, Any] = {"id": "$P1", "channel": "import", "for_": "dewi-asn"}
    city.do("learning-record.verify-credit", "sari", **line)

    [row] = city.ask("duties")["items"]
    assert (row["account"], row["duties"]) == (
        city.names["dewi-asn"],
        ["PARTICIPANT", "CREDIT_VERIFIER"],
    )


def test_r84_only_pairs_that_exclude_each_other_are_duties_in_one_hand(early: City) -> None:
    assert early.ask("duties")["items"] == []

    drafted = draft_on_paper(early, "2020-02-18", for_="budi")
    take: dict[str, Any] = {"id": drafted, "channel": "import"}
    early.do("agreement.submit", "sari", **take)
    early.do("agreement.give-opinion", "sari", opinion_of("LEGAL"), for_="lina", **take)
    early.do("agreement.give-opinion", "sari", opinion_of("TKKSD"), for_="lina", **take)
    early.do("agreement.approve", "sari", {"text": "b" * 64}, for_="budi", **take)

    [row] = early.ask("duties")["items"]
    assert (row["thing"], row["account"]) == ("agreement", early.names["budi"])
    assert (row["duties"], row["rule"]) == (["DRAFTER", "APPROVER"], "R84")


def opinion_of(body: str) -> dict[str, str]:
    return {"body": body, "opinion": "AGREE"}


# --- controls ---------------------------------------------------------------------------------


def test_every_control_that_finds_nothing_is_ok(early: City) -> None:
    items = early.ask("controls")["items"]

    assert [item["control"] for item in items] == list(ControlName)
    assert {(item["ok"], item["count"]) for item in items} == {(True, 0)}


def test_controls_count_what_the_lists_show(early: City) -> None:
    early.at("2020-02-20")
    early.registers("rina", "198705202012032911")
    early.do("placement.nominate", "opd", nomination("$rina"), ref="P9")
    override = {"codes": ["NOT_ELIGIBLE"], "reason": "diputuskan"}
    take: dict[str, Any] = {"id": "$P9", "channel": "import"}
    early.do("placement.verify", "sari", {"override": override}, **take)
    early.do("placement.assign", "sari", seat(), id="$P9")

    counts = {item["control"]: item for item in early.ask("controls")["items"]}
    assert counts["second-person"] == {"control": "second-person", "ok": False, "count": 1}


# --- who may look -----------------------------------------------------------------------------


def test_r86_everybody_sees_the_rows_of_their_own_things(city: City) -> None:
    draft_on_paper(city, "2020-02-18")
    city.opens_account("lain", {"role": "OPD", "unit": "$kominfo"})

    def topics(by: str) -> set[str]:
        items = city.ask("audit-trail", by=by)["items"]
        return {item["topic"].partition(".")[0] for item in items}

    assert topics("insp") >= {"agreement", "placement", "account", "organisation"}
    assert topics("lain") >= {"placement", "learning-record", "employee"}
    assert topics("tel") == {"agreement", "placement", "learning-record"}
    assert topics("dewi-asn") >= {"placement", "learning-record", "employee"}
    assert topics("root") == set()
    assert city.not_answered("controls", by="tel") == ("OUT_OF_SCOPE",)


def test_an_agreements_trail_takes_in_its_placements(city: City) -> None:
    own = city.ask("audit-trail", fields={"subject": "$A4"})["items"]
    related = city.ask("audit-trail", fields={"subject": "$A4", "related": True})["items"]

    assert {item["subject"] for item in own} == {city.names["A4"]}
    assert {item["subject"] for item in related} == {city.names["A4"], city.names["P1"]}
    assert [item["position"] for item in related] == sorted(i["position"] for i in related)


def test_a_placements_trail_takes_in_the_proposals_about_it(early: City) -> None:
    """R85"""
    early.at("2020-02-20")
    early.registers("rina", "198705202012032911")
    override = {"codes": ["FIELD_MISMATCH"], "reason": "kebutuhan mendesak"}
    fields = nomination("$rina", field="SERVICE", override=override)
    early.do("placement.nominate", "opd", fields, ref="usul")
    placement = early.do("proposal.approve", "budi", id="$usul")["result"]["id"]

    found = early.ask("audit-trail", fields={"subject": placement, "related": True})["items"]

    assert [item["topic"] for item in found] == [
        "proposal.opened.v1",
        "proposal.approved.v1",
        "placement.nominated.v1",
    ]


def test_the_trail_is_cut_by_a_day_only_where_one_is_named(city: City) -> None:
    """Contract §1.9"""
    everything = city.ask("audit-trail")["items"]
    by_day = city.ask("audit-trail", as_of="2020-02-17")["items"]

    assert len(everything) == city.store.log.head().position
    assert {i["topic"] for i in by_day} >= {"account.opened.v1", "organisation.registered.v1"}
    assert "agreement.signed.v1" not in {i["topic"] for i in by_day}
