"""Lists come in pages (contract §8): where a page begins, how long it is, what follows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import islice
from typing import Any, TypeVar

import msgspec

T = TypeVar("T", bound=msgspec.Struct)


class Order(Enum):
    """What the beginning of a page counts."""

    ITEMS = "items"
    POSITIONS = "positions"
    """Items are facts: a page begins after a position of the log."""
    BOTH_LOGS = "both logs"
    """Items are facts or accesses: a page begins after a position and after an access."""


@dataclass(frozen=True, slots=True)
class Page:
    """The part of a list that is asked for: at most `limit` items, those that come after `after`.

    `after` counts items; of a list that is read by position it is the position of a fact. `beside`
    is the number of an access, where accesses are listed among the facts.
    """

    limit: int
    after: int = 0
    beside: int = 0

    @property
    def enough(self) -> int:
        """How many items after `after` tell the page and whether another one follows."""
        return self.limit + 1


def cut(answer: T, page: Page, *, order: Order) -> T:
    """One page of an answer that is a list; `next` is the `after` of the following page."""
    listed: Sequence[Any] = answer.items  # type: ignore[attr-defined]
    match order:
        case Order.ITEMS:
            rest = list(islice(listed, page.after, page.after + page.enough))
        case Order.POSITIONS:
            rest = [item for item in listed if item.position > page.after]
        case Order.BOTH_LOGS:
            rest = [item for item in listed if _is_behind(item, page)]
    items = rest[: page.limit]
    following = _following(items, page, order) if len(items) < len(rest) else None
    return msgspec.structs.replace(answer, items=items, next=following)


def _is_behind(item: Any, page: Page) -> bool:
    if item.position is None:
        return bool(item.entry > page.beside)
    return bool(item.position > page.after)


def _following(items: Sequence[Any], page: Page, order: Order) -> str:
    if order is Order.ITEMS:
        return str(page.after + page.limit)
    positions = [item.position for item in items if item.position is not None]
    if order is Order.POSITIONS:
        return str(positions[-1])
    entries = [item.entry for item in items if item.entry is not None]
    return f"{max([page.after, *positions])}.{max([page.beside, *entries])}"
