"""The decisions about hours: logged, approved, rejected, corrected (contract §5.4, R50-R56)."""

from collections.abc import Container, Mapping, Sequence
from datetime import date
from typing import Any

from domain.base import Verdict
from domain.codes import Code
from domain.dates import Calendar
from domain.employee import Employee
from domain.enums import Role
from domain.enums_learning import EmployeeStatus
from domain.learning.decisions import Person
from domain.learning.facts import HoursApproved, HoursCorrected, HoursLogged, HoursRejected
from domain.learning.state import LearningRecord, LoggedEntry
from domain.placement.state import Placement
from domain.shapes import Entry
from domain.states import EntryState

_AWAY = (EmployeeStatus.LEAVE, EmployeeStatus.STUDY)


def daily_cap(working_time: Mapping[str, Any], calendar: Calendar, day: date) -> int:
    """The quarter hours allowed on a day by the working time in force on it (R51)."""
    key = "ramadan_quarters" if calendar.is_ramadan(day) else "daily_quarters"
    cap: int = working_time[key]
    return cap


def log_hours(
    record: LearningRecord,
    verdict: Verdict,
    entries: Sequence[Entry],
    *,
    placement: Placement,
    employee: Employee,
    caps: Mapping[date, int],
    calendar: Calendar,
    today: date,
    entry_days: int,
) -> tuple[HoursLogged, ...]:
    """All entries or none (R50-R53). `caps` holds the quarter hours allowed on each day."""
    start, end = placement.started_on or date.max, min(placement.last_day, today)
    for n, entry in enumerate(entries):
        if not start <= entry.day <= end or placement.is_suspended_on(entry.day):
            verdict.broken(Code.DAY_OUT_OF_RANGE, about=n)
    for n, entry in enumerate(entries):
        if employee.status_on(entry.day) in _AWAY:
            verdict.broken(Code.ON_LEAVE, about=n)
    for n, entry in enumerate(entries):
        if not placement.is_workday_for(entry.day, calendar):
            verdict.broken(Code.NON_WORKING_DAY, about=n)
    totals: dict[date, int] = {}
    for n, entry in enumerate(entries):
        before = totals.get(entry.day, record.quarters_on(entry.day))
        totals[entry.day] = before + entry.quarters
        if totals[entry.day] > caps[entry.day]:
            verdict.broken(Code.DAILY_CAP, about=n)
    verdict.settle()
    return tuple(
        HoursLogged(
            entry=number,
            day=entry.day,
            quarters=entry.quarters,
            activity=entry.activity,
            output=entry.output,
            document=entry.document,
            late=calendar.is_later(today, entry.day, entry_days),
        )
        for number, entry in enumerate(entries, len(record.entries) + 1)
    )


def named(
    record: LearningRecord, days: Container[date] | None, numbers: Container[int] | None
) -> tuple[LoggedEntry, ...]:
    """The entries of these days and numbers; None leaves a choice open."""
    return tuple(
        entry
        for entry in record.entries
        if (days is None or entry.day in days) and (numbers is None or entry.entry in numbers)
    )


def is_officers(entry: LoggedEntry) -> bool:
    """Whether an officer has a say: over what was late or a mentor wrote (R53)."""
    return entry.needs_two or entry.written_by_mentor


def awaits_officer(entry: LoggedEntry) -> bool:
    """An officer decides what a mentor wrote at once, late entries after the mentor."""
    return entry.is_open and (entry.written_by_mentor or entry.state is EntryState.HALF_APPROVED)


def awaits_mentor(
    entries: Sequence[LoggedEntry], person: Person, *, all_open: bool
) -> tuple[LoggedEntry, ...]:
    """What a mentor decides: open entries the intern wrote, and those he or she wrote (refused).

    Where all open ones are meant, those half approved wait for the officer, not for the mentor.
    """
    open_ones = tuple(
        e for e in entries if e.is_open and (not e.written_by_mentor or e.writer == person.account)
    )
    fresh = tuple(e for e in open_ones if e.state is EntryState.LOGGED)
    return fresh if all_open and fresh else open_ones


def approve_hours(
    verdict: Verdict,
    entries: Sequence[LoggedEntry],
    *,
    person: Person,
    placement: Placement,
    tied: bool,
) -> tuple[HoursApproved]:
    """The mentor of the day approves; the officer completes what was late or mentor-written."""
    own = person.employee == placement.employee
    if own or any(person.account in (e.writer, *e.decided_by) for e in entries):
        verdict.broken(Code.SELF_APPROVAL)
    officer = person.role is Role.OFFICER
    if not officer:
        _check_mentor(verdict, entries, person, placement)
    if tied:
        verdict.broken(Code.CONFLICT_OF_INTEREST)
    verdict.settle()
    half = () if officer else tuple(e.entry for e in entries if e.needs_two and verdict.strict)
    full = tuple(e.entry for e in entries if e.entry not in half)
    return (HoursApproved(entries=full, half=half),)


def reject_hours(
    verdict: Verdict,
    entries: Sequence[LoggedEntry],
    *,
    person: Person,
    placement: Placement,
) -> tuple[HoursRejected]:
    """Who may approve may also reject; nobody decides about what he or she wrote."""
    own = person.employee == placement.employee
    if own or any(person.account == entry.writer for entry in entries):
        verdict.broken(Code.SELF_APPROVAL)
    if person.role is not Role.OFFICER:
        _check_mentor(verdict, entries, person, placement)
    verdict.settle()
    return (HoursRejected(entries=tuple(entry.entry for entry in entries)),)


def correct_hours(
    record: LearningRecord,
    verdict: Verdict,
    entry: LoggedEntry,
    quarters: int,
    *,
    person: Person,
    placement: Placement,
    cap: int,
) -> tuple[HoursCorrected]:
    """The mentor of that day proposes another length of an approved entry (R55)."""
    _check_mentor(verdict, (entry,), person, placement)
    if record.quarters_on(entry.day) - entry.quarters + quarters > cap:
        verdict.broken(Code.DAILY_CAP)
    verdict.settle()
    return (HoursCorrected(entry=entry.entry, before=entry.quarters, quarters=quarters),)


def _check_mentor(
    verdict: Verdict, entries: Sequence[LoggedEntry], person: Person, placement: Placement
) -> None:
    if any(placement.mentor_on(entry.day) != person.account for entry in entries):
        verdict.broken(Code.NOT_ASSIGNED_MENTOR)
