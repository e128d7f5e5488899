"""Separation of duties, tested again over all history (R83, R84, contract §8.3)."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from application.queries.base import ListReply, Query, Reading, Reply
from application.queries.sight import Sight
from application.views.duties import DUTIES_HELD, DutyRow
from application.views.things import PLACEMENTS
from domain.account import Account
from domain.envelope import stream_of
from domain.states import DutyName
from domain.values import Text

_BLANK = Account()
_CLASHES = (
    (DutyName.DRAFTER, DutyName.APPROVER),
    (DutyName.LEGAL_REVIEWER, DutyName.SIGNING_RECORDER),
)
"""The duties on one agreement that may not be in one hand (R84)."""


class DutiesItem(Reply):
    subject: str
    thing: str
    account: str
    duties: list[DutyName]
    rule: str


class DutiesResult(ListReply):
    items: Sequence[DutiesItem]


class DutiesQuery(Query):
    """Persons who held two duties that exclude each other, whoever recorded it and however."""

    asks = "duties"
    path = "/duties"
    Result = DutiesResult

    subject: Text | None = None

    def answer(self, reading: Reading, subject: str | None) -> DutiesResult:
        sight = Sight(reading)
        accounts = _Accounts(reading)
        rows = reading.lay(self._asked(reading), _case_of)
        return DutiesResult(
            items=reading.lay(
                item
                for (thing, case), held in groupby(rows, _case_of)
                if sight.reaches(thing, case)
                for item in _clashes(thing, case, _holders(held, reading), accounts)
            )
        )

    def _asked(self, reading: Reading) -> Iterable[DutyRow]:
        if self.subject is not None:
            return reading.list(DUTIES_HELD, subject=self.subject)
        return reading.each(DUTIES_HELD)


Holders = dict[str, set[DutyName]]
"""Account -> the duties it held in one case."""


def _case_of(row: DutyRow) -> tuple[str, str]:
    """The facts of a placement and of its record are one case."""
    return row.thing, row.subject


def _holders(rows: Iterable[DutyRow], reading: Reading) -> Holders:
    """Who held what in the case these rows are about."""
    holders: Holders = {}
    for held in (held for row in rows for held in row.held):
        if reading.asked_day is None or held.since <= reading.asked_day:
            holders.setdefault(held.account, set()).add(held.duty)
    return holders


def _clashes(
    thing: str, subject: str, holders: Holders, accounts: "_Accounts"
) -> Iterator[DutiesItem]:
    for account, held in sorted(holders.items()):
        if thing == "agreement":
            clashing = {duty for pair in _CLASHES if held.issuperset(pair) for duty in pair}
        else:
            own = {DutyName.PARTICIPANT} if accounts.is_participant(account, subject) else set()
            clashing = held | own
        if len(clashing) > 1:
            yield DutiesItem(
                subject=subject,
                thing=thing,
                account=account,
                duties=[duty for duty in DutyName if duty in clashing],
                rule="R84" if thing == "agreement" else "R83",
            )


class _Accounts:
    """Whose accounts they are: a participant is known by the employee of the account."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._employees: dict[str, str | None] = {}

    def is_participant(self, account: str, placement: str) -> bool:
        if account not in self._employees:
            state, _ = self._reading.log.load(stream_of(Account.thing, account), _BLANK)
            self._employees[account] = state.employee
        employee = self._employees[account]
        if employee is None:
            return False
        row = self._reading.whatever_the_day(PLACEMENTS, placement)
        return row is not None and row.employee == employee
