"""Roles come and go by decree, accounts close for good, and ties keep people from deciding."""

from typing import Any

import pytest

from tests.city import DECREE, City, city_after

TIE = {"employee": "$dewi", "kind": "FAMILY"}


def grant(role: str, since: str = "2020-01-01", **changes: Any) -> dict[str, Any]:
    return {"grant": {"role": role, "from": since, "decree": DECREE, **changes}}


def renames(city: City, by: str) -> tuple[str, ...]:
    """What an act of officers is refused with; nothing if it went through."""
    return city.act("unit.rename", by, {"name": "Diskominfo"}, id="$kominfo").refused


# --- grants -------------------------------------------------------------------------------------


def test_r86_a_role_granted_later_is_held_from_its_first_day() -> None:
    with city_after("need.confirm") as city:
        city.do("account.grant-role", "root", grant("OFFICER", "2020-01-07"), id="$budi")

        assert renames(city, "budi") == ("ROLE_EXPIRED",)
        city.at("2020-01-07")
        assert renames(city, "budi") == ()


def test_r86_a_revoked_role_is_held_to_its_last_day() -> None:
    with city_after("need.confirm") as city:
        ending = {"role": "OFFICER", "last_day": "2020-01-07", "reason": "mutasi"}
        receipt = city.do("account.revoke-role", "root", ending, id="$sari")
        assert city.facts(receipt)[0].effective_on.isoformat() == "2020-01-07"

        city.at("2020-01-07")
        assert renames(city, "sari") == ()
        city.at("2020-01-08")
        assert renames(city, "sari") == ("ROLE_EXPIRED",)


def test_r86_revoking_leaves_other_roles_and_ends_grants_not_begun() -> None:
    with city_after("need.confirm") as city:
        city.do("account.grant-role", "root", grant("OFFICER", "2020-03-01"), id="$lina")
        ending = {"role": "OFFICER", "last_day": "2020-02-01", "reason": "batal"}
        city.do("account.revoke-role", "root", ending, id="$lina")

        city.at("2020-03-02")
        assert renames(city, "lina") == ("ROLE_REQUIRED",)
        assert city.ask("unit", "$kominfo", by="lina")["name"] == "Diskominfo"


def test_r86_a_role_granted_again_after_its_end_is_held_again() -> None:
    with city_after("need.confirm") as city:
        ending = {"role": "OFFICER", "last_day": "2020-01-05", "reason": "mutasi"}
        city.do("account.revoke-role", "root", ending, id="$sari")
        assert renames(city, "sari") == ("ROLE_EXPIRED",)

        city.do("account.grant-role", "root", grant("OFFICER", "2020-01-06"), id="$sari")
        assert renames(city, "sari") == ()


@pytest.mark.parametrize(
    ("act", "fields", "item"),
    [
        ("account.grant-role", grant("PARTICIPANT"), "grant"),
        ("account.grant-role", grant("ANY"), "grant"),
        ("account.grant-role", grant("SYSTEM"), "grant"),
        ("account.grant-role", grant("HEAD", until="2019-12-31"), "grant"),
        (
            "account.revoke-role",
            {"role": "HEAD", "last_day": "2020-01-06", "reason": "tidak ada"},
            "role",
        ),
    ],
)
def test_a_role_nobody_grants_or_nobody_gave_is_malformed(
    act: str, fields: dict[str, Any], item: str
) -> None:
    with city_after("need.confirm") as city:
        assert city.refused(act, "root", fields, id="$sari") == (f"MALFORMED:{item}",)


def test_r88_only_the_administrator_grants() -> None:
    with city_after("need.confirm") as city:
        refused = city.refused("account.grant-role", "sari", grant("HEAD"), id="$sari")
        assert refused == ("ROLE_REQUIRED",)


# --- closing ------------------------------------------------------------------------------------


def test_a_closed_account_can_neither_act_nor_read_nor_be_acted_on() -> None:
    with city_after("need.confirm") as city:
        city.do("account.close", "root", {"reason": "pensiun"}, id="$budi")

        proposal = city.refused("proposal.approve", "budi", id="$budi")
        assert proposal == ("UNAUTHENTICATED",)
        assert city.not_answered("unit", "$kominfo", by="budi") == ("UNAUTHENTICATED",)
        again = city.refused("account.grant-role", "root", grant("HEAD"), id="$budi")
        assert again == ("WRONG_STATE",)


def test_history_may_name_a_person_whose_account_was_closed_since() -> None:
    """Contract §7.2"""
    with city_after("need.confirm") as city:
        city.opens_account("rudi", {"role": "OFFICER"})
        city.at("2020-02-03")
        city.do("account.close", "root", {"reason": "pensiun"}, id="$rudi")

        renamed = {"name": "Dinas Kominfo", "on": "2020-01-20"}
        imported = city.imported("unit.rename", "sari", renamed, id="$kominfo", for_="rudi")
        assert imported == []


# --- ties ---------------------------------------------------------------------------------------


def test_r89_a_tie_is_declared_by_oneself_or_by_the_inspectorate() -> None:
    with city_after("need.confirm") as city:
        city.opens_account("ira", {"role": "INSPECTOR"})

        own = city.facts(city.do("account.declare-tie", "sari", TIE, id="$sari"))[0]
        by_inspector = city.facts(city.do("account.declare-tie", "ira", TIE, id="$sari"))[0]
        assert (own.role, by_inspector.role) == ("ANY", "INSPECTOR")
        assert city.refused("account.declare-tie", "budi", TIE, id="$sari") == ("OUT_OF_SCOPE",)


def tie(city: City, login: str) -> None:
    city.do("account.declare-tie", login, TIE, id=f"${login}")


SCORES = {
    "INTEGRITY": 90,
    "RESPONSIBILITY": 90,
    "HONESTY": 90,
    "COURTESY": 90,
    "ATTENDANCE": 90,
    "PUNCTUALITY": 90,
    "COMPLETION": 90,
    "TECHNICAL": 90,
    "REPORT": 90,
    "ACCOUNTABILITY": 4,
    "NATIONALISM": 4,
    "PUBLIC_ETHICS": 4,
    "QUALITY": 4,
    "ANTI_CORRUPTION": 4,
}

DECISIONS = [
    ("placement.nominate", "placement.verify", "sari", {}),
    ("learning-record.log-hours", "learning-record.approve-hours", "tel", {}),
    (
        "placement.complete",
        "learning-record.evaluate",
        "tel",
        {"rubric": "aneka-v1", "scores": SCORES},
    ),
    ("learning-record.reply-evaluation", "learning-record.confirm-evaluation", None, {}),
    ("learning-record.propose-credit", "learning-record.verify-credit", None, {}),
    ("learning-record.verify-credit", "learning-record.recognise-credit", "budi", {}),
]


@pytest.mark.parametrize(("after", "act", "by", "fields"), DECISIONS)
def test_r89_a_declared_tie_blocks_the_six_decisions_about_the_employee(
    after: str, act: str, by: str | None, fields: dict[str, Any]
) -> None:
    with city_after(after) as city:
        if by is None:
            by = "pihak"
            city.opens_account(by, {"role": "EVALUATOR"}, {"role": "OFFICER"})
        tie(city, by)

        assert city.refused(act, by, fields, id="$P1") == ("CONFLICT_OF_INTEREST",)


def test_r89_on_import_the_tie_of_the_person_acted_for_is_recorded() -> None:
    with city_after("placement.nominate") as city:
        city.opens_account("rudi", {"role": "OFFICER"})
        tie(city, "rudi")

        imported = city.imported("placement.verify", "sari", id="$P1", for_="rudi")
        assert imported == ["CONFLICT_OF_INTEREST"]


def test_r89_a_tie_to_one_employee_does_not_block_decisions_about_another() -> None:
    with city_after("placement.nominate") as city:
        city.registers("rina", "198705202012032911")
        city.do("account.declare-tie", "sari", {**TIE, "employee": "$rina"}, id="$sari")

        assert city.do("placement.verify", "sari", id="$P1")["state"] == "VERIFIED"


@pytest.mark.parametrize(
    ("after", "act", "role", "refused"),
    [
        (
            "learning-record.reply-evaluation",
            "learning-record.confirm-evaluation",
            "EVALUATOR",
            True,
        ),
        ("learning-record.verify-credit", "learning-record.recognise-credit", "HEAD", True),
        ("learning-record.propose-credit", "learning-record.verify-credit", "OFFICER", False),
    ],
)
def test_r89_a_colleague_of_the_same_unit_is_kept_from_two_decisions_only(
    after: str, act: str, role: str, refused: bool
) -> None:
    with city_after(after) as city:
        city.opens_account("rekan", {"role": role}, unit="$kominfo")

        expected = ("CONFLICT_OF_INTEREST",) if refused else ()
        assert city.act(act, "rekan", id="$P1").refused == expected


def test_r89_the_unit_that_counts_is_the_present_one() -> None:
    with city_after("learning-record.verify-credit") as city:
        city.opens_account("rekan", {"role": "HEAD"}, unit="$kominfo")
        city.do("unit.register", "sari", {"name": "BKPP", "kind": "OPD"}, ref="bkpp")
        city.do("employee.transfer", "sari", {"unit": "$bkpp"}, id="$dewi")

        assert city.act("learning-record.recognise-credit", "rekan", id="$P1").refused == ()
