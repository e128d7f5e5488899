"""The office of the product over the stock `eventsourcing` library, doing the same work.

Authority, decisions, facts and views are the product's own; the log is an application of the
library as it comes: an aggregate for each stream, its transcoder, its repository, its recorders.
Command keys and claims are aggregates whose ids are their names, as its manual advises. What the
library has no answer for is left out, which favours it: boundaries, the versions of streams that
were only read, the hashes of the tree.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import TypeVar, cast
from uuid import NAMESPACE_URL, UUID, uuid5

from eventsourcing.application import AggregateNotFoundError, Application
from eventsourcing.domain import Aggregate, event
from eventsourcing.utils import EnvType

from application.enquirer import Enquirer
from application.office import Office
from application.ports import Append, KeyTaken, Outcome
from domain.catalogue import CATALOGUE
from domain.envelope import AnyEnvelope
from domain.things import BLANK
from domain.upcasters import UPCASTERS
from infrastructure.canonical import Canon
from infrastructure.log_batch import Batch, Entry, Place
from interface.bootstrap import SOFTWARE, Store

S = TypeVar("S")

CANON = Canon(CATALOGUE, UPCASTERS)


class Stream(Aggregate):
    """One stream of facts and the state they lead to."""

    @event("Begun")
    def __init__(
        self,
        id: UUID,  # noqa: A002 - the library's own name
        topic: str,
        stored: str,
    ) -> None:
        first = CANON.decode(topic, stored.encode())
        self.facts, self.thing = 1, BLANK[first.thing].evolve(first)

    @event("Recorded")
    def record(self, topic: str, stored: str) -> None:
        self.facts += 1
        self.thing = self.thing.evolve(CANON.decode(topic, stored.encode()))


class Taken(Aggregate):
    """A name that may be taken once: a command key or a claim."""

    @event("Taken")
    def __init__(
        self,
        id: UUID,  # noqa: A002 - the library's own name
        owner: str,
    ) -> None:
        self.owner = owner


class StockLog(Application[UUID]):
    """A `DecisionLog` for one caller, over the library."""

    name = "stock-office"

    def __init__(self, env: EnvType, store: Store) -> None:
        """Begins with the facts that the new store has."""
        super().__init__(env)
        self._views = store.views
        self._end = Place()
        for fact in store.log.tail(0):
            stored = CANON.encode(fact)
            place = Entry(fact.position, fact.stream, fact.version, fact.topic, stored)
            self._record_all([place])
            self._end = Place(fact.position, fact.recorded_at)

    def append(self, asks: Sequence[Append]) -> list[Outcome]:
        return [self._append(ask) for ask in asks]

    def load(self, stream: str, blank: S) -> tuple[S, int]:
        try:
            found: Stream = self.repository.get(_id_of(stream))
        except AggregateNotFoundError:
            return blank, 0
        return cast(S, found.thing), found.facts

    def stream(self, stream: str, *, upto: int | None = None) -> Iterator[AnyEnvelope]:
        return (fact for fact in self.tail(0, upto=upto) if fact.stream == stream)

    def tail(self, after: int, *, upto: int | None = None) -> Iterator[AnyEnvelope]:
        last = self._end.position if upto is None else upto
        for told in map(self.mapper.to_domain_event, self.recorder.select_notifications(1, 2**31)):
            if isinstance(told, Stream.Begun | Stream.Recorded):  # type: ignore[attr-defined]
                fact = CANON.decode(told.topic, told.stored.encode())
                if after < fact.position <= last:
                    yield fact

    def key(self, key: str) -> KeyTaken | None:
        return None if self.claimed("key", key) is None else KeyTaken(b"", range(0))

    def claimed(self, scope: str, name: str) -> str | None:
        try:
            taken: Taken = self.repository.get(_id_of(f"{scope}:{name}"))
        except AggregateNotFoundError:
            return None
        return taken.owner

    def boundary(self, name: str) -> int:
        return 0

    def _append(self, ask: Append) -> Outcome:
        batch = Batch(CANON, SOFTWARE, self._end)
        recorded = batch.add(0, ask)
        names = {f"{scope}:{name}": owner for (scope, name), owner in ask.claims.items()}
        if ask.key is not None:
            names[f"key:{ask.key}"] = ask.request_hash.hex()
        taken = [Taken(id=_id_of(name), owner=owner) for name, owner in names.items()]
        self._record_all(batch.entries, taken)
        self._end = batch.end()
        if recorded.envelopes:
            self._views.fold(recorded.envelopes)
        return recorded

    def _record_all(self, entries: Iterable[Entry], taken: Iterable[Taken] = ()) -> None:
        changed: dict[str, Stream] = {}
        for _, stream, version, topic, stored in entries:
            if version == 1:
                changed[stream] = Stream(id=_id_of(stream), topic=topic, stored=stored.decode())
                continue
            if stream not in changed:
                changed[stream] = self.repository.get(_id_of(stream))
            changed[stream].record(topic, stored.decode())
        self.save(*changed.values(), *taken)


def over_the_library(store: Store, env: EnvType) -> tuple[Store, StockLog]:
    """A new store whose office records in the library; the store's own log stays as it was."""
    log = StockLog(env, store)
    office = Office(log, store.views, store.vault, store.evidence, Enquirer(store.reading_room))
    return replace(store, office=office), log


def _id_of(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, name)
