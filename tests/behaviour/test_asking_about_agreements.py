"""What can be asked about agreements: lists, one of them, what ends soon, gaps in numbers (§8)."""

import tracemalloc
from datetime import date
from typing import Any

from application.ports import Append, Draft, Recorded
from domain.agreement.facts import AgreementNumberAssigned
from domain.enums import Role
from tests.acts import TEXT, agreement, approve, bring_into_force, nominate, seat, signature
from tests.city import City, city_after


def ids(answer: dict[str, Any], field: str = "agreement") -> list[str]:
    return [item[field] for item in answer["items"]]


def extend(city: City, ref: str, last_day: str = "2024-02-17", **fields: Any) -> None:
    """An extension of A4, drafted today."""
    changes = {"agreement": "$A4", "kind": "EXTENSION", "changes": {"last_day": last_day}}
    city.do("amendment.draft", "sari", {**changes, **fields}, ref=ref)


def sign(city: City, ref: str, day: str) -> None:
    for body in ("TKKSD", "LEGAL"):
        opinion = {"body": body, "opinion": "AGREE"}
        city.do("amendment.give-opinion", "lina", opinion, id=f"${ref}")
    city.do("amendment.approve", "budi", {"text": TEXT}, id=f"${ref}")
    for party in ("$kota", "$telkom"):
        city.do("amendment.sign", "sari", signature(party, day), id=f"${ref}")


def terminate(city: City, ends_on: str) -> None:
    fields = {
        "cause": "MUTUAL_CONSENT",
        "notice_on": "2020-02-18",
        "ends_on": ends_on,
        "consent": TEXT,
        "run_off": {"policy": "NONE"},
    }
    proposal = city.do("agreement.terminate", "sari", fields, id="$A4")
    city.do("proposal.approve", "budi", id=proposal["id"])


# --- lists ----------------------------------------------------------------------------------------


def recorded_before_there_was_a_last(city: City, *, serial: int, year: int = 2020) -> None:
    """Record a number of the partner as it could once be given."""
    log, stream = city.store.log, f"agreement:{city.names['A4']}"
    number = AgreementNumberAssigned(
        party=city.names["telkom"], number=f"T/{serial}", year=year, serial=serial
    )
    draft = Draft(stream, number, date(2020, 2, 18), city.names["tel"], Role.HOST_PIC.value)
    expected = {stream: len(list(log.stream(stream)))}
    [recorded] = log.append([Append((draft,), expected, city.store.clock.now())])
    assert isinstance(recorded, Recorded)
    city.store.projector.catch_up()


def test_the_register_shows_the_state_and_the_numbers_of_the_day() -> None:
    with city_after("agreement.sign") as city:
        number = {"party": "$kota", "number": "415.4/01", "year": 2020, "on": "2020-02-18"}
        city.at("2020-02-19")
        city.do("agreement.set-number", "sari", {**number, "on": "2020-02-19"}, id="$A4")
        city.do("agreement.draft", "sari", agreement(), ref="B")

        [first, second] = city.ask("register")["items"]
        assert (first["agreement"], first["state"], first["numbers"]) == (
            city.names["A4"],
            "IN_FORCE",
            ["415.4/01"],
        )
        assert first["parties"] == ["Pemerintah Kota Bandung", "PT Telkom"]
        assert second["state"] == "DRAFT"
        eve = city.ask("register", as_of="2020-02-18")
        assert [item["numbers"] for item in eve["items"]] == [[]]
        assert ids(city.ask("register", fields={"state": "DRAFT"})) == [city.names["B"]]
        assert [i["state"] for i in city.ask("register", as_of="2022-02-18")["items"]] == [
            "EXPIRED",
            "DRAFT",
        ]


def test_the_overview_counts_seats_used_and_days_left() -> None:
    with city_after("agreement.sign") as city:
        city.at("2020-02-20")
        city.registers("w1", "197901152005011001")
        nominate(city, "W1", "$w1")
        city.do("placement.assign", "sari", seat(), id="$W1")

        def overview(day: str) -> dict[str, Any]:
            [item] = city.ask("agreements", as_of=day)["items"]
            return dict(item)

        before, during = overview("2020-02-23"), overview("2020-02-24")
        assert (before["seats"], before["used"], during["used"]) == (2, 0, 1)
        assert during["counterpart"] == city.names["telkom"]
        assert (during["last_day"], during["days_left"]) == ("2022-02-17", 724)
        assert overview("2022-02-18")["days_left"] == -1


def test_the_overview_is_filtered_by_what_holds_that_day() -> None:
    with city_after("agreement.sign") as city:
        own = [city.names["A4"]]
        for fields in (
            {"state": "IN_FORCE"},
            {"organisation": city.names["telkom"]},
            {"field": "TECHNOLOGY"},
            {"kind": "MOU"},
        ):
            assert ids(city.ask("agreements", fields=fields)) == own
        for fields in (
            {"state": "EXPIRED"},
            {"organisation": "nobody"},
            {"field": "SERVICE"},
            {"kind": "JOINT_AGREEMENT"},
        ):
            assert ids(city.ask("agreements", fields=fields)) == []


def test_r86_a_host_sees_its_own_agreements_only() -> None:
    with city_after("agreement.sign") as city:
        bjb = city.do("organisation.register", "sari", {"name": "BJB", "category": "BUMD"}, ref="b")
        host = {"role": "HOST_PIC", "organisation": bjb["id"]}
        city.opens_account("pic-bjb", host, organisation=bjb["id"])

        assert ids(city.ask("register", by="tel")) == [city.names["A4"]]
        assert ids(city.ask("register", by="pic-bjb")) == []
        assert ids(city.ask("agreements", by="pic-bjb")) == []
        assert city.not_answered("agreement", "$A4", by="pic-bjb") == ("OUT_OF_SCOPE",)


def test_before_its_draft_an_agreement_is_not_there_though_later_facts_know_no_day() -> None:
    with city_after("agreement.sign") as city:
        city.at("2020-03-02")
        terminate(city, "2020-03-01")
        assert city.not_answered("agreement", "$A4", as_of="2020-01-26") == ("NOT_FOUND",)
        assert city.ask("agreement", "$A4", as_of="2020-01-27")["state"] == "DRAFT"


def test_a_withdrawn_successor_is_none() -> None:
    with city_after("agreement.sign") as city:
        city.do("agreement.draft", "sari", agreement(predecessor="$A4"), ref="B")
        assert city.ask("agreement", "$A4")["successor"] == city.names["B"]
        city.do("agreement.withdraw", "sari", {"reason": "tidak jadi"}, id="$B")
        assert city.ask("agreement", "$A4")["successor"] is None


# --- what ends soon -------------------------------------------------------------------------------


def test_the_day_counts_down_to_the_last_day_both_ends_included() -> None:
    with city_after("agreement.sign") as city:

        def left(day: str, **fields: Any) -> list[int]:
            items = city.ask("expiring", as_of=day, fields=fields)["items"]
            return [item["days_left"] for item in items]

        city.at("2022-03-01")
        assert left("2021-11-18") == []
        assert left("2021-11-19") == [90]
        assert left("2022-02-17") == [0]
        assert left("2022-02-18") == []
        assert left("2022-02-11", days=5) == []
        assert left("2022-02-11", days=6) == [6]


def test_an_extension_on_its_way_is_shown_and_a_signed_one_takes_the_agreement_off_the_list() -> (
    None
):
    with city_after("agreement.sign") as city:
        city.at("2022-01-17")
        extend(city, "X")
        [item] = city.ask("expiring")["items"]
        assert (item["agreement"], item["extension"], item["successor"]) == (
            city.names["A4"],
            "UNDER_REVIEW",
            None,
        )
        city.do("amendment.withdraw", "sari", {"reason": "tidak jadi"}, id="$X")
        assert city.ask("expiring")["items"][0]["extension"] is None
        extend(city, "Y", effective_from="2022-02-18")
        sign(city, "Y", "2022-01-17")
        assert city.ask("expiring")["items"] == []


def test_a_termination_ahead_ends_it_sooner_and_a_successor_on_its_eve() -> None:
    with city_after("agreement.sign") as city:
        city.at("2020-02-19")
        terminate(city, "2020-03-31")
        [item] = city.ask("expiring")["items"]
        assert (item["last_day"], item["days_left"]) == ("2020-03-31", 41)
    with city_after("agreement.sign") as city:
        city.at("2020-02-19")
        term = {"effective_from": "2020-04-06", "last_day": "2022-04-05"}
        city.do("agreement.draft", "sari", agreement(term=term, predecessor="$A4"), ref="B")
        approve(city, "$B")
        for party in ("$kota", "$telkom"):
            city.do("agreement.sign", "sari", signature(party, "2020-02-19"), id="$B")
        [item] = city.ask("expiring")["items"]
        assert (item["last_day"], item["successor"]) == ("2020-04-05", city.names["B"])


# --- one amendment --------------------------------------------------------------------------------


def test_an_amendment_shows_what_it_would_change_and_who_has_signed() -> None:
    with city_after("agreement.sign") as city:
        city.at("2022-01-17")
        extend(city, "X")
        before = city.ask("amendment", "$X")
        assert (before["state"], before["sequence"], before["effective_on"]) == (
            "UNDER_REVIEW",
            None,
            None,
        )
        moved = [{"field": "last_day", "before": "2022-02-17", "after": "2024-02-17"}]
        assert before["changes"] == moved
        assert [party["signed_on"] for party in before["parties"]] == [None, None]
        sign(city, "X", "2022-01-17")
        after = city.ask("amendment", "$X", by="tel")
        assert (after["state"], after["sequence"], after["effective_on"], after["changes"]) == (
            "EFFECTIVE",
            1,
            "2022-01-17",
            moved,
        )
        assert [(p["signed_on"], p["holder"]) for p in after["parties"]] == [
            ("2022-01-17", "Wali Kota A"),
            ("2022-01-17", "Direktur C"),
        ]
        assert city.not_answered("amendment", "$X", as_of="2022-01-16") == ("NOT_FOUND",)


# --- gaps in numbers ------------------------------------------------------------------------------


def test_r15_a_missing_and_a_doubled_serial_are_shown_per_party_and_year() -> None:
    with city_after("agreement.sign") as city:
        city.at("2020-02-19")
        for n, serial in (("B", 3), ("C", 3)):
            bring_into_force(city, n, "2020-02-19")
            number = {"party": "$kota", "number": f"415.4/{n}", "year": 2020, "serial": serial}
            city.do("agreement.set-number", "sari", number, id=f"${n}")
        first = {"party": "$kota", "number": "415.4/A", "year": 2020, "serial": 1}
        city.do("agreement.set-number", "sari", first, id="$A4")
        city.do("agreement.set-number", "sari", {**first, "dated": "2020-02-18"}, id="$A4")
        whole = {"party": "$telkom", "number": "T/1", "year": 2020, "serial": 1}
        city.do("agreement.set-number", "sari", whole, id="$A4")

        gaps = {
            "series": "AGREEMENT",
            "organisation": city.names["kota"],
            "year": 2020,
            "highest": 3,
            "missing": [2],
            "duplicates": [3],
        }
        assert city.ask("number-gaps", fields={"year": 2020})["items"] == [gaps]
        assert city.ask("number-gaps", fields={"year": 2021})["items"] == []
        letters = {"year": 2020, "series": "LETTER"}
        assert city.ask("number-gaps", fields=letters)["items"] == []


def test_a_serial_is_a_running_number_and_no_other() -> None:
    """A partner gives it, and every number below it is looked for."""
    with city_after("agreement.sign") as city:
        number = {"party": "$telkom", "number": "T/1", "year": 2020, "serial": 100_000}
        assert city.refused("agreement.set-number", "tel", number, id="$A4") == (
            "MALFORMED:serial",
        )
        city.do("agreement.set-number", "tel", {**number, "serial": 99_999}, id="$A4")
        [item] = city.ask("number-gaps", fields={"year": 2020})["items"]
        assert len(item["missing"]) == 99_998


def test_a_serial_beyond_the_last_that_stands_in_the_log_stops_no_question() -> None:
    """Larger ones were recorded before there was a last running number."""
    with city_after("agreement.sign") as city:
        recorded_before_there_was_a_last(city, serial=2**53 - 1)
        recorded_before_there_was_a_last(city, serial=3)

        [item] = city.ask("number-gaps", fields={"year": 2020})["items"]
        assert (item["highest"], item["duplicates"]) == (2**53 - 1, [])
        assert item["missing"] == [1, 2, *range(4, 100_000)]
        counts = {row["control"]: row["count"] for row in city.ask("controls")["items"]}
        assert counts["numbers"] == len(item["missing"])


def test_the_controls_count_missing_numbers_of_every_year_without_listing_them() -> None:
    with city_after("agreement.sign") as city:
        for year in range(1900, 3000, 50):
            recorded_before_there_was_a_last(city, serial=99_999, year=year)
        tracemalloc.start()
        try:
            counts = {row["control"]: row["count"] for row in city.ask("controls")["items"]}
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert counts["numbers"] == 22 * 99_998
        assert peak < 8_000_000


def test_a_letter_that_covers_two_placements_uses_its_serial_once() -> None:
    with city_after("agreement.sign") as city:
        city.at("2020-02-20")
        for n, nip in enumerate(("197901152005011001", "198104162006041002")):
            city.registers(f"w{n}", nip)
            nominate(city, f"W{n}", f"$w{n}")
            given = seat()
            given["letter"]["serial"] = 2
            city.do("placement.assign", "sari", given, id=f"$W{n}")

        assert city.ask("number-gaps", fields={"year": 2020})["items"] == [
            {
                "series": "LETTER",
                "organisation": city.names["kota"],
                "year": 2020,
                "highest": 2,
                "missing": [1],
                "duplicates": [],
            }
        ]


def test_a_certificate_counts_for_its_host() -> None:
    with city_after("learning-record.confirm-evaluation") as city:
        certificate = {
            "number": "TLK-3",
            "date": "2020-03-09",
            "document": "$sha256:sertifikat",
            "serial": 3,
        }
        city.do("learning-record.record-certificate", "tel", {"certificate": certificate}, id="$P1")
        [item] = city.ask("number-gaps", fields={"year": 2020, "series": "CERTIFICATE"})["items"]
        assert (item["organisation"], item["highest"], item["missing"]) == (
            city.names["telkom"],
            3,
            [1, 2],
        )
