"""A draft is revised until it is approved, and given up until all have signed (§5.1, R16)."""

from datetime import date
from typing import Any

from tests.acts import TEXT, agreement, approve, signature
from tests.city import City, city_after

REASON = {"reason": "tidak jadi"}


def drafted(city: City, **changes: Any) -> str:
    """A second agreement, drafted on 19 February 2020."""
    city.at("2020-02-19")
    city.do("agreement.draft", "sari", agreement(**changes), ref="B")
    return "$B"


def test_a_revision_changes_the_fields_it_gives_and_no_other() -> None:
    with city_after("agreement.sign") as city:
        draft = drafted(city)
        before = city.ask("agreement", draft)
        term = {"effective_from": "2020-03-01", "last_day": "2021-02-28"}
        changed = {
            "title": "Judul baru",
            "term": term,
            "clauses": {"TERM": "Pasal 9"},
            "capacity": [{"field": "TECHNOLOGY", "seats": 4}],
            "run_off": {"policy": "UNTIL_DATE", "until": "2021-03-31"},
            "umbrella": "$A4",
        }
        receipt = city.do("agreement.revise", "sari", changed, id=draft)
        after = city.ask("agreement", draft)

        assert receipt["topics"] == ["agreement.revised.v1"]
        assert receipt["state"] == "DRAFT"
        assert (after["title"], after["effective_from"], after["last_day"]) == (
            "Judul baru",
            "2020-03-01",
            "2021-02-28",
        )
        assert after["clauses"] == {"TERM": "Pasal 9"}
        assert after["capacity"] == [{"field": "TECHNOLOGY", "seats": 4}]
        assert after["run_off"] == {"policy": "UNTIL_DATE", "until": "2021-03-31"}
        assert after["umbrella"] == city.names["A4"]
        assert {k: after[k] for k in ("scope", "parties", "kind", "predecessor")} == {
            k: before[k] for k in ("scope", "parties", "kind", "predecessor")
        }


def test_r01_r02_r05_a_revision_is_judged_as_the_draft_it_leads_to() -> None:
    with city_after("agreement.sign") as city:
        draft = drafted(city)
        city.do(
            "organisation.register", "sari", {"name": "BPN", "category": "AUDIT_BOARD"}, ref="x"
        )
        alone = {"parties": [{"organisation": "$kota", "role": "FIRST"}]}
        too_long = {"term": {"effective_from": "2020-03-01", "last_day": "2025-03-01"}}
        five_years = {"term": {"effective_from": "2020-03-01", "last_day": "2025-02-28"}}
        for channel in ("api", "import"):
            assert city.refused("agreement.revise", "sari", alone, id=draft, channel=channel) == (
                "PARTY_COUNT",
            )
        assert city.refused("agreement.revise", "sari", too_long, id=draft) == ("TERM_INVALID",)
        assert city.imported("agreement.revise", "sari", too_long, id=draft) == ["TERM_INVALID"]
        city.do("agreement.revise", "sari", five_years, id=draft)
        city.do(
            "agreement.draft",
            "sari",
            agreement(
                kind="COOPERATION_AGREEMENT",
                term={"effective_from": "2020-03-01", "last_day": "2021-02-28"},
            ),
            ref="C",
        )
        vertical = {"name": "Kantor BKN", "category": "CENTRAL_VERTICAL"}
        city.do("organisation.register", "sari", vertical, ref="bkn2")
        unsuited = {
            "parties": [
                {"organisation": "$kota", "role": "FIRST"},
                {"organisation": "$bkn2", "role": "SECOND"},
            ]
        }
        assert city.refused("agreement.revise", "sari", unsuited, id="$C") == (
            "INSTRUMENT_NOT_ALLOWED",
        )
        assert city.imported("agreement.revise", "sari", unsuited, id="$C") == [
            "INSTRUMENT_NOT_ALLOWED"
        ]


def test_r16_from_its_approval_on_nobody_edits_an_agreement() -> None:
    with city_after("agreement.sign") as city:
        draft = drafted(city)
        title = {"title": "Judul baru"}
        city.do("agreement.submit", "sari", id=draft)
        assert city.refused("agreement.revise", "sari", title, id=draft) == ("WRONG_STATE",)
        for body in ("TKKSD", "LEGAL"):
            city.do("agreement.give-opinion", "lina", {"body": body, "opinion": "AGREE"}, id=draft)
        city.do("agreement.record-council", "sari", {"decision": "GRANTED"}, id=draft)
        city.do("agreement.approve", "budi", {"text": TEXT}, id=draft)
        for channel in ("api", "import"):
            how: dict[str, Any] = {"id": draft, "channel": channel}
            assert city.refused("agreement.revise", "sari", title, **how) == ("IMMUTABLE",)
            behind = {**title, "on": "2020-02-18"}
            assert city.refused("agreement.revise", "sari", behind, **how) == ("IMMUTABLE",)
        assert city.refused("agreement.revise", "sari", title, id="$A4") == ("IMMUTABLE",)


def test_r84_who_revised_the_draft_does_not_approve_it() -> None:
    with city_after("agreement.sign") as city:
        both = [{"role": "OFFICER"}, {"role": "HEAD"}]
        city.opens_account("ratna", *both)
        draft = drafted(city)
        city.do("agreement.revise", "ratna", {"title": "Judul baru"}, id=draft)
        city.do("agreement.submit", "sari", id=draft)
        for body in ("TKKSD", "LEGAL"):
            city.do("agreement.give-opinion", "lina", {"body": body, "opinion": "AGREE"}, id=draft)
        city.do("agreement.record-council", "sari", {"decision": "GRANTED"}, id=draft)

        assert city.refused("agreement.approve", "ratna", {"text": TEXT}, id=draft) == (
            "SOD_VIOLATION:DRAFTER+APPROVER",
        )


def test_a_dateless_run_off_until_a_date_is_malformed() -> None:
    with city_after("agreement.sign") as city:
        draft = drafted(city)
        dateless = {"run_off": {"policy": "UNTIL_DATE"}}
        assert city.refused("agreement.revise", "sari", dateless, id=draft) == (
            "MALFORMED:run_off",
        )


def test_a_draft_that_would_outlive_its_umbrella_is_warned_of() -> None:
    with city_after("agreement.sign") as city:
        draft = drafted(city)
        long = {
            "umbrella": "$A4",
            "term": {"effective_from": "2020-03-01", "last_day": "2022-02-18"},
        }
        assert city.do("agreement.revise", "sari", long, id=draft)["warnings"] == [
            "OUTLIVES_UMBRELLA"
        ]


def test_an_agreement_is_given_up_with_a_reason_before_all_have_signed() -> None:
    with city_after("agreement.sign") as city:
        draft = drafted(city)
        approve(city, draft)
        city.do("agreement.sign", "sari", signature("$kota", "2020-02-19"), id=draft)
        assert city.refused("agreement.withdraw", "sari", id=draft) == ("MALFORMED:reason",)
        receipt = city.do("agreement.withdraw", "sari", REASON, id=draft)

        assert (receipt["state"], receipt["topics"]) == ("WITHDRAWN", ["agreement.withdrawn.v1"])
        assert city.facts(receipt)[0].effective_on == date(2020, 2, 19)
        closed = city.refused(
            "agreement.sign", "sari", signature("$telkom", "2020-02-19"), id=draft
        )
        assert closed == ("CLOSED_STREAM",)
        assert city.refused("agreement.archive", "sari", archived(), id=draft) == ("WRONG_STATE",)


def test_what_all_have_signed_is_not_given_up_any_more() -> None:
    with city_after("agreement.sign") as city:
        for channel in ("api", "import"):
            behind = {**REASON, "on": "2020-02-14"}
            how: dict[str, Any] = {"id": "$A4", "channel": channel}
            assert city.refused("agreement.withdraw", "sari", REASON, **how) == ("WRONG_STATE",)
            assert city.refused("agreement.withdraw", "sari", behind, **how) == ("WRONG_STATE",)


def archived() -> dict[str, Any]:
    return {"document": TEXT, "location": "Rak 3"}
