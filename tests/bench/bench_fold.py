"""Reading back: facts folded into states and into views, against plain JSON of the same bytes.

One core, the same stored facts in every column. `json` makes dictionaries and checks nothing; the
fold makes frozen facts, checks their places and folds every stream; the projection folds all views
and writes them.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import msgspec

from domain.things import BLANK
from infrastructure.rebuilding.filling import all_of, fill
from interface.bootstrap import Store, StoreKind, open_store
from tests.bench.load import BEGINNING, lived
from tests.bench.load import fill as grow
from tests.bench.measuring import headline, say, spread, timed
from tests.bench.programme import Programme


def with_json(stored: list[bytes]) -> None:
    for one in stored:
        json.loads(one)


def with_msgspec(stored: list[bytes]) -> None:
    decode = msgspec.json.Decoder().decode
    for one in stored:
        decode(one)


def folded(store: Store) -> dict[str, Any]:
    """The state of every stream, folded from the first fact."""
    states: dict[str, Any] = {}
    for fact in store.log.tail(0):
        state = states.get(fact.stream)
        states[fact.stream] = (BLANK[fact.thing] if state is None else state).evolve(fact)
    return states


def projected(store: Store) -> None:
    """Every view, folded anew into an empty store beside the serving one."""
    with store.views.scratch() as beside:
        fill(all_of(store.log), beside, upto=store.log.end())


def main(rounds: int = 5, facts: int = 10_000) -> None:
    headline(f"Folding {facts:,} facts (min / median / max)")
    with TemporaryDirectory() as name:
        store = open_store(str(Path(name)), kind=StoreKind.SANDBOX, at=BEGINNING)
        try:
            programme = Programme(store, hosts=50)
            programme.prepare(1)
            grow(programme, lived(programme), programme.places, facts)
            _measure(store, rounds)
        finally:
            store.close()


def _measure(store: Store, rounds: int) -> None:
    stored = [one for _, one in store.log.stored(0)]
    columns: dict[str, Callable[[], object]] = {
        "json": lambda: with_json(stored),
        "msgspec": lambda: with_msgspec(stored),
        "scan": lambda: list(store.log.stored(0)),
        "fold": lambda: folded(store),
        "views": lambda: projected(store),
    }
    seconds: dict[str, list[float]] = {name: [] for name in columns}
    for _ in range(rounds):
        for name, work in columns.items():
            seconds[name].append(timed(work)[1])
    for name, times in seconds.items():
        rates = [len(stored) / one for one in times]
        shares = [plain / one for plain, one in zip(seconds["json"], times, strict=True)]
        say(f"{name:<8} {spread(rates, '{:,.0f}'):>32} facts/s   of json {spread(shares)}")


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
