"""Names that one thing has at a time (R15, R61, R98): claimed in the append, never taken back.

A claim whose owner no longer has the name, because it was mistyped and put right, counts for
nothing: the name is then claimed anew, in the scope's next turn.
"""

from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from application.desk import Desk

Claim = tuple[str, str]
"""(scope, name)"""


def claim_for(desk: "Desk", claim: Claim, owner: str, has: Callable[[str], bool]) -> bool:
    """Claim a name for its owner; False if another one has it.

    `has` says of an id whether that thing has the name by its present facts.
    """
    scope, name = claim
    for turn in count(1):
        numbered = scope if turn == 1 else f"{scope}#{turn}"
        holder = desk.claimed(numbered, name)
        if holder is None:
            desk.claim(numbered, name, owner)
            return True
        if has(holder):
            return holder == owner
    raise AssertionError("counting does not end")
