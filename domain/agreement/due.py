"""What the calendar makes due for an agreement: reminders, and the note of its expiry (R19, R25).

Each is due on a day of its own and once; asking late finds what was missed, asking again nothing.
The answers go by the facts known when it is asked.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from domain.agreement.facts import AgreementExpired, AgreementReminderIssued
from domain.agreement.state import Agreement
from domain.enums import AmendmentKind
from domain.states import AgreementState

_ONE_DAY = timedelta(days=1)
_RUNNING = (AgreementState.IN_FORCE, AgreementState.SUSPENDED)


class DueFact(NamedTuple):
    """A fact the clock has to record, and the day it takes effect on."""

    day: date
    fact: AgreementReminderIssued | AgreementExpired


def reminders_due(
    agreement: Agreement, today: date, days_before: Iterable[int]
) -> Iterator[DueFact]:
    """The reminders of N days before a last day that nobody has moved by then (R25)."""
    start = agreement.start
    issued = {(reminder.days_before, reminder.last_day) for reminder in agreement.reminders}
    if start is None:
        return
    for last_day in _last_days(agreement):
        for days in days_before:
            day = last_day - timedelta(days=days)
            if (
                start <= day <= today
                and (days, last_day) not in issued
                and agreement.state_on(day) in _RUNNING
                and _foreseen_on(agreement, day) == last_day
            ):
                yield DueFact(day, AgreementReminderIssued(days_before=days, last_day=last_day))


def expiries_due(agreement: Agreement, today: date) -> Iterator[DueFact]:
    """The note that a last day is over, where it is what ended the agreement (R19)."""
    for last_day in _last_days(agreement):
        day = last_day + _ONE_DAY
        if (
            day <= today
            and last_day not in agreement.expiries
            and agreement.state_on(day) == AgreementState.EXPIRED
            and agreement.last_day_on(day) == last_day
        ):
            yield DueFact(day, AgreementExpired(last_day=last_day))


def _last_days(agreement: Agreement) -> tuple[date, ...]:
    """The written last day and every one an extension that stands has moved it to."""
    extensions = (a for a in agreement.amended if a.kind is AmendmentKind.EXTENSION)
    moved = [a.last_day for a in extensions if a.annulled_on is None]
    return tuple(dict.fromkeys((agreement.last_day, *moved)))


def _foreseen_on(agreement: Agreement, day: date) -> date:
    """The last day as it stood on the day, extensions signed by then included."""
    moved = [
        a.last_day
        for a in agreement.amended
        if a.kind is AmendmentKind.EXTENSION
        and a.annulled_on is None
        and min(a.signed_on, a.effective_on) <= day
    ]
    return moved[-1] if moved else agreement.last_day
