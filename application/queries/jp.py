"""Questions about JP: one person's year, and where everybody stands (contract §8.2, R63-R70)."""

from collections.abc import Sequence
from datetime import date

from application.queries.base import ListReply, Query, Reading, Reply
from application.queries.people import People, concern_of_person
from application.queries.placement_reading import units_of
from application.views.jp_ledger import JP_LEDGER, LedgerRow
from application.views.things import EMPLOYEES, ORGANISATIONS
from domain.employee import Employee
from domain.enums_learning import ActivityCode, Component, EmploymentKind
from domain.jp import contract_year
from domain.shapes import Period
from domain.siasn import course_title
from domain.states import LedgerStatus
from domain.values import Text, Year


class LedgerEntryResult(Reply):
    subject: str
    source: str
    activity: ActivityCode
    title: str
    ended_on: date
    jp: int
    excess_jp: int
    state: str
    recognised_on: date | None
    positions: list[int]


class ContractYearResult(Reply, rename={"since": "from"}):
    since: date
    until: date
    jp: int
    excess_jp: int
    status: LedgerStatus


class JpLedgerResult(Reply):
    employee: str
    kind: EmploymentKind
    year: int
    jp: int
    excess_jp: int
    floor_jp: int | None
    missing_jp: int | None
    status: LedgerStatus
    entries: list[LedgerEntryResult]
    contract_years: list[ContractYearResult]


class JpLedgerQuery(Query):
    """One person's JP year (buku JP): a floor for PNS (R68), a ceiling for PPPK (R69)."""

    asks = "jp-ledger"
    path = "/employees/{id}/jp-ledger"
    Result = JpLedgerResult

    year: Year

    def answer(self, reading: Reading, subject: str | None) -> JpLedgerResult:
        employee: Employee = reading.get(EMPLOYEES, subject)
        reading.must_see(concern_of_person(employee.id, units_of(employee.id, reading)))
        lines = lines_of(reading.list(JP_LEDGER, employee=employee.id))
        of_year = [row for row in lines if row.year == self.year]
        jp = sum(row.jp for row in of_year)
        floor = floor_of(reading, self.year)
        capped = employee.kind is EmploymentKind.PPPK
        return JpLedgerResult(
            employee=employee.id,
            kind=employee.kind,
            year=self.year,
            jp=jp,
            excess_jp=sum(row.excess_jp for row in of_year),
            floor_jp=None if capped else floor,
            missing_jp=None if capped else max(0, floor - jp),
            status=status_of(employee, self.year, lines, reading),
            entries=[_ledger_entry(row, reading) for row in of_year],
            contract_years=_contract_years(employee, self.year, lines, reading),
        )


def lines_of(rows: Sequence[LedgerRow]) -> list[LedgerRow]:
    """The rows that are credits, or were, in the order of their ends."""
    credited = [row for row in rows if row.state]
    return sorted(credited, key=lambda row: (row.last_day, row.subject))


def floor_of(reading: Reading, year: int) -> int:
    """The JP everybody should have in a year, by the duty of its last day (R68)."""
    floor: int = reading.rulebook.at(Component.DUTY, date(year, 12, 31)).values["floor_jp"]
    return floor


def status_of(
    employee: Employee, year: int, lines: Sequence[LedgerRow], reading: Reading
) -> LedgerStatus:
    """MET or BELOW the floor; for a PPPK where the contract year of 31 December stands."""
    if employee.kind is not EmploymentKind.PPPK:
        jp = sum(row.jp for row in lines if row.year == year)
        return LedgerStatus.MET if jp >= floor_of(reading, year) else LedgerStatus.BELOW
    span = contract_year_of(employee, date(year, 12, 31))
    return _contract_year(employee, span, lines, reading).status


def _contract_years(
    employee: Employee, year: int, lines: Sequence[LedgerRow], reading: Reading
) -> list[ContractYearResult]:
    """The contract years of a PPPK that touch the calendar year, each against the cap."""
    if employee.kind is not EmploymentKind.PPPK:
        return []
    ends = date(year, 1, 1), date(year, 12, 31)
    spans = {contract_year_of(employee, day) for day in ends}
    return [
        _contract_year(employee, span, lines, reading)
        for span in sorted(spans, key=lambda span: span.since)
    ]


def contract_year_of(employee: Employee, day: date) -> Period:
    """The year of the contract, from its anniversary on, in which the day lies."""
    return contract_year(employee.contract_covering(day).since, day)


def _contract_year(
    employee: Employee, span: Period, lines: Sequence[LedgerRow], reading: Reading
) -> ContractYearResult:
    rows = [row for row in lines if span.since <= row.last_day <= span.until]
    jp = sum(row.jp for row in rows)
    cap = reading.rulebook.at(Component.PPPK_CAP, span.until).values
    at_cap = jp >= cap["cap_jp"] and employee.post_kind not in cap["exempt_post_kinds"]
    return ContractYearResult(
        since=span.since,
        until=span.until,
        jp=jp,
        excess_jp=sum(row.excess_jp for row in rows),
        status=LedgerStatus.AT_CAP if at_cap else LedgerStatus.WITHIN_CAP,
    )


def _ledger_entry(row: LedgerRow, reading: Reading) -> LedgerEntryResult:
    return LedgerEntryResult(
        subject=row.subject,
        source=row.source,
        activity=row.activity,
        title=row.title or _title(row, reading),
        ended_on=row.last_day,
        jp=row.jp,
        excess_jp=row.excess_jp,
        state=row.state,
        recognised_on=row.recognised_on,
        positions=list(row.positions),
    )


def _title(row: LedgerRow, reading: Reading) -> str:
    host = reading.find(ORGANISATIONS, row.host or "")
    return course_title(row.kind, row.field or "", host.name if host else "–")


class StandingItem(Reply):
    employee: str
    name: str
    kind: EmploymentKind
    unit: str
    jp: int
    excess_jp: int
    missing_jp: int
    status: LedgerStatus


class JpStandingsResult(ListReply):
    items: Sequence[StandingItem]


class JpStandingsQuery(Query):
    """Where every civil servant stands in a JP year, RETIRED ones included."""

    asks = "jp-standings"
    path = "/jp-standings"
    Result = JpStandingsResult

    year: Year
    unit: Text | None = None
    status: LedgerStatus | None = None
    kind: EmploymentKind | None = None

    def answer(self, reading: Reading, subject: str | None) -> JpStandingsResult:
        people = People.of_year(reading, self.year)
        floor = floor_of(reading, self.year)
        items = (
            self._item(employee, floor, people, reading)
            for employee in people.employees()
            if self.kind in (None, employee.kind)
            and (self.unit is None or self.unit in people.above(people.unit_of(employee)))
            and reading.may_see(people.concern_of(employee))
        )
        wanted = (item for item in items if self.status in (None, item.status))
        return JpStandingsResult(items=reading.lay(wanted))

    def _item(
        self, employee: Employee, floor: int, people: People, reading: Reading
    ) -> StandingItem:
        lines = lines_of(reading.list(JP_LEDGER, employee=employee.id))
        of_year = [row for row in lines if row.year == self.year]
        jp = sum(row.jp for row in of_year)
        capped = employee.kind is EmploymentKind.PPPK
        return StandingItem(
            employee=employee.id,
            name=reading.name_of(employee),
            kind=employee.kind,
            unit=people.unit_of(employee),
            jp=jp,
            excess_jp=sum(row.excess_jp for row in of_year),
            missing_jp=0 if capped else max(0, floor - jp),
            status=status_of(employee, self.year, lines, reading),
        )
