"""What waits to be done about placements: seats on offer, open questions (R34, R45, R74)."""

from collections.abc import Iterator

from application.queries.base import Reading
from application.queries.work.items import WorkItem, is_over
from application.views.things import PLACEMENTS
from domain.enums import Role
from domain.enums_learning import Question
from domain.states import PlacementState, WorkKind


def seat_offers(reading: Reading) -> Iterator[WorkItem]:
    """Seats on offer to somebody on a waiting list (R34)."""
    for placement in reading.list(PLACEMENTS, state=PlacementState.WAITLISTED.value):
        if placement.offered:
            yield WorkItem(
                kind=WorkKind.SEAT_OFFER,
                subject=placement.id,
                thing="placement",
                role=Role.OFFICER,
            )


def cover_decisions(reading: Reading) -> Iterator[WorkItem]:
    """Placements on days without a legal cover, until the head decides (R74)."""
    return _demands(reading, Question.COVER, WorkKind.COVER_DECISION)


def discipline_reviews(reading: Reading) -> Iterator[WorkItem]:
    """Placements of people who were sanctioned, until the head decides (R45)."""
    return _demands(reading, Question.DISCIPLINE, WorkKind.DISCIPLINE_REVIEW)


def _demands(reading: Reading, question: Question, kind: WorkKind) -> Iterator[WorkItem]:
    for placement in reading.each(PLACEMENTS):
        demand = placement.demand(question)
        if demand is not None:
            yield WorkItem(
                kind=kind,
                subject=placement.id,
                thing="placement",
                role=Role.HEAD,
                due_on=demand.due_on,
                overdue=is_over(demand.due_on, reading),
            )
