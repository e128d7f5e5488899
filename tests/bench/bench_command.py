"""Whole commands through `Office.execute`, against the bare insert of their bytes and the stock.

Validation, authority, decision, facts, command key, state row, boundaries, views: everything a
command does, one durable commit each (G1, G3), ten in one group (G2), and the processor time of
the client against the stock library's (G4). Rounds are taken in turn.
"""

import sqlite3
import sys
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from urllib.parse import urlsplit

import psycopg

from domain.envelope import Instant
from interface.bootstrap import Store, StoreKind, open_store
from tests.bench.measuring import Round, goal, headline, say, spread, timed
from tests.bench.programme import Ask, Programme
from tests.bench.stock import StockProgramme, with_fields
from tests.postgres_server import PostgresServer

BEGINNING = Instant("2020-01-06T02:00:00.000000Z")
GROUP = 10


def office_round(where: str, lives: int, group: int) -> tuple[float, float, list[bytes]]:
    """Wall and processor seconds per command, and the stored bytes."""
    store = open_store(where, kind=StoreKind.SANDBOX, at=BEGINNING)
    try:
        programme = Programme(store)
        programme.prepare(lives)
        asks = programme.lives(lives)
        before = store.log.head().position
        wall, cpu = timed(lambda: _play(store, asks, group))
        return wall / len(asks), cpu / len(asks), [b for _, b in store.log.stored(before)]
    finally:
        store.close()


def _play(store: Store, asks: list[Ask], group: int) -> None:
    office = store.office
    if group == 1:
        for n, ask in enumerate(asks):
            office.execute(ask.command, ask.context(f"k{n}"), subject=ask.subject)
        return
    for first in range(0, len(asks), group):
        batch = asks[first : first + group]
        office.execute_all(
            [(a.command, a.context(f"k{first + n}"), a.subject) for n, a in enumerate(batch)]
        )


def raw_sqlite(folder: Path, stored: list[bytes]) -> float:
    """Seconds per bare durable insert of the same bytes, one a commit."""
    connection = sqlite3.connect(folder / "raw.db", isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute(
        "CREATE TABLE fact (stream TEXT NOT NULL, version INTEGER NOT NULL, topic TEXT NOT NULL,"
        " state BLOB NOT NULL, UNIQUE (stream, version))"
    )

    def insert() -> None:
        for n, state in enumerate(stored):
            connection.execute("BEGIN IMMEDIATE")
            row = (f"placement:{n:032x}", 1, "placement.started.v1", state)
            connection.execute("INSERT INTO fact VALUES (?, ?, ?, ?)", row)
            connection.execute("COMMIT")

    wall, _ = timed(insert)
    connection.close()
    return wall / len(stored)


def raw_postgres(url: str, stored: list[bytes]) -> float:
    with psycopg.connect(url, autocommit=True, prepare_threshold=0) as connection:
        connection.execute("DROP TABLE IF EXISTS raw_fact")
        connection.execute(
            "CREATE TABLE raw_fact (stream text NOT NULL, version bigint NOT NULL,"
            " topic text NOT NULL, state bytea NOT NULL, UNIQUE (stream, version))"
        )

        def insert() -> None:
            cursor = connection.cursor()
            for n, state in enumerate(stored):
                row = (f"placement:{n:032x}", 1, "placement.started.v1", state)
                cursor.execute(
                    "INSERT INTO raw_fact VALUES (%b, %b, %b, %b)", row, prepare=True, binary=True
                )

        wall, _ = timed(insert)
    return wall / len(stored)


def stock_round(env: dict[str, str], asks: list[Ask]) -> tuple[float, float]:
    app = StockProgramme(env=env)
    plays = list(with_fields(asks))

    def play() -> None:
        for ask, fields in plays:
            app.play(ask, fields)

    wall, cpu = timed(play)
    app.close()
    return wall / len(asks), cpu / len(asks)


def sqlite_rounds(rounds: int, lives: int) -> Iterator[Round]:
    for _ in range(rounds):
        with TemporaryDirectory() as name:
            folder = Path(name)
            alone, cpu, stored = office_round(str(folder / "alone"), lives, 1)
            raw = raw_sqlite(folder, stored[:2000])
            grouped, _, _ = office_round(str(folder / "grouped"), lives, GROUP)
            env = {
                "PERSISTENCE_MODULE": "eventsourcing.sqlite",
                "SQLITE_DBNAME": str(folder / "stock.db"),
            }
            stock, stock_cpu = stock_round(env, _asks(lives))
            yield _round(raw, alone, grouped, stock, cpu, stock_cpu)


def postgres_rounds(rounds: int, lives: int, server: PostgresServer) -> Iterator[Round]:
    for _ in range(rounds):
        alone, cpu, stored = office_round(server.fresh_database(), lives, 1)
        raw = raw_postgres(server.fresh_database(), stored[:2000])
        grouped, _, _ = office_round(server.fresh_database(), lives, GROUP)
        database = urlsplit(server.fresh_database()).path[1:]
        env = {
            "PERSISTENCE_MODULE": "eventsourcing.postgres",
            "POSTGRES_DBNAME": database,
            "POSTGRES_HOST": str(server.folder),
            "POSTGRES_PORT": "5432",
            "POSTGRES_USER": "registrar",
            "POSTGRES_PASSWORD": "none",
        }
        stock, stock_cpu = stock_round(env, _asks(lives))
        yield _round(raw, alone, grouped, stock, cpu, stock_cpu)


def _asks(lives: int) -> list[Ask]:
    store = open_store(None, kind=StoreKind.SANDBOX, at=BEGINNING)
    try:
        programme = Programme(store)
        programme.prepare(lives)
        return programme.lives(lives)
    finally:
        store.close()


def _round(
    raw: float, alone: float, grouped: float, stock: float, cpu: float, stock_cpu: float
) -> Round:
    return {
        "raw": raw,
        "alone": alone,
        "grouped": grouped,
        "stock": stock,
        "of raw": raw / alone,
        "grouped of raw": raw / grouped,
        "of stock": stock / alone,
        "cpu": cpu,
        "cpu of stock": cpu / stock_cpu,
    }


def report(rounds: list[Round], database: str) -> None:
    def column(name: str) -> list[float]:
        return [one[name] for one in rounds]

    for name in ("raw", "alone", "grouped", "stock", "cpu"):
        micro = [value * 1e6 for value in column(name)]
        say(f"{database:<9} {name:<8} {spread(micro, '{:,.0f}')} µs a command")
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


def main(rounds: int = 5, lives: int = 60) -> None:
    headline("Whole commands (ratios of one round; min / median / max)")
    report(list(sqlite_rounds(rounds, lives)), "sqlite")
    server = PostgresServer(durable=True)
    try:
        report(list(postgres_rounds(rounds, lives, server)), "postgres")
    finally:
        server.stop()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
