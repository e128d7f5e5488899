"""What an act may ask before it is decided: a population to draw from, an answer to keep (R95).

A population is a query whose answer has `items`. Its keys are the items' first id, and their
`position` where the items are facts.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, get_args, get_type_hints

import msgspec

from domain.envelope import Instant
from domain.things import THINGS

_IDS = frozenset(THINGS) | {"subject", "record", "external", "request", "sha256"}
"""What the contract calls an item's id: the thing's name, or a word that stands for it."""
_PLACE = "position"
"""The key of items that are facts; it stands first in them."""


@dataclass(frozen=True, slots=True)
class Population:
    """The items of an answer as JSON has them, which field is the key, and the position used."""

    items: tuple[Mapping[str, Any], ...]
    fields: frozenset[str]
    key: str
    position: int


@dataclass(frozen=True, slots=True)
class Moment:
    """When a question is seen from: a day if one was named, and a log position, else the last."""

    as_of: date | None
    position: int | None


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer told by its digest, the moment it was read at, and how many rows it has.

    `sha256` is over the answer's fields as canonical JSON, the clocks left out.
    """

    day: date
    position: int
    known_at: Instant
    sha256: str
    rows: int | None


class Enquiry(Protocol):
    """Asks questions as the one who acts; raises `Refused` as the questions do."""

    def population(
        self, question: str, parameters: Mapping[str, Any], reader: str, now: Instant
    ) -> Population:
        """MALFORMED where the question has no items that could be drawn."""
        ...

    def answer(
        self,
        question: str,
        about: str | None,
        parameters: Mapping[str, Any],
        moment: Moment,
        reader: str,
        now: Instant,
    ) -> Answered:
        """MALFORMED where there is no such question, or its answer is not to be kept."""
        ...


def key_of(fields: tuple[str, ...]) -> str | None:
    """The field of an item that tells it from the others; None if there is none."""
    return next((f for f in fields if f in _IDS or f == fields[0] == _PLACE), None)


def fields_of_items(path: str, result: type[msgspec.Struct]) -> tuple[str, ...]:
    """The fields of the items of a question's answer, in order; none if it is no list."""
    listed = get_type_hints(result).get("items")
    about_one = "{id}" in path
    if listed is None or about_one:
        return ()
    item: type[msgspec.Struct] = get_args(listed)[0]
    return tuple(field.encode_name for field in msgspec.structs.fields(item))


def strata_of(
    items: Iterable[Mapping[str, Any]], key: str, stratify_by: str | None
) -> dict[str, str]:
    """Every key and its stratum; of items with one key the first one tells the stratum."""
    strata: dict[str, str] = {}
    for item in items:
        strata.setdefault(str(item[key]), _stratum(item, stratify_by))
    return strata


def _stratum(item: Mapping[str, Any], field: str | None) -> str:
    """The name of the stratum: the field's text, or its JSON."""
    value = item[field] if field is not None else ""
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)
