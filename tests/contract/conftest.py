"""Fixtures of the contract suites: each runs on every database the product knows."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from infrastructure.keys.ring import KeyPlace
from infrastructure.log_base import StoredLog
from infrastructure.log_postgres import PostgresLog
from infrastructure.log_sqlite import SqliteLog
from infrastructure.side_tables import PostgresTables, SideTables, SqliteTables
from tests.contract.small_domain import CATALOGUE, UPCASTERS
from tests.postgres_server import PostgresServer

SETTINGS: dict[str, Any] = {
    "catalogue": CATALOGUE,
    "upcasters": UPCASTERS,
    "fingerprint": b"f" * 32,
    "software": "0.0.1",
}

OpenLog = Callable[..., StoredLog]


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str | None:
    """The URL of a fresh database on PostgreSQL; None is SQLite."""
    if request.param == "sqlite":
        return None
    url: str = request.getfixturevalue("postgres").fresh_database()
    return url


@pytest.fixture
def open_log(database: str | None, tmp_path: Path) -> Iterator[OpenLog]:
    """Opens the same store, each time as another process would; settings may differ."""
    opened: list[StoredLog] = []

    def open_(**settings: Any) -> StoredLog:
        settings = {**SETTINGS, **settings}
        log: StoredLog
        if database is None:
            log = SqliteLog(tmp_path / "log.db", **settings)
        else:
            log = PostgresLog(database, **settings)
        opened.append(log)
        return log

    yield open_
    for log in opened:
        log.close()


@pytest.fixture
def log(open_log: OpenLog) -> StoredLog:
    return open_log()


OpenTables = Callable[[], SideTables]


@pytest.fixture
def open_tables(database: str | None, tmp_path: Path) -> Iterator[OpenTables]:
    """Opens the tables beside the same store, each time as another process would."""
    opened: list[SideTables] = []

    def open_() -> SideTables:
        if database is None:
            opened.append(SqliteTables(tmp_path / "side.db"))
        else:
            opened.append(PostgresTables(database, "jejak_side"))
        return opened[-1]

    yield open_
    for tables in opened:
        tables.close()


@pytest.fixture
def place(tmp_path: Path) -> KeyPlace:
    return KeyPlace(tmp_path / "keys", tmp_path / "keys")
