"""When the database fails during an append the outcome is unknown; the key finds it out."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import psycopg
import pytest

from application.ports import KeyTaken, LogUnavailable, Recorded
from infrastructure.log_postgres import PostgresLog
from infrastructure.log_sqlite import SqliteLog
from infrastructure.recorder_postgres import LogDatastore
from tests.contract.conftest import SETTINGS
from tests.contract.small_domain import JarOpened, ask, draft, put
from tests.faults.relay import Relay
from tests.postgres_server import PostgresServer

FIRST, SECOND = put("jar:1", 0, key="k-1"), put("jar:1", 1, key="k-2", request_hash=b"h")


@pytest.fixture
def wire(durable_postgres: PostgresServer) -> Iterator[tuple[str, Relay]]:
    """The URL of an empty database behind a relay."""
    folder = Path(tempfile.mkdtemp(prefix="relay-"))
    relay = Relay(folder, durable_postgres.folder)
    url = durable_postgres.fresh_database()
    yield url.replace(str(durable_postgres.folder), str(folder)), relay
    relay.close()
    shutil.rmtree(folder)


def test_an_append_whose_answer_was_lost_is_found_by_its_key(wire: tuple[str, Relay]) -> None:
    url, relay = wire
    log = PostgresLog(url, **SETTINGS)
    log.append([FIRST])
    relay.swallow()
    with pytest.raises(LogUnavailable):
        log.append([SECOND])
    [outcome] = log.append([SECOND])
    assert outcome == KeyTaken(b"h", range(2, 3))
    assert [fact.key for fact in log.tail(0)] == ["k-1", "k-2"]
    log.close()


def test_an_append_whose_connection_was_cut_before_is_repeated(
    durable_postgres: PostgresServer,
) -> None:
    url = durable_postgres.fresh_database()
    log = PostgresLog(url, **SETTINGS)
    log.append([FIRST])
    cut_all(url)
    with pytest.raises(LogUnavailable):
        log.append([SECOND])
    [outcome] = log.append([SECOND])
    assert isinstance(outcome, Recorded)
    assert [fact.key for fact in log.tail(0)] == ["k-1", "k-2"]
    log.close()


def test_an_append_cut_off_while_it_waited_for_its_turn_left_nothing(
    durable_postgres: PostgresServer,
) -> None:
    url = durable_postgres.fresh_database()
    log = PostgresLog(url, **SETTINGS)
    log.append([FIRST])
    lock = LogDatastore(url).lock
    errors: list[BaseException] = []

    def append() -> None:
        with pytest.raises(LogUnavailable) as raised:
            log.append([SECOND])
        errors.append(raised.value)

    with psycopg.connect(url) as holder:
        holder.execute("SELECT pg_advisory_xact_lock(%s)", (lock,))
        waiting = Thread(target=append)
        waiting.start()
        with psycopg.connect(url, autocommit=True) as watcher:
            waits = "SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            while (blocked := watcher.execute(waits).fetchone()) is None:
                assert waiting.is_alive()
            watcher.execute("SELECT pg_terminate_backend(%s)", blocked)
        waiting.join()
    assert len(errors) == 1
    assert log.key("k-2") is None
    [outcome] = log.append([SECOND])
    assert isinstance(outcome, Recorded)
    log.close()


def test_a_log_that_recovers_from_an_error_inside_its_turn_goes_on(
    durable_postgres: PostgresServer,
) -> None:
    url = durable_postgres.fresh_database()
    log, other = PostgresLog(url, **SETTINGS), PostgresLog(url, **SETTINGS)
    log.append([FIRST])
    other.append([put("jar:2", 0)])
    with pytest.raises(ValueError, match="normal form C"):
        log.append([ask(draft("jar:3", JarOpened(label="e\u0301")), expected={"jar:3": 0})])
    [outcome] = log.append([SECOND])
    assert isinstance(outcome, Recorded)
    assert outcome.envelopes[0].position == 3
    log.close()
    other.close()


def test_a_full_disk_refuses_an_append_and_room_lets_it_through(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log.db", **SETTINGS)
    log.append([FIRST])
    with log._datastore.writing() as connection:
        [pages] = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")
    long = ask(draft("jar:1", JarOpened(label="x" * 100_000)), expected={"jar:1": 1}, key="k-2")
    with pytest.raises(LogUnavailable, match="full"):
        log.append([long])
    assert (log.head().position, log.key("k-2")) == (1, None)
    with log._datastore.writing() as connection:
        connection.execute(f"PRAGMA max_page_count = {pages + 1000}")
    [outcome] = log.append([long])
    assert isinstance(outcome, Recorded)
    log.close()


def cut_all(url: str) -> None:
    """End every other session of the database, as a restart of the server would."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
