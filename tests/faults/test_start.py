"""Starting: together, on nothing, with the wrong settings."""

from pathlib import Path

import psycopg
import pytest

from application.ports import LogUnavailable
from infrastructure.log_postgres import PostgresLog
from infrastructure.recorder_postgres import LogDatastore, connection_settings
from tests.contract.conftest import SETTINGS
from tests.faults.invariants import check
from tests.faults.nursery import Nursery, open_log
from tests.postgres_server import PostgresServer

PROCESSES = 8


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_eight_processes_start_together_on_an_empty_database(
    kind: str, tmp_path: Path, durable_postgres: PostgresServer
) -> None:
    for number in range(5):
        target = str(tmp_path / f"log-{number}.db")
        if kind == "postgres":
            target = durable_postgres.fresh_database()
        nursery = Nursery(kind, target)
        lines = list(nursery.start("3", seed=number * PROCESSES, count=PROCESSES))
        nursery.close()
        assert sum(line.startswith("done") for line in lines) == PROCESSES
        log = open_log(kind, target)
        keys = check(log, open_log(kind, target, fingerprint=b"g" * 32))
        assert set(keys) == {line.split()[1] for line in lines if line.startswith("ack")}
        log.close()


@pytest.mark.parametrize(
    "name", ["POSTGRES_ENABLE_DB_FUNCTIONS", "JEJAK_POSTGRES_ENABLE_DB_FUNCTIONS"]
)
def test_starting_with_the_functions_that_lose_events_is_refused(
    name: str, durable_postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = durable_postgres.fresh_database()
    monkeypatch.setenv(name, "y")
    with pytest.raises(ValueError, match=f"^{name} must stay off: "):
        PostgresLog(url, **SETTINGS)
    monkeypatch.setenv(name, "no")
    PostgresLog(url, **SETTINGS).close()


def test_asking_for_those_functions_in_code_is_refused(durable_postgres: PostgresServer) -> None:
    with pytest.raises(ValueError, match="must stay off"):
        LogDatastore(durable_postgres.url(), enable_db_functions=True)


def test_no_setting_of_a_connection_is_taken_from_the_environment(
    durable_postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = durable_postgres.fresh_database()
    astray = {
        "PGHOST": "nowhere.invalid",
        "PGPORT": "1",
        "PGUSER": "stranger",
        "PGDATABASE": "elsewhere",
        "PGPASSWORD": "secret",
        "PGOPTIONS": "-c default_transaction_isolation=serializable",
        "PGCLIENTENCODING": "latin1",
        "PGAPPNAME": "stranger",
        "POSTGRES_SCHEMA": "elsewhere",
        "POSTGRES_DBNAME": "elsewhere",
    }
    for name, value in astray.items():
        monkeypatch.setenv(name, value)
    PostgresLog(url, **SETTINGS).close()
    with psycopg.connect(**connection_settings(url)) as connection:
        schemas = connection.execute(
            "SELECT nspname FROM pg_namespace WHERE nspname IN ('jejak', 'elsewhere')"
        ).fetchall()
    assert schemas == [("jejak",)]


@pytest.mark.parametrize(
    ("url", "missing"),
    [
        ("postgresql:///jejak?host=/nowhere", "user"),
        ("postgresql://ani@/jejak", "host"),
        ("postgresql://ani@localhost", "dbname"),
    ],
)
def test_a_url_that_leaves_something_to_the_environment_is_refused(url: str, missing: str) -> None:
    with pytest.raises(ValueError, match=f"must name the {missing}"):
        PostgresLog(url, **SETTINGS)


def test_a_database_that_is_not_there_is_said_to_be_unavailable(tmp_path: Path) -> None:
    with pytest.raises(LogUnavailable):
        PostgresLog(f"postgresql://ani@/jejak?host={tmp_path}", **SETTINGS)
