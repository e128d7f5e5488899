"""Learning record: the hours and the credit of one placement, its state and its fold (§5.4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self, cast

import msgspec

from domain.correction import CorrectionRecorded, with_field
from domain.enums import Role
from domain.enums_learning import CreditRefusal, PlacementActivity, SiasnResult
from domain.envelope import AnyEnvelope
from domain.learning.facts import (
    BackAtWorkReviewed,
    CertificateRecorded,
    CreditCorrectionQueued,
    CreditProposed,
    CreditRecognised,
    CreditRejected,
    CreditReplyRecorded,
    CreditRevoked,
    CreditVerified,
    EvaluationConfirmed,
    EvaluationReplied,
    HoursApproved,
    HoursCorrected,
    HoursLogged,
    HoursRejected,
    LearningEvaluated,
    LearningFact,
    LearningRecordOpened,
    ReportedToSiasn,
    ReportSubmitted,
)
from domain.replacing import replace
from domain.shapes import Cert, Shape
from domain.siasn import STATE_AFTER
from domain.states import EntryState, RecordState, SiasnState
from domain.thing import Thing

_OPEN_ENTRY = frozenset({EntryState.LOGGED, EntryState.HALF_APPROVED})
_IMPORT = "import"


class LoggedEntry(Shape):
    """An entry as the record remembers it. Who decided it stands in `decided_by`, in order."""

    entry: int
    day: date
    quarters: int
    state: EntryState
    by: str
    writer: str
    """The person who wrote it: on import the one acted for, else the one who acted."""
    on_behalf_of: str | None = None
    late: bool = False
    written_by_mentor: bool = False
    """Live, only the mentor writes for another; an import names who wrote on paper."""
    needs_two: bool = False
    """Late, and not taken over from paper: one approval is not enough (R53, contract §7.6)."""
    decided_by: tuple[str, ...] = ()
    corrected: bool = False

    @property
    def is_open(self) -> bool:
        return self.state in _OPEN_ENTRY


def logged_entry(fact: AnyEnvelope, data: HoursLogged) -> LoggedEntry:
    """The entry a fact of the logbook makes."""
    imported = fact.channel == _IMPORT
    return LoggedEntry(
        entry=data.entry,
        day=data.day,
        quarters=data.quarters,
        state=EntryState.LOGGED,
        by=fact.actor,
        writer=fact.person if imported else fact.actor,
        on_behalf_of=fact.on_behalf_of,
        late=data.late,
        written_by_mentor=fact.on_behalf_of is not None and not imported,
        needs_two=data.late and not imported,
    )


class Review(Shape):
    """A look at the work some months after the return."""

    months_after: int
    applied: bool


@dataclass(frozen=True, slots=True)
class LearningRecord(Thing):
    thing: ClassVar[str] = "learning-record"
    undated: ClassVar[frozenset[str]] = frozenset({HoursCorrected.topic, CorrectionRecorded.topic})

    employee: str = ""
    host: str = ""
    activity: PlacementActivity = PlacementActivity.INTERNSHIP
    entries: tuple[LoggedEntry, ...] = ()
    report: str | None = None
    rubric: str | None = None
    score_centi: int | None = None
    passed: bool | None = None
    level_before: int | None = None
    level_after: int | None = None
    evaluated_on: date | None = None
    replied: bool = False
    mentors: tuple[str, ...] = ()
    """Who scored, or decided hours, as mentor."""
    evaluator: str | None = None
    certificate: Cert | None = None
    proposed_jp: int | None = None
    verifiers: tuple[str, ...] = ()
    recognisers: tuple[str, ...] = ()
    refusal: CreditRefusal | None = None
    jp: int | None = None
    excess_jp: int | None = None
    year: int | None = None
    credit_version: int = 0
    siasn: SiasnState = SiasnState.NOT_REPORTED
    siasn_id: str | None = None
    siasn_result: SiasnResult | None = None
    """The last answer of the national system."""
    payload_sha256: str | None = None
    reviews: tuple[Review, ...] = ()

    def entry(self, number: int) -> LoggedEntry | None:
        """The entry of that number; entries are numbered from 1 without gap."""
        return self.entries[number - 1] if 0 < number <= len(self.entries) else None

    def quarters_on(self, day: date) -> int:
        """Quarter hours of a day that are not rejected: what the daily cap is held against."""
        return sum(
            e.quarters for e in self.entries if e.day == day and e.state is not EntryState.REJECTED
        )

    @property
    def verified_quarters(self) -> int:
        return sum(e.quarters for e in self.entries if e.state is EntryState.APPROVED)

    @property
    def approved_days(self) -> frozenset[date]:
        return frozenset(e.day for e in self.entries if e.state is EntryState.APPROVED)

    @property
    def has_open_hours(self) -> bool:
        return any(entry.is_open for entry in self.entries)

    def evolve(self, fact: AnyEnvelope) -> Self:
        version = fact.version
        match cast(LearningFact | CorrectionRecorded, fact.data):
            case LearningRecordOpened(employee=employee, host=host, activity=activity):
                moved = self._moved(fact, RecordState.OPEN)
                return replace(
                    moved, id=fact.subject, employee=employee, host=host, activity=activity
                )
            case HoursLogged() as data:
                entries = (*self.entries, logged_entry(fact, data))
                return replace(self, version=version, entries=entries)
            case HoursApproved(entries=full, half=half):
                entries = _decided(self.entries, full, EntryState.APPROVED, fact.person)
                entries = _decided(entries, half, EntryState.HALF_APPROVED, fact.person)
                return replace(self._guided(fact), version=version, entries=entries)
            case HoursRejected(entries=numbers):
                entries = _decided(self.entries, numbers, EntryState.REJECTED, fact.person)
                return replace(self._guided(fact), version=version, entries=entries)
            case HoursCorrected(entry=number, quarters=quarters):
                entries = _corrected(self.entries, number, quarters)
                return replace(self, version=version, entries=entries)
            case ReportSubmitted(document=document):
                return replace(self._moved(fact, RecordState.SUBMITTED), report=document)
            case LearningEvaluated() as data:
                return replace(
                    self._moved(fact, RecordState.SCORED),
                    rubric=data.rubric,
                    score_centi=data.score_centi,
                    passed=data.passed,
                    level_before=data.level_before,
                    level_after=data.level_after,
                    evaluated_on=fact.effective_on,
                    mentors=(*self.mentors, fact.person),
                )
            case EvaluationReplied():
                return replace(self, version=version, replied=True)
            case EvaluationConfirmed():
                return replace(self._moved(fact, RecordState.EVALUATED), evaluator=fact.person)
            case CertificateRecorded(certificate=certificate):
                return replace(self._moved(fact, RecordState.CERTIFIED), certificate=certificate)
            case BackAtWorkReviewed(months_after=months, applied=applied):
                review = Review(months_after=months, applied=applied)
                return replace(self, version=version, reviews=(*self.reviews, review))
            case CorrectionRecorded(field=name, new=value):
                held = self.certificate and with_field(self.certificate, name, value)
                return replace(self, version=version, certificate=held)
            case data:
                return self._credit(fact, data)

    def _credit(self, fact: AnyEnvelope, data: LearningFact) -> Self:
        """The fold of what happens to the credit, here and in the national system."""
        match data:
            case CreditProposed(jp=jp):
                return replace(self._moved(fact, RecordState.CREDIT_PROPOSED), proposed_jp=jp)
            case CreditVerified():
                moved = self._moved(fact, RecordState.CREDIT_VERIFIED)
                return replace(moved, verifiers=(*self.verifiers, fact.person))
            case CreditRecognised(jp=jp, excess_jp=excess, year=year, version=version):
                gone = self.siasn_result is SiasnResult.DELETED
                return replace(
                    self._moved(fact, RecordState.CREDIT_RECOGNISED),
                    jp=jp,
                    excess_jp=excess,
                    year=year,
                    credit_version=version,
                    recognisers=(*self.recognisers, fact.person),
                    siasn=SiasnState.NOT_REPORTED,
                    siasn_id=None if gone else self.siasn_id,
                    payload_sha256=None,
                )
            case CreditRejected(cause=cause):
                return replace(self._moved(fact, RecordState.CREDIT_REJECTED), refusal=cause)
            case CreditRevoked():
                return replace(self._moved(fact, RecordState.CREDIT_REVOKED), jp=0, excess_jp=0)
            case CreditCorrectionQueued():
                return replace(self, version=fact.version, siasn=SiasnState.TO_BE_CORRECTED)
            case ReportedToSiasn(payload_sha256=payload):
                return replace(
                    self._moved(fact, RecordState.REPORTED),
                    siasn=SiasnState.REPORTED,
                    payload_sha256=payload,
                )
            case CreditReplyRecorded(result=result, siasn_id=siasn_id):
                return replace(
                    self,
                    version=fact.version,
                    siasn=STATE_AFTER[result],
                    siasn_id=siasn_id or self.siasn_id,
                    siasn_result=result,
                )
        return self

    def _guided(self, fact: AnyEnvelope) -> Self:
        """The record, with the one who decided hours as mentor."""
        if fact.role != Role.MENTOR or fact.person in self.mentors:
            return self
        return replace(self, mentors=(*self.mentors, fact.person))

    def _moved(self, fact: AnyEnvelope, state: RecordState) -> Self:
        return replace(self, version=fact.version, state=state.value, since=fact.effective_on)


def _decided(
    entries: tuple[LoggedEntry, ...], numbers: Iterable[int], state: EntryState, by: str
) -> tuple[LoggedEntry, ...]:
    wanted = frozenset(numbers)
    return tuple(
        msgspec.structs.replace(e, state=state, decided_by=(*e.decided_by, by))
        if e.entry in wanted
        else e
        for e in entries
    )


def _corrected(
    entries: tuple[LoggedEntry, ...], number: int, quarters: int
) -> tuple[LoggedEntry, ...]:
    return tuple(
        msgspec.structs.replace(e, quarters=quarters, corrected=True) if e.entry == number else e
        for e in entries
    )
