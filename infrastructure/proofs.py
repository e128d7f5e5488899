"""Which facts made a row: read from the log when asked.

A list of positions kept in every segment would grow with the square of a stream's length; the
facts of a key are few and lie together in its streams.
"""

from collections.abc import Iterator
from typing import Protocol

from application.ports import Moment, View
from domain.envelope import AnyEnvelope
from infrastructure.segments import day_of


class Streams(Protocol):
    """The part of the log a proof reads."""

    def stream(self, stream: str, *, upto: int | None = None) -> Iterator[AnyEnvelope]: ...


def proof(log: Streams, view: View, key: str, moment: Moment) -> tuple[int, ...]:
    """The positions of the key's facts that take effect at the moment, ascending."""
    day = moment.as_of.toordinal()
    return tuple(
        sorted(
            fact.position
            for stream in view.streams(key)
            for fact in log.stream(stream, upto=moment.position)
            if fact.topic in view.topics and day_of(view, fact) <= day and key in view.keys(fact)
        )
    )
