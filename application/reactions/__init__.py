"""What a fact causes at once: recorded with it, by the system, naming it as the cause (§6, D14).

A reaction is a function of the desk and the fact laid down. It lays down more facts or none; those
may cause others in turn. Replaying never runs a reaction: what it caused stands in the log.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from application.ports import Draft
from application.reactions.agreement_ends import demand_cover
from application.reactions.discipline import after_sanction
from application.reactions.waiting_list import walk_for, walk_for_seats

if TYPE_CHECKING:
    from application.desk import Desk

Reaction = Callable[["Desk", int, Draft], None]
"""(desk, index of the fact in the act, the fact as laid down)"""

REACTIONS: Mapping[str, tuple[Reaction, ...]] = {
    "agreement.expired.v1": (demand_cover,),
    "agreement.terminated.v1": (demand_cover,),
    "agreement.superseded.v1": (demand_cover,),
    "agreement.amended.v1": (walk_for_seats,),
    "agreement.amendment-annulled.v1": (demand_cover,),
    "agreement.suspended.v1": (demand_cover,),
    "employee.sanctioned.v1": (after_sanction,),
    "placement.cancelled.v1": (walk_for,),
    "placement.rejected.v1": (walk_for,),
    "placement.withdrawn.v1": (walk_for,),
    "placement.terminated.v1": (walk_for,),
    "placement.suspended.v1": (walk_for,),
    "placement.rescheduled.v1": (walk_for,),
    "placement.completed.v1": (walk_for,),
}


def react(desk: "Desk") -> None:
    """Run the reactions to every fact of the act, those to reactions included, in order."""
    react_from(desk, 0)


def react_from(desk: "Desk", index: int) -> None:
    """As `react`, for the facts from that index on."""
    while index < len(desk.drafts):
        draft = desk.drafts[index]
        for reaction in REACTIONS.get(draft.fact.topic, ()):
            reaction(desk, index, draft)
        index += 1
