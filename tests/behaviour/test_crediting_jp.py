"""The JP credit: what it needs, who may decide it, how much it is (R61-R63, R67, R69, R83)."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from domain.agreement.state import Agreement
from domain.base import Fact, Verdict
from domain.duplicates import Credit
from domain.enums import Field, OrgCategory, Role
from domain.enums_learning import ActivityCode, Component
from domain.learning import credit as decisions
from domain.learning.decisions import Person
from domain.learning.facts import CreditProposed, CreditRecognised, CreditVerified
from domain.learning.state import LearningRecord
from domain.placement.state import Placement
from domain.shapes import Term
from domain.states import RecordState
from tests.facts import (
    BUDI,
    DEWI,
    DEWI_ASN,
    END,
    LINA,
    SARI,
    SIGNED,
    START,
    TEL,
    TELKOM,
    WEEKENDS_ONLY,
    approved,
    completed,
    organisation,
    rules,
    signature,
    signed,
    standing_on,
)
from tests.learning_facts import (
    certificate,
    certified,
    confirmed,
    credit_verified,
    proposed,
    working_days,
)
from tests.scenario import Happened, given, state_of

Decision = Callable[[LearningRecord, Verdict], Sequence[Fact]]
PLACEMENT = state_of(Placement, *completed(), subject="learning-record")
IN_FORCE = state_of(Agreement, *signed())


def proposing(jp: int | None = None, **changes: Any) -> Decision:
    footing = standing_on(changes.pop("agreement", IN_FORCE), PLACEMENT)
    circumstances = {
        "placement": PLACEMENT,
        "abroad": False,
        "credited": (),
        "conversion": rules(Component.JP_CONVERSION),
        "policy": rules(Component.PLACEMENT_POLICY),
    }

    def decide(record: LearningRecord, verdict: Verdict) -> Sequence[Fact]:
        counted = PLACEMENT.counted_days(WEEKENDS_ONLY, record.approved_days)
        cover = {day: footing.cover(day) for day in counted}
        return decisions.propose(
            record, verdict, typed_jp=jp, cover=cover, **{**circumstances, **changes}
        )

    return decide


# --- proposing --------------------------------------------------------------------------------


def test_r63_an_internship_is_twenty_jp_and_twenty_four_abroad() -> None:
    abroad = organisation(OrgCategory.PRIVATE, Field.TECHNOLOGY, abroad=True)

    given(LearningRecord, *certified()).when(proposing()).then(CreditProposed(jp=20))
    given(LearningRecord, *certified()).when(proposing(abroad=abroad.abroad)).then(
        CreditProposed(jp=24)
    )


def test_r63_a_typed_figure_must_be_policys_and_import_keeps_it() -> None:
    given(LearningRecord, *certified()).when(proposing(20)).then(CreditProposed(jp=20))
    kept = given(LearningRecord, *certified()).when(proposing(25)).breaks("JP_NOT_POLICY")

    assert kept == (CreditProposed(jp=25),)


def test_r62_a_credit_needs_a_pass_and_a_certificate() -> None:
    failed = given(LearningRecord, *confirmed(passes=False))

    failed.when(proposing()).breaks("NOT_PASSED", "CERTIFICATE_MISSING", rule="R62")


def test_r62_thirty_hours_are_the_floor() -> None:
    enough = given(LearningRecord, *certified(quarters=12))
    short = given(LearningRecord, *certified(quarters=11))

    enough.when(proposing()).then(CreditProposed(jp=20))
    short.when(proposing()).breaks("HOURS_BELOW_FLOOR", rule="R62")


def test_r57_eight_of_ten_days_are_enough_and_seven_are_not() -> None:
    days = working_days()

    given(LearningRecord, *certified(days=days[:8])).when(proposing()).then(CreditProposed(jp=20))
    given(LearningRecord, *certified(days=days[:7])).when(proposing()).breaks(
        "ATTENDANCE_BELOW", rule="R57"
    )


def ending(last: date) -> Agreement:
    return state_of(Agreement, *signed(term=Term(effective_from=SIGNED, last_day=last)))


@pytest.mark.parametrize(
    "agreement",
    [
        ending(date(2020, 3, 5)),
        state_of(Agreement, *signed(date(2020, 2, 25))),
        state_of(Agreement, *signed(recorded=date(2020, 3, 9))),
        state_of(Agreement, *approved(), Happened(signature(), SIGNED)),
    ],
    ids=["ends a day early", "starts a day late", "recorded too late", "signed by one"],
)
def test_r62_every_counted_day_was_covered_and_known_to_be(agreement: Agreement) -> None:
    given(LearningRecord, *certified()).when(proposing(agreement=agreement)).breaks(
        "NO_COVER_AT_TIME", rule="R62"
    )


def test_r62_a_signature_recorded_in_time_covers_from_its_own_day() -> None:
    on_the_monday = START
    third_day_after = date(2020, 2, 27)
    agreement = state_of(Agreement, *signed(on_the_monday, recorded=third_day_after))

    given(LearningRecord, *certified()).when(proposing(agreement=agreement)).then(
        CreditProposed(jp=20)
    )


def credit(**changes: Any) -> Credit:
    fields = {
        "subject": "other",
        "certificate": certificate("OTHER", document="f" * 64),
        "issuers": frozenset({"org-bjb"}),
        "host": "org-bjb",
        "first_day": START,
        "last_day": END,
        "jp": 20,
    }
    return Credit(**{**fields, **changes})


@pytest.mark.parametrize(
    "other",
    [
        credit(certificate=certificate("OTHER")),
        credit(certificate=certificate(document="f" * 64), issuers=frozenset({TELKOM})),
        credit(host=TELKOM, first_day=END, last_day=date(2020, 4, 1)),
        credit(host=TELKOM, first_day=date(2020, 1, 1), last_day=START, certificate=None),
    ],
    ids=["same file", "same issuer and number", "same host on the last day", "on the first day"],
)
def test_r67_one_activity_is_credited_once(other: Credit) -> None:
    given(LearningRecord, *certified()).when(proposing(credited=(other,))).breaks(
        "DUPLICATE_CREDIT", rule="R67"
    )


@pytest.mark.parametrize(
    "other",
    [
        credit(),
        credit(certificate=certificate(document="f" * 64)),
        credit(host=TELKOM, first_day=date(2020, 3, 7), last_day=date(2020, 4, 1)),
        credit(subject="learning-record", certificate=certificate(), host=TELKOM),
        credit(host=None),
    ],
    ids=["another", "same number elsewhere", "same host later", "itself", "without a host"],
)
def test_r67_what_differs_is_no_duplicate(other: Credit) -> None:
    given(LearningRecord, *certified()).when(proposing(credited=(other,))).then(
        CreditProposed(jp=20)
    )


def test_r62_all_that_is_missing_is_told_in_the_contracts_order() -> None:
    past = confirmed(passes=False, days=working_days()[:5], quarters=4)

    given(LearningRecord, *past).when(
        proposing(25, agreement=ending(date(2020, 3, 5)), credited=(credit(host=TELKOM),))
    ).breaks(
        "NOT_PASSED",
        "CERTIFICATE_MISSING",
        "HOURS_BELOW_FLOOR",
        "ATTENDANCE_BELOW",
        "NO_COVER_AT_TIME",
        "DUPLICATE_CREDIT",
        "JP_NOT_POLICY",
    )


# --- verifying and recognising ----------------------------------------------------------------


def person(account: str, role: Role = Role.OFFICER, employee: str | None = None) -> Person:
    return Person(account=account, employee=employee, unit=None, role=role)


def verifying(by: Person, *, tied: bool = False) -> Decision:
    return lambda record, verdict: decisions.verify(
        record, verdict, placement=PLACEMENT, person=by, tied=tied
    )


def recognising(by: Person | None = None, **changes: Any) -> Decision:
    circumstances = {"tied": False, "credited": (), "room": None}
    return lambda record, verdict: decisions.recognise(
        record,
        verdict,
        placement=changes.get("placement", PLACEMENT),
        person=by or person(BUDI, Role.HEAD),
        **{**circumstances, **{k: v for k, v in changes.items() if k != "placement"}},
    )


INTERN = person(DEWI, employee=DEWI_ASN)


def test_r83_who_proposed_may_verify_and_another_recognises() -> None:
    verified = given(LearningRecord, *proposed()).when(verifying(person(SARI)))
    assert verified.then(CreditVerified()).verifiers == (SARI,)

    after = given(LearningRecord, *credit_verified()).when(recognising()).then(recognised())
    assert (after.state, after.jp) == (RecordState.CREDIT_RECOGNISED, 20)


def recognised(jp: int = 20, excess: int = 0, year: int = 2020) -> CreditRecognised:
    return CreditRecognised(
        jp=jp, excess_jp=excess, year=year, activity=ActivityCode.C11, version=1
    )


CLASHES = [(INTERN, "PARTICIPANT"), (person(TEL), "MENTOR"), (person(LINA), "EVALUATOR")]


@pytest.mark.parametrize(("by", "duty"), CLASHES)
def test_r83_the_verifier_has_no_other_duty_on_the_placement(by: Person, duty: str) -> None:
    given(LearningRecord, *proposed()).when(verifying(by)).breaks(
        f"SOD_VIOLATION:{duty}+CREDIT_VERIFIER", rule="R83"
    )


@pytest.mark.parametrize(("by", "duty"), [*CLASHES, (person(SARI), "CREDIT_VERIFIER")])
def test_r83_the_recogniser_has_no_other_duty_on_the_placement(by: Person, duty: str) -> None:
    given(LearningRecord, *credit_verified()).when(recognising(by)).breaks(
        f"SOD_VIOLATION:{duty}+CREDIT_RECOGNISER", rule="R83"
    )


def test_r89_a_tie_stands_in_the_way_of_both() -> None:
    given(LearningRecord, *proposed()).when(verifying(person(SARI), tied=True)).breaks(
        "CONFLICT_OF_INTEREST", rule="R89"
    )
    given(LearningRecord, *credit_verified()).when(
        recognising(tied=True, credited=(credit(host=TELKOM),))
    ).breaks("CONFLICT_OF_INTEREST", "DUPLICATE_CREDIT")


@pytest.mark.parametrize(
    ("room", "jp", "excess"), [(24, 20, 0), (20, 20, 0), (4, 4, 16), (0, 0, 20)]
)
def test_r69_a_pppk_gets_what_the_contract_year_has_room_for(
    room: int, jp: int, excess: int
) -> None:
    given(LearningRecord, *credit_verified()).when(recognising(room=room)).then(
        recognised(jp, excess)
    )


def test_r69_an_imported_figure_stands_for_policys_under_the_cap() -> None:
    given(LearningRecord, *credit_verified(25)).when(recognising(room=24)).then(recognised(24, 1))


def test_r70_a_placement_over_new_year_counts_in_the_later_year() -> None:
    plan = {"planned_start": date(2020, 12, 21), "planned_end": date(2021, 1, 8)}
    over_new_year = state_of(Placement, *completed(**plan), subject="learning-record")

    given(LearningRecord, *credit_verified()).when(recognising(placement=over_new_year)).then(
        recognised(year=2021)
    )
