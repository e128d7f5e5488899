"""Questions an act asks: populations of samples, and answers that are to be kept (R95)."""

from collections.abc import Mapping
from typing import Any

import msgspec

from application.answers import digest_of, rows_of
from application.commands.base import Malformed
from application.enquiry import Answered, Moment, Population, fields_of_items, key_of
from application.queries import QUERIES
from application.queries.base import Query
from application.reading import ReadingRoom
from domain.base import refuse
from domain.codes import Code
from domain.envelope import Instant


class Enquirer:
    """Asks a reading room on behalf of whoever acts."""

    def __init__(self, room: ReadingRoom) -> None:
        self._room = room

    def population(
        self, question: str, parameters: Mapping[str, Any], reader: str, now: Instant
    ) -> Population:
        kind = QUERIES.get(question)
        fields = () if kind is None else fields_of_items(kind.path, kind.Result)
        key = key_of(fields)
        if kind is None or key is None or not kind.can_be_kept:
            refuse(Code.MALFORMED, "population")
        answer = self._room.ask(_asked(kind, parameters), reader=reader, at=now)
        items = msgspec.to_builtins(answer.result)["items"]
        return Population(tuple(items), frozenset(fields), key, answer.position)

    def answer(
        self,
        question: str,
        about: str | None,
        parameters: Mapping[str, Any],
        moment: Moment,
        reader: str,
        now: Instant,
    ) -> Answered:
        kind = QUERIES.get(question)
        if kind is None or not kind.can_be_kept:
            refuse(Code.MALFORMED, "question")
        if "{id}" in kind.path and about is None:
            refuse(Code.MALFORMED, "about")
        found = self._room.ask(
            _asked(kind, parameters),
            reader=reader,
            at=now,
            subject=about,
            as_of=moment.as_of,
            known_at=moment.position,
        )
        return Answered(
            day=found.as_of,
            position=found.position,
            known_at=found.known_at,
            sha256=digest_of(found.result),
            rows=rows_of(found.result),
        )


def _asked(kind: type[Query], parameters: Mapping[str, Any]) -> Query:
    try:
        return kind.parse(msgspec.json.encode(parameters))
    except Malformed as malformed:
        raise malformed.within("parameters") from malformed
