"""Lists come in pages (contract §8): where a page begins, how long it is, what follows it."""

from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec

T = TypeVar("T", bound=msgspec.Struct)


@dataclass(frozen=True, slots=True)
class Page:
    """The part of a list that is asked for: at most `limit` items, those that come after `after`.

    `after` counts items; of a list that is read by position it is the position of a fact.
    """

    limit: int
    after: int = 0

    @property
    def enough(self) -> int:
        """How many items after `after` tell the page and whether another one follows."""
        return self.limit + 1


def cut(answer: T, page: Page, *, by_position: bool) -> T:
    """One page of an answer that is a list; `next` is the `after` of the following page."""
    listed: list[Any] = answer.items  # type: ignore[attr-defined]
    if by_position:
        rest = [item for item in listed if item.position > page.after]
    else:
        rest = listed[page.after :]
    items = rest[: page.limit]
    following = None
    if len(items) < len(rest):
        following = str(items[-1].position if by_position else page.after + page.limit)
    return msgspec.structs.replace(answer, items=items, next=following)
