"""Employee (ASN): a civil servant under a surrogate id; name and NIP lie in the vault (D10)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self, cast

import msgspec

from domain.base import Fact
from domain.enums_learning import EmployeeStatus, EmploymentKind, PostKind, SanctionGrade
from domain.envelope import AnyEnvelope
from domain.replacing import replace
from domain.shapes import Period, Shape
from domain.thing import Thing


class EmployeeRegistered(Fact):
    """A civil servant came on the register; `sealed` are commitments to name, NIP, SIASN id."""

    topic = "employee.registered.v1"
    kind: EmploymentKind
    sealed: dict[str, str] = msgspec.field(default_factory=dict)
    unit: str
    post: str
    post_kind: PostKind
    grade: str
    service_from: date
    retires_on: date
    contract: Period | None = None
    ref: str | None = None


class StatusSpan(Shape):
    """A status for a time; `until` is its last day, None while open."""

    status: EmployeeStatus
    since: date
    until: date | None = None

    def holds_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


class Sanction(Shape):
    """A disciplinary sanction: its grade and day, never its story (R44)."""

    grade: SanctionGrade
    on: date


class Membership(Shape):
    """The unit an employee belongs to from a day on."""

    unit: str
    since: date


@dataclass(frozen=True, slots=True)
class Employee(Thing):
    thing: ClassVar[str] = "employee"
    undated: ClassVar[frozenset[str]] = frozenset({EmployeeRegistered.topic})

    kind: EmploymentKind = EmploymentKind.PNS
    units: tuple[Membership, ...] = ()
    post: str = ""
    post_kind: PostKind = PostKind.PELAKSANA
    grade: str = ""
    service_from: date = date.min
    retires_on: date = date.max
    contracts: tuple[Period, ...] = ()
    statuses: tuple[StatusSpan, ...] = ()
    sanctions: tuple[Sanction, ...] = ()
    sealed: tuple[str, ...] = ()
    """The personal fields the vault holds for this employee."""

    def unit_on(self, day: date) -> str:
        """The unit on a day; the first unit holds for all earlier days (contract §7.4)."""
        held = [spell.unit for spell in self.units if spell.since <= day]
        return held[-1] if held else self.units[0].unit

    def status_on(self, day: date) -> EmployeeStatus:
        """The status of a day: the one last set that covers it, else ACTIVE."""
        held = (span.status for span in reversed(self.statuses) if span.holds_on(day))
        return next(held, EmployeeStatus.ACTIVE)

    def contract_covering(self, day: date) -> Period:
        """The contract recorded that covers the day, else the earliest (contract §3.1)."""
        covering = (c for c in self.contracts if c.since <= day <= c.until)
        return next(covering, min(self.contracts, key=lambda contract: contract.since))

    def evolve(self, fact: AnyEnvelope) -> Self:
        match cast(EmployeeRegistered, fact.data):
            case EmployeeRegistered() as data:
                return replace(
                    self,
                    id=fact.subject,
                    version=fact.version,
                    state="ACTIVE",
                    kind=data.kind,
                    units=(Membership(unit=data.unit, since=fact.effective_on),),
                    post=data.post,
                    post_kind=data.post_kind,
                    grade=data.grade,
                    service_from=data.service_from,
                    retires_on=data.retires_on,
                    contracts=(data.contract,) if data.contract else (),
                    sealed=tuple(sorted(data.sealed)),
                )
