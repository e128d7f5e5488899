"""Several processes that look at a log find what one finds, in the same order."""

import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import psycopg
import pytest

from application.flaws import Flaw
from infrastructure.log_base import PAGE, StoredLog
from infrastructure.log_check_apart import looked_at
from infrastructure.log_postgres import PostgresLog
from infrastructure.log_sqlite import SqliteLog
from tests.contract.conftest import SETTINGS
from tests.contract.small_domain import put

FACTS = 2 * PAGE + 600


def opened(database: str | None, path: Path) -> StoredLog:
    return SqliteLog(path, **SETTINGS) if database is None else PostgresLog(database, **SETTINGS)


def change(database: str | None, path: Path, *statements: str) -> None:
    """Change what lies there, as somebody would who owns the database."""
    if database is None:
        with closing(sqlite3.connect(path)) as connection, connection:
            for name in ("change", "go"):
                connection.execute(f"DROP TRIGGER stored_events_never_{name}")
            for sql in statements:
                connection.execute(sql.format(events="stored_events", position="position"))
        return
    with psycopg.connect(database) as server:
        server.execute("ALTER TABLE jejak.stored_events DISABLE TRIGGER facts_stay")
        for sql in statements:
            words = sql.format(events="jejak.stored_events", position="notification_id")
            server.execute(words.encode())


@pytest.fixture
def log_of(database: str | None, tmp_path: Path) -> partial[StoredLog]:
    open_log = partial(opened, database, tmp_path / "log.db")
    with closing(open_log()) as log:
        for begun in range(0, FACTS, PAGE):
            log.append([put("jar:1", n) for n in range(begun, min(begun + PAGE, FACTS))])
    return open_log


def test_r77_a_whole_log_is_whole_to_two_processes_too(log_of: partial[StoredLog]) -> None:
    with closing(log_of()) as log:
        roots = {size: log.root(size) for size in (1, PAGE, PAGE + 1, FACTS)}
        assert list(log.faults(FACTS, roots, partial(looked_at, log_of, 2))) == []


def test_r77_what_is_wrong_within_stretches_and_between_them_is_found_all_the_same(
    log_of: partial[StoredLog], database: str | None, tmp_path: Path
) -> None:
    change(
        database,
        tmp_path / "log.db",
        f"DELETE FROM {{events}} WHERE {{position}} IN ({PAGE + 1}, {PAGE + 2})",
        f"UPDATE {{events}} SET originator_version = 9999 WHERE {{position}} = {PAGE + 700}",
        f"DELETE FROM {{events}} WHERE {{position}} > {FACTS - 10}",
    )
    with closing(log_of()) as log:
        published = {900: bytes(32)}
        alone = list(log.faults(FACTS, published))
        shared = list(log.faults(FACTS, published, partial(looked_at, log_of, 2)))
    assert shared == alone
    assert [(fault.position, fault.flaw) for fault in alone] == [
        (900, Flaw.CHECKPOINT),
        (PAGE + 1, Flaw.GAP),
        (PAGE + 3, Flaw.VERSION),
        (PAGE + 700, Flaw.MISPLACED),
        (PAGE + 700, Flaw.VERSION),
        (PAGE + 701, Flaw.VERSION),
        (FACTS - 9, Flaw.TAIL_GONE),
    ]
