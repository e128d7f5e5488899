"""What an employee has been credited: by it duplicates, caps and room are judged (R66-R69).

Everything here is read under the boundary of the employee's credits; who moves them touches it.
"""

from datetime import date
from typing import TYPE_CHECKING

from application.views.jp_ledger import JP_LEDGER, LedgerRow
from domain.employee import Employee
from domain.enums_learning import ActivityCode, Component, EmploymentKind
from domain.jp import Use, add_use, contract_year

if TYPE_CHECKING:
    from application.desk import Desk


def boundary_of(employee: str) -> str:
    return f"credits:{employee}"


def credited(desk: "Desk", employee: str) -> list[LedgerRow]:
    """The rows of the employee's JP ledger that count."""
    rows: list[LedgerRow] = desk.rows(JP_LEDGER, boundary_of(employee), employee=employee)
    return [row for row in rows if row.counts]


def used_of(rows: list[LedgerRow], activity: ActivityCode) -> Use:
    """What these credits have used of the caps of a code, by month or day (R66)."""
    return add_use(dict(row.used) for row in rows if row.activity is activity)


def room(desk: "Desk", employee: str, ended_on: date, rows: list[LedgerRow]) -> int | None:
    """The JP a PPPK's contract year still has room for; None where there is no cap (R69)."""
    person = desk.get(Employee, employee)
    if person.kind is not EmploymentKind.PPPK:
        return None
    cap = desk.rules(Component.PPPK_CAP, ended_on).values
    if person.post_kind in cap["exempt_post_kinds"]:
        return None
    year = contract_year(person.contract_covering(ended_on).since, ended_on)
    used = sum(row.jp for row in rows if year.since <= row.last_day <= year.until)
    left: int = cap["cap_jp"] - used
    return max(0, left)
