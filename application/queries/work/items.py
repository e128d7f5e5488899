"""One piece of waiting work, as every kind of it is listed (contract §8.3)."""

from collections.abc import Callable, Iterable
from datetime import date

from application.queries.base import Reading, Reply
from domain.enums import Role
from domain.envelope import Instant
from domain.states import WorkKind


class WorkItem(Reply):
    """`role` is whose work it is, `assignee` the person if there is one in particular."""

    kind: WorkKind
    subject: str
    thing: str
    role: Role
    assignee: str | None = None
    due_on: date | None = None
    due_at: Instant | None = None
    overdue: bool = False
    detail: str | None = None


Source = Callable[[Reading], Iterable[WorkItem]]
"""Finds the open work of one kind on the day asked about."""


def is_over(due_on: date | None, reading: Reading) -> bool:
    """Work is overdue from the day after it was due."""
    return due_on is not None and reading.day > due_on
