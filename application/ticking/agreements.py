"""What the calendar makes due for agreements: reminders, expiry, and ends that have come (§6)."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from application.reactions.agreement_ends import answer_end, resting_on
from application.ticking.due import Due
from application.views.things import AGREEMENTS
from domain.agreement.due import DueFact, expiries_due, reminders_due
from domain.agreement.state import Agreement
from domain.enums_learning import Component
from domain.states import AgreementState

if TYPE_CHECKING:
    from application.desk import Desk

_ONE_DAY = timedelta(days=1)
_REMINDERS, _EXPIRIES, _ENDS = 2, 3, 4
"""Places in the contract's table of causes."""
_CUT_SHORT = (AgreementState.TERMINATED, AgreementState.SUPERSEDED)

Source = Callable[["Desk", Agreement], Iterable[DueFact]]


def reminders(desk: "Desk") -> Iterator[Due]:
    """So many days before the last day, once each (R25)."""
    return _due(desk, _REMINDERS, _reminders_of)


def expiries(desk: "Desk") -> Iterator[Due]:
    """The day after the last day: the clock notices what holds anyway (R19)."""
    return _due(desk, _EXPIRIES, _expiries_of)


def _reminders_of(desk: "Desk", agreement: Agreement) -> Iterable[DueFact]:
    policy = desk.rules(Component.AGREEMENT_POLICY, desk.today).values
    return reminders_due(agreement, desk.today, policy["reminders"])


def _expiries_of(desk: "Desk", agreement: Agreement) -> Iterable[DueFact]:
    return expiries_due(agreement, desk.today)


def _due(desk: "Desk", rank: int, source: Source) -> Iterator[Due]:
    for agreement in _signed(desk):
        for due in source(desk, agreement):
            record = partial(_record, agreement.id, due, source)
            yield Due(due.day, rank, agreement.drafted_at, agreement.id, record)


def _record(subject: str, due: DueFact, source: Source, desk: "Desk") -> None:
    agreement = desk.after(Agreement, subject)
    if agreement is not None and due in source(desk, agreement):
        desk.touch("agreements")
        desk.record(due.fact, subject=subject, on=due.day)


def ends(desk: "Desk") -> Iterator[Due]:
    """A termination or a succession that lay ahead when it was recorded, and has come (R74)."""
    for agreement in _signed(desk):
        end = agreement.end_on(desk.today)
        day = end.last_day + _ONE_DAY
        if day <= desk.today and end.state in _CUT_SHORT and _lay_ahead(agreement, end.state, day):
            record = partial(_answer, agreement.id, day)
            yield Due(day, _ENDS, agreement.drafted_at, agreement.id, record)


def _lay_ahead(agreement: Agreement, state: AgreementState, day: date) -> bool:
    ended = agreement.termination if state is AgreementState.TERMINATED else agreement.succession
    return ended is not None and ended.recorded_on < day


def _answer(subject: str, day: date, desk: "Desk") -> None:
    """Ask about each placement on it that nobody has asked about since the end."""
    for placement in resting_on(desk, subject, day):
        decided_on = placement.cover_decided_on
        if decided_on is None or decided_on < day:
            answer_end(desk, None, placement, day)


def _signed(desk: "Desk") -> list[Agreement]:
    return [a for a in desk.rows_after(AGREEMENTS, "agreements") if a.is_signed]
