"""What a sample is drawn from: the items of a question, asked at a log position (R95).

A population is a query whose answer has `items`. Its keys are the items' first id, and their
`position` where the items are facts.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from domain.envelope import Instant


@dataclass(frozen=True, slots=True)
class Population:
    """The items of an answer as JSON has them, which field is the key, and the position used."""

    items: tuple[Mapping[str, Any], ...]
    fields: frozenset[str]
    key: str
    position: int


Populations = Callable[[str, Mapping[str, Any], str, Instant], Population]
"""(query, parameters, reader, now) -> population; raises `Refused` where there is none."""
