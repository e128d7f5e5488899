"""Acts that wait for a second person, and rules set aside: visible, never silent (R85)."""

from typing import Any

import pytest

from tests.acts import nomination
from tests.city import City, city_after

CORRECT = "learning-record.correct-hours"
LONGER = {"entry": 1, "quarters": 26, "reason": "salah catat"}
HOURS = "learning-record.approve-hours"
PUBLISH = "rule.publish"
CAP = {
    "component": "pppk-cap",
    "version": "v2",
    "valid_from": "2021-01-01",
    "values": {"cap_jp": 30, "exempt_post_kinds": ["JPT"]},
    "legal_basis": "keputusan",
}


def proposed(city: City, ref: str = "U1", **fields: Any) -> Any:
    """The mentor proposes another length of the first entry."""
    return city.do(CORRECT, "tel", {**LONGER, **fields}, id="$P1", ref=ref)


def quarters(city: City) -> int:
    return int(city.ask("learning-record", "$P1")["verified_quarters"])


# --- proposing --------------------------------------------------------------------------------


def test_r85_an_act_under_four_eyes_waits_and_changes_nothing() -> None:
    with city_after(HOURS) as city:
        receipt = proposed(city)
        [opened] = city.facts(receipt)

        assert (receipt["thing"], receipt["state"]) == ("proposal", "OPEN")
        assert opened.topic == "proposal.opened.v1"
        assert opened.actor == city.names["tel"]
        assert quarters(city) == 240


def test_r85_what_would_be_refused_is_refused_at_once() -> None:
    with city_after(HOURS) as city:
        assert city.refused(CORRECT, "tel", {**LONGER, "quarters": 31}, id="$P1") == ("DAILY_CAP",)
        assert city.refused(CORRECT, "dewi-asn", LONGER, id="$P1") == ("ROLE_REQUIRED",)


def test_r85_a_repeated_proposal_is_one_proposal() -> None:
    with city_after(HOURS) as city:
        first = city.do(CORRECT, "tel", LONGER, id="$P1", key="k")
        assert city.do(CORRECT, "tel", LONGER, id="$P1", key="k") == first


# --- approving --------------------------------------------------------------------------------


def test_r85_the_second_person_approves_and_both_stand_on_the_facts() -> None:
    with city_after(HOURS) as city:
        proposed(city)
        city.at("2020-03-10")
        receipt = city.do("proposal.approve", "sari", id="$U1")
        approved, corrected = city.facts(receipt)

        assert (receipt["thing"], receipt["state"]) == ("proposal", "APPROVED")
        assert (approved.actor, approved.role) == (city.names["sari"], "OFFICER")
        assert (corrected.actor, corrected.second_person) == (
            city.names["tel"],
            city.names["sari"],
        )
        assert corrected.reason == "salah catat"
        assert corrected.effective_on.isoformat() == "2020-03-10"
        assert quarters(city) == 242


def test_r85_a_repeated_approval_answers_its_first_receipt() -> None:
    with city_after(HOURS) as city:
        proposed(city)
        first = city.do("proposal.approve", "sari", id="$U1", key="k")
        assert city.do("proposal.approve", "sari", id="$U1", key="k") == first
        assert quarters(city) == 242


def test_r85_the_act_is_effective_on_the_day_proposed() -> None:
    with city_after(HOURS) as city:
        proposed(city, on="2020-03-06")
        city.at("2020-03-10")
        _, corrected = city.facts(city.do("proposal.approve", "sari", id="$U1"))
        assert corrected.effective_on.isoformat() == "2020-03-06"


def test_r85_the_proposer_is_not_the_second_person() -> None:
    with city_after(HOURS) as city:
        city.do(PUBLISH, "budi", CAP, ref="U2")
        assert city.refused("proposal.approve", "budi", id="$U2") == ("SECOND_PERSON_REQUIRED",)
        city.opens_account("nina", {"role": "HEAD"})
        city.do("proposal.approve", "nina", id="$U2")


def test_r85_only_the_approving_role_approves_or_rejects_and_the_role_is_asked_first() -> None:
    with city_after(HOURS) as city:
        city.do(PUBLISH, "sari", CAP, ref="U2")
        reason = {"reason": "tidak perlu"}
        for by in ("sari", "lina"):
            assert city.refused("proposal.approve", by, id="$U2") == ("ROLE_REQUIRED",)
            assert city.refused("proposal.reject", by, reason, id="$U2") == ("ROLE_REQUIRED",)
        city.do("proposal.reject", "budi", reason, id="$U2")
        assert city.refused("proposal.approve", "lina", id="$U2") == ("ROLE_REQUIRED",)
        assert city.refused("proposal.approve", "budi", id="$U2") == ("WRONG_STATE",)


def test_r85_only_the_proposer_withdraws() -> None:
    with city_after(HOURS) as city:
        proposed(city)
        reason = {"reason": "keliru"}
        assert city.refused("proposal.withdraw", "sari", reason, id="$U1") == ("OUT_OF_SCOPE",)
        city.do("proposal.withdraw", "tel", reason, id="$U1")
        assert city.refused("proposal.approve", "sari", id="$U1") == ("WRONG_STATE",)


def test_r85_everything_is_checked_again_at_the_approval() -> None:
    with city_after(HOURS) as city:
        proposed(city, "U1", quarters=30)
        city.do("proposal.approve", "sari", id="$U1")
        more = {"entries": [{"day": "2020-02-25", "quarters": 6, "activity": "lagi"}]}
        proposed(city, "U2", entry=2, quarters=30)
        city.do("learning-record.log-hours", "dewi-asn", more, id="$P1")

        assert city.refused("proposal.approve", "sari", id="$U2") == ("DAILY_CAP",)
        assert quarters(city) == 246


# --- setting rules aside ----------------------------------------------------------------------

ELSEWHERE = {"field": "TECHNOLOGY", "need": "$aset"}
ASIDE = {"codes": ["FIELD_MISMATCH"], "reason": "kebutuhan mendesak"}


def mismatch(city: City, **changes: Any) -> dict[str, Any]:
    """A nomination whose field is not the need's."""
    if "aset" not in city.names:
        city.at("2020-02-20")
        need = {"area": "ASSET", "competence": "Aset", "people": 1}
        city.do("need.record", "opd", need, ref="aset")
        city.do("need.confirm", "sari", id="$aset")
    return nomination("$dewi", **ELSEWHERE, **changes)


def test_r85_what_somebody_proposed_whose_account_is_shut_is_not_approved() -> None:
    with city_after(HOURS) as city:
        city.do(PUBLISH, "sari", CAP, ref="U9")
        city.do("account.close", "root", {"reason": "pindah"}, id="$sari")

        assert city.refused("proposal.approve", "budi", id="$U9") == ("ROLE_EXPIRED",)
        city.do("proposal.reject", "budi", {"reason": "pengusul pindah"}, id="$U9")


def test_r85_a_rule_set_aside_waits_for_the_head_and_stands_as_a_violation() -> None:
    with city_after("agreement.sign") as city:
        fields = mismatch(city, override=ASIDE)
        assert city.refused("placement.nominate", "opd", mismatch(city)) == ("FIELD_MISMATCH",)
        receipt = city.do("placement.nominate", "opd", fields, ref="U1")
        assert receipt["state"] == "OPEN"
        assert city.refused("proposal.approve", "sari", id="$U1") == ("ROLE_REQUIRED",)

        approved = city.do("proposal.approve", "budi", id="$U1")
        nominated = city.facts(approved)[-1]

        assert nominated.topic == "placement.nominated.v1"
        assert [(v.code, v.rule) for v in nominated.violations] == [("FIELD_MISMATCH", "R29")]
        assert nominated.second_person == city.names["budi"]


def test_r85_setting_one_rule_aside_sets_no_other_aside() -> None:
    with city_after("agreement.sign") as city:
        fields = mismatch(city, override=ASIDE, planned_end="2020-02-25")
        assert city.refused("placement.nominate", "opd", fields) == (
            "FIELD_MISMATCH",
            "DURATION_OUT_OF_RANGE",
        )


@pytest.mark.parametrize("codes", [["NEED_REQUIRED"], ["FIELD_MISMATCH", "NO_SUCH_CODE"]])
def test_r85_what_may_not_be_set_aside_is_told_last_and_once(codes: list[str]) -> None:
    with city_after("agreement.sign") as city:
        aside = {**ASIDE, "codes": codes}
        fields = mismatch(city, override=aside, planned_end="2020-02-25")
        refused = city.refused("placement.nominate", "opd", fields)
        assert refused[-1] == "NOT_OVERRIDABLE"
        assert refused.count("NOT_OVERRIDABLE") == 1


def test_r85_on_import_any_code_may_be_named_and_the_broken_one_stands() -> None:
    with city_after("agreement.sign") as city:
        aside = {"codes": ["DURATION_OUT_OF_RANGE"], "reason": "tercatat di kertas"}
        fields = mismatch(city, override=aside)
        options: dict[str, Any] = {"for_": "opd", "second": "budi"}
        assert city.imported("placement.nominate", "sari", fields, **options) == [
            "FIELD_MISMATCH",
            "NOT_OVERRIDABLE",
        ]


# --- the import channel -----------------------------------------------------------------------


def test_r85_an_import_names_the_second_person_or_records_that_there_was_none() -> None:
    with city_after(HOURS) as city:
        options: dict[str, Any] = {"id": "$P1", "for_": "tel"}
        assert city.imported(CORRECT, "sari", LONGER, **options) == ["SECOND_PERSON_REQUIRED"]
        for second, found in (("tel", ["SECOND_PERSON_REQUIRED"]), ("budi", [])):
            assert city.imported(CORRECT, "sari", LONGER, second=second, **options) == found


def test_r85_a_second_person_is_named_on_import_only_and_is_known() -> None:
    with city_after(HOURS) as city:
        assert city.refused(CORRECT, "tel", LONGER, id="$P1", second="sari") == (
            "MALFORMED:second",
        )
        options: dict[str, Any] = {"id": "$P1", "for_": "tel", "channel": "import"}
        assert city.refused(CORRECT, "sari", LONGER, second="nobody", **options) == (
            "UNAUTHENTICATED",
        )
