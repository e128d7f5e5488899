"""Questions at random: any query, any parameters it takes, about things a log speaks of."""

import types
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum
from random import Random
from typing import Annotated, Any, Union, get_args, get_origin

import msgspec

from application.queries.base import Query
from domain.envelope import AnyEnvelope, Instant
from domain.values import Names
from interface.addresses import PATHS

_NAMED = {
    "account": "account",
    "actor": "account",
    "agreement": "agreement",
    "counterpart": "organisation",
    "employee": "employee",
    "host": "organisation",
    "mandate": "mandate",
    "office": "office",
    "organisation": "organisation",
    "placement": "placement",
    "unit": "unit",
}
"""Parameter -> the thing its text names."""
_WHOLE: dict[str, list[dict[str, Any]]] = {
    "why": [
        {"question": "coverage", "figure": "/totals/days"},
        {"question": "agreements", "figure": "/items/0/used"},
        {"question": "placements", "figure": "/items/1"},
        {"question": "controls", "figure": "/items/3/count"},
        {"question": "programme", "figure": "/met", "parameters": {"year": 2021}},
        {"question": "learning-record", "figure": "/verified_quarters"},
        {"question": "placement", "figure": "/working_days"},
    ],
    "search": [
        {"text": "magang"},
        {"text": "pemagangan Telkom"},
        {"text": "Dewi", "thing": "placement"},
        {"text": "800", "thing": "placement"},
        {"text": "kerja sama bank"},
        {"text": "surat", "thing": "document"},
    ],
}
"""Queries whose parameters make sense together only."""
_BY_RECORD = {"learning-record": "placement"}
_OTHERWISE = {
    "document": "0" * 64,
    "rule": "R14",
    "state": "ASKED",
    "purpose": "pemeriksaan",
}


@dataclass(frozen=True)
class Asked:
    """One question: what, about which thing, seen from when."""

    query: Query
    subject: str | None
    as_of: date | None
    known_at: Instant | int | None


class Chance:
    """Draws questions about one log, the same ones from the same seed."""

    def __init__(self, seed: int, facts: list[AnyEnvelope]) -> None:
        self._dice = Random(seed)
        self._facts = facts
        self._things: dict[str, list[str]] = {}
        for fact in facts:
            known = self._things.setdefault(fact.thing, [])
            if fact.subject not in known:
                known.append(fact.subject)
        self._days = sorted({fact.effective_on for fact in facts})

    def moment(self) -> tuple[date | None, Instant | int | None]:
        """A day and a knowledge; now and then left out, as people leave them out."""
        fact = self._dice.choice(self._facts)
        known = self._dice.choice(
            (fact.position, fact.position, fact.recorded_at, _morrow(fact.recorded_at), None)
        )
        return (None if self._dice.random() < 0.1 else self.day()), known

    def day(self) -> date:
        """A day something takes effect on, one beside it, or any other one."""
        near = self._dice.choice(self._days) + timedelta(days=self._dice.randint(-1, 1))
        return self._dice.choice((near, near, near, near + timedelta(self._dice.randint(0, 900))))

    def question(self, kind: type[Query], as_of: date | None, known: Instant | int | None) -> Asked:
        """A query with what it must have, and now and then with what it may have."""
        if kind.asks in _WHOLE:
            whole = self._dice.choice(_WHOLE[kind.asks])
            query = kind.parse(msgspec.json.encode(whole))
            return Asked(query, self._one_of("placement"), as_of, known)
        fields = {
            info.alias or name: self._value(info.alias or name, info.rebuild_annotation())
            for name, info in kind.model_fields.items()
            if info.is_required() or self._dice.random() < 0.25
        }
        return Asked(kind.parse(msgspec.json.encode(fields)), self._subject(kind), as_of, known)

    def _subject(self, kind: type[Query]) -> str | None:
        if "{id}" in kind.path:
            path = kind.path.split("/")[1]
            return self._one_of(next(thing for thing, p in PATHS.items() if p == path))
        return (
            self._one_of(self._dice.choice(("placement", "agreement"))) if kind.takes_id else None
        )

    def _one_of(self, thing: str) -> str:
        known = self._things.get(_BY_RECORD.get(thing, thing), [])
        return self._dice.choice(known) if known else "tidak-ada"

    def _value(self, name: str, annotation: Any) -> Any:
        kind = self._dice.choice([k for k in _flat(annotation) if k is not types.NoneType])
        if isinstance(kind, Names):
            return self._one_of(kind.thing)
        if issubclass(kind, Enum):
            return self._dice.choice(list(kind)).value
        if kind is bool:
            return self._dice.random() < 0.5
        if kind is datetime:
            return self._dice.choice(self._facts).recorded_at
        if kind is date:
            return self.day().isoformat()
        if kind is int:
            return self._number(name)
        return self._text(name)

    def _number(self, name: str) -> int:
        if name == "year":
            return self.day().year
        return self._dice.randint(1, len(self._facts)) if "days" not in name else 30

    def _text(self, name: str) -> str:
        fact = self._dice.choice(self._facts)
        if name in _NAMED:
            return self._one_of(_NAMED[name])
        if name in _OTHERWISE:
            return _OTHERWISE[name]
        return fact.topic if name == "topic" else fact.subject


def _flat(annotation: Any) -> Iterator[Any]:
    """The plain types an annotation allows; a text that names a thing is its mark."""
    origin, args = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        marks = [mark for mark in args[1:] if isinstance(mark, Names)]
        yield from marks or _flat(args[0])
    elif origin in (Union, types.UnionType):
        for arg in args:
            yield from _flat(arg)
    else:
        yield annotation


def _morrow(moment: Instant) -> Instant:
    """A day later, so that the log need not say anything at the instant."""
    read = datetime.fromisoformat(moment) + timedelta(days=1)
    return Instant(read.strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
