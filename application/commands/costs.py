"""What the programme spends, and what classes cost to compare with (contract §4.2, R81)."""

from typing import TYPE_CHECKING

from application.commands.base import Reasoned
from domain.codes import Code
from domain.cost import ClassCostRecorded, CostRecorded
from domain.enums_learning import CostKind
from domain.values import AgreementId, Jp, Money, People, PlacementId, Sha256, Text

if TYPE_CHECKING:
    from application.desk import Desk


class RecordCost(Reasoned):
    """Record an expense of the programme, once per kind, document and placement."""

    act = "cost.record"
    creates = True
    refusals = (Code.COST_DUPLICATE,)

    kind: CostKind
    amount_idr: Money
    document: Sha256
    placement: PlacementId | None = None
    agreement: AgreementId | None = None

    def decide(self, desk: "Desk") -> None:
        name = f"{self.kind} {self.document} {self.placement or '-'}"
        taken = desk.claimed("cost", name) is not None
        if taken:
            desk.verdict.broken(Code.COST_DUPLICATE)
        desk.verdict.settle()
        if not taken:
            desk.claim("cost", name)
        desk.record(
            CostRecorded(
                kind=self.kind,
                amount_idr=self.amount_idr,
                document=self.document,
                placement=self.placement,
                agreement=self.agreement,
                ref=desk.context.ref,
            )
        )


class RecordClassCost(Reasoned):
    """Record what a class of the same learning cost (kelas pembanding)."""

    act = "class-cost.record"
    creates = True

    title: Text
    participants: People
    jp: Jp
    lecturer_idr: Money
    hall_idr: Money
    copies_idr: Money
    meals_idr: Money
    document: Sha256

    def decide(self, desk: "Desk") -> None:
        desk.record(
            ClassCostRecorded(
                title=self.title,
                participants=self.participants,
                jp=self.jp,
                lecturer_idr=self.lecturer_idr,
                hall_idr=self.hall_idr,
                copies_idr=self.copies_idr,
                meals_idr=self.meals_idr,
                document=self.document,
                ref=desk.context.ref,
            )
        )
