"""Fixtures of the contract suites: each runs on every database the product knows."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from infrastructure.log_base import StoredLog
from infrastructure.log_postgres import PostgresLog
from infrastructure.log_sqlite import SqliteLog
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
