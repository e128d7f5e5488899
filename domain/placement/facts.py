"""What can happen to a placement (penempatan magang), in the order of its life (contract §5.3)."""

from datetime import date

from domain.base import Fact
from domain.enums import Field, Mode
from domain.enums_learning import EligibilityItem, PlacementActivity
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


class PlacementMentorAssigned(Fact):
    """A mentor (pembimbing) from the effective day on."""

    topic = "placement.mentor-assigned.v1"
    mentor: str


class PlacementWaitlisted(Fact):
    """No free seat: a place on the waiting list of host and field (daftar tunggu)."""

    topic = "placement.waitlisted.v1"
    rank: int


class PlacementStarted(Fact):
    """The host saw the intern arrive, on the effective day (R39)."""

    topic = "placement.started.v1"


class PlacementCompleted(Fact):
    """The plan is fulfilled; `ended_on` is the planned end as last rescheduled (R43)."""

    topic = "placement.completed.v1"
    ended_on: date
    working_days: int


class PlacementEvaluated(Fact):
    """The evaluation of its learning record was confirmed."""

    topic = "placement.evaluated.v1"


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
)
