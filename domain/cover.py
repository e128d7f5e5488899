"""Legal cover of a placement's days by its agreement (contract §3.1, R35, R62, R73).

A day is COVERED if the agreement was in force on it, and known to be in force from then;
RETROACTIVE if only what was learnt later makes it so; RUN_OFF after the end, as far as the run-off
policy reaches; UNCOVERED otherwise. Only what is UNCOVERED lacks a legal cover.
"""

from collections.abc import Iterable
from datetime import date
from typing import Protocol

from domain.agreement.state import Agreement
from domain.agreement.term_facts import Timeliness
from domain.dates import Calendar
from domain.enums import RunOffPolicy
from domain.states import AgreementState, CoverStatus


class Stay(Protocol):
    """What of a placement decides its cover: when it starts, and the end planned as of a day."""

    @property
    def first_day(self) -> date:
        """The actual start, else the planned one."""
        ...

    def planned_end_on(self, day: date) -> date:
        """The planned end as it stood on the day."""
        ...


def cover_of(
    day: date, agreement: Agreement, calendar: Calendar, late_days: int, stay: Stay | None = None
) -> CoverStatus:
    """The cover of one day. `late_days` are the working days within which a signature is timely.

    Without a `stay` nothing runs on: neither after the end nor through a suspension.
    """
    if not bears(day, agreement, stay):
        ran_off = stay is not None and runs_off_to(day, agreement, stay)
        return CoverStatus.RUN_OFF if ran_off else CoverStatus.UNCOVERED
    if agreement.is_known_by(day):
        return CoverStatus.COVERED
    known_then = agreement.known_by(day, Timeliness(calendar, late_days))
    return CoverStatus.COVERED if bears(day, known_then, stay) else CoverStatus.RETROACTIVE


def bears(day: date, agreement: Agreement, stay: Stay | None) -> bool:
    """In force on the day, or suspended while what had started before carries on (R21)."""
    if agreement.in_force_on(day):
        return True
    return (
        stay is not None
        and agreement.state_on(day) == AgreementState.SUSPENDED
        and agreement.continues_on(day, stay.first_day)
    )


def runs_off_to(day: date, agreement: Agreement, stay: Stay) -> bool:
    """Whether the run-off policy carries a placement from the agreement's end to the day."""
    end = agreement.end_on(day)
    start = agreement.start
    if start is None or not max(start, stay.first_day) <= end.last_day < day:
        return False
    run_off = agreement.run_off_of(end)
    match run_off.policy:
        case RunOffPolicy.NONE:
            return False
        case RunOffPolicy.UNTIL_PLACEMENT_END:
            return day <= stay.planned_end_on(end.last_day)
        case RunOffPolicy.UNTIL_DATE:
            return run_off.until is not None and day <= run_off.until


def is_uncovered(day: date, agreement: Agreement, stay: Stay | None = None) -> bool:
    """Whether the day has no legal cover at all; what was known when does not matter here."""
    if bears(day, agreement, stay):
        return False
    return stay is None or not runs_off_to(day, agreement, stay)


def first_uncovered(
    days: Iterable[date], agreement: Agreement, stay: Stay | None = None
) -> date | None:
    """The first of the days without a legal cover."""
    return next((day for day in days if is_uncovered(day, agreement, stay)), None)
