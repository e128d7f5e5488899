"""Views: folded anew in one process and in two, lag under load, and the past against the present.

For each size a store of about three years is grown (or fewer, where it holds too little for
that). Rebuilds run in processes of their own, so that what they need of memory is theirs. The past
is the moment two thirds of the log ago, as it was known then.

    python -m tests.bench.bench_views            10,000 and 100,000 facts
    python -m tests.bench.bench_views 1000000    a size of one's own; more than one may be given
"""

import json
import multiprocessing
import resource
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from threading import Event, Thread
from typing import Any

from application.paging import Page
from application.queries import QUERIES
from domain.dates import civil_day
from domain.envelope import Instant
from infrastructure.premises import Premises
from infrastructure.rebuilding.parts import Hands
from infrastructure.rebuilding.rebuild import rebuild
from infrastructure.settings import EVIDENCE
from interface.bootstrap import Store, StoreKind, open_store
from tests.bench.load import BEGINNING, Life, fill, lived, person_id, register_people
from tests.bench.measuring import headline, most_memory, say, spread, timed
from tests.bench.programme import SEATS, Programme

SIZES = (10_000, 100_000)
PER_LIFE = 34
WINDOWS = 39
"""Windows of four weeks in three years."""
ROUNDS, ASKED = 3, 60
LOAD, SECONDS = 40, 5.0
"""Commands per second of the steady load, and how long it lasts."""
SPAWN = multiprocessing.get_context("spawn")


@dataclass(frozen=True)
class Grown:
    """A store of a size, what it was grown from, and where its next life begins."""

    programme: Programme
    pattern: Life
    people: int
    next: int

    @property
    def store(self) -> Store:
        return self.programme.store


@contextmanager
def grown(where: str, facts: int) -> Iterator[Grown]:
    lives = facts // PER_LIFE
    hosts, people = max(1, lives // (WINDOWS * SEATS)), max(50, lives // 3)
    store = open_store(where, kind=StoreKind.SANDBOX, at=BEGINNING)
    try:
        programme = Programme(store, hosts=hosts)
        programme.prepare(1)
        pattern = lived(programme)
        register_people(programme, people)
        following = fill(programme, pattern, programme.places, facts, people)
        yield Grown(programme, pattern, people, following)
    finally:
        store.close()


def rebuilt(where: str, processes: int, line: Any) -> None:
    """Rebuild in this process and its own.

    Tells the seconds it took, the processor's seconds here and there, and the most memory in MiB.
    """
    store = open_store(where, kind=StoreKind.SANDBOX)
    premises = Premises.of(where, EVIDENCE)
    hands = Hands(premises.open_log, premises.open_views, processes=processes, least=1)
    seconds, processor = timed(
        lambda: rebuild(store.log, store.views, hands=hands, comparing=False)
    )
    store.close()
    of_parts = resource.getrusage(resource.RUSAGE_CHILDREN)
    line.send(
        (
            seconds,
            processor,
            of_parts.ru_utime + of_parts.ru_stime,
            max(most_memory(), of_parts.ru_maxrss / 1024 if processes > 1 else 0),
        )
    )


def apart(work: Callable[..., None], *given: Any) -> Any:
    """What a function tells from a process of its own."""
    line, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=work, args=(*given, theirs))
    process.start()
    told = line.recv()
    process.join()
    return told


def rebuilding(store: Store, where: str, rounds: int) -> None:
    stored = [one for _, one in store.log.stored(0)]
    seconds: dict[str, list[float]] = {"json": [], "decode": [], "one": [], "two": []}
    processor: dict[str, list[float]] = {"one": [], "two": []}
    memory: dict[str, list[float]] = {"one": [], "two": []}
    for _ in range(rounds):
        seconds["json"].append(timed(lambda: [json.loads(one) for one in stored])[0])
        seconds["decode"].append(timed(lambda: sum(1 for _ in store.log.tail(0)))[0])
        for name, processes in (("one", 1), ("two", 2)):
            took, here, there, most = apart(rebuilt, where, processes)
            seconds[name].append(took)
            processor[name].append(here + there / 2)
            memory[name].append(most)
    for name, said in _COLUMNS.items():
        rates = [len(stored) / one for one in seconds[name]]
        shares = [plain / one for plain, one in zip(seconds["json"], seconds[name], strict=True)]
        say(f"  {said:<30} {spread(rates, '{:,.0f}'):>28} facts/s   of json {spread(shares)}")
    for said, took in (("by the clock", seconds), ("by the processor's time", processor)):
        gain = [one / two for one, two in zip(took["one"], took["two"], strict=True)]
        say(f"  two against one, {said:<24} {spread(gain)}")
    say(
        "  most memory of a process, MiB: "
        + ", ".join(f"{name} {max(most):,.0f}" for name, most in memory.items())
    )


_COLUMNS = {
    "json": "plain JSON of the same bytes",
    "decode": "read and decoded into facts",
    "one": "all views, one process",
    "two": "all views, two processes",
}


def lag(place: Grown, where: str, *, rebuild_meanwhile: bool) -> None:
    """How old what the views do not hold is, looked at all the time, while commands come in."""
    store, ended, seen = place.store, Event(), list[float]()

    def watch() -> None:
        missing_since: float | None = None
        while not ended.is_set():
            behind = store.log.end() > store.views.position()
            now = time.perf_counter()
            missing_since = (missing_since or now) if behind else None
            seen.append(0.0 if missing_since is None else (now - missing_since) * 1000)
            ended.wait(0.001)

    watching = Thread(target=watch)
    beside = SPAWN.Process(target=_forever, args=(where,)) if rebuild_meanwhile else None
    if beside is not None:
        beside.start()
        while store.projector.status().rebuilt is None:
            time.sleep(0.05)
    watching.start()
    answered = _steady(place)
    ended.set()
    watching.join()
    if beside is not None:
        beside.kill()
        beside.join()
    name = "while a rebuild runs" if rebuild_meanwhile else "alone"
    cuts = quantiles(seen, n=100)
    took = quantiles(answered, n=100)
    say(
        f"  {len(answered) / SECONDS:,.0f} commands/s {name:<21} lag p50 {cuts[49]:.1f}"
        f" p99 {cuts[98]:.1f} most {max(seen):.1f} ms;"
        f" a command p50 {took[49]:.1f} p99 {took[98]:.1f} ms"
    )


def _forever(where: str) -> None:
    """Rebuild again and again until killed."""
    store = open_store(where, kind=StoreKind.SANDBOX)
    while True:
        store.rebuild_views(comparing=False, processes=1)


def _steady(place: Grown) -> list[float]:
    """Register organisations at a steady rate: the milliseconds of each."""
    programme, took = place.programme, list[float]()
    begun = time.perf_counter()
    now = place.store.clock.now()
    for number in range(int(LOAD * SECONDS)):
        time.sleep(max(0.0, begun + number / LOAD - time.perf_counter()))
        register = partial(
            programme.do, "organisation.register", "root", now, name="Kota", category="CITY"
        )
        took.append(timed(register)[0] * 1000)
    return took


def reading(place: Grown) -> None:
    store, end = place.store, place.store.log.end()
    [then] = store.log.tail(end // 3, upto=end // 3 + 1)
    [last] = store.log.tail(end - 1, upto=end)
    past, now = civil_day(then.recorded_at), civil_day(last.recorded_at)
    say(f"  now is {now}, the past is {past} as known then, at position {then.position:,}")
    placements = [
        stream.partition(":")[2]
        for position, stream in store.log.placed("placement.nominated.v1")
        if position < then.position
    ]
    step = max(1, len(placements) // ASKED)
    people = [person_id(n * max(1, place.people // ASKED)) for n in range(ASKED)]
    questions: dict[str, Callable[[date, Instant | None], float]] = {
        "state of a placement": partial(_each, store, "placement", placements[::step][:ASKED], {}),
        "a page of the register": partial(_each, store, "register", [None] * ASKED, {}),
        "a person's JP year": partial(_each, store, "jp-ledger", people, {"year": past.year}),
        "the city's recap": partial(_each, store, "jp-recap", [None] * 3, {"year": past.year}),
    }
    for name, ask in questions.items():
        ask(now, None)
        ask(past, then.recorded_at)
        rounds = [(ask(now, None), ask(past, then.recorded_at)) for _ in range(ROUNDS)]
        present, earlier = (median(times) for times in zip(*rounds, strict=True))
        ratios = [before / after for after, before in rounds]
        say(
            f"  {name:<24} now {present:9,.0f} µs   then {earlier:9,.0f} µs"
            f"   then/now {spread(ratios)}"
        )


def _each(
    store: Store, name: str, subjects: Sequence[str | None], fields: dict[str, Any], day: date,
    known_at: Instant | None,
) -> float:  # fmt: skip
    """The median of the microseconds one question takes."""
    query = QUERIES[name].parse(json.dumps(fields).encode())
    at, took = store.clock.now(), []
    for subject in subjects:
        ask = partial(
            store.reading_room.ask,
            query,
            reader=None,
            at=at,
            subject=subject,
            as_of=day,
            known_at=known_at,
            page=Page(50),
        )
        took.append(timed(ask)[0] * 1e6)
    return median(took)


def main(*sizes: int) -> None:
    headline("Views (min / median / max)")
    for facts in sizes or SIZES:
        with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            where = str(Path(folder) / "store")
            with grown(where, facts) as place:
                say(f"\n{place.store.log.end():,} facts")
                rebuilding(place.store, where, ROUNDS if facts < 500_000 else 1)
                reading(place)
                lag(place, where, rebuild_meanwhile=False)
                lag(place, where, rebuild_meanwhile=True)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
