"""Legal cover of a placement's days by its agreement (contract §3.1, R35, R62, R73).

A day is COVERED if the agreement was in force on it, and known to be in force from then;
RETROACTIVE if only what was learnt later makes it so; UNCOVERED otherwise.
"""

from collections.abc import Iterable
from datetime import date

from domain.agreement.state import Agreement
from domain.dates import Calendar
from domain.states import CoverStatus


def cover_of(day: date, agreement: Agreement, calendar: Calendar, late_days: int) -> CoverStatus:
    """The cover of one day. `late_days` are the working days within which a signature is timely."""
    if not agreement.in_force_on(day):
        return CoverStatus.UNCOVERED
    if agreement.known_from(calendar, late_days) <= day:
        return CoverStatus.COVERED
    return CoverStatus.RETROACTIVE


def first_uncovered(days: Iterable[date], agreement: Agreement) -> date | None:
    """The first of the days the agreement is not in force on."""
    return next((day for day in days if not agreement.in_force_on(day)), None)
