"""The figures of a year: the official recap, its reconciliation, the programme (§8.2, R80)."""

from collections import Counter
from collections.abc import Iterable, Iterator

from application.queries.base import ListReply, Query, Reading, Reply
from application.queries.jp import floor_of
from application.queries.people import People, concern_of_unit
from application.views.jp_ledger import JP_LEDGER, LedgerRow
from application.views.learning import ENTRIES, RECORDS
from application.views.things import AGREEMENTS, EXTERNALS, PLACEMENTS
from domain.enums_learning import ActivityCode
from domain.external_learning import ExternalLearning
from domain.figures import average_centi, percent_centi
from domain.learning.state import LearningRecord
from domain.organisation import Unit
from domain.states import EntryState
from domain.values import Text, Year


class RecapItem(Reply):
    no: int
    unit: str
    name: str
    employees: int
    met: int
    not_met: int
    percent_met_centi: int | None
    total_jp: int
    average_jp_centi: int | None


class RecapTotal(Reply):
    employees: int
    met: int
    not_met: int
    percent_met_centi: int | None
    total_jp: int
    average_jp_centi: int | None


class JpRecapResult(ListReply):
    items: list[RecapItem]
    total: RecapTotal


class JpRecapQuery(Query):
    """The official sheet of eight columns (rekapitulasi JP): one row per perangkat daerah."""

    asks = "jp-recap"
    path = "/jp-recap"
    Result = JpRecapResult

    year: Year
    unit: Text | None = None

    def answer(self, reading: Reading, subject: str | None) -> JpRecapResult:
        reading.must_see()
        jp = jp_by_employee(credits_of(reading, self.year))
        floor = floor_of(reading, self.year)
        shown = [
            (unit, [jp[employee] for employee in members])
            for unit, members in self.members(reading)
        ]
        items = [_item(no, unit, figures, floor) for no, (unit, figures) in enumerate(shown, 1)]
        return JpRecapResult(
            items=items, total=_total([jp for _, figures in shown for jp in figures], floor)
        )

    def members(self, reading: Reading) -> list[tuple[Unit, list[str]]]:
        """The units asked about, in the order of the sheet, each with the employees that count."""
        people = People.of_year(reading, self.year)
        members: dict[str, list[str]] = {}
        for employee in filter(people.serves, people.employees()):
            members.setdefault(people.top_of(employee), []).append(employee.id)
        return [
            (unit, members.get(unit.id, []))
            for unit in people.tops()
            if self.unit in (None, unit.id) and reading.may_see(concern_of_unit(unit.id))
        ]


def _item(no: int, unit: Unit, figures: list[int], floor: int) -> RecapItem:
    total = _total(figures, floor)
    return RecapItem(
        no=no,
        unit=unit.id,
        name=unit.name,
        employees=total.employees,
        met=total.met,
        not_met=total.not_met,
        percent_met_centi=total.percent_met_centi,
        total_jp=total.total_jp,
        average_jp_centi=total.average_jp_centi,
    )


def _total(figures: list[int], floor: int) -> RecapTotal:
    """The columns of a row from the JP of each of its employees."""
    met = sum(jp >= floor for jp in figures)
    return RecapTotal(
        employees=len(figures),
        met=met,
        not_met=len(figures) - met,
        percent_met_centi=percent_centi(met, len(figures)),
        total_jp=sum(figures),
        average_jp_centi=average_centi(sum(figures), len(figures)),
    )


class PartnerJp(Reply):
    organisation: str | None
    jp: int


class ReconciliationResult(Reply):
    by_employee_jp: int
    by_unit_jp: int
    by_partner_jp: int
    export_jp: int
    partners: list[PartnerJp]
    equal: bool


class ReconciliationQuery(Query):
    """The JP of a year summed four ways; the ways must agree (R80)."""

    asks = "reconciliation"
    path = "/reconciliation"
    Result = ReconciliationResult

    year: Year

    def answer(self, reading: Reading, subject: str | None) -> ReconciliationResult:
        reading.must_see_programme()
        people = People.of_year(reading, self.year)
        jp: Counter[str] = Counter()
        partners: Counter[str | None] = Counter()
        for row in credits_of(reading, self.year):
            jp[row.employee] += row.jp
            partners[row.host] += row.jp
        units: Counter[str] = Counter()
        for employee in people.employees():
            units[people.top_of(employee)] += jp[employee.id]
        sums = (
            jp.total(),
            units.total(),
            partners.total(),
            sum(learning.jp or 0 for learning in exported(reading, self.year)),
        )
        named = sorted(partners.items(), key=lambda item: (item[0] is None, item[0] or ""))
        return ReconciliationResult(
            by_employee_jp=sums[0],
            by_unit_jp=sums[1],
            by_partner_jp=sums[2],
            export_jp=sums[3],
            partners=[PartnerJp(organisation=host, jp=jp) for host, jp in named if jp],
            equal=len(set(sums)) == 1,
        )


def exported(reading: Reading, year: int) -> Iterator[LearningRecord | ExternalLearning]:
    """What an export of the year holds a line of: the things themselves, not the ledger's rows."""
    yield from (record for record in reading.each(RECORDS) if record.year == year)
    yield from (learnt for learnt in reading.each(EXTERNALS) if learnt.last_day.year == year)


class ProgrammeResult(Reply):
    employees: int
    jp_total: int
    jp_internship: int
    internship_share_centi: int | None
    met: int
    met_by_internship: int
    agreements_in_force: int
    placements_started: int
    verified_quarters: int


class ProgrammeQuery(Query):
    """What the programme brought in a year, and how much of it by internship."""

    asks = "programme"
    path = "/programme"
    Result = ProgrammeResult

    year: Year

    def answer(self, reading: Reading, subject: str | None) -> ProgrammeResult:
        reading.must_see_programme()
        people = People.of_year(reading, self.year)
        everything, internship = jp_and_of_internships(reading, self.year)
        serving = [employee.id for employee in people.employees() if people.serves(employee)]
        floor = floor_of(reading, self.year)
        started = (placement.started_on for placement in reading.each(PLACEMENTS))
        agreements = reading.each(AGREEMENTS)
        return ProgrammeResult(
            employees=len(serving),
            jp_total=everything.total(),
            jp_internship=internship.total(),
            internship_share_centi=percent_centi(internship.total(), everything.total()),
            met=sum(everything[employee] >= floor for employee in serving),
            met_by_internship=sum(internship[employee] >= floor for employee in serving),
            agreements_in_force=sum(a.in_force_on(people.day) for a in agreements),
            placements_started=sum(day is not None and day.year == self.year for day in started),
            verified_quarters=sum(
                entry.quarters
                for entry in reading.each(ENTRIES)
                if entry.state is EntryState.APPROVED and entry.day.year == self.year
            ),
        )


def credits_of(reading: Reading, year: int) -> Iterator[LedgerRow]:
    """The credits of a year that count."""
    return (row for row in reading.each(JP_LEDGER, year=year) if row.counts)


def jp_by_employee(rows: Iterable[LedgerRow]) -> Counter[str]:
    jp: Counter[str] = Counter()
    for row in rows:
        jp[row.employee] += row.jp
    return jp


def jp_and_of_internships(reading: Reading, year: int) -> tuple[Counter[str], Counter[str]]:
    """The JP of each employee in a year, and how much of it is by internship."""
    everything: Counter[str] = Counter()
    internship: Counter[str] = Counter()
    for row in credits_of(reading, year):
        everything[row.employee] += row.jp
        if is_internship(row):
            internship[row.employee] += row.jp
    return everything, internship


def is_internship(row: LedgerRow) -> bool:
    return row.activity is ActivityCode.C11
