"""A store whose parts do not belong together is not opened: nobody is shown what was never so."""

from pathlib import Path
from typing import Any

import psycopg
import pytest
from click.testing import CliRunner

from application.flaws import Lack, PartsApart
from interface.bootstrap import Store, StoreKind, open_store
from interface.cli.main import main
from interface.wordings.keeping import APART
from tests.postgres_server import PostgresServer
from tests.signed_store import NOON, grow


def opened(where: Path | str, **given: Any) -> Store:
    return open_store(str(where), if_new=StoreKind.SANDBOX, at=NOON, **given)


@pytest.fixture
def store(tmp_path: Path) -> Path:
    """A store with some facts."""
    where = tmp_path / "store"
    first = opened(where)
    grow(first, 2)
    first.close()
    return where


def lacking(where: Path | str, **given: Any) -> Lack:
    with pytest.raises(PartsApart) as caught:
        opened(where, **given)
    return caught.value.lack


def drop(url: str, schema: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA {schema} CASCADE".encode())


@pytest.mark.parametrize("emptied", [True, False])
def test_a_log_that_is_missing_or_empty_is_not_begun_anew_beside_its_personal_data(
    store: Path, *, emptied: bool
) -> None:
    for part in store.glob("log.db*"):
        part.unlink()
    if emptied:
        (store / "log.db").touch()
    assert lacking(store) is Lack.NO_LOG
    assert lacking(store) is Lack.NO_LOG, "nothing was begun by the first try"


def test_without_its_personal_data_a_store_shows_nobody_as_erased(store: Path) -> None:
    (store / "vault.db").unlink()
    assert lacking(store) is Lack.NO_PERSONAL_DATA


def test_a_store_that_died_before_it_was_bound_to_its_keys_is_opened(tmp_path: Path) -> None:
    """A new store records its first facts first, and gets its keys then."""
    where = tmp_path / "store"
    opened(where).close()
    (where / "vault.db").unlink()
    again = opened(where)
    assert again.log.end() == 3
    grow(again, 1)
    again.close()


def test_on_postgresql_too(tmp_path: Path, durable_postgres: PostgresServer) -> None:
    url = durable_postgres.fresh_database()
    places = {"evidence": tmp_path / "evidence", "keys": tmp_path / "keys"}
    store = opened(url, **places)
    grow(store, 2)
    store.close()
    drop(url, "jejak_side")
    assert lacking(url, **places) is Lack.NO_PERSONAL_DATA


def test_the_command_line_says_what_is_missing_and_what_to_do(store: Path) -> None:
    (store / "vault.db").unlink()
    done = CliRunner().invoke(main, ["ask", "register", "--as", "root", "--store", str(store)])
    assert done.exit_code == 2
    for words in APART[Lack.NO_PERSONAL_DATA]:
        assert words in done.output
