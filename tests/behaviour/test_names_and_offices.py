"""Registers in time: names, fields and holders are those of the day asked about (S24)."""

from datetime import date

import pytest

from domain.enums import Acting
from domain.office import Office, OfficeAppointed, OfficeCreated, OfficeTermEnded
from tests.city import City, city_after
from tests.scenario import Happened, state_of

# --- names and fields -------------------------------------------------------------------------


def name(city: City, what: str, about: str, as_of: str | None = None) -> str:
    found: str = city.ask(what, about, as_of=as_of)["name"]
    return found


def test_a_unit_bears_the_name_of_the_day_asked_about() -> None:
    with city_after("unit.register") as city:
        city.opens_account("sari", {"role": "OFFICER"})
        city.at("2021-06-02")
        city.do("unit.rename", "sari", {"name": "Dinas Digital"}, id="$kominfo")

        assert name(city, "unit", "$kominfo", "2021-06-01") == "Diskominfo"
        assert name(city, "unit", "$kominfo", "2021-06-02") == "Dinas Digital"
        assert name(city, "unit", "$kominfo", "2010-01-01") == "Diskominfo"


@pytest.mark.parametrize(("thing", "about"), [("unit", "$kominfo"), ("organisation", "$telkom")])
def test_a_name_recorded_late_does_not_outlive_the_one_that_followed_it(
    thing: str, about: str
) -> None:
    with city_after("need.confirm") as city:
        city.at("2022-01-03")
        city.do(f"{thing}.rename", "sari", {"name": "Ketiga", "on": "2021-06-01"}, id=about)
        city.do(f"{thing}.rename", "sari", {"name": "Kedua", "on": "2020-06-01"}, id=about)

        assert name(city, thing, about, "2020-12-31") == "Kedua"
        assert name(city, thing, about, "2021-06-01") == "Ketiga"
        assert name(city, thing, about) == "Ketiga"


def test_the_fields_of_an_organisation_are_those_of_the_day() -> None:
    with city_after("need.confirm") as city:
        city.at("2021-01-04")
        fields = {"fields": ["TECHNOLOGY", "SERVICE"]}
        city.do("organisation.set-fields", "sari", fields, id="$telkom")
        city.do("organisation.set-fields", "sari", {"fields": [], "on": "2020-06-01"}, id="$telkom")

        def fields_on(day: str) -> list[str]:
            found: list[str] = city.ask("organisation", "$telkom", as_of=day)["fields"]
            return found

        assert fields_on("2020-05-31") == ["TECHNOLOGY"]
        assert fields_on("2020-06-01") == []
        assert fields_on("2021-01-04") == ["TECHNOLOGY", "SERVICE"]


def test_only_an_officer_renames() -> None:
    with city_after("need.confirm") as city:
        refused = city.refused("unit.rename", "budi", {"name": "X"}, id="$kominfo")
        assert refused == ("ROLE_REQUIRED",)


# --- needs --------------------------------------------------------------------------------------


def test_a_closed_need_carries_no_nomination_and_closes_once() -> None:
    """R28"""
    with city_after("agreement.sign") as city:
        city.do("need.close", "sari", {"reason": "terpenuhi"}, id="$need")
        nomination = {
            "employee": "$dewi",
            "host": "$telkom",
            "field": "TECHNOLOGY",
            "planned_start": "2020-03-02",
            "planned_end": "2020-03-13",
            "mode": "ON_SITE",
            "agreement": "$A4",
            "need": "$need",
        }
        assert city.refused("placement.nominate", "opd", nomination) == ("NEED_REQUIRED",)
        again = city.refused("need.close", "sari", {"reason": "lagi"}, id="$need")
        assert again == ("WRONG_STATE",)


def test_a_need_that_is_not_confirmed_is_not_closed() -> None:
    with city_after("need.record") as city:
        refused = city.refused("need.close", "sari", {"reason": "batal"}, id="$need")
        assert refused == ("WRONG_STATE",)


# --- offices ------------------------------------------------------------------------------------

CREATED = Happened(
    OfficeCreated(organisation="kota", title="Wali Kota", signs=()), date(2018, 1, 1)
)


def appointed(
    holder: str, since: str, until: str | None = None, acting: Acting | None = None
) -> Happened:
    last = date.fromisoformat(until) if until else None
    fact = OfficeAppointed(holder=holder, until=last, acting=acting)
    return Happened(fact, date.fromisoformat(since))


def ended(last_day: str) -> Happened:
    day = date.fromisoformat(last_day)
    return Happened(OfficeTermEnded(last_day=day), day)


def holder(office: Office, day: str) -> str | None:
    held = office.holder_on(date.fromisoformat(day))
    return held.holder if held else None


def test_a_term_ends_on_its_last_day_and_the_office_is_vacant_from_the_next() -> None:
    office = state_of(Office, CREATED, appointed("A", "2018-01-01"), ended("2021-12-10"))

    assert holder(office, "2017-12-31") is None
    assert holder(office, "2021-12-10") == "A"
    assert holder(office, "2021-12-11") is None


def test_a_new_holder_ends_the_old_ones_time_for_good() -> None:
    office = state_of(
        Office,
        CREATED,
        appointed("A", "2018-01-01"),
        appointed("B", "2020-01-01"),
        ended("2021-12-10"),
    )

    assert holder(office, "2019-12-31") == "A"
    assert holder(office, "2021-12-10") == "B"
    assert holder(office, "2021-12-11") is None


def test_who_acts_for_a_while_leaves_the_office_to_its_holder() -> None:
    office = state_of(
        Office,
        CREATED,
        appointed("A", "2018-01-01"),
        appointed("C", "2020-03-02", "2020-03-13", Acting.PLH),
    )

    assert [holder(office, day) for day in ("2020-03-01", "2020-03-02", "2020-03-14")] == [
        "A",
        "C",
        "A",
    ]


def test_an_appointment_recorded_late_takes_its_place_in_time() -> None:
    office = state_of(Office, CREATED, appointed("B", "2020-01-01"), appointed("A", "2018-01-01"))

    assert holder(office, "2019-12-31") == "A"
    assert holder(office, "2020-01-01") == "B"


def test_a_term_cannot_end_when_nobody_holds_the_office_nor_begin_after_its_end() -> None:
    with city_after("need.confirm") as city:
        before = {"last_day": "2018-12-31"}
        refused = city.refused("office.end-term", "sari", before, id="$o-wali")
        assert refused == ("MALFORMED:last_day",)
        backwards = {"holder": "X", "from": "2020-02-02", "until": "2020-02-01"}
        refused = city.refused("office.appoint", "sari", backwards, id="$o-wali")
        assert refused == ("MALFORMED:until",)


def test_r10_the_end_of_a_term_ends_the_authority_the_day_after() -> None:
    with city_after("need.confirm") as city:
        receipt = city.do("office.end-term", "sari", {"last_day": "2020-01-05"}, id="$o-wali")
        assert city.facts(receipt)[0].effective_on == date(2020, 1, 5)

        def authority(day: str) -> tuple[bool, str | None]:
            asked = {"office": "$o-wali", "kind": "MOU", "on": day}
            answer = city.ask("authority", fields=asked)
            return answer["may_sign"], answer["code"]

        assert authority("2020-01-05") == (True, None)
        assert authority("2020-01-06") == (False, "NO_AUTHORITY")
