"""A sanction during a placement: review, or the end of it, by the rules of its day (R45, §6)."""

from typing import TYPE_CHECKING

from application.commands.placing import touch
from application.ports import Draft
from application.views.things import PLACEMENTS
from domain.enums_learning import Component, StopReason
from domain.placement.facts import PlacementReviewDemanded, PlacementTerminated
from domain.placement.state import Placement
from domain.states import PlacementState

if TYPE_CHECKING:
    from application.desk import Desk

_RUNNING = frozenset({PlacementState.STARTED, PlacementState.SUSPENDED})


def after_sanction(desk: "Desk", index: int, draft: Draft) -> None:
    """Demand a review or terminate, for each running placement of the person."""
    grade = getattr(draft.fact, "grade", None)
    rules = desk.rules(Component.DISCIPLINE, draft.effective_on).values
    person = f"person:{draft.subject}"
    for row in desk.rows(PLACEMENTS, person, employee=draft.subject):
        placement = desk.get_after(Placement, row.id)
        if placement.state not in _RUNNING:
            continue
        if grade in rules["terminate"]:
            touch(desk, placement)
            stopped = PlacementTerminated(cause=StopReason.DISCIPLINE)
            desk.record(stopped, subject=placement.id, on=draft.effective_on, cause=index)
        elif grade in rules["review"]:
            policy = desk.rules(Component.PLACEMENT_POLICY, desk.today).values
            due_on = desk.calendar.working_day_after(desk.today, policy["decision_days"])
            review = PlacementReviewDemanded(due_on=due_on)
            desk.record(review, subject=placement.id, on=desk.today, cause=index)
