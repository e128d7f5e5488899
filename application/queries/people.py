"""The employees and units of one moment: who belongs where, and who may see whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Self

from application.authority import Concern
from application.queries.base import Reading
from application.views.things import EMPLOYEES, UNITS
from domain.employee import Employee
from domain.enums_learning import EmployeeStatus
from domain.organisation import Unit


@dataclass(frozen=True, slots=True)
class People:
    """All employees and units known at the moment; `day` is the day their units are asked of."""

    reading: Reading
    units: dict[str, Unit]
    day: date

    @classmethod
    def read(cls, reading: Reading, day: date | None = None) -> Self:
        units = {unit.id: unit for unit in reading.list(UNITS)}
        return cls(reading, units, day or reading.day)

    @classmethod
    def of_year(cls, reading: Reading, year: int) -> Self:
        """As they stood at the end of the year, or on the day asked about if that is earlier."""
        return cls.read(reading, min(reading.day, date(year, 12, 31)))

    def employees(self) -> Iterator[Employee]:
        """Everybody, by id."""
        return self.reading.each(EMPLOYEES)

    def above(self, unit: str) -> tuple[str, ...]:
        """The unit and every unit above it, upwards."""
        found: list[str] = []
        above: str | None = unit
        while above is not None and above not in found:
            found.append(above)
            known = self.units.get(above)
            above = known.parent if known else None
        return tuple(found)

    def unit_of(self, employee: Employee) -> str:
        return employee.unit_on(self.day)

    def top_of(self, employee: Employee) -> str:
        """The unit without parent the employee belongs to."""
        return self.above(self.unit_of(employee))[-1]

    def serves(self, employee: Employee) -> bool:
        """Whether the employee counts among the city's: not RETIRED on the day."""
        return employee.status_on(self.day) is not EmployeeStatus.RETIRED

    def tops(self) -> list[Unit]:
        """The units without parent, by name."""
        tops = (unit for unit in self.units.values() if unit.parent is None)
        return sorted(tops, key=lambda unit: (unit.name, unit.id))

    def concern_of(self, employee: Employee) -> Concern:
        """Who may see the person's figures: the programme, the units above, the person."""
        units = frozenset(self.above(self.unit_of(employee)))
        return concern_of_person(employee.id, units)


def concern_of_person(employee: str, units: frozenset[str]) -> Concern:
    """What is a person's own concerns no host: the `organisation` it names is none."""
    return Concern(organisation=employee, employee=employee, units=units)


def concern_of_unit(unit: str) -> Concern:
    """The figures of a unit concern the programme and the head of the unit, no single person."""
    return Concern(organisation=unit, employee=unit, units=frozenset({unit}))


def concern_of_host(organisation: str) -> Concern:
    """A partner's own papers concern the programme and the partner; no unit, mentor or person."""
    return Concern(organisation=organisation, employee="", units=frozenset(), mentors=frozenset())
