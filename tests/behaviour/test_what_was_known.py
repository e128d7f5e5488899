"""What was known of an agreement on a day: which facts had been recorded by then (R62, R76)."""

from dataclasses import replace
from datetime import date

import msgspec
import pytest

from domain.agreement.corrections import restated
from domain.agreement.facts import AgreementSigned
from domain.agreement.state import Agreement
from domain.agreement.term_facts import Timeliness
from domain.correction import CorrectionRecorded
from domain.shapes import Changes
from domain.states import AgreementState
from tests.agreement_ends import (
    ONE_DAY,
    agreed,
    amended,
    annulled,
    corrected,
    extended,
    ralat,
    resumed,
    superseded,
    suspended,
    terminated,
)
from tests.facts import KOTA, LAST_DAY, SIGNED, TELKOM, WEEKENDS_ONLY, approved, signature
from tests.scenario import Happened, state_of

TIMELY = Timeliness(WEEKENDS_ONLY, 3)
KNOWN = date(2020, 3, 9)
LATE_FACTS = {
    "signature": agreed(recorded=KNOWN),
    "pause": agreed(resumed(date(2020, 3, 1), recorded=KNOWN)),
    "amendment": agreed(amended(Changes(title="Judul"), date(2020, 3, 1), recorded=KNOWN)),
    "annulment": agreed(amended(Changes(title="Judul"), SIGNED), annulled(SIGNED, recorded=KNOWN)),
    "termination": agreed(terminated(date(2020, 3, 1), recorded=KNOWN)),
    "successor": agreed(superseded(date(2020, 3, 1), recorded=KNOWN)),
}


@pytest.mark.parametrize("agreement", LATE_FACTS.values(), ids=LATE_FACTS)
def test_r76_all_is_known_from_the_day_the_last_term_fact_was_recorded(
    agreement: Agreement,
) -> None:
    assert not agreement.is_known_by(KNOWN - ONE_DAY)
    assert agreement.is_known_by(KNOWN)


def test_r76_one_fact_recorded_late_among_others_in_time_is_enough() -> None:
    first, second = Happened(signature(KOTA), SIGNED), Happened(signature(TELKOM), SIGNED)
    late = Happened(signature(TELKOM), SIGNED, recorded=KNOWN)
    in_time, one_late = (state_of(Agreement, *approved(), first, other) for other in (second, late))
    pauses = agreed(suspended(date(2020, 3, 2)), resumed(date(2020, 3, 4), recorded=KNOWN))
    titles = agreed(
        amended(Changes(title="Satu"), date(2020, 3, 2)),
        amended(Changes(title="Dua"), date(2020, 3, 3), sequence=2, recorded=KNOWN),
    )

    assert in_time.is_known_by(SIGNED)
    for agreement in (one_late, pauses, titles):
        assert not agreement.is_known_by(KNOWN - ONE_DAY)
    assert one_late.is_retroactive_on(SIGNED, TIMELY)


def test_r76_what_was_corrected_since_was_not_known() -> None:
    agreement = agreed(on=date(2020, 2, 20))
    place = agreement.signatures[0].position
    moved = ralat(AgreementSigned.topic, place, "signed_on", "2020-02-20", "2020-02-18")

    assert agreement.is_known_by(KNOWN)
    assert not corrected(agreement, moved).is_known_by(KNOWN)


def test_r62_signatures_are_in_time_if_the_last_recording_follows_the_last_signing() -> None:
    """Signed on 11 and 18 February, recorded on the second of the three days after the last."""
    agreement = agreed(on=date(2020, 2, 11), second_on=SIGNED, recorded=date(2020, 2, 20))

    assert not agreement.is_retroactive_on(SIGNED, TIMELY)


def test_r76_by_what_was_known_an_end_recorded_later_had_not_come() -> None:
    day = date(2020, 3, 2)
    ended, followed = LATE_FACTS["termination"], LATE_FACTS["successor"]

    assert ended.state_on(day) == AgreementState.TERMINATED
    assert followed.state_on(day) == AgreementState.SUPERSEDED
    for agreement in (ended, followed):
        assert agreement.known_by(KNOWN - ONE_DAY, TIMELY).in_force_on(day)
        assert not agreement.known_by(KNOWN, TIMELY).in_force_on(day)


def test_r76_by_what_was_known_an_extension_stood_until_the_day_of_its_annulment() -> None:
    void = agreed(
        extended(date(2024, 2, 17), date(2022, 2, 11)),
        annulled(date(2022, 2, 11), recorded=date(2022, 7, 4)),
    )

    assert void.known_by(date(2022, 7, 3), TIMELY).last_day_on(LAST_DAY) == date(2024, 2, 17)
    assert void.known_by(date(2022, 7, 4), TIMELY).last_day_on(LAST_DAY) == LAST_DAY


def test_r76_of_what_nobody_signed_nothing_was_known() -> None:
    unsigned = state_of(Agreement, *approved())

    assert unsigned.known_by(LAST_DAY, TIMELY).signatures == ()


def test_r27_until_the_day_of_its_correction_the_old_signing_date_was_known() -> None:
    wrong = agreed(on=date(2020, 2, 20))
    place = wrong.signatures[0].position
    moved = ralat(AgreementSigned.topic, place, "signed_on", "2020-02-20", "2020-02-18")
    [first, _] = corrected(wrong, moved).signatures

    assert first.signed_as_known_on(date(2020, 6, 30)) == date(2020, 2, 20)
    assert first.signed_as_known_on(date(2020, 7, 1)) == date(2020, 2, 18)


def test_r27_a_signature_moved_to_another_day_stays_one_signature() -> None:
    """Moved forward it is there already, moved back it may not be there yet; never twice."""
    agreement = agreed(on=date(2020, 2, 20))
    first, second = agreement.signatures
    day = date(2020, 2, 18)
    ralat_of_first = ralat(
        AgreementSigned.topic, first.position, "signed_on", "2020-02-20", day.isoformat()
    )
    assert isinstance(ralat_of_first.fact, CorrectionRecorded)
    moved = replace(
        ralat_of_first,
        fact=msgspec.structs.replace(ralat_of_first.fact, restated=restated(first, day)),
    )

    there = corrected(agreement, moved)
    assert [(s.party, s.signed_on) for s in there.signatures] == [
        (KOTA, day),
        (TELKOM, second.signed_on),
    ]
    not_there_yet = corrected(state_of(Agreement, *approved()), moved)
    assert [(s.party, s.signed_on) for s in not_there_yet.signatures] == [(KOTA, day)]
