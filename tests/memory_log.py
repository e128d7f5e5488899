"""A log in a list: enough of the port for whoever only reads facts in order."""

from collections.abc import Iterator
from datetime import date

import msgspec

from domain.base import Fact
from domain.envelope import AnyEnvelope, Envelope, Instant


class MemoryLog:
    """Keeps envelopes; positions and versions are dense from 1."""

    def __init__(self) -> None:
        self._facts: list[AnyEnvelope] = []

    def record(self, stream: str, fact: Fact, effective_on: date) -> AnyEnvelope:
        version = 1 + sum(kept.stream == stream for kept in self._facts)
        envelope: AnyEnvelope = Envelope(
            position=len(self._facts) + 1,
            stream=stream,
            version=version,
            topic=fact.topic,
            recorded_at=Instant("2020-02-18T03:00:00.000000Z"),
            effective_on=effective_on,
            actor="account:1",
            role="officer",
            office=None,
            on_behalf_of=None,
            second_person=None,
            channel="api",
            source=None,
            basis=(),
            reason=None,
            rule_set={},
            late_recorded=False,
            violations=(),
            warnings=(),
            correlation="c",
            causation=None,
            key=None,
            software="test",
            data=fact,
        )
        self._facts.append(envelope)
        return envelope

    def replace(self, position: int, fact: Fact) -> None:
        """Another fact at a position: what an upcaster or a repaired decoder does on reading."""
        old = self._facts[position - 1]
        self._facts[position - 1] = msgspec.structs.replace(old, topic=fact.topic, data=fact)

    def end(self) -> int:
        return len(self._facts)

    def tail(
        self, after: int, *, upto: int | None = None, without: frozenset[str] = frozenset()
    ) -> Iterator[AnyEnvelope]:
        yield from (fact for fact in self._facts[after:upto] if fact.topic not in without)

    def stream(self, stream: str, *, upto: int | None = None) -> Iterator[AnyEnvelope]:
        yield from (kept for kept in self._facts[:upto] if kept.stream == stream)

    def states(self) -> Iterator[tuple[str, int, bytes]]:
        """It keeps no state rows."""
        return iter(())
