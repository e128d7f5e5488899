"""The import channel takes history as it happened, and writes down what was broken (§7, D2)."""

from typing import Any

import pytest

from domain.base import Violation
from tests.acts import agreement, nomination, seat, signature
from tests.city import City, city_after

APPROVE = {"text": "$sha256:naskah A4"}
SIGN = signature("$kota", "2020-02-18", document="$sha256:naskah A4")


def violations(city: City, receipt: Any) -> list[list[Violation]]:
    return [list(fact.violations) for fact in city.facts(receipt)]


# --- who acted --------------------------------------------------------------------------------


def test_the_importer_is_the_actor_and_the_person_acted_for_stands_beside() -> None:
    with city_after("agreement.record-council") as city:
        receipt = city.do(
            "agreement.approve",
            "sari",
            APPROVE,
            id="$A4",
            channel="import",
            for_="budi",
            source={"row": 7},
        )
        [fact] = city.facts(receipt)

        assert (fact.actor, fact.on_behalf_of) == (city.names["sari"], city.names["budi"])
        assert (fact.role, fact.channel, fact.violations) == ("HEAD", "import", ())
        assert fact.source is not None
        assert fact.source.row == 7


def test_only_an_officer_of_today_imports() -> None:
    with city_after("agreement.record-council") as city:
        city.at("2020-02-14")
        city.opens_account("lalu", {"role": "OFFICER", "until": "2020-02-13"})
        options: dict[str, Any] = {"id": "$A4", "channel": "import", "for_": "budi"}
        for by, code in (("budi", "ROLE_REQUIRED"), ("lalu", "ROLE_EXPIRED")):
            assert city.refused("agreement.approve", by, APPROVE, **options) == (code,)


@pytest.mark.parametrize(
    ("role", "code"),
    [
        ({"role": "HEAD"}, []),
        ({"role": "HEAD", "until": "2020-02-12"}, ["ROLE_EXPIRED"]),
        ({"role": "HEAD", "until": "2020-02-13"}, []),
        ({"role": "TKKSD"}, ["ROLE_REQUIRED"]),
    ],
)
def test_a_role_the_person_lacked_on_the_claimed_day_is_recorded(
    role: dict[str, str], code: list[str]
) -> None:
    with city_after("agreement.record-council") as city:
        city.opens_account("dulu", role)
        city.at("2020-02-17")
        claimed = {**APPROVE, "on": "2020-02-13"}
        assert city.imported("agreement.approve", "sari", claimed, id="$A4", for_="dulu") == code


def test_a_role_out_of_scope_is_recorded() -> None:
    with city_after("agreement.submit") as city:
        city.opens_account("tim", {"role": "TKKSD"})
        legal = {"body": "LEGAL", "opinion": "AGREE"}
        assert city.imported("agreement.give-opinion", "sari", legal, id="$A4", for_="tim") == [
            "OUT_OF_SCOPE"
        ]


def test_without_the_person_acted_for_other_roles_than_officer_are_lacking() -> None:
    """Even if the importer holds the role: on import nobody acts as anything but officer."""
    with city_after("agreement.record-council") as city:
        city.opens_account("dua", {"role": "OFFICER"}, {"role": "HEAD"})
        receipt = city.do("agreement.approve", "dua", APPROVE, id="$A4", channel="import")
        [fact] = city.facts(receipt)

        assert fact.role == "OFFICER"
        assert [(v.code, v.rule) for v in fact.violations] == [("ROLE_REQUIRED", "R86")]


def test_an_officer_of_today_takes_over_an_officers_act_of_long_ago() -> None:
    with city_after("need.confirm") as city:
        claimed = agreement(overlap_declared=False)
        assert city.imported("agreement.draft", "sari", {**claimed, "on": "2018-05-01"}) == []


def test_separation_of_duties_is_tested_on_the_person_who_acted() -> None:
    with city_after("agreement.record-council") as city:
        city.opens_account("rudi", {"role": "OFFICER"})
        options: dict[str, Any] = {"id": "$A4", "channel": "import"}
        receipt = city.do("agreement.approve", "rudi", APPROVE, for_="sari", **options)
        [fact] = city.facts(receipt)

        assert [(v.code, v.item, v.rule) for v in fact.violations] == [
            ("ROLE_REQUIRED", None, "R86"),
            ("SOD_VIOLATION", "DRAFTER+APPROVER", "R84"),
        ]


# --- what was broken --------------------------------------------------------------------------


def test_every_broken_rule_stands_on_the_first_fact_with_item_and_rule() -> None:
    with city_after("placement.verify") as city:
        late_letter = seat(mentor="$sari")
        late_letter["letter"] = {**late_letter["letter"], "date": "2020-02-25", "office": "$o-wali"}
        city.at("2020-02-25")
        assert set(city.refused("placement.assign", "sari", late_letter, id="$P1")) == {
            "LETTER_AFTER_START",
            "NO_AUTHORITY",
            "MENTOR_INVALID",
        }
        receipt = city.do("placement.assign", "sari", late_letter, id="$P1", channel="import")

        assert [[(v.code, v.rule) for v in found] for found in violations(city, receipt)] == [
            [("LETTER_AFTER_START", "R37"), ("NO_AUTHORITY", "R37"), ("MENTOR_INVALID", "R38")],
            [],
        ]


def test_an_entrys_broken_rules_stand_on_its_own_fact() -> None:
    with city_after("placement.start") as city:
        city.at("2020-02-28")
        hours = [
            {"day": day, "quarters": quarters, "activity": "kegiatan"}
            for day, quarters in (("2020-02-26", 24), ("2020-02-27", 31), ("2020-02-22", 8))
        ]
        receipt = city.do(
            "learning-record.log-hours",
            "sari",
            {"entries": hours},
            id="$P1",
            channel="import",
            for_="dewi-asn",
        )

        assert [[v.code for v in found] for found in violations(city, receipt)] == [
            [],
            ["DAILY_CAP"],
            ["DAY_OUT_OF_RANGE", "NON_WORKING_DAY"],
        ]


def test_what_no_channel_bends_refuses_and_names_only_what_is_broken() -> None:
    with city_after("agreement.approve") as city:
        city.at("2020-02-18")
        options: dict[str, Any] = {"id": "$A4", "channel": "import", "for_": "dewi-asn"}
        city.do("agreement.sign", "sari", SIGN, **options)
        assert city.refused("agreement.sign", "sari", SIGN, **options) == ("ALREADY_SIGNED",)


@pytest.mark.parametrize(
    ("act", "stage"),
    [
        ("agreement.approve", "agreement.draft"),
        ("agreement.sign", "agreement.submit"),
        ("placement.start", "placement.verify"),
        ("learning-record.recognise-credit", "learning-record.propose-credit"),
    ],
)
def test_the_order_of_states_is_never_bent(act: str, stage: str) -> None:
    with city_after(stage) as city:
        fields: dict[str, Any] = {"agreement.approve": APPROVE, "agreement.sign": SIGN}.get(act, {})
        thing = "$A4" if act.startswith("agreement") else "$P1"
        city.at("2020-03-10")
        options: dict[str, Any] = {"id": thing, "channel": "import"}
        assert city.refused(act, "sari", fields, **options) == ("WRONG_STATE",)


def test_an_act_of_long_ago_is_judged_by_the_rules_and_registers_of_its_day() -> None:
    """An MOU of 14 April 2020 taken over in 2022; the same of the 15th is a violation."""
    with city_after("need.confirm") as city:
        city.at("2022-01-03")
        for on, broken in (("2020-04-14", []), ("2020-04-15", ["INSTRUMENT_NOT_ALLOWED"])):
            assert city.imported("agreement.draft", "sari", {**agreement(), "on": on}) == broken
            live = city.act("agreement.draft", "sari", {**agreement(), "on": on}).refused
            assert list(live) == broken


def test_an_imported_nomination_keeps_all_that_was_wrong_in_the_contracts_order() -> None:
    with city_after("agreement.sign") as city:
        city.at("2020-02-20")
        wrong = nomination("$dewi", field="ASSET", planned_end="2020-02-26")
        del wrong["need"]
        assert city.imported("placement.nominate", "sari", wrong) == [
            "ROLE_REQUIRED",
            "NEED_REQUIRED",
            "FIELD_MISMATCH",
            "NOT_HOME_UNIT",
            "DURATION_OUT_OF_RANGE",
        ]


def test_r83_one_account_in_three_duties_is_taken_over_and_told() -> None:
    """The incident of March 2022 in small: mentor, evaluator and verifier are one person."""
    with city_after("learning-record.reply-evaluation") as city:
        options: dict[str, Any] = {"id": "$P1", "for_": "tel"}
        act = "learning-record.confirm-evaluation"
        assert city.imported(act, "sari", **options) == [
            "ROLE_REQUIRED",
            "SOD_VIOLATION:MENTOR+EVALUATOR",
        ]
        paper = {"number": "T-1", "date": "2020-03-09", "document": "e" * 64}
        certificate = {"certificate": paper}
        city.do("learning-record.record-certificate", "tel", certificate, id="$P1")
        city.do("learning-record.propose-credit", "sari", id="$P1")
        assert city.imported("learning-record.verify-credit", "sari", **options) == [
            "ROLE_REQUIRED",
            "SOD_VIOLATION:MENTOR+CREDIT_VERIFIER",
            "SOD_VIOLATION:EVALUATOR+CREDIT_VERIFIER",
        ]
