"""Whom the programme reached: what was done for each need, and for each group (§8.2, S17)."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from application.authority import Concern
from application.queries.base import ListReply, Query, Reading, Reply
from application.queries.people import People
from application.queries.placement_reading import approved_quarters
from application.views.jp_ledger import JP_LEDGER, LedgerRow
from application.views.things import NEEDS, PLACEMENTS
from domain.employee import Employee
from domain.enums import Field
from domain.figures import percent_centi
from domain.need import Need
from domain.nip import sex_of
from domain.placement.state import Placement
from domain.states import Dimension, PlacementState
from domain.values import Year

COMPLETED = frozenset({PlacementState.COMPLETED, PlacementState.EVALUATED, PlacementState.CLOSED})
_UNKNOWN = "-"


class NeedUnit(Reply):
    unit: str
    credited: int


class NeedItem(Reply):
    need: str
    area: Field
    people: int
    nominated: int
    started: int
    completed: int
    credited: int
    remaining: int
    quarters: int
    units: list[NeedUnit]


class NeedsCoverageResult(ListReply):
    items: list[NeedItem]


class NeedsCoverageQuery(Query):
    """What was done for each need (kebutuhan): distinct employees, step by step."""

    asks = "needs-coverage"
    path = "/needs-coverage"
    Result = NeedsCoverageResult

    area: Field | None = None

    def answer(self, reading: Reading, subject: str | None) -> NeedsCoverageResult:
        people = People.read(reading)
        reached: defaultdict[str, _Reached] = defaultdict(_Reached)
        for placement in reading.each(PLACEMENTS):
            reached[placement.need or ""].add(placement, reading)
        return NeedsCoverageResult(
            items=[
                _need_item(need, reached[need.id])
                for need in reading.list(NEEDS)
                if self.area in (None, need.area) and reading.may_see(_concern_of(need, people))
            ]
        )


@dataclass(slots=True)
class _Reached:
    """The employees who came so far for one need, and the quarter hours they were approved."""

    nominated: set[str] = field(default_factory=set)
    started: set[str] = field(default_factory=set)
    completed: set[str] = field(default_factory=set)
    credited: set[str] = field(default_factory=set)
    of_unit: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """Unit -> who of it was credited."""
    quarters: int = 0

    def add(self, placement: Placement, reading: Reading) -> None:
        employee = placement.employee
        self.nominated.add(employee)
        if placement.started_on is not None:
            self.started.add(employee)
        if placement.state in COMPLETED:
            self.completed.add(employee)
        if is_credited(placement, reading):
            self.credited.add(employee)
            self.of_unit[placement.home_unit or ""].add(employee)
        self.quarters += sum(approved_quarters(placement.id, reading).values())


def is_credited(placement: Placement, reading: Reading) -> bool:
    row: LedgerRow | None = reading.find(JP_LEDGER, placement.id)
    return row is not None and row.counts


def _concern_of(need: Need, people: People) -> Concern:
    """A need of certain units concerns them and those above; one of all units every unit."""
    named = frozenset(above for unit in need.units for above in people.above(unit))
    return Concern(organisation=need.id, employee=need.id, units=named or None)


def _need_item(need: Need, reached: _Reached) -> NeedItem:
    credited = len(reached.credited)
    return NeedItem(
        need=need.id,
        area=need.area,
        people=need.people,
        nominated=len(reached.nominated),
        started=len(reached.started),
        completed=len(reached.completed),
        credited=credited,
        remaining=max(0, need.people - credited),
        quarters=reached.quarters,
        units=[
            NeedUnit(unit=unit, credited=len(who)) for unit, who in sorted(reached.of_unit.items())
        ],
    )


class ReachItem(Reply):
    value: str
    employees: int
    placed: int
    never: int
    placed_centi: int | None


class ReachResult(ListReply):
    items: list[ReachItem]


class ReachQuery(Query):
    """How many of each group of employees came to a placement; everybody counts (S17)."""

    asks = "reach"
    path = "/reach"
    Result = ReachResult

    dimension: Dimension
    year: Year | None = None

    def answer(self, reading: Reading, subject: str | None) -> ReachResult:
        reading.must_see_programme()
        started = self.started(reading)
        return ReachResult(
            items=[_reached(name, group, started) for name, group in self.groups(reading)]
        )

    def groups(self, reading: Reading) -> list[tuple[str, list[str]]]:
        """The name of each group and the employees in it, in the order of the answer."""
        people = People.read(reading) if self.year is None else People.of_year(reading, self.year)
        group_of = self._grouping(people, reading)
        groups: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
        if self.dimension is Dimension.UNIT:
            groups.update({(unit.name, unit.id): [] for unit in people.tops()})
        for employee in people.employees():
            groups[group_of(employee)].append(employee.id)
        return [(name, groups[name, other]) for name, other in sorted(groups)]

    def started(self, reading: Reading) -> dict[str, list[str]]:
        """Employee -> the placements that started, in the year if one is given."""
        started: defaultdict[str, list[str]] = defaultdict(list)
        for placement in reading.each(PLACEMENTS):
            day = placement.started_on
            if day is not None and self.year in (None, day.year):
                started[placement.employee].append(placement.id)
        return started

    def _grouping(self, people: People, reading: Reading) -> Callable[[Employee], tuple[str, str]]:
        """The group of an employee: the name shown, and what tells equal names apart."""
        match self.dimension:
            case Dimension.GRADE:
                return lambda employee: (employee.grade, "")
            case Dimension.POST_KIND:
                return lambda employee: (employee.post_kind.value, "")
            case Dimension.SEX:
                return lambda employee: (_sex(employee, reading), "")
            case Dimension.UNIT:
                return lambda employee: _top(employee, people)


def _reached(name: str, group: list[str], started: Mapping[str, list[str]]) -> ReachItem:
    placed = sum(employee in started for employee in group)
    return ReachItem(
        value=name,
        employees=len(group),
        placed=placed,
        never=len(group) - placed,
        placed_centi=percent_centi(placed, len(group)),
    )


def _top(employee: Employee, people: People) -> tuple[str, str]:
    top = people.top_of(employee)
    return people.units[top].name, top


def _sex(employee: Employee, reading: Reading) -> str:
    nip = reading.personal(employee).get("nip")
    return _UNKNOWN if nip is None else sex_of(nip)
