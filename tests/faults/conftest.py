"""Fault tests run against a server that keeps every promise to the disk."""

from collections.abc import Iterator

import pytest

from tests.kept_store import Templates
from tests.postgres_server import PostgresServer


@pytest.fixture(scope="session")
def durable_postgres() -> Iterator[PostgresServer]:
    server = PostgresServer(durable=True)
    yield server
    server.stop()


@pytest.fixture(scope="session")
def templates(
    tmp_path_factory: pytest.TempPathFactory, durable_postgres: PostgresServer
) -> Templates:
    """Stores with a story in them, each told once and copied for every test."""
    return Templates(tmp_path_factory.mktemp("templates"), durable_postgres)
