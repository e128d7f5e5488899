"""The oracle of every answer: a log that was never told more, folded anew for each question."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from application.ports import EventLog, Head, Moment, Vault, View
from application.reading import ReadingRoom
from application.search.entries import Entry, entry_of
from domain.envelope import AnyEnvelope, Instant
from infrastructure.proofs import proof
from interface.bootstrap import Store
from tests.view_stores import folded


class Folds:
    """A view store without a store: every row is folded from the first fact."""

    def __init__(self, facts: list[AnyEnvelope]) -> None:
        self._facts = facts
        self._kept: dict[tuple[str, date, int], dict[str, Any]] = {}

    def position(self) -> int:
        return len(self._facts)

    def rows(self, view: View, moment: Moment) -> dict[str, Any]:
        asked = (view.name, moment.as_of, moment.position)
        if asked not in self._kept:
            known = self._facts[: moment.position]
            self._kept[asked] = folded(view, known, moment.as_of)
        return self._kept[asked]

    def get(self, view: View, key: str, moment: Moment) -> Any:
        return self.rows(view, moment).get(key)

    def find(self, view: View, moment: Moment, **index: str | int) -> list[tuple[str, Any]]:
        return [
            (key, row)
            for key, row in sorted(self.rows(view, moment).items())
            if all(getattr(row, name) == value for name, value in index.items())
        ]

    def walk(self, view: View, moment: Moment, /, **index: str | int) -> Iterator[tuple[str, Any]]:
        return iter(self.find(view, moment, **index))

    def current(
        self, view: View, at_least: Mapping[str, int] | None = None, /, **index: str | int
    ) -> list[tuple[str, Any]]:
        found = self.find(view, Moment(date.max, self.position()), **index)
        least = (at_least or {}).items()
        return [(k, row) for k, row in found if all(getattr(row, n) >= v for n, v in least)]


class SearchedFromZero:
    """A search index that keeps nothing: it looks through the facts."""

    def __init__(self, facts: list[AnyEnvelope], vault: Vault) -> None:
        self._facts = facts
        self._vault = vault

    def holding(self, tokens: Sequence[frozenset[str]]) -> set[tuple[str, str]]:
        entries: list[Entry] = []
        for entry in (entry_of(fact, self._vault) for fact in self._facts):
            if entry is not None and not entry.tokens:
                about = (entry.thing, entry.subject)
                entries = [kept for kept in entries if (kept.thing, kept.subject) != about]
            elif entry is not None:
                entries.append(entry)
        return {
            (entry.thing, entry.subject)
            for entry in entries
            if all(entry.tokens & one_of for one_of in tokens)
        }


class ToldSoFar:
    """A log that holds its first facts and has never heard of the others."""

    def __init__(self, log: EventLog, facts: list[AnyEnvelope]) -> None:
        self._log = log
        self._facts = facts
        self._end = len(facts)

    def head(self) -> Head:
        at = self._facts[-1].recorded_at if self._facts else Instant("0001-01-01T00:00:00.000000Z")
        return Head(self._end, at, self._log.root(self._end))

    def position_at(self, moment: Instant) -> int:
        return sum(fact.recorded_at <= moment for fact in self._facts)

    def tail(self, after: int, *, upto: int | None = None) -> Iterator[AnyEnvelope]:
        yield from self._facts[max(after, 0) : upto]

    def stream(self, stream: str, *, upto: int | None = None) -> Iterator[AnyEnvelope]:
        yield from (fact for fact in self._facts[:upto] if fact.stream == stream)

    def load(self, stream: str, blank: Any) -> tuple[Any, int]:
        state, version = blank, 0
        for fact in self.stream(stream):
            state, version = state.evolve(fact), fact.version
        return state, version

    def __getattr__(self, name: str) -> Any:
        """What is asked with a size of its own: roots, proofs, faults."""
        return getattr(self._log, name)


def room_from_zero(store: Store, facts: list[AnyEnvelope]) -> ReadingRoom:
    """A reading room over a log of these facts alone, without a row kept anywhere."""
    log: Any = ToldSoFar(store.log, facts)
    return ReadingRoom(
        log,
        store.ledger,
        Folds(facts),
        store.vault,
        store.evidence,
        store.access_log,
        SearchedFromZero(facts, store.vault),
        partial(proof, log),
    )
