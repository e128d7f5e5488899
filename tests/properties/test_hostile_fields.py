"""Acts of the journals with one field made strange are answered or refused, never failed on.

Each variant is tried where the act itself stands in its journal, over a store that keeps nothing.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from application.enquirer import Enquirer
from application.office import Office
from infrastructure.rehearsal import rehearsal_of
from interface.bootstrap import Store, StoreKind, open_store
from interface.journal import MET, Runner
from interface.journal_lines import first_instant_of, read_lines
from interface.transports import Act, DoorTransport, Inquiry, Reply
from tests.properties.searching import FACTOR, SEED

JOURNALS = Path(__file__).parents[1] / "journals"
DAYS = ("9999-12-31", "2999-12-31", "1900-01-01", "0001-01-01", "2019-02-29", "20200101")
TEXTS = ("", " ", "\x00", "x" * 5000, "e\u0301", "\U0001d518", "-", "$name")
NUMBERS = (0, -1, 10**9, 2**53 - 1, 2**53, True)
MOMENTS = (0, 1, 10**12, "1900-01-01", "2999-12-31T23:59:59Z", "soon")
VARIANTS = 3 * FACTOR
"""Strange forms of each line that are tried."""


class Hostile(DoorTransport):
    """Tries strange forms of a line before the line itself."""

    def __init__(self, store: Store, rng: random.Random) -> None:
        super().__init__(store)
        self.tried = 0
        self._rng = rng
        self._place: DoorTransport | None = None

    def do(self, act: Act) -> Reply:
        for fields in self._chosen(list(_strange(dict(act.fields)))):
            place = self._place or self._forgetful()
            reply = place.do(replace(act, fields=fields, key=None, ref=None))
            self._place = place if reply.refused else None
            self.tried += 1
        self._place = None
        return super().do(act)

    def ask(self, inquiry: Inquiry) -> Reply:
        for fields in self._chosen(list(_strange(dict(inquiry.fields)))):
            super().ask(replace(inquiry, fields=fields))
            known_at, as_of = self._rng.choice(MOMENTS), self._rng.choice(DAYS)
            super().ask(replace(inquiry, known_at=known_at, as_of=as_of))
            self.tried += 2
        return super().ask(inquiry)

    def _chosen(self, forms: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return self._rng.sample(forms, min(VARIANTS, len(forms)))

    def _forgetful(self) -> DoorTransport:
        """The store as it stands, at a door that keeps nothing."""
        store = self._store
        beside = rehearsal_of(store.log, store.views, store.vault, store.evidence)
        office = Office(*beside, Enquirer(store.reading_room))
        return DoorTransport(replace(store, office=office))


def _strange(fields: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The fields with one of them, at any depth, made strange; and claimed on strange days."""
    yield from _forms(fields)
    for day in DAYS:
        yield {**fields, "on": day}


def _forms(value: Any) -> Iterator[Any]:
    match value:
        case Mapping():
            for name, inner in value.items():
                yield {other: value[other] for other in value if other != name}
                for form in _forms(inner):
                    yield {**value, name: form}
        case list():
            yield []
            yield [*value, *value]
            for place, inner in enumerate(value):
                for form in _forms(inner):
                    yield [*value[:place], form, *value[place + 1 :]]
        case bool():
            yield not value
        case int():
            yield from NUMBERS
            yield str(value)
        case str():
            yield from DAYS if value[:4].isdigit() and value[4:5] == "-" else TEXTS
            yield None
            yield {"text": value}


@pytest.mark.parametrize("name", ["smoke", "runoff", "bandung-live"])
def test_a_strange_field_is_refused_or_recorded_and_the_journal_is_met_all_the_same(
    name: str,
) -> None:
    lines = read_lines(JOURNALS / f"{name}.jsonl")
    store = open_store(None, kind=StoreKind.SANDBOX, at=first_instant_of(lines))
    try:
        hostile = Hostile(store, random.Random(f"{SEED} {name}"))
        report = Runner(hostile).run(lines)
        assert (report.exit_code, report.failures) == (MET, [])
        assert hostile.tried > len(lines)
    finally:
        store.close()
