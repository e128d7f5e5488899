"""What a fact causes at once: recorded with it, by the system, naming it as the cause (§6, D14).

A reaction is a function of the desk and the fact laid down. It lays down more facts or none; those
may cause others in turn. Replaying never runs a reaction: what it caused stands in the log.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from application.ports import Draft

if TYPE_CHECKING:
    from application.desk import Desk

Reaction = Callable[["Desk", int, Draft], None]
"""(desk, index of the fact in the act, the fact as laid down)"""

REACTIONS: Mapping[str, tuple[Reaction, ...]] = {}


def react(desk: "Desk") -> None:
    """Run the reactions to every fact of the act, those to reactions included, in order."""
    index = 0
    while index < len(desk.drafts):
        draft = desk.drafts[index]
        for reaction in REACTIONS.get(draft.fact.topic, ()):
            reaction(desk, index, draft)
        index += 1
