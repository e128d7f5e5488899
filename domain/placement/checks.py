"""What several decisions about a placement check: the person, the cover, the seat (§3.1, §5.3)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from domain.base import Verdict
from domain.codes import Code
from domain.dates import add_months, anniversary
from domain.employee import Employee
from domain.enums import Field, Mode, UnitKind
from domain.enums_learning import (
    EligibilityItem,
    EmployeeStatus,
    EmploymentKind,
    SanctionGrade,
)
from domain.placement.facts import Eligibility
from domain.placement.footing import Footing
from domain.placement.state import Placement, days_between
from domain.states import CoverStatus, PlacementState

Policy = Mapping[str, Any]


def eligibility(
    employee: Employee, first: date, last: date, policy: Policy
) -> tuple[Eligibility, ...]:
    """The six items of R31 for the planned days, each with its result."""

    held = {employee.status_on(day) for day in days_between(first, last)}

    def free_of(*statuses: EmployeeStatus) -> bool:
        return held.isdisjoint(statuses)

    severe = any(s.grade is SanctionGrade.SEVERE and s.on <= first for s in employee.sanctions)
    serves = anniversary(employee.service_from, policy["service_years"]) <= first
    results = {
        EligibilityItem.STATUS: free_of(EmployeeStatus.SUSPENDED, EmployeeStatus.RETIRED),
        EligibilityItem.DISCIPLINE: not severe,
        EligibilityItem.RETIREMENT: (
            add_months(last, policy["retirement_months"]) <= employee.retires_on
        ),
        EligibilityItem.LEAVE: free_of(EmployeeStatus.LEAVE),
        EligibilityItem.STUDY: free_of(EmployeeStatus.STUDY),
        EligibilityItem.SERVICE: serves,
    }
    return tuple(Eligibility(item=item, ok=ok) for item, ok in results.items())


def check_eligibility(
    verdict: Verdict, employee: Employee, first: date, last: date, policy: Policy
) -> tuple[Eligibility, ...]:
    """One NOT_ELIGIBLE for every item that fails; answers the whole list (R31)."""
    items = eligibility(employee, first, last, policy)
    for item in items:
        if not item.ok:
            verdict.broken(Code.NOT_ELIGIBLE, item.item.value)
    return items


def check_overlap(
    verdict: Verdict, placement: Placement, others: Iterable[Placement], first: date, last: date
) -> None:
    """No other placement of the person on any day this one would take in [first, last] (R32)."""
    rivals = [o for o in others if o.id != placement.id and o.meets(first, last)]
    days = (day for day in days_between(first, last) if not placement.is_suspended_on(day))
    if any(rival.occupies_on(day) for day in days for rival in rivals):
        verdict.broken(Code.OVERLAP, rule="R32")


def check_person(
    verdict: Verdict,
    placement: Placement,
    employee: Employee,
    others: Iterable[Placement],
    policy: Policy,
) -> tuple[Eligibility, ...]:
    """What stands in the person's way on the planned days (R31, R32, R48)."""
    first, last = placement.planned_start, placement.planned_end
    items = check_eligibility(verdict, employee, first, last, policy)
    check_contract(verdict, employee, first, last)
    check_overlap(verdict, placement, others, first, last)
    return items


def check_contract(verdict: Verdict, employee: Employee, first: date, last: date) -> None:
    """A PPPK's contract must cover every planned day (R48)."""
    if employee.kind is EmploymentKind.PPPK and not any(
        contract.since <= first and last <= contract.until for contract in employee.contracts
    ):
        verdict.broken(Code.CONTRACT_ENDS)


def check_cover(verdict: Verdict, days: Iterable[date], footing: Footing, *, started: bool) -> None:
    """The first day must be in force, and every later one covered (R13, R21, R35).

    What has not started is stopped as well by a first day of mere run-off, and by an agreement
    that is suspended that day.
    """
    first, *later = days
    status = footing.cover(first)
    stopped = status is CoverStatus.RUN_OFF or footing.is_suspended_on(first)
    if status is CoverStatus.UNCOVERED or (stopped and not started):
        verdict.broken(Code.AGREEMENT_NOT_IN_FORCE)
    elif any(footing.cover(day) is CoverStatus.UNCOVERED for day in later):
        verdict.broken(Code.AGREEMENT_ENDS_BEFORE_PLACEMENT)


def check_scope(
    verdict: Verdict, mode: Mode, field: Field, footing: Footing, days: Iterable[date]
) -> None:
    """Mode and field must be in the agreement's scope on every day (R36)."""
    days = tuple(days)
    if not all(footing.allows(mode, day) for day in days):
        verdict.broken(Code.MODE_NOT_COVERED)
    if not all(footing.covers_field(field, day) for day in days):
        verdict.broken(Code.FIELD_NOT_COVERED)


def check_unit(verdict: Verdict, kind: UnitKind, footing: Footing, days: Iterable[date]) -> None:
    """The kind of home unit must be in the agreement's scope on every day (R36)."""
    if not all(footing.allows_unit(kind, day) for day in days):
        verdict.broken(Code.UNIT_NOT_COVERED)


def has_free_seat(
    placement: Placement,
    footing: Footing,
    neighbours: Iterable[Placement],
    days: Sequence[date],
    *,
    offers_count: bool,
) -> bool:
    """Whether on every day fewer seats are used than the agreement gives (R33).

    `offers_count` takes seats on offer to others as used.
    """
    if not days:
        return True
    first, last = min(days), max(days)
    rivals = [
        n
        for n in neighbours
        if n.id != placement.id
        and n.field is placement.field
        and ((offers_count and n.offered) or n.meets(first, last))
    ]
    return all(
        len(rivals) < seats
        or sum(rival.uses_seat_on(day, offers_count=offers_count) for rival in rivals) < seats
        for day in days
        for seats in (footing.seats(placement.field, day),)
    )


def waiting_rank(placement: Placement, neighbours: Iterable[Placement]) -> int:
    """The place on the waiting list of host and field: by priority, then by nomination (R34)."""
    waiting = [n for n in neighbours if n.state == PlacementState.WAITLISTED]
    own = (placement.priority, placement.nominated_at)
    return 1 + sum((other.priority, other.nominated_at) < own for other in waiting)
