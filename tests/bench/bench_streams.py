"""A command on a long stream against one on a short stream, warm and from a cold start (G12).

Both streams are learning records that are still open; the long one has had an entry corrected
again and again. What is measured is logging the next day's hours, through the door, durably.
"""

import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from application.ports import Append, Draft, Recorded
from domain.learning.facts import HoursCorrected
from domain.learning.state import LearningRecord
from interface.bootstrap import Store, StoreKind, open_store
from tests.bench.load import BEGINNING
from tests.bench.measuring import goal, headline, say, spread, timed
from tests.bench.programme import FIRST, WORKED, Ask, Programme

BATCH = 1000
LOGGED = 3
"""Entries logged before the stream is made long; the rest of the sixteen days is measured."""


def opened(programme: Programme, n: int) -> list[Ask]:
    """Play a life up to its first entries; the asks that log the other days one by one."""
    asks = list(programme.life(n))
    start = next(i for i, ask in enumerate(asks) if ask.command.verb() == "log-hours")
    for ask in asks[: start + LOGGED]:
        programme.store.office.execute(ask.command, ask.context(None), subject=ask.subject)
    record = asks[0].new_id
    return [programme.hours(f"self{n}", record, [FIRST + day]) for day in WORKED[LOGGED:]]


def lengthen(store: Store, record: str, facts: int) -> None:
    """Correct the first entry so many times, straight into the log."""
    stream = f"learning-record:{record}"
    state, version = store.log.load(stream, LearningRecord())
    at = store.log.head().recorded_at
    while version < facts:
        drafts = tuple(_correction(stream, version + n) for n in range(min(BATCH, facts - version)))
        asked = Append(drafts=drafts, expected={stream: version}, at=at, states={stream: state})
        [outcome] = store.log.append([asked])
        assert isinstance(outcome, Recorded)
        state, version = outcome.states[stream], version + len(drafts)


def _correction(stream: str, n: int) -> Draft:
    before, quarters = 28 - n % 2, 27 + n % 2
    return Draft(
        stream=stream,
        fact=HoursCorrected(entry=1, before=before, quarters=quarters),
        effective_on=date(2020, 3, 5),
        actor="mentor",
        role="MENTOR",
    )


def cold(folder: Path, ask: Ask) -> float:
    """Seconds of the first command of a process that has read nothing yet."""
    store = open_store(str(folder))
    try:
        return timed(lambda: _execute(store, ask))[0]
    finally:
        store.close()


def _execute(store: Store, ask: Ask) -> None:
    store.office.execute(ask.command, ask.context(None), subject=ask.subject)


def ratios(folder: Path, facts: int) -> tuple[Sequence[float], Sequence[float]]:
    """Long over short: of the warm commands in turn, and of the cold ones."""
    store = open_store(str(folder), kind=StoreKind.SANDBOX, at=BEGINNING)
    try:
        programme = Programme(store)
        programme.prepare(2)
        short, long = opened(programme, 0), opened(programme, 1)
        assert long[0].subject is not None
        lengthen(store, long[0].subject, facts)
        half = len(short) // 2
        warm = [
            timed(lambda b=b: _execute(store, b))[0] / timed(lambda a=a: _execute(store, a))[0]  # type: ignore[misc]
            for a, b in zip(short[:half], long[:half], strict=True)
        ]
    finally:
        store.close()
    pairs = zip(short[half:], long[half:], strict=True)
    return warm, [cold(folder, b) / cold(folder, a) for a, b in pairs]


def main(rounds: int = 5, facts: int = 20_000) -> None:
    headline(f"A command on a stream of {facts:,} facts against one of 5 (min / median / max)")
    warm: list[float] = []
    cold_ones: list[float] = []
    for _ in range(rounds):
        with TemporaryDirectory() as name:
            more_warm, more_cold = ratios(Path(name), facts)
        warm += more_warm
        cold_ones += more_cold
        say(f"  round: warm {spread(more_warm)}, cold {spread(more_cold)}")
    goal("G12", warm, "<= 1.5 warm", met=median(warm) <= 1.5)
    goal("G12", cold_ones, "<= 1.5 cold", met=median(cold_ones) <= 1.5)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
