"""Agreement: its state, what follows from it on any day, and its fold (contract §3.1, §5.1)."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar, Self, cast

from domain.agreement.facts import (
    AgreementApproved,
    AgreementAttached,
    AgreementCouncilRecorded,
    AgreementDrafted,
    AgreementEnteredIntoForce,
    AgreementFact,
    AgreementOpinionGiven,
    AgreementReturned,
    AgreementSigned,
    AgreementSubmitted,
    AgreementSuperseded,
)
from domain.dates import Calendar, civil_day
from domain.enums import (
    AnnexKind,
    CouncilDecision,
    Field,
    InstrumentKind,
    Mode,
    Opinion,
    OpinionBody,
    RunOffPolicy,
    SignatureMethod,
)
from domain.envelope import AnyEnvelope
from domain.shapes import Party, RunOff, Scope, Seats, Shape
from domain.states import AgreementState
from domain.thing import Thing

_ONE_DAY = timedelta(days=1)
_NO_SCOPE = Scope(fields=(), modes=())
_NO_RUN_OFF = RunOff(policy=RunOffPolicy.NONE)
_TERMINAL = frozenset(
    {
        AgreementState.EXPIRED,
        AgreementState.TERMINATED,
        AgreementState.SUPERSEDED,
        AgreementState.WITHDRAWN,
    }
)


class Signature(Shape):
    """A signature as the agreement remembers it; `recorded_on` is the civil day of recording."""

    party: str
    office: str
    signed_on: date
    recorded_on: date
    method: SignatureMethod
    mandate: str | None = None
    place: str | None = None
    late: bool = False


@dataclass(frozen=True, slots=True)
class Agreement(Thing):
    thing: ClassVar[str] = "agreement"

    kind: InstrumentKind = InstrumentKind.MOU
    title: str = ""
    parties: tuple[Party, ...] = ()
    scope: Scope = _NO_SCOPE
    capacity: tuple[Seats, ...] = ()
    effective_from: date = date.max
    last_day: date = date.min
    clauses: tuple[tuple[str, str], ...] = ()
    umbrella: str | None = None
    predecessor: str | None = None
    run_off: RunOff = _NO_RUN_OFF
    burdens_region: bool = False
    unbudgeted: bool = False
    overlap_declared: bool = False
    annexes: tuple[AnnexKind, ...] = ()
    opinions: tuple[tuple[OpinionBody, Opinion], ...] = ()
    council: CouncilDecision | None = None
    drafters: tuple[str, ...] = ()
    legal_reviewers: tuple[str, ...] = ()
    text: str | None = None
    signatures: tuple[Signature, ...] = ()
    start: date | None = None
    superseded_from: date | None = None
    drafted_on: date = date.min

    # --- what follows from the facts and the day (contract §3.1) ---

    @property
    def is_signed(self) -> bool:
        return self.start is not None

    @property
    def last_signed_on(self) -> date:
        return max(signature.signed_on for signature in self.signatures)

    def state_on(self, day: date) -> str:
        """The state of a day, the calendar's doing included: nothing needs to notice an expiry."""
        if self.start is None:
            return self._unsigned_state_on(day).value
        return self._signed_state_on(day, self.start).value

    def _unsigned_state_on(self, day: date) -> AgreementState:
        state = AgreementState(self.state) if self.state else AgreementState.DRAFT
        if state is AgreementState.APPROVED and self._signed_by(day):
            return AgreementState.PARTIALLY_SIGNED
        return state

    def _signed_state_on(self, day: date, start: date) -> AgreementState:
        if day < self.last_signed_on:
            partly = AgreementState.PARTIALLY_SIGNED
            return partly if self._signed_by(day) else AgreementState.APPROVED
        if day < start:
            return AgreementState.SIGNED
        if self.superseded_from is not None and self.superseded_from <= day:
            return AgreementState.SUPERSEDED
        return AgreementState.IN_FORCE if day <= self.last_day else AgreementState.EXPIRED

    def _signed_by(self, day: date) -> bool:
        return any(signature.signed_on <= day for signature in self.signatures)

    def closed_on(self, day: date) -> bool:
        return self.state_on(day) in _TERMINAL

    def in_force_on(self, day: date) -> bool:
        return self.state_on(day) == AgreementState.IN_FORCE

    @property
    def last_day_in_force(self) -> date:
        """The last day, or the eve of the successor's start."""
        if self.superseded_from is None:
            return self.last_day
        return min(self.last_day, self.superseded_from - _ONE_DAY)

    def lasts_until(self, start: date) -> bool:
        """Whether it is still in force on the eve of a successor's start."""
        return self.start is not None and self.last_day_in_force >= start - _ONE_DAY

    def meets(self, first: date, last: date) -> bool:
        """Whether days it is or will be in force, once approved, fall into [first, last]."""
        if self.state != AgreementState.APPROVED:
            return False
        return (self.start or self.effective_from) <= last and first <= self.last_day_in_force

    def known_from(self, calendar: Calendar, late_days: int) -> date:
        """The day from which the last signature counts as known (term facts, contract §3.1).

        Its own date if it was recorded within `late_days` working days, else the recording's.
        """
        recorded = self.signatures[-1].recorded_on
        in_time = calendar.working_day_after(self.last_signed_on, late_days)
        return self.last_signed_on if recorded <= in_time else recorded

    def seats_in(self, field: Field) -> int:
        return sum(item.seats for item in self.capacity if item.field is field)

    def counterparts(self, city: str) -> tuple[str, ...]:
        return tuple(p.organisation for p in self.parties if p.organisation != city)

    def has_party(self, organisation: str) -> bool:
        return any(party.organisation == organisation for party in self.parties)

    def allows(self, mode: Mode) -> bool:
        return mode in self.scope.modes

    def covers_field(self, field: Field) -> bool:
        return field in self.scope.fields and self.seats_in(field) > 0

    # --- the fold: believe the fact ---

    def evolve(self, fact: AnyEnvelope) -> Self:
        version = fact.version
        match cast(AgreementFact, fact.data):
            case AgreementDrafted() as data:
                return replace(
                    self,
                    id=fact.subject,
                    version=version,
                    state=AgreementState.DRAFT.value,
                    since=fact.effective_on,
                    kind=data.kind,
                    title=data.title,
                    parties=data.parties,
                    scope=data.scope,
                    capacity=data.capacity,
                    effective_from=data.term.effective_from,
                    last_day=data.term.last_day,
                    clauses=tuple(sorted(data.clauses.items())),
                    umbrella=data.umbrella,
                    predecessor=data.predecessor,
                    run_off=data.run_off,
                    burdens_region=data.burdens_region,
                    unbudgeted=data.unbudgeted,
                    overlap_declared=data.overlap_declared,
                    text=data.text,
                    drafters=(fact.person,),
                    drafted_on=fact.effective_on,
                )
            case AgreementAttached(kind=kind):
                return replace(self, version=version, annexes=(*self.annexes, kind))
            case AgreementSubmitted():
                moved = self._moved(fact, AgreementState.UNDER_REVIEW)
                return replace(moved, opinions=())
            case AgreementOpinionGiven(body=body, opinion=opinion):
                legal = (fact.person,) if body is OpinionBody.LEGAL else ()
                return replace(
                    self,
                    version=version,
                    opinions=tuple({**dict(self.opinions), body: opinion}.items()),
                    legal_reviewers=(*self.legal_reviewers, *legal),
                )
            case AgreementReturned():
                return self._moved(fact, AgreementState.DRAFT)
            case AgreementCouncilRecorded(decision=decision):
                return replace(self, version=version, council=decision)
            case AgreementApproved(text=text):
                return replace(self._moved(fact, AgreementState.APPROVED), text=text)
            case AgreementSigned() as data:
                signature = Signature(
                    party=data.party,
                    office=data.office,
                    signed_on=data.signed_on,
                    recorded_on=civil_day(fact.recorded_at),
                    method=data.method,
                    mandate=data.mandate,
                    place=data.place,
                    late=fact.late_recorded,
                )
                return replace(self, version=version, signatures=(*self.signatures, signature))
            case AgreementEnteredIntoForce(start=start):
                return replace(self, version=version, start=start)
            case AgreementSuperseded():
                return replace(self, version=version, superseded_from=fact.effective_on)

    def _moved(self, fact: AnyEnvelope, state: AgreementState) -> Self:
        return replace(self, version=fact.version, state=state.value, since=fact.effective_on)
