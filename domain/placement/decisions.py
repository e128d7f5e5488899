"""The decisions about a placement: read states, answer facts or break rules; change nothing.

Each checks its rules in the order of the contract's row (§5.3) and settles before it answers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from domain.agreement.state import Agreement
from domain.base import Verdict
from domain.codes import Code
from domain.cover import first_uncovered
from domain.dates import Calendar, add_months, anniversary
from domain.employee import Employee
from domain.enums import Signable, UnitKind
from domain.enums_learning import (
    EligibilityItem,
    EmployeeStatus,
    EmploymentKind,
    IfFull,
    PlacementActivity,
    SanctionGrade,
)
from domain.need import Need
from domain.office import Office
from domain.organisation import Organisation
from domain.placement.facts import (
    Eligibility,
    PlacementAssigned,
    PlacementCompleted,
    PlacementEligibilityChecked,
    PlacementNominated,
    PlacementStarted,
    PlacementVerified,
    PlacementWaitlisted,
)
from domain.placement.state import Placement
from domain.shapes import Letter
from domain.states import PlacementState

Policy = Mapping[str, Any]


def days_between(first: date, last: date) -> Iterable[date]:
    """Every day of [first, last]."""
    return (first + timedelta(days=n) for n in range((last - first).days + 1))


def nominate(
    verdict: Verdict,
    nominated: PlacementNominated,
    *,
    need: Need | None,
    host: Organisation,
    home_units: frozenset[str],
    nominating_units: frozenset[str],
    calendar: Calendar,
    policy: Policy,
) -> tuple[PlacementNominated]:
    """An OPD names one of its people for a place that answers a need (R28-R30, R40)."""
    first, last = nominated.planned_start, nominated.planned_end
    if last < first:
        verdict.broken(Code.PERIOD_INVALID)
    if need is None or need.state != "CONFIRMED" or not need.covers(home_units):
        verdict.broken(Code.NEED_REQUIRED)
    if nominated.field not in host.fields or (need and need.area is not nominated.field):
        verdict.broken(Code.FIELD_MISMATCH)
    if home_units.isdisjoint(nominating_units):
        verdict.broken(Code.NOT_HOME_UNIT)
    if not policy["min_days"] <= calendar.working_days(first, last) <= policy["max_days"]:
        verdict.broken(Code.DURATION_OUT_OF_RANGE)
    verdict.settle()
    return (nominated,)


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


def _check_person(
    verdict: Verdict,
    placement: Placement,
    employee: Employee,
    others: Iterable[Placement],
    policy: Policy,
) -> tuple[Eligibility, ...]:
    """NOT_ELIGIBLE, CONTRACT_ENDS, OVERLAP: what stands in the person's way (R31, R32, R48)."""
    first, last = placement.planned_start, placement.planned_end
    items = eligibility(employee, first, last, policy)
    for item in items:
        if not item.ok:
            verdict.broken(Code.NOT_ELIGIBLE, item.item.value)
    if employee.kind is EmploymentKind.PPPK and not any(
        contract.since <= first and last <= contract.until for contract in employee.contracts
    ):
        verdict.broken(Code.CONTRACT_ENDS)
    if any(other.id != placement.id and other.meets(first, last) for other in others):
        verdict.broken(Code.OVERLAP, rule="R32")
    return items


def verify(
    placement: Placement,
    verdict: Verdict,
    *,
    employee: Employee,
    others: Iterable[Placement],
    policy: Policy,
    tied: bool,
) -> tuple[PlacementEligibilityChecked, PlacementVerified]:
    """The programme office checks the person item by item and keeps every result."""
    items = _check_person(verdict, placement, employee, others, policy)
    if tied:
        verdict.broken(Code.CONFLICT_OF_INTEREST)
    verdict.settle()
    return (PlacementEligibilityChecked(items=items), PlacementVerified())


@dataclass(frozen=True, slots=True)
class Seating:
    """What an assignment is judged by beside the placement: person, agreement, letter, seats."""

    employee: Employee
    others: Sequence[Placement]
    agreement: Agreement
    is_working_kind: bool
    unit_kind: UnitKind
    office: Office
    letter_taken: bool
    mentor_valid: bool | None
    """None: no mentor is named yet."""
    neighbours: Sequence[Placement]
    """The other placements at this host in this field."""
    home_unit: str


def assign(
    placement: Placement,
    verdict: Verdict,
    *,
    letter: Letter,
    mentor: str | None,
    activity: PlacementActivity,
    if_full: IfFull,
    seating: Seating,
    calendar: Calendar,
    policy: Policy,
) -> tuple[PlacementAssigned | PlacementWaitlisted]:
    """The placement gets its seat and its letter (R31-R38), or a place on the waiting list."""
    _check_person(verdict, placement, seating.employee, seating.others, policy)
    _check_agreement(verdict, placement, seating)
    _check_letter(verdict, placement, letter, seating)
    if seating.mentor_valid is False:
        verdict.broken(Code.MENTOR_INVALID)
    full = not has_free_seat(placement, seating.agreement, seating.neighbours)
    if full and if_full is IfFull.REFUSE:
        verdict.broken(Code.CAPACITY_FULL)
    verdict.settle()
    if full and if_full is IfFull.WAITLIST:
        return (PlacementWaitlisted(rank=waiting_rank(placement, seating.neighbours)),)
    working_days = calendar.working_days(placement.planned_start, placement.planned_end)
    assigned = PlacementAssigned(
        letter=letter,
        mentor=mentor,
        activity=activity,
        home_unit=seating.home_unit,
        working_days=working_days,
    )
    return (assigned,)


def _check_agreement(verdict: Verdict, placement: Placement, seating: Seating) -> None:
    agreement = seating.agreement
    days = days_between(placement.planned_start, placement.planned_end)
    if not seating.is_working_kind or not agreement.has_party(placement.host):
        verdict.broken(Code.NOT_A_WORKING_AGREEMENT)
    check_cover(verdict, days, agreement)
    if not agreement.allows(placement.mode):
        verdict.broken(Code.MODE_NOT_COVERED)
    if not agreement.covers_field(placement.field):
        verdict.broken(Code.FIELD_NOT_COVERED)
    allowed = agreement.scope.unit_kinds
    if allowed is not None and seating.unit_kind not in allowed:
        verdict.broken(Code.UNIT_NOT_COVERED)


def check_cover(verdict: Verdict, days: Iterable[date], agreement: Agreement) -> None:
    """The first day must be in force, and so must every later one (R35)."""
    first, *later = days
    if not agreement.in_force_on(first):
        verdict.broken(Code.AGREEMENT_NOT_IN_FORCE)
    elif first_uncovered(later, agreement) is not None:
        verdict.broken(Code.AGREEMENT_ENDS_BEFORE_PLACEMENT)


def _check_letter(verdict: Verdict, placement: Placement, letter: Letter, seating: Seating) -> None:
    if letter.date > placement.planned_start:
        verdict.broken(Code.LETTER_AFTER_START)
    if seating.letter_taken:
        verdict.broken(Code.NUMBER_TAKEN, rule="R37")
    if not seating.office.signs_on(Signable.ASSIGNMENT_LETTER, letter.date):
        verdict.broken(Code.NO_AUTHORITY, rule="R37")


def has_free_seat(
    placement: Placement, agreement: Agreement, neighbours: Iterable[Placement]
) -> bool:
    """Whether on every planned day fewer seats are used than the agreement gives (R33)."""
    seats = agreement.seats_in(placement.field)
    first, last = placement.planned_start, placement.planned_end
    rivals = [n for n in neighbours if n.id != placement.id and n.meets(first, last)]
    return len(rivals) < seats or all(
        sum(rival.meets(day, day) for rival in rivals) < seats for day in days_between(first, last)
    )


def waiting_rank(placement: Placement, neighbours: Iterable[Placement]) -> int:
    """The place on the waiting list of host and field: by priority, then by nomination (R34)."""
    waiting = [n for n in neighbours if n.state == PlacementState.WAITLISTED]
    own = (placement.priority, placement.nominated_at)
    return 1 + sum((other.priority, other.nominated_at) < own for other in waiting)


def start(
    placement: Placement,
    verdict: Verdict,
    *,
    arrival: date,
    agreement: Agreement,
    mentor_valid: bool,
    calendar: Calendar,
    policy: Policy,
) -> tuple[PlacementStarted]:
    """The host records the arrival, within the window after the planned start (R39)."""
    latest = calendar.working_day_after(placement.planned_start, policy["start_window_days"])
    if not placement.planned_start <= arrival <= latest:
        verdict.broken(Code.START_OUT_OF_WINDOW)
    check_cover(verdict, days_between(arrival, max(arrival, placement.planned_end)), agreement)
    if not mentor_valid:
        verdict.broken(Code.MENTOR_INVALID)
    verdict.settle()
    return (PlacementStarted(),)


def complete(
    placement: Placement,
    verdict: Verdict,
    *,
    day: date,
    report_submitted: bool,
    open_hours: bool,
    working_days: int,
) -> tuple[PlacementCompleted]:
    """The plan is over, the report is in, no hours are undecided (R43)."""
    if day < placement.planned_end:
        verdict.broken(Code.INCOMPLETE, "END_DATE")
    if not report_submitted:
        verdict.broken(Code.INCOMPLETE, "REPORT")
    if open_hours:
        verdict.broken(Code.INCOMPLETE, "OPEN_HOURS")
    verdict.settle()
    return (PlacementCompleted(ended_on=placement.planned_end, working_days=working_days),)
