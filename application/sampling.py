"""Populations of samples: any question whose answer is a list of things or facts (R95)."""

from collections.abc import Mapping
from typing import Any, get_args, get_type_hints

import msgspec

from application.commands.base import Malformed
from application.populations import Population, Populations
from application.queries import QUERIES
from application.queries.base import Query, Reply
from application.reading import ReadingRoom
from domain.base import refuse
from domain.codes import Code
from domain.envelope import Instant
from domain.things import THINGS

_IDS = frozenset(THINGS) | {"subject", "record", "external", "request", "sha256"}
"""What the contract calls an item's id: the thing's name, or a word that stands for it."""
_PLACE = "position"
"""The key of items that are facts; it stands first in them."""


def populations_of(room: ReadingRoom) -> Populations:
    """The populations a reading room answers; a question that has none is MALFORMED."""

    def ask(name: str, parameters: Mapping[str, Any], reader: str, now: Instant) -> Population:
        kind = QUERIES.get(name)
        fields = () if kind is None else _fields_of_items(kind)
        key = next((f for f in fields if f in _IDS or f == fields[0] == _PLACE), None)
        if kind is None or key is None:
            refuse(Code.MALFORMED, "population")
        try:
            query = kind.parse(msgspec.json.encode(parameters))
        except Malformed:
            refuse(Code.MALFORMED, "parameters")
        answer = room.ask(query, reader=reader, at=now)
        items = msgspec.to_builtins(answer.result)["items"]
        return Population(tuple(items), frozenset(fields), key, answer.position)

    return ask


def _fields_of_items(query: type[Query]) -> tuple[str, ...]:
    """The fields of the items of a question's answer, in order; none if it is no list."""
    listed = get_type_hints(query.Result).get("items")
    about_one = "{id}" in query.path
    if listed is None or about_one:
        return ()
    item: type[Reply] = get_args(listed)[0]
    return tuple(field.encode_name for field in msgspec.structs.fields(item))
