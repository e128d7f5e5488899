"""What can be asked of an amendment (adendum, perpanjangan), in the order of its life (§5.2)."""

from datetime import date
from typing import TYPE_CHECKING

from application.commands.agreement_review import OpinionCommand
from application.commands.agreement_signing import SignatureCommand
from application.commands.agreements import is_dateless
from application.commands.base import Reasoned
from application.commands.mandates import powers_at
from domain.agreement.facts import AgreementAmended, AgreementExtended
from domain.agreement.state import Agreement
from domain.amendment import decisions
from domain.amendment.facts import (
    AmendmentDrafted,
    AmendmentOpinionGiven,
    AmendmentReturned,
    AmendmentRevised,
    AmendmentSigned,
    AmendmentWithdrawn,
)
from domain.amendment.state import Amendment
from domain.base import refuse
from domain.codes import Code
from domain.enums import AmendmentKind, Opinion
from domain.enums_learning import Component
from domain.office import Office
from domain.shapes import Changes
from domain.states import AgreementState, AmendmentState
from domain.thing import Thing
from domain.values import AgreementId, FindingId, Sha256, Text

if TYPE_CHECKING:
    from application.desk import Desk

_AMENDABLE = frozenset(
    {
        AgreementState.SIGNED,
        AgreementState.IN_FORCE,
        AgreementState.SUSPENDED,
        AgreementState.EXPIRED,
    }
)


class DraftAmendment(Reasoned):
    """Draft a change or an extension of an agreement (R16, R18)."""

    act = "amendment.draft"
    creates = True
    refusals = (Code.ALREADY_EXPIRED, Code.TERM_INVALID)

    agreement: AgreementId
    kind: AmendmentKind
    changes: Changes
    effective_from: date | None = None
    retroactive: bool = False
    legal_opinion: Sha256 | None = None

    def misfits(self, _desk: "Desk") -> tuple[str, ...]:
        return _misfits(self.kind, self.changes)

    def decide(self, desk: "Desk") -> None:
        agreement = amendable(desk, self.agreement)
        drafted = AmendmentDrafted(
            agreement=self.agreement,
            kind=self.kind,
            changes=self.changes,
            effective_from=self.effective_from,
            retroactive=self.retroactive,
            legal_opinion=self.legal_opinion,
            parties=tuple(party.organisation for party in agreement.parties),
            ref=desk.context.ref,
        )
        facts = decisions.draft(
            desk.verdict,
            drafted,
            agreement=agreement,
            today=desk.today,
            max_term_years=_max_term_years(desk),
        )
        for fact in facts:
            desk.record(fact)


class ReviseAmendment(Reasoned):
    """Change what a body sent back, and put it under review again."""

    act = "amendment.revise"
    states = (AmendmentState.RETURNED,)
    refusals = (Code.ALREADY_EXPIRED, Code.TERM_INVALID)

    changes: Changes
    effective_from: date | None = None
    retroactive: bool | None = None
    legal_opinion: Sha256 | None = None

    def misfits(self, desk: "Desk") -> tuple[str, ...]:
        amendment = desk.find(Amendment, desk.subject)
        return _misfits(amendment.kind, self.changes) if amendment else ()

    def decide(self, desk: "Desk") -> None:
        amendment = desk.get(Amendment, desk.subject)
        facts = decisions.revise(
            desk.verdict,
            AmendmentRevised(
                changes=self.changes,
                effective_from=self.effective_from,
                retroactive=self.retroactive,
                legal_opinion=self.legal_opinion,
            ),
            agreement=amendable(desk, amendment.agreement),
            today=desk.today,
            max_term_years=_max_term_years(desk),
        )
        for fact in facts:
            desk.record(fact)


class GiveAmendmentOpinion(OpinionCommand):
    """Give the opinion of a reviewing body; one RETURN sends the amendment back (R06)."""

    act = "amendment.give-opinion"
    states = (AmendmentState.UNDER_REVIEW,)

    def decide(self, desk: "Desk") -> None:
        desk.record(
            AmendmentOpinionGiven(
                body=self.body, opinion=self.opinion, note=self.note, document=self.document
            )
        )
        if self.opinion is Opinion.RETURN:
            desk.record(AmendmentReturned(body=self.body))


class ApproveAmendment(Reasoned):
    """Approve the reviewed amendment and freeze its text (R06, R08, R18, R84)."""

    act = "amendment.approve"
    states = (AmendmentState.UNDER_REVIEW,)
    refusals = (Code.ALREADY_EXPIRED, Code.OPINION_MISSING, Code.SOD_VIOLATION)

    text: Sha256

    def decide(self, desk: "Desk") -> None:
        amendment = desk.get(Amendment, desk.subject)
        instruments = desk.rules(Component.INSTRUMENTS, amendment.drafted_on).values
        facts = decisions.approve(
            amendment,
            desk.verdict,
            agreement=amendable(desk, amendment.agreement),
            today=desk.today,
            text=self.text,
            approver=desk.person.id,
            bodies=instruments["opinions"],
        )
        for fact in facts:
            desk.record(fact)


class SignAmendment(SignatureCommand):
    """Record one party's signature; the last one changes the agreement (R16-R18)."""

    act = "amendment.sign"
    states = (AmendmentState.APPROVED, AmendmentState.PARTIALLY_SIGNED)
    refusals = (
        Code.ALREADY_SIGNED,
        Code.ALREADY_EXPIRED,
        Code.TEXT_CHANGED_AFTER_APPROVAL,
        Code.MANDATE_INVALID,
        Code.NO_AUTHORITY,
        Code.ACTING_RESTRICTED,
        Code.RETROACTIVE_AMENDMENT,
        Code.REASON_REQUIRED,
        Code.SOD_VIOLATION,
    )

    def misfits(self, desk: "Desk") -> tuple[str, ...]:
        amendment = desk.find(Amendment, desk.subject)
        stranger = amendment is not None and self.party not in amendment.parties
        return ("party",) if stranger else ()

    def fits(self, state: Thing, desk: "Desk") -> bool:
        assert isinstance(state, Amendment)
        return state.state_on(desk.today) in self.states and self.signed_on >= state.approved_on

    def decide(self, desk: "Desk") -> None:
        amendment = desk.get(Amendment, desk.subject)
        agreement = amendable(desk, amendment.agreement)
        late = self.is_late(desk)
        facts = decisions.sign(
            amendment,
            desk.verdict,
            AmendmentSigned(**self.signature()),
            agreement=agreement,
            office=desk.get(Office, self.office),
            restricted=self.restricted(desk),
            powers=powers_at(desk, self.mandate, self.signed_on),
            reason_missing=late and self.reason is None,
            recorder=desk.person.id,
        )
        desk.record(facts[0], on=self.signed_on, office=self.office, late=late)
        for fact in facts[1:]:
            assert isinstance(fact, AgreementAmended | AgreementExtended)
            desk.touch("agreements")
            desk.record(fact, subject=agreement.id, on=decisions.effect_day(amendment, fact))


class WithdrawAmendment(Reasoned):
    """Give the amendment up before all have signed."""

    act = "amendment.withdraw"
    states = (
        AmendmentState.UNDER_REVIEW,
        AmendmentState.RETURNED,
        AmendmentState.APPROVED,
        AmendmentState.PARTIALLY_SIGNED,
    )

    reason: Text

    def decide(self, desk: "Desk") -> None:
        desk.record(AmendmentWithdrawn())


class AnnulAmendment(Reasoned):
    """Declare a signed amendment void from its effect day on, under four eyes."""

    act = "amendment.annul"
    states = (AmendmentState.EFFECTIVE,)

    reason: Text
    finding: FindingId | None = None

    def decide(self, desk: "Desk") -> None:
        amendment = desk.get(Amendment, desk.subject)
        agreement = desk.get(Agreement, amendment.agreement)
        annulled, on_agreement = decisions.annul(
            amendment, desk.verdict, agreement=agreement, finding=self.finding
        )
        desk.touch("agreements")
        desk.record(annulled, on=amendment.effective_on)
        desk.record(on_agreement, subject=agreement.id, on=amendment.effective_on)


def _misfits(kind: AmendmentKind, changes: Changes) -> tuple[str, ...]:
    dateless = changes.run_off is not None and is_dateless(changes.run_off)
    return ("changes",) if dateless or not decisions.fits_kind(kind, changes) else ()


def _max_term_years(desk: "Desk") -> int:
    years: int = desk.rules(Component.AGREEMENT_POLICY, desk.day).values["max_term_years"]
    return years


def amendable(desk: "Desk", subject: str) -> Agreement:
    """The agreement, which today must be signed and not ended but by its last day (§5.2)."""
    agreement = desk.get(Agreement, subject)
    if agreement.state_on(desk.today) in _AMENDABLE:
        return agreement
    if not agreement.closed_on(desk.today):
        refuse(Code.WRONG_STATE)
    if desk.verdict.strict:
        refuse(Code.CLOSED_STREAM)
    desk.verdict.broken(Code.CLOSED_STREAM)
    return agreement
