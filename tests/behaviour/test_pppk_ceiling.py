"""A PPPK is credited up to the cap of the contract year, in the order of recognition (R69)."""

from datetime import date

from tests.behaviour.internship import Internship

MARCH = date(2020, 3, 9), date(2020, 3, 20)
JUNE = date(2020, 6, 8), date(2020, 6, 19)


def credited(stage: Internship, record: str) -> tuple[int, int]:
    answer = stage.ask("learning-record", of=record)
    return answer["jp"], answer["excess_jp"]


def test_r69_the_second_credit_of_a_contract_year_gives_what_is_left_of_24(
    stage: Internship,
) -> None:
    employee = stage.person("intan", kind="PPPK")
    first = stage.recognised(employee, "intan", *MARCH)
    second = stage.certified(employee, "intan", *JUNE)
    receipt = stage.credit(second)

    assert receipt.warnings == ("EXCESS_JP",)
    assert (credited(stage, first), credited(stage, second)) == ((20, 0), (4, 16))
    assert stage.fact(receipt).rule_set.keys() >= {"jp-conversion", "pppk-cap"}
    ledger = stage.ask("jp-ledger", {"year": 2020}, of=employee)
    assert (ledger["jp"], ledger["excess_jp"], ledger["status"]) == (24, 16, "AT_CAP")
    assert (ledger["floor_jp"], ledger["missing_jp"]) == (None, None)
    assert ledger["contract_years"] == [
        {
            "from": "2019-03-01",
            "until": "2020-02-29",
            "jp": 0,
            "excess_jp": 0,
            "status": "WITHIN_CAP",
        },
        {
            "from": "2020-03-01",
            "until": "2021-02-28",
            "jp": 24,
            "excess_jp": 16,
            "status": "AT_CAP",
        },
    ]


def test_r69_a_new_contract_year_begins_on_the_anniversary(stage: Internship) -> None:
    contract = {"from": "2019-06-19", "until": "2024-06-18"}
    employee = stage.person("intan", kind="PPPK", contract=contract)
    stage.recognised(employee, "intan", *MARCH)
    second = stage.recognised(employee, "intan", *JUNE)

    assert credited(stage, second) == (20, 0)


def test_r69_a_later_revocation_moves_nothing_that_was_credited(stage: Internship) -> None:
    employee = stage.person("intan", kind="PPPK")
    first = stage.recognised(employee, "intan", *MARCH)
    second = stage.recognised(employee, "intan", *JUNE)
    fields = {"reason": "keliru"}
    stage.with_second("learning-record.revoke-credit", fields, of=first, by="sari", second="hadi")

    assert credited(stage, second) == (4, 16)
    ledger = stage.ask("jp-ledger", {"year": 2020}, of=employee)
    assert (ledger["jp"], ledger["status"]) == (4, "WITHIN_CAP")


def test_r69_learning_elsewhere_counts_towards_the_cap_and_is_cut_by_it(
    stage: Internship,
) -> None:
    employee = stage.person("intan", kind="PPPK")
    stage.reach(date(2020, 3, 11))
    first, second = stage.elsewhere(employee, "K-1"), stage.elsewhere(employee, "K-2")
    stage.do("external-learning.verify", of=first, by="rudi")
    receipt = stage.do("external-learning.verify", of=second, by="rudi")

    assert receipt.warnings == ("EXCESS_JP",)
    answer = stage.ask("external-learning", of=second)
    assert (answer["jp"], answer["excess_jp"], answer["jp_by_policy"]) == (4, 16, 20)
    third = stage.recognised(employee, "intan", *JUNE)
    assert credited(stage, third) == (0, 20)


def test_r69_an_exempt_post_has_no_cap(stage: Internship) -> None:
    employee = stage.person("intan", kind="PPPK", post_kind="JPT")
    stage.recognised(employee, "intan", *MARCH)
    second = stage.recognised(employee, "intan", *JUNE)

    assert credited(stage, second) == (20, 0)
    assert stage.ask("jp-ledger", {"year": 2020}, of=employee)["status"] == "WITHIN_CAP"


def test_r68_a_pns_has_no_ceiling(stage: Internship) -> None:
    employee = stage.person("intan")
    stage.recognised(employee, "intan", *MARCH)
    stage.recognised(employee, "intan", *JUNE)

    ledger = stage.ask("jp-ledger", {"year": 2020}, of=employee)
    assert (ledger["jp"], ledger["excess_jp"], ledger["status"]) == (40, 0, "MET")
