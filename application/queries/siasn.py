"""Credits seen side by side: those the national system knows, those given twice (R67, R71, R72)."""

from collections import defaultdict
from collections.abc import Iterator

from application.queries.base import ListReply, Query, Reading, Reply
from application.queries.people import People
from application.views.jp_ledger import JP_LEDGER, LedgerRow
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
    items: list[SiasnItem]


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
        items = [*self._records(reading), *self._externals(reading)]
        return SiasnResultList(
            items=[
                item
                for item in items
                if item.employee in visible and self.state in (None, item.state)
            ]
        )

    def _records(self, reading: Reading) -> Iterator[SiasnItem]:
        records: list[LearningRecord] = reading.list(RECORDS)
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
        externals: list[ExternalLearning] = reading.list(EXTERNALS)
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
    items: list[DuplicateItem]


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
        found = {} if self.employee is None else {"employee": self.employee}
        rows: defaultdict[str, list[LedgerRow]] = defaultdict(list)
        for row in reading.list(JP_LEDGER, **found):
            if row.counts and row.employee in visible:
                rows[row.employee].append(row)
        items = (i for person, theirs in rows.items() for i in self._items(person, theirs))
        return DuplicateCreditsResult(items=list(items))

    def _items(self, employee: str, rows: list[LedgerRow]) -> Iterator[DuplicateItem]:
        """The groups of one employee, in the year asked about those with a credit in it."""
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
        employee.id for employee in people.employees if reading.may_see(people.concern_of(employee))
    )
