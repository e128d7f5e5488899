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


class Step(Shape):
    """A state an act led to, from the day that act claims."""

    state: str
    since: date


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
    undated: ClassVar[frozenset[str]] = frozenset({AgreementSuperseded.topic})

    steps: tuple[Step, ...] = ()
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
    council_reasoned: bool = False
    drafters: tuple[str, ...] = ()
    legal_reviewers: tuple[str, ...] = ()
    text: str | None = None
    signatures: tuple[Signature, ...] = ()
    superseded_from: date | None = None
    drafted_on: date = date.min

    # --- what follows from the facts and the day (contract §3.1) ---

    @property
    def is_signed(self) -> bool:
        have = {signature.party for signature in self.signatures}
        return bool(have) and all(party.organisation in have for party in self.parties)

    @property
    def start(self) -> date | None:
        """The first day in force: the last signature's or the written one; None until then."""
        return max(self.last_signed_on, self.effective_from) if self.is_signed else None

    @property
    def last_signed_on(self) -> date:
        return max(signature.signed_on for signature in self.signatures)

    def state_on(self, day: date) -> str:
        """The state of a day, the calendar's doing included: nothing needs to notice an expiry."""
        start = self.start
        if start is None or day < self.last_signed_on:
            return self._unsigned_state_on(day)
        return self._signed_state_on(day, start).value

    def _unsigned_state_on(self, day: date) -> str:
        """By the acts up to the day; nothing before the first of them."""
        led_to = [step.state for step in self.steps if step.since <= day]
        state = led_to[-1] if led_to else ""
        if state == AgreementState.APPROVED and self._signed_by(day):
            return AgreementState.PARTIALLY_SIGNED.value
        return state

    def _signed_state_on(self, day: date, start: date) -> AgreementState:
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
        return self.is_signed and self.last_day_in_force >= start - _ONE_DAY

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
                    self._moved(fact, AgreementState.DRAFT),
                    id=fact.subject,
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
                reasoned = fact.reason is not None
                return replace(self, version=version, council=decision, council_reasoned=reasoned)
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
            case AgreementEnteredIntoForce():
                return replace(self, version=version)
            case AgreementSuperseded():
                return replace(self, version=version, superseded_from=fact.effective_on)

    def _moved(self, fact: AnyEnvelope, state: AgreementState) -> Self:
        since = fact.effective_on
        steps = (*self.steps, Step(state=state.value, since=since))
        return replace(self, version=fact.version, state=state.value, since=since, steps=steps)
