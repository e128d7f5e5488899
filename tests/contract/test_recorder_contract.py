"""The package's own contract for application recorders, held by our two recorders."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Literal
from uuid import UUID, uuid4

import psycopg
import pytest
from eventsourcing.persistence import (
    ApplicationRecorder,
    IntegrityError,
    NotSupportedError,
    StoredEvent,
)
from eventsourcing.tests import persistence as package

from infrastructure import recorder_postgres, recorder_sqlite
from tests.postgres_server import PostgresServer

IdType = Literal["uuid", "text"]


class _Contract(package.ApplicationRecorderTestCase[ApplicationRecorder]):
    """The package's case, without its two parts that only print a speed."""

    id_type: IdType = "text"
    recorder: ApplicationRecorder
    test_performance = None  # type: ignore[assignment]
    test_concurrent_throughput = None  # type: ignore[assignment]

    def create_recorder(self) -> ApplicationRecorder:
        return self.recorder

    def new_originator_id(self) -> UUID | str:
        return uuid4() if self.id_type == "uuid" else f"jar:{uuid4()}"


class _Sqlite(_Contract):
    @pytest.fixture(autouse=True)
    def _fresh(self, tmp_path: Path) -> Iterator[None]:
        datastore = recorder_sqlite.LogDatastore(
            tmp_path / "log.db", originator_id_type=self.id_type
        )
        recorder = recorder_sqlite.LogRecorder(datastore)
        recorder.create_table()
        self.recorder = recorder
        yield
        datastore.close()


class TestSqliteWithTextIds(_Sqlite):
    id_type: IdType = "text"


class TestSqliteWithUuids(_Sqlite):
    id_type: IdType = "uuid"


class _Postgres(_Contract):
    @pytest.fixture(autouse=True)
    def _fresh(self, postgres: PostgresServer) -> Iterator[None]:
        datastore = recorder_postgres.LogDatastore(
            postgres.fresh_database(), originator_id_type=self.id_type
        )
        recorder = recorder_postgres.LogRecorder(datastore)
        recorder.create_table()
        self.recorder = recorder
        yield
        datastore.close()


class TestPostgresWithTextIds(_Postgres):
    id_type: IdType = "text"


class TestPostgresWithUuids(_Postgres):
    id_type: IdType = "uuid"


del _Contract, _Sqlite, _Postgres


def coin(version: int) -> StoredEvent:
    return StoredEvent(f"jar:{uuid4()}", version, "jar.coins-put.v2", b"{}")


@pytest.fixture(params=["sqlite", "postgres"])
def recorder(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ApplicationRecorder]:
    made: recorder_sqlite.LogRecorder | recorder_postgres.LogRecorder
    if request.param == "sqlite":
        made = recorder_sqlite.LogRecorder(recorder_sqlite.LogDatastore(tmp_path / "log.db"))
    else:
        server: PostgresServer = request.getfixturevalue("postgres")
        made = recorder_postgres.LogRecorder(
            recorder_postgres.LogDatastore(server.fresh_database())
        )
    made.create_table()
    yield made
    made.datastore.close()


def test_a_refused_insert_takes_no_position(recorder: ApplicationRecorder) -> None:
    first = coin(1)
    assert recorder.insert_events([first]) == [1]
    with pytest.raises(IntegrityError):
        recorder.insert_events([coin(1), first])
    assert recorder.insert_events([coin(1), coin(1)]) == [2, 3]
    assert recorder.max_notification_id() == 3


def test_inserting_nothing_takes_no_position(recorder: ApplicationRecorder) -> None:
    assert recorder.insert_events([]) == []
    assert recorder.max_notification_id() is None


def test_a_reader_tails_by_position_and_cannot_subscribe(recorder: ApplicationRecorder) -> None:
    with pytest.raises(NotImplementedError):
        recorder.subscribe()


def test_a_sqlite_file_of_another_layout_is_refused(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "log.db") as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(NotSupportedError, match="layout 99"):
        recorder_sqlite.LogDatastore(tmp_path / "log.db")


def test_a_schema_of_another_layout_is_refused(postgres: PostgresServer) -> None:
    url = postgres.fresh_database()
    with psycopg.connect(url) as connection:
        connection.execute("CREATE SCHEMA jejak")
        connection.execute("CREATE TABLE jejak.layout AS SELECT 99 AS number")
    datastore = recorder_postgres.LogDatastore(url)
    with pytest.raises(NotSupportedError, match="layout 99"):
        recorder_postgres.LogRecorder(datastore).create_table()
    datastore.close()
