"""The credit from proposal to revocation: what it asks for, to the exact limit (R57, R62-R71)."""

from datetime import date
from typing import Any

import pytest

from domain.base import Refused, Verdict
from domain.enums_learning import Component
from domain.learning.credit import propose
from domain.learning.facts import CreditProposed
from domain.learning.state import LearningRecord, LoggedEntry
from domain.placement.state import Placement
from domain.rule_sets import Rulebook
from domain.shapes import Cert
from domain.states import CoverStatus, EntryState
from tests.behaviour.internship import FRIDAY, MONDAY, Internship, sha, weekdays

PROPOSE, VERIFY = "learning-record.propose-credit", "learning-record.verify-credit"
RECOGNISE, REJECT = "learning-record.recognise-credit", "learning-record.reject-credit"
REVOKE = "learning-record.revoke-credit"
DAYS = weekdays(MONDAY, FRIDAY)


def revoked(stage: Internship, record: str) -> None:
    fields = {"reason": "tanpa dasar hukum"}
    stage.with_second(REVOKE, fields, of=record, by="sari", second="hadi")


def answer(stage: Internship, record: str) -> dict[str, Any]:
    return stage.ask("learning-record", of=record)


def test_r62_a_certificate_and_a_pass_are_asked_for_and_all_that_misses_is_named(
    stage: Internship,
) -> None:
    record = stage.evaluated(
        stage.person("intan"), "intan", days=DAYS[:4], quarters=24, scores={"INTEGRITY": 59}
    )

    assert stage.refused(PROPOSE, {"jp": 25}, of=record) == [
        "NOT_PASSED",
        "CERTIFICATE_MISSING",
        "HOURS_BELOW_FLOOR",
        "ATTENDANCE_BELOW",
        "JP_NOT_POLICY",
    ]


def test_r62_import_records_the_same_list_and_keeps_the_typed_figure(stage: Internship) -> None:
    record = stage.evaluated(stage.person("intan"), "intan", days=DAYS[:4])

    assert stage.imported(PROPOSE, {"jp": 25}, of=record) == [
        "CERTIFICATE_MISSING",
        "HOURS_BELOW_FLOOR",
        "ATTENDANCE_BELOW",
        "JP_NOT_POLICY",
    ]
    stage.do(VERIFY, of=record, by="rudi")
    receipt = stage.do(RECOGNISE, of=record, by="hadi")
    assert stage.data(receipt)["jp"] == 25


@pytest.mark.parametrize(
    ("days", "quarters", "codes"),
    [
        (8, 15, []),  # 120 quarters are the floor, 8 of 10 days the attendance
        (7, 30, ["ATTENDANCE_BELOW"]),
        (9, 13, ["HOURS_BELOW_FLOOR"]),
    ],
)
def test_r57_r62_the_floor_and_the_attendance_are_met_exactly_or_not(
    stage: Internship, days: int, quarters: int, codes: list[str]
) -> None:
    record = stage.certified(stage.person("intan"), "intan", days=DAYS[:days], quarters=quarters)

    assert stage.refused(PROPOSE, of=record) == codes


def test_r63_only_policys_figure_is_proposed_live(stage: Internship) -> None:
    record = stage.certified(stage.person("intan"), "intan")

    assert stage.refused(PROPOSE, {"jp": 21}, of=record) == ["JP_NOT_POLICY"]
    receipt = stage.do(PROPOSE, {"jp": 20}, of=record)
    assert stage.data(receipt) == {"jp": 20}
    assert {"jp-conversion", "placement-policy"} <= stage.fact(receipt).rule_set.keys()


def test_r63_an_exchange_is_credited_as_c8(stage: Internship) -> None:
    record = stage.certified(stage.person("intan"), "intan", activity="EXCHANGE")
    credited = stage.credit(record)

    assert stage.data(credited) == {
        "jp": 20,
        "excess_jp": 0,
        "year": 2020,
        "activity": "C8",
        "version": 1,
    }


def test_r70_the_year_is_that_of_the_planned_end(stage: Internship) -> None:
    span = date(2020, 12, 21), date(2021, 1, 8)
    record = stage.recognised(stage.person("intan"), "intan", *span)

    assert answer(stage, record)["year"] == 2021


def test_r83_one_person_is_not_two_in_a_credit(stage: Internship) -> None:
    stage.cast("satu", "OFFICER", "HEAD", "EVALUATOR")
    record = stage.certified(stage.person("intan"), "intan")
    stage.do(PROPOSE, of=record)
    stage.do(VERIFY, of=record, by="satu")

    assert stage.refused(RECOGNISE, of=record, by="satu") == [
        "SOD_VIOLATION:CREDIT_VERIFIER+CREDIT_RECOGNISER"
    ]


def test_r83_who_recognised_once_does_not_verify_the_next_version(stage: Internship) -> None:
    stage.cast("satu", "OFFICER", "HEAD")
    record = stage.certified(stage.person("intan"), "intan")
    stage.do(PROPOSE, of=record)
    stage.do(VERIFY, of=record, by="rudi")
    stage.do(RECOGNISE, of=record, by="satu")
    revoked(stage, record)
    stage.do(PROPOSE, of=record)

    assert stage.refused(VERIFY, of=record, by="satu") == [
        "SOD_VIOLATION:CREDIT_RECOGNISER+CREDIT_VERIFIER"
    ]


@pytest.mark.parametrize("by", ["sari", "hadi"])
def test_a_credit_is_rejected_for_a_cause_and_may_be_proposed_again(
    stage: Internship, by: str
) -> None:
    record = stage.certified(stage.person("intan"), "intan")
    stage.do(PROPOSE, of=record)
    receipt = stage.do(REJECT, {"cause": "EVIDENCE"}, of=record, by=by)

    assert (receipt.state, stage.data(receipt)) == ("CREDIT_REJECTED", {"cause": "EVIDENCE"})
    assert answer(stage, record)["jp"] is None
    assert stage.refused(REJECT, {"cause": "EVIDENCE"}, of=record) == ["WRONG_STATE"]
    stage.credit(record)
    assert answer(stage, record)["credit_version"] == 1


def test_r47_a_record_that_was_not_passed_is_rejected_from_the_evaluation(
    stage: Internship,
) -> None:
    record = stage.evaluated(stage.person("intan"), "intan", scores={"HONESTY": 59})

    assert not answer(stage, record)["passed"]
    assert stage.do(REJECT, {"cause": "NOT_PASSED"}, of=record).state == "CREDIT_REJECTED"


def test_r71_a_credit_is_revoked_by_two_people_and_counts_nothing(stage: Internship) -> None:
    employee = stage.person("intan")
    record = stage.recognised(employee, "intan")
    own = stage.do(REVOKE, {"reason": "sertifikat palsu"}, of=record, by="hadi")
    assert stage.refused("proposal.approve", of=own.id, by="hadi") == ["SECOND_PERSON_REQUIRED"]
    proposed = stage.do(REVOKE, {"reason": "sertifikat palsu"}, of=record)
    assert stage.refused("proposal.approve", of=proposed.id, by="rudi") == ["ROLE_REQUIRED"]
    approved = stage.do("proposal.approve", of=proposed.id, by="hadi")

    assert approved.topics == ("proposal.approved.v1", "learning-record.credit-revoked.v1")
    found = answer(stage, record)
    assert (found["state"], found["jp"], found["excess_jp"], found["year"], found["siasn"]) == (
        "CREDIT_REVOKED",
        0,
        0,
        2020,
        "NOT_REPORTED",
    )
    ledger = stage.ask("jp-ledger", {"year": 2020}, of=employee)
    assert (ledger["jp"], ledger["status"]) == (0, "BELOW")
    assert [(e["state"], e["jp"]) for e in ledger["entries"]] == [("CREDIT_REVOKED", 0)]


def test_r71_on_import_a_revocation_without_second_person_says_so(stage: Internship) -> None:
    record = stage.recognised(stage.person("intan"), "intan")

    assert stage.imported(REVOKE, {"reason": "keliru"}, of=record) == ["SECOND_PERSON_REQUIRED"]


def test_r85_while_import_refuses_a_revocation_needs_its_second_person(stage: Internship) -> None:
    record = stage.recognised(stage.person("intan"), "intan")
    stage.refuses_on_import()
    how: dict[str, Any] = {"of": record, "channel": "import"}

    assert stage.refused(REVOKE, {"reason": "keliru"}, **how) == ["SECOND_PERSON_REQUIRED"]
    assert stage.do(REVOKE, {"reason": "keliru"}, second="hadi", **how).state == "CREDIT_REVOKED"


def test_each_recognition_counts_the_version_up(stage: Internship) -> None:
    record = stage.recognised(stage.person("intan"), "intan")
    revoked(stage, record)
    stage.credit(record)

    found = answer(stage, record)
    assert (found["credit_version"], found["jp"], found["state"]) == (2, 20, "CREDIT_RECOGNISED")


@pytest.mark.parametrize(
    ("status", "codes"),
    [
        (CoverStatus.COVERED, ()),
        (CoverStatus.RUN_OFF, ()),
        (CoverStatus.RETROACTIVE, ("NO_COVER_AT_TIME",)),
        (CoverStatus.UNCOVERED, ("NO_COVER_AT_TIME",)),
    ],
)
def test_r62_every_counted_day_was_covered_as_known_then(
    status: CoverStatus, codes: tuple[str, ...]
) -> None:
    verdict = Verdict(strict=False)
    proposed(verdict, {**dict.fromkeys(DAYS, CoverStatus.COVERED), FRIDAY: status})

    assert tuple(broken.code for broken in verdict) == codes


def test_r62_the_heads_override_sets_missing_cover_aside_and_nothing_else() -> None:
    uncovered = dict.fromkeys(DAYS, CoverStatus.UNCOVERED)
    aside = Verdict(strict=True, set_aside=frozenset({"NO_COVER_AT_TIME"}))
    assert proposed(aside, uncovered) == (CreditProposed(jp=20),)
    assert [broken.code for broken in aside] == ["NO_COVER_AT_TIME"]

    with pytest.raises(Refused, match="NO_COVER_AT_TIME, JP_NOT_POLICY"):
        proposed(
            Verdict(strict=True, set_aside=frozenset({"NO_COVER_AT_TIME"})), uncovered, typed=25
        )


def proposed(
    verdict: Verdict, cover: dict[date, CoverStatus], typed: int | None = None
) -> tuple[CreditProposed]:
    """The decision about a record that lacks nothing, its days covered as given."""
    entries = tuple(
        LoggedEntry(
            entry=n, day=day, quarters=24, state=EntryState.APPROVED, by="intan", writer="intan"
        )
        for n, day in enumerate(DAYS, 1)
    )
    certificate = Cert(number="TLK-1", date=FRIDAY, document="d" * 64)
    record = LearningRecord(id="p", passed=True, certificate=certificate, entries=entries)
    rules = Rulebook()
    return propose(
        record,
        verdict,
        placement=Placement(id="p", planned_start=MONDAY, planned_end=FRIDAY),
        typed_jp=typed,
        abroad=False,
        credited=(),
        cover=cover,
        conversion=rules.at(Component.JP_CONVERSION, FRIDAY).values,
        policy=rules.at(Component.PLACEMENT_POLICY, FRIDAY).values,
    )


def test_r67_the_same_certificate_is_not_credited_twice_at_either_step(stage: Internship) -> None:
    employee = stage.person("intan")
    certificate = {"number": "TLK-9", "date": "2020-03-13", "document": sha("sama")}
    record = stage.certified(employee, "intan", certificate=certificate)
    stage.do(PROPOSE, of=record)
    stage.do(VERIFY, of=record, by="rudi")
    other = {"number": "L-9", "date": "2020-03-11", "document": sha("sama")}
    external = stage.elsewhere(employee, certificate=other)
    stage.do("external-learning.verify", of=external, by="rudi")

    assert stage.refused(RECOGNISE, of=record, by="hadi") == ["DUPLICATE_CREDIT"]
    stage.do(REJECT, {"cause": "DUPLICATE"}, of=record)
    assert stage.refused(PROPOSE, of=record) == ["DUPLICATE_CREDIT"]
    assert stage.imported(PROPOSE, of=record) == ["DUPLICATE_CREDIT"]
