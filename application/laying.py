"""Rows on their way into an answer, laid aside until they are counted, put in order, written.

A question that looks at everything hands over rows one at a time and takes them back in order. Few
of them stay in memory; where the many lie is the business of whoever reads (`Lay`).
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Protocol, TypeVar

import msgspec

T = TypeVar("T")
R = TypeVar("R", bound=msgspec.Struct)

Key = tuple[str | int, ...]
"""What rows are ordered by. Of equal ones the first to come stays the first."""


class Lay(Protocol):
    """Lays rows of one class aside, in the order they come or in that of their keys."""

    def __call__(
        self, rows: Iterable[T], by: Callable[[T], Key] | None = None, /
    ) -> Sequence[T]: ...


def in_memory(rows: Iterable[T], by: Callable[[T], Key] | None = None, /) -> Sequence[T]:
    """Lays rows into a list."""
    return list(rows) if by is None else sorted(rows, key=by)


def is_rows(value: object) -> bool:
    """Whether a field of an answer holds rows, wherever they lie."""
    return isinstance(value, Sequence) and not isinstance(value, str)


def whole(answer: R) -> R:
    """The answer with a list in the place of rows that lie elsewhere."""
    fields = {name: getattr(answer, name) for name in answer.__struct_fields__}
    laid = {
        name: list(value)
        for name, value in fields.items()
        if is_rows(value) and not isinstance(value, list)
    }
    return msgspec.structs.replace(answer, **laid) if laid else answer
