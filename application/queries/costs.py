"""What a JP cost in the programme, and in the classes to compare with (contract §8.2, R81)."""

from datetime import date

from pydantic import Field as FormField

from application.queries.base import Query, Reading, Reply
from application.views.jp_ledger import JP_LEDGER, PLACEMENT, LedgerRow
from application.views.things import CLASS_COSTS, COSTS
from domain.cost import ClassCost, Cost
from domain.figures import half_up


class ClassFigures(Reply):
    recorded_idr: int
    jp: int
    cost_per_jp_idr: int | None
    lecturer_idr: int
    hall_idr: int
    copies_idr: int
    meals_idr: int


class CostResult(Reply, rename={"classes": "class"}):
    recorded_idr: int
    recognised_jp: int
    cost_per_jp_idr: int | None
    classes: ClassFigures


class OfAPeriod(Query):
    """A question about what was spent, taught and learnt from one day to another, both included."""

    since: date = FormField(alias="from")
    until: date

    def spent(self, reading: Reading) -> list[Cost]:
        """What the programme cost in the period."""
        return [cost for cost in reading.list(COSTS) if self._holds(cost.on)]

    def taught(self, reading: Reading) -> list[ClassCost]:
        """The classes of the period."""
        return [taught for taught in reading.list(CLASS_COSTS) if self._holds(taught.on)]

    def learnt(self, reading: Reading) -> list[LedgerRow]:
        """The credits of placements that ended in the period."""
        return [
            row
            for row in reading.list(JP_LEDGER)
            if row.source == PLACEMENT and row.counts and self._holds(row.last_day)
        ]

    def _holds(self, day: date) -> bool:
        return self.since <= day <= self.until


class CostQuery(OfAPeriod):
    """What a JP cost in the programme, and in the classes to compare with (R81)."""

    asks = "cost"
    path = "/cost"
    Result = CostResult

    def answer(self, reading: Reading, subject: str | None) -> CostResult:
        reading.must_see_programme()
        costs, classes, learnt = self.spent(reading), self.taught(reading), self.learnt(reading)
        spent, jp = sum(c.amount_idr for c in costs), sum(row.jp for row in learnt)
        class_spent, class_jp = sum(c.total_idr for c in classes), sum(c.taught_jp for c in classes)
        return CostResult(
            recorded_idr=spent,
            recognised_jp=jp,
            cost_per_jp_idr=per_jp(spent, jp),
            classes=ClassFigures(
                recorded_idr=class_spent,
                jp=class_jp,
                cost_per_jp_idr=per_jp(class_spent, class_jp),
                lecturer_idr=sum(c.lecturer_idr for c in classes),
                hall_idr=sum(c.hall_idr for c in classes),
                copies_idr=sum(c.copies_idr for c in classes),
                meals_idr=sum(c.meals_idr for c in classes),
            ),
        )


def per_jp(amount_idr: int, jp: int) -> int | None:
    """Rupiah per JP, half up; None where there is no JP."""
    return half_up(amount_idr, jp) if jp else None
