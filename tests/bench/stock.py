"""The stock `eventsourcing` library doing the same lives: its aggregates, transcoder and recorders.

It decides by state, records the same fields and commits once a command, as an application written
with it would. It checks no authority, keeps no views and no tree: what is compared favours it.
"""

from collections.abc import Iterator
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

import msgspec
from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.domain import Aggregate, event

from tests.bench.programme import Ask

Fields = dict[str, Any]


class WrongState(Exception):
    """The act does not exist from this state."""


class Placement(Aggregate):
    @event("Nominated")
    def __init__(
        self,
        id: UUID,  # noqa: A002 - the library's own name
        by: str,
        at: str,
        fields: Fields,
    ) -> None:
        self.plan, self.state = fields, "NOMINATED"

    def act(self, verb: str, by: str, at: str, fields: Fields) -> None:
        before, after = _PLACEMENT[verb]
        if self.state != before:
            raise WrongState(verb)
        self._acted(verb=verb, state=after, by=by, at=at, fields=fields)

    @event("Acted")
    def _acted(self, verb: str, state: str, by: str, at: str, fields: Fields) -> None:
        self.state = state


class Record(Aggregate):
    @event("Opened")
    def __init__(
        self,
        id: UUID,  # noqa: A002 - the library's own name
        by: str,
        at: str,
    ) -> None:
        self.entries: list[Fields] = []
        self.state = "OPEN"

    def log(self, by: str, at: str, entries: list[Fields]) -> None:
        for entry in entries:
            if any(logged["day"] == entry["day"] for logged in self.entries):
                raise WrongState("log-hours")
            self._logged(by=by, at=at, entry=entry)

    @event("Logged")
    def _logged(self, by: str, at: str, entry: Fields) -> None:
        self.entries.append(entry)

    def act(self, verb: str, by: str, at: str, fields: Fields) -> None:
        before, after = _RECORD[verb]
        if self.state != before:
            raise WrongState(verb)
        self._acted(verb=verb, state=after, by=by, at=at, fields=fields)

    @event("Acted")
    def _acted(self, verb: str, state: str, by: str, at: str, fields: Fields) -> None:
        self.state = state


_PLACEMENT = {
    "verify": ("NOMINATED", "VERIFIED"),
    "assign": ("VERIFIED", "ASSIGNED"),
    "start": ("ASSIGNED", "STARTED"),
    "complete": ("STARTED", "COMPLETED"),
}
_RECORD = {
    "approve-hours": ("OPEN", "OPEN"),
    "submit-report": ("OPEN", "SUBMITTED"),
    "evaluate": ("SUBMITTED", "SCORED"),
    "reply-evaluation": ("SCORED", "SCORED"),
    "confirm-evaluation": ("SCORED", "EVALUATED"),
    "record-certificate": ("EVALUATED", "CERTIFIED"),
    "propose-credit": ("CERTIFIED", "PROPOSED"),
    "verify-credit": ("PROPOSED", "VERIFIED"),
    "recognise-credit": ("VERIFIED", "RECOGNISED"),
}


class StockProgramme(Application[UUID]):
    """Plays the asks of the workload through the library."""

    name = "stock"

    def play(self, ask: Ask, fields: Fields) -> None:
        verb = ask.command.verb()
        key = ask.subject or ask.new_id
        placement_id, record_id = uuid5(NAMESPACE_URL, f"p{key}"), uuid5(NAMESPACE_URL, f"r{key}")
        by, at = ask.by, ask.at
        if verb == "nominate":
            self.save(Placement(id=placement_id, by=by, at=at, fields=fields))
        elif ask.command.thing() == "placement":
            placement: Placement = self.repository.get(placement_id)
            placement.act(verb, by, at, fields)
            opened = [Record(id=record_id, by=by, at=at)] if verb == "start" else []
            self.save(placement, *opened)
        else:
            record: Record = self.repository.get(record_id)
            if verb == "log-hours":
                record.log(by, at, fields["entries"])
            else:
                record.act(verb, by, at, fields)
            self.save(record)

    def log_entry(self, record_id: UUID, by: str, at: str, entry: Fields) -> None:
        """One entry of a record, which is opened with its first one."""
        try:
            record: Record = self.repository.get(record_id)
        except AggregateNotFoundError:
            record = Record(id=record_id, by=by, at=at)
        record.log(by, at, [entry])
        self.save(record)


def with_fields(asks: list[Ask]) -> Iterator[tuple[Ask, Fields]]:
    """Each ask with its fields as plain values, made before the clock runs."""
    for ask in asks:
        yield ask, msgspec.to_builtins(ask.command.given())
