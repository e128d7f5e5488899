"""Finds marked values inside a request: the ids it names, the dates it claims.

The search is prepared once per command class from its annotations, so that checking a request
walks only the places that hold a mark.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, get_args, get_origin, get_type_hints

from domain.shapes import Shape


@dataclass(frozen=True, slots=True)
class Finder:
    """One marked place: the request's field, the mark, and the way down to the value."""

    field: str
    mark: Any
    path: tuple[str | None, ...]
    """Attribute names; None means every item of a list."""

    def find(self, request: object) -> Iterator[Any]:
        yield from _walk(getattr(request, self.field), self.path)


def finder_for(hints: Mapping[str, Any], kind: type) -> Iterator[Finder]:
    """The places under `hints` (field -> annotation) that carry a mark of the kind."""
    for name, hint in hints.items():
        for mark, path in _marks(hint, kind):
            yield Finder(name, mark, path)


def _marks(hint: Any, kind: type) -> Iterator[tuple[Any, tuple[str | None, ...]]]:
    if get_origin(hint) is Annotated:
        inner, *extras = get_args(hint)
        yield from ((extra, ()) for extra in extras if isinstance(extra, kind))
        yield from _marks(inner, kind)
    elif get_origin(hint) is tuple:
        for mark, path in _marks(get_args(hint)[0], kind):
            yield mark, (None, *path)
    elif isinstance(hint, type) and issubclass(hint, Shape):
        for name, inner in get_type_hints(hint, include_extras=True).items():
            for mark, path in _marks(inner, kind):
                yield mark, (name, *path)
    else:
        for part in get_args(hint):
            yield from _marks(part, kind)


def _walk(value: Any, path: tuple[str | None, ...]) -> Iterator[Any]:
    if value is None:
        return
    if not path:
        yield value
    elif path[0] is None:
        for item in value:
            yield from _walk(item, path[1:])
    else:
        yield from _walk(getattr(value, path[0]), path[1:])
