"""The term facts of an agreement as its state remembers them (contract §3.1)."""

from datetime import date
from typing import NamedTuple

from domain.dates import Calendar
from domain.enums import AmendmentKind, EndReason, RunningPlacements, SignatureMethod
from domain.shapes import Change, RunOff, Shape
from domain.states import AgreementState


class Timeliness(NamedTuple):
    """How late a fact may be recorded and still count from its own date, in working days."""

    calendar: Calendar
    late_days: int

    def known_from(self, dated: date, recorded_on: date) -> date:
        late = self.calendar.is_later(recorded_on, dated, self.late_days)
        return recorded_on if late else dated


class Step(Shape):
    """A state an act led to, from the day that act claims."""

    state: str
    since: date


class Signature(Shape):
    """A signature as the agreement remembers it; `recorded_on` is the civil day of recording."""

    party: str
    office: str
    signed_on: date
    recorded_on: date
    method: SignatureMethod
    mandate: str | None = None
    place: str | None = None
    late: bool = False
    position: int = 0
    """The log position of its fact: what a correction knows it by."""
    corrected: tuple[tuple[date, date], ...] = ()
    """Signing dates corrected since: (the civil day of the correction, the date until then)."""

    def signed_as_known_on(self, day: date) -> date:
        return next((old for until, old in self.corrected if day < until), self.signed_on)


class Turn(Shape):
    """A day from which the agreement is out of force (`running` set), or back in it (None)."""

    on: date
    recorded_on: date
    running: RunningPlacements | None = None


class Amended(Shape):
    """An amendment as its agreement remembers it; void by all facts known since its annulment."""

    amendment: str
    sequence: int
    kind: AmendmentKind
    effective_on: date
    signed_on: date
    recorded_on: date
    last_day: date
    changes: tuple[Change, ...]
    annulled_on: date | None = None


class Termination(Shape):
    cause: EndReason
    ends_on: date
    run_off: RunOff
    recorded_on: date


class Succession(Shape):
    """A successor that takes the agreement's place from a day on."""

    successor: str
    since: date
    recorded_on: date


class End(NamedTuple):
    """The last day in force, and the state of the days after it."""

    last_day: date
    state: AgreementState
