"""What every query is: a question with parameters, a path, and a result of a fixed shape.

A query reads views at one moment on two clocks (contract §1.9) and decides nothing. Its result
says nothing about the moment; the reading room adds `as_of`, `known_at` and `position`.
"""

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar, dataclass_transform

import msgspec

from application.access import AccessNotes
from application.authority import NOTHING, Concern, standing
from application.commands.base import Form
from application.evidence import Evidence
from application.laying import Lay, in_memory
from application.paging import Order, Page
from application.ports import EventLog, Moment, Prove, SearchIndex, Vault, View, ViewStore
from application.publications import Publications, Published
from application.transparency import TransparencyLog
from domain.account import Account
from domain.base import KeywordOnly, refuse
from domain.codes import Code
from domain.dates import Calendar, first_instant
from domain.employee import Employee
from domain.enums import Role
from domain.envelope import Instant
from domain.erasure import ERASED_NAME
from domain.nip import MASK, masked_nip
from domain.rule_sets import Rulebook

PROGRAMME_READERS = (
    Role.OFFICER,
    Role.HEAD,
    Role.TKKSD,
    Role.LEGAL,
    Role.EVALUATOR,
    Role.DPO,
    Role.INSPECTOR,
    Role.AUDITOR,
)
READERS = (*PROGRAMME_READERS, Role.OPD, Role.HOST_PIC, Role.MENTOR, Role.PARTICIPANT)
"""Who reads business data (contract §11): the programme, or what is theirs; ADMIN none (R88)."""


@dataclass_transform(frozen_default=True, kw_only_default=True)
class Reply(msgspec.Struct, metaclass=KeywordOnly, frozen=True, gc=False):
    """A result or a part of one; fields are exactly the contract's, null where they may be."""


class ListReply(Reply):
    """A result whose `items` come in pages; `next` says where the following one begins."""

    next: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One question at one moment, by one reader; what a query may read."""

    moment: Moment
    views: ViewStore
    log: EventLog
    ledger: TransparencyLog
    vault: Vault
    evidence: Evidence
    publications: Publications
    reader: Account | None
    """None reads everything: a sandbox journal without a reader."""
    today: date
    known_at: Instant
    """The instant whose knowledge is asked for."""
    asked_day: date | None
    """The day that was asked about; None where none was named."""
    access: AccessNotes
    search: SearchIndex
    prove: Prove
    masked: bool = False
    """Names are not shown, and of a NIP its last digits only, whoever asks."""
    page: Page | None = None
    """The part of a list that is asked for; a query may stop behind it. None is all of it."""
    lay: Lay = in_memory
    """Lays rows aside until all of them are there."""

    @property
    def day(self) -> date:
        return self.moment.as_of

    @property
    def published(self) -> Published:
        """The rules and calendars known at the moment."""
        return self.publications.at(self.moment.position)

    @property
    def rulebook(self) -> Rulebook:
        return self.published.rulebook

    @property
    def calendar(self) -> Calendar:
        return self.published.calendar

    @property
    def instant(self) -> Instant:
        """The point in time that clocks of hours are read at: what was known, or the day's end."""
        return min(self.known_at, first_instant(self.day + timedelta(days=1)))

    @property
    def ever(self) -> Moment:
        """All facts known at the moment, those of later days included."""
        return Moment(date.max, self.moment.position)

    def find(self, view: View, key: str) -> Any:
        """The row at the moment, or None if there is none."""
        return self.views.get(view, key, self.moment)

    def whatever_the_day(self, view: View, key: str) -> Any:
        """The row by all facts known at the moment, those of later days included."""
        return self.views.get(view, key, self.ever)

    def get(self, view: View, key: str | None) -> Any:
        """The row of the thing asked about; NOT_FOUND if it was not there at the moment."""
        row = self.find(view, key or "")
        if row is None:
            refuse(Code.NOT_FOUND)
        return row

    def list(self, view: View, **index: str | int) -> list[Any]:
        """The rows whose indexed attributes equal the given ones, by key."""
        return [row for _, row in self.views.find(view, self.moment, **index)]

    def each(self, view: View, **index: str | int) -> Iterator[Any]:
        """As `list`, for what most rows have: with some of them in memory at a time."""
        return (row for _, row in self.views.walk(view, self.moment, **index))

    def may_see(self, concern: Concern = NOTHING) -> bool:
        """Whether the reader's scope reaches this (R86, D13)."""
        if self.reader is None:
            return True
        return standing(self.reader, READERS, concern, self.today).role is not None

    def must_see(self, concern: Concern = NOTHING) -> None:
        """Refuse a reader whose scope does not reach this."""
        if self.reader is not None:
            found = standing(self.reader, READERS, concern, self.today)
            if found.code is not None:
                refuse(Code.OUT_OF_SCOPE)

    def must_see_programme(self) -> None:
        """Refuse a reader who has no role for the whole programme."""
        if self.reader is not None:
            found = standing(self.reader, PROGRAMME_READERS, NOTHING, self.today)
            if found.code is not None:
                refuse(Code.OUT_OF_SCOPE)

    def personal(self, employee: Employee) -> dict[str, str]:
        """The personal values that held at the moment, by field; empty once they are erased."""
        values = self.vault.unseal(employee.id, dict(employee.sealed))
        if not self.masked:
            return values
        return {
            field: masked_nip(value) if field == "nip" else MASK for field, value in values.items()
        }

    def name_of(self, employee: Employee) -> str:
        """The name at the moment; everybody has one until it is erased."""
        return self.personal(employee).get("name", ERASED_NAME)


class Query(Form):
    """A question. `{id}` in the path names the thing asked about."""

    asks: ClassVar[str]
    path: ClassVar[str]
    takes_id: ClassVar[bool] = False
    """A thing may be named beside the parameters though the path has no `{id}`."""
    order: ClassVar[Order] = Order.ITEMS
    """What the beginning of a page counts."""
    can_be_kept: ClassVar[bool] = True
    """It may be kept and asked again. Not what is answered for a purpose only, nor what is asked
    with words that may be somebody's name: what is kept is never erased."""
    Result: ClassVar[type[Reply]]

    @classmethod
    def may_name_a_thing(cls) -> bool:
        """Whether it is about one thing, or may be."""
        return cls.takes_id or "{id}" in cls.path

    def reveals(self, _result: Any) -> bool:
        """Whether the answer shows personal data that is shown for a purpose only (R98)."""
        return False

    @abstractmethod
    def answer(self, reading: Reading, subject: str | None) -> Reply:
        """The answer at the reading's moment; raises `Refused`."""
