"""Which days of which placements had a legal cover, and which had none (R73, contract §8.3)."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from pydantic import Field as FormField

from application.queries.base import ListReply, Query, Reading, Reply
from application.queries.placement_reading import approved_quarters, footing_at, scope_of
from application.views.things import PLACEMENTS
from domain.placement.state import Placement
from domain.states import CoverStatus
from domain.values import Text

_AT_THAT_TIME = frozenset({CoverStatus.COVERED, CoverStatus.RUN_OFF})


class CoverageItem(Reply):
    placement: str
    employee: str
    days: int
    covered_days: int
    run_off_days: int
    retroactive_days: int
    uncovered_days: int
    covered_quarters: int
    uncovered_quarters: int
    first_uncovered: date | None
    last_uncovered: date | None


class CoverageTotals(Reply):
    placements: int
    days: int
    uncovered_days: int
    uncovered_quarters: int


class CoverageDay(Reply):
    placement: str
    day: date
    status: CoverStatus
    agreement: str
    amendment: int | None
    quarters: int


class CoverageResult(ListReply):
    items: Sequence[CoverageItem]
    totals: CoverageTotals
    calendar: Sequence[CoverageDay]


@dataclass(frozen=True, slots=True)
class CoveredPlacement:
    """A placement with the cover of each of its counted days, in order."""

    placement: Placement
    days: tuple[CoverageDay, ...]

    @property
    def uncovered(self) -> tuple[CoverageDay, ...]:
        """The days that had no cover at that time: retroactive ones too (R62)."""
        return tuple(day for day in self.days if day.status not in _AT_THAT_TIME)


class _Window(NamedTuple):
    """The days of one placement that were asked about, and what they come to."""

    item: CoverageItem
    days: tuple[CoverageDay, ...]


class CoverageQuery(Query):
    """The counted days up to the day asked about, each with its cover."""

    asks = "coverage"
    path = "/coverage"
    Result = CoverageResult

    placement: Text | None = None
    agreement: Text | None = None
    host: Text | None = None
    since: date | None = FormField(default=None, alias="from")
    until: date | None = None
    status: CoverStatus | None = None

    def answer(self, reading: Reading, subject: str | None) -> CoverageResult:
        windows = reading.lay(self._windows(reading))
        items = reading.lay(window.item for window in windows)
        return CoverageResult(
            items=items,
            totals=CoverageTotals(
                placements=len(items),
                days=sum(item.days for item in items),
                uncovered_days=sum(item.uncovered_days for item in items),
                uncovered_quarters=sum(item.uncovered_quarters for item in items),
            ),
            calendar=reading.lay(
                day
                for window in windows
                for day in window.days
                if self.status in (None, day.status)
            ),
        )

    def _windows(self, reading: Reading) -> Iterator[_Window]:
        """Every placement that is shown with a day in the time asked about."""
        for one in covered(reading, self._placements(reading)):
            if self._shown(one):
                days = self._in_window(one)
                if days:
                    yield _Window(_item(CoveredPlacement(one.placement, days)), days)

    def _placements(self, reading: Reading) -> Iterable[Placement]:
        if self.placement is not None:
            found = reading.find(PLACEMENTS, self.placement)
            return [found] if found else []
        if self.host is not None:
            return reading.list(PLACEMENTS, host=self.host)
        return reading.each(PLACEMENTS)

    def _shown(self, one: CoveredPlacement) -> bool:
        on_agreement = self.agreement in (None, *(day.agreement for day in one.days))
        return on_agreement and self.host in (None, one.placement.host)

    def _in_window(self, one: CoveredPlacement) -> tuple[CoverageDay, ...]:
        return tuple(
            day
            for day in one.days
            if (self.since is None or self.since <= day.day)
            and (self.until is None or day.day <= self.until)
            and self.agreement in (None, day.agreement)
        )


def covered(reading: Reading, placements: Iterable[Placement]) -> Iterator[CoveredPlacement]:
    """Those that ever started and that the reader may see, with their counted days so far."""
    for placement in placements:
        if placement.started_on is not None and reading.may_see(scope_of(placement, reading)):
            yield CoveredPlacement(placement, tuple(_days(reading, placement)))


def _days(reading: Reading, placement: Placement) -> Iterator[CoverageDay]:
    quarters = approved_quarters(placement.id, reading)
    footing = footing_at(reading, placement)
    for day in placement.counted_days(reading.calendar, frozenset(quarters)):
        if day <= reading.day:
            agreement = footing.agreement_on(day)
            amended = agreement.in_effect_on(day)
            yield CoverageDay(
                placement=placement.id,
                day=day,
                status=footing.cover(day),
                agreement=agreement.id,
                amendment=amended[-1].sequence if amended else None,
                quarters=quarters.get(day, 0),
            )


def _item(one: CoveredPlacement) -> CoverageItem:
    counts = Counter(day.status for day in one.days)
    uncovered = one.uncovered
    lost = sum(day.quarters for day in uncovered)
    return CoverageItem(
        placement=one.placement.id,
        employee=one.placement.employee,
        days=len(one.days),
        covered_days=counts[CoverStatus.COVERED],
        run_off_days=counts[CoverStatus.RUN_OFF],
        retroactive_days=counts[CoverStatus.RETROACTIVE],
        uncovered_days=len(uncovered),
        covered_quarters=sum(day.quarters for day in one.days) - lost,
        uncovered_quarters=lost,
        first_uncovered=uncovered[0].day if uncovered else None,
        last_uncovered=uncovered[-1].day if uncovered else None,
    )
