"""Commit order is position order (D5), whatever writers and strangers do at the same time."""

import threading
from collections.abc import Callable

import psycopg
import pytest

from application.ports import Recorded
from infrastructure.canonical import Canon
from infrastructure.log_base import StoredLog
from infrastructure.log_batch import Batch, Place
from infrastructure.log_postgres import PostgresLog
from infrastructure.postgres_call import AppendCall, Connection, append, prepare_append
from tests.contract.conftest import SETTINGS
from tests.contract.small_domain import CATALOGUE, NOON, UPCASTERS, put
from tests.faults.invariants import check
from tests.faults.nursery import Nursery, open_log
from tests.postgres_server import PostgresServer

WRITERS, APPENDS = 8, 40


@pytest.fixture
def url(durable_postgres: PostgresServer) -> str:
    return durable_postgres.fresh_database()


@pytest.fixture
def log(url: str) -> StoredLog:
    return PostgresLog(url, **SETTINGS)


def tail_until(log: StoredLog, finished: Callable[[], bool], seen: list[int]) -> None:
    """Read what is new again and again, as a subscriber does, and once more at the end."""
    while True:
        last_look = finished()
        seen += [fact.position for fact in log.tail(seen[-1] if seen else 0)]
        if last_look:
            return


def test_readers_that_tail_miss_nothing_and_see_nothing_out_of_order(url: str) -> None:
    done = threading.Event()
    logs = [open_log("postgres", url) for _ in range(3)]
    seen: list[list[int]] = [[] for _ in logs]
    readers = [
        threading.Thread(target=tail_until, args=(log, done.is_set, positions))
        for log, positions in zip(logs, seen, strict=True)
    ]
    for reader in readers:
        reader.start()
    nursery = Nursery("postgres", url)
    lines = list(nursery.start(str(APPENDS), seed=7, count=WRITERS))
    done.set()
    for reader in readers:
        reader.join()
    nursery.close()
    assert sum(line.startswith("done") for line in lines) == WRITERS
    keys = check(logs[0], open_log("postgres", url, fingerprint=b"g" * 32))
    assert set(keys) == {line.split()[1] for line in lines if line.startswith("ack")}
    for positions in seen:
        assert positions == list(range(1, keys.total() + 1))
    for log in logs:
        log.close()


def in_a_transaction_of_its_own(url: str) -> Connection:
    connection: Connection = psycopg.connect(url)
    prepare_append(connection, "jejak")
    connection.execute("CREATE TEMPORARY TABLE elsewhere (at int)")
    connection.execute("INSERT INTO elsewhere VALUES (1)")
    return connection


def put_by_hand(connection: Connection, head: int, version: int) -> object:
    """The call of an append within the transaction that the connection is in."""
    batch = Batch(Canon(CATALOGUE, UPCASTERS), "by hand", Place(head, NOON))
    batch.add(0, put("jar:1", version - 1))
    events = [entry[1:] for entry in batch.entries]
    return append(connection, AppendCall(head, expected=[("jar:1", version - 1, 0)], events=events))


def positions(log: StoredLog) -> list[int]:
    return [position for position, _ in log.stored(0)]


def test_a_transaction_that_began_first_and_appends_last_comes_last(
    url: str, log: StoredLog
) -> None:
    early = in_a_transaction_of_its_own(url)
    stranger = in_a_transaction_of_its_own(url)
    [outcome] = log.append([put("jar:1", 0)])
    assert isinstance(outcome, Recorded)
    assert positions(log) == [1]
    assert put_by_hand(early, head=1, version=2) is None
    assert positions(log) == [1]
    early.commit()
    assert positions(log) == [1, 2]
    stranger.rollback()
    stranger.close()
    early.close()
    log.close()


def test_a_writer_waits_for_the_turn_and_then_follows_what_it_waited_for(
    url: str, log: StoredLog
) -> None:
    log.append([put("jar:2", 0)])
    holder = in_a_transaction_of_its_own(url)
    assert put_by_hand(holder, head=1, version=1) is None
    outcomes: list[object] = []
    waiting = threading.Thread(target=lambda: outcomes.extend(log.append([put("jar:2", 1)])))
    waiting.start()
    with psycopg.connect(url, autocommit=True) as watcher:
        waits = "SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
        while not watcher.execute(waits).fetchall():
            assert waiting.is_alive()
    assert positions(log) == [1]
    holder.commit()
    waiting.join()
    [outcome] = outcomes
    assert isinstance(outcome, Recorded)
    assert [fact.position for fact in outcome.envelopes] == [3]
    assert positions(log) == [1, 2, 3]
    holder.close()
    log.close()


def test_a_writer_that_gives_up_its_turn_leaves_no_gap(url: str, log: StoredLog) -> None:
    quitter = in_a_transaction_of_its_own(url)
    assert put_by_hand(quitter, head=0, version=1) is None
    quitter.rollback()
    quitter.close()
    log.append([put("jar:1", 0), put("jar:2", 0)])
    assert positions(log) == [1, 2]
    log.close()


def test_an_append_outside_read_committed_is_refused(url: str, log: StoredLog) -> None:
    for level in psycopg.IsolationLevel.REPEATABLE_READ, psycopg.IsolationLevel.SERIALIZABLE:
        connection: Connection = psycopg.connect(url)
        connection.isolation_level = level
        prepare_append(connection, "jejak")
        connection.execute("SELECT 1")
        with pytest.raises(psycopg.Error, match="read committed"):
            put_by_hand(connection, head=0, version=1)
        connection.close()
    assert positions(log) == []
    log.close()
