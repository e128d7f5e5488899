"""What can be asked of the logbook: log, approve, reject and correct hours (§5.4, R50-R56)."""

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated

from pydantic import Field as FormField

from application.commands.learning import RecordCommand, person_at
from application.commands.placing import is_tied
from domain.base import refuse
from domain.codes import Code, Warn
from domain.employee import Employee
from domain.enums import Role
from domain.enums_learning import Component
from domain.learning import hours
from domain.learning.decisions import Person
from domain.learning.state import LearningRecord, LoggedEntry
from domain.shapes import Entry
from domain.states import EntryState, RecordState
from domain.thing import Thing
from domain.values import Quarters, Text, Whole

if TYPE_CHECKING:
    from application.desk import Desk


_ROLE_CODES = (Code.ROLE_REQUIRED, Code.ROLE_EXPIRED, Code.OUT_OF_SCOPE)


class LogHours(RecordCommand):
    """Write entries into the logbook, all or none (R50-R53)."""

    act = "learning-record.log-hours"
    states = (RecordState.OPEN, RecordState.SUBMITTED)
    refusals = (Code.DAY_OUT_OF_RANGE, Code.ON_LEAVE, Code.NON_WORKING_DAY, Code.DAILY_CAP)

    entries: Annotated[tuple[Entry, ...], FormField(min_length=1)]

    def on_behalf_allowed(self, desk: "Desk") -> bool:
        """A mentor writes for the participant and says so; a participant for nobody else."""
        if desk.role is Role.MENTOR:
            return desk.person.employee == self.placement(desk).employee
        return desk.context.on_behalf_of is None

    def decide(self, desk: "Desk") -> None:
        placement = self.placement(desk)
        policy = desk.rules(Component.PLACEMENT_POLICY, desk.day).values
        facts = hours.log_hours(
            self.record(desk),
            desk.verdict,
            self.entries,
            placement=placement,
            employee=desk.get(Employee, placement.employee),
            caps={entry.day: _cap(desk, entry.day) for entry in self.entries},
            calendar=desk.calendar,
            today=desk.today,
            entry_days=policy["entry_days"],
        )
        for fact in facts:
            if fact.late:
                desk.warn(Warn.LATE_ENTRY)
            desk.record(fact, on=fact.day, late=fact.late)


class DecideHours(RecordCommand):
    """An act on open entries: those of the days or numbers named, or all of them."""

    any_mentor_of_host = True
    states = (RecordState.OPEN, RecordState.SUBMITTED)

    days: tuple[date, ...] | None = None
    entries: tuple[Whole, ...] | None = None

    def missing(self, desk: "Desk") -> tuple[str, ...]:
        record = self.record(desk)
        unknown = any(record.entry(number) is None for number in self.entries or ())
        return ("entries",) if unknown else ()

    def person(self, desk: "Desk") -> Person:
        """Who decides; one who held no role of the row then is no officer either (§7.2)."""
        person = person_at(desk)
        lacks = any(code in desk.verdict for code in _ROLE_CODES)
        return replace(person, role=Role.ANY) if lacks else person

    def chosen(self, desk: "Desk") -> tuple[LoggedEntry, ...]:
        """The entries to decide; what is decided already is skipped."""
        named = hours.named(self.record(desk), self.days, self.entries)
        officer = self.person(desk).role is Role.OFFICER
        if officer and not any(map(hours.is_officers, named)):
            self._out_of_scope(desk)
        if not desk.verdict.strict:
            waiting = tuple(entry for entry in named if entry.is_open)
        elif officer:
            waiting = tuple(filter(hours.awaits_officer, named))
        else:
            everything = self.days is None and self.entries is None
            waiting = hours.awaits_mentor(named, person_at(desk), all_open=everything)
        if not waiting:
            refuse(Code.WRONG_STATE)
        return waiting

    @staticmethod
    def _out_of_scope(desk: "Desk") -> None:
        """An officer alone decides nothing else; on import it stands as a violation (§7.2)."""
        if desk.verdict.strict:
            refuse(Code.OUT_OF_SCOPE)
        desk.verdict.lacks(Code.OUT_OF_SCOPE)


class ApproveHours(DecideHours):
    """Approve logged hours: the mentor of the day, and the officer where one is not enough."""

    act = "learning-record.approve-hours"
    refusals = (Code.SELF_APPROVAL, Code.NOT_ASSIGNED_MENTOR, Code.CONFLICT_OF_INTEREST)

    def decide(self, desk: "Desk") -> None:
        placement = self.placement(desk)
        person, waiting = self.person(desk), self.chosen(desk)
        facts = hours.approve_hours(
            desk.verdict,
            waiting,
            person=person,
            placement=placement,
            tied=is_tied(desk, placement),
        )
        for fact in facts:
            desk.record(fact)


class RejectHours(DecideHours):
    """Reject logged hours, with a reason; they count nothing and free the day's cap."""

    act = "learning-record.reject-hours"
    refusals = (Code.SELF_APPROVAL, Code.NOT_ASSIGNED_MENTOR)

    reason: Text

    def decide(self, desk: "Desk") -> None:
        person, waiting = self.person(desk), self.chosen(desk)
        facts = hours.reject_hours(
            desk.verdict,
            waiting,
            person=person,
            placement=self.placement(desk),
        )
        for fact in facts:
            desk.record(fact)


class CorrectHours(RecordCommand):
    """Correct the length of an approved entry; mentor and officer together (R55)."""

    act = "learning-record.correct-hours"
    any_mentor_of_host = True
    states = tuple(RecordState)
    refusals = (Code.NOT_ASSIGNED_MENTOR, Code.DAILY_CAP)

    entry: Whole
    quarters: Quarters
    reason: Text

    def missing(self, desk: "Desk") -> tuple[str, ...]:
        return ("entry",) if self.record(desk).entry(self.entry) is None else ()

    def fits(self, state: Thing, desk: "Desk") -> bool:
        approved = self._entry(self.record(desk)).state is EntryState.APPROVED
        return approved and super().fits(state, desk)

    def decide(self, desk: "Desk") -> None:
        record = self.record(desk)
        entry = self._entry(record)
        facts = hours.correct_hours(
            record,
            desk.verdict,
            entry,
            self.quarters,
            person=person_at(desk),
            placement=self.placement(desk),
            cap=_cap(desk, entry.day),
        )
        for fact in facts:
            desk.record(fact)

    def _entry(self, record: LearningRecord) -> LoggedEntry:
        entry = record.entry(self.entry)
        if entry is None:
            refuse(Code.NOT_FOUND, "entry")
        return entry


def _cap(desk: "Desk", day: date) -> int:
    working_time = desk.rules(Component.WORKING_TIME, day).values
    return hours.daily_cap(working_time, desk.calendar, day)
