"""What can happen to a placement (penempatan magang), in the order of its life (contract §5.3)."""

from datetime import date

import msgspec

from domain.base import Fact
from domain.enums import Field, Mode
from domain.enums_learning import (
    Answer,
    DecidedBy,
    EligibilityItem,
    PauseReason,
    PlacementActivity,
    Question,
    StopReason,
)
from domain.shapes import Letter, Shape


class PlacementNominated(Fact):
    topic = "placement.nominated.v1"
    employee: str
    host: str
    field: Field
    planned_start: date
    planned_end: date
    mode: Mode
    agreement: str
    need: str | None = None
    priority: int = 3
    ref: str | None = None


class Eligibility(Shape):
    """One item of the eligibility list and how it came out (R31)."""

    item: EligibilityItem
    ok: bool


class PlacementEligibilityChecked(Fact):
    topic = "placement.eligibility-checked.v1"
    items: tuple[Eligibility, ...]


class PlacementVerified(Fact):
    topic = "placement.verified.v1"


class PlacementAssigned(Fact):
    """The seat is taken; `working_days` are the counted days by the calendar known then (R100)."""

    topic = "placement.assigned.v1"
    letter: Letter
    mentor: str | None = None
    activity: PlacementActivity
    home_unit: str
    working_days: int


class PlacementRejected(Fact):
    """Not placed, for a coded reason (ditolak)."""

    topic = "placement.rejected.v1"
    cause: StopReason


class PlacementMentorAssigned(Fact):
    """A mentor (pembimbing) from a day on, until the next one."""

    topic = "placement.mentor-assigned.v1"
    mentor: str
    since: date = msgspec.field(name="from")


class PlacementWaitlisted(Fact):
    """No free seat: a place on the waiting list of host and field (daftar tunggu)."""

    topic = "placement.waitlisted.v1"
    rank: int


class PlacementSeatOffered(Fact):
    """A seat came free and is held for the first on the list who is still eligible (R34)."""

    topic = "placement.seat-offered.v1"


class PlacementCancelled(Fact):
    """Given up before the start, for a coded reason (dibatalkan)."""

    topic = "placement.cancelled.v1"
    cause: StopReason


class PlacementStarted(Fact):
    """The host saw the intern arrive, on the effective day (R39)."""

    topic = "placement.started.v1"


class PlacementSuspended(Fact):
    """Off from the effective day on (ditangguhkan); the seat is free again (R41)."""

    topic = "placement.suspended.v1"
    cause: PauseReason


class PlacementResumed(Fact):
    """Back from the effective day on, to a new planned end."""

    topic = "placement.resumed.v1"
    planned_end: date
    mode: Mode | None = None


class PlacementRescheduled(Fact):
    """A new plan (R42); what is None stays."""

    topic = "placement.rescheduled.v1"
    planned_start: date | None = None
    planned_end: date | None = None
    mode: Mode | None = None


class PlacementDutyDayMarked(Fact):
    """The host announced work on a day that is none, beforehand (R52)."""

    topic = "placement.duty-day-marked.v1"
    day: date


class PlacementWithdrawn(Fact):
    """Given up by someone's decision; the effective day is the last that counts (R44)."""

    topic = "placement.withdrawn.v1"
    cause: StopReason
    decided_by: DecidedBy


class PlacementTerminated(Fact):
    """Ended by the programme; the effective day is the last that counts (R44, R45)."""

    topic = "placement.terminated.v1"
    cause: StopReason
    decided_by: DecidedBy = DecidedBy.PROGRAMME


class PlacementRunOffApplied(Fact):
    """The agreement ended, its run-off policy carries the placement up to a day (R74)."""

    topic = "placement.run-off-applied.v1"
    until: date


class PlacementCoverDemanded(Fact):
    """Days are no longer covered: a decision is demanded by `due_on` (R74)."""

    topic = "placement.cover-demanded.v1"
    first_uncovered: date
    due_on: date


class PlacementReviewDemanded(Fact):
    """A sanction demands a decision by `due_on` (R45)."""

    topic = "placement.review-demanded.v1"
    due_on: date


class PlacementDecided(Fact):
    """The answer to a demand; `agreement` is the one the placement moves to."""

    topic = "placement.decided.v1"
    question: Question
    answer: Answer
    agreement: str | None = None


class PlacementCompleted(Fact):
    """The plan is fulfilled; `ended_on` is the planned end as last rescheduled (R43)."""

    topic = "placement.completed.v1"
    ended_on: date
    working_days: int


class PlacementEvaluated(Fact):
    """The evaluation of its learning record was confirmed."""

    topic = "placement.evaluated.v1"


class PlacementClosed(Fact):
    """Nothing is open any more: evaluation final, credit decided (R47)."""

    topic = "placement.closed.v1"


PlacementFact = (
    PlacementNominated
    | PlacementEligibilityChecked
    | PlacementVerified
    | PlacementAssigned
    | PlacementMentorAssigned
    | PlacementWaitlisted
    | PlacementStarted
    | PlacementCompleted
    | PlacementEvaluated
    | PlacementRejected
    | PlacementSeatOffered
    | PlacementCancelled
    | PlacementSuspended
    | PlacementResumed
    | PlacementRescheduled
    | PlacementDutyDayMarked
    | PlacementWithdrawn
    | PlacementTerminated
    | PlacementRunOffApplied
    | PlacementCoverDemanded
    | PlacementReviewDemanded
    | PlacementDecided
    | PlacementClosed
)
