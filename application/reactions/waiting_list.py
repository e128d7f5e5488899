"""A seat may be free: the waiting list of host and field is walked in rank order (R34, §6)."""

from typing import TYPE_CHECKING

from application.commands.placing import footing_of
from application.ports import Draft
from application.views.things import PLACEMENTS
from domain.agreement.state import Agreement
from domain.employee import Employee
from domain.enums import Field
from domain.enums_learning import Component
from domain.placement.checks import eligibility, has_free_seat
from domain.placement.facts import PlacementSeatOffered
from domain.placement.state import Placement, days_between
from domain.states import CoverStatus, PlacementState

if TYPE_CHECKING:
    from application.desk import Desk


def walk_for(desk: "Desk", index: int, draft: Draft) -> None:
    """A placement moved: its host and field may have a seat to offer."""
    placement = desk.after(Placement, draft.subject)
    if placement is not None:
        walk(desk, index, placement.host, placement.field)


def walk_for_seats(desk: "Desk", index: int, draft: Draft) -> None:
    """An amendment changed the seats: each host and field of the agreement may have one free."""
    changed = {change.field for change in getattr(draft.fact, "changes", ())}
    agreement = desk.after(Agreement, draft.subject)
    if agreement is None or "capacity" not in changed:
        return
    fields = {seats.field for seats in agreement.on_day(draft.effective_on).capacity}
    for party in agreement.parties:
        for field in sorted(fields):
            walk(desk, index, party.organisation, field)


def walk(desk: "Desk", cause: int, host: str, field: Field) -> None:
    """Offer a seat to each who waits, has no offer, starts today or later and still may go."""
    neighbours = [p for p in _at_host(desk, host) if p.field is field]
    waiting = [p for p in neighbours if p.state == PlacementState.WAITLISTED]
    for placement in sorted(waiting, key=lambda p: (p.priority, p.nominated_at)):
        current = desk.after(Placement, placement.id) or placement
        if current.offered or current.planned_start < desk.today:
            continue
        around = [desk.after(Placement, n.id) or n for n in neighbours]
        if _may_go(desk, current, around):
            desk.touch(f"host:{host}")
            offered = PlacementSeatOffered()
            desk.record(offered, subject=current.id, on=desk.today, cause=cause)


def _at_host(desk: "Desk", host: str) -> list[Placement]:
    """The host's placements of today and later, as this act leaves them."""
    least = {"busy_until": desk.today.toordinal()}
    found = desk.rows_after(PLACEMENTS, f"host:{host}", least, host=host)
    known = {placement.id for placement in found}
    moved = {draft.subject for draft in desk.drafts if draft.stream.startswith("placement:")}
    others = (desk.after(Placement, subject) for subject in sorted(moved - known))
    return found + [placement for placement in others if placement and placement.host == host]


def _may_go(desk: "Desk", placement: Placement, neighbours: list[Placement]) -> bool:
    """Still eligible, covered, and with a free seat on all planned days."""
    days = tuple(days_between(placement.planned_start, placement.planned_end))
    footing = footing_of(desk, placement)
    if any(footing.cover(day) is CoverStatus.UNCOVERED for day in days):
        return False
    policy = desk.rules(Component.PLACEMENT_POLICY, desk.day).values
    employee = desk.after(Employee, placement.employee)
    if employee is None:
        return False
    items = eligibility(employee, placement.planned_start, placement.planned_end, policy)
    return all(item.ok for item in items) and has_free_seat(
        placement, footing, neighbours, days, offers_count=True
    )
