"""What belongs to an employee, and what keeps it from being destroyed (contract §5.7).

Two tables, so that a new kind of thing needs one line: `OWNED` are the views of things that name
their employee, `HOLDING` the views of things that hold what they name.
"""

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Protocol

from application.ports import View
from application.views.oversight import FINDINGS
from application.views.things import EXTERNALS, HOLDS, PLACEMENTS, SUBJECT_REQUESTS
from domain.states import FindingState

if TYPE_CHECKING:
    from application.desk import Desk

BOUNDARY = "holds"
"""Moved by every hold placed or lifted; findings move one of their own."""

OWNED: tuple[View, ...] = (PLACEMENTS, EXTERNALS, SUBJECT_REQUESTS)
"""Each is searched by `employee`. A learning record has the id of its placement."""

Held = Callable[[Any], Iterable[str]]
"""The ids a row holds at present; none once it is released or closed."""


def _subjects_of_hold(hold: Any) -> Iterable[str]:
    return hold.subjects if hold.state == "PLACED" else ()


def _links_of_finding(finding: Any) -> Iterable[str]:
    is_open = finding.state != FindingState.CLOSED
    return [link.subject for link in finding.links if link.subject and is_open]


HOLDING: tuple[tuple[View, str, Held], ...] = (
    (HOLDS, BOUNDARY, _subjects_of_hold),
    (FINDINGS, "findings", _links_of_finding),
)
"""View, the boundary that moves with it, and what its rows hold."""


class Lister(Protocol):
    """Lists the rows of a view, at a desk or in a reading."""

    def __call__(self, view: View, **index: str | int) -> list[Any]: ...


def things_of(employee: str, list_: Lister) -> frozenset[str]:
    """The ids of the employee and of everything that is about the employee."""
    owned = (row.id for view in OWNED for row in list_(view, employee=employee))
    return frozenset({employee, *owned})


def is_on_hold(employee: str, list_: Lister) -> bool:
    """Whether a hold or an open finding names the employee or something of the employee."""
    own = things_of(employee, list_)
    return any(not own.isdisjoint(held(row)) for view, _, held in HOLDING for row in list_(view))


def lister_at(desk: "Desk", employee: str) -> Lister:
    """Lists at a desk, which then depends on what is listed."""
    boundaries = {view.name: boundary for view, boundary, _ in HOLDING}

    def list_(view: View, **index: str | int) -> list[Any]:
        return desk.rows(view, boundaries.get(view.name, f"person:{employee}"), **index)

    return list_
