"""The log alone: appends of one fact each, by 1 and by 16 callers, durable.

Against the bare durable insert of the same bytes, one a commit, and against the stock library
saving one event of an aggregate. With 16 callers every caller waits for its own answer; the log
puts those who wait together into one commit.
"""

import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from threading import Barrier, Thread
from time import perf_counter
from uuid import NAMESPACE_URL, uuid5

from application.ports import Append, Draft, Recorded
from domain.catalogue import CATALOGUE
from domain.learning.facts import HoursLogged
from domain.learning.state import LearningRecord
from domain.upcasters import UPCASTERS
from infrastructure.log_base import StoredLog
from infrastructure.log_postgres import PostgresLog
from infrastructure.log_sqlite import SqliteLog
from tests.bench.bench_command import (
    Insert,
    raw_postgres,
    raw_sqlite,
    stock_postgres,
    stock_sqlite,
)
from tests.bench.load import BEGINNING
from tests.bench.measuring import Round, headline, say, spread, timed
from tests.bench.stock import StockProgramme
from tests.postgres_server import PostgresServer

CALLERS = 16
STREAM = 20
"""Facts of one stream; then a caller begins the next."""


def caller(log: StoredLog, name: str, appends: int) -> None:
    """One caller's appends, each answered before the next."""
    states: dict[str, LearningRecord] = {}
    for n in range(appends):
        stream, version = f"learning-record:{name}-{n // STREAM}", n % STREAM
        state = states.get(stream, LearningRecord())
        asked = Append(
            drafts=(_draft(stream, n),),
            expected={stream: version},
            at=BEGINNING,
            key=f"{name}-{n}",
            request_hash=bytes(32),
            states={stream: state},
        )
        [outcome] = log.append([asked])
        assert isinstance(outcome, Recorded)
        states[stream] = outcome.states[stream]


def _draft(stream: str, n: int) -> Draft:
    day = date(2020, 3, 2 + n % STREAM)
    activity = f"Memeriksa perangkat jaringan dan mencatat hasilnya, {day}"
    logged = HoursLogged(entry=n % STREAM + 1, day=day, quarters=28, activity=activity)
    return Draft(stream=stream, fact=logged, effective_on=day, actor="self", role="PARTICIPANT")


def stock_caller(app: StockProgramme, name: str, appends: int) -> None:
    for n in range(appends):
        key = f"{name}-{n // STREAM}"
        entry = {"day": f"2020-03-{2 + n % STREAM:02}", "quarters": 28}
        entry["activity"] = f"Memeriksa perangkat jaringan dan mencatat hasilnya, {entry['day']}"
        app.log_entry(uuid5(NAMESPACE_URL, key), "self", BEGINNING, entry)


def together(callers: int, work: Callable[[str], None]) -> float:
    """Wall seconds of so many callers at once."""
    ready = Barrier(callers + 1)

    def run(name: str) -> None:
        ready.wait()
        work(name)

    threads = [Thread(target=run, args=(f"{n:032x}",)) for n in range(callers)]
    for thread in threads:
        thread.start()
    ready.wait()
    began = perf_counter()
    for thread in threads:
        thread.join()
    return perf_counter() - began


def one_round(log: StoredLog, insert: Insert, app: StockProgramme, appends: int) -> Round:
    """Seconds per append in each way, and what they are of the bare insert."""
    alone, cpu = timed(lambda: caller(log, "alone", appends))
    stored = [state for _, state in log.stored(0)]
    bare = timed(lambda: insert(stored))[0] / appends
    stock, stock_cpu = timed(lambda: stock_caller(app, "alone", appends))
    share = max(1, appends // 4)
    many = together(CALLERS, lambda name: caller(log, name, share)) / (CALLERS * share)
    alone, stock = alone / appends, stock / appends
    return {
        "raw": bare,
        "alone": alone,
        "16 callers": many,
        "stock": stock,
        "alone of raw": bare / alone,
        "16 callers of raw": bare / many,
        "alone of stock": stock / alone,
        "cpu of stock": cpu / stock_cpu,
    }


def on_sqlite(rounds: int, appends: int) -> Iterator[Round]:
    for _ in range(rounds):
        with TemporaryDirectory() as name:
            folder = Path(name)
            log = SqliteLog(
                folder / "log.db",
                catalogue=CATALOGUE,
                upcasters=UPCASTERS,
                fingerprint=bytes(32),
                software="bench",
            )
            app = StockProgramme(env=stock_sqlite(folder))
            with closing(log), closing(app), raw_sqlite(folder) as insert:
                yield one_round(log, insert, app, appends)


def on_postgres(rounds: int, appends: int, server: PostgresServer) -> Iterator[Round]:
    for _ in range(rounds):
        log = PostgresLog(
            server.fresh_database(),
            catalogue=CATALOGUE,
            upcasters=UPCASTERS,
            fingerprint=bytes(32),
            software="bench",
        )
        app = StockProgramme(env=stock_postgres(server))
        with closing(log), closing(app), raw_postgres(server.fresh_database()) as insert:
            yield one_round(log, insert, app, appends)


def report(rounds: list[Round], database: str) -> None:
    for name in ("raw", "alone", "16 callers", "stock"):
        micro = [one[name] * 1e6 for one in rounds]
        say(f"{database:<9} {name:<18} {spread(micro, '{:,.0f}'):>24} µs an append")
    for name in ("alone of raw", "16 callers of raw", "alone of stock", "cpu of stock"):
        values = [one[name] for one in rounds]
        say(f"{database:<9} {name:<18} {spread(values):>24}   median {median(values):.2f}")


def main(rounds: int = 5, appends: int = 400) -> None:
    headline("Appends of one fact (ratios of one round; min / median / max)")
    report(list(on_sqlite(rounds, appends)), "sqlite")
    server = PostgresServer(durable=True)
    try:
        report(list(on_postgres(rounds, appends, server)), "postgres")
    finally:
        server.stop()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
