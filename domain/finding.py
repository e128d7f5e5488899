"""Finding (temuan): what an inspection found, how it was followed up, until it is closed (§5.6)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import ClassVar, Self, cast

from domain.base import Fact, Verdict
from domain.codes import Code, Warn
from domain.dates import add_months, civil_day
from domain.enums_learning import CheckResult, FindingStatus, InfeasibleReason
from domain.envelope import AnyEnvelope
from domain.shapes import Criterion, Link
from domain.states import FindingState
from domain.thing import Thing


class FindingRecorded(Fact):
    """The five attributes of a finding and what it rests on (R91)."""

    topic = "finding.recorded.v1"
    title: str
    condition: str | None = None
    criterion: Criterion | None = None
    cause: str | None = None
    effect: str | None = None
    recommendation: str | None = None
    links: tuple[Link, ...] = ()
    unit: str | None = None
    organisation: str | None = None
    ref: str | None = None


class FindingIssued(Fact):
    """The report (laporan hasil) reached the auditee; the follow-up is due from that day (R92)."""

    topic = "finding.issued.v1"
    report: str
    received_on: date
    document: str | None = None
    due_on: date


class FollowUpPlanned(Fact):
    topic = "finding.follow-up-planned.v1"
    action: str
    due_on: date | None = None


class EvidenceSubmitted(Fact):
    """Evidence of the follow-up was handed in; a check of earlier evidence counts no longer."""

    topic = "finding.evidence-submitted.v1"
    documents: tuple[str, ...]
    note: str | None = None


class ReceiptIssued(Fact):
    """The receipt (tanda terima) of a submission."""

    topic = "finding.receipt-issued.v1"
    receipt: str


class FindingVerified(Fact):
    """The inspectorate checked the evidence."""

    topic = "finding.verified.v1"
    result: CheckResult
    note: str | None = None


class FindingStatusSet(Fact):
    topic = "finding.status-set.v1"
    status: FindingStatus
    cause: InfeasibleReason | None = None


class FindingClosed(Fact):
    topic = "finding.closed.v1"


class FindingReopened(Fact):
    topic = "finding.reopened.v1"


FindingFact = (
    FindingRecorded
    | FindingIssued
    | FollowUpPlanned
    | EvidenceSubmitted
    | ReceiptIssued
    | FindingVerified
    | FindingStatusSet
    | FindingClosed
    | FindingReopened
)


_NO_CRITERION = Criterion(code="", text="")


@dataclass(frozen=True, slots=True)
class Finding(Thing):
    thing: ClassVar[str] = "finding"

    title: str = ""
    condition: str = ""
    criterion: Criterion = _NO_CRITERION
    criterion_code: str = ""
    cause: str = ""
    effect: str = ""
    recommendation: str = ""
    links: tuple[Link, ...] = ()
    unit: str | None = None
    organisation: str | None = None
    recorded_on: date = date.min
    """The civil day of recording; of one taken over from paper the day it claims (§7.4)."""
    repeated: bool = False
    received_on: date | None = None
    due_on: date | None = None
    status: FindingStatus = FindingStatus.UNADDRESSED
    submitters: tuple[str, ...] = ()
    evidence_on: date | None = None
    receipts: tuple[str, ...] = ()
    check: CheckResult | None = None
    """The last result after the last submission."""

    def is_like(self, criterion: str, unit: str | None, organisation: str | None) -> bool:
        """Same criterion code, and same unit or same organisation (R94)."""
        return self.criterion_code == criterion and (
            (unit is not None and unit == self.unit)
            or (organisation is not None and organisation == self.organisation)
        )

    def awaits_on(self, day: date) -> bool:
        """Whether the follow-up is overdue on a day: issued, not closed, the due day over."""
        waiting = self.state in (FindingState.ISSUED, FindingState.ANSWERED)
        return waiting and self.due_on is not None and day > self.due_on

    def evolve(self, fact: AnyEnvelope) -> Self:
        match cast(FindingFact, fact.data):
            case FindingRecorded() as data:
                criterion = data.criterion or self.criterion
                historic = fact.channel == "import"
                return replace(
                    self._moved(fact, FindingState.RECORDED),
                    id=fact.subject,
                    title=data.title,
                    condition=data.condition or "",
                    criterion=criterion,
                    criterion_code=criterion.code,
                    cause=data.cause or "",
                    effect=data.effect or "",
                    recommendation=data.recommendation or "",
                    links=data.links,
                    unit=data.unit,
                    organisation=data.organisation,
                    recorded_on=fact.effective_on if historic else civil_day(fact.recorded_at),
                    repeated=Warn.REPEATED_FINDING.value in fact.warnings,
                )
            case FindingIssued(received_on=received_on, due_on=due_on):
                moved = self._moved(fact, FindingState.ISSUED)
                return replace(moved, received_on=received_on, due_on=due_on)
            case EvidenceSubmitted():
                return replace(
                    self._moved(fact, FindingState.ANSWERED),
                    submitters=(*self.submitters, fact.person),
                    evidence_on=fact.effective_on,
                    check=None,
                )
            case ReceiptIssued(receipt=receipt):
                return replace(self, version=fact.version, receipts=(*self.receipts, receipt))
            case FindingVerified(result=result):
                return replace(self, version=fact.version, check=result)
            case FindingStatusSet(status=status):
                return replace(self, version=fact.version, status=status)
            case FindingClosed():
                return self._moved(fact, FindingState.CLOSED)
            case FindingReopened():
                return self._moved(fact, FindingState.ISSUED)
            case FollowUpPlanned():
                return replace(self, version=fact.version)

    def _moved(self, fact: AnyEnvelope, state: FindingState) -> Self:
        return replace(self, version=fact.version, state=state.value, since=fact.effective_on)


# --- the decisions ----------------------------------------------------------------------------


def record(verdict: Verdict, recorded: FindingRecorded) -> tuple[FindingRecorded]:
    """A finding has its five attributes and rests on something (R91)."""
    attributes = {
        "CONDITION": recorded.condition,
        "CRITERION": recorded.criterion,
        "CAUSE": recorded.cause,
        "EFFECT": recorded.effect,
        "RECOMMENDATION": recorded.recommendation,
        "LINK": any(link != Link() for link in recorded.links),
    }
    for item, given in attributes.items():
        if not given:
            verdict.broken(Code.FINDING_INCOMPLETE, item)
    verdict.settle()
    return (recorded,)


def is_repeated(
    recorded: FindingRecorded, earlier: Iterable[Finding], today: date, months: int
) -> bool:
    """Whether one like it was recorded at most `months` before (R94)."""
    code = recorded.criterion.code if recorded.criterion else ""
    return any(
        today <= add_months(other.recorded_on, months)
        for other in earlier
        if other.is_like(code, recorded.unit, recorded.organisation)
    )


def follow_up_due(received_on: date, days: int) -> date:
    """Calendar days, counted from the day the report was received (R92)."""
    return received_on + timedelta(days=days)


def submit_evidence(finding: Finding, submitted: EvidenceSubmitted) -> tuple[Fact, Fact]:
    """Every submission gets a receipt of its own, numbered within the finding."""
    number = len(finding.receipts) + 1
    return submitted, ReceiptIssued(receipt=f"TT-{finding.id[-12:]}-{number}")


def verify(
    finding: Finding, verdict: Verdict, verified: FindingVerified, *, person: str
) -> tuple[FindingVerified]:
    """Nobody checks evidence that he or she handed in (R92)."""
    if person in finding.submitters:
        verdict.broken(Code.SOD_VIOLATION)
    verdict.settle()
    return (verified,)


def set_status(
    finding: Finding, verdict: Verdict, status_set: FindingStatusSet, *, infeasible: Collection[str]
) -> tuple[FindingStatusSet]:
    """RESOLVED needs a sufficient check, INFEASIBLE one of the listed reasons (R92, R93)."""
    if status_set.status is FindingStatus.RESOLVED and not _is_shown(finding):
        verdict.broken(Code.NOT_VERIFIED)
    if status_set.status is FindingStatus.INFEASIBLE and status_set.cause not in infeasible:
        verdict.broken(Code.REASON_NOT_VALID)
    verdict.settle()
    return (status_set,)


def close(finding: Finding, verdict: Verdict) -> tuple[FindingClosed]:
    """What cannot be resolved, or was by evidence found sufficient, is closed (R92)."""
    resolved = finding.status is FindingStatus.RESOLVED and _is_shown(finding)
    if not resolved and finding.status is not FindingStatus.INFEASIBLE:
        verdict.broken(Code.NOT_VERIFIED)
    verdict.settle()
    return (FindingClosed(),)


def _is_shown(finding: Finding) -> bool:
    """Whether the latest evidence was found sufficient."""
    return finding.check is CheckResult.SUFFICIENT
