"""Agreement: the acts it remembers and its fold (contract §5.1); its terms are in `terms`."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self, cast

import msgspec

from domain.agreement.corrections import corrected_signatures
from domain.agreement.facts import (
    AgreementAmended,
    AgreementAmendmentAnnulled,
    AgreementApproved,
    AgreementArchived,
    AgreementAttached,
    AgreementCeremonyRecorded,
    AgreementCouncilRecorded,
    AgreementDrafted,
    AgreementEnteredIntoForce,
    AgreementEvaluated,
    AgreementExpired,
    AgreementExtended,
    AgreementFact,
    AgreementNumberAssigned,
    AgreementOpinionGiven,
    AgreementReminderIssued,
    AgreementReportFiled,
    AgreementResumed,
    AgreementReturned,
    AgreementRevised,
    AgreementSigned,
    AgreementSubmitted,
    AgreementSuperseded,
    AgreementSuspended,
    AgreementTerminated,
    AgreementWithdrawn,
)
from domain.agreement.term_facts import (
    Amended,
    Signature,
    Step,
    Succession,
    Termination,
    Turn,
)
from domain.agreement.terms import Terms
from domain.correction import DRAFTED, SIGNED, CorrectionRecorded, with_field
from domain.dates import civil_day
from domain.enums import (
    AmendmentKind,
    AnnexKind,
    CouncilDecision,
    InstrumentKind,
    Opinion,
    OpinionBody,
    RunningPlacements,
)
from domain.envelope import AnyEnvelope
from domain.replacing import replace
from domain.shapes import Shape
from domain.states import AgreementState


class Number(Shape):
    """A number a party gave the agreement; of several of one party the last one counts."""

    party: str
    number: str
    year: int
    dated: date | None = None
    serial: int | None = None
    position: int = 0
    """The log position of its fact: what a correction knows it by."""


class Ceremony(Shape):
    on: date
    place: str
    attendees: tuple[str, ...]


class Report(Shape):
    """The report of a semester, `YYYY-S1` or `YYYY-S2`."""

    period: str
    filed_on: date


class Reminder(Shape):
    days_before: int
    last_day: date


@dataclass(frozen=True, slots=True)
class Agreement(Terms):
    thing: ClassVar[str] = "agreement"
    undated: ClassVar[frozenset[str]] = frozenset(
        {
            AgreementTerminated.topic,
            AgreementSuperseded.topic,
            AgreementExtended.topic,
            AgreementAmended.topic,
            AgreementAmendmentAnnulled.topic,
            CorrectionRecorded.topic,
        }
    )

    kind: InstrumentKind = InstrumentKind.MOU
    umbrella: str | None = None
    predecessor: str | None = None
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
    drafted_on: date = date.min
    drafted_at: int = 0
    """The log position of the draft: the order of creation."""
    numbers: tuple[Number, ...] = ()
    ceremony: Ceremony | None = None
    reports: tuple[Report, ...] = ()
    evaluated: tuple[int, ...] = ()
    """The calendar years that were evaluated (R24)."""
    reminders: tuple[Reminder, ...] = ()
    expiries: tuple[date, ...] = ()
    """The last days whose passing the clock has recorded."""

    def number_of(self, party: str) -> Number | None:
        """The number the party gave it last."""
        return next((n for n in reversed(self.numbers) if n.party == party), None)

    @property
    def was_approved(self) -> bool:
        """Whether its text was frozen by an approval (R16)."""
        return any(step.state == AgreementState.APPROVED for step in self.steps)

    # --- the fold: believe the fact ---

    def evolve(self, fact: AnyEnvelope) -> Self:
        version = fact.version
        match cast(AgreementFact | CorrectionRecorded, fact.data):
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
                    drafted_at=fact.position,
                )
            case AgreementRevised() as data:
                return replace(self, version=version, **self._revised(data, fact.person))
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
            case AgreementWithdrawn():
                return self._moved(fact, AgreementState.WITHDRAWN)
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
                    position=fact.position,
                )
                return replace(self, version=version, signatures=(*self.signatures, signature))
            case AgreementEnteredIntoForce() | AgreementArchived():
                return replace(self, version=version)
            case AgreementSuperseded(successor=successor):
                heir = Succession(
                    successor=successor,
                    since=fact.effective_on,
                    recorded_on=civil_day(fact.recorded_at),
                )
                return replace(self, version=version, succession=heir)
            case AgreementCeremonyRecorded(place=place, attendees=attendees):
                held = Ceremony(on=fact.effective_on, place=place, attendees=attendees)
                return replace(self, version=version, ceremony=held)
            case AgreementNumberAssigned() as data:
                number = Number(**msgspec.structs.asdict(data), position=fact.position)
                return replace(self, version=version, numbers=(*self.numbers, number))
            case AgreementSuspended(placements=running):
                return self._turned(fact, running)
            case AgreementResumed():
                return self._turned(fact, None)
            case AgreementTerminated() as data:
                return replace(self, version=version, termination=self._sooner(data, fact))
            case AgreementAmended() as data:
                return self._amended(fact, data, AmendmentKind.CHANGE)
            case AgreementExtended() as data:
                return self._amended(fact, data, AmendmentKind.EXTENSION)
            case AgreementAmendmentAnnulled(amendment=void):
                amended = tuple(
                    _annulled(a, fact) if a.amendment == void else a for a in self.amended
                )
                return replace(self, version=version, amended=amended)
            case AgreementReportFiled(period=period):
                report = Report(period=period, filed_on=fact.effective_on)
                return replace(self, version=version, reports=(*self.reports, report))
            case AgreementEvaluated(year=year):
                return replace(self, version=version, evaluated=(*self.evaluated, year))
            case AgreementReminderIssued(days_before=days_before, last_day=last_day):
                reminder = Reminder(days_before=days_before, last_day=last_day)
                return replace(self, version=version, reminders=(*self.reminders, reminder))
            case AgreementExpired(last_day=last_day):
                return replace(self, version=version, expiries=(*self.expiries, last_day))
            case CorrectionRecorded() as data:
                return replace(self._corrected(data, fact), version=version)

    def _revised(self, data: AgreementRevised, reviser: str) -> dict[str, Any]:
        """The fields a revision gives, as the state names them."""
        fields = msgspec.structs.asdict(data)
        given = {name: value for name, value in fields.items() if value is not None}
        term = given.pop("term", None)
        if term is not None:
            given |= {"effective_from": term.effective_from, "last_day": term.last_day}
        if "clauses" in given:
            given["clauses"] = tuple(sorted(given["clauses"].items()))
        return {**given, "drafters": (*self.drafters, reviser)}

    def _corrected(self, data: CorrectionRecorded, fact: AnyEnvelope) -> Self:
        if data.corrected == DRAFTED:
            return replace(self, title=data.new)
        if data.corrected == SIGNED:
            signatures = corrected_signatures(self.signatures, data, civil_day(fact.recorded_at))
            return replace(self, signatures=signatures)
        numbers = tuple(
            with_field(n, data.field, data.new) if n.position == data.position else n
            for n in self.numbers
        )
        return replace(self, numbers=numbers)

    def _turned(self, fact: AnyEnvelope, running: RunningPlacements | None) -> Self:
        turn = Turn(on=fact.effective_on, recorded_on=civil_day(fact.recorded_at), running=running)
        return replace(self, version=fact.version, turns=(*self.turns, turn))

    def _sooner(self, data: AgreementTerminated, fact: AnyEnvelope) -> Termination:
        """Of several terminations the one that ends first."""
        ended = Termination(
            cause=data.cause,
            ends_on=data.ends_on,
            run_off=data.run_off,
            recorded_on=civil_day(fact.recorded_at),
        )
        before = self.termination
        return before if before is not None and before.ends_on <= ended.ends_on else ended

    def _amended(
        self, fact: AnyEnvelope, data: AgreementAmended | AgreementExtended, kind: AmendmentKind
    ) -> Self:
        amendment = Amended(
            amendment=data.amendment,
            sequence=data.sequence,
            kind=kind,
            effective_on=fact.effective_on,
            signed_on=data.signed_on,
            recorded_on=civil_day(fact.recorded_at),
            last_day=data.last_day,
            changes=data.changes,
        )
        return replace(self, version=fact.version, amended=(*self.amended, amendment))

    def _moved(self, fact: AnyEnvelope, state: AgreementState) -> Self:
        since = fact.effective_on
        steps = (*self.steps, Step(state=state.value, since=since))
        return replace(self, version=fact.version, state=state.value, since=since, steps=steps)


def _annulled(amendment: Amended, fact: AnyEnvelope) -> Amended:
    return msgspec.structs.replace(amendment, annulled_on=civil_day(fact.recorded_at))
