"""The work queue: everything that waits for somebody, and until when (contract §8.3)."""

from collections import Counter
from collections.abc import Mapping, Sequence

from application.queries.base import ListReply, Query, Reading
from application.queries.sight import Sight
from application.queries.work import agreements, learning, oversight, placements
from application.queries.work.items import Source, WorkItem
from domain.enums import Role
from domain.states import WorkKind

SOURCES: Mapping[WorkKind, Source] = {
    WorkKind.OPINION: agreements.opinions,
    WorkKind.SIGNATURE: agreements.signatures,
    WorkKind.NUMBER_MISSING: agreements.numbers,
    WorkKind.SECOND_PERSON: oversight.proposals,
    WorkKind.SEAT_OFFER: placements.seat_offers,
    WorkKind.COVER_DECISION: placements.cover_decisions,
    WorkKind.DISCIPLINE_REVIEW: placements.discipline_reviews,
    WorkKind.REVIEW_CREDIT: learning.credits_to_review,
    WorkKind.HOURS_APPROVAL: learning.hours,
    WorkKind.EVALUATION_CONFIRM: learning.evaluations,
    WorkKind.SIASN_CORRECTION: learning.corrections,
    WorkKind.REPORT_DUE: agreements.reports,
    WorkKind.EVALUATION_DUE: agreements.evaluations,
    WorkKind.NO_REALISATION: agreements.unrealised,
    WorkKind.UMBRELLA_WITHOUT_WORKING: agreements.idle_umbrellas,
    WorkKind.FOLLOW_UP: oversight.follow_ups,
    WorkKind.EVIDENCE_REQUEST: oversight.evidence_requests,
    WorkKind.SUBJECT_REQUEST: oversight.subject_requests,
    WorkKind.BREACH_NOTICE: oversight.breach_notices,
}
"""Kind -> where its items come from, in the contract's order."""


class WorkQueueResult(ListReply):
    items: Sequence[WorkItem]
    counts: dict[WorkKind, int]


class WorkQueueQuery(Query):
    """What is open on the day asked about, whose work it is, and what is overdue."""

    asks = "work-queue"
    path = "/work-queue"
    Result = WorkQueueResult

    kind: WorkKind | None = None
    role: Role | None = None
    overdue: bool | None = None

    def answer(self, reading: Reading, subject: str | None) -> WorkQueueResult:
        sight = Sight(reading)
        asked = [source for kind, source in SOURCES.items() if self.kind in (None, kind)]
        found = (
            item
            for source in asked
            for item in source(reading)
            if self.role in (None, item.role)
            and self.overdue in (None, item.overdue)
            and sight.reaches(item.thing, item.subject)
        )
        items = reading.lay(found)
        return WorkQueueResult(items=items, counts=dict(Counter(item.kind for item in items)))
