"""Questions about learning: one record with its hours, one person's JP year (§8.1, §8.2)."""

from datetime import date

from application.authority import Concern
from application.queries.agreement_reading import name_of
from application.queries.base import Query, Reading, Reply
from application.queries.placements import above, counted_days, scope_of
from application.views.jp_ledger import JP_LEDGER, LedgerRow
from application.views.learning import ENTRIES, RECORDS, EntryRow
from application.views.things import EMPLOYEES, ORGANISATIONS, PLACEMENTS
from domain.employee import Employee
from domain.enums_learning import ActivityCode, Component, EmploymentKind
from domain.jp import contract_year, jp_by_hours, placement_jp
from domain.learning.credit import share_centi
from domain.learning.state import LearningRecord
from domain.placement.state import Placement
from domain.shapes import Cert, Period
from domain.states import EntryState, LedgerStatus, RecordState, SiasnState
from domain.values import Year


class EntryResult(Reply):
    entry: int
    day: date
    quarters: int
    state: EntryState
    late: bool
    by: str
    on_behalf_of: str | None
    approved_by: list[str]
    corrected: bool
    activity: str


class CertificateResult(Reply):
    number: str
    date: date
    document: str


class ReviewResult(Reply):
    months_after: int
    applied: bool


class LearningRecordResult(Reply):
    record: str
    employee: str
    state: RecordState
    version: int
    logged_quarters: int
    verified_quarters: int
    pending_quarters: int
    days: int
    counted_days: int
    attendance_centi: int
    entries: list[EntryResult]
    rubric: str | None
    score_centi: int | None
    passed: bool | None
    level_before: int | None
    level_after: int | None
    replied: bool
    certificate: CertificateResult | None
    jp_by_hours: int
    jp_by_policy: int
    jp: int | None
    excess_jp: int | None
    year: int | None
    credit_version: int
    siasn: SiasnState
    siasn_id: str | None
    back_at_work: list[ReviewResult]


class LearningRecordQuery(Query):
    """One learning record (catatan belajar): hours, evaluation and credit side by side."""

    asks = "learning-record"
    path = "/learning-records/{id}"
    Result = LearningRecordResult

    def answer(self, reading: Reading, subject: str | None) -> LearningRecordResult:
        record: LearningRecord = reading.get(RECORDS, subject)
        placement: Placement = reading.get(PLACEMENTS, subject)
        reading.must_see(scope_of(placement, reading))
        entries: list[EntryRow] = sorted(
            reading.list(ENTRIES, record=record.id), key=lambda row: row.entry
        )
        verified = _quarters(entries, EntryState.APPROVED)
        pending = _quarters(entries, EntryState.LOGGED, EntryState.HALF_APPROVED)
        days = {e.day for e in entries if e.state is EntryState.APPROVED}
        counted = counted_days(placement, reading)
        conversion = reading.rulebook.at(
            Component.JP_CONVERSION, placement.ended_on or placement.planned_end
        ).values
        abroad = reading.get(ORGANISATIONS, placement.host).abroad
        return LearningRecordResult(
            record=record.id,
            employee=record.employee,
            state=RecordState(record.state),
            version=max(record.version, *(e.version for e in entries), 0),
            logged_quarters=verified + pending,
            verified_quarters=verified,
            pending_quarters=pending,
            days=len(days),
            counted_days=len(counted),
            attendance_centi=share_centi(len(days), len(counted)),
            entries=[_entry(row) for row in entries],
            rubric=record.rubric,
            score_centi=record.score_centi,
            passed=record.passed,
            level_before=record.level_before,
            level_after=record.level_after,
            replied=record.replied,
            certificate=_certificate(record.certificate),
            jp_by_hours=jp_by_hours(conversion, verified),
            jp_by_policy=placement_jp(conversion, placement.activity, abroad=abroad),
            jp=record.jp,
            excess_jp=record.excess_jp,
            year=record.year,
            credit_version=record.credit_version,
            siasn=SiasnState.NOT_REPORTED,
            siasn_id=None,
            back_at_work=[],
        )


def _certificate(certificate: Cert | None) -> CertificateResult | None:
    if certificate is None:
        return None
    return CertificateResult(
        number=certificate.number, date=certificate.date, document=certificate.document
    )


def _quarters(entries: list[EntryRow], *states: EntryState) -> int:
    return sum(entry.quarters for entry in entries if entry.state in states)


def _entry(row: EntryRow) -> EntryResult:
    return EntryResult(
        entry=row.entry,
        day=row.day,
        quarters=row.quarters,
        state=row.state,
        late=row.late,
        by=row.by,
        on_behalf_of=row.on_behalf_of,
        approved_by=list(row.approved_by),
        corrected=False,
        activity=row.activity,
    )


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
        units = frozenset(above(employee.unit_on(reading.day), reading))
        reading.must_see(Concern(employee=employee.id, units=units, organisation=employee.id))
        credited: list[LedgerRow] = [
            row for row in reading.list(JP_LEDGER, employee=employee.id) if row.counts
        ]
        rows = [row for row in credited if row.year == self.year]
        jp = sum(row.jp for row in rows)
        years = _contract_years(employee, self.year, credited, reading)
        year_end = date(self.year, 12, 31)
        floor = None
        if employee.kind is not EmploymentKind.PPPK:
            floor = reading.rulebook.at(Component.DUTY, year_end).values["floor_jp"]
        return JpLedgerResult(
            employee=employee.id,
            kind=employee.kind,
            year=self.year,
            jp=jp,
            excess_jp=sum(row.excess_jp for row in rows),
            floor_jp=floor,
            missing_jp=None if floor is None else max(0, floor - jp),
            status=_status(jp, floor, years, year_end),
            entries=[_ledger_entry(row, reading) for row in rows],
            contract_years=years,
        )


def _status(
    jp: int, floor: int | None, years: list[ContractYearResult], year_end: date
) -> LedgerStatus:
    if floor is not None:
        return LedgerStatus.MET if jp >= floor else LedgerStatus.BELOW
    current = next((y for y in years if y.since <= year_end <= y.until), None)
    return current.status if current else LedgerStatus.WITHIN_CAP


def _contract_years(
    employee: Employee, year: int, credited: list[LedgerRow], reading: Reading
) -> list[ContractYearResult]:
    """The contract years of a PPPK that touch the calendar year, each against the cap."""
    if employee.kind is not EmploymentKind.PPPK:
        return []
    ends = date(year, 1, 1), date(year, 12, 31)
    spans = {_contract_year_of(employee, day) for day in ends}
    return [
        _contract_year(span, credited, reading) for span in sorted(spans, key=lambda s: s.since)
    ]


def _contract_year_of(employee: Employee, day: date) -> Period:
    return contract_year(employee.contract_covering(day).since, day)


def _contract_year(span: Period, credited: list[LedgerRow], reading: Reading) -> ContractYearResult:
    rows = [row for row in credited if span.since <= row.last_day <= span.until]
    jp = sum(row.jp for row in rows)
    cap = reading.rulebook.at(Component.PPPK_CAP, span.until).values["cap_jp"]
    return ContractYearResult(
        since=span.since,
        until=span.until,
        jp=jp,
        excess_jp=sum(row.excess_jp for row in rows),
        status=LedgerStatus.AT_CAP if jp >= cap else LedgerStatus.WITHIN_CAP,
    )


def _ledger_entry(row: LedgerRow, reading: Reading) -> LedgerEntryResult:
    return LedgerEntryResult(
        subject=row.subject,
        source="placement",
        activity=row.activity,
        title=f"Magang {row.field} pada {name_of(row.host, reading)}",
        ended_on=row.last_day,
        jp=row.jp,
        excess_jp=row.excess_jp,
        state=row.state,
        recognised_on=row.recognised_on,
        positions=list(row.positions),
    )
