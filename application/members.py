"""JSON objects in which a member stands twice: two readers may take different ones, so none is."""

import json
from typing import Any


def repeated_in(body: bytes) -> str | None:
    """The top-level member of a JSON object that stands twice, or in which one does.

    `body` is an object that could be read; None if no member of it is repeated.
    """
    twice: list[tuple[dict[str, Any], str]] = []

    def noted(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            names = [name for name, _ in pairs]
            twice.append((found, next(name for name in names if names.count(name) > 1)))
        return found

    whole: dict[str, Any] = json.loads(body, object_pairs_hook=noted)
    if not twice:
        return None
    outer, name = twice[-1]
    if outer is whole:
        return name
    objects = [found for found, _ in twice]
    return next(
        (name for name, value in whole.items() if any(_holds(value, one) for one in objects)), None
    )


def _holds(value: Any, wanted: dict[str, Any]) -> bool:
    if isinstance(value, dict):
        return value is wanted or any(_holds(inner, wanted) for inner in value.values())
    return isinstance(value, list) and any(_holds(inner, wanted) for inner in value)
