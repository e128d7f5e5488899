"""What waits for a second person, what inspectors and people wait for (R85, R92, R96)."""

from collections.abc import Iterator

from application.queries.base import Reading
from application.queries.work.items import WorkItem, is_over
from application.views.oversight import EVIDENCE_REQUESTS, FINDINGS, PROPOSALS
from application.views.things import BREACHES, SUBJECT_REQUESTS
from domain.breach import Breach
from domain.enums import Role
from domain.enums_learning import NoticeTo
from domain.states import FindingState, WorkKind
from domain.subject_request import SubjectRequest, is_past


def proposals(reading: Reading) -> Iterator[WorkItem]:
    """Acts that wait for a second person (R85)."""
    for proposal in reading.list(PROPOSALS):
        if proposal.state == "OPEN" and proposal.opened_on <= reading.day:
            yield WorkItem(
                kind=WorkKind.SECOND_PERSON,
                subject=proposal.id,
                thing="proposal",
                role=proposal.approvers[0],
                detail=proposal.command,
            )


def follow_ups(reading: Reading) -> Iterator[WorkItem]:
    """Findings that were issued and are not closed (R92)."""
    for finding in reading.list(FINDINGS):
        if finding.state in (FindingState.ISSUED, FindingState.ANSWERED):
            yield WorkItem(
                kind=WorkKind.FOLLOW_UP,
                subject=finding.id,
                thing="finding",
                role=Role.OFFICER,
                due_on=finding.due_on,
                overdue=is_over(finding.due_on, reading),
            )


def evidence_requests(reading: Reading) -> Iterator[WorkItem]:
    """Questions of an inspector the person asked still owes an answer to."""
    for request in reading.list(EVIDENCE_REQUESTS):
        if request.is_open:
            yield WorkItem(
                kind=WorkKind.EVIDENCE_REQUEST,
                subject=request.id,
                thing="evidence-request",
                role=Role.ANY,
                assignee=request.assignee,
                due_on=request.due_on,
                overdue=is_over(request.due_on, reading),
            )


def subject_requests(reading: Reading) -> Iterator[WorkItem]:
    """What people asked about their own data and nobody answered yet (R96)."""
    requests: list[SubjectRequest] = reading.list(SUBJECT_REQUESTS, state="RECEIVED")
    for request in requests:
        yield WorkItem(
            kind=WorkKind.SUBJECT_REQUEST,
            subject=request.id,
            thing="subject-request",
            role=Role.DPO,
            due_at=request.due_at,
            overdue=request.is_late(reading.instant),
            detail=request.kind.value,
        )


def breach_notices(reading: Reading) -> Iterator[WorkItem]:
    """Those who must be told of a breach and were not yet (R96)."""
    breaches: list[Breach] = reading.list(BREACHES)
    for breach in breaches:
        for to in NoticeTo:
            if to in breach.untold:
                yield WorkItem(
                    kind=WorkKind.BREACH_NOTICE,
                    subject=breach.id,
                    thing="breach",
                    role=Role.DPO,
                    due_at=breach.due_at,
                    overdue=is_past(breach.due_at, reading.instant),
                    detail=to.value,
                )
