"""What the calendar causes (§6): everything due up to now, each once, in the order of its due day.

Sources look for what is due and say so; recording it may make more due in the same tick. Running
the clock late loses nothing, and a second tick finds nothing.
"""

from collections.abc import Callable, Iterable
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

from application.reactions import react_from
from application.ticking.agreements import ends, expiries, reminders
from application.ticking.due import Due
from application.ticking.placements import overdue_decisions, overlong_pauses, silent_gaps

if TYPE_CHECKING:
    from application.desk import Desk

Source = Callable[["Desk"], Iterable[Due]]

SOURCES: tuple[Source, ...] = (
    reminders,
    expiries,
    ends,
    silent_gaps,
    overdue_decisions,
    overlong_pauses,
)
"""In the order of the contract's table; it decides between what is due on one day."""


def tick(desk: "Desk") -> None:
    """Record what is due, with its reactions, until nothing more is."""
    waiting = [due for source in SOURCES for due in source(desk) if due.day <= desk.today]
    heapify(waiting)
    while waiting:
        due = heappop(waiting)
        first = len(desk.drafts)
        due.record(desk)
        react_from(desk, first)
        if len(desk.drafts) > first:
            for source in SOURCES:
                for later in source(desk):
                    if later.day <= desk.today and later not in waiting:
                        heappush(waiting, later)
