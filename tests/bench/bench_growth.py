"""What a store costs as it grows: bytes on disk (G13), and a command among many facts (G14).

Two SQLite stores, one with few facts and one with many, are open at once and the same commands
are played on them in turn, so the neighbours' load meets both. The figures of the design speak of
26 thousand and 2.6 million facts; the larger store here is smaller, and the headline says so.
"""

import sqlite3
import sys
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import psycopg

from interface.bootstrap import StoreKind, open_store
from tests.bench.load import BEGINNING, fill, lived
from tests.bench.measuring import goal, headline, say, timed
from tests.bench.programme import Ask, Programme
from tests.postgres_server import PostgresServer

HOSTS = 50
"""Enough that the windows of all lives lie within the agreements' years."""

MEASURED = 40
"""Lives played by commands on each store."""

STRETCH = 20
"""Commands on one store before the other's turn."""


def grown(where: str, facts: int, extra: ExitStack) -> tuple[Programme, list[Ask]]:
    """A store with so many facts, and the commands of further lives on it."""
    store = open_store(where, kind=StoreKind.SANDBOX, at=BEGINNING)
    extra.callback(store.close)
    programme = Programme(store, hosts=HOSTS)
    programme.prepare(1)
    fill(programme, lived(programme), programme.places, facts)
    following = programme.places * 12
    for n in range(following, following + MEASURED):
        programme.person(n)
    return programme, programme.lives(MEASURED, following)


def growth(folder: Path, few: int, many: int) -> None:
    with ExitStack() as opened:
        small, asks = grown(str(folder / "few"), few, opened)
        large, others = grown(str(folder / "many"), many, opened)
        ratios, cpu = [], []
        for first in range(0, len(asks), STRETCH):
            alone = timed(partial(_play, small, asks[first : first + STRETCH]))
            among = timed(partial(_play, large, others[first : first + STRETCH]))
            ratios.append(among[0] / alone[0])
            cpu.append(among[1] / alone[1])
        say(f"a command among {many:,} facts against one among {few:,}: wall, then processor")
        goal("G14", ratios, "<= 1.3", met=median(ratios) <= 1.3)
        goal("G14", cpu, "<= 1.3", met=median(cpu) <= 1.3)
        stored = [len(stored) for _, stored in large.store.log.stored(0)]
        payload, count = sum(stored), len(stored)
    sizes = {name: _checkpointed(folder / "many" / name) for name in ("log.db", "views.db")}
    _disk("sqlite", payload, count, sizes, 2.0)


def on_postgres(server: PostgresServer, facts: int) -> None:
    url = server.fresh_database()
    with ExitStack() as opened:
        programme, _ = grown(url, facts, opened)
        stored = [len(stored) for _, stored in programme.store.log.stored(0)]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM")
        sizes: dict[str, int] = dict(
            connection.execute(
                "SELECT schemaname, sum(pg_total_relation_size(format('%I.%I', schemaname,"
                " tablename)::regclass))::bigint FROM pg_tables"
                " WHERE schemaname IN ('jejak', 'jejak_views') GROUP BY 1"
            ).fetchall()
        )
    _disk("postgres", sum(stored), len(stored), sizes, 2.5)


def _disk(database: str, payload: int, count: int, sizes: dict[str, int], most: float) -> None:
    parts = ", ".join(f"{name} {size / count:,.0f}" for name, size in sorted(sizes.items()))
    say(f"{database:<9} bytes per fact: payload {payload / count:,.0f}, {parts}")
    ratio = sum(sizes.values()) / payload
    goal("G13", [ratio], f"<= {most}", met=ratio <= most)


def _play(programme: Programme, asks: list[Ask]) -> None:
    for ask in asks:
        programme.store.office.execute(ask.command, ask.context(ask.new_id), subject=ask.subject)


def _checkpointed(path: Path) -> int:
    """Bytes of a database file once its write-ahead log is written back."""
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path.stat().st_size


def main(few: int = 26_000, many: int = 300_000) -> None:
    headline(f"Growth: {few:,} and {many:,} facts (min / median / max)")
    with TemporaryDirectory() as name:
        growth(Path(name), few, many)
    server = PostgresServer(durable=False)
    try:
        on_postgres(server, few)
    finally:
        server.stop()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
