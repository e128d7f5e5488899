"""The figures of other questions, asked at the same clocks: what is explained, compared, counted.

Whoever shows a figure of another question takes it from its answer, so that the two never differ.
"""

from dataclasses import replace
from typing import Any

import msgspec

import application.queries as known
from application.laying import whole
from application.queries.base import Query, Reading
from domain.base import Refused
from domain.codes import Code


def answer_of(query: Query, reading: Reading, subject: str | None = None) -> Any:
    """The whole answer to a question, whatever the reader's scope; whoever asks has seen to that.

    Raises `Refused` as the question does.
    """
    return query.answer(replace(reading, reader=None, page=None), subject)


def figures_of(
    name: str, reading: Reading, subject: str | None = None, **fields: Any
) -> dict[str, Any]:
    """As `answer_of`, as JSON has it."""
    query = known.QUERIES[name].parse(msgspec.json.encode(fields))
    found: dict[str, Any] = msgspec.to_builtins(whole(answer_of(query, reading, subject)))
    return found


def figures_if_there(
    name: str, reading: Reading, subject: str, **fields: Any
) -> dict[str, Any] | None:
    """As `figures_of`; None where the thing is not there at the moment."""
    try:
        return figures_of(name, reading, subject, **fields)
    except Refused as refusal:
        if refusal.code == Code.NOT_FOUND:
            return None
        raise
