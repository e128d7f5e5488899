"""Placement: one civil servant at one host, its state and its fold (contract §3.1, §5.3)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Self, cast

from domain.dates import Calendar
from domain.enums import Field, Mode
from domain.enums_learning import PlacementActivity
from domain.envelope import AnyEnvelope
from domain.placement.facts import (
    Eligibility,
    PlacementAssigned,
    PlacementCompleted,
    PlacementEligibilityChecked,
    PlacementEvaluated,
    PlacementFact,
    PlacementMentorAssigned,
    PlacementNominated,
    PlacementStarted,
    PlacementVerified,
    PlacementWaitlisted,
)
from domain.shapes import Letter, Shape
from domain.states import PlacementState
from domain.thing import Thing

_OCCUPYING = frozenset(
    {
        PlacementState.ASSIGNED,
        PlacementState.STARTED,
        PlacementState.COMPLETED,
        PlacementState.EVALUATED,
        PlacementState.CLOSED,
    }
)
_TERMINAL = frozenset(
    {
        PlacementState.REJECTED,
        PlacementState.CANCELLED,
        PlacementState.WITHDRAWN,
        PlacementState.TERMINATED,
        PlacementState.CLOSED,
    }
)


class Mentorship(Shape):
    """A mentor from a day on, until the next one."""

    mentor: str
    since: date


@dataclass(frozen=True, slots=True)
class Placement(Thing):
    thing: ClassVar[str] = "placement"
    undated: ClassVar[frozenset[str]] = frozenset({PlacementMentorAssigned.topic})

    employee: str = ""
    host: str = ""
    field: Field = Field.ASSET
    planned_start: date = date.max
    planned_end: date = date.min
    mode: Mode = Mode.ON_SITE
    agreement: str = ""
    need: str | None = None
    priority: int = 3
    nominated_at: int = 0
    """The log position of the nomination: the order of a waiting list of equal priority."""
    eligibility: tuple[Eligibility, ...] = ()
    letter: Letter | None = None
    activity: PlacementActivity = PlacementActivity.INTERNSHIP
    home_unit: str | None = None
    working_days_assigned: int | None = None
    mentors: tuple[Mentorship, ...] = ()
    started_on: date | None = None
    ended_on: date | None = None

    # --- words of the checks (contract §3.1) ---

    @property
    def first_day(self) -> date:
        """The actual start, else the planned one."""
        return self.started_on or self.planned_start

    @property
    def last_day(self) -> date:
        return self.planned_end

    def occupies(self) -> tuple[date, date] | None:
        """The closed days on which the person is taken and the seat is used; None if none."""
        return (self.first_day, self.last_day) if self.state in _OCCUPYING else None

    def meets(self, first: date, last: date) -> bool:
        taken = self.occupies()
        return taken is not None and taken[0] <= last and first <= taken[1]

    def mentor_on(self, day: date) -> str | None:
        """The last mentor assigned from on or before the day; before the first, the first."""
        held = [spell.mentor for spell in self.mentors if spell.since <= day]
        if held:
            return held[-1]
        return self.mentors[0].mentor if self.mentors else None

    def is_suspended_on(self, _day: date) -> bool:
        return False

    def is_workday_for(self, day: date, calendar: Calendar) -> bool:
        """Whether the intern may be at work: a working day, or a duty day marked beforehand."""
        return calendar.is_working_day(day)

    def counted_days(self, calendar: Calendar, approved: frozenset[date]) -> tuple[date, ...]:
        """Days of the plan that are working days, or have an approved entry."""
        length = (self.last_day - self.first_day).days + 1
        days = (date.fromordinal(self.first_day.toordinal() + n) for n in range(max(0, length)))
        return tuple(day for day in days if calendar.is_working_day(day) or day in approved)

    def closed_on(self, day: date) -> bool:
        return self.state in _TERMINAL

    # --- the fold ---

    def evolve(self, fact: AnyEnvelope) -> Self:
        version = fact.version
        match cast(PlacementFact, fact.data):
            case PlacementNominated() as data:
                return replace(
                    self._moved(fact, PlacementState.NOMINATED),
                    id=fact.subject,
                    employee=data.employee,
                    host=data.host,
                    field=data.field,
                    planned_start=data.planned_start,
                    planned_end=data.planned_end,
                    mode=data.mode,
                    agreement=data.agreement,
                    need=data.need,
                    priority=data.priority,
                    nominated_at=fact.position,
                )
            case PlacementEligibilityChecked(items=items):
                return replace(self, version=version, eligibility=items)
            case PlacementVerified():
                return self._moved(fact, PlacementState.VERIFIED)
            case PlacementAssigned() as data:
                return replace(
                    self._moved(fact, PlacementState.ASSIGNED),
                    letter=data.letter,
                    activity=data.activity,
                    home_unit=data.home_unit,
                    working_days_assigned=data.working_days,
                )
            case PlacementMentorAssigned(mentor=mentor):
                spell = Mentorship(mentor=mentor, since=fact.effective_on)
                mentors = sorted((*self.mentors, spell), key=lambda held: held.since)
                return replace(self, version=version, mentors=tuple(mentors))
            case PlacementWaitlisted():
                return self._moved(fact, PlacementState.WAITLISTED)
            case PlacementStarted():
                moved = self._moved(fact, PlacementState.STARTED)
                return replace(moved, started_on=fact.effective_on)
            case PlacementCompleted(ended_on=ended_on):
                return replace(self._moved(fact, PlacementState.COMPLETED), ended_on=ended_on)
            case PlacementEvaluated():
                return self._moved(fact, PlacementState.EVALUATED)

    def _moved(self, fact: AnyEnvelope, state: PlacementState) -> Self:
        return replace(self, version=fact.version, state=state.value, since=fact.effective_on)
