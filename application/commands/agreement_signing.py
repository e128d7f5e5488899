"""How agreements and amendments are signed: one signature at a time (contract §5.1, §5.2)."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from application.authority import Concern
from application.commands.agreements import AgreementCommand
from application.commands.base import Reasoned
from application.commands.mandates import powers_at
from domain.agreement import decisions
from domain.agreement.facts import (
    AgreementEnteredIntoForce,
    AgreementSigned,
    AgreementSuperseded,
)
from domain.agreement.state import Agreement
from domain.codes import Code, Warn
from domain.enums import SignatureMethod
from domain.enums_learning import Component
from domain.office import Office
from domain.states import AgreementState
from domain.thing import Thing
from domain.values import MandateId, OfficeId, OrganisationId, PastDate, Sha256, Text

if TYPE_CHECKING:
    from application.desk import Desk


class SignatureCommand(Reasoned):
    """One party's legal signature; a host records only that of its own organisation."""

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

    def signature(self) -> dict[str, Any]:
        """The fields of the signature, as its fact holds them."""
        names = SignatureCommand.model_fields.keys() - Reasoned.model_fields.keys()
        return {name: getattr(self, name) for name in names}

    def is_late(self, desk: "Desk") -> bool:
        """Whether the signature is recorded later than policy allows; it is then warned of."""
        late = desk.is_late(self.signed_on)
        if late:
            desk.warn(Warn.LATE_RECORDED)
        return late

    def restricted(self, desk: "Desk") -> Sequence[str]:
        """The kinds an acting holder signs only with a legal opinion, by the rules of the day."""
        kinds: Sequence[str] = desk.rules(Component.INSTRUMENTS, self.signed_on).values[
            "acting_restricted"
        ]
        return kinds


class SignAgreement(SignatureCommand, AgreementCommand):
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

    def misfits(self, desk: "Desk") -> tuple[str, ...]:
        agreement = desk.find(Agreement, desk.subject)
        stranger = agreement is not None and not agreement.has_party(self.party)
        return ("party",) if stranger else ()

    def fits(self, state: Thing, desk: "Desk") -> bool:
        return super().fits(state, desk) and self.signed_on >= state.since

    def decide(self, desk: "Desk") -> None:
        agreement = desk.get(Agreement, desk.subject)
        late = self.is_late(desk)
        facts = decisions.sign(
            agreement,
            desk.verdict,
            AgreementSigned(**self.signature()),
            office=desk.get(Office, self.office),
            restricted=self.restricted(desk),
            powers=powers_at(desk, self.mandate, self.signed_on),
            umbrella_in_force=self._umbrella_in_force(desk, agreement),
            reason_missing=late and self.reason is None,
            recorder=desk.person.id,
        )
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
