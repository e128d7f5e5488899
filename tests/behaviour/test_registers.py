"""The registers: needs, accounts, civil servants, and the claims that make names unique."""

from datetime import date
from typing import Any

import pytest

from domain.learning.facts import CreditRecognised
from tests.acts import certificate, earn, learn, nomination
from tests.city import DECREE, city_after, civil_servant

REGISTERED = "employee.register"


# --- needs ------------------------------------------------------------------------------------


def test_a_need_is_not_confirmed_by_who_recorded_it() -> None:
    with city_after("need.confirm") as city:
        need = {"area": "ASSET", "competence": "Aset", "people": 2}
        city.do("need.record", "sari", need, ref="N2")
        city.opens_account("rudi", {"role": "OFFICER"})

        assert city.refused("need.confirm", "sari", id="$N2") == ("SOD_VIOLATION",)
        assert city.imported("need.confirm", "rudi", id="$N2", for_="sari") == ["SOD_VIOLATION"]
        assert city.refused("need.confirm", "rudi", id="$N2") == ("WRONG_STATE",)


@pytest.mark.parametrize("field", ["priority", "level_from", "level_to", "people"])
@pytest.mark.parametrize("number", [2**53, 2**64, 10**30])
def test_a_number_beyond_what_can_be_recorded_is_refused_by_its_field(
    field: str, number: int
) -> None:
    with city_after("need.confirm") as city:
        need = {"area": "TECHNOLOGY", "competence": "Jaringan", "people": 3, field: number}
        assert city.refused("need.record", "opd", need) == (f"MALFORMED:{field}",)


def test_a_need_is_not_confirmed_before_the_day_it_was_recorded() -> None:
    with city_after("need.record") as city:
        early = {"on": "2020-01-05"}
        assert city.refused("need.confirm", "sari", early, id="$need") == ("WRONG_STATE",)


# --- accounts ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "second",
    [{"login": "sari"}, {"login": "dewi-dua", "employee": "$dewi"}],
    ids=["a login", "an employee"],
)
def test_r90_a_login_and_an_employee_have_one_account(second: dict[str, str]) -> None:
    with city_after("account.open") as city:
        fields = {"name": "Orang lain", **second}
        assert city.refused("account.open", "root", fields) == ("ACCOUNT_EXISTS",)
        city.opens_account("admin-dua", {"role": "ADMIN"}, {"role": "OFFICER"})
        assert city.refused("account.open", "admin-dua", fields, channel="import") == (
            "ACCOUNT_EXISTS",
        )


def test_a_role_is_granted_with_the_account_and_effective_from_its_first_day() -> None:
    with city_after("need.confirm") as city:
        role = {"role": "HEAD", "from": "2020-06-01", "decree": DECREE}
        fields = {"login": "nina", "name": "Nina", "roles": [role]}
        opened, granted = city.facts(city.do("account.open", "root", fields))

        assert (opened.topic, granted.topic) == ("account.opened.v1", "account.role-granted.v1")
        assert granted.effective_on == date(2020, 6, 1)


# --- civil servants ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("nip", "item"),
    [
        ("19870520201203291", "LENGTH"),
        ("19870520201203291X", "DIGITS"),
        ("198702302012032911", "BIRTH_DATE"),
        ("198705202012132911", "MONTH"),
        ("198705202020022911", "FUTURE"),
        ("198705202012033911", "SEX"),
        ("198705202012032000", "SERIAL"),
    ],
)
def test_a_wrong_nip_is_refused_on_every_channel_and_says_why(nip: str, item: str) -> None:
    with city_after("employee.register") as city:
        for channel in ("api", "import"):
            refused = city.refused(REGISTERED, "sari", civil_servant(nip), channel=channel)
            assert refused == (f"NIP_INVALID:{item}",)


def test_a_nip_is_taken_however_it_is_written() -> None:
    with city_after("employee.register") as city:
        for nip in ("198705202012032901", "19870520 201203 2 901", "19870520.201203.2.901"):
            for channel in ("api", "import"):
                refused = city.refused(REGISTERED, "sari", civil_servant(nip), channel=channel)
                assert refused == ("NIP_TAKEN",)


def test_an_unusual_age_is_warned_of() -> None:
    with city_after("employee.register") as city:
        receipt = city.do(REGISTERED, "sari", civil_servant("200205202020012911"))
        assert receipt["warnings"] == ["NIP_AGE"]


def test_a_pppk_has_a_contract() -> None:
    with city_after("employee.register") as city:
        bare = civil_servant(kind="PPPK")
        assert city.refused(REGISTERED, "sari", bare) == ("MALFORMED:contract",)
        contract = {"from": "2020-01-01", "until": "2024-12-31"}
        city.do(REGISTERED, "sari", {**bare, "contract": contract})


# --- who nominates ----------------------------------------------------------------------------


def opd(city: Any, login: str, unit: str, **grant: str) -> None:
    city.opens_account(login, {"role": "OPD", "unit": unit, **grant}, unit=unit)


def test_r30_a_unit_above_nominates_and_another_does_not() -> None:
    with city_after("agreement.sign") as city:
        city.at("2020-02-20")
        city.do("unit.register", "root", {"name": "Setda", "kind": "SECRETARIAT"}, ref="setda")
        below = {"name": "Bagian A", "kind": "OPD", "parent": "$setda"}
        city.do("unit.register", "root", below, ref="bagian")
        city.registers("rina", "198705202012032911", unit="$bagian")
        opd(city, "sekda", "$setda")

        assert city.refused("placement.nominate", "opd", nomination("$rina")) == ("NOT_HOME_UNIT",)
        city.do("placement.nominate", "sekda", nomination("$rina"), ref="P2")


def test_r30_the_unit_must_be_headed_on_the_day_of_the_nomination() -> None:
    """A role held elsewhere today does not lend a unit headed in the past."""
    with city_after("agreement.sign") as city:
        city.at("2020-02-20")
        city.do("unit.register", "root", {"name": "BPKA", "kind": "OPD"}, ref="bpka")
        past = {"role": "OPD", "unit": "$kominfo", "until": "2020-02-19"}
        city.opens_account("pindah", past, {"role": "OPD", "unit": "$bpka"})

        assert city.refused("placement.nominate", "pindah", nomination("$dewi")) == (
            "NOT_HOME_UNIT",
        )
        city.do("placement.nominate", "pindah", nomination("$dewi", on="2020-02-19"))


def test_a_plan_that_ends_before_it_starts_is_refused_on_every_channel() -> None:
    with city_after("agreement.sign") as city:
        city.at("2020-02-20")
        backwards = nomination("$dewi", planned_end="2020-02-23")
        for channel in ("api", "import"):
            by = "opd" if channel == "api" else "sari"
            refused = city.refused("placement.nominate", by, backwards, channel=channel)
            assert "PERIOD_INVALID" in refused


# --- certificates and credits -----------------------------------------------------------------


def test_r61_a_certificate_number_is_used_once_by_a_host_and_not_before_the_end() -> None:
    with city_after("learning-record.recognise-credit") as city:
        city.registers("rina", "198705202012032911")
        city.opens_account("rina-asn", employee="$rina")
        last = date(2020, 3, 20)
        learn(city, "P2", "$rina", "rina-asn", date(2020, 3, 16), last)
        act, again = "learning-record.record-certificate", certificate("TLK-001", last)
        assert city.refused(act, "tel", again, id="$P2") == ("CERT_DUPLICATE",)
        assert city.imported(act, "sari", again, id="$P2", for_="tel") == ["CERT_DUPLICATE"]
    with city_after("learning-record.confirm-evaluation") as city:
        early = {"number": "TLK-009", "date": "2020-03-05", "document": "e" * 64}
        act = "learning-record.record-certificate"
        fields = {"certificate": early}
        assert city.refused(act, "tel", fields, id="$P1") == ("CERT_BEFORE_COMPLETION",)
        assert city.imported(act, "sari", fields, id="$P1", for_="tel") == [
            "CERT_BEFORE_COMPLETION"
        ]


def test_r69_the_contract_year_of_a_pppk_takes_24_jp_and_the_next_begins_afresh() -> None:
    """A contract from 29 February: the anniversary of a common year is 1 March."""
    with city_after("agreement.sign") as city:
        city.at("2020-02-20")
        contract = {"from": "2020-02-29", "until": "2024-12-31"}
        pppk = {"kind": "PPPK", "contract": contract, "service_from": "2012-03-01"}
        city.registers("rina", "198705202020022911", **pppk)
        city.opens_account("rina-asn", employee="$rina")
        who = ("$rina", "rina-asn")

        first = earn(city, "P2", *who, date(2020, 3, 9), date(2020, 3, 13))
        second = earn(city, "P3", *who, date(2021, 2, 22), date(2021, 2, 26))
        third = earn(city, "P4", *who, date(2021, 3, 1), date(2021, 3, 5))

        given = [city.facts(receipt)[0].data for receipt in (first, second, third)]
        recognised = [fact for fact in given if isinstance(fact, CreditRecognised)]
        assert [(f.jp, f.excess_jp, f.year) for f in recognised] == [
            (20, 0, 2020),
            (4, 16, 2021),
            (20, 0, 2021),
        ]
        assert [receipt["warnings"] for receipt in (first, second, third)] == [
            [],
            ["EXCESS_JP"],
            [],
        ]
        ledger = city.ask("jp-ledger", "$rina", fields={"year": 2021})
        years = [(y["from"], y["until"], y["jp"], y["status"]) for y in ledger["contract_years"]]
        assert years == [
            ("2020-02-29", "2021-02-28", 24, "AT_CAP"),
            ("2021-03-01", "2022-02-28", 20, "WITHIN_CAP"),
        ]
