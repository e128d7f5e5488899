"""The members of JSON objects: a name that stands twice says two things, and neither counts.

Readers of JSON keep the last one without a word, so what was meant first would be lost unseen.
"""

import json
from collections.abc import Iterator
from typing import Any


def repeated(body: bytes) -> tuple[str, ...]:
    """Where a member stands again in its object, as pointers; none if it is no JSON at all."""
    try:
        text = body.decode()
        _ONCE.decode(text)
    except _StandsTwice:
        return _told(tuple(_again(_PAIRS.decode(text), "")))
    except (ValueError, RecursionError):
        return ()
    return ()


class _StandsTwice(Exception):
    """A name stands twice in one object."""


class _Members(list[tuple[str, Any]]):
    """An object with every member it was written with."""


def _each_once(pairs: list[tuple[str, Any]]) -> None:
    if len(dict(pairs)) != len(pairs):
        raise _StandsTwice


_ONCE = json.JSONDecoder(object_pairs_hook=_each_once, strict=False)
_PAIRS = json.JSONDecoder(object_pairs_hook=_Members, strict=False)
"""Both read all that any reader of forms lets pass; what is no JSON is for those to say."""


def _again(value: Any, place: str) -> Iterator[str]:
    members = value if isinstance(value, _Members) else ()
    seen: set[str] = set()
    for name, inner in members:
        if name in seen:
            yield f"{place}/{name}"
        seen.add(name)
        yield from _again(inner, f"{place}/{name}")
    if isinstance(value, list) and not isinstance(value, _Members):
        for number, inner in enumerate(value):
            yield from _again(inner, f"{place}/{number}")


def _told(pointers: tuple[str, ...]) -> tuple[str, ...]:
    """Each once; none where a name is no text, for then the whole is no JSON."""
    try:
        "".join(pointers).encode()
    except UnicodeEncodeError:
        return ()
    return tuple(dict.fromkeys(pointers))
