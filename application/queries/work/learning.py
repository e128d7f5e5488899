"""What waits to be done about hours, evaluations and credits (R53, R60, R62, R71)."""

from collections.abc import Iterator
from itertools import groupby

from application.queries.base import Reading
from application.queries.figures import figures_of
from application.queries.noted import is_overridden, noted_facts
from application.queries.placement_reading import counted_days, footing_at
from application.queries.work.items import WorkItem, is_over
from application.views.jp_ledger import JP_LEDGER
from application.views.learning import ENTRIES, RECORDS, EntryRow
from application.views.things import EXTERNALS, PLACEMENTS
from domain.codes import Code
from domain.duplicates import is_duplicate
from domain.enums import Role
from domain.enums_learning import Component
from domain.learning.facts import CreditProposed
from domain.learning.state import LearningRecord
from domain.placement.state import Placement
from domain.states import CoverStatus, EntryState, RecordState, SiasnState, WorkKind

_OPEN = frozenset({EntryState.LOGGED, EntryState.HALF_APPROVED})
_COUNTING = frozenset({RecordState.CREDIT_RECOGNISED, RecordState.REPORTED})
_NOT_AT_TIME = frozenset({CoverStatus.RETROACTIVE, CoverStatus.UNCOVERED})


def hours(reading: Reading) -> Iterator[WorkItem]:
    """Records with open entries, due some working days after the oldest (R53)."""
    rows: Iterator[EntryRow] = reading.each(ENTRIES)
    still_open = (row for row in rows if row.state in _OPEN)
    for record, entries in groupby(still_open, lambda row: row.record):
        entry = min(entries, key=lambda row: row.day)
        placement: Placement | None = reading.find(PLACEMENTS, record)
        mentor = placement.mentor_on(entry.day) if placement else None
        for_officer = entry.state is EntryState.HALF_APPROVED or entry.by == mentor
        policy = reading.rulebook.at(Component.PLACEMENT_POLICY, entry.day).values
        due_on = reading.calendar.working_day_after(entry.day, policy["entry_days"])
        yield WorkItem(
            kind=WorkKind.HOURS_APPROVAL,
            subject=record,
            thing="learning-record",
            role=Role.OFFICER if for_officer else Role.MENTOR,
            assignee=None if for_officer else mentor,
            due_on=due_on,
            overdue=is_over(due_on, reading),
        )


def evaluations(reading: Reading) -> Iterator[WorkItem]:
    """Scores that nobody has confirmed yet (R60)."""
    for record in reading.each(RECORDS):
        if record.state == RecordState.SCORED:
            yield _about(record.id, WorkKind.EVALUATION_CONFIRM, Role.EVALUATOR)


def corrections(reading: Reading) -> Iterator[WorkItem]:
    """Credits the national system still has as they no longer are (R71)."""
    for view in (RECORDS, EXTERNALS):
        for learning in reading.each(view):
            if learning.siasn is SiasnState.TO_BE_CORRECTED:
                kind = WorkKind.SIASN_CORRECTION
                yield _about(learning.id, kind, Role.OFFICER, thing=learning.thing)


def credits_to_review(reading: Reading) -> Iterator[WorkItem]:
    """Credits that count but could not be proposed by what is known today (R62, R67)."""
    overridden = _overridden(reading)
    for record in reading.each(RECORDS):
        if record.state in _COUNTING:
            for code in _broken_today(record, reading):
                if code.value not in overridden.get(record.id, ()):
                    yield _about(record.id, WorkKind.REVIEW_CREDIT, Role.HEAD, detail=code.value)


def _broken_today(record: LearningRecord, reading: Reading) -> Iterator[Code]:
    """The rules of a proposal the credit would break on the day asked about."""
    placement: Placement = reading.get(PLACEMENTS, record.id)
    figures = figures_of("learning-record", reading, record.id)
    footing = footing_at(reading, placement)
    if any(footing.cover(day) in _NOT_AT_TIME for day in counted_days(placement, reading)):
        yield Code.NO_COVER_AT_TIME
    rows = reading.list(JP_LEDGER, employee=record.employee)
    own = [row.as_credit() for row in rows if row.subject == record.id]
    others = [row.as_credit() for row in rows if row.counts]
    if any(is_duplicate(credit, others) for credit in own):
        yield Code.DUPLICATE_CREDIT
    ended_on = placement.last_day
    conversion = reading.rulebook.at(Component.JP_CONVERSION, ended_on).values
    if figures["verified_quarters"] < conversion["floor_quarters"]:
        yield Code.HOURS_BELOW_FLOOR
    policy = reading.rulebook.at(Component.PLACEMENT_POLICY, reading.day).values
    if figures["attendance_centi"] < policy["attendance_percent"] * 100:
        yield Code.ATTENDANCE_BELOW


def _overridden(reading: Reading) -> dict[str, set[str]]:
    """The codes set aside with a second person on the latest proposal of each record."""
    found: dict[str, set[str]] = {}
    for row in noted_facts(reading):
        if row.topic == CreditProposed.topic:
            found.pop(row.subject, None)
            if is_overridden(row):
                found[row.subject] = {broken.code for broken in row.violations}
    return found


def _about(
    subject: str,
    kind: WorkKind,
    role: Role,
    *,
    thing: str = "learning-record",
    detail: str | None = None,
) -> WorkItem:
    return WorkItem(kind=kind, subject=subject, thing=thing, role=role, detail=detail)
