"""What the calendar makes due for placements: gaps in cover, missed decisions, long pauses (§6)."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from application.commands.placing import footing_of, touch
from application.reactions.agreement_ends import demand
from application.ticking.due import Due
from application.views.things import PLACEMENTS
from domain.dates import add_months
from domain.enums_learning import Component, PauseReason, Question, StopReason
from domain.placement.changes import still_uncovered
from domain.placement.facts import PlacementCancelled, PlacementSuspended, PlacementTerminated
from domain.placement.state import Placement, days_between
from domain.states import CoverStatus, PlacementState

if TYPE_CHECKING:
    from application.desk import Desk

_ONE_DAY = timedelta(days=1)
_GAPS, _DECISIONS, _PAUSES = 5, 6, 7
"""Places in the contract's table of causes."""
_CURRENT = (PlacementState.ASSIGNED, PlacementState.STARTED, PlacementState.SUSPENDED)
"""The states the clock can move a placement in, and from one of them to another."""


def silent_gaps(desk: "Desk") -> Iterator[Due]:
    """A running placement whose cover has ended without anybody having been asked."""
    for placement in _in(desk, PlacementState.STARTED, PlacementState.SUSPENDED):
        gap = _gap(desk, placement)
        if gap is not None:
            yield Due(gap, _GAPS, placement.nominated_at, placement.id, _asking(placement.id, gap))


def _gap(desk: "Desk", placement: Placement) -> date | None:
    """The first day, after the last decision, that is not covered; None if somebody was asked."""
    if placement.demand(Question.COVER) is not None:
        return None
    if placement.state == PlacementState.SUSPENDED:
        return None
    since = placement.first_day
    if placement.cover_decided_on is not None:
        since = max(since, placement.cover_decided_on)
    footing = footing_of(desk, placement)
    days = days_between(since, min(placement.planned_end, desk.today))
    return next(
        (
            day
            for day in days
            if not placement.is_suspended_on(day) and footing.cover(day) is CoverStatus.UNCOVERED
        ),
        None,
    )


def _asking(subject: str, gap: date) -> "partial[None]":
    return partial(_ask_about_gap, subject, gap)


def _ask_about_gap(subject: str, gap: date, desk: "Desk") -> None:
    placement = desk.after(Placement, subject)
    if placement is not None and _gap(desk, placement) is not None:
        demand(desk, None, placement, gap)


def overdue_decisions(desk: "Desk") -> Iterator[Due]:
    """A demand about cover whose day has passed, the days still uncovered."""
    for placement in _in(desk, PlacementState.ASSIGNED, PlacementState.STARTED):
        asked = placement.demand(Question.COVER)
        if asked is not None:
            day = asked.due_on + _ONE_DAY
            record = partial(_halt, placement.id, day)
            yield Due(day, _DECISIONS, placement.nominated_at, placement.id, record)


def _halt(subject: str, day: date, desk: "Desk") -> None:
    """Suspend for want of cover; what has not started is cancelled."""
    placement = desk.after(Placement, subject)
    if placement is None or still_uncovered(placement, footing_of(desk, placement)) is None:
        return
    touch(desk, placement)
    if placement.state == PlacementState.ASSIGNED:
        cancelled = PlacementCancelled(cause=StopReason.AGREEMENT_ENDED)
        desk.record(cancelled, subject=subject, on=day)
    elif placement.state == PlacementState.STARTED:
        suspended = PlacementSuspended(cause=PauseReason.NO_LEGAL_COVER)
        desk.record(suspended, subject=subject, on=day)


def overlong_pauses(desk: "Desk") -> Iterator[Due]:
    """A suspension that has reached the longest pause policy allows (R41)."""
    policy = desk.rules(Component.PLACEMENT_POLICY, desk.today).values
    for placement in _in(desk, PlacementState.SUSPENDED):
        day = add_months(placement.suspensions[-1].since, policy["max_pause_months"])
        record = partial(_lapse, placement.id, day)
        yield Due(day, _PAUSES, placement.nominated_at, placement.id, record)


def _lapse(subject: str, day: date, desk: "Desk") -> None:
    placement = desk.after(Placement, subject)
    if placement is not None and placement.state == PlacementState.SUSPENDED:
        touch(desk, placement)
        lapsed = PlacementTerminated(cause=StopReason.LAPSED)
        desk.record(lapsed, subject=subject, on=day)


def _in(desk: "Desk", *states: PlacementState) -> Iterator[Placement]:
    """The placements in these states; what is recorded about one is decided on its stream again."""
    for current in _CURRENT:
        for placement in desk.rows_after(PLACEMENTS, "placements", state=current.value):
            if placement.state in states:
                yield placement
