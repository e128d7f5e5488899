"""Footing: the agreement a placement rests on, day by day, and what follows (R35, R36, R73)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from domain.agreement.state import Agreement
from domain.cover import cover_of
from domain.dates import Calendar
from domain.enums import Field, Mode, UnitKind
from domain.placement.state import Placement
from domain.states import AgreementState, CoverStatus


@dataclass(frozen=True, slots=True)
class Footing:
    """A placement and every agreement it ever rested on, by id.

    `late_days` are the working days within which a signature is timely (agreement-policy).
    """

    placement: Placement
    agreements: Mapping[str, Agreement]
    calendar: Calendar
    late_days: int

    def agreement_on(self, day: date) -> Agreement:
        return self.agreements[self.placement.agreement_on(day)]

    def cover(self, day: date) -> CoverStatus:
        return cover_of(day, self.agreement_on(day), self.calendar, self.late_days, self.placement)

    def is_suspended_on(self, day: date) -> bool:
        return self.agreement_on(day).state_on(day) == AgreementState.SUSPENDED

    def allows(self, mode: Mode, day: date) -> bool:
        return self.agreement_on(day).allows(mode, day)

    def covers_field(self, field: Field, day: date) -> bool:
        return self.agreement_on(day).covers_field(field, day)

    def allows_unit(self, kind: UnitKind, day: date) -> bool:
        return self.agreement_on(day).allows_unit(kind, day)

    def seats(self, field: Field, day: date) -> int:
        return self.agreement_on(day).seats_in(field, day)
