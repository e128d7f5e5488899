"""What waits for a second person, and what inspectors wait for (R85, R92)."""

from collections.abc import Iterator

from application.queries.base import Reading
from application.queries.work.items import WorkItem, is_over
from application.views.oversight import EVIDENCE_REQUESTS, FINDINGS, PROPOSALS
from domain.enums import Role
from domain.states import FindingState, WorkKind


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
