"""One thing that is due: when, and what to record."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from application.desk import Desk


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """Ordered by due day, then by the contract's table, then by creation.

    `record` looks again whether it is still due, for what came before may have settled it.
    """

    day: date
    rank: int
    created: int
    subject: str
    record: Callable[["Desk"], None] = field(compare=False)
