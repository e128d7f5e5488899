"""Whether an answer is what a journal expects of it (contract §9, Matching).

The answer may hold more than is expected, unless a matcher says otherwise: `$exact`, `$ordered`,
`$count`, `$none`, `$any`, `$not`. `null` matches null and absent; instants match as points in
time, numbers exactly.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

_ABSENT = object()
"""An expected key that the answer does not have; equal to null, and to nothing else."""


class Mismatch(NamedTuple):
    """Where an answer differs, what was expected there, and what stands there."""

    path: str
    expected: str
    actual: str


def mismatch(expected: Any, actual: Any) -> Mismatch | None:
    """The first place where the answer is not what is expected; None if it matches."""
    return next(_differences(expected, actual, ""), None)


def matches(expected: Any, actual: Any) -> bool:
    return mismatch(expected, actual) is None


def shown(value: Any) -> str:
    """A value as it stands in a report, on one line."""
    if value is _ABSENT:
        return "nothing"
    return json.dumps(value, ensure_ascii=False, default=str)


def _differences(expected: Any, actual: Any, path: str) -> Iterator[Mismatch]:
    if _matcher(expected) is not None:
        yield from _by_matcher(expected, actual, path)
    elif isinstance(expected, dict):
        if not isinstance(actual, dict):
            yield _unmet(path, expected, actual)
            return
        for key, wanted in expected.items():
            yield from _differences(wanted, actual.get(key, _ABSENT), f"{path}/{key}")
    elif isinstance(expected, list):
        if not isinstance(actual, list) or not _each_finds_its_own(expected, actual):
            yield _unmet(path, expected, actual)
    elif not _same(expected, actual):
        yield _unmet(path, expected, actual)


def _matcher(expected: Any) -> str | None:
    """The name of a matcher: an object with one key that begins with `$`."""
    if isinstance(expected, dict) and len(expected) == 1:
        [name] = expected
        if name.startswith("$"):
            return str(name)
    return None


def _by_matcher(expected: dict[str, Any], actual: Any, path: str) -> Iterator[Mismatch]:
    [(name, wanted)] = expected.items()
    items = actual if isinstance(actual, list) else None
    match name:
        case "$any":
            met = (actual is not None and actual is not _ABSENT) is bool(wanted)
        case "$not":
            met = not matches(wanted, actual)
        case "$count":
            met = items is not None and _same(wanted, len(items))
        case "$none":
            met = items is not None and not any(matches(wanted, item) for item in items)
        case "$exact":
            met = (
                items is not None
                and len(items) == len(wanted)
                and _each_finds_its_own(wanted, items)
            )
        case "$ordered":
            if items is not None and len(items) == len(wanted):
                for place, (one, other) in enumerate(zip(wanted, items, strict=True)):
                    yield from _differences(one, other, f"{path}/{place}")
                return
            met = False
        case _:
            met = False
    if not met:
        yield _unmet(path, expected, actual)


def _each_finds_its_own(expected: Sequence[Any], actual: Sequence[Any]) -> bool:
    """Whether every expected element can be given an actual element that no other has."""
    taken: dict[int, int] = {}

    def settle(wanted: int, tried: set[int]) -> bool:
        for place, found in enumerate(actual):
            if place in tried or not matches(expected[wanted], found):
                continue
            tried.add(place)
            if place not in taken or settle(taken[place], tried):
                taken[place] = wanted
                return True
        return False

    return all(settle(wanted, set()) for wanted in range(len(expected)))


def _same(expected: Any, actual: Any) -> bool:
    if expected is None:
        return actual is None or actual is _ABSENT
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if isinstance(expected, str) and isinstance(actual, str):
        return expected == actual or _same_instant(expected, actual)
    if isinstance(expected, int | float) and isinstance(actual, int | float):
        return expected == actual
    return False


def _same_instant(expected: str, actual: str) -> bool:
    one, other = _instant(expected), _instant(actual)
    return one is not None and one == other


def _instant(text: str) -> datetime | None:
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError:
        return None
    return parsed if parsed.tzinfo is not None else None


def _unmet(path: str, expected: Any, actual: Any) -> Mismatch:
    return Mismatch(path, shown(expected), shown(actual))
