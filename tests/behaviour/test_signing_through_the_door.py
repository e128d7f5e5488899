"""Signing through the door: late recordings, hosts, successors, closed agreements."""

from datetime import date
from typing import Any

from domain.codes import Code
from tests.acts import agreement, approve, signature
from tests.city import City, city_after
from tests.facts import (
    TEXT,
)


def by_kota(**changes: Any) -> dict[str, Any]:
    fields = {
        "party": "$kota",
        "office": "$o-wali",
        "signed_on": "2020-02-18",
        "document": "$sha256:naskah A4",
        "method": "WET_INK_SCANNED",
    }
    return {**fields, **changes}


def test_r14_the_third_working_day_after_is_in_time_and_the_fourth_needs_a_reason() -> None:
    with city_after("agreement.approve") as city:
        city.at("2020-02-24")
        assert city.refused("agreement.sign", "sari", by_kota(), id="$A4") == ("REASON_REQUIRED",)

        given_reason = by_kota(reason="naskah terlambat diterima")
        receipt = city.do("agreement.sign", "sari", given_reason, id="$A4")

        assert "LATE_RECORDED" in receipt["warnings"]
        assert [fact.late_recorded for fact in city.facts(receipt)] == [True]
    with city_after("agreement.approve") as city:
        city.at("2020-02-21")
        receipt = city.do("agreement.sign", "sari", by_kota(), id="$A4")
        assert "LATE_RECORDED" not in receipt["warnings"]
        assert city.facts(receipt)[0].late_recorded is False


def test_r14_an_import_keeps_the_missing_reason_as_a_violation() -> None:
    with city_after("agreement.approve") as city:
        city.at("2020-02-24")
        assert city.imported("agreement.sign", "sari", by_kota(), id="$A4") == ["REASON_REQUIRED"]


def test_r14_nobody_signs_in_the_future_nor_before_the_approval() -> None:
    with city_after("agreement.approve") as city:
        city.at("2020-02-18")
        tomorrow = by_kota(signed_on="2020-02-19")
        too_early = by_kota(signed_on="2020-02-12")
        for channel in ("api", "import"):
            options: dict[str, Any] = {"id": "$A4", "channel": channel}
            assert city.refused("agreement.sign", "sari", tomorrow, **options) == ("FUTURE_DATE",)
            assert city.refused("agreement.sign", "sari", too_early, **options) == ("WRONG_STATE",)


def test_a_stranger_to_the_agreement_cannot_sign_it() -> None:
    with city_after("agreement.approve") as city:
        city.at("2020-02-18")
        city.do("organisation.register", "sari", {"name": "BJB", "category": "BUMD"}, ref="bjb")
        assert city.refused("agreement.sign", "sari", by_kota(party="$bjb"), id="$A4") == (
            "MALFORMED:party",
        )


def test_r86_a_host_signs_for_itself_only() -> None:
    with city_after("agreement.approve") as city:
        city.at("2020-02-18")
        assert city.refused("agreement.sign", "tel", by_kota(), id="$A4") == ("OUT_OF_SCOPE",)
        city.do("agreement.sign", "tel", by_kota(party="$telkom", office="$o-tel"), id="$A4")


def test_r23_the_successors_start_supersedes_the_predecessor() -> None:
    with city_after("agreement.sign") as city:
        successor = successor_of(city, "$A4")
        last = signature("$telkom", "2020-04-01")
        receipt = city.do("agreement.sign", "sari", last, id=successor)
        superseded = city.facts(receipt)[-1]

        assert receipt["topics"] == [
            "agreement.signed.v1",
            "agreement.entered-into-force.v1",
            "agreement.superseded.v1",
        ]
        assert (superseded.subject, superseded.effective_on) == (
            city.names["A4"],
            date(2020, 4, 6),
        )
        assert city.ask("agreement", "$A4", as_of="2020-04-05")["state"] == "IN_FORCE"
        assert city.ask("agreement", "$A4", as_of="2020-04-06")["state"] == "SUPERSEDED"
        assert city.ask("agreement", successor, as_of="2020-04-05")["state"] == "SIGNED"


def successor_of(city: City, predecessor: str) -> str:
    """A successor from 6 April 2020, signed by the city on 1 April."""
    term = {"effective_from": "2020-04-06", "last_day": "2022-04-05"}
    city.at("2020-04-01")
    city.do("agreement.draft", "sari", agreement(term=term, predecessor=predecessor), ref="B4")
    approve(city, "$B4")
    city.do("agreement.sign", "sari", signature("$kota", "2020-04-01"), id="$B4")
    return "$B4"


def test_r26_a_terminal_agreement_takes_no_signature() -> None:
    with city_after("agreement.sign") as city:
        city.at("2022-02-18")
        assert city.refused("agreement.sign", "sari", by_kota(), id="$A4") == ("CLOSED_STREAM",)
        annex = {"kind": "MINUTES", "document": TEXT, "reason": "arsip"}
        assert city.imported("agreement.attach", "sari", annex, id="$A4") == [
            Code.CLOSED_STREAM.value
        ]
