"""What a JP costs in an internship and in a class, part by part (S18, R81)."""

from collections import defaultdict

from application.queries.base import ListReply, Reading, Reply
from application.queries.costs import OfAPeriod, per_jp
from application.views.jp_ledger import LedgerRow
from application.views.things import AGREEMENTS, PLACEMENTS
from domain.agreement.state import Agreement
from domain.cost import Cost
from domain.placement.state import Placement


class ProgrammeCost(Reply):
    recorded_idr: int
    jp: int
    cost_per_jp_idr: int | None


class ClassCostParts(Reply):
    recorded_idr: int
    jp: int
    cost_per_jp_idr: int | None
    lecturer_per_jp_idr: int | None
    hall_per_jp_idr: int | None
    copies_per_jp_idr: int | None
    meals_per_jp_idr: int | None


class AgreementCost(Reply):
    agreement: str | None
    title: str | None
    recorded_idr: int
    jp: int
    cost_per_jp_idr: int | None


class CostComparisonResult(ListReply, rename={"classes": "class"}):
    items: list[AgreementCost]
    internship: ProgrammeCost
    classes: ClassCostParts
    difference_per_jp_idr: int | None
    saved_idr: int | None


class CostComparisonQuery(OfAPeriod):
    """Internships against classes in a period: the cost of a JP, and what a class pays for.

    `items` are the agreements; costs that name none stand under null. `difference_per_jp_idr` is
    what a JP costs more in a class, `saved_idr` that difference for the JP recognised.
    """

    asks = "cost-comparison"
    path = "/cost-comparison"
    Result = CostComparisonResult

    def answer(self, reading: Reading, subject: str | None) -> CostComparisonResult:
        reading.must_see_programme()
        spent = sum(cost.amount_idr for cost in self.spent(reading))
        jp = sum(row.jp for row in self.learnt(reading))
        internship, classes = per_jp(spent, jp), self._classes(reading)
        known = internship is not None and classes.cost_per_jp_idr is not None
        difference = (classes.cost_per_jp_idr or 0) - (internship or 0) if known else None
        return CostComparisonResult(
            items=[
                _of_agreement(agreement, costs, rows, reading)
                for agreement, (costs, rows) in self.by_agreement(reading).items()
            ],
            internship=ProgrammeCost(recorded_idr=spent, jp=jp, cost_per_jp_idr=internship),
            classes=classes,
            difference_per_jp_idr=difference,
            saved_idr=None if difference is None else difference * jp,
        )

    def by_agreement(
        self, reading: Reading
    ) -> dict[str | None, tuple[list[Cost], list[LedgerRow]]]:
        """What was spent and what was learnt under each agreement; none comes last."""
        found: defaultdict[str | None, tuple[list[Cost], list[LedgerRow]]]
        found = defaultdict(lambda: ([], []))
        for cost in self.spent(reading):
            found[_agreement_of(cost, reading)][0].append(cost)
        for row in self.learnt(reading):
            found[_under(row.subject, reading)][1].append(row)
        return {key: found[key] for key in sorted(found, key=lambda key: (key is None, key or ""))}

    def _classes(self, reading: Reading) -> ClassCostParts:
        taught = self.taught(reading)
        jp = sum(one.taught_jp for one in taught)
        return ClassCostParts(
            recorded_idr=sum(one.total_idr for one in taught),
            jp=jp,
            cost_per_jp_idr=per_jp(sum(one.total_idr for one in taught), jp),
            lecturer_per_jp_idr=per_jp(sum(one.lecturer_idr for one in taught), jp),
            hall_per_jp_idr=per_jp(sum(one.hall_idr for one in taught), jp),
            copies_per_jp_idr=per_jp(sum(one.copies_idr for one in taught), jp),
            meals_per_jp_idr=per_jp(sum(one.meals_idr for one in taught), jp),
        )


def _agreement_of(cost: Cost, reading: Reading) -> str | None:
    """The agreement a cost names, else that of the placement it names."""
    if cost.agreement is None and cost.placement is not None:
        return _under(cost.placement, reading)
    return cost.agreement


def _under(placement: str, reading: Reading) -> str | None:
    row: Placement | None = reading.find(PLACEMENTS, placement)
    return None if row is None else row.agreement_on(row.last_day)


def _of_agreement(
    agreement: str | None, costs: list[Cost], rows: list[LedgerRow], reading: Reading
) -> AgreementCost:
    row: Agreement | None = reading.find(AGREEMENTS, agreement or "")
    spent, jp = sum(cost.amount_idr for cost in costs), sum(row.jp for row in rows)
    return AgreementCost(
        agreement=agreement,
        title=row.on_day(reading.day).title if row else None,
        recorded_idr=spent,
        jp=jp,
        cost_per_jp_idr=per_jp(spent, jp),
    )
