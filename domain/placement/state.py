"""Placement: one civil servant at one host, its state and its fold (contract §3.1, §5.3)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar, Self, cast

import msgspec

from domain.correction import CorrectionRecorded, with_field
from domain.dates import Calendar
from domain.enums import Field, Mode
from domain.enums_learning import PlacementActivity, Question, StopReason
from domain.envelope import AnyEnvelope
from domain.placement.facts import (
    Eligibility,
    PlacementAssigned,
    PlacementCancelled,
    PlacementClosed,
    PlacementCompleted,
    PlacementCoverDemanded,
    PlacementDecided,
    PlacementDutyDayMarked,
    PlacementEligibilityChecked,
    PlacementEvaluated,
    PlacementFact,
    PlacementMentorAssigned,
    PlacementNominated,
    PlacementRejected,
    PlacementRescheduled,
    PlacementResumed,
    PlacementReviewDemanded,
    PlacementRunOffApplied,
    PlacementSeatOffered,
    PlacementStarted,
    PlacementSuspended,
    PlacementTerminated,
    PlacementVerified,
    PlacementWaitlisted,
    PlacementWithdrawn,
)
from domain.placement.spells import Basis, Demand, Mentorship, PlannedEnd, Suspension
from domain.replacing import replace
from domain.shapes import Letter
from domain.states import PlacementState
from domain.thing import Thing

_ONE_DAY = timedelta(days=1)
_OCCUPYING = frozenset(
    {
        PlacementState.ASSIGNED,
        PlacementState.STARTED,
        PlacementState.COMPLETED,
        PlacementState.EVALUATED,
        PlacementState.CLOSED,
        PlacementState.WITHDRAWN,
        PlacementState.TERMINATED,
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


@dataclass(frozen=True, slots=True)
class Placement(Thing):
    thing: ClassVar[str] = "placement"
    undated: ClassVar[frozenset[str]] = frozenset(
        {PlacementMentorAssigned.topic, CorrectionRecorded.topic}
    )

    employee: str = ""
    host: str = ""
    field: Field = Field.ASSET
    planned_start: date = date.max
    planned_end: date = date.min
    planned_ends: tuple[PlannedEnd, ...] = ()
    """Every plan of the end, in the order they were made."""
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
    """In the order they were assigned; see `mentor_on`."""
    bases: tuple[Basis, ...] = ()
    started_on: date | None = None
    ended_on: date | None = None
    end_cause: StopReason | None = None
    suspensions: tuple[Suspension, ...] = ()
    duty_days: tuple[date, ...] = ()
    offered: bool = False
    demands: tuple[Demand, ...] = ()
    run_off_until: date | None = None
    cover_decided_on: date | None = None

    # --- words of the checks (contract §3.1) ---

    @property
    def first_day(self) -> date:
        """The actual start, else the planned one."""
        return self.started_on or self.planned_start

    @property
    def last_day(self) -> date:
        """The planned end; of one given up or ended early its last day that counts, if earlier."""
        return min(self.ended_on or self.planned_end, self.planned_end)

    def planned_end_on(self, day: date) -> date:
        """The planned end as it stood on the day; before the first plan, the first."""
        stood = [plan.end for plan in self.planned_ends if plan.since <= day]
        if stood:
            return stood[-1]
        return self.planned_ends[0].end if self.planned_ends else self.planned_end

    @property
    def busy_until(self) -> int:
        """No day after this one, as an ordinal, takes a seat, a mentor or a place in the queue."""
        if self.state == PlacementState.WAITLISTED:
            return date.max.toordinal()
        pauses = (suspension.since for suspension in self.suspensions)
        return max(self.planned_end, self.ended_on or date.min, *pauses).toordinal()

    def occupies(self) -> tuple[date, date] | None:
        """The first and last day the person is taken and the seat used; None if none are.

        Suspended days in between are free (contract §3.1).
        """
        if self.state == PlacementState.SUSPENDED:
            return self.first_day, min(self.suspensions[-1].since - _ONE_DAY, self.planned_end)
        return (self.first_day, self.last_day) if self.state in _OCCUPYING else None

    def occupies_on(self, day: date) -> bool:
        taken = self.occupies()
        return taken is not None and taken[0] <= day <= taken[1] and not self.is_suspended_on(day)

    def meets(self, first: date, last: date) -> bool:
        """Whether an occupied day falls into [first, last]."""
        taken = self.occupies()
        if taken is None:
            return False
        days = days_between(max(first, taken[0]), min(last, taken[1]))
        return any(not self.is_suspended_on(day) for day in days)

    def uses_seat_on(self, day: date, *, offers_count: bool = True) -> bool:
        """An occupied day, or, if offers count, a planned one of a seat on offer."""
        offered = offers_count and self.offered
        return self.occupies_on(day) or (offered and self.planned_start <= day <= self.planned_end)

    def is_suspended_on(self, day: date) -> bool:
        return any(suspension.holds_on(day) for suspension in self.suspensions)

    def demand(self, question: Question) -> Demand | None:
        """The open demand of that question, if there is one."""
        return next((d for d in self.demands if d.question is question), None)

    def agreement_on(self, day: date) -> str:
        """The agreement the placement rests on that day."""
        moved = [basis.agreement for basis in self.bases if basis.since <= day]
        return moved[-1] if moved else self.agreement

    def mentor_on(self, day: date) -> str | None:
        """The last one assigned from on or before the day; before the first such day, as on it."""
        if not self.mentors:
            return None
        first = min(spell.since for spell in self.mentors)
        held = [spell.mentor for spell in self.mentors if spell.since <= max(day, first)]
        return held[-1]

    def is_workday_for(self, day: date, calendar: Calendar) -> bool:
        """Whether the intern may be at work: a working day, or a duty day marked beforehand."""
        return calendar.is_working_day(day) or day in self.duty_days

    def counted_days(self, calendar: Calendar, approved: frozenset[date]) -> tuple[date, ...]:
        """Occupied days that are working days, marked duty days, or have an approved entry.

        Before an assignment: of the plan.
        """
        first, last = self.occupies() or (self.planned_start, self.planned_end)
        return tuple(
            day
            for day in days_between(first, last)
            if not self.is_suspended_on(day)
            and (self.is_workday_for(day, calendar) or day in approved)
        )

    def closed_on(self, day: date) -> bool:
        return self.state in _TERMINAL

    # --- the fold ---

    def evolve(self, fact: AnyEnvelope) -> Self:
        version = fact.version
        match cast(PlacementFact | CorrectionRecorded, fact.data):
            case PlacementNominated() as data:
                return replace(
                    self._moved(fact, PlacementState.NOMINATED),
                    id=fact.subject,
                    employee=data.employee,
                    host=data.host,
                    field=data.field,
                    planned_start=data.planned_start,
                    planned_end=data.planned_end,
                    planned_ends=(PlannedEnd(end=data.planned_end, since=fact.effective_on),),
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
                    offered=False,
                    letter=data.letter,
                    activity=data.activity,
                    home_unit=data.home_unit,
                    working_days_assigned=data.working_days,
                )
            case PlacementMentorAssigned(mentor=mentor, since=since):
                spell = Mentorship(mentor=mentor, since=since)
                return replace(self, version=version, mentors=(*self.mentors, spell))
            case PlacementWaitlisted():
                return self._moved(fact, PlacementState.WAITLISTED)
            case PlacementStarted():
                moved = self._moved(fact, PlacementState.STARTED)
                return replace(moved, started_on=fact.effective_on)
            case PlacementCompleted(ended_on=ended_on):
                moved = self._moved(fact, PlacementState.COMPLETED)
                return replace(moved, ended_on=ended_on, demands=())
            case PlacementEvaluated():
                return self._moved(fact, PlacementState.EVALUATED)
            case PlacementRejected(cause=cause):
                moved = self._moved(fact, PlacementState.REJECTED)
                return replace(moved, offered=False, end_cause=cause)
            case PlacementSeatOffered():
                return replace(self, version=version, offered=True)
            case PlacementCancelled(cause=cause):
                moved = self._moved(fact, PlacementState.CANCELLED)
                return replace(moved, demands=(), end_cause=cause)
            case PlacementSuspended(cause=cause):
                moved = self._moved(fact, PlacementState.SUSPENDED)
                pause = Suspension(since=fact.effective_on, cause=cause)
                return replace(moved, suspensions=(*self.suspensions, pause))
            case PlacementResumed() as resumed:
                back = self.resumed(resumed, fact.effective_on)
                return back._moved(fact, PlacementState.STARTED)
            case PlacementRescheduled() as rescheduled:
                planned = self.rescheduled(rescheduled, fact.effective_on)
                return replace(planned, version=version)
            case PlacementDutyDayMarked(day=day):
                return replace(self, version=version, duty_days=(*self.duty_days, day))
            case PlacementWithdrawn(cause=cause):
                return self._cut_short(fact, PlacementState.WITHDRAWN, cause)
            case PlacementTerminated(cause=cause):
                return self._cut_short(fact, PlacementState.TERMINATED, cause)
            case PlacementRunOffApplied(until=until):
                return replace(self, version=version, run_off_until=until)
            case PlacementCoverDemanded(first_uncovered=uncovered, due_on=due_on):
                demand = Demand(question=Question.COVER, first_uncovered=uncovered, due_on=due_on)
                return replace(self, version=version, demands=(*self.demands, demand))
            case PlacementReviewDemanded(due_on=due_on):
                demand = Demand(question=Question.DISCIPLINE, due_on=due_on)
                return replace(self, version=version, demands=(*self.demands, demand))
            case PlacementDecided() as decided:
                return replace(self.decided(decided, fact.effective_on), version=version)
            case PlacementClosed():
                return self._moved(fact, PlacementState.CLOSED)
            case CorrectionRecorded(field=name, new=value):
                letter = self.letter and with_field(self.letter, name, value)
                return replace(self, version=version, letter=letter)

    # --- what a fact would make of the plan, before it is one ---

    def resumed(self, fact: PlacementResumed, day: date) -> Self:
        return replace(
            self,
            state=PlacementState.STARTED.value,
            planned_end=fact.planned_end,
            planned_ends=(*self.planned_ends, PlannedEnd(end=fact.planned_end, since=day)),
            mode=fact.mode or self.mode,
            suspensions=_ended(self.suspensions, day - _ONE_DAY),
        )

    def rescheduled(self, fact: PlacementRescheduled, day: date) -> Self:
        end = fact.planned_end or self.planned_end
        return replace(
            self,
            offered=False,
            planned_start=fact.planned_start or self.planned_start,
            planned_end=end,
            planned_ends=(*self.planned_ends, PlannedEnd(end=end, since=day)),
            mode=fact.mode or self.mode,
        )

    def decided(self, fact: PlacementDecided, day: date) -> Self:
        bases = self.bases
        if fact.agreement is not None:
            bases = (*bases, Basis(agreement=fact.agreement, since=day))
        rest = tuple(demand for demand in self.demands if demand.question is not fact.question)
        about_cover = fact.question is Question.COVER
        return replace(
            self,
            demands=rest,
            bases=bases,
            cover_decided_on=day if about_cover else self.cover_decided_on,
        )

    def _cut_short(self, fact: AnyEnvelope, state: PlacementState, cause: StopReason) -> Self:
        return replace(
            self._moved(fact, state), ended_on=fact.effective_on, end_cause=cause, demands=()
        )

    def _moved(self, fact: AnyEnvelope, state: PlacementState) -> Self:
        return replace(self, version=fact.version, state=state.value, since=fact.effective_on)


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day of [first, last]; none if last is earlier."""
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))


def _ended(suspensions: tuple[Suspension, ...], last_day_off: date) -> tuple[Suspension, ...]:
    """The suspensions with the running one ended; none running, none ended."""
    if not suspensions:
        return ()
    running = msgspec.structs.replace(suspensions[-1], until=last_day_off)
    return (*suspensions[:-1], running)
