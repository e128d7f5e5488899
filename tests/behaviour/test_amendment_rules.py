"""The rules of an amendment and its fold, told by what happened and what is asked (R16-R18)."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from domain.agreement.facts import AgreementAmended
from domain.agreement.state import Agreement
from domain.amendment import decisions
from domain.amendment.facts import (
    AmendmentAnnulled,
    AmendmentApproved,
    AmendmentDrafted,
    AmendmentRevised,
    AmendmentSigned,
)
from domain.amendment.state import Amendment
from domain.base import Fact, Verdict
from domain.enums import AmendmentKind, Signable, SignatureMethod
from domain.shapes import Changes
from domain.states import AmendmentState
from tests.agreement_ends import ONE_DAY, agreed, amended
from tests.facts import BUDI, DIREKTUR, KOTA, LAST_DAY, SARI, TELKOM, TEXT, WALI, drafted, office
from tests.scenario import Happened, given, state_of

DRAFTED, FIRST, LAST = date(2020, 9, 1), date(2020, 9, 7), date(2020, 9, 14)
TITLE = Changes(title="Judul baru")
OPINION = "f" * 64


def written(**changes: Any) -> Happened:
    fields = {
        "agreement": "agreement",
        "kind": AmendmentKind.CHANGE,
        "changes": TITLE,
        "parties": (KOTA, TELKOM),
    }
    return Happened(AmendmentDrafted(**{**fields, **changes}), DRAFTED)


def approved(**changes: Any) -> tuple[Happened, ...]:
    return (written(**changes), Happened(AmendmentApproved(text=TEXT), DRAFTED, BUDI))


def signature(party: str = KOTA, on: date = FIRST) -> AmendmentSigned:
    return AmendmentSigned(
        party=party,
        office=WALI if party == KOTA else DIREKTUR,
        signed_on=on,
        document=TEXT,
        method=SignatureMethod.WET_INK_SCANNED,
    )


def half_signed(**changes: Any) -> tuple[Happened, ...]:
    return (*approved(**changes), Happened(signature(), FIRST))


def signed(**changes: Any) -> tuple[Happened, ...]:
    """The city signs first, the host a week later."""
    return (*half_signed(**changes), Happened(signature(TELKOM, LAST), LAST))


def state(*past: Happened) -> Amendment:
    return state_of(Amendment, *past)


def signing(
    agreement: Agreement | None = None,
) -> Callable[[Amendment, Verdict], Sequence[Fact]]:
    """The host signs last, on 14 September."""
    return lambda amendment, verdict: decisions.sign(
        amendment,
        verdict,
        signature(TELKOM, LAST),
        agreement=agreement or agreed(),
        office=office(TELKOM, Signable.MOU),
        restricted=(),
        powers=None,
        reason_missing=False,
        recorder=SARI,
    )


# --- the decisions ----------------------------------------------------------------------------


def test_r18_what_has_expired_is_not_revised_either() -> None:
    def revising(today: date) -> Callable[[Amendment, Verdict], Sequence[Fact]]:
        return lambda _amendment, verdict: decisions.revise(
            verdict,
            AmendmentRevised(changes=TITLE),
            agreement=agreed(),
            today=today,
            max_term_years=5,
        )

    given(Amendment, written()).when(revising(LAST_DAY)).then_some()
    given(Amendment, written()).when(revising(LAST_DAY + ONE_DAY)).breaks("ALREADY_EXPIRED")


def test_r17_it_takes_effect_no_earlier_than_the_last_signature() -> None:
    """The first signature of several does not count: 8 September lies between the two."""
    early = half_signed(effective_from=FIRST + ONE_DAY)

    given(Amendment, *early).when(signing()).breaks("RETROACTIVE_AMENDMENT", rule="R17")
    given(Amendment, *half_signed(effective_from=LAST)).when(signing()).then_some()


def test_r16_the_agreement_remembers_the_last_signing_day() -> None:
    [_, effect] = given(Amendment, *half_signed()).when(signing()).then_some()

    assert isinstance(effect, AgreementAmended)
    assert effect.signed_on == LAST


def test_r17_what_reaches_back_changes_the_text_of_its_effect_day() -> None:
    later = amended(Changes(title="Judul antara"), date(2020, 9, 10))
    past = half_signed(effective_from=FIRST, retroactive=True, legal_opinion=OPINION)
    [_, effect] = given(Amendment, *past).when(signing(agreed(later))).then_some()

    [change] = effect.changes
    assert (change.before, change.after) == (drafted().title, "Judul baru")


# --- the fold ---------------------------------------------------------------------------------


def test_r16_until_all_have_signed_only_a_written_effect_day_is_known() -> None:
    assert state(*half_signed()).effective_on is None
    assert state(*half_signed(effective_from=LAST)).effective_on == LAST
    assert state(*signed()).effective_on == LAST
    assert state(*signed(effective_from=date(2020, 10, 1))).effective_on == date(2020, 10, 1)
    assert Amendment().effective_on is None


def test_r16_the_state_is_of_the_latest_act_whatever_was_recorded_last() -> None:
    back = (*approved(), Happened(signature(TELKOM, LAST), LAST), Happened(signature(), FIRST))

    assert state(*signed()).since == LAST
    assert state(*back).since == LAST


def test_r76_an_annulled_amendment_was_in_effect_until_the_day_it_is_void_from() -> None:
    void = state(*signed(), Happened(AmendmentAnnulled(), date(2020, 12, 1)))

    assert void.state_on(date(2020, 11, 30)) == AmendmentState.EFFECTIVE
    assert void.state_on(date(2020, 12, 1)) == AmendmentState.ANNULLED


@pytest.mark.parametrize(
    ("given_again", "after"),
    [
        ({}, (LAST, OPINION)),
        ({"effective_from": date(2020, 10, 1)}, (date(2020, 10, 1), OPINION)),
        ({"legal_opinion": "9" * 64}, (LAST, "9" * 64)),
    ],
)
def test_r16_a_revision_keeps_what_it_does_not_name(
    given_again: dict[str, Any], after: tuple[date, str]
) -> None:
    revised = Happened(AmendmentRevised(changes=TITLE, **given_again), DRAFTED)
    found = state(written(effective_from=LAST, legal_opinion=OPINION), revised)

    assert (found.effective_from, found.legal_opinion) == after
