"""The decisions about a placement: read states, answer facts or break rules; change nothing.

Each checks its rules in the order of the contract's row (§5.3) and settles before it answers.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.base import Verdict
from domain.codes import Code
from domain.dates import Calendar
from domain.employee import Employee
from domain.enums import Signable, UnitKind
from domain.enums_learning import IfFull, PlacementActivity
from domain.need import Need
from domain.office import Office
from domain.organisation import Organisation
from domain.placement.checks import (
    check_cover,
    check_person,
    check_scope,
    check_unit,
    has_free_seat,
    waiting_rank,
)
from domain.placement.facts import (
    PlacementAssigned,
    PlacementClosed,
    PlacementCompleted,
    PlacementEligibilityChecked,
    PlacementNominated,
    PlacementStarted,
    PlacementVerified,
    PlacementWaitlisted,
)
from domain.placement.footing import Footing
from domain.placement.state import Placement, days_between
from domain.shapes import Letter
from domain.signing import Powers, Signature, lack_of_authority

Policy = Mapping[str, Any]


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
    items = check_person(verdict, placement, employee, others, policy)
    if tied:
        verdict.broken(Code.CONFLICT_OF_INTEREST)
    verdict.settle()
    return (PlacementEligibilityChecked(items=items), PlacementVerified())


@dataclass(frozen=True, slots=True)
class Seating:
    """What an assignment is judged by beside the placement: person, agreement, letter, seats."""

    employee: Employee
    others: Sequence[Placement]
    footing: Footing
    is_working_kind: bool
    unit_kind: UnitKind
    office: Office
    letter_taken: bool
    mentor_valid: bool | None
    """None: no mentor is named yet."""
    neighbours: Sequence[Placement]
    """The other placements at this host in this field."""
    home_unit: str
    powers: Powers | None = None
    """What the mandate named in the letter rests on."""


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
    check_person(verdict, placement, seating.employee, seating.others, policy)
    _check_agreement(verdict, placement, seating)
    _check_letter(verdict, placement, letter, seating)
    if seating.mentor_valid is False:
        verdict.broken(Code.MENTOR_INVALID)
    blocked = _seat_blocked(placement, seating)
    if blocked is not None and if_full is IfFull.REFUSE:
        verdict.broken(blocked)
    verdict.settle()
    if blocked is not None and if_full is IfFull.WAITLIST:
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


def _seat_blocked(placement: Placement, seating: Seating) -> Code | None:
    """CAPACITY_FULL, or WAITLIST_ORDER where only seats on offer to others stand in the way."""
    days = tuple(days_between(placement.planned_start, placement.planned_end))
    if has_free_seat(placement, seating.footing, seating.neighbours, days, offers_count=True):
        return None
    ignoring = has_free_seat(
        placement, seating.footing, seating.neighbours, days, offers_count=False
    )
    return Code.WAITLIST_ORDER if ignoring else Code.CAPACITY_FULL


def _check_agreement(verdict: Verdict, placement: Placement, seating: Seating) -> None:
    footing = seating.footing
    days = tuple(days_between(placement.planned_start, placement.planned_end))
    if not seating.is_working_kind or not footing.agreement_on(days[0]).has_party(placement.host):
        verdict.broken(Code.NOT_A_WORKING_AGREEMENT)
    check_cover(verdict, days, footing, started=False)
    check_scope(verdict, placement.mode, placement.field, footing, days)
    check_unit(verdict, seating.unit_kind, footing, days)


def _check_letter(verdict: Verdict, placement: Placement, letter: Letter, seating: Seating) -> None:
    if letter.date > placement.planned_start:
        verdict.broken(Code.LETTER_AFTER_START)
    if seating.letter_taken:
        verdict.broken(Code.NUMBER_TAKEN, rule="R37")
    signature = Signature(
        kind=Signable.ASSIGNMENT_LETTER,
        day=letter.date,
        partners=frozenset({placement.host}),
        fields=frozenset({placement.field}),
    )
    lacking = lack_of_authority(seating.office, signature, seating.powers)
    if lacking is not None:
        verdict.broken(lacking, rule="R37" if lacking is Code.NO_AUTHORITY else None)


def start(
    placement: Placement,
    verdict: Verdict,
    *,
    arrival: date,
    footing: Footing,
    mentor_valid: bool,
    calendar: Calendar,
    policy: Policy,
) -> tuple[PlacementStarted]:
    """The host records the arrival, within the window after the planned start (R39)."""
    latest = calendar.working_day_after(placement.planned_start, policy["start_window_days"])
    if not placement.planned_start <= arrival <= latest:
        verdict.broken(Code.START_OUT_OF_WINDOW)
    days = days_between(arrival, max(arrival, placement.planned_end))
    check_cover(verdict, days, footing, started=False)
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


def close(verdict: Verdict, *, evaluated: bool, credit_decided: bool) -> tuple[PlacementClosed]:
    """Evaluation final and credit decided: nothing is open any more (R47)."""
    if not evaluated:
        verdict.broken(Code.INCOMPLETE, "EVALUATION", rule="R47")
    if not credit_decided:
        verdict.broken(Code.INCOMPLETE, "CREDIT", rule="R47")
    verdict.settle()
    return (PlacementClosed(),)
