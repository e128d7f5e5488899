"""Signing an agreement: who may sign what, when, under which text, and what the last one does."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from domain.agreement import decisions
from domain.agreement.facts import AgreementEnteredIntoForce, AgreementSigned
from domain.agreement.state import Agreement
from domain.base import Fact, Verdict
from domain.dates import Calendar
from domain.enums import Acting, InstrumentKind, Signable
from domain.shapes import Term
from domain.states import AgreementState
from tests.facts import (
    KOTA,
    LAST_DAY,
    LINA,
    OTHER_TEXT,
    SARI,
    SIGNED,
    SUBMITTED,
    TELKOM,
    TEXT,
    WEEKENDS_ONLY,
    approved,
    office,
    signature,
    signed,
    under_review,
)
from tests.scenario import Happened, given, state_of

Decision = Callable[[Agreement, Verdict], Sequence[Fact]]


def signing(fact: AgreementSigned | None = None, **changes: Any) -> Decision:
    fact = fact or signature()
    circumstances = {
        "office": office(KOTA, Signable.MOU, Signable.JOINT_AGREEMENT),
        "restricted": ["JOINT_AGREEMENT"],
        "umbrella_in_force": True,
        "reason_missing": False,
        "recorder": SARI,
    }
    return lambda agreement, verdict: decisions.sign(
        agreement, verdict, fact, **{**circumstances, **changes}
    )


def signed_by(*parties: tuple[str, date]) -> list[Happened]:
    return [*approved(), *(Happened(signature(party, day), day) for party, day in parties)]


# --- the first and the last signature -------------------------------------------------------------


def test_r13_the_first_signature_brings_nothing_into_force() -> None:
    after = given(Agreement, *approved()).when(signing()).then(signature())

    assert after.state_on(SIGNED) == AgreementState.PARTIALLY_SIGNED
    assert not after.in_force_on(SIGNED)


def test_r13_the_last_signature_brings_the_agreement_into_force_on_the_later_day() -> None:
    late = date(2020, 2, 20)
    second = signature(TELKOM, late)
    after = (
        given(Agreement, *signed_by((KOTA, SIGNED)))
        .when(signing(second, office=office(TELKOM)))
        .then(second, AgreementEnteredIntoForce(start=late))
    )

    assert after.state_on(late) == AgreementState.IN_FORCE
    assert after.state_on(date(2020, 2, 19)) == AgreementState.PARTIALLY_SIGNED


def test_r13_an_agreement_signed_ahead_of_its_start_is_signed_and_waits() -> None:
    early = date(2020, 2, 14)
    second = signature(TELKOM, early)
    after = (
        given(Agreement, *signed_by((KOTA, early)))
        .when(signing(second, office=office(TELKOM)))
        .then(second, AgreementEnteredIntoForce(start=SIGNED))
    )

    assert after.state_on(early) == AgreementState.SIGNED
    assert after.state_on(date(2020, 2, 17)) == AgreementState.SIGNED
    assert after.state_on(SIGNED) == AgreementState.IN_FORCE


def test_r13_the_state_before_the_start_does_not_wait_for_the_fact_of_the_start() -> None:
    early = date(2020, 2, 14)
    agreement = state_of(Agreement, *signed_by((KOTA, early), (TELKOM, early)))

    assert agreement.state_on(early) == AgreementState.SIGNED


def test_r19_the_day_after_the_last_day_is_expired_though_nobody_noticed() -> None:
    agreement = state_of(Agreement, *signed())

    assert agreement.state_on(LAST_DAY) == AgreementState.IN_FORCE
    assert agreement.state_on(date(2022, 2, 18)) == AgreementState.EXPIRED


def test_r13_the_state_of_a_past_day_follows_the_acts_up_to_it() -> None:
    agreement = state_of(Agreement, *signed())

    assert agreement.state_on(date(2020, 1, 26)) == ""
    assert agreement.state_on(date(2020, 2, 12)) == AgreementState.DRAFT
    assert agreement.state_on(date(2020, 2, 17)) == AgreementState.APPROVED
    assert state_of(Agreement, *under_review()).state_on(SUBMITTED) == AgreementState.UNDER_REVIEW


# --- what is broken -------------------------------------------------------------------------------


def test_r09_a_party_signs_a_text_once() -> None:
    given(Agreement, *signed_by((KOTA, SIGNED))).when(signing()).is_refused("ALREADY_SIGNED")


def test_r18_nobody_signs_after_the_last_day() -> None:
    on_the_last = signature(on=LAST_DAY)
    given(Agreement, *approved()).when(signing(on_the_last)).then(on_the_last)

    late = signature(on=date(2022, 2, 18))
    given(Agreement, *approved()).when(signing(late)).breaks("ALREADY_EXPIRED", rule="R18")


def test_r08_the_text_signed_is_the_text_approved() -> None:
    other = signature(document=OTHER_TEXT)

    given(Agreement, *approved()).when(signing(other)).breaks(
        "TEXT_CHANGED_AFTER_APPROVAL", rule="R08"
    )


@pytest.mark.parametrize(
    "stranger",
    [
        office(TELKOM, Signable.MOU),
        office(KOTA, Signable.ASSIGNMENT_LETTER),
        office(KOTA, Signable.MOU, since=date(2020, 2, 19)),
        office(KOTA, Signable.MOU, until=date(2020, 2, 17)),
    ],
    ids=["another party's", "does not sign this kind", "not held yet", "held no more"],
)
def test_r10_the_office_must_be_the_partys_held_that_day_and_sign_the_kind(stranger: Any) -> None:
    given(Agreement, *approved()).when(signing(office=stranger)).breaks("NO_AUTHORITY", rule="R10")


def test_r10_an_office_is_held_on_its_first_and_on_its_last_day() -> None:
    held = office(KOTA, Signable.MOU, since=SIGNED, until=SIGNED)

    given(Agreement, *approved()).when(signing(office=held)).then(signature())


def test_r12_an_acting_holder_signs_a_restricted_kind_only_with_a_legal_opinion() -> None:
    acting = office(KOTA, Signable.JOINT_AGREEMENT, acting=Acting.PLT)
    ready = given(Agreement, *approved(kind=InstrumentKind.JOINT_AGREEMENT))
    with_opinion = signature(acting_opinion=TEXT)

    ready.when(signing(office=acting)).breaks("ACTING_RESTRICTED", rule="R12")
    ready.when(signing(with_opinion, office=acting)).then(with_opinion)


def test_r12_a_definitive_holder_signs_a_restricted_kind_without_an_opinion() -> None:
    ready = given(Agreement, *approved(kind=InstrumentKind.JOINT_AGREEMENT))

    ready.when(signing()).then(signature())


def test_r12_an_acting_holder_signs_an_unrestricted_kind_freely() -> None:
    acting = office(KOTA, Signable.MOU, acting=Acting.PLH)

    given(Agreement, *approved()).when(signing(office=acting)).then(signature())


def test_r22_a_working_agreement_needs_its_umbrella_in_force() -> None:
    given(Agreement, *approved()).when(signing(umbrella_in_force=False)).breaks(
        "UMBRELLA_REQUIRED", rule="R22"
    )


def test_r14_a_late_recording_needs_a_reason() -> None:
    given(Agreement, *approved()).when(signing(reason_missing=True)).breaks(
        "REASON_REQUIRED", rule="R14"
    )


def test_r84_the_legal_reviewer_does_not_record_the_signature() -> None:
    given(Agreement, *approved()).when(signing(recorder=LINA)).breaks(
        "SOD_VIOLATION:LEGAL_REVIEWER+SIGNING_RECORDER", rule="R84"
    )


def test_every_broken_rule_is_listed_in_the_contracts_order() -> None:
    everything = signing(
        signature(on=date(2022, 2, 18), document=OTHER_TEXT),
        office=office(TELKOM, Signable.JOINT_AGREEMENT, acting=Acting.PLT),
        umbrella_in_force=False,
        reason_missing=True,
        recorder=LINA,
    )

    given(Agreement, *approved(kind=InstrumentKind.JOINT_AGREEMENT)).when(everything).breaks(
        "ALREADY_EXPIRED",
        "TEXT_CHANGED_AFTER_APPROVAL",
        "NO_AUTHORITY",
        "ACTING_RESTRICTED",
        "UMBRELLA_REQUIRED",
        "REASON_REQUIRED",
        "SOD_VIOLATION:LEGAL_REVIEWER+SIGNING_RECORDER",
    )


# --- when a signature counts as known -------------------------------------------------------------


def test_r62_a_signature_recorded_by_the_third_working_day_counts_from_its_own_day() -> None:
    friday = date(2020, 2, 21)
    in_time = state_of(Agreement, *signed(recorded=friday))
    late = state_of(Agreement, *signed(recorded=date(2020, 2, 24)))
    on_a_holiday = Calendar().with_year(2020, frozenset({date(2020, 2, 20)}))

    assert in_time.known_from(WEEKENDS_ONLY, 3) == SIGNED
    assert late.known_from(WEEKENDS_ONLY, 3) == date(2020, 2, 24)
    assert late.known_from(on_a_holiday, 3) == SIGNED


def test_a_term_of_one_day_is_in_force_on_that_day() -> None:
    one_day = Term(effective_from=SIGNED, last_day=SIGNED)
    agreement = state_of(Agreement, *signed(term=one_day))

    assert agreement.in_force_on(SIGNED)
    assert agreement.state_on(date(2020, 2, 19)) == AgreementState.EXPIRED
