"""Employee (ASN): a civil servant under a surrogate id; name and NIP lie in the vault (D10)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
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


class EmployeeUpdated(Fact):
    """What changed on the register; what is None stays. `sealed` as at registration."""

    topic = "employee.updated.v1"
    sealed: dict[str, str] = msgspec.field(default_factory=dict)
    post: str | None = None
    post_kind: PostKind | None = None
    grade: str | None = None
    retires_on: date | None = None
    contract: Period | None = None


class EmployeeTransferred(Fact):
    """Moved to another unit (mutasi), from the effective day on."""

    topic = "employee.transferred.v1"
    unit: str


class EmployeeStatusSet(Fact):
    """A status from the effective day on; `until` is its last day."""

    topic = "employee.status-set.v1"
    status: EmployeeStatus
    until: date | None = None


class EmployeeSanctioned(Fact):
    """A disciplinary sanction (hukuman disiplin): the grade, never the story (R44, R45)."""

    topic = "employee.sanctioned.v1"
    grade: SanctionGrade


class IdentityErased(Fact):
    """What the vault held of the person is destroyed; the facts and their sums stay (R97)."""

    topic = "employee.identity-erased.v1"


EmployeeFact = (
    EmployeeRegistered
    | EmployeeUpdated
    | EmployeeTransferred
    | EmployeeStatusSet
    | EmployeeSanctioned
    | IdentityErased
)


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
    """By day, none over another: a status set later takes the days of those before it."""
    sanctions: tuple[Sanction, ...] = ()
    sealed: tuple[tuple[str, str], ...] = ()
    """(field, commitment) of the personal values that hold now; the values lie in the vault."""

    def unit_on(self, day: date) -> str:
        """The unit on a day; the first unit holds for all earlier days (contract §7.4)."""
        held = [spell for spell in self.units if spell.since <= day]
        return max(held, key=lambda spell: spell.since).unit

    def status_on(self, day: date) -> EmployeeStatus:
        """The status of a day: the one last set that covers it, else ACTIVE."""
        held = (span.status for span in reversed(self.statuses) if span.holds_on(day))
        return next(held, EmployeeStatus.ACTIVE)

    def retired_on(self, day: date) -> date | None:
        """The first day of the retirement that holds on the day, if one does."""
        retired = (s for s in self.statuses if s.status is EmployeeStatus.RETIRED)
        return next((span.since for span in retired if span.holds_on(day)), None)

    def contract_covering(self, day: date) -> Period:
        """The contract recorded that covers the day, else the earliest (contract §3.1)."""
        covering = (c for c in self.contracts if c.since <= day <= c.until)
        return next(covering, min(self.contracts, key=lambda contract: contract.since))

    def evolve(self, fact: AnyEnvelope) -> Self:
        match cast(EmployeeFact, fact.data):
            case EmployeeRegistered() as data:
                return replace(
                    self,
                    id=fact.subject,
                    version=fact.version,
                    state="ACTIVE",
                    kind=data.kind,
                    units=(Membership(unit=data.unit, since=date.min),),
                    post=data.post,
                    post_kind=data.post_kind,
                    grade=data.grade,
                    service_from=data.service_from,
                    retires_on=data.retires_on,
                    contracts=(data.contract,) if data.contract else (),
                    sealed=tuple(sorted(data.sealed.items())),
                )
            case EmployeeUpdated() as data:
                return replace(
                    self,
                    version=fact.version,
                    post=data.post or self.post,
                    post_kind=data.post_kind or self.post_kind,
                    grade=data.grade or self.grade,
                    retires_on=data.retires_on or self.retires_on,
                    contracts=self._contracts_with(data.contract),
                    sealed=tuple(sorted({**dict(self.sealed), **data.sealed}.items())),
                )
            case EmployeeTransferred(unit=unit):
                joined = Membership(unit=unit, since=fact.effective_on)
                kept = (spell for spell in self.units if spell.since != joined.since)
                return replace(self, version=fact.version, units=(*kept, joined))
            case EmployeeStatusSet(status=status, until=until):
                span = StatusSpan(status=status, since=fact.effective_on, until=until)
                return replace(self, version=fact.version, statuses=self._statuses_with(span))
            case EmployeeSanctioned(grade=grade):
                sanction = Sanction(grade=grade, on=fact.effective_on)
                return replace(self, version=fact.version, sanctions=(*self.sanctions, sanction))
            case IdentityErased():
                return replace(self, version=fact.version, state="ERASED", since=fact.effective_on)

    def _contracts_with(self, contract: Period | None) -> tuple[Period, ...]:
        """The contracts with one more; one that begins on the same day is written anew."""
        if contract is None:
            return self.contracts
        return (*(c for c in self.contracts if c.since != contract.since), contract)

    def _statuses_with(self, span: StatusSpan) -> tuple[StatusSpan, ...]:
        kept = [part for old in self.statuses for part in _without(old, span)]
        return tuple(sorted((*kept, span), key=lambda held: held.since))


def _without(old: StatusSpan, new: StatusSpan) -> Iterator[StatusSpan]:
    """What is left of a status before and after the days of a new one."""
    if old.since < new.since:
        before = new.since - timedelta(days=1)
        until = before if old.until is None else min(old.until, before)
        yield msgspec.structs.replace(old, until=until)
    if new.until is not None and (old.until is None or old.until > new.until):
        after = new.until + timedelta(days=1)
        yield msgspec.structs.replace(old, since=max(old.since, after))
