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
def open_log(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenLog]:
    """Opens the same store, each time as another process would; settings may differ."""
    opened: list[StoredLog] = []
    if request.param == "postgres":
        url = request.getfixturevalue("postgres").fresh_database()

    def open_(**settings: Any) -> StoredLog:
        settings = {**SETTINGS, **settings}
        log: StoredLog
        if request.param == "sqlite":
            log = SqliteLog(tmp_path / "log.db", **settings)
        else:
            log = PostgresLog(url, **settings)
        opened.append(log)
        return log

    yield open_
    for log in opened:
        log.close()


@pytest.fixture
def log(open_log: OpenLog) -> StoredLog:
    return open_log()


OpenTables = Callable[[], SideTables]


@pytest.fixture(params=["sqlite", "postgres"])
def open_tables(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[OpenTables]:
    """Opens the tables of one store, each time as another process would."""
    opened: list[SideTables] = []
    if request.param == "postgres":
        url = request.getfixturevalue("postgres").fresh_database()

    def open_() -> SideTables:
        if request.param == "postgres":
            opened.append(PostgresTables(url, "jejak"))
        else:
            opened.append(SqliteTables(tmp_path / "vault.db"))
        return opened[-1]

    yield open_
    for one in opened:
        one.close()


@pytest.fixture
def place(tmp_path: Path) -> KeyPlace:
    return KeyPlace(tmp_path / "keys", tmp_path / "keys")
