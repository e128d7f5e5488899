"""Questions about learning: one record with its hours, one learning elsewhere (§8.1)."""

from datetime import date

from application.queries.base import Query, Reading, Reply
from application.queries.people import concern_of_person
from application.queries.placement_reading import counted_days, scope_of, units_of
from application.views.learning import ENTRIES, RECORDS, EntryRow
from application.views.things import EXTERNALS, ORGANISATIONS, PLACEMENTS
from domain.enums_learning import ActivityCode, Component
from domain.external_learning import ExternalLearning
from domain.jp import add_use, jp_by_hours, placement_jp
from domain.learning.credit import share_centi
from domain.learning.state import LearningRecord
from domain.placement.state import Placement
from domain.shapes import Cert
from domain.states import EntryState, ExternalState, RecordState, SiasnState


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
        conversion = reading.rulebook.at(Component.JP_CONVERSION, placement.last_day).values
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
            siasn=record.siasn,
            siasn_id=record.siasn_id,
            back_at_work=[
                ReviewResult(months_after=review.months_after, applied=review.applied)
                for review in record.reviews
            ],
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
        corrected=row.corrected,
        activity=row.activity,
    )


class ExternalLearningResult(Reply):
    external: str
    employee: str
    activity: ActivityCode
    title: str
    provider: str
    state: ExternalState
    jp_by_policy: int
    jp: int | None
    excess_jp: int | None
    year: int
    siasn: SiasnState


class ExternalLearningQuery(Query):
    """One learning from elsewhere, and what policy gives for it."""

    asks = "external-learning"
    path = "/external-learning/{id}"
    Result = ExternalLearningResult

    def answer(self, reading: Reading, subject: str | None) -> ExternalLearningResult:
        learning: ExternalLearning = reading.get(EXTERNALS, subject)
        units = units_of(learning.employee, reading)
        reading.must_see(concern_of_person(learning.employee, units))
        return ExternalLearningResult(
            external=learning.id,
            employee=learning.employee,
            activity=learning.activity,
            title=learning.title,
            provider=learning.provider,
            state=ExternalState(learning.state),
            jp_by_policy=_by_policy(learning, reading),
            jp=learning.jp,
            excess_jp=learning.excess_jp,
            year=learning.last_day.year,
            siasn=learning.siasn,
        )


def _by_policy(learning: ExternalLearning, reading: Reading) -> int:
    """What policy gives beside the learning credited before this one (R66)."""
    rules = reading.rulebook.at(Component.JP_CONVERSION, learning.last_day).values
    others: list[ExternalLearning] = reading.list(EXTERNALS, employee=learning.employee)
    before = (
        other.used
        for other in others
        if other.state == ExternalState.CREDITED
        and other.activity is learning.activity
        and other.id != learning.id
        and (not learning.credited_at or other.credited_at < learning.credited_at)
    )
    return learning.by_policy(rules, add_use(dict(used) for used in before)).jp
