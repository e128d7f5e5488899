"""Whole commands through `Office.execute`, against the bare insert of their bytes and the stock.

Validation, authority, decision, facts, command key, state row, boundaries, views: everything a
command does, one durable commit each (G1, G3), ten in one group (G2), and the processor time of
the client against that of the same office over the stock library (G4; see `stock_office`). Beside
them the lives written as an application of the library would: its facts alone, no authority, no
keys, no views. The ways are played in short turns.
"""

import sqlite3
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit
from uuid import uuid4

import psycopg
from eventsourcing.utils import EnvType

from interface.bootstrap import Store, StoreKind, open_store
from tests.bench.load import BEGINNING
from tests.bench.measuring import Round, goal, headline, say, spread, timed
from tests.bench.programme import Ask, Programme
from tests.bench.stock import Fields, StockProgramme, with_fields
from tests.bench.stock_office import over_the_library
from tests.postgres_server import PostgresServer

GROUP = 10

STRETCH = 30
"""Commands played in one way before the next way's turn: the neighbours' load meets them all."""

Insert = Callable[[Sequence[bytes]], None]
"""Bare durable inserts, one a commit."""


class Clock:
    """Wall and processor seconds of one way, over all its turns."""

    def __init__(self) -> None:
        self.wall, self.cpu = 0.0, 0.0

    def run(self, work: Callable[[], object]) -> None:
        wall, cpu = timed(work)
        self.wall += wall
        self.cpu += cpu


def one_round(
    places: tuple[str, str, str], insert: Insert, stock: EnvType, bare: StockProgramme, lives: int
) -> Round:
    """The same lives alone, in groups, over the stock library, as its facts alone, and their bytes
    inserted, in turn."""
    with ExitStack() as opened:
        stores = [_opened(where, opened) for where in places]
        stores[2], library = over_the_library(stores[2], stock)
        opened.callback(library.close)
        alone, grouped, over = (_prepared(store, lives) for store in stores)
        asks, others, same = alone.lives(lives), grouped.lives(lives), over.lives(lives)
        plays = list(with_fields(asks))
        clocks = {name: Clock() for name in ("alone", "grouped", "raw", "stock", "stock facts")}
        for first in range(0, len(asks), STRETCH):
            turn = slice(first, first + STRETCH)
            before = alone.store.log.head().position
            clocks["alone"].run(partial(_play, alone.store, asks[turn], 1, first))
            clocks["grouped"].run(partial(_play, grouped.store, others[turn], GROUP, first))
            stored = [state for _, state in alone.store.log.stored(before)][: len(asks[turn])]
            clocks["raw"].run(partial(insert, stored))
            clocks["stock"].run(partial(_play, over.store, same[turn], 1, first))
            clocks["stock facts"].run(partial(_play_stock, bare, plays[turn]))
        topics = [fact.topic for fact in alone.store.log.tail(0)]
        assert topics == [fact.topic for fact in library.tail(0)], "not the same work"
    count, raw, one = len(asks), clocks["raw"], clocks["alone"]
    return {name: clock.wall / count for name, clock in clocks.items()} | {
        "cpu": one.cpu / count,
        "stock cpu": clocks["stock"].cpu / count,
        "of raw": raw.wall / one.wall,
        "grouped of raw": raw.wall / clocks["grouped"].wall,
        "of stock": clocks["stock"].wall / one.wall,
        "cpu of stock": one.cpu / clocks["stock"].cpu,
        "of stock facts": clocks["stock facts"].wall / one.wall,
        "cpu of stock facts": one.cpu / clocks["stock facts"].cpu,
    }


def _opened(where: str, opened: ExitStack) -> Store:
    store = open_store(where, kind=StoreKind.SANDBOX, at=BEGINNING)
    opened.callback(store.close)
    return store


def _prepared(store: Store, lives: int) -> Programme:
    programme = Programme(store, hosts=GROUP)
    programme.prepare(lives)
    return programme


def _play(store: Store, asks: Sequence[Ask], group: int, number: int) -> None:
    office = store.office
    requests = [(a.command, a.context(f"k{number + n}"), a.subject) for n, a in enumerate(asks)]
    if group == 1:
        for command, context, subject in requests:
            office.execute(command, context, subject=subject)
        return
    for first in range(0, len(requests), group):
        office.execute_all(requests[first : first + group])


def _play_stock(app: StockProgramme, plays: Sequence[tuple[Ask, Fields]]) -> None:
    for ask, fields in plays:
        app.play(ask, fields)


def _rows(stored: Sequence[bytes]) -> Iterator[tuple[str, int, str, bytes]]:
    return ((f"placement:{uuid4()}", 1, "placement.started.v1", state) for state in stored)


@contextmanager
def raw_sqlite(folder: Path) -> Iterator[Insert]:
    connection = sqlite3.connect(folder / "raw.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(
        "CREATE TABLE fact (stream TEXT NOT NULL, version INTEGER NOT NULL, topic TEXT NOT NULL,"
        " state BLOB NOT NULL, UNIQUE (stream, version))"
    )

    def insert(stored: Sequence[bytes]) -> None:
        for row in _rows(stored):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO fact VALUES (?, ?, ?, ?)", row)
            connection.execute("COMMIT")

    with closing(connection):
        yield insert


@contextmanager
def raw_postgres(url: str) -> Iterator[Insert]:
    with psycopg.connect(url, autocommit=True, prepare_threshold=0) as connection:
        connection.execute(
            "CREATE TABLE raw_fact (stream text NOT NULL, version bigint NOT NULL,"
            " topic text NOT NULL, state bytea NOT NULL, UNIQUE (stream, version))"
        )
        cursor = connection.cursor()

        def insert(stored: Sequence[bytes]) -> None:
            for row in _rows(stored):
                cursor.execute(
                    "INSERT INTO raw_fact VALUES (%b, %b, %b, %b)", row, prepare=True, binary=True
                )

        yield insert


def stock_sqlite(folder: Path) -> dict[str, str]:
    """The environment of the stock library in a new file of the folder."""
    name = str(folder / f"stock-{uuid4().hex}.db")
    return {"PERSISTENCE_MODULE": "eventsourcing.sqlite", "SQLITE_DBNAME": name}


def stock_postgres(server: PostgresServer) -> dict[str, str]:
    """The environment of the stock library on a new database of the server."""
    return {
        "PERSISTENCE_MODULE": "eventsourcing.postgres",
        "POSTGRES_DBNAME": urlsplit(server.fresh_database()).path[1:],
        "POSTGRES_HOST": str(server.folder),
        "POSTGRES_PORT": "5432",
        "POSTGRES_USER": "registrar",
        "POSTGRES_PASSWORD": "none",
    }


def sqlite_rounds(rounds: int, lives: int) -> Iterator[Round]:
    for _ in range(rounds):
        with TemporaryDirectory() as name:
            folder = Path(name)
            places = (str(folder / "alone"), str(folder / "grouped"), str(folder / "over"))
            bare = StockProgramme(env=stock_sqlite(folder))
            with closing(bare), raw_sqlite(folder) as insert:
                yield one_round(places, insert, stock_sqlite(folder), bare, lives)


def postgres_rounds(rounds: int, lives: int, server: PostgresServer) -> Iterator[Round]:
    for _ in range(rounds):
        places = (server.fresh_database(), server.fresh_database(), server.fresh_database())
        bare = StockProgramme(env=stock_postgres(server))
        with closing(bare), raw_postgres(server.fresh_database()) as insert:
            yield one_round(places, insert, stock_postgres(server), bare, lives)


def report(rounds: list[Round], database: str) -> None:
    def column(name: str) -> list[float]:
        return [one[name] for one in rounds]

    for name in ("raw", "alone", "grouped", "stock", "cpu", "stock cpu", "stock facts"):
        micro = [value * 1e6 for value in column(name)]
        say(f"{database:<9} {name:<11} {spread(micro, '{:,.0f}')} µs a command")
    for name in ("of stock facts", "cpu of stock facts"):
        say(f"{database:<9} {name:<18} {spread(column(name))}")
    one, ten, cpu = (median(column(name)) for name in ("of raw", "grouped of raw", "cpu of stock"))
    if database == "sqlite":
        goal("G1", column("of raw"), ">= 0.60", met=one >= 0.60)
        times = column("of stock")
        goal("G1", times, ">= 1.8 stock", met=median(times) >= 1.8)
        goal("G2", column("grouped of raw"), ">= 2.8", met=ten >= 2.8)
        goal("G4", column("cpu of stock"), "<= 0.45", met=cpu <= 0.45)
    else:
        goal("G3", column("of raw"), ">= 0.50", met=one >= 0.50)
        goal("G3", column("grouped of raw"), ">= 3.5", met=ten >= 3.5)
        goal("G4", column("cpu of stock"), "<= 0.25", met=cpu <= 0.25)


def main(rounds: int = 5, lives: int = 40) -> None:
    headline("Whole commands (ratios of one round; min / median / max)")
    report(list(sqlite_rounds(rounds, lives)), "sqlite")
    server = PostgresServer(durable=True)
    try:
        report(list(postgres_rounds(rounds, lives, server)), "postgres")
    finally:
        server.stop()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
