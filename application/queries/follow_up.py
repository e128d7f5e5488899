"""What came of a finding and of an evidence request, act by act (R91-R94)."""

from collections.abc import Iterator
from datetime import date

from application.queries.base import ListReply, Query, Reading, Reply
from application.queries.sight import Sight
from application.views.oversight import EVIDENCE_REQUESTS, FINDINGS
from domain.base import refuse
from domain.codes import Code
from domain.enums_learning import CheckResult, FindingStatus, InfeasibleReason
from domain.envelope import AnyEnvelope, stream_of
from domain.evidence_request import (
    EvidenceAccepted,
    EvidenceAnswered,
    EvidenceAsked,
    EvidenceRequest,
    EvidenceReturned,
)
from domain.finding import (
    EvidenceSubmitted,
    Finding,
    FindingClosed,
    FindingIssued,
    FindingReopened,
    FindingStatusSet,
    FindingVerified,
    FollowUpPlanned,
    ReceiptIssued,
)
from domain.shapes import Link
from domain.states import FindingState
from domain.values import Count, Sha256, Text


class Step(Reply):
    """One act of the follow-up; what it does not have is null."""

    position: int
    topic: str
    on: date
    by: str
    words: str | None = None
    due_on: date | None = None
    documents: list[str]
    receipt: str | None = None
    check: CheckResult | None = None
    status: FindingStatus | None = None
    cause: InfeasibleReason | None = None


class FollowUpResult(Reply):
    finding: str
    state: FindingState
    due_on: date | None
    overdue: bool
    steps: list[Step]


class FollowUpQuery(Query):
    """The follow-up of a finding (tindak lanjut): plans, evidence, checks, status, in order."""

    asks = "follow-up"
    path = "/findings/{id}/follow-up"
    Result = FollowUpResult

    def answer(self, reading: Reading, subject: str | None) -> FollowUpResult:
        finding: Finding = reading.get(FINDINGS, subject)
        if not Sight(reading).reaches_finding(finding):
            refuse(Code.OUT_OF_SCOPE)
        steps = (_step(fact) for fact in _facts(Finding.thing, finding.id, reading))
        return FollowUpResult(
            finding=finding.id,
            state=FindingState(finding.state),
            due_on=finding.due_on,
            overdue=finding.awaits_on(reading.day),
            steps=[step for step in steps if step is not None],
        )


def _facts(thing: str, subject: str, reading: Reading) -> Iterator[AnyEnvelope]:
    """The facts of a thing that take effect by the day, in order."""
    for fact in reading.log.stream(stream_of(thing, subject), upto=reading.moment.position):
        if fact.effective_on <= reading.day:
            yield fact


def _step(fact: AnyEnvelope) -> Step | None:
    match fact.data:
        case FindingIssued(report=report, due_on=due_on, document=document):
            return _done(fact, words=report, due_on=due_on, documents=_listed(document))
        case FollowUpPlanned(action=action, due_on=due_on):
            return _done(fact, words=action, due_on=due_on)
        case EvidenceSubmitted(documents=documents, note=note):
            return _done(fact, words=note, documents=list(documents))
        case ReceiptIssued(receipt=receipt):
            return _done(fact, receipt=receipt)
        case FindingVerified(result=result, note=note):
            return _done(fact, words=note, check=result)
        case FindingStatusSet(status=status, cause=cause):
            return _done(fact, status=status, cause=cause)
        case FindingClosed() | FindingReopened():
            return _done(fact, words=fact.reason)
    return None


def _listed(document: str | None) -> list[str]:
    return [] if document is None else [document]


def _done(
    fact: AnyEnvelope,
    *,
    words: str | None = None,
    due_on: date | None = None,
    documents: list[str] | None = None,
    receipt: str | None = None,
    check: CheckResult | None = None,
    status: FindingStatus | None = None,
    cause: InfeasibleReason | None = None,
) -> Step:
    return Step(
        position=fact.position,
        topic=fact.topic,
        on=fact.effective_on,
        by=fact.person,
        words=words,
        due_on=due_on,
        documents=documents or [],
        receipt=receipt,
        check=check,
        status=status,
        cause=cause,
    )


class EvidenceRequestResult(Reply):
    request: str
    subject: str
    question: str
    due_on: date
    state: str
    assignee: str
    overdue: bool
    confidential: bool
    steps: list[Step]


class EvidenceRequestQuery(Query):
    """One evidence request (permintaan bukti) with its answers, returns and acceptance."""

    asks = "evidence-request"
    path = "/evidence-requests/{id}"
    Result = EvidenceRequestResult

    def answer(self, reading: Reading, subject: str | None) -> EvidenceRequestResult:
        request: EvidenceRequest = reading.get(EVIDENCE_REQUESTS, subject)
        if not Sight(reading).reaches(request.thing, request.id):
            refuse(Code.OUT_OF_SCOPE)
        facts = _facts(request.thing, request.id, reading)
        return EvidenceRequestResult(
            request=request.id,
            subject=request.subject,
            question=request.question,
            due_on=request.due_on,
            state=request.state,
            assignee=request.assignee,
            overdue=request.is_overdue_on(reading.day),
            confidential=request.confidential,
            steps=[_asked_and_answered(fact) for fact in facts],
        )


def _asked_and_answered(fact: AnyEnvelope) -> Step:
    match fact.data:
        case EvidenceAsked(question=question, due_on=due_on):
            return _done(fact, words=question, due_on=due_on)
        case EvidenceAnswered(documents=documents, note=note):
            return _done(fact, words=note, documents=list(documents))
        case EvidenceReturned() | EvidenceAccepted():
            return _done(fact, words=fact.reason)
    raise LookupError(f"an evidence request has no {fact.topic}")


class LinkedFinding(Reply):
    finding: str
    title: str
    state: FindingState
    status: FindingStatus
    link: Link


class LinkedFindingsResult(ListReply):
    items: list[LinkedFinding]


class LinkedFindingsQuery(Query):
    """The findings that rest on a thing, a fact or a document; without any, all links there are."""

    asks = "linked-findings"
    path = "/linked-findings"
    Result = LinkedFindingsResult

    subject: Text | None = None
    fact: Count | None = None
    document: Sha256 | None = None

    def answer(self, reading: Reading, subject: str | None) -> LinkedFindingsResult:
        sight = Sight(reading)
        found: list[Finding] = [f for f in reading.list(FINDINGS) if sight.reaches_finding(f)]
        return LinkedFindingsResult(
            items=[
                LinkedFinding(
                    finding=finding.id,
                    title=finding.title,
                    state=FindingState(finding.state),
                    status=finding.status,
                    link=link,
                )
                for finding in found
                for link in finding.links
                if self.subject in (None, link.subject)
                and self.fact in (None, link.position)
                and self.document in (None, link.document)
            ]
        )
