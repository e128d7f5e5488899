"""A draft between the city and its partners: parties, instrument, term."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from domain.agreement import decisions
from domain.agreement.facts import (
    AgreementDrafted,
)
from domain.agreement.state import Agreement
from domain.base import Fact, Verdict
from domain.enums import (
    InstrumentKind,
    OrgCategory,
    PartyRole,
)
from domain.enums_learning import Component
from domain.shapes import Party, Term
from domain.states import AgreementState
from tests.facts import (
    KOTA,
    LAST_DAY,
    SIGNED,
    TELKOM,
    drafted,
    rules,
)
from tests.scenario import given

Decision = Callable[[Agreement, Verdict], Sequence[Fact]]
OLD, NEW = date(2020, 4, 14), date(2020, 4, 15)


def drafting(
    fact: AgreementDrafted, partner: OrgCategory = OrgCategory.BUMN, on: date = SIGNED
) -> Decision:
    return lambda _, verdict: decisions.draft(
        verdict,
        fact,
        categories={KOTA: OrgCategory.CITY, TELKOM: partner, "org-bjb": OrgCategory.BUMD},
        allowed=rules(Component.INSTRUMENTS, on)["allowed"],
        max_term_years=rules(Component.AGREEMENT_POLICY)["max_term_years"],
    )


def party(organisation: str, role: PartyRole) -> Party:
    return Party(organisation=organisation, role=role)


def test_a_sound_draft_is_recorded_as_it_was_written() -> None:
    after = given(Agreement).when(drafting(drafted())).then(drafted())

    assert (after.state, after.last_day) == (AgreementState.DRAFT, LAST_DAY)


@pytest.mark.parametrize(
    "parties",
    [
        (party(KOTA, PartyRole.FIRST),),
        (party(TELKOM, PartyRole.FIRST), party("org-bjb", PartyRole.SECOND)),
        (party(KOTA, PartyRole.FIRST), party(TELKOM, PartyRole.FIRST)),
        (party(KOTA, PartyRole.FIRST), party(KOTA, PartyRole.SECOND)),
        (
            party(KOTA, PartyRole.FIRST),
            party(TELKOM, PartyRole.SECOND),
            party(TELKOM, PartyRole.THIRD),
        ),
    ],
    ids=["alone", "without the city", "one role twice", "the city twice", "a partner twice"],
)
def test_r01_two_parties_at_least_one_city_and_each_role_once(parties: Any) -> None:
    given(Agreement).when(drafting(drafted(parties=parties))).is_refused("PARTY_COUNT")


def test_r01_the_city_may_have_several_partners() -> None:
    three = drafted(
        parties=(
            party(KOTA, PartyRole.SECOND),
            party(TELKOM, PartyRole.FIRST),
            party("org-bjb", PartyRole.THIRD),
        )
    )

    given(Agreement).when(drafting(three)).then(three)


def test_r02_an_mou_is_accepted_until_14_april_2020_and_not_from_the_15th() -> None:
    mou = drafted()
    given(Agreement).when(drafting(mou, on=OLD)).then(mou)
    given(Agreement).when(drafting(mou, on=NEW)).breaks("INSTRUMENT_NOT_ALLOWED", rule="R02")


@pytest.mark.parametrize("category", list(OrgCategory))
@pytest.mark.parametrize("kind", list(InstrumentKind))
def test_r02_the_policy_table_decides_kind_by_kind(
    category: OrgCategory, kind: InstrumentKind
) -> None:
    if category is OrgCategory.CITY:
        return
    usual = {InstrumentKind.JOINT_AGREEMENT, InstrumentKind.COOPERATION_AGREEMENT}
    allowed = {
        OrgCategory.CENTRAL_VERTICAL: {InstrumentKind.SYNERGY_ACCORD},
        OrgCategory.STATE_UNIVERSITY: {InstrumentKind.SYNERGY_ACCORD, *usual},
        OrgCategory.AUDIT_BOARD: set[InstrumentKind](),
    }.get(category, usual)
    fact = drafted(kind=kind)
    decided = given(Agreement).when(drafting(fact, category, on=NEW))

    if kind in allowed:
        decided.then(fact)
    else:
        decided.breaks("INSTRUMENT_NOT_ALLOWED")


@pytest.mark.parametrize(
    ("first", "last", "valid"),
    [
        (SIGNED, SIGNED, True),
        (SIGNED, date(2020, 2, 17), False),
        (SIGNED, date(2025, 2, 17), True),
        (SIGNED, date(2025, 2, 18), False),
        (date(2020, 2, 29), date(2025, 2, 28), True),
        (date(2020, 2, 29), date(2025, 3, 1), False),
        (date(2019, 3, 1), date(2024, 2, 29), True),
    ],
)
def test_r05_a_term_runs_forward_and_five_years_at_most(
    first: date, last: date, valid: bool
) -> None:
    fact = drafted(term=Term(effective_from=first, last_day=last))
    decided = given(Agreement).when(drafting(fact))

    if valid:
        decided.then(fact)
    else:
        decided.breaks("TERM_INVALID", rule="R05")


def test_all_that_is_wrong_with_a_draft_is_told_at_once() -> None:
    wrong = drafted(
        parties=(party(TELKOM, PartyRole.FIRST),),
        term=Term(effective_from=SIGNED, last_day=date(2020, 1, 1)),
    )

    given(Agreement).when(drafting(wrong, OrgCategory.CENTRAL_VERTICAL, on=NEW)).is_refused(
        "PARTY_COUNT", "INSTRUMENT_NOT_ALLOWED", "TERM_INVALID"
    )
