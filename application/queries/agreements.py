"""One agreement in full, on the day asked about (contract §8.1)."""

from datetime import date

import msgspec

from application.queries.agreement_reading import (
    concern_of,
    name_of,
    resting_on,
    successor_of,
    timely,
)
from application.queries.amendments import AmendmentItem, amendments_of
from application.queries.base import Query, Reading, Reply
from application.queries.evidence import evidence_of
from application.queries.placement_reading import scope_of
from application.views.things import AGREEMENTS, OFFICES
from domain.agreement.state import Agreement
from domain.agreement.term_facts import End, Signature
from domain.enums import (
    Acting,
    CouncilDecision,
    EndReason,
    InstrumentKind,
    Opinion,
    OpinionBody,
    PartyRole,
    SignatureMethod,
)
from domain.shapes import Party, RunOff, Scope, Seats
from domain.states import AgreementState, EvidenceState, PlacementState

_OPEN = frozenset({PlacementState.ASSIGNED, PlacementState.STARTED, PlacementState.SUSPENDED})


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
        day = reading.day
        text = agreement.on_day(day)
        end = agreement.end_on(day)
        ended = agreement.is_signed and end.last_day < day
        ceremony = agreement.ceremony
        return AgreementResult(
            agreement=agreement.id,
            title=text.title,
            kind=agreement.kind,
            state=AgreementState(agreement.state_on(day)),
            retroactive=agreement.is_retroactive_on(day, timely(reading)),
            version=agreement.version,
            text=agreement.text,
            effective_from=agreement.effective_from,
            last_day=agreement.last_day_on(day),
            in_force_from=agreement.start,
            ended_on=end.last_day if ended else None,
            end_reason=_end_reason(agreement, end) if ended else None,
            parties=[_party(party, agreement, reading) for party in agreement.parties],
            scope=text.scope,
            capacity=list(text.capacity),
            run_off=text.run_off,
            clauses=dict(text.clauses),
            umbrella=agreement.umbrella,
            predecessor=agreement.predecessor,
            successor=successor_of(agreement, reading),
            opinions=[
                OpinionResult(body=body, opinion=given) for body, given in agreement.opinions
            ],
            council=agreement.council,
            ceremony=(
                Ceremony(on=ceremony.on, place=ceremony.place, attendees=list(ceremony.attendees))
                if ceremony
                else None
            ),
            amendments=amendments_of(agreement, reading),
            reports=[
                ReportItem(period=report.period, filed_on=report.filed_on)
                for report in agreement.reports
            ],
            open_placements=[
                placement.id
                for placement in resting_on(agreement, reading)
                if placement.state in _OPEN and reading.may_see(scope_of(placement, reading))
            ],
            reminders=[
                reminder.days_before
                for reminder in agreement.reminders
                if reminder.last_day == agreement.last_day_on(day)
            ],
            evidence=evidence_of(reading, (Agreement.thing, agreement.id)),
        )


def _end_reason(agreement: Agreement, end: End) -> EndReason | None:
    """The cause of a termination, where it is what ended the agreement."""
    terminated = end.state is AgreementState.TERMINATED
    return agreement.termination.cause if terminated and agreement.termination else None


def _party(party: Party, agreement: Agreement, reading: Reading) -> PartyResult:
    signature = agreement.signature_of(party.organisation, reading.day)
    number = agreement.number_of(party.organisation)
    unsigned = PartyResult(
        organisation=party.organisation,
        role=party.role,
        name=name_of(party.organisation, reading),
        number=number.number if number else None,
        serial=number.serial if number else None,
    )
    return _signed(unsigned, signature, reading) if signature else unsigned


def _signed(party: PartyResult, signature: Signature, reading: Reading) -> PartyResult:
    office = reading.find(OFFICES, signature.office)
    tenure = office.holder_on(signature.signed_on) if office else None
    return msgspec.structs.replace(
        party,
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
