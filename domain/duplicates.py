"""When two credits of one employee are the same learning (contract §3.2 DUPLICATE_CREDIT, R67)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from domain.enums_learning import ActivityCode
from domain.shapes import Cert
from domain.states import DuplicateBasis


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit, or what asks to become one. `issuers` are the host's id and a provider's name."""

    subject: str
    certificate: Cert | None
    issuers: frozenset[str]
    host: str | None
    first_day: date
    last_day: date
    activity: ActivityCode = ActivityCode.C11
    jp: int = 0


def bases(one: Credit, other: Credit) -> frozenset[DuplicateBasis]:
    """Everything that makes the two the same; empty if nothing does."""
    found: set[DuplicateBasis] = set()
    mine, theirs = one.certificate, other.certificate
    if mine is not None and theirs is not None:
        if mine.document == theirs.document:
            found.add(DuplicateBasis.CERTIFICATE_HASH)
        if mine.number == theirs.number and not one.issuers.isdisjoint(other.issuers):
            found.add(DuplicateBasis.CERTIFICATE_NUMBER)
    overlap = one.first_day <= other.last_day and other.first_day <= one.last_day
    if one.host is not None and one.host == other.host and overlap:
        found.add(DuplicateBasis.SAME_HOST_DATES)
    return frozenset(found)


def is_duplicate(credit: Credit, others: Iterable[Credit]) -> bool:
    """Whether another credit of the employee is the same learning."""
    return any(other.subject != credit.subject and bases(credit, other) for other in others)


@dataclass(frozen=True, slots=True)
class Duplicates:
    """Two or more credits of one learning; `jp` is what they give beyond the largest of them."""

    basis: DuplicateBasis
    credits: tuple[Credit, ...]

    @property
    def jp(self) -> int:
        return sum(c.jp for c in self.credits) - max(c.jp for c in self.credits)


def groups_of(credited: Sequence[Credit]) -> list[Duplicates]:
    """The credits of one employee that are the same learning, each in one group only."""
    left, found = list(credited), []
    while left:
        group, why = [left.pop(0)], set[DuplicateBasis]()
        reached = 0
        while reached < len(group):
            same = [(other, bases(group[reached], other)) for other in left]
            group += [other for other, basis in same if basis]
            left = [other for other, basis in same if not basis]
            reached += 1
        for one, other in combinations(group, 2):
            why |= bases(one, other)
        if why:
            first = next(basis for basis in DuplicateBasis if basis in why)
            found.append(Duplicates(first, tuple(group)))
    return found
