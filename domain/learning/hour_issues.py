"""What is odd about logged hours: the rules of the logbook, tested again (R50-R52, §8.3)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from domain.employee import Employee
from domain.enums_learning import EmployeeStatus
from domain.placement.state import Placement
from domain.states import HourIssue

_AWAY = (EmployeeStatus.LEAVE, EmployeeStatus.STUDY)
_MANY_DAYS = 3
"""On how many days of one record the same words are odd."""


@dataclass(frozen=True, slots=True)
class LoggedHours:
    """An entry that is not rejected. `works` says what the calendar known at its recording said."""

    record: str
    entry: int
    day: date
    quarters: int
    text: str
    logged_on: date
    works: bool


@dataclass(frozen=True, slots=True)
class OddHours:
    """The odd entries of one record and day; of repeated words `day` is the first one."""

    kind: HourIssue
    record: str
    day: date
    entries: tuple[int, ...]
    quarters: int


def rule_issues(
    hours: Iterable[LoggedHours],
    *,
    placement: Placement,
    employee: Employee,
    cap_of: Callable[[date], int],
) -> Iterator[OddHours]:
    """The entries of one record that break a rule of the logbook, by day."""
    by_day: dict[date, list[LoggedHours]] = defaultdict(list)
    for logged in hours:
        by_day[logged.day].append(logged)
    for day, entries in sorted(by_day.items()):
        if sum(entry.quarters for entry in entries) > cap_of(day):
            yield _odd(HourIssue.OVER_CAP, day, entries)
        resting = [entry for entry in entries if not entry.works]
        if resting and day not in placement.duty_days:
            yield _odd(HourIssue.NON_WORKING_DAY, day, resting)
        if employee.status_on(day) in _AWAY:
            yield _odd(HourIssue.ON_LEAVE, day, entries)
        if not _is_within(placement, day):
            yield _odd(HourIssue.OUT_OF_RANGE, day, entries)
        else:
            ahead = [entry for entry in entries if entry.logged_on < day]
            if ahead:
                yield _odd(HourIssue.OUT_OF_RANGE, day, ahead)


def _is_within(placement: Placement, day: date) -> bool:
    """From the start to the end, outside suspensions, by all facts known."""
    start = placement.started_on or date.max
    return start <= day <= placement.last_day and not placement.is_suspended_on(day)


def repeated_words(hours: Iterable[LoggedHours]) -> list[OddHours]:
    """Equal words on three or more days of one record, or in several records on one day.

    Per record and words the entries of both are united; rows of one record with an equal first
    day are one.
    """
    rows: dict[tuple[str, date], set[LoggedHours]] = defaultdict(set)
    for alike in alike_words(hours):
        by_record: dict[str, list[LoggedHours]] = defaultdict(list)
        for logged in alike:
            by_record[logged.record].append(logged)
        for record, odd in by_record.items():
            rows[record, min(entry.day for entry in odd)].update(odd)
    return [
        _odd(HourIssue.IDENTICAL_TEXT, day, sorted(entries, key=lambda entry: entry.entry))
        for (_, day), entries in rows.items()
    ]


def alike_words(hours: Iterable[LoggedHours]) -> Iterator[list[LoggedHours]]:
    """The entries of each text that stands too often, in the order they came."""
    by_words: dict[str, list[LoggedHours]] = defaultdict(list)
    for logged in hours:
        by_words[folded(logged.text)].append(logged)
    for alike in by_words.values():
        records_on: dict[date, set[str]] = defaultdict(set)
        days_of: dict[str, set[date]] = defaultdict(set)
        for logged in alike:
            records_on[logged.day].add(logged.record)
            days_of[logged.record].add(logged.day)
        odd = [
            logged
            for logged in alike
            if len(days_of[logged.record]) >= _MANY_DAYS or len(records_on[logged.day]) > 1
        ]
        if odd:
            yield odd


def folded(text: str) -> str:
    """The words without difference of case and blanks."""
    return " ".join(text.split()).casefold()


def _odd(kind: HourIssue, day: date, entries: Sequence[LoggedHours]) -> OddHours:
    return OddHours(
        kind=kind,
        record=entries[0].record,
        day=day,
        entries=tuple(entry.entry for entry in entries),
        quarters=sum(entry.quarters for entry in entries),
    )
