"""What a placement remembers with its days: pauses, demands, agreements, mentors, plans."""

from datetime import date

from domain.enums_learning import PauseReason, Question
from domain.shapes import Shape


class Suspension(Shape):
    """Days off (closed); `until` is the last day off, None while it lasts."""

    since: date
    until: date | None = None
    cause: PauseReason

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


class Demand(Shape):
    """A question somebody must answer by a day (R45, R74)."""

    question: Question
    first_uncovered: date | None = None
    due_on: date


class Basis(Shape):
    """The agreement the placement rests on from a day on; it can be moved to another."""

    agreement: str
    since: date


class Mentorship(Shape):
    """A mentor from a day on, until one is assigned later from a day that has come."""

    mentor: str
    since: date


class PlannedEnd(Shape):
    """The planned end as it stood from a day on."""

    end: date
    since: date
