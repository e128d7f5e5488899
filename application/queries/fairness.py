"""Who gets an internship, who never did, and how much of the JP it brings (S15, S17)."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

from application.queries.base import ListReply, Query, Reading, Reply
from application.queries.jp import floor_of
from application.queries.people import People
from application.queries.recap import JpRecapQuery, jp_and_of_internships
from application.views.things import EMPLOYEES, PLACEMENTS
from domain.employee import Employee
from domain.enums_learning import EmploymentKind, PostKind
from domain.figures import percent_centi
from domain.organisation import Unit
from domain.placement.state import Placement
from domain.values import Text, Year


class ShareItem(Reply):
    unit: str
    name: str
    employees: int
    jp: int
    jp_internship: int
    share_centi: int | None
    met: int
    met_by_internship: int
    never: int


class InternshipShareResult(ListReply):
    items: list[ShareItem]


class InternshipShareQuery(Query):
    """Of each unit without parent: the JP of a year, how much of it by internship, who never went.

    `met_by_internship` have the floor by internship alone; `never` had no placement that started
    up to the day.
    """

    asks = "internship-share"
    path = "/internship-share"
    Result = InternshipShareResult

    year: Year
    unit: Text | None = None

    def answer(self, reading: Reading, subject: str | None) -> InternshipShareResult:
        reading.must_see()
        jp, by_internship = jp_and_of_internships(reading, self.year)
        went, floor = went_somewhere(reading), floor_of(reading, self.year)
        return InternshipShareResult(
            items=[
                _share(unit, members, jp, by_internship, went, floor)
                for unit, members in self.members(reading)
            ]
        )

    def members(self, reading: Reading) -> list[tuple[Unit, list[str]]]:
        """The units asked about with the employees that count, as the official recap has them."""
        return JpRecapQuery(year=self.year, unit=self.unit).members(reading)


def went_somewhere(reading: Reading) -> frozenset[str]:
    """The employees with a placement that started."""
    return frozenset(p.employee for p in reading.each(PLACEMENTS) if p.started_on is not None)


def _share(
    unit: Unit,
    members: list[str],
    jp: Counter[str],
    by_internship: Counter[str],
    went: frozenset[str],
    floor: int,
) -> ShareItem:
    everything = sum(jp[employee] for employee in members)
    internship = sum(by_internship[employee] for employee in members)
    return ShareItem(
        unit=unit.id,
        name=unit.name,
        employees=len(members),
        jp=everything,
        jp_internship=internship,
        share_centi=percent_centi(internship, everything),
        met=sum(jp[employee] >= floor for employee in members),
        met_by_internship=sum(by_internship[employee] >= floor for employee in members),
        never=sum(employee not in went for employee in members),
    )


class NeverItem(Reply):
    employee: str
    name: str
    kind: EmploymentKind
    unit: str
    post_kind: PostKind
    grade: str
    service_from: date
    nominated: int
    positions: list[int]


class NeverPlacedResult(ListReply):
    items: Sequence[NeverItem]


class NeverPlacedQuery(Query):
    """Who serves and never had a placement that started, those longest in service first.

    `nominated` counts the attempts, `unit` narrows to a unit and those below it.
    """

    asks = "never-placed"
    path = "/never-placed"
    Result = NeverPlacedResult

    unit: Text | None = None
    kind: EmploymentKind | None = None

    def answer(self, reading: Reading, subject: str | None) -> NeverPlacedResult:
        people, went = People.read(reading), went_somewhere(reading)
        waiting = (
            _never(employee, people, reading)
            for employee in filter(people.serves, people.employees())
            if employee.id not in went
            and self.kind in (None, employee.kind)
            and (self.unit is None or self.unit in people.above(people.unit_of(employee)))
            and reading.may_see(people.concern_of(employee))
        )
        longest_first = reading.lay(
            waiting, lambda item: (item.service_from.toordinal(), item.employee)
        )
        return NeverPlacedResult(items=longest_first)


def _never(employee: Employee, people: People, reading: Reading) -> NeverItem:
    attempts: list[Placement] = reading.list(PLACEMENTS, employee=employee.id)
    rows = [(EMPLOYEES, employee.id), *((PLACEMENTS, attempt.id) for attempt in attempts)]
    proofs = (reading.prove(view, key, reading.moment) for view, key in rows)
    return NeverItem(
        employee=employee.id,
        name=reading.name_of(employee),
        kind=employee.kind,
        unit=people.unit_of(employee),
        post_kind=employee.post_kind,
        grade=employee.grade,
        service_from=employee.service_from,
        nominated=len(attempts),
        positions=sorted({position for proof in proofs for position in proof}),
    )
