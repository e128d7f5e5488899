"""Stores for the tests of the doors: a sandbox with the smoke story in it, and empty ones."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from shutil import copytree

import pytest

from interface.bootstrap import Store, StoreKind, open_store
from interface.journal import Runner
from interface.journal_lines import first_instant_of, read_lines
from interface.transports import DoorTransport
from tests.oversight import Oversight
from tests.packed_city import City, made_in
from tests.postgres_server import PostgresServer
from tests.signed_store import Signed, with_a_key

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


@pytest.fixture(scope="session")
def city_as_made(tmp_path_factory: pytest.TempPathFactory) -> City:
    return made_in(tmp_path_factory.mktemp("city"))


@pytest.fixture
def city(city_as_made: City, tmp_path: Path) -> City:
    """A city of one's own, as it was made."""
    copytree(city_as_made.place, tmp_path / "city")
    return City(tmp_path / "city", city_as_made.names, city_as_made.key)


@pytest.fixture
def signed(tmp_path: Path) -> Iterator[Signed]:
    signed = Signed(tmp_path, lambda: "", where=str(tmp_path / "store"))
    yield signed
    signed.close()


@pytest.fixture
def oversight(signed: Signed, tmp_path: Path) -> Iterator[Oversight]:
    """Two witnesses at work for a store that has a key."""
    store = signed.open()
    with ExitStack() as working:
        oversight = Oversight(tmp_path, with_a_key(signed, store), working)
        oversight.found("inspektorat", "bpk")
        oversight.employ("inspektorat", "bpk")
        yield oversight
