"""Credits seen side by side: those the national system knows, those given twice (R67, R71, R72)."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

from application.queries.base import ListReply, Query, Reading, Reply
from application.queries.people import People
from application.views.jp_ledger import JP_LEDGER
from application.views.learning import RECORDS
from application.views.things import EXTERNALS
from domain.duplicates import groups_of
from domain.external_learning import ExternalLearning
from domain.learning.state import LearningRecord
from domain.states import DuplicateBasis, ExternalState, SiasnState
from domain.values import Text, Year


class SiasnItem(Reply):
    subject: str
    employee: str
    jp: int
    credit_version: int
    state: SiasnState
    siasn_id: str | None
    payload_sha256: str | None


class SiasnResultList(ListReply):
    items: Sequence[SiasnItem]


class SiasnQuery(Query):
    """Every credit ever recognised and what SIASN knows of it; `jp` is what counts here now."""

    asks = "siasn"
    path = "/siasn"
    Result = SiasnResultList

    year: Year | None = None
    state: SiasnState | None = None

    def answer(self, reading: Reading, subject: str | None) -> SiasnResultList:
        people = People.read(reading)
        visible = visible_people(people, reading)
        items = (
            item
            for item in chain(self._records(reading), self._externals(reading))
            if item.employee in visible and self.state in (None, item.state)
        )
        return SiasnResultList(items=reading.lay(items))

    def _records(self, reading: Reading) -> Iterator[SiasnItem]:
        records: Iterator[LearningRecord] = reading.each(RECORDS)
        for record in records:
            if record.credit_version and self.year in (None, record.year):
                yield SiasnItem(
                    subject=record.id,
                    employee=record.employee,
                    jp=record.jp or 0,
                    credit_version=record.credit_version,
                    state=record.siasn,
                    siasn_id=record.siasn_id,
                    payload_sha256=record.payload_sha256,
                )

    def _externals(self, reading: Reading) -> Iterator[SiasnItem]:
        externals: Iterator[ExternalLearning] = reading.each(EXTERNALS)
        for learning in externals:
            known = learning.siasn_id is not None
            if known and self.year in (None, learning.last_day.year):
                yield SiasnItem(
                    subject=learning.id,
                    employee=learning.employee,
                    jp=learning.jp or 0,
                    credit_version=0 if learning.state == ExternalState.RECORDED else 1,
                    state=learning.siasn,
                    siasn_id=learning.siasn_id,
                    payload_sha256=None,
                )


class CreditResult(Reply):
    subject: str
    jp: int


class DuplicateItem(Reply):
    employee: str
    basis: DuplicateBasis
    credits: list[CreditResult]
    duplicate_jp: int


class DuplicateCreditsResult(ListReply):
    items: Sequence[DuplicateItem]


class DuplicateCreditsQuery(Query):
    """Credits that count now and are one and the same learning (R67)."""

    asks = "duplicate-credits"
    path = "/duplicate-credits"
    Result = DuplicateCreditsResult

    year: Year | None = None
    employee: Text | None = None

    def answer(self, reading: Reading, subject: str | None) -> DuplicateCreditsResult:
        people = People.read(reading)
        visible = visible_people(people, reading)
        items = (
            item
            for employee in self._credited(reading)
            if employee in visible
            for item in self._items(employee, reading)
        )
        return DuplicateCreditsResult(items=reading.lay(items))

    def _credited(self, reading: Reading) -> Iterable[str]:
        """The employees asked about, each where the first credit of theirs stands."""
        if self.employee is not None:
            return (self.employee,)
        return dict.fromkeys(row.employee for row in reading.each(JP_LEDGER) if row.counts)

    def _items(self, employee: str, reading: Reading) -> Iterator[DuplicateItem]:
        """The groups of one employee, in the year asked about those with a credit in it."""
        rows = [row for row in reading.list(JP_LEDGER, employee=employee) if row.counts]
        years = {row.subject: row.year for row in rows}
        for group in groups_of([row.as_credit() for row in rows]):
            if self.year in (None, *(years[credit.subject] for credit in group.credits)):
                yield DuplicateItem(
                    employee=employee,
                    basis=group.basis,
                    credits=[CreditResult(subject=c.subject, jp=c.jp) for c in group.credits],
                    duplicate_jp=group.jp,
                )


def visible_people(people: People, reading: Reading) -> frozenset[str]:
    """The employees whose figures the reader may see."""
    return frozenset(
        employee.id
        for employee in people.employees()
        if reading.may_see(people.concern_of(employee))
    )
