"""The JP ledger (buku JP): one row per credit, by the id its placement and record share.

A person's year is the sum of the rows that count; a revoked row stays and counts nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from domain.enums import Field
from domain.enums_learning import ActivityCode
from domain.envelope import AnyEnvelope, stream_of
from domain.learning.credit import Credit
from domain.learning.facts import CertificateRecorded, CreditRecognised
from domain.placement.facts import PlacementCompleted, PlacementNominated, PlacementStarted
from domain.shapes import Cert


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A placement on its way to credit, and the credit once recognised; JP whole, days closed."""

    subject: str
    employee: str
    host: str
    field: Field
    first_day: date
    last_day: date
    certificate: Cert | None = None
    state: str = ""
    year: int | None = None
    activity: ActivityCode = ActivityCode.C11
    jp: int = 0
    excess_jp: int = 0
    recognised_on: date | None = None
    positions: tuple[int, ...] = ()
    """The facts the credit rests on: the completion, the certificate, the recognition."""

    @property
    def counts(self) -> bool:
        return self.state == "CREDIT_RECOGNISED"

    def as_credit(self) -> Credit:
        return Credit(
            subject=self.subject,
            certificate=self.certificate,
            issuer=self.host,
            host=self.host,
            first_day=self.first_day,
            last_day=self.last_day,
            jp=self.jp,
        )


class JpLedger:
    name = "jp_ledger"
    row = LedgerRow
    topics = frozenset(
        {
            PlacementNominated.topic,
            PlacementStarted.topic,
            PlacementCompleted.topic,
            CertificateRecorded.topic,
            CreditRecognised.topic,
        }
    )
    undated: frozenset[str] = frozenset()
    index = ("employee", "year")

    def keys(self, fact: AnyEnvelope) -> Iterable[str]:
        return (fact.subject,)

    def streams(self, key: str) -> Iterable[str]:
        return (stream_of("placement", key), stream_of("learning-record", key))

    def evolve(self, row: LedgerRow | None, fact: AnyEnvelope) -> LedgerRow | None:
        if row is None:
            return _begun(fact)
        proven = (*row.positions, fact.position)
        match fact.data:
            case PlacementStarted():
                return replace(row, first_day=fact.effective_on)
            case PlacementCompleted(ended_on=ended_on):
                return replace(row, last_day=ended_on, positions=proven)
            case CertificateRecorded(certificate=certificate):
                return replace(row, certificate=certificate, positions=proven)
            case CreditRecognised(jp=jp, excess_jp=excess, year=year, activity=activity):
                return replace(
                    row,
                    state="CREDIT_RECOGNISED",
                    year=year,
                    activity=activity,
                    jp=jp,
                    excess_jp=excess,
                    recognised_on=fact.effective_on,
                    positions=proven,
                )
        raise LookupError(f"jp_ledger cannot place {fact.topic} at {fact.position}")


def _begun(fact: AnyEnvelope) -> LedgerRow | None:
    """The row of a nomination; other facts say nothing of a placement not nominated by then."""
    match fact.data:
        case PlacementNominated() as data:
            return LedgerRow(
                subject=fact.subject,
                employee=data.employee,
                host=data.host,
                field=data.field,
                first_day=data.planned_start,
                last_day=data.planned_end,
            )
    return None


JP_LEDGER = JpLedger()
