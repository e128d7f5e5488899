"""Which page of a list is asked for (contract §8): the same words and limits at every door."""

from typing import Any

from application.digits import number_in
from application.paging import Order, Page
from application.queries.base import ListReply, Query
from interface.door import flaw, malformed

LARGEST_PAGE, PAGE = 200, 50


def page_asked(query: type[Query], given: dict[str, Any]) -> Page | None:
    """Take `limit` and `after` out of what was given; None where the answer is no list.

    Raises `Malformed` at pages there cannot be.
    """
    if not issubclass(query.Result, ListReply):
        return None
    limit = _whole(given.pop("limit", PAGE))
    begins = _beginning(given.pop("after", 0), query.order)
    flaws = []
    if limit is None or not 1 <= limit <= LARGEST_PAGE:
        flaws.append(flaw("limit", "no_page_size", LARGEST_PAGE))
    if begins is None:
        flaws.append(flaw("after", "no_page"))
    if limit is None or begins is None or flaws:
        raise malformed(*flaws)
    return Page(limit, *begins)


def _beginning(given: Any, order: Order) -> tuple[int, int] | None:
    """`after` of a page, and what comes behind the dot where two logs are read at once."""
    first, dot, second = given.partition(".") if isinstance(given, str) else (given, "", "")
    after, beside = _whole(first), _whole(second) if dot else 0
    if after is None or beside is None or (dot and order is not Order.BOTH_LOGS):
        return None
    return after, beside


def _whole(given: Any) -> int | None:
    """A number, or the digits of one: `next` is sent back as the text it came as."""
    written = str(given) if isinstance(given, (int, str)) and not isinstance(given, bool) else ""
    return number_in(written)
