"""Facts in bulk: the lives of the workload copied under other ids and days, straight into the log.

A copy is a whole placement with its hours and its credit; it goes through the log, the state rows
and the views as any fact does, but no rule judges it again. So a store grows in minutes.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import msgspec

from application.ports import Append, Draft, Recorded
from domain.catalogue import CATALOGUE
from domain.envelope import AnyEnvelope, Envelope, Instant
from domain.things import BLANK
from tests.bench.programme import FIRST, WINDOW, Programme, at

_DATE = re.compile(rb"\d{4}-\d\d-\d\d")
BATCH = 50
"""Lives in one commit."""


@dataclass(frozen=True, slots=True)
class Life:
    """The stored facts of one placement that was lived through the door."""

    facts: tuple[tuple[str, bytes], ...]
    placement: str
    employee: str
    host: str
    agreement: str


def lived(programme: Programme) -> Life:
    """Play the first life and take it as the pattern of all copies."""
    store = programme.store
    before = store.log.head().position
    asks = list(programme.life(0))
    for ask in asks:
        store.office.execute(ask.command, ask.context(None), subject=ask.subject)
    facts = tuple(
        (fact.topic, stored)
        for fact, (_, stored) in zip(store.log.tail(before), store.log.stored(before), strict=True)
    )
    ids = programme.ids
    return Life(facts, asks[0].new_id, ids["asn0"], ids["host0"], ids["agreement0"])


def copies(
    programme: Programme, pattern: Life, first: int, count: int, people: int | None = None
) -> Iterator[list[Draft]]:
    """The drafts of `count` lives from the `first` on, each at its host, seat and window.

    They are lived by so many `people` in turn; each by a person of its own if that is not said.
    """
    for n in range(first, first + count):
        window, place = divmod(n, programme.places)
        host = place % programme.hosts
        names = {
            pattern.placement: _id(1, n),
            pattern.employee: person_id(n if people is None else n % people),
            pattern.host: programme.ids[f"host{host}"],
            pattern.agreement: programme.ids[f"agreement{host}"],
            "TLK-0": f"TLK-{n}",
            "800/ST.0": f"800/ST.{n}",
        }
        yield _copied(pattern, names, (window * WINDOW).days)


def fill(
    programme: Programme, pattern: Life, first: int, facts: int, people: int | None = None
) -> int:
    """Append copies until the log holds so many facts; the number of the next life."""
    store, lives = programme.store, first
    while (missing := facts - store.log.head().position) > 0:
        count = min(BATCH, missing // len(pattern.facts) + 1)
        _append(programme, list(copies(programme, pattern, lives, count, people)), lives)
        lives += count
    return lives


def person_id(n: int) -> str:
    """The id of the n-th of the people who live the copies."""
    return _id(2, n)


def register_people(programme: Programme, count: int) -> None:
    """Record so many civil servants like the first one of the programme, under their ids."""
    log, first = programme.store.log, programme.ids["asn0"]
    [registered] = log.stream(f"employee:{first}", upto=None)
    for start in range(0, count, BATCH * 10):
        asks = []
        for n in range(start, min(count, start + BATCH * 10)):
            stream = f"employee:{person_id(n)}"
            draft = replace(_draft(registered), stream=stream)
            states = {stream: BLANK["employee"]}
            asks.append(Append(drafts=(draft,), expected={stream: 0}, at=BEGINNING, states=states))
        assert all(isinstance(outcome, Recorded) for outcome in log.append(asks))


def _append(programme: Programme, lives: list[list[Draft]], first: int) -> None:
    store, now = programme.store, at(FIRST + first // programme.places * WINDOW)
    asks = []
    for drafts in lives:
        streams = {draft.stream for draft in drafts}
        states: dict[str, Any] = {name: BLANK[name.partition(":")[0]] for name in streams}
        expected = dict.fromkeys(streams, 0)
        asks.append(Append(drafts=tuple(drafts), expected=expected, at=now, states=states))
    outcomes = store.log.append(asks)
    assert all(isinstance(outcome, Recorded) for outcome in outcomes)


def _copied(pattern: Life, names: dict[str, str], days: int) -> list[Draft]:
    texts = {old.encode(): new.encode() for old, new in names.items()}
    found = re.compile(b"|".join(re.escape(old) for old in texts))
    drafts = []
    for topic, stored in pattern.facts:
        moved = found.sub(lambda match: texts[match.group()], stored)
        moved = _DATE.sub(lambda match: _later(match.group(), days), moved)
        kind: Any = Envelope[CATALOGUE[topic]]  # type: ignore[valid-type]
        drafts.append(_draft(msgspec.json.decode(moved, type=kind)))
    return drafts


def _draft(fact: AnyEnvelope) -> Draft:
    return Draft(
        stream=fact.stream,
        fact=fact.data,
        effective_on=fact.effective_on,
        actor=fact.actor,
        role=fact.role,
        channel=fact.channel,
        rule_set=fact.rule_set,
    )


def _later(stored: bytes, days: int) -> bytes:
    day = date.fromisoformat(stored.decode())
    return stored if day < FIRST.replace(day=1) else _shifted(day, days)


def _shifted(day: date, days: int) -> bytes:
    return date.fromordinal(day.toordinal() + days).isoformat().encode()


def _id(kind: int, n: int) -> str:
    """An id of its own for the n-th copy, in the form and the order of real ones."""
    return f"016f7894-{n >> 16:04x}-7{n & 0xFFF:03x}-8{kind:03x}-{n:012x}"


BEGINNING = Instant("2020-01-06T02:00:00.000000Z")
