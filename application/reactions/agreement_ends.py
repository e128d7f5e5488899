"""An agreement ended or paused: what becomes of the placements resting on it (R74, §6)."""

from datetime import date
from typing import TYPE_CHECKING

from application.commands.placing import footing_of, touch
from application.ports import Draft
from application.views.things import PLACEMENTS
from domain.agreement.state import Agreement
from domain.enums import RunningPlacements
from domain.enums_learning import Component, PauseReason, Question
from domain.placement.facts import (
    PlacementCoverDemanded,
    PlacementRunOffApplied,
    PlacementSuspended,
)
from domain.placement.state import Placement, days_between
from domain.states import CoverStatus, PlacementState

if TYPE_CHECKING:
    from application.desk import Desk

_RESTING = frozenset({PlacementState.ASSIGNED, PlacementState.STARTED, PlacementState.SUSPENDED})


def demand_cover(desk: "Desk", index: int, draft: Draft) -> None:
    """Run-off where it reaches, a pause where the agreement pauses, else a demand to decide.

    An end that lies ahead waits for the clock: the tick on the first day after it does this.
    """
    agreement = desk.after(Agreement, draft.subject)
    if agreement is None:
        return
    suspending = draft.fact.topic.startswith("agreement.suspended.")
    if suspending and getattr(draft.fact, "placements", None) is not RunningPlacements.SUSPEND:
        return
    if draft.effective_on > desk.today:
        return
    for placement in resting_on(desk, agreement.id, draft.effective_on):
        if suspending:
            _suspend(desk, index, placement, draft.effective_on)
        else:
            answer_end(desk, index, placement, draft.effective_on)


def resting_on(desk: "Desk", agreement: str, day: date) -> list[Placement]:
    """The assigned, started and suspended placements on the agreement, in order of nomination.

    The rows tell which may be: nothing that ends an agreement lets a placement begin to rest on
    one. Each of those is then read once, as it stands after what this act has laid down.
    """

    def rests(placement: Placement) -> bool:
        return placement.state in _RESTING and placement.agreement_on(day) == agreement

    read = (
        desk.get_after(Placement, row.id)
        for party in desk.get(Agreement, agreement).parties
        for row in desk.rows(PLACEMENTS, f"host:{party.organisation}", host=party.organisation)
        if rests(row)
    )
    return sorted(filter(rests, read), key=lambda placement: placement.nominated_at)


def _suspend(desk: "Desk", cause: int, placement: Placement, day: date) -> None:
    if placement.state == PlacementState.STARTED:
        touch(desk, placement)
        paused = PlacementSuspended(cause=PauseReason.AGREEMENT_SUSPENDED)
        desk.record(paused, subject=placement.id, on=day, cause=cause)


def answer_end(desk: "Desk", cause: int | None, placement: Placement, day: date) -> None:
    """Run-off or a demand, for the days from the end on."""
    if placement.demand(Question.COVER) is not None:
        return
    footing = footing_of(desk, placement)
    first = day if placement.state == PlacementState.SUSPENDED else max(day, placement.first_day)
    days = list(days_between(first, placement.planned_end))
    statuses = {d: footing.cover(d) for d in days}
    uncovered = next((d for d in days if statuses[d] is CoverStatus.UNCOVERED), None)
    if placement.state == PlacementState.SUSPENDED:
        uncovered = day if footing.cover(day) is CoverStatus.UNCOVERED else uncovered
    if uncovered is None:
        if any(status is CoverStatus.RUN_OFF for status in statuses.values()):
            until = max(d for d in days if statuses[d] is CoverStatus.RUN_OFF)
            if until != placement.run_off_until:
                run_off = PlacementRunOffApplied(until=until)
                desk.record(run_off, subject=placement.id, on=day, cause=cause)
        return
    demand(desk, cause, placement, uncovered)


def demand(desk: "Desk", cause: int | None, placement: Placement, first_uncovered: date) -> None:
    """Ask the head for a decision within `decision_days` working days from today (R74)."""
    policy = desk.rules(Component.PLACEMENT_POLICY, desk.today).values
    due_on = desk.calendar.working_day_after(desk.today, policy["decision_days"])
    fact = PlacementCoverDemanded(first_uncovered=first_uncovered, due_on=due_on)
    desk.record(fact, subject=placement.id, on=desk.today, cause=cause)
