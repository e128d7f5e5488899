"""When a person's identity may be destroyed: retention over, fate to destroy, no hold (R97)."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from domain.base import Verdict
from domain.codes import Code
from domain.dates import anniversary
from domain.employee import Employee, IdentityErased

ERASED_NAME = "dihapus sesuai JRA"
"""What stands where the name stood."""


def erase(
    employee: Employee,
    verdict: Verdict,
    *,
    today: date,
    retention: Mapping[str, Any] | None,
    ended_on: Iterable[date],
    held: bool,
) -> tuple[IdentityErased]:
    """`retention` are the values of the component, None if none is set (its own hindrance).

    `ended_on` are the last days of the employee's placements.
    """
    identity = retention["identity"] if retention else None
    if identity is None or not _is_over(employee, today, identity["years"], ended_on):
        verdict.broken(Code.RETENTION_RUNNING)
    if identity is not None and identity["fate"] != "DESTROY":
        verdict.broken(Code.FATE_NOT_DESTROY)
    if held:
        verdict.broken(Code.LEGAL_HOLD)
    verdict.settle()
    return (IdentityErased(),)


def _is_over(employee: Employee, today: date, years: int, ended_on: Iterable[date]) -> bool:
    """Retention counts from the retirement or the last placement's end, whichever is later."""
    retired = employee.retired_on(today)
    return retired is not None and today >= anniversary(max([retired, *ended_on]), years)
