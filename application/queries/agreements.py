"""Questions about agreements: the register, and one agreement in full (contract §8.1)."""

from datetime import date
from typing import Any

import msgspec

from application.authority import Concern
from application.queries.base import Query, Reading, Reply
from application.views.things import AGREEMENTS, OFFICES, ORGANISATIONS, PLACEMENTS
from domain.agreement.state import Agreement
from domain.agreement.term_facts import End, Signature, Timeliness
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
from domain.placement.state import Placement
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
    numbers = [agreement.number_of(party.organisation) for party in agreement.parties]
    return RegisterItem(
        agreement=agreement.id,
        title=agreement.on_day(reading.day).title,
        kind=agreement.kind,
        parties=[name_of(p.organisation, reading) for p in agreement.parties],
        numbers=[number.number for number in numbers if number is not None],
        effective_from=agreement.effective_from,
        last_day=agreement.last_day_on(reading.day),
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
            amendments=[],
            reports=[
                ReportItem(period=report.period, filed_on=report.filed_on)
                for report in agreement.reports
            ],
            open_placements=[p.id for p in resting_on(agreement, reading) if p.state in _OPEN],
            reminders=[
                reminder.days_before
                for reminder in agreement.reminders
                if reminder.last_day == agreement.last_day_on(day)
            ],
            evidence=EvidenceState.MISSING,
        )


def _end_reason(agreement: Agreement, end: End) -> EndReason | None:
    """The cause of a termination, where it is what ended the agreement."""
    terminated = end.state is AgreementState.TERMINATED
    return agreement.termination.cause if terminated and agreement.termination else None


def _party(party: Party, agreement: Agreement, reading: Reading) -> PartyResult:
    signature = next((s for s in agreement.signatures if s.party == party.organisation), None)
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


# --- what several of these read ---


def timely(reading: Reading) -> Timeliness:
    """How late a term fact may be recorded and still count from its own date."""
    policy = reading.rulebook.at(Component.AGREEMENT_POLICY, reading.day).values
    return Timeliness(reading.calendar, policy["late_sign_days"])


def successor_of(agreement: Agreement, reading: Reading) -> str | None:
    """The agreement, not withdrawn, that names it as its predecessor; of several the last."""
    heirs = reading.list(AGREEMENTS, predecessor=agreement.id)
    standing = [heir.id for heir in heirs if heir.state != AgreementState.WITHDRAWN]
    return standing[-1] if standing else None


def resting_on(agreement: Agreement, reading: Reading) -> list[Placement]:
    """The placements under the agreement, in order of nomination."""
    placed = [
        placement
        for party in agreement.parties
        for placement in reading.list(PLACEMENTS, host=party.organisation)
        if placement.agreement == agreement.id
    ]
    return sorted(placed, key=lambda placement: placement.nominated_at)


def concern_of(agreement: Agreement, reading: Reading) -> Concern:
    """A host sees the agreements it is a party to."""
    own = reading.reader.organisation if reading.reader else None
    is_party = own is not None and agreement.has_party(own)
    return Concern(organisation=own if is_party else agreement.id)


def name_of(organisation: str, reading: Reading) -> str:
    row = reading.find(ORGANISATIONS, organisation)
    return row.name if row else organisation
