"""The register of civil servants in time: post, unit, status, sanction, contract."""

from datetime import date
from typing import Any

import pytest

from application.views.things import EMPLOYEES
from domain.employee import Employee, EmployeeRegistered, EmployeeStatusSet, EmployeeTransferred
from domain.enums_learning import EmployeeStatus, EmploymentKind, PostKind
from tests.city import City, city_after
from tests.scenario import Happened, state_of

NIP = "198705202012032901"


def employee(city: City, about: str = "$dewi", **when: Any) -> Any:
    return city.ask("employee", about, **when)


# --- update -------------------------------------------------------------------------------------


def test_what_is_left_out_of_an_update_stays_and_the_rest_holds_from_its_day() -> None:
    with city_after("need.confirm") as city:
        city.at("2021-04-01")
        update = {"grade": "III/b", "post_kind": "PENGAWAS", "retires_on": "2047-01-01"}
        city.do("employee.update", "sari", update, id="$dewi")

        before, after = employee(city, as_of="2021-03-31"), employee(city)
        assert (before["grade"], before["post"], before["post_kind"]) == (
            "III/a",
            "Analis",
            "PELAKSANA",
        )
        assert (after["grade"], after["post"], after["post_kind"], after["retires_on"]) == (
            "III/b",
            "Analis",
            "PENGAWAS",
            "2047-01-01",
        )


def test_r98_a_new_name_and_nip_go_to_the_vault_and_not_into_the_facts() -> None:
    with city_after("need.confirm") as city:
        update = {"name": "Dewi Sartika", "nip": "1987 0520 201203.2.911"}
        receipt = city.do("employee.update", "sari", update, id="$dewi")

        assert employee(city)["name"] == "Dewi Sartika"
        assert employee(city)["nip_masked"] == "•••911"
        fact: Any = city.facts(receipt)[0].data
        assert fact.sealed.keys() == {"name", "nip"}
        stored = b"".join(raw for _, raw in city.store.log.stored(receipt["positions"][0] - 1))
        assert b"Sartika" not in stored
        assert b"2032911" not in stored


def test_a_nip_in_an_update_is_judged_and_must_be_free() -> None:
    with city_after("need.confirm") as city:
        city.registers("rina", "198705202012032911")

        def refused(nip: str) -> tuple[str, ...]:
            return city.refused("employee.update", "sari", {"nip": nip}, id="$rina")

        assert refused("19870520201203290") == ("NIP_INVALID:LENGTH",)
        assert refused(NIP) == ("NIP_TAKEN",)
        own = city.do("employee.update", "sari", {"nip": "198705202012032911"}, id="$rina")
        assert own["state"] == "ACTIVE"


def test_a_mistyped_nip_that_was_put_right_is_free_for_the_one_it_belongs_to() -> None:
    with city_after("need.confirm") as city:
        mistyped, right = "198705202012032911", "198705202012032919"
        city.registers("rina", mistyped)
        city.do("employee.update", "sari", {"nip": right}, id="$rina")

        city.registers("sita", mistyped)

        def refused(nip: str, ref: str) -> tuple[str, ...]:
            return city.refused("employee.update", "sari", {"nip": nip}, id=ref)

        assert refused(mistyped, "$rina") == ("NIP_TAKEN",)
        assert refused(right, "$sita") == ("NIP_TAKEN",)
        assert refused(mistyped, "$dewi") == ("NIP_TAKEN",)


def test_a_nip_may_wander_and_come_back_as_long_as_one_employee_has_it_at_a_time() -> None:
    with city_after("need.confirm") as city:
        first, second = "198705202012032911", "198705202012032919"
        city.registers("rina", first)
        for nip in (second, first, second, first):
            city.do("employee.update", "sari", {"nip": nip}, id="$rina")
        city.registers("sita", second)
        assert employee(city, "$rina")["nip_masked"] == "•••911"
        assert employee(city, "$sita")["nip_masked"] == "•••919"


def test_a_contract_may_be_prolonged_and_one_written_anew_replaces_its_own() -> None:
    with city_after("need.confirm") as city:
        contract = {"from": "2020-01-01", "until": "2020-12-31"}
        city.registers("pppk", "198705202012032912", kind="PPPK", contract=contract)
        for until in ("2021-06-30", "2021-12-31"):
            longer = {"contract": {"from": "2021-01-01", "until": until}}
            city.do("employee.update", "sari", longer, id="$pppk")

        state = city.store.views.current(EMPLOYEES)
        [row] = [row for key, row in state if key == city.names["pppk"]]
        assert [(c.since, c.until) for c in row.contracts] == [
            (date(2020, 1, 1), date(2020, 12, 31)),
            (date(2021, 1, 1), date(2021, 12, 31)),
        ]


@pytest.mark.parametrize(
    ("act", "fields", "item"),
    [
        ("update", {"contract": {"from": "2021-01-02", "until": "2021-01-01"}}, "contract"),
        ("set-status", {"status": "LEAVE", "from": "2021-01-02", "until": "2021-01-01"}, "until"),
    ],
)
def test_days_do_not_run_backwards(act: str, fields: dict[str, Any], item: str) -> None:
    with city_after("need.confirm") as city:
        refused = city.refused(f"employee.{act}", "sari", fields, id="$dewi")
        assert refused == (f"MALFORMED:{item}",)


# --- transfer -----------------------------------------------------------------------------------


def test_r46_a_transfer_changes_the_unit_from_its_day_on() -> None:
    with city_after("need.confirm") as city:
        city.do("unit.register", "sari", {"name": "BKPP", "kind": "OPD"}, ref="bkpp")
        city.at("2021-03-01")
        city.do("employee.transfer", "sari", {"unit": "$bkpp"}, id="$dewi")

        assert employee(city, as_of="2021-02-28")["unit_name"] == "Diskominfo"
        assert employee(city, as_of="2021-03-01")["unit_name"] == "BKPP"


def registered(kind: EmploymentKind = EmploymentKind.PNS) -> Happened:
    fact = EmployeeRegistered(
        kind=kind,
        unit="first",
        post="Analis",
        post_kind=PostKind.PELAKSANA,
        grade="III/a",
        service_from=date(2012, 3, 1),
        retires_on=date(2045, 1, 1),
    )
    return Happened(fact, date(2020, 1, 6))


def test_transfers_recorded_out_of_order_stand_in_the_order_of_their_days() -> None:
    """Contract §7.4: the first unit holds for all earlier days."""
    moves = [("third", date(2021, 1, 4)), ("second", date(2019, 1, 7))]
    facts = [Happened(EmployeeTransferred(unit=unit), day) for unit, day in moves]
    person = state_of(Employee, registered(), *facts)

    days = (date(2018, 1, 1), date(2019, 1, 7), date(2020, 6, 1), date(2021, 1, 4))
    assert [person.unit_on(day) for day in days] == ["first", "second", "second", "third"]


# --- status -------------------------------------------------------------------------------------


def status(value: EmployeeStatus, since: date, until: date | None = None) -> Happened:
    return Happened(EmployeeStatusSet(status=value, until=until), since)


def test_a_status_holds_its_days_and_active_ends_it() -> None:
    person = state_of(
        Employee,
        registered(),
        status(EmployeeStatus.LEAVE, date(2020, 2, 3)),
        status(EmployeeStatus.ACTIVE, date(2020, 3, 2)),
    )

    days = (date(2020, 2, 2), date(2020, 2, 3), date(2020, 3, 1), date(2020, 3, 2))
    assert [person.status_on(day).value for day in days] == ["ACTIVE", "LEAVE", "LEAVE", "ACTIVE"]


def test_a_status_set_later_takes_the_days_of_the_one_before_and_gives_the_rest_back() -> None:
    person = state_of(
        Employee,
        registered(),
        status(EmployeeStatus.STUDY, date(2020, 1, 6), date(2020, 12, 31)),
        status(EmployeeStatus.LEAVE, date(2020, 3, 2), date(2020, 3, 13)),
    )

    spans = [(s.status.value, s.since, s.until) for s in person.statuses]
    assert spans == [
        ("STUDY", date(2020, 1, 6), date(2020, 3, 1)),
        ("LEAVE", date(2020, 3, 2), date(2020, 3, 13)),
        ("STUDY", date(2020, 3, 14), date(2020, 12, 31)),
    ]


def test_r31_a_leave_that_ended_early_no_longer_stands_in_the_way() -> None:
    with city_after("placement.nominate") as city:
        leave = {"status": "LEAVE", "from": "2020-02-20"}
        city.do("employee.set-status", "sari", leave, id="$dewi")
        refused = city.refused("placement.verify", "sari", id="$P1")
        assert refused == ("NOT_ELIGIBLE:LEAVE",)

        back = {"status": "ACTIVE", "from": "2020-02-24"}
        city.do("employee.set-status", "sari", back, id="$dewi")
        assert city.do("placement.verify", "sari", id="$P1")["state"] == "VERIFIED"


def test_the_status_shown_is_that_of_the_day() -> None:
    with city_after("need.confirm") as city:
        retired = {"status": "RETIRED", "from": "2020-06-01"}
        receipt = city.do("employee.set-status", "sari", retired, id="$dewi")

        assert city.facts(receipt)[0].effective_on == date(2020, 6, 1)
        assert employee(city, as_of="2020-05-31")["status"] == "ACTIVE"
        assert employee(city, as_of="2020-06-01")["status"] == "RETIRED"


# --- sanction -----------------------------------------------------------------------------------


def test_r44_a_sanction_is_a_grade_and_takes_no_free_text() -> None:
    with city_after("need.confirm") as city:
        told = {"grade": "MEDIUM", "reason": "cerita"}
        refused = city.refused("employee.sanction", "sari", told, id="$dewi")
        assert refused == ("MALFORMED:reason",)

        receipt = city.do("employee.sanction", "budi", {"grade": "MEDIUM"}, id="$dewi")
        fact = city.facts(receipt)[0]
        assert (fact.reason, fact.rule_set["discipline"]) == (None, "pp53-2010")


def test_r31_a_severe_sanction_stands_in_the_way_of_a_placement() -> None:
    with city_after("placement.nominate") as city:
        city.do("employee.sanction", "sari", {"grade": "SEVERE"}, id="$dewi")
        refused = city.refused("placement.verify", "sari", id="$P1")
        assert refused == ("NOT_ELIGIBLE:DISCIPLINE",)
