"""Questions about agreements: the register, and one agreement in full (contract §8.1)."""

from datetime import date
from typing import Any

from application.authority import Concern
from application.queries.base import Query, Reading, Reply
from application.views.things import AGREEMENTS, OFFICES, ORGANISATIONS, PLACEMENTS
from domain.agreement.state import Agreement, Signature
from domain.enums import (
    Acting,
    AmendmentKind,
    CouncilDecision,
    EndReason,
    InstrumentKind,
    Opinion,
    OpinionBody,
    PartyRole,
    SignatureMethod,
)
from domain.enums_learning import Component
from domain.shapes import Party, RunOff, Scope, Seats
from domain.states import AgreementState, AmendmentState, EvidenceState, PlacementState

_OPEN = frozenset({PlacementState.ASSIGNED, PlacementState.STARTED, PlacementState.SUSPENDED})


class RegisterItem(Reply):
    agreement: str
    title: str
    kind: InstrumentKind
    parties: list[str]
    numbers: list[str]
    effective_from: date
    last_day: date
    state: AgreementState


class RegisterResult(Reply):
    items: list[RegisterItem]


class RegisterQuery(Query):
    """The public register of agreements (register kerja sama)."""

    asks = "register"
    path = "/register"
    Result = RegisterResult

    state: AgreementState | None = None

    def answer(self, reading: Reading, subject: str | None) -> RegisterResult:
        visible = [a for a in reading.list(AGREEMENTS) if reading.may_see(concern_of(a, reading))]
        items = [_register_item(agreement, reading) for agreement in visible]
        return RegisterResult(items=[item for item in items if self.state in (None, item.state)])


def _register_item(agreement: Agreement, reading: Reading) -> RegisterItem:
    return RegisterItem(
        agreement=agreement.id,
        title=agreement.title,
        kind=agreement.kind,
        parties=[name_of(p.organisation, reading) for p in agreement.parties],
        numbers=[],
        effective_from=agreement.effective_from,
        last_day=agreement.last_day,
        state=AgreementState(agreement.state_on(reading.day)),
    )


class PartyResult(Reply):
    organisation: str
    role: PartyRole
    name: str
    number: str | None = None
    serial: int | None = None
    signed_on: date | None = None
    office: str | None = None
    holder: str | None = None
    acting: Acting | None = None
    mandate: str | None = None
    method: SignatureMethod | None = None
    place: str | None = None
    recorded_on: date | None = None
    late_recorded: bool | None = None


class OpinionResult(Reply):
    body: OpinionBody
    opinion: Opinion


class Ceremony(Reply):
    on: date
    place: str
    attendees: list[str]


class Change(Reply):
    field: str
    before: Any = None
    after: Any = None


class AmendmentItem(Reply):
    amendment: str
    sequence: int | None = None
    kind: AmendmentKind
    state: AmendmentState
    effective_on: date | None = None
    signed_on: date | None = None
    recorded_on: date | None = None
    retroactive: bool
    changes: list[Change]


class ReportItem(Reply):
    period: str
    filed_on: date


class AgreementResult(Reply):
    agreement: str
    title: str
    kind: InstrumentKind
    state: AgreementState
    retroactive: bool
    version: int
    text: str | None
    effective_from: date
    last_day: date
    in_force_from: date | None
    ended_on: date | None
    end_reason: EndReason | None
    parties: list[PartyResult]
    scope: Scope
    capacity: list[Seats]
    run_off: RunOff
    clauses: dict[str, str]
    umbrella: str | None
    predecessor: str | None
    successor: str | None
    opinions: list[OpinionResult]
    council: CouncilDecision | None
    ceremony: Ceremony | None
    amendments: list[AmendmentItem]
    reports: list[ReportItem]
    open_placements: list[str]
    reminders: list[int]
    evidence: EvidenceState


class AgreementQuery(Query):
    """One agreement with its parties, signatures and life, on the day asked about."""

    asks = "agreement"
    path = "/agreements/{id}"
    Result = AgreementResult

    def answer(self, reading: Reading, subject: str | None) -> AgreementResult:
        agreement: Agreement = reading.get(AGREEMENTS, subject)
        reading.must_see(concern_of(agreement, reading))
        state = AgreementState(agreement.state_on(reading.day))
        ended = agreement.is_signed and reading.day > agreement.last_day_in_force
        placed = [p for p in reading.list(PLACEMENTS) if p.agreement == agreement.id]
        heirs = [a.id for a in reading.list(AGREEMENTS) if a.predecessor == agreement.id]
        return AgreementResult(
            agreement=agreement.id,
            title=agreement.title,
            kind=agreement.kind,
            state=state,
            retroactive=self._is_retroactive(agreement, reading),
            version=agreement.version,
            text=agreement.text,
            effective_from=agreement.effective_from,
            last_day=agreement.last_day,
            in_force_from=agreement.start,
            ended_on=agreement.last_day_in_force if ended else None,
            end_reason=None,
            parties=[_party(party, agreement, reading) for party in agreement.parties],
            scope=agreement.scope,
            capacity=list(agreement.capacity),
            run_off=agreement.run_off,
            clauses=dict(agreement.clauses),
            umbrella=agreement.umbrella,
            predecessor=agreement.predecessor,
            successor=heirs[0] if heirs else None,
            opinions=[
                OpinionResult(body=body, opinion=given) for body, given in agreement.opinions
            ],
            council=agreement.council,
            ceremony=None,
            amendments=[],
            reports=[],
            open_placements=[p.id for p in placed if p.state in _OPEN],
            reminders=[],
            evidence=EvidenceState.MISSING,
        )

    @staticmethod
    def _is_retroactive(agreement: Agreement, reading: Reading) -> bool:
        """In force on the day by all facts known, but not by those known from that day on."""
        if not agreement.in_force_on(reading.day):
            return False
        policy = reading.rulebook.at(Component.AGREEMENT_POLICY, reading.day).values
        known = agreement.known_from(reading.calendar, policy["late_sign_days"])
        return known > reading.day


def _party(party: Party, agreement: Agreement, reading: Reading) -> PartyResult:
    signature = next((s for s in agreement.signatures if s.party == party.organisation), None)
    name = name_of(party.organisation, reading)
    if signature is None:
        return PartyResult(organisation=party.organisation, role=party.role, name=name)
    return _signed_party(party, signature, name, reading)


def _signed_party(party: Party, signature: Signature, name: str, reading: Reading) -> PartyResult:
    office = reading.find(OFFICES, signature.office)
    tenure = office.holder_on(signature.signed_on) if office else None
    return PartyResult(
        organisation=party.organisation,
        role=party.role,
        name=name,
        signed_on=signature.signed_on,
        office=signature.office,
        holder=tenure.holder if tenure else None,
        acting=tenure.acting if tenure else None,
        mandate=signature.mandate,
        method=signature.method,
        place=signature.place,
        recorded_on=signature.recorded_on,
        late_recorded=signature.late,
    )


def concern_of(agreement: Agreement, reading: Reading) -> Concern:
    """A host sees the agreements it is a party to."""
    own = reading.reader.organisation if reading.reader else None
    is_party = own is not None and agreement.has_party(own)
    return Concern(organisation=own if is_party else agreement.id)


def name_of(organisation: str, reading: Reading) -> str:
    row = reading.find(ORGANISATIONS, organisation)
    return row.name if row else organisation
