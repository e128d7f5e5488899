"""Questions about findings and evidence requests (contract §8.3, R91-R94)."""

from datetime import date

from application.queries.base import ListReply, Query, Reading, Reply
from application.queries.sight import Sight
from application.views.oversight import EVIDENCE_REQUESTS, FINDINGS
from domain.base import refuse
from domain.codes import Code
from domain.enums_learning import CheckResult, FindingStatus
from domain.evidence_request import EvidenceRequest
from domain.finding import Finding
from domain.shapes import Criterion, Link
from domain.states import FindingState
from domain.values import Text


class FindingItem(Reply):
    finding: str
    title: str
    criterion: str
    state: FindingState
    status: FindingStatus
    received_on: date | None
    due_on: date | None
    days_left: int | None
    overdue: bool
    repeated: bool
    receipts: list[str]
    evidence_on: date | None
    check: CheckResult | None
    links: int


class FindingsResult(ListReply):
    items: list[FindingItem]


class FindingsQuery(Query):
    """The findings (temuan), and how their follow-up stands on the day asked about."""

    asks = "findings"
    path = "/findings"
    Result = FindingsResult

    state: FindingState | None = None
    status: FindingStatus | None = None
    overdue: bool | None = None

    def answer(self, reading: Reading, subject: str | None) -> FindingsResult:
        sight = Sight(reading)
        found: list[Finding] = [f for f in reading.list(FINDINGS) if sight.reaches_finding(f)]
        return FindingsResult(
            items=[
                _item(finding, reading.day)
                for finding in found
                if self.state in (None, finding.state)
                and self.status in (None, finding.status)
                and self.overdue in (None, finding.awaits_on(reading.day))
            ]
        )


def _item(finding: Finding, day: date) -> FindingItem:
    return FindingItem(
        finding=finding.id,
        title=finding.title,
        criterion=finding.criterion_code,
        state=FindingState(finding.state),
        status=finding.status,
        received_on=finding.received_on,
        due_on=finding.due_on,
        days_left=_days_left(finding, day),
        overdue=finding.awaits_on(day),
        repeated=finding.repeated,
        receipts=list(finding.receipts),
        evidence_on=finding.evidence_on,
        check=finding.check,
        links=len(finding.links),
    )


def _days_left(finding: Finding, day: date) -> int | None:
    """Days until the follow-up is due, negative once it is over; None before the report."""
    return None if finding.due_on is None else (finding.due_on - day).days


class FindingResult(Reply):
    finding: str
    title: str
    condition: str
    criterion: Criterion
    cause: str
    effect: str
    recommendation: str
    state: FindingState
    status: FindingStatus
    due_on: date | None
    days_left: int | None
    repeated: bool
    receipts: list[str]
    check: CheckResult | None
    links: list[Link]


class FindingQuery(Query):
    """One finding with its five attributes (R91)."""

    asks = "finding"
    path = "/findings/{id}"
    Result = FindingResult

    def answer(self, reading: Reading, subject: str | None) -> FindingResult:
        finding: Finding = reading.get(FINDINGS, subject)
        if not Sight(reading).reaches_finding(finding):
            refuse(Code.OUT_OF_SCOPE)
        return FindingResult(
            finding=finding.id,
            title=finding.title,
            condition=finding.condition,
            criterion=finding.criterion,
            cause=finding.cause,
            effect=finding.effect,
            recommendation=finding.recommendation,
            state=FindingState(finding.state),
            status=finding.status,
            due_on=finding.due_on,
            days_left=_days_left(finding, reading.day),
            repeated=finding.repeated,
            receipts=list(finding.receipts),
            check=finding.check,
            links=list(finding.links),
        )


class EvidenceRequestItem(Reply):
    request: str
    subject: str
    question: str
    due_on: date
    state: str
    assignee: str
    overdue: bool


class EvidenceRequestsResult(ListReply):
    items: list[EvidenceRequestItem]


class EvidenceRequestsQuery(Query):
    """The evidence requests: all for inspectors, one's own for everybody else."""

    asks = "evidence-requests"
    path = "/evidence-requests"
    Result = EvidenceRequestsResult

    state: Text | None = None

    def answer(self, reading: Reading, subject: str | None) -> EvidenceRequestsResult:
        sight = Sight(reading)
        found: list[EvidenceRequest] = reading.list(EVIDENCE_REQUESTS)
        return EvidenceRequestsResult(
            items=[
                EvidenceRequestItem(
                    request=request.id,
                    subject=request.subject,
                    question=request.question,
                    due_on=request.due_on,
                    state=request.state,
                    assignee=request.assignee,
                    overdue=request.is_overdue_on(reading.day),
                )
                for request in found
                if self.state in (None, request.state) and sight.reaches(request.thing, request.id)
            ]
        )
