"""Cost (biaya): what the programme spent, and what classes of the same learning cost (R81)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Self, cast

from domain.base import Fact
from domain.enums_learning import CostKind
from domain.envelope import AnyEnvelope
from domain.thing import Thing


class CostRecorded(Fact):
    topic = "cost.recorded.v1"
    kind: CostKind
    amount_idr: int
    document: str
    placement: str | None = None
    agreement: str | None = None
    ref: str | None = None


class ClassCostRecorded(Fact):
    """A class to compare with (kelas pembanding): what it cost and how much it taught."""

    topic = "class-cost.recorded.v1"
    title: str
    participants: int
    jp: int
    lecturer_idr: int
    hall_idr: int
    copies_idr: int
    meals_idr: int
    document: str
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Cost(Thing):
    thing: ClassVar[str] = "cost"

    on: date = date.min
    kind: CostKind = CostKind.OTHER
    amount_idr: int = 0
    document: str = ""
    placement: str | None = None
    agreement: str | None = None

    def evolve(self, fact: AnyEnvelope) -> Self:
        match cast(CostRecorded, fact.data):
            case CostRecorded() as data:
                return replace(
                    self,
                    id=fact.subject,
                    version=fact.version,
                    state="RECORDED",
                    since=fact.effective_on,
                    on=fact.effective_on,
                    kind=data.kind,
                    amount_idr=data.amount_idr,
                    document=data.document,
                    placement=data.placement,
                    agreement=data.agreement,
                )


@dataclass(frozen=True, slots=True)
class ClassCost(Thing):
    thing: ClassVar[str] = "class-cost"

    on: date = date.min
    title: str = ""
    participants: int = 0
    jp: int = 0
    lecturer_idr: int = 0
    hall_idr: int = 0
    copies_idr: int = 0
    meals_idr: int = 0
    document: str = ""

    @property
    def total_idr(self) -> int:
        return self.lecturer_idr + self.hall_idr + self.copies_idr + self.meals_idr

    @property
    def taught_jp(self) -> int:
        """JP of all participants together."""
        return self.participants * self.jp

    def evolve(self, fact: AnyEnvelope) -> Self:
        match cast(ClassCostRecorded, fact.data):
            case ClassCostRecorded() as data:
                return replace(
                    self,
                    id=fact.subject,
                    version=fact.version,
                    state="RECORDED",
                    since=fact.effective_on,
                    on=fact.effective_on,
                    title=data.title,
                    participants=data.participants,
                    jp=data.jp,
                    lecturer_idr=data.lecturer_idr,
                    hall_idr=data.hall_idr,
                    copies_idr=data.copies_idr,
                    meals_idr=data.meals_idr,
                    document=data.document,
                )
