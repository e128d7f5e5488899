"""Stores for the tests of the doors: a sandbox with the smoke story in it, and empty ones."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from interface.bootstrap import Store, StoreKind, open_store
from interface.journal import Runner
from interface.journal_lines import first_instant_of, read_lines
from interface.transports import DoorTransport
from tests.postgres_server import PostgresServer

JOURNALS = Path(__file__).parents[1] / "journals"
SMOKE = JOURNALS / "smoke.jsonl"


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    server = PostgresServer()
    yield server
    server.stop()


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Where a new store may lie, on each database; its documents and keys lie beside the test."""
    monkeypatch.chdir(tmp_path)
    if request.param == "sqlite":
        return str(tmp_path / "store")
    server: PostgresServer = request.getfixturevalue("postgres")
    return server.fresh_database()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty sandbox at the time the smoke story begins."""
    opened = open_store(
        str(tmp_path / "store"),
        kind=StoreKind.SANDBOX,
        at=first_instant_of(read_lines(SMOKE)),
    )
    yield opened
    opened.close()


@pytest.fixture
def told(store: Store) -> dict[str, str]:
    """The ids of the smoke story, which is now in the store."""
    runner = Runner(DoorTransport(store))
    report = runner.run(read_lines(SMOKE))
    assert report.failures == []
    return runner.names
