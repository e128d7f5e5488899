"""What lies beside the log: the vault, API keys, access entries; on both databases."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from application.access import AccessEntry
from domain.envelope import Instant
from domain.states import AccessKind
from infrastructure.access_log import AccessLog
from infrastructure.clock import SandboxClock, SystemClock, TimeBackwards
from infrastructure.identifiers import uuid7
from infrastructure.keys.ring import KeyPlace
from infrastructure.side_tables import SideTables, SqliteTables
from infrastructure.tokens import TRUSTED, Tokens
from infrastructure.vault import TableVault
from tests.contract.conftest import OpenTables

NOW = Instant("2020-02-18T03:00:00.000000Z")


@pytest.fixture
def tables(open_tables: OpenTables) -> SideTables:
    return open_tables()


# --- the vault ---


def test_many_threads_keep_and_open_at_once(tables: SideTables, place: KeyPlace) -> None:
    vault = TableVault.bound(tables, place)

    def keep_and_open(number: int) -> dict[str, str]:
        vault.keep(f"e{number}", {"name": f"N{number}"})
        return vault.open(f"e{number}")

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(keep_and_open, range(40)))
    assert found == [{"name": f"N{number}"} for number in range(40)]
    vault.close()


# --- API keys ---


def test_a_key_is_known_by_its_hash_only_until_it_is_revoked(tables: SideTables) -> None:
    tokens = Tokens(tables)
    first, second = tokens.issue("a1", NOW), tokens.issue("a1", NOW)
    other = tokens.issue("a2", NOW)
    assert len({first, second, other}) == 3
    assert [tokens.account_of(token) for token in (first, second, other)] == ["a1", "a1", "a2"]
    kept = str(tables.read("SELECT * FROM api_key"))
    assert first.removeprefix("jjk_") not in kept
    tokens.revoke("a1", NOW)
    assert [tokens.account_of(token) for token in (first, second, other)] == [None, None, "a2"]


def test_a_key_revoked_by_another_process_is_good_for_a_second_at_most(tables: SideTables) -> None:
    clock = iter([0.0, TRUSTED - 0.001, TRUSTED])
    here, elsewhere = Tokens(tables, lambda: next(clock)), Tokens(tables)
    token = here.issue("a1", NOW)
    assert here.account_of(token) == "a1"
    elsewhere.revoke("a1", NOW)
    assert [here.account_of(token), here.account_of(token)] == ["a1", None]


@pytest.mark.parametrize("wrong", ["", "jjk_", "jjk_x", "x", "' OR 1=1 --"])
def test_a_wrong_key_is_nobodys(tables: SideTables, wrong: str) -> None:
    tokens = Tokens(tables)
    tokens.issue("a1", NOW)
    assert tokens.account_of(wrong) is None


# --- access entries ---


def test_access_entries_stay_in_order_and_as_they_were_noted(open_tables: OpenTables) -> None:
    refused = AccessEntry(NOW, "a1", AccessKind.REFUSED, "account.open", None, "ROLE_REQUIRED")
    read = AccessEntry(NOW, "a2", AccessKind.READ, "agreement", "A4")
    log = AccessLog(open_tables())
    log.note(refused)
    log.note(read)
    assert AccessLog(open_tables()).entries() == [refused, read]


@pytest.mark.parametrize(
    "change", ["UPDATE access_entry SET code = 'OK'", "DELETE FROM access_entry"]
)
def test_nobody_changes_or_removes_an_access_entry(tables: SideTables, change: str) -> None:
    log = AccessLog(tables)
    log.note(AccessEntry(NOW, "a1", AccessKind.REFUSED, "account.open", None, "ROLE_REQUIRED"))
    with pytest.raises((sqlite3.DatabaseError, psycopg.Error), match="never changed"):
        tables.write((change, ()))
    assert len(log.entries()) == 1


def test_no_other_entry_takes_the_place_of_an_access_entry(tmp_path: Path) -> None:
    """Only SQLite has a word for it."""
    tables = SqliteTables(tmp_path / "vault.db")
    log = AccessLog(tables)
    log.note(AccessEntry(NOW, "a1", AccessKind.REFUSED, "account.open", None, "ROLE_REQUIRED"))
    other = "INSERT OR REPLACE INTO access_entry SELECT entry, at, 'a2', kind, name, '', '', ''"
    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        tables.write((f"{other} FROM access_entry", ()))
    assert [entry.account for entry in log.entries()] == ["a1"]
    tables.close()


def test_statements_are_written_together_or_not_at_all(tables: SideTables) -> None:
    Tokens(tables)
    insert = "INSERT INTO api_key (hash, account, issued_at) VALUES (?, ?, ?)"
    with pytest.raises((sqlite3.IntegrityError, psycopg.errors.UniqueViolation)):
        tables.write((insert, ("same", "a1", NOW)), (insert, ("same", "a2", NOW)))
    assert tables.read("SELECT * FROM api_key") == []


# --- clocks and ids ---


def test_a_sandbox_clock_stands_still_until_it_is_set_forward() -> None:
    clock = SandboxClock(NOW)
    assert clock.now() == NOW
    later = Instant("2020-02-18T03:00:00.000001Z")
    clock.set(later)
    clock.set(later)
    assert clock.now() == later
    with pytest.raises(TimeBackwards):
        clock.set(NOW)
    assert clock.now() == later


def test_the_system_clock_speaks_in_stored_instants() -> None:
    first = SystemClock().now()
    assert first <= SystemClock().now()
    assert first.endswith("Z")
    assert len(first) == len(NOW)


def test_an_id_is_a_uuid_of_version_7_that_sorts_by_its_millisecond() -> None:
    one, other = uuid7(NOW), uuid7(Instant("2020-02-18T03:00:00.001000Z"))
    assert one < other
    assert int(one[:8] + one[9:13], 16) == 1_581_994_800_000
    for found in (one, other, uuid7(Instant("1960-01-01T00:00:00.000000Z"))):
        assert found[14] == "7"
        assert found[19] in "89ab"


def test_ids_of_the_same_instant_differ() -> None:
    assert len({uuid7(NOW) for _ in range(1000)}) == 1000
