"""The JP ledger (buku JP): one row per credit, of a placement or of learning elsewhere.

A placement's row has the id it shares with its record. A person's year is the sum of the rows that
count; a revoked row stays and counts nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from domain.correction import CERTIFIED, LEARNT, CorrectionRecorded, with_field
from domain.duplicates import Credit
from domain.enums import Field
from domain.enums_learning import ActivityCode, PlacementActivity
from domain.envelope import AnyEnvelope, stream_of
from domain.external_learning import (
    ExternalLearningCredited,
    ExternalLearningRecorded,
    ExternalLearningRevoked,
)
from domain.learning.facts import (
    CertificateRecorded,
    CreditRecognised,
    CreditRevoked,
    ReportedToSiasn,
)
from domain.placement.facts import (
    PlacementAssigned,
    PlacementCompleted,
    PlacementNominated,
    PlacementStarted,
)
from domain.replacing import replace
from domain.shapes import Cert
from domain.states import ExternalState, RecordState

PLACEMENT, EXTERNAL = "placement", "external"
_COUNTING = frozenset({RecordState.CREDIT_RECOGNISED, RecordState.REPORTED, ExternalState.CREDITED})


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """Learning on its way to credit, and the credit once recognised; JP whole, days closed.

    `state` is empty until then. `issuer` is the provider's name of learning elsewhere, `title` its
    title; a placement has neither.
    """

    subject: str
    source: str
    employee: str
    host: str | None
    first_day: date
    last_day: date
    field: Field | None = None
    kind: PlacementActivity = PlacementActivity.INTERNSHIP
    issuer: str | None = None
    title: str | None = None
    certificate: Cert | None = None
    state: str = ""
    year: int | None = None
    activity: ActivityCode = ActivityCode.C11
    jp: int = 0
    excess_jp: int = 0
    used: tuple[tuple[str, int], ...] = ()
    """What the credit takes of the caps of its code, by month or day."""
    recognised_on: date | None = None
    positions: tuple[int, ...] = ()
    """The facts the credit rests on: what was completed, the certificate, the recognition."""

    @property
    def counts(self) -> bool:
        return self.state in _COUNTING

    def as_credit(self) -> Credit:
        return Credit(
            subject=self.subject,
            certificate=self.certificate,
            issuers=frozenset(name for name in (self.host, self.issuer) if name is not None),
            host=self.host,
            first_day=self.first_day,
            last_day=self.last_day,
            activity=self.activity,
            jp=self.jp,
        )


class JpLedger:
    name = "jp_ledger"
    row = LedgerRow
    topics = frozenset(
        {
            PlacementNominated.topic,
            PlacementAssigned.topic,
            PlacementStarted.topic,
            PlacementCompleted.topic,
            CertificateRecorded.topic,
            CreditRecognised.topic,
            ReportedToSiasn.topic,
            CreditRevoked.topic,
            ExternalLearningRecorded.topic,
            ExternalLearningCredited.topic,
            ExternalLearningRevoked.topic,
            CorrectionRecorded.topic,
        }
    )
    undated = frozenset({CorrectionRecorded.topic})
    index = ("employee", "year")

    def keys(self, fact: AnyEnvelope) -> Iterable[str]:
        match fact.data:
            case CorrectionRecorded(corrected=topic) if topic not in (CERTIFIED, LEARNT):
                return ()
        return (fact.subject,)

    def begins(self, fact: AnyEnvelope) -> bool:
        return isinstance(fact.data, PlacementNominated | ExternalLearningRecorded)

    def streams(self, key: str) -> Iterable[str]:
        things = ("placement", "learning-record", "external-learning")
        return tuple(stream_of(thing, key) for thing in things)

    def evolve(self, row: LedgerRow | None, fact: AnyEnvelope) -> LedgerRow | None:
        if row is None:
            return _begun(fact)
        proven = (*row.positions, fact.position)
        match fact.data:
            case PlacementAssigned(activity=activity):
                return replace(row, kind=activity)
            case PlacementStarted():
                return replace(row, first_day=fact.effective_on)
            case PlacementCompleted(ended_on=ended_on):
                return replace(row, last_day=ended_on, positions=proven)
            case CertificateRecorded(certificate=certificate):
                return replace(row, certificate=certificate, positions=proven)
            case CreditRecognised(jp=jp, excess_jp=excess, year=year, activity=activity):
                return replace(
                    row,
                    state=RecordState.CREDIT_RECOGNISED.value,
                    year=year,
                    activity=activity,
                    jp=jp,
                    excess_jp=excess,
                    recognised_on=fact.effective_on,
                    positions=proven,
                )
            case ReportedToSiasn():
                return replace(row, state=RecordState.REPORTED.value, positions=proven)
            case ExternalLearningCredited(jp=jp, excess_jp=excess, year=year, used=used):
                return replace(
                    row,
                    state=ExternalState.CREDITED.value,
                    year=year,
                    jp=jp,
                    excess_jp=excess,
                    used=tuple(sorted(used.items())),
                    recognised_on=fact.effective_on,
                    positions=proven,
                )
            case CreditRevoked():
                return _revoked(row, RecordState.CREDIT_REVOKED, proven)
            case ExternalLearningRevoked():
                return _revoked(row, ExternalState.REVOKED, proven)
            case CorrectionRecorded() as correction:
                return replace(_corrected(row, correction), positions=proven)
        raise LookupError(f"jp_ledger cannot place {fact.topic} at {fact.position}")


def _begun(fact: AnyEnvelope) -> LedgerRow | None:
    """The row of a nomination or a record; other facts say nothing of what is not there yet."""
    match fact.data:
        case PlacementNominated() as data:
            return LedgerRow(
                subject=fact.subject,
                source=PLACEMENT,
                employee=data.employee,
                host=data.host,
                field=data.field,
                first_day=data.planned_start,
                last_day=data.planned_end,
            )
        case ExternalLearningRecorded() as learnt:
            return LedgerRow(
                subject=fact.subject,
                source=EXTERNAL,
                employee=learnt.employee,
                host=learnt.host,
                issuer=learnt.provider,
                title=learnt.title,
                first_day=learnt.since,
                last_day=learnt.until,
                certificate=learnt.certificate,
                activity=learnt.activity,
                positions=(fact.position,),
            )
    return None


def _corrected(row: LedgerRow, correction: CorrectionRecorded) -> LedgerRow:
    """The row with another number or date of the certificate, another title or provider."""
    if correction.corrected == CERTIFIED:
        corrected = row.certificate and with_field(
            row.certificate, correction.field, correction.new
        )
        return replace(row, certificate=corrected)
    if correction.field == "title":
        return replace(row, title=correction.new)
    return replace(row, issuer=correction.new)


def _revoked(
    row: LedgerRow, state: RecordState | ExternalState, proven: tuple[int, ...]
) -> LedgerRow:
    return replace(row, state=state.value, jp=0, excess_jp=0, used=(), positions=proven)


JP_LEDGER = JpLedger()
