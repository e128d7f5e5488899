"""What several questions read about placements: scope, hours, cover, the place in the queue."""

from dataclasses import replace
from datetime import date

from application.authority import Concern
from application.commands.placing import concern_of
from application.queries.base import Reading
from application.views.learning import ENTRIES
from application.views.things import AGREEMENTS, EMPLOYEES, PLACEMENTS, UNITS
from domain.agreement.state import Agreement
from domain.employee import Employee
from domain.enums_learning import Component
from domain.placement.checks import waiting_rank
from domain.placement.footing import Footing
from domain.placement.state import Placement
from domain.states import EntryState, PlacementState

_NO_AGREEMENT = Agreement()


def above(unit: str | None, reading: Reading) -> list[str]:
    """The unit and every unit above it."""
    found: list[str] = []
    while unit is not None:
        found.append(unit)
        row = reading.find(UNITS, unit)
        unit = row.parent if row else None
    return found


def units_of(employee: str, reading: Reading) -> frozenset[str]:
    """The unit an employee belongs to on the day, and every unit above it."""
    row: Employee = reading.get(EMPLOYEES, employee)
    return frozenset(above(row.unit_on(reading.day), reading))


def scope_of(placement: Placement, reading: Reading) -> Concern:
    """A host sees its own placements, a mentor those assigned, an OPD its people (R86)."""
    return replace(concern_of(placement), units=units_of(placement.employee, reading))


def approved_quarters(record: str, reading: Reading) -> dict[date, int]:
    """The verified quarter hours of each day of a record."""
    quarters: dict[date, int] = {}
    for entry in reading.list(ENTRIES, record=record):
        if entry.state is EntryState.APPROVED:
            quarters[entry.day] = quarters.get(entry.day, 0) + entry.quarters
    return quarters


def footing_at(reading: Reading, placement: Placement) -> Footing:
    """The placement on its agreements as they were known at the moment."""
    ids = {placement.agreement, *(basis.agreement for basis in placement.bases)}
    policy = reading.rulebook.at(Component.AGREEMENT_POLICY, reading.day).values
    return Footing(
        placement=placement,
        agreements={subject: reading.find(AGREEMENTS, subject) or _NO_AGREEMENT for subject in ids},
        calendar=reading.calendar,
        late_days=policy["late_sign_days"],
    )


def counted_days(placement: Placement, reading: Reading) -> tuple[date, ...]:
    return placement.counted_days(
        reading.calendar, frozenset(approved_quarters(placement.id, reading))
    )


def rank_of(placement: Placement, reading: Reading) -> int | None:
    """The place on the waiting list of host and field; None when not waiting."""
    if placement.state != PlacementState.WAITLISTED:
        return None
    neighbours = reading.list(PLACEMENTS, host=placement.host)
    return waiting_rank(placement, [n for n in neighbours if n.field is placement.field])
