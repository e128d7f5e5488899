"""Footing: the agreement a placement rests on, day by day, and what follows (R35, R36, R73)."""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from domain.agreement.state import Agreement
from domain.cover import cover_of
from domain.dates import Calendar
from domain.enums import Field, Mode, UnitKind
from domain.placement.state import Placement
from domain.states import AgreementState, CoverStatus

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Footing:
    """A placement and every agreement it ever rested on, by id.

    `late_days` are the working days within which a signature is timely (agreement-policy).
    A placement asks about hundreds of days and the answer turns on a handful: what the first day
    of a stretch between two turning days was told holds for all of it, and is kept.
    """

    placement: Placement
    agreements: Mapping[str, Agreement]
    calendar: Calendar
    late_days: int
    _turning: list[date] = field(default_factory=list, init=False, repr=False, compare=False)
    _covers: dict[date, CoverStatus] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _seats: dict[tuple[Field, date], int] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def agreement_on(self, day: date) -> Agreement:
        return self.agreements[self.placement.agreement_on(day)]

    def cover(self, day: date) -> CoverStatus:
        first = self._stretch(day)
        found = self._covers.get(first)
        if found is None:
            agreement = self.agreement_on(first)
            found = cover_of(first, agreement, self.calendar, self.late_days, self.placement)
            self._covers[first] = found
        return found

    def is_suspended_on(self, day: date) -> bool:
        return self.agreement_on(day).state_on(day) == AgreementState.SUSPENDED

    def allows(self, mode: Mode, day: date) -> bool:
        return self.agreement_on(day).allows(mode, day)

    def covers_field(self, field: Field, day: date) -> bool:
        on_the_day = self.agreement_on(day).on_day(day)
        return field in on_the_day.scope.fields and self.seats(field, day) > 0

    def allows_unit(self, kind: UnitKind, day: date) -> bool:
        return self.agreement_on(day).allows_unit(kind, day)

    def seats(self, field: Field, day: date) -> int:
        first = self._stretch(day)
        found = self._seats.get((field, first))
        if found is None:
            found = self._seats[field, first] = self.agreement_on(first).seats_in(field, first)
        return found

    def _stretch(self, day: date) -> date:
        """The first day of the stretch around a day: on all of it everything stays the same."""
        if not self._turning:
            self._turning.extend(sorted(self._turning_days()))
        return self._turning[bisect_right(self._turning, day) - 1]

    def _turning_days(self) -> set[date]:
        """Every day that may differ from the day before it.

        A rule compares a day with a date of a fact, so it turns on that date or the day after.
        """
        stay = self.placement
        dates = {date.min, *(plan.end for plan in stay.planned_ends), stay.planned_end}
        dates.update(basis.since for basis in stay.bases)
        for agreement in self.agreements.values():
            dates.update(agreement.term_dates())
        return dates | {day + _ONE_DAY for day in dates if day < date.max}
