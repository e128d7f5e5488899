"""What can be asked of an agreement, in the order of its life (contract §5.1)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.commands.base import Reasoned
from domain.agreement import decisions
from domain.agreement.facts import (
    AgreementAttached,
    AgreementDrafted,
    AgreementRevised,
    AgreementWithdrawn,
)
from domain.agreement.state import Agreement
from domain.codes import Code, Warn
from domain.enums import (
    AnnexKind,
    ClauseKind,
    InstrumentKind,
    OrgCategory,
    RunOffPolicy,
)
from domain.enums_learning import Component
from domain.organisation import Organisation
from domain.shapes import Party, RunOff, Scope, Seats, Term
from domain.states import AgreementState
from domain.thing import Thing
from domain.values import AgreementId, PastDate, Sha256, Text

if TYPE_CHECKING:
    from application.desk import Desk

_NO_RUN_OFF = RunOff(policy=RunOffPolicy.NONE)


class AgreementCommand(Reasoned):
    """An act on an agreement: its state is judged on the claimed day (contract §1.7).

    Before the last signature the present state must fit as well, so that no act is slipped in
    behind an approval.
    """

    judged_today: ClassVar[bool] = False

    def fits(self, state: Thing, desk: "Desk") -> bool:
        assert isinstance(state, Agreement)
        if not self.states:
            return True
        day = desk.today if self.judged_today else desk.day
        signing = not state.is_signed or day < state.last_signed_on
        if signing and state.state_on(desk.today) not in self.states:
            return False
        return state.state_on(day) in self.states


class DraftAgreement(Reasoned):
    """Draft an agreement between the city and its partners (R01, R02, R05)."""

    act = "agreement.draft"
    creates = True
    refusals = (Code.PARTY_COUNT, Code.INSTRUMENT_NOT_ALLOWED, Code.TERM_INVALID)

    kind: InstrumentKind
    title: Text
    parties: tuple[Party, ...]
    scope: Scope
    capacity: tuple[Seats, ...]
    term: Term
    clauses: Mapping[ClauseKind, Text]
    umbrella: AgreementId | None = None
    predecessor: AgreementId | None = None
    run_off: RunOff = _NO_RUN_OFF
    burdens_region: bool = False
    unbudgeted: bool = False
    overlap_declared: bool = False
    text: Sha256 | None = None

    def misfits(self, _desk: "Desk") -> tuple[str, ...]:
        return ("run_off",) if is_dateless(self.run_off) else ()

    def decide(self, desk: "Desk") -> None:
        instruments = desk.rules(Component.INSTRUMENTS, desk.day).values
        policy = desk.rules(Component.AGREEMENT_POLICY, desk.day).values
        drafted = AgreementDrafted(
            kind=self.kind,
            title=self.title,
            parties=self.parties,
            scope=self.scope,
            capacity=self.capacity,
            term=self.term,
            clauses=stored_clauses(self.clauses),
            umbrella=self.umbrella,
            predecessor=self.predecessor,
            run_off=self.run_off,
            burdens_region=self.burdens_region,
            unbudgeted=self.unbudgeted,
            overlap_declared=self.overlap_declared,
            text=self.text,
            ref=desk.context.ref,
        )
        facts = decisions.draft(
            desk.verdict,
            drafted,
            categories=categories_of(desk, self.parties),
            allowed=instruments["allowed"],
            max_term_years=policy["max_term_years"],
        )
        if self.kind in instruments["transitional"]:
            desk.warn(Warn.INSTRUMENT_TRANSITIONAL)
        warn_if_outliving(desk, self.umbrella, self.term.last_day)
        desk.touch("agreements")
        for fact in facts:
            desk.record(fact)


class ReviseAgreement(AgreementCommand):
    """Change the draft; from its approval on only an amendment changes an agreement (R16)."""

    act = "agreement.revise"
    states = (AgreementState.DRAFT,)
    refusals = (
        Code.IMMUTABLE,
        Code.PARTY_COUNT,
        Code.INSTRUMENT_NOT_ALLOWED,
        Code.TERM_INVALID,
    )

    title: Text | None = None
    parties: tuple[Party, ...] | None = None
    scope: Scope | None = None
    capacity: tuple[Seats, ...] | None = None
    term: Term | None = None
    clauses: Mapping[ClauseKind, Text] | None = None
    umbrella: AgreementId | None = None
    predecessor: AgreementId | None = None
    run_off: RunOff | None = None
    burdens_region: bool | None = None
    unbudgeted: bool | None = None
    overlap_declared: bool | None = None
    text: Sha256 | None = None

    def misfits(self, _desk: "Desk") -> tuple[str, ...]:
        return ("run_off",) if self.run_off and is_dateless(self.run_off) else ()

    def wrong_state(self, state: Thing) -> Code:
        approved = isinstance(state, Agreement) and state.was_approved
        return Code.IMMUTABLE if approved else Code.WRONG_STATE

    def decide(self, desk: "Desk") -> None:
        agreement = desk.get(Agreement, desk.subject)
        instruments = desk.rules(Component.INSTRUMENTS, agreement.drafted_on).values
        policy = desk.rules(Component.AGREEMENT_POLICY, desk.day).values
        revised = AgreementRevised(
            title=self.title,
            parties=self.parties,
            scope=self.scope,
            capacity=self.capacity,
            term=self.term,
            clauses=None if self.clauses is None else stored_clauses(self.clauses),
            umbrella=self.umbrella,
            predecessor=self.predecessor,
            run_off=self.run_off,
            burdens_region=self.burdens_region,
            unbudgeted=self.unbudgeted,
            overlap_declared=self.overlap_declared,
            text=self.text,
        )
        parties = agreement.parties if self.parties is None else self.parties
        facts = decisions.revise(
            agreement,
            desk.verdict,
            revised,
            categories=categories_of(desk, parties),
            allowed=instruments["allowed"],
            max_term_years=policy["max_term_years"],
        )
        last_day = self.term.last_day if self.term else agreement.last_day
        warn_if_outliving(desk, self.umbrella or agreement.umbrella, last_day)
        desk.touch("agreements")
        for fact in facts:
            desk.record(fact)


class AttachToAgreement(AgreementCommand):
    """Put an annex to the agreement (lampiran): work plan, offer, minutes."""

    act = "agreement.attach"

    kind: AnnexKind
    document: Sha256
    number: Text | None = None
    date: PastDate | None = None

    def decide(self, desk: "Desk") -> None:
        desk.record(
            AgreementAttached(
                kind=self.kind, document=self.document, number=self.number, date=self.date
            )
        )


class WithdrawAgreement(AgreementCommand):
    """Give the agreement up before all have signed."""

    act = "agreement.withdraw"
    states = (
        AgreementState.DRAFT,
        AgreementState.UNDER_REVIEW,
        AgreementState.APPROVED,
        AgreementState.PARTIALLY_SIGNED,
    )

    reason: Text

    def decide(self, desk: "Desk") -> None:
        desk.touch("agreements")
        desk.record(AgreementWithdrawn())


# --- what several of these read ---


def is_dateless(run_off: RunOff) -> bool:
    """Whether a run-off until a date does not say the date."""
    return run_off.policy is RunOffPolicy.UNTIL_DATE and run_off.until is None


def stored_clauses(clauses: Mapping[ClauseKind, Text]) -> dict[str, str]:
    return {clause.value: text for clause, text in clauses.items()}


def categories_of(desk: "Desk", parties: Iterable[Party]) -> dict[str, OrgCategory]:
    return {p.organisation: desk.get(Organisation, p.organisation).category for p in parties}


def warn_if_outliving(desk: "Desk", umbrella: str | None, last_day: date) -> None:
    """A working agreement that ends after its umbrella is worth a word (R22)."""
    above = desk.find(Agreement, umbrella) if umbrella else None
    if above is not None and last_day > above.last_day_on(date.max):
        desk.warn(Warn.OUTLIVES_UMBRELLA)
