"""From review to approval: clauses, opinions, council, work plan, overlap."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest

from domain.agreement import decisions
from domain.agreement.facts import (
    AgreementApproved,
    AgreementAttached,
    AgreementReturned,
    AgreementSubmitted,
)
from domain.agreement.state import Agreement
from domain.base import Fact, Verdict
from domain.enums import (
    AnnexKind,
    CouncilDecision,
    Field,
    InstrumentKind,
    Mode,
    Opinion,
    OpinionBody,
    PartyRole,
)
from domain.enums_learning import Component
from domain.shapes import Party, Scope, Term
from domain.states import AgreementState
from tests.city import city_after
from tests.facts import (
    BUDI,
    CLAUSES,
    KOTA,
    LAST_DAY,
    SARI,
    SIGNED,
    SUBMITTED,
    TEXT,
    approved,
    council,
    drafted,
    opinion,
    reviewed,
    rules,
    signed,
    under_review,
)
from tests.scenario import Happened, given, state_of

Decision = Callable[[Agreement, Verdict], Sequence[Fact]]


def party(organisation: str, role: PartyRole) -> Party:
    return Party(organisation=organisation, role=role)


# --- submit -----------------------------------------------------------------------------------


def submitting(privacy_day: date = SIGNED) -> Decision:
    def decide(agreement: Agreement, verdict: Verdict) -> Sequence[Fact]:
        return decisions.submit(
            agreement,
            verdict,
            required=rules(Component.INSTRUMENTS)["clauses"][agreement.kind],
            data_clause=rules(Component.PRIVACY, privacy_day)["data_clause"],
        )

    return decide


def test_r03_every_mandatory_clause_is_filled_before_review() -> None:
    two_short = {name: text for name, text in CLAUSES.items() if name not in ("TERM", "PURPOSE")}

    given(Agreement, Happened(drafted(), SIGNED)).when(submitting()).then(AgreementSubmitted())
    given(Agreement, Happened(drafted(clauses=two_short), SIGNED)).when(submitting()).breaks(
        "CLAUSE_MISSING:PURPOSE", "CLAUSE_MISSING:TERM", rule="R03"
    )


def test_r03_a_working_agreement_must_protect_data_from_17_october_2022() -> None:
    clauses = dict.fromkeys(
        rules(Component.INSTRUMENTS)["clauses"]["COOPERATION_AGREEMENT"], "Pasal"
    )
    draft = Happened(drafted(kind=InstrumentKind.COOPERATION_AGREEMENT, clauses=clauses), SIGNED)

    given(Agreement, draft).when(submitting(date(2022, 10, 16))).then(AgreementSubmitted())
    given(Agreement, draft).when(submitting(date(2022, 10, 17))).breaks(
        "CLAUSE_MISSING:DATA_PROTECTION"
    )


# --- approve ----------------------------------------------------------------------------------


def approving(*others: Agreement, approver: str = BUDI) -> Decision:
    def decide(agreement: Agreement, verdict: Verdict) -> Sequence[Fact]:
        values = rules(Component.INSTRUMENTS)
        return decisions.approve(
            agreement,
            verdict,
            text=TEXT,
            approver=approver,
            bodies=values["opinions"],
            workplan_kinds=values["workplan_required"],
            others=others,
        )

    return decide


def test_r08_approval_freezes_the_text() -> None:
    after = given(Agreement, *reviewed()).when(approving()).then(AgreementApproved(text=TEXT))

    assert (after.state, after.text) == (AgreementState.APPROVED, TEXT)


def test_r06_both_bodies_must_have_spoken() -> None:
    given(Agreement, *under_review(), council()).when(approving()).breaks(
        "OPINION_MISSING:TKKSD", "OPINION_MISSING:LEGAL", rule="R06"
    )


def test_r06_the_last_opinion_of_a_body_counts_and_a_submission_clears_them_all() -> None:
    notes = opinion(OpinionBody.LEGAL, Opinion.AGREE_WITH_NOTES)
    returned = Happened(AgreementReturned(body=OpinionBody.LEGAL), SUBMITTED)
    again = Happened(AgreementSubmitted(), SUBMITTED)
    past = (*reviewed(), opinion(OpinionBody.LEGAL, Opinion.RETURN), returned)

    assert state_of(Agreement, *past).state == AgreementState.DRAFT
    given(Agreement, *past, again).when(approving()).breaks(
        "OPINION_MISSING:TKKSD", "OPINION_MISSING:LEGAL"
    )
    given(Agreement, *past, again, opinion(OpinionBody.TKKSD), notes).when(approving()).then(
        AgreementApproved(text=TEXT)
    )


def test_r06_the_inspectorate_need_not_speak() -> None:
    spoken = opinion(OpinionBody.INSPECTORATE)

    given(Agreement, *reviewed(), spoken).when(approving()).then(AgreementApproved(text=TEXT))


@pytest.mark.parametrize(
    ("burdens", "unbudgeted", "given_decision", "answered"),
    [
        (False, False, council(), True),
        (True, False, council(), True),
        (False, True, council(), True),
        (True, True, council(), False),
        (True, True, council(CouncilDecision.GRANTED, None), True),
        (False, False, council(CouncilDecision.GRANTED, None), True),
        (False, False, council(reason=None), False),
        (False, False, None, False),
    ],
)
def test_r07_the_council_question_is_answered_before_approval(
    burdens: bool, unbudgeted: bool, given_decision: Happened | None, answered: bool
) -> None:
    bodies = opinion(OpinionBody.TKKSD), opinion(OpinionBody.LEGAL)
    past = [*under_review(burdens_region=burdens, unbudgeted=unbudgeted), *bodies]
    decided = given(Agreement, *past, *([given_decision] if given_decision else [])).when(
        approving()
    )

    if answered:
        decided.then(AgreementApproved(text=TEXT))
    else:
        decided.breaks("COUNCIL_DECISION_MISSING", rule="R07")


def test_r04_a_synergy_accord_needs_a_work_plan() -> None:
    accord = reviewed(kind=InstrumentKind.SYNERGY_ACCORD)
    plan = Happened(AgreementAttached(kind=AnnexKind.WORK_PLAN, document=TEXT), SUBMITTED)
    minutes = Happened(AgreementAttached(kind=AnnexKind.MINUTES, document=TEXT), SUBMITTED)

    given(Agreement, *accord, minutes).when(approving()).breaks("WORKPLAN_MISSING", rule="R04")
    given(Agreement, *accord, plan).when(approving()).then(AgreementApproved(text=TEXT))


def another(**changes: Any) -> Agreement:
    return state_of(Agreement, *signed(**changes), subject="other")


def term(first: date, last: date) -> Term:
    return Term(effective_from=first, last_day=last)


@pytest.mark.parametrize(
    "other",
    [
        another(),
        another(term=term(date(2019, 1, 1), SIGNED)),
        another(term=term(LAST_DAY, date(2023, 1, 1))),
        state_of(Agreement, *approved(), subject="other"),
    ],
    ids=["the same days", "until the first day", "from the last day", "approved, unsigned"],
)
def test_r23_two_agreements_of_one_partner_kind_and_field_do_not_overlap(other: Agreement) -> None:
    given(Agreement, *reviewed()).when(approving(other)).breaks("OVERLAP", rule="R23")


SERVICE = Scope(fields=(Field.SERVICE,), modes=(Mode.ON_SITE,))
BJB_PARTIES = (party(KOTA, PartyRole.FIRST), party("org-bjb", PartyRole.SECOND))


@pytest.mark.parametrize(
    "other",
    [
        another(kind=InstrumentKind.COOPERATION_AGREEMENT),
        another(scope=SERVICE),
        another(term=term(date(2018, 1, 1), date(2020, 2, 17))),
        another(term=term(date(2022, 2, 18), date(2023, 1, 1))),
        state_of(Agreement, *reviewed(), subject="other"),
        state_of(Agreement, *approved(parties=BJB_PARTIES), subject="other"),
    ],
    ids=["another kind", "another field", "ended", "later", "not approved", "another partner"],
)
def test_r23_kind_field_days_and_partner_must_all_meet(other: Agreement) -> None:
    given(Agreement, *reviewed()).when(approving(other)).then(AgreementApproved(text=TEXT))


def test_r23_a_declared_overlap_and_a_predecessor_are_no_overlap() -> None:
    declared, heir = reviewed(overlap_declared=True), reviewed(predecessor="other")

    for past in (declared, heir):
        given(Agreement, *past).when(approving(another())).then(AgreementApproved(text=TEXT))


def test_r84_who_drafted_does_not_approve() -> None:
    given(Agreement, *reviewed()).when(approving(approver=SARI)).breaks(
        "SOD_VIOLATION:DRAFTER+APPROVER", rule="R84"
    )


# --- through the door -------------------------------------------------------------------------


def test_r06_each_body_speaks_for_itself_and_a_return_sends_the_draft_back() -> None:
    with city_after("agreement.submit") as city:
        city.opens_account("tim", {"role": "TKKSD"})
        legal = {"body": "LEGAL", "opinion": "RETURN"}
        for by, code in (("tim", "OUT_OF_SCOPE"), ("sari", "ROLE_REQUIRED")):
            assert city.refused("agreement.give-opinion", by, legal, id="$A4") == (code,)

        receipt = city.do("agreement.give-opinion", "lina", legal, id="$A4")

        assert receipt["state"] == "DRAFT"
        assert [(f.topic, f.actor) for f in city.facts(receipt)] == [
            ("agreement.opinion-given.v1", city.names["lina"]),
            ("agreement.returned.v1", city.names["lina"]),
        ]


def test_r07_not_required_needs_a_reason() -> None:
    with city_after("agreement.give-opinion") as city:
        council_says = {"decision": "NOT_REQUIRED"}
        refused = city.refused("agreement.record-council", "sari", council_says, id="$A4")
        assert refused == ("REASON_REQUIRED",)
        imported = city.imported("agreement.record-council", "sari", council_says, id="$A4")
        assert imported == ["REASON_REQUIRED"]
        approve = {"text": "$sha256:naskah A4"}
        assert city.refused("agreement.approve", "budi", approve, id="$A4") == (
            "COUNCIL_DECISION_MISSING",
        )


def test_an_act_on_an_agreement_is_judged_on_the_day_it_claims() -> None:
    with city_after("agreement.record-council") as city:
        city.at("2020-02-14")
        early = {"text": "$sha256:naskah A4", "on": "2020-02-12"}
        assert city.refused("agreement.approve", "budi", early, id="$A4") == ("WRONG_STATE",)
        before = {"decision": "GRANTED", "on": "2020-02-12"}
        city.do("agreement.record-council", "sari", before, id="$A4")
        city.do("agreement.approve", "budi", {**early, "on": "2020-02-13"}, id="$A4")


def test_an_annex_cannot_be_of_tomorrow() -> None:
    with city_after("agreement.submit") as city:
        annex = {"kind": "OFFER", "document": TEXT, "date": "2020-02-14"}
        assert city.refused("agreement.attach", "sari", annex, id="$A4") == ("FUTURE_DATE",)
        city.do("agreement.attach", "sari", {**annex, "date": "2020-02-13"}, id="$A4")
