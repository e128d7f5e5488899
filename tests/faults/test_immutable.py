"""A fact cannot be changed or removed: not by the program's role, not by the owner."""

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import errors

from application.flaws import Flaw
from application.ports import Recorded
from infrastructure.log_postgres import PostgresLog
from infrastructure.log_sqlite import SqliteLog
from infrastructure.recorder_postgres import grant_append
from tests.contract.conftest import SETTINGS
from tests.contract.small_domain import Coins, Jar, put
from tests.postgres_server import OWNER, PostgresServer

CHANGES = [
    "UPDATE {} SET state = '{{}}'",
    "UPDATE {} SET originator_version = 7 WHERE false",
    "DELETE FROM {}",
    "TRUNCATE {}",
    "TRUNCATE {} CASCADE",
]
TABLES = ("stored_events", "frontier", "stream_state", "command_key", "boundary", "claim")


@pytest.fixture
def url(durable_postgres: PostgresServer) -> str:
    url = durable_postgres.fresh_database()
    log = PostgresLog(url, **SETTINGS)
    log.append([put("jar:1", 0)])
    log.close()
    return url


@pytest.fixture
def appender(durable_postgres: PostgresServer, url: str) -> Iterator[str]:
    """The URL of a role that may append, and nothing more."""
    with psycopg.connect(url) as connection:
        connection.execute("CREATE ROLE appender LOGIN")
    grant_append(url, "appender")
    yield url.replace(f"//{OWNER}@", "//appender@")
    with psycopg.connect(url) as connection:
        connection.execute("DROP OWNED BY appender")
        connection.execute("DROP ROLE appender")


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("replica", [False, True])
def test_postgres_refuses_a_change_even_to_the_owner(url: str, change: str, replica: bool) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        if replica:
            connection.execute("SET session_replication_role = replica")
        with pytest.raises(errors.InsufficientPrivilege, match="never changed or removed"):
            connection.execute(change.format("jejak.stored_events").encode())
        assert connection.execute("SELECT count(*) FROM jejak.stored_events").fetchone() == (1,)


def test_the_appending_role_appends_and_reads(appender: str) -> None:
    log = PostgresLog(appender, **SETTINGS)
    states = {"jar:1": Jar(coins=Coins((1,), 1))}
    [outcome] = log.append([put("jar:1", 1, key="k", claims={("a", "b"): "c"}, states=states)])
    assert isinstance(outcome, Recorded)
    assert log.load("jar:1", Jar()) == (Jar(coins=Coins((1, 1), 2)), 2)
    assert log.claimed("a", "b") == "c"
    assert len(list(log.tail(0))) == log.head().position == 2
    log.append([put("jar:1", version) for version in range(2, 1500)])
    log.append([put("jar:1", 1500)])
    log.close()


@pytest.mark.parametrize("table", TABLES)
def test_the_appending_role_cannot_touch_a_table_by_itself(appender: str, table: str) -> None:
    name = f"jejak.{table}"
    with psycopg.connect(appender, autocommit=True) as connection:
        column = connection.execute(
            "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass(%s) AND attnum = 1",
            (name,),
        ).fetchone()
        assert column is not None
        for change in (
            f"UPDATE {name} SET {column[0]} = {column[0]}",
            f"DELETE FROM {name}",
            f"TRUNCATE {name}",
            f"INSERT INTO {name} SELECT * FROM {name}",
            f"DROP TABLE {name}",
            f"ALTER TABLE {name} DISABLE TRIGGER ALL",
        ):
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(change.encode())


def test_nobody_else_may_call_the_append(url: str, appender: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE ROLE stranger")
        connection.execute("GRANT USAGE ON SCHEMA jejak TO stranger")
        connection.execute("SET ROLE stranger")
        for call in ("SELECT jejak.take_turn()", "SELECT jejak.keep_tree(1, '')"):
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(call.encode())
        connection.execute("RESET ROLE")
        connection.execute("DROP OWNED BY stranger")
        connection.execute("DROP ROLE stranger")


_OTHER = "INSERT OR REPLACE INTO stored_events SELECT {}, topic, '{{}}', leaf FROM stored_events"


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE stored_events SET state = '{}'",
        "DELETE FROM stored_events",
        _OTHER.format("position, 'jar:2', 1"),
        _OTHER.format("2, originator_id, originator_version"),
    ],
    ids=["update", "delete", "another at its position", "another as its version"],
)
def test_r77_sqlite_refuses_a_change(tmp_path: Path, change: str) -> None:
    log = SqliteLog(tmp_path / "log.db", **SETTINGS)
    log.append([put("jar:1", 0)])
    connection = sqlite3.connect(tmp_path / "log.db", isolation_level=None)
    with pytest.raises(sqlite3.IntegrityError, match="facts are never"):
        connection.execute(change)
    connection.close()
    assert len(list(log.tail(0))) == 1
    log.close()


def test_r77_what_was_changed_past_the_refusal_is_told(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log.db", **SETTINGS)
    log.append([put("jar:1", 0)])
    log.append([put("jar:2", 0)])
    connection = sqlite3.connect(tmp_path / "log.db", isolation_level=None)
    connection.execute("DROP TRIGGER stored_events_never_change")
    connection.execute("UPDATE stored_events SET state = state || ' ' WHERE position = 2")
    connection.close()

    first, *_ = log.faults(upto=2)
    assert (first.position, first.flaw) == (2, Flaw.ALTERED)
    assert list(log.faults(upto=1)) == []
    log.close()
