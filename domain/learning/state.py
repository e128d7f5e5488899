"""Learning record: the hours and the credit of one placement, its state and its fold (§5.4)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Self, cast

import msgspec

from domain.enums_learning import PlacementActivity
from domain.envelope import AnyEnvelope
from domain.learning.facts import (
    CertificateRecorded,
    CreditProposed,
    CreditRecognised,
    CreditVerified,
    EvaluationConfirmed,
    EvaluationReplied,
    HoursApproved,
    HoursLogged,
    LearningEvaluated,
    LearningFact,
    LearningRecordOpened,
    ReportSubmitted,
)
from domain.shapes import Cert, Shape
from domain.states import EntryState, RecordState
from domain.thing import Thing

_OPEN_ENTRY = frozenset({EntryState.LOGGED, EntryState.HALF_APPROVED})


class LoggedEntry(Shape):
    """An entry as the record remembers it. Who decided it stands in `decided_by`, in order."""

    entry: int
    day: date
    quarters: int
    state: EntryState
    by: str
    on_behalf_of: str | None = None
    late: bool = False
    imported: bool = False
    decided_by: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.state in _OPEN_ENTRY

    @property
    def written_by_mentor(self) -> bool:
        """Live, only the mentor writes for another; an import names who wrote on paper."""
        return self.on_behalf_of is not None and not self.imported

    @property
    def writer(self) -> str:
        """Whose hand it was: nobody approves what he or she wrote (R54)."""
        return (self.imported and self.on_behalf_of) or self.by

    @property
    def needs_two(self) -> bool:
        """A late entry takes two approvals (R53), one taken over from paper does not (§7.6)."""
        return self.late and not self.imported


@dataclass(frozen=True, slots=True)
class LearningRecord(Thing):
    thing: ClassVar[str] = "learning-record"

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
    evaluator: str | None = None
    certificate: Cert | None = None
    proposed_jp: int | None = None
    verifier: str | None = None
    jp: int | None = None
    excess_jp: int | None = None
    year: int | None = None
    credit_version: int = 0

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
        match cast(LearningFact, fact.data):
            case LearningRecordOpened(employee=employee, host=host, activity=activity):
                moved = self._moved(fact, RecordState.OPEN)
                return replace(
                    moved, id=fact.subject, employee=employee, host=host, activity=activity
                )
            case HoursLogged() as data:
                logged = LoggedEntry(
                    entry=data.entry,
                    day=data.day,
                    quarters=data.quarters,
                    state=EntryState.LOGGED,
                    by=fact.actor,
                    on_behalf_of=fact.on_behalf_of,
                    late=data.late,
                    imported=fact.channel == "import",
                )
                return replace(self, version=version, entries=(*self.entries, logged))
            case HoursApproved(entries=full, half=half):
                entries = _decided(self.entries, full, EntryState.APPROVED, fact.person)
                entries = _decided(entries, half, EntryState.HALF_APPROVED, fact.person)
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
                )
            case EvaluationReplied():
                return replace(self, version=version, replied=True)
            case EvaluationConfirmed():
                return replace(self._moved(fact, RecordState.EVALUATED), evaluator=fact.person)
            case CertificateRecorded(certificate=certificate):
                return replace(self._moved(fact, RecordState.CERTIFIED), certificate=certificate)
            case CreditProposed(jp=jp):
                return replace(self._moved(fact, RecordState.CREDIT_PROPOSED), proposed_jp=jp)
            case CreditVerified():
                return replace(self._moved(fact, RecordState.CREDIT_VERIFIED), verifier=fact.person)
            case CreditRecognised(jp=jp, excess_jp=excess, year=year, version=credit):
                return replace(
                    self._moved(fact, RecordState.CREDIT_RECOGNISED),
                    jp=jp,
                    excess_jp=excess,
                    year=year,
                    credit_version=credit,
                )

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
