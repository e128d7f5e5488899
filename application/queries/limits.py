"""Caps and calendars that were not kept: more people than seats, hours beyond the day, days off."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import chain, groupby
from typing import NamedTuple

from application.ports import View
from application.queries.agreement_lists import visible
from application.queries.base import ListReply, Query, Reading, Reply
from application.queries.hours import cap_of, odd_hours
from application.queries.jp import contract_year_of, lines_of
from application.queries.sight import Sight
from application.views.jp_ledger import JP_LEDGER, LedgerRow
from application.views.learning import ENTRIES
from application.views.things import AGREEMENTS, EMPLOYEES, PLACEMENTS
from domain.agreement.state import Agreement
from domain.employee import Employee
from domain.enums import Field
from domain.enums_learning import Component, EmploymentKind
from domain.learning.hour_issues import OddHours
from domain.placement.state import Placement, days_between
from domain.shapes import Period
from domain.states import HourIssue, LimitKind

_ONE_DAY = timedelta(days=1)
_OF_HOURS = {
    HourIssue.OVER_CAP: LimitKind.DAILY_HOURS,
    HourIssue.NON_WORKING_DAY: LimitKind.CALENDAR,
}


class LimitBreach(Reply, rename={"since": "from"}):
    """`used` and `limit` are seats, quarter hours or JP, as the kind has it."""

    kind: LimitKind
    thing: str
    subject: str
    since: date
    until: date
    used: int
    limit: int
    positions: list[int]


class LimitBreachesResult(ListReply):
    items: Sequence[LimitBreach]


class LimitBreachesQuery(Query):
    """Where more was used than a cap or a calendar gives, up to the day asked about."""

    asks = "limit-breaches"
    path = "/limit-breaches"
    Result = LimitBreachesResult

    kind: LimitKind | None = None

    def answer(self, reading: Reading, subject: str | None) -> LimitBreachesResult:
        sight = Sight(reading)
        found = chain(_seats(reading), _hours(reading), _ceilings(reading))
        return LimitBreachesResult(
            items=reading.lay(
                breach
                for breach in found
                if self.kind in (None, breach.kind) and sight.reaches(breach.thing, breach.subject)
            )
        )


# --- seats ------------------------------------------------------------------------------------


def _seats(reading: Reading) -> Iterator[LimitBreach]:
    """Spans of days on which more people occupied an agreement's seats than it has (R33)."""
    agreements = visible(reading)
    seated = reading.lay(_seated(agreements, reading), lambda one: one)
    for number, under in groupby(seated, lambda one: one.agreement):
        agreement = agreements[number]
        placements = (reading.get(PLACEMENTS, one.placement) for one in under)
        for field, days in _occupied(agreement, placements, reading.day).items():
            over = {
                day: (people, seats)
                for day, people in sorted(days.items())
                for seats in (agreement.seats_in(field, day),)
                if len(people) > seats
            }
            for first, last in _spans(over):
                yield _too_many(agreement, over, first, last, reading)


class _Seated(NamedTuple):
    """A placement that rests on an agreement, or did; of the agreement the place in a list."""

    agreement: int
    placement: str


def _seated(agreements: Sequence[Agreement], reading: Reading) -> Iterator[_Seated]:
    numbers = {agreement.id: number for number, agreement in enumerate(agreements)}
    for placement in reading.each(PLACEMENTS):
        for agreement in {placement.agreement, *(basis.agreement for basis in placement.bases)}:
            if agreement in numbers:
                yield _Seated(numbers[agreement], placement.id)


def _occupied(
    agreement: Agreement, placements: Iterable[Placement], until: date
) -> dict[Field, dict[date, list[str]]]:
    """Field -> day -> the placements that used a seat of the agreement."""
    found: defaultdict[Field, defaultdict[date, list[str]]]
    found = defaultdict(lambda: defaultdict(list))
    for placement in placements:
        taken = placement.occupies()
        for day in days_between(taken[0], min(taken[1], until)) if taken else ():
            if placement.agreement_on(day) == agreement.id and placement.occupies_on(day):
                found[placement.field][day].append(placement.id)
    return {field: dict(days) for field, days in found.items()}


def _spans(days: Iterable[date]) -> Iterator[tuple[date, date]]:
    """The first and last day of each unbroken run; `days` ascend."""
    first = last = None
    for day in days:
        if first is not None and last is not None and day != last + _ONE_DAY:
            yield first, last
            first = None
        first, last = first or day, day
    if first is not None and last is not None:
        yield first, last


def _too_many(
    agreement: Agreement,
    over: dict[date, tuple[list[str], int]],
    first: date,
    last: date,
    reading: Reading,
) -> LimitBreach:
    worst, seats = max(
        (over[day] for day in days_between(first, last)), key=lambda found: len(found[0]) - found[1]
    )
    rows = [(AGREEMENTS, agreement.id), *((PLACEMENTS, placement) for placement in worst)]
    return LimitBreach(
        kind=LimitKind.SEATS,
        thing="agreement",
        subject=agreement.id,
        since=first,
        until=last,
        used=len(worst),
        limit=seats,
        positions=_positions(reading, rows),
    )


# --- hours and JP -----------------------------------------------------------------------------


def _hours(reading: Reading) -> Iterator[LimitBreach]:
    """Days with more hours than the cap, and hours on days that are none (R51, R52)."""
    for odd in odd_hours(reading):
        if odd.kind in _OF_HOURS:
            yield _odd(odd, reading)


def _odd(odd: OddHours, reading: Reading) -> LimitBreach:
    kind = _OF_HOURS[odd.kind]
    rows = [(ENTRIES, f"{odd.record}/{entry}") for entry in odd.entries]
    return LimitBreach(
        kind=kind,
        thing="learning-record",
        subject=odd.record,
        since=odd.day,
        until=odd.day,
        used=odd.quarters,
        limit=cap_of(reading, odd.day) if kind is LimitKind.DAILY_HOURS else 0,
        positions=_positions(reading, rows),
    )


def _ceilings(reading: Reading) -> Iterator[LimitBreach]:
    """Contract years of a PPPK with more JP than the cap lets count (R69)."""
    for employee in reading.each(EMPLOYEES):
        if employee.kind is EmploymentKind.PPPK:
            lines = lines_of(reading.list(JP_LEDGER, employee=employee.id))
            for span in _contract_years(employee, lines):
                cap = reading.rulebook.at(Component.PPPK_CAP, span.until).values
                rows = [row for row in lines if span.since <= row.last_day <= span.until]
                jp = sum(row.jp for row in rows)
                if jp > cap["cap_jp"] and employee.post_kind not in cap["exempt_post_kinds"]:
                    yield LimitBreach(
                        kind=LimitKind.PPPK_CAP,
                        thing="employee",
                        subject=employee.id,
                        since=span.since,
                        until=span.until,
                        used=jp,
                        limit=cap["cap_jp"],
                        positions=sorted({p for row in rows for p in row.positions}),
                    )


def _contract_years(employee: Employee, lines: Sequence[LedgerRow]) -> list[Period]:
    """The contract years with a credit."""
    spans = {contract_year_of(employee, row.last_day) for row in lines}
    return sorted(spans, key=lambda span: span.since)


def _positions(reading: Reading, rows: Iterable[tuple[View, str]]) -> list[int]:
    proofs = (reading.prove(view, key, reading.moment) for view, key in rows)
    return sorted({position for proof in proofs for position in proof})
