"""Amendments and extensions: their own cycle, and what their agreement becomes (§5.2, R16-R18)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest

from tests.acts import TEXT, agreement, approve, signature
from tests.city import City, city_after

REMOTE = {"scope": {"fields": ["TECHNOLOGY"], "modes": ["ON_SITE", "REMOTE"]}}
LONGER = {"last_day": "2024-02-17"}


@contextmanager
def city_on(day: str) -> Iterator[City]:
    """An agreement in force from 18 February 2020 to 17 February 2022, on a later day."""
    with city_after("agreement.sign") as city:
        city.at(day)
        yield city


def change(changes: dict[str, Any] | None = None, **fields: Any) -> dict[str, Any]:
    return {"agreement": "$A4", "kind": "CHANGE", "changes": changes or REMOTE, **fields}


def extension(last_day: str = "2024-02-17", **fields: Any) -> dict[str, Any]:
    return {"agreement": "$A4", "kind": "EXTENSION", "changes": {"last_day": last_day}, **fields}


def advise(city: City, subject: str = "$X", opinion: str = "AGREE") -> None:
    for body in ("TKKSD", "LEGAL"):
        spoken = {"body": body, "opinion": opinion}
        city.do("amendment.give-opinion", "lina", spoken, id=subject)


def approved(city: City, fields: dict[str, Any], ref: str = "X") -> str:
    city.do("amendment.draft", "sari", fields, ref=ref)
    advise(city, f"${ref}")
    city.do("amendment.approve", "budi", {"text": TEXT}, id=f"${ref}")
    return f"${ref}"


def signed(city: City, fields: dict[str, Any], day: str, ref: str = "X") -> Any:
    """Approved today and signed by both; the receipt of the last signature."""
    subject = approved(city, fields, ref)
    for party in ("$kota", "$telkom"):
        receipt = city.do("amendment.sign", "sari", signature(party, day), id=subject)
    return receipt


def annul(city: City, subject: str = "$X") -> Any:
    proposal = city.do("amendment.annul", "sari", {"reason": "dibuat terlambat"}, id=subject)
    return city.do("proposal.approve", "budi", id=proposal["id"])


# --- the cycle ------------------------------------------------------------------------------------


def test_r16_the_last_signature_changes_the_agreement_and_numbers_the_amendment() -> None:
    with city_on("2020-09-11") as city:
        subject = approved(city, change())
        first = city.do("amendment.sign", "sari", signature("$kota", "2020-09-11"), id=subject)
        last = city.do("amendment.sign", "tel", signature("$telkom", "2020-09-11"), id=subject)

        assert (first["state"], first["topics"]) == ("PARTIALLY_SIGNED", ["amendment.signed.v1"])
        assert (last["state"], last["topics"]) == (
            "EFFECTIVE",
            ["amendment.signed.v1", "agreement.amended.v1"],
        )
        amended = city.facts(last)[-1]
        assert (amended.subject, amended.effective_on, amended.actor) == (
            city.names["A4"],
            date(2020, 9, 11),
            city.names["tel"],
        )
        before = {"fields": ["TECHNOLOGY"], "modes": ["ON_SITE"]}
        assert city.ask("agreement", "$A4")["amendments"] == [
            {
                "amendment": city.names["X"],
                "sequence": 1,
                "kind": "CHANGE",
                "state": "EFFECTIVE",
                "effective_on": "2020-09-11",
                "signed_on": "2020-09-11",
                "recorded_on": "2020-09-11",
                "retroactive": False,
                "changes": [{"field": "scope", "before": before, "after": REMOTE["scope"]}],
            }
        ]
        assert city.ask("agreement", "$A4")["scope"]["modes"] == ["ON_SITE", "REMOTE"]
        eve = city.ask("agreement", "$A4", as_of="2020-09-10")
        assert (eve["scope"]["modes"], eve["amendments"]) == (["ON_SITE"], [])


def test_r16_numbers_run_over_both_kinds_and_an_annulled_one_stays_used() -> None:
    with city_on("2020-09-11") as city:
        signed(city, change(), "2020-09-11", "X")
        signed(city, extension(), "2020-09-11", "Y")
        annul(city, "$Y")
        signed(city, change({"title": "Judul baru"}), "2020-09-11", "Z")

        found = city.ask("agreement", "$A4")["amendments"]
        assert [(a["sequence"], a["state"]) for a in found] == [
            (1, "EFFECTIVE"),
            (2, "ANNULLED"),
            (3, "EFFECTIVE"),
        ]


def test_a_returned_amendment_is_revised_and_its_opinions_are_asked_for_again() -> None:
    with city_on("2020-09-11") as city:
        city.do("amendment.draft", "sari", change(), ref="X")
        assert city.refused("amendment.revise", "sari", {"changes": REMOTE}, id="$X") == (
            "WRONG_STATE",
        )
        city.do("amendment.give-opinion", "lina", {"body": "TKKSD", "opinion": "AGREE"}, id="$X")
        returned = {"body": "LEGAL", "opinion": "RETURN"}
        receipt = city.do("amendment.give-opinion", "lina", returned, id="$X")
        assert (receipt["state"], receipt["topics"]) == (
            "RETURNED",
            ["amendment.opinion-given.v1", "amendment.returned.v1"],
        )
        revision = {"changes": {"title": "Judul baru"}, "effective_from": "2020-10-01"}
        assert city.do("amendment.revise", "sari", revision, id="$X")["state"] == "UNDER_REVIEW"
        text = {"text": TEXT}
        assert city.refused("amendment.approve", "budi", text, id="$X") == (
            "OPINION_MISSING:TKKSD",
            "OPINION_MISSING:LEGAL",
        )
        found = city.ask("amendment", "$X")
        assert [c["field"] for c in found["changes"]] == ["title"]
        assert found["effective_on"] == "2020-10-01"


def test_an_amendment_is_given_up_with_a_reason_until_all_have_signed() -> None:
    with city_on("2020-09-11") as city:
        subject = approved(city, change())
        city.do("amendment.sign", "sari", signature("$kota", "2020-09-11"), id=subject)
        reason = {"reason": "tidak jadi"}
        assert city.do("amendment.withdraw", "sari", reason, id=subject)["state"] == "WITHDRAWN"
        closed = signature("$telkom", "2020-09-11")
        assert city.refused("amendment.sign", "sari", closed, id=subject) == ("CLOSED_STREAM",)
        signed(city, change(), "2020-09-11", "Y")
        assert city.refused("amendment.withdraw", "sari", reason, id="$Y") == ("WRONG_STATE",)


def test_r84_drafter_and_approver_are_two_people_and_so_are_reviewer_and_recorder() -> None:
    with city_on("2020-09-11") as city:
        city.opens_account("ratna", {"role": "OFFICER"}, {"role": "HEAD"}, {"role": "LEGAL"})
        city.do("amendment.draft", "ratna", change(), ref="X")
        city.do("amendment.give-opinion", "lina", {"body": "TKKSD", "opinion": "AGREE"}, id="$X")
        city.do("amendment.give-opinion", "ratna", {"body": "LEGAL", "opinion": "AGREE"}, id="$X")
        text = {"text": TEXT}
        clash = "SOD_VIOLATION:DRAFTER+APPROVER"
        assert city.refused("amendment.approve", "ratna", text, id="$X") == (clash,)
        assert city.imported("amendment.approve", "sari", text, id="$X", for_="ratna") == [clash]
        clash = "SOD_VIOLATION:LEGAL_REVIEWER+SIGNING_RECORDER"
        by_kota = signature("$kota", "2020-09-11")
        assert city.refused("amendment.sign", "ratna", by_kota, id="$X") == (clash,)


def test_r06_an_import_keeps_missing_opinions_as_violations() -> None:
    with city_on("2020-09-11") as city:
        city.do("amendment.draft", "sari", change(), ref="X")
        assert city.imported("amendment.approve", "sari", {"text": TEXT}, id="$X", for_="budi") == [
            "OPINION_MISSING:TKKSD",
            "OPINION_MISSING:LEGAL",
        ]


# --- the form -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("EXTENSION", {**LONGER, "title": "Judul"}),
        ("EXTENSION", {"title": "Judul"}),
        ("EXTENSION", {}),
        ("CHANGE", LONGER),
        ("CHANGE", {**REMOTE, **LONGER}),
        ("CHANGE", {}),
        ("CHANGE", {"run_off": {"policy": "UNTIL_DATE"}}),
    ],
)
def test_r18_an_extension_moves_the_last_day_alone_and_a_change_never(
    kind: str, changes: dict[str, Any]
) -> None:
    with city_on("2020-09-11") as city:
        fields = {"agreement": "$A4", "kind": kind, "changes": changes}
        for channel in ("api", "import"):
            assert city.refused("amendment.draft", "sari", fields, channel=channel) == (
                "MALFORMED:changes",
            )


@pytest.mark.parametrize(
    ("last_day", "broken"),
    [
        ("2022-02-17", True),
        ("2022-02-18", False),
        ("2027-02-17", False),
        ("2027-02-18", True),
    ],
)
def test_r05_an_extension_extends_by_no_more_than_policy(last_day: str, *, broken: bool) -> None:
    with city_on("2022-01-17") as city:
        reply = city.act("amendment.draft", "sari", extension(last_day))
        assert reply.refused == (("TERM_INVALID",) if broken else ())
        if broken:
            assert city.imported("amendment.draft", "sari", extension(last_day)) == ["TERM_INVALID"]


@pytest.mark.parametrize("last", ["2024-02-17", "2023-02-17"])
def test_r18_of_two_extensions_drafted_side_by_side_the_one_signed_last_counts(last: str) -> None:
    """Each extended what stood when it was drafted; what both parties signed last is the term."""
    [first] = {"2024-02-17", "2023-02-17"} - {last}
    with city_on("2021-11-01") as city:
        drafts = [approved(city, extension(day), f"E{day}") for day in (first, last)]
        for subject in drafts:
            for party in ("$kota", "$telkom"):
                city.do("amendment.sign", "sari", signature(party, "2021-11-01"), id=subject)

        found = city.ask("agreement", "$A4")
        assert found["last_day"] == last
        ends = [change["after"] for a in found["amendments"] for change in a["changes"]]
        assert ends == [first, last]


def test_r05_a_revision_is_judged_like_a_draft() -> None:
    with city_on("2022-01-17") as city:
        city.do("amendment.draft", "sari", extension(), ref="X")
        returned = {"body": "TKKSD", "opinion": "RETURN"}
        city.do("amendment.give-opinion", "lina", returned, id="$X")
        shorter = {"changes": {"last_day": "2022-02-17"}}
        assert city.refused("amendment.revise", "sari", shorter, id="$X") == ("TERM_INVALID",)
        mixed = {"changes": {"title": "Judul"}}
        assert city.refused("amendment.revise", "sari", mixed, id="$X") == ("MALFORMED:changes",)


# --- while the agreement runs ---------------------------------------------------------------------


def test_r18_on_the_last_day_an_extension_is_drafted_approved_and_signed() -> None:
    with city_on("2022-02-17") as city:
        assert signed(city, extension(), "2022-02-17")["state"] == "EFFECTIVE"
        found = city.ask("agreement", "$A4", as_of="2022-02-18")
        assert (found["state"], found["last_day"]) == ("IN_FORCE", "2024-02-17")


def test_r18_the_day_after_nothing_is_drafted_or_approved_any_more_live() -> None:
    with city_on("2022-02-17") as city:
        city.do("amendment.draft", "sari", extension(), ref="X")
        advise(city)
        city.at("2022-02-18")
        backdated = extension(on="2022-02-17")
        assert city.refused("amendment.draft", "sari", backdated) == ("ALREADY_EXPIRED",)
        text = {"text": TEXT, "on": "2022-02-17"}
        assert city.refused("amendment.approve", "budi", text, id="$X") == ("ALREADY_EXPIRED",)


def test_r18_what_is_signed_by_the_last_day_may_be_recorded_later() -> None:
    with city_on("2022-02-17") as city:
        subject = approved(city, extension())
        city.at("2022-02-22")
        after = signature("$kota", "2022-02-18")
        assert city.refused("amendment.sign", "sari", after, id=subject) == ("ALREADY_EXPIRED",)
        for party in ("$kota", "$telkom"):
            city.do("amendment.sign", "sari", signature(party, "2022-02-17"), id=subject)
        found = city.ask("agreement", "$A4", as_of="2022-02-18")
        assert (found["state"], found["retroactive"]) == ("IN_FORCE", False)


def test_r18_r76_an_imported_extension_of_an_expired_agreement_is_seen_for_what_it_is() -> None:
    with city_on("2022-03-14") as city:
        assert city.imported("amendment.draft", "sari", extension(on="2022-02-18"), ref="X") == [
            "ALREADY_EXPIRED"
        ]
        approval = {"text": TEXT, "on": "2022-02-18"}
        assert city.imported("amendment.approve", "sari", approval, id="$X", for_="budi") == [
            "ALREADY_EXPIRED",
            "OPINION_MISSING:TKKSD",
            "OPINION_MISSING:LEGAL",
        ]
        for party in ("$kota", "$telkom"):
            assert city.imported(
                "amendment.sign", "sari", signature(party, "2022-02-18"), id="$X"
            ) == ["ALREADY_EXPIRED", "REASON_REQUIRED"]
        found = city.ask("agreement", "$A4", as_of="2022-03-01")
        assert (found["state"], found["retroactive"], found["last_day"]) == (
            "IN_FORCE",
            True,
            "2024-02-17",
        )
        assert found["amendments"][0]["retroactive"] is True
        then = city.ask(
            "agreement", "$A4", as_of="2022-03-01", known_at="2022-03-10T00:00:00+07:00"
        )
        assert (then["state"], then["retroactive"], then["last_day"]) == (
            "EXPIRED",
            False,
            "2022-02-17",
        )


def test_an_amendment_needs_an_agreement_that_all_have_signed() -> None:
    with city_on("2020-03-02") as city:
        city.do("agreement.draft", "sari", agreement(), ref="B")
        approve(city, "$B")
        for channel in ("api", "import"):
            assert city.refused(
                "amendment.draft", "sari", change(agreement="$B"), channel=channel
            ) == ("WRONG_STATE",)


def test_r26_a_terminated_agreement_takes_no_amendment() -> None:
    with city_on("2020-03-02") as city:
        subject = approved(city, change())
        city.do("amendment.draft", "sari", change(), ref="Y")
        ended = {
            "cause": "MUTUAL_CONSENT",
            "notice_on": "2020-03-01",
            "ends_on": "2020-03-01",
            "consent": TEXT,
            "run_off": {"policy": "NONE"},
        }
        proposal = city.do("agreement.terminate", "sari", ended, id="$A4")
        city.do("proposal.approve", "budi", id=proposal["id"])
        closed = ("CLOSED_STREAM",)
        assert city.refused("amendment.draft", "sari", change()) == closed
        assert city.imported("amendment.draft", "sari", change()) == list(closed)
        assert city.refused("amendment.approve", "budi", {"text": TEXT}, id="$Y") == closed
        by_kota = signature("$kota", "2020-03-02")
        assert city.refused("amendment.sign", "sari", by_kota, id=subject) == closed


# --- signing --------------------------------------------------------------------------------------


def test_r08_r09_r10_an_amendment_is_signed_by_the_rules_of_its_agreement() -> None:
    with city_on("2020-09-11") as city:
        subject = approved(city, change())
        wrong = signature("$kota", "2020-09-11", document="$sha256:lain", office="$o-tel")
        assert city.refused("amendment.sign", "sari", wrong, id=subject) == (
            "TEXT_CHANGED_AFTER_APPROVAL",
            "NO_AUTHORITY",
        )
        city.do("amendment.sign", "sari", signature("$kota", "2020-09-11"), id=subject)
        again = signature("$kota", "2020-09-11")
        assert city.refused("amendment.sign", "sari", again, id=subject) == ("ALREADY_SIGNED",)
        assert city.refused("amendment.sign", "tel", again, id=subject) == ("OUT_OF_SCOPE",)
        early = signature("$telkom", "2020-09-10")
        assert city.refused("amendment.sign", "sari", early, id=subject) == ("WRONG_STATE",)


def test_r11_an_amendment_is_signed_under_a_mandate_that_reaches_it() -> None:
    with city_on("2020-09-11") as city:
        granted = {
            "grantor": "$o-wali",
            "grantee": "$o-kepala",
            "kinds": ["MOU"],
            "from": "2020-09-01",
            "until": "2020-12-31",
            "number": "SKU-1",
            "document": TEXT,
        }
        city.do("mandate.grant", "sari", granted, ref="M")
        city.do("mandate.grant", "sari", {**granted, "fields": ["SERVICE"]}, ref="N")
        subject = approved(city, change())
        by_kota = signature("$kota", "2020-09-11", office="$o-kepala")
        for mandate, code in ((None, "NO_AUTHORITY"), ("$N", "MANDATE_INVALID")):
            named = {**by_kota, **({"mandate": mandate} if mandate else {})}
            assert city.refused("amendment.sign", "sari", named, id=subject) == (code,)
        kept = city.imported("amendment.sign", "sari", {**by_kota, "mandate": "$N"}, id=subject)
        assert kept == ["MANDATE_INVALID"]
        subject = approved(city, change(), "Y")
        city.do("amendment.sign", "sari", {**by_kota, "mandate": "$M"}, id=subject)
        city.do("mandate.grant", "sari", {**granted, "fields": ["TECHNOLOGY"]}, ref="T")
        wider = {"scope": {"fields": ["TECHNOLOGY", "SERVICE"], "modes": ["ON_SITE"]}}
        subject = approved(city, change(wider), "Z")
        named = {**by_kota, "mandate": "$T"}
        assert city.refused("amendment.sign", "sari", named, id=subject) == ("MANDATE_INVALID",)


def test_r12_an_acting_holder_signs_a_restricted_kind_with_a_legal_opinion_only() -> None:
    with city_on("2020-09-11") as city:
        plt = {"holder": "Plt. Direktur", "from": "2020-09-01", "acting": "PLT"}
        city.do("office.appoint", "sari", plt, id="$o-tel")
        subject = approved(city, change())
        city.do("amendment.sign", "sari", signature("$telkom", "2020-09-11"), id=subject)
        assert city.ask("amendment", subject)["parties"][1]["holder"] == "Plt. Direktur"


def test_r14_a_late_signature_of_an_amendment_needs_a_reason() -> None:
    with city_on("2020-09-11") as city:
        subject = approved(city, change())
        city.at("2020-09-17")
        late = signature("$kota", "2020-09-11")
        assert city.refused("amendment.sign", "sari", late, id=subject) == ("REASON_REQUIRED",)
        receipt = city.do("amendment.sign", "sari", {**late, "reason": "lambat"}, id=subject)
        assert "LATE_RECORDED" in receipt["warnings"]
        assert city.facts(receipt)[0].late_recorded


@pytest.mark.parametrize(
    ("fields", "refused"),
    [
        ({"effective_from": "2020-09-11"}, ()),
        ({"effective_from": "2020-09-10"}, ("RETROACTIVE_AMENDMENT",)),
        ({"effective_from": "2020-09-10", "retroactive": True}, ("RETROACTIVE_AMENDMENT",)),
        ({"effective_from": "2020-09-10", "legal_opinion": TEXT}, ("RETROACTIVE_AMENDMENT",)),
        ({"effective_from": "2020-09-10", "retroactive": True, "legal_opinion": TEXT}, ()),
    ],
)
def test_r17_an_effect_before_the_last_signature_needs_the_word_and_an_opinion(
    fields: dict[str, Any], refused: tuple[str, ...]
) -> None:
    with city_on("2020-09-11") as city:
        subject = approved(city, change(**fields))
        by_kota = signature("$kota", "2020-09-11")
        assert city.act("amendment.sign", "sari", by_kota, id=subject).refused == refused
        if refused:
            assert city.imported("amendment.sign", "sari", by_kota, id=subject) == list(refused)
            return
        city.do("amendment.sign", "sari", signature("$telkom", "2020-09-11"), id=subject)
        found = city.ask("agreement", "$A4")["amendments"][0]
        assert found["effective_on"] == fields["effective_from"]
        assert found["retroactive"] is (fields["effective_from"] < "2020-09-11")


def test_an_amendment_can_take_effect_on_a_day_to_come() -> None:
    with city_on("2020-09-11") as city:
        signed(city, change(effective_from="2020-10-01"), "2020-09-11")
        assert city.ask("agreement", "$A4")["scope"]["modes"] == ["ON_SITE"]
        later = city.ask("agreement", "$A4", as_of="2020-10-01")
        assert later["scope"]["modes"] == ["ON_SITE", "REMOTE"]


def test_a_stranger_does_not_sign() -> None:
    with city_on("2020-09-11") as city:
        city.do("organisation.register", "sari", {"name": "BJB", "category": "BUMD"}, ref="bjb")
        subject = approved(city, change())
        stranger = signature("$bjb", "2020-09-11")
        assert city.refused("amendment.sign", "sari", stranger, id=subject) == ("MALFORMED:party",)


# --- annulment ------------------------------------------------------------------------------------


def test_r76_an_annulled_extension_is_void_from_its_effect_day_by_what_is_known_now() -> None:
    with city_on("2022-02-11") as city:
        signed(city, extension(), "2022-02-11")
        city.at("2022-07-04")
        receipt = annul(city)

        assert receipt["result"]["state"] == "ANNULLED"
        assert receipt["result"]["topics"] == [
            "amendment.annulled.v1",
            "agreement.amendment-annulled.v1",
        ]
        voided = [f for f in city.facts(receipt) if f.topic.startswith(("am", "ag"))]
        assert {fact.effective_on for fact in voided} == {date(2022, 2, 11)}
        found = city.ask("agreement", "$A4", as_of="2022-03-01")
        assert (found["state"], found["last_day"], found["retroactive"]) == (
            "EXPIRED",
            "2022-02-17",
            False,
        )
        assert found["amendments"][0]["state"] == "ANNULLED"
        then = city.ask(
            "agreement", "$A4", as_of="2022-03-01", known_at="2022-07-03T23:59:59+07:00"
        )
        assert (then["state"], then["amendments"][0]["state"]) == ("IN_FORCE", "EFFECTIVE")


def test_only_an_effective_amendment_is_annulled_and_only_once() -> None:
    with city_on("2020-09-11") as city:
        subject = approved(city, change())
        reason = {"reason": "keliru"}
        for channel in ("api", "import"):
            assert city.refused("amendment.annul", "sari", reason, id=subject, channel=channel) == (
                "WRONG_STATE",
            )
        signed(city, change(), "2020-09-11", "Y")
        annul(city, "$Y")
        assert city.refused("amendment.annul", "sari", reason, id="$Y") == ("CLOSED_STREAM",)
        assert city.refused("amendment.annul", "sari", {}, id="$Y") == ("MALFORMED:reason",)


def test_r85_an_imported_annulment_names_its_second_person() -> None:
    with city_on("2020-09-11") as city:
        signed(city, change(), "2020-09-11")
        assert city.imported("amendment.annul", "sari", {"reason": "keliru"}, id="$X") == [
            "SECOND_PERSON_REQUIRED"
        ]


def test_r85_while_import_refuses_an_annulment_needs_its_second_person() -> None:
    with city_on("2020-09-11") as city:
        signed(city, change(), "2020-09-11")
        strict = {
            "component": "import",
            "version": "v2",
            "valid_from": "2020-01-01",
            "values": {"violations": "REFUSE"},
            "legal_basis": "Tindak lanjut LHA",
        }
        city.do("rule.publish", "sari", strict, channel="import", second="budi")
        how: dict[str, Any] = {"id": "$X", "channel": "import"}
        reason = {"reason": "keliru"}

        assert city.refused("amendment.annul", "sari", reason, **how) == ("SECOND_PERSON_REQUIRED",)
        done = city.do("amendment.annul", "sari", reason, second="budi", **how)
        assert done["state"] == "ANNULLED"
