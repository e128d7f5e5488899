"""Which facts rely on which documents: one row per stream (R82, D16).

The places a fact cites a document in are known by their names, and found once per class of fact.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import msgspec

from domain.catalogue import CATALOGUE
from domain.envelope import AnyEnvelope

CITING = frozenset(
    {"document", "documents", "text", "acting_opinion", "legal_opinion", "consent", "sha256"}
)
_DIGEST = re.compile("[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Citation:
    """One fact that relies on one document; `on` is the day the fact claims."""

    sha256: str
    position: int
    on: date


@dataclass(frozen=True, slots=True)
class CitationsRow:
    """Every citation in one stream, in order."""

    citations: tuple[Citation, ...] = ()


class Citations:
    """Citations by stream. What a fact cites is cut by knowledge alone, as documents are."""

    name = "citations"
    row = CitationsRow
    topics = frozenset(CATALOGUE)
    undated = frozenset(CATALOGUE)
    index: tuple[str, ...] = ()

    def keys(self, fact: AnyEnvelope) -> Iterable[str]:
        return (fact.stream,) if cited_by(fact) else ()

    def begins(self, fact: AnyEnvelope) -> bool:
        return fact.version == 1

    def streams(self, key: str) -> Iterable[str]:
        return (key,)

    def evolve(self, row: CitationsRow | None, fact: AnyEnvelope) -> CitationsRow:
        known = row.citations if row else ()
        new = (Citation(sha, fact.position, fact.effective_on) for sha in cited_by(fact))
        return CitationsRow((*known, *new))


def cited_by(fact: AnyEnvelope) -> list[str]:
    """The SHA-256 of every document a fact relies on, its basis included, each once."""
    found = dict.fromkeys(_cited_in(fact.data))
    found.update((ref.sha256, None) for ref in fact.basis if ref.sha256)
    return list(found)


def _cited_in(shape: msgspec.Struct) -> Iterator[str]:
    for name, is_shape in _places(type(shape)):
        value = getattr(shape, name)
        for part in value if isinstance(value, tuple) else (value,):
            if part is None:
                continue
            if is_shape:
                yield from _cited_in(part)
            elif _DIGEST.fullmatch(part):
                yield part


@cache
def _places(kind: type[msgspec.Struct]) -> tuple[tuple[str, bool], ...]:
    """(field, whether shapes stand in it) of the fields that may cite a document."""
    found = []
    for name, hint in get_type_hints(kind).items():
        inner = [part for part in _flat(hint) if isinstance(part, type)]
        shapes = [part for part in inner if issubclass(part, msgspec.Struct)]
        if any(_places(part) for part in shapes):
            found.append((name, True))
        elif name in CITING and str in inner:
            found.append((name, False))
    return tuple(found)


def _flat(hint: Any) -> Iterator[Any]:
    if get_origin(hint) in (Union, UnionType, tuple):
        for part in get_args(hint):
            yield from _flat(part)
    else:
        yield hint


CITATIONS = Citations()
