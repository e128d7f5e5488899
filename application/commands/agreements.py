"""What can be asked of an agreement, in the order of its life (contract §5.1)."""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from application.authority import Concern
from application.commands.base import Reasoned
from application.views.things import AGREEMENTS
from domain.agreement import decisions
from domain.agreement.facts import (
    AgreementAttached,
    AgreementCouncilRecorded,
    AgreementDrafted,
    AgreementEnteredIntoForce,
    AgreementOpinionGiven,
    AgreementReturned,
    AgreementSigned,
    AgreementSuperseded,
)
from domain.agreement.state import Agreement
from domain.codes import Code, Warn
from domain.enums import (
    AnnexKind,
    ClauseKind,
    CouncilDecision,
    InstrumentKind,
    Opinion,
    OpinionBody,
    Role,
    RunOffPolicy,
    SignatureMethod,
)
from domain.enums_learning import Component
from domain.office import Office
from domain.organisation import Organisation
from domain.shapes import Party, RunOff, Scope, Seats, Term
from domain.states import AgreementState
from domain.thing import Thing
from domain.values import AgreementId, MandateId, OfficeId, OrganisationId, PastDate, Sha256, Text

if TYPE_CHECKING:
    from application.desk import Desk

_BODY_OF_ROLE = {
    Role.TKKSD: OpinionBody.TKKSD,
    Role.LEGAL: OpinionBody.LEGAL,
    Role.INSPECTOR: OpinionBody.INSPECTORATE,
}
_NO_RUN_OFF = RunOff(policy=RunOffPolicy.NONE)


class AgreementCommand(Reasoned):
    """An act on an agreement: its state is judged on the claimed day (contract §1.7)."""

    judged_today: ClassVar[bool] = False

    def fits(self, state: Thing, desk: "Desk") -> bool:
        day = desk.today if self.judged_today else desk.day
        assert isinstance(state, Agreement)
        present = state.is_signed or state.state_on(desk.today) in self.states
        return not self.states or (present and state.state_on(day) in self.states)


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
        dateless = self.run_off.policy is RunOffPolicy.UNTIL_DATE and self.run_off.until is None
        return ("run_off",) if dateless else ()

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
            clauses={clause.value: text for clause, text in self.clauses.items()},
            umbrella=self.umbrella,
            predecessor=self.predecessor,
            run_off=self.run_off,
            burdens_region=self.burdens_region,
            unbudgeted=self.unbudgeted,
            overlap_declared=self.overlap_declared,
            text=self.text,
            ref=desk.context.ref,
        )
        categories = {
            party.organisation: desk.get(Organisation, party.organisation).category
            for party in self.parties
        }
        facts = decisions.draft(
            desk.verdict,
            drafted,
            categories=categories,
            allowed=instruments["allowed"],
            max_term_years=policy["max_term_years"],
        )
        if self.kind in instruments["transitional"]:
            desk.warn(Warn.INSTRUMENT_TRANSITIONAL)
        umbrella = desk.find(Agreement, self.umbrella) if self.umbrella else None
        if umbrella is not None and self.term.last_day > umbrella.last_day:
            desk.warn(Warn.OUTLIVES_UMBRELLA)
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


class SubmitAgreement(AgreementCommand):
    """Send the draft into review (R03)."""

    act = "agreement.submit"
    states = (AgreementState.DRAFT,)
    refusals = (Code.CLAUSE_MISSING,)

    def decide(self, desk: "Desk") -> None:
        agreement = desk.get(Agreement, desk.subject)
        instruments = desk.rules(Component.INSTRUMENTS, agreement.drafted_on).values
        privacy = desk.rules(Component.PRIVACY, desk.day).values
        facts = decisions.submit(
            agreement,
            desk.verdict,
            required=instruments["clauses"].get(agreement.kind, ()),
            data_clause=privacy["data_clause"],
        )
        for fact in facts:
            desk.record(fact)


class GiveOpinion(AgreementCommand):
    """Give the opinion of a reviewing body; one RETURN sends the draft back (R06)."""

    act = "agreement.give-opinion"
    states = (AgreementState.UNDER_REVIEW,)

    body: OpinionBody
    opinion: Opinion
    note: Text | None = None
    document: Sha256 | None = None

    def roles_for(self, roles: tuple[Role, ...]) -> tuple[Role, ...]:
        """Each body speaks for itself: only the role of this body counts."""
        return tuple(role for role in roles if _BODY_OF_ROLE[role] is self.body)

    def decide(self, desk: "Desk") -> None:
        desk.record(
            AgreementOpinionGiven(
                body=self.body, opinion=self.opinion, note=self.note, document=self.document
            )
        )
        if self.opinion is Opinion.RETURN:
            desk.record(AgreementReturned(body=self.body))


class RecordCouncil(AgreementCommand):
    """Record the council's decision, or why none is needed (R07)."""

    act = "agreement.record-council"
    states = (AgreementState.DRAFT, AgreementState.UNDER_REVIEW)
    refusals = (Code.REASON_REQUIRED,)

    decision: CouncilDecision
    number: Text | None = None
    date: PastDate | None = None
    document: Sha256 | None = None

    def decide(self, desk: "Desk") -> None:
        if self.decision is CouncilDecision.NOT_REQUIRED and self.reason is None:
            desk.verdict.broken(Code.REASON_REQUIRED)
        desk.verdict.settle()
        desk.record(
            AgreementCouncilRecorded(
                decision=self.decision, number=self.number, date=self.date, document=self.document
            )
        )


class ApproveAgreement(AgreementCommand):
    """Approve the reviewed draft and freeze its text (R04, R06-R08, R23, R84)."""

    act = "agreement.approve"
    states = (AgreementState.UNDER_REVIEW,)
    refusals = (
        Code.OPINION_MISSING,
        Code.COUNCIL_DECISION_MISSING,
        Code.WORKPLAN_MISSING,
        Code.OVERLAP,
        Code.SOD_VIOLATION,
    )

    text: Sha256

    def decide(self, desk: "Desk") -> None:
        agreement = desk.get(Agreement, desk.subject)
        instruments = desk.rules(Component.INSTRUMENTS, agreement.drafted_on).values
        others = desk.rows(AGREEMENTS, "agreements", kind=agreement.kind.value)
        desk.touch("agreements")
        facts = decisions.approve(
            agreement,
            desk.verdict,
            text=self.text,
            approver=desk.person.id,
            bodies=instruments["opinions"],
            workplan_kinds=instruments["workplan_required"],
            others=others,
        )
        for fact in facts:
            desk.record(fact)


class SignAgreement(AgreementCommand):
    """Record one party's legal signature; the last one brings the agreement into force."""

    act = "agreement.sign"
    states = (AgreementState.APPROVED, AgreementState.PARTIALLY_SIGNED)
    judged_today = True
    refusals = (
        Code.ALREADY_SIGNED,
        Code.ALREADY_EXPIRED,
        Code.TEXT_CHANGED_AFTER_APPROVAL,
        Code.MANDATE_INVALID,
        Code.NO_AUTHORITY,
        Code.ACTING_RESTRICTED,
        Code.UMBRELLA_REQUIRED,
        Code.REASON_REQUIRED,
        Code.SOD_VIOLATION,
    )

    party: OrganisationId
    office: OfficeId
    signed_on: PastDate
    document: Sha256
    method: SignatureMethod
    mandate: MandateId | None = None
    place: Text | None = None
    acting_opinion: Sha256 | None = None

    def concern(self, _desk: "Desk") -> Concern:
        return Concern(organisation=self.party)

    def misfits(self, desk: "Desk") -> tuple[str, ...]:
        agreement = desk.find(Agreement, desk.subject)
        stranger = agreement is not None and not agreement.has_party(self.party)
        return ("party",) if stranger else ()

    def fits(self, state: Thing, desk: "Desk") -> bool:
        return super().fits(state, desk) and self.signed_on >= state.since

    def decide(self, desk: "Desk") -> None:
        agreement = desk.get(Agreement, desk.subject)
        office = desk.get(Office, self.office)
        signed = AgreementSigned(
            party=self.party,
            office=self.office,
            signed_on=self.signed_on,
            document=self.document,
            method=self.method,
            mandate=self.mandate,
            place=self.place,
            acting_opinion=self.acting_opinion,
        )
        late = desk.is_late(self.signed_on)
        facts = decisions.sign(
            agreement,
            desk.verdict,
            signed,
            office=office,
            restricted=desk.rules(Component.INSTRUMENTS, self.signed_on).values[
                "acting_restricted"
            ],
            umbrella_in_force=self._umbrella_in_force(desk, agreement),
            reason_missing=late and self.reason is None,
            recorder=desk.person.id,
        )
        if late:
            desk.warn(Warn.LATE_RECORDED)
        desk.touch("agreements")
        done = desk.record(facts[0], on=self.signed_on, office=self.office, late=late)
        for fact in facts[1:]:
            assert isinstance(fact, AgreementEnteredIntoForce)
            desk.record(fact, on=fact.start, cause=done)
            self._supersede(desk, agreement, fact.start, done)

    def _umbrella_in_force(self, desk: "Desk", agreement: Agreement) -> bool:
        instruments = desk.rules(Component.INSTRUMENTS, agreement.drafted_on).values
        if agreement.kind not in instruments["umbrella_required"]:
            return True
        umbrella = desk.find(Agreement, agreement.umbrella) if agreement.umbrella else None
        return umbrella is not None and umbrella.in_force_on(self.signed_on)

    def _supersede(self, desk: "Desk", agreement: Agreement, start: date, cause: int) -> None:
        """The predecessor ends on the successor's start, unless it ended before (R23)."""
        if agreement.predecessor is None:
            return
        before = desk.get(Agreement, agreement.predecessor)
        if before.lasts_until(start):
            superseded = AgreementSuperseded(successor=agreement.id)
            desk.record(superseded, subject=before.id, on=start, cause=cause)
