"""The list of placements: who is where, until when, under which agreement (contract §8.1)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from pydantic import Field as FormField

from application.queries.base import ListReply, Query, Reading, Reply
from application.queries.coverage import covered
from application.queries.placement_reading import above, rank_of, scope_of, units_of
from application.views.things import AGREEMENTS, EMPLOYEES, PLACEMENTS
from domain.employee import Employee
from domain.enums import Field, Mode
from domain.placement.state import Placement
from domain.states import PlacementState
from domain.values import Text


class PlacementItem(Reply):
    placement: str
    employee: str
    name: str
    host: str
    field: Field
    state: PlacementState
    start: date
    end: date
    mode: Mode
    mentor: str | None
    waitlist_rank: int | None
    offered: bool
    agreement: str
    agreement_text: str | None
    letter_number: str | None
    letter_date: date | None
    letter_document: str | None
    uncovered_days: int
    home_unit: str
    current_unit: str


class PlacementsResult(ListReply):
    items: Sequence[PlacementItem]


class PlacementsQuery(Query):
    """Placements that fit, on the day asked about; `unit` with the units below it."""

    asks = "placements"
    path = "/placements"
    Result = PlacementsResult

    state: PlacementState | None = None
    host: Text | None = None
    field: Field | None = None
    employee: Text | None = None
    agreement: Text | None = None
    unit: Text | None = None
    since: date | None = FormField(default=None, alias="from")
    until: date | None = None

    def answer(self, reading: Reading, subject: str | None) -> PlacementsResult:
        visible = (
            row
            for row in self._asked(reading)
            if self._fits(row, reading) and reading.may_see(scope_of(row, reading))
        )
        return PlacementsResult(items=reading.lay(_item(row, reading) for row in visible))

    def _asked(self, reading: Reading) -> Iterable[Placement]:
        given = {"host": self.host, "employee": self.employee}
        narrowed = {name: value for name, value in given.items() if value}
        return reading.list(PLACEMENTS, **narrowed) if narrowed else reading.each(PLACEMENTS)

    def _fits(self, row: Placement, reading: Reading) -> bool:
        return (
            self.state in (None, row.state)
            and self.field in (None, row.field)
            and self.agreement in (None, row.agreement_on(reading.day))
            and (self.since is None or self.since <= row.last_day)
            and (self.until is None or row.first_day <= self.until)
            and (self.unit is None or self.unit in _home_units(row, reading))
        )


def _home_units(row: Placement, reading: Reading) -> Collection[str]:
    """The home unit, which a transfer after the assignment leaves as it was, and those above."""
    if row.home_unit is None:
        return units_of(row.employee, reading)
    return above(row.home_unit, reading)


def _item(row: Placement, reading: Reading) -> PlacementItem:
    employee: Employee = reading.get(EMPLOYEES, row.employee)
    current_unit = employee.unit_on(reading.day)
    agreement = row.agreement_on(reading.day)
    text = reading.find(AGREEMENTS, agreement)
    letter = row.letter
    return PlacementItem(
        placement=row.id,
        employee=row.employee,
        name=reading.name_of(employee),
        host=row.host,
        field=row.field,
        state=PlacementState(row.state),
        start=row.first_day,
        end=row.last_day,
        mode=row.mode,
        mentor=row.mentor_on(reading.day),
        waitlist_rank=rank_of(row, reading),
        offered=row.offered,
        agreement=agreement,
        agreement_text=text.text if text else None,
        letter_number=letter.number if letter else None,
        letter_date=letter.date if letter else None,
        letter_document=letter.document if letter else None,
        uncovered_days=sum(len(one.uncovered) for one in covered(reading, [row])),
        home_unit=row.home_unit or current_unit,
        current_unit=current_unit,
    )
