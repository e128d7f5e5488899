"""A store without its facts or without its names is not opened, and nothing is put in their place.

Only a place where nothing of a store lies is an empty one; and whoever made half a store and died
can make the rest.
"""

from pathlib import Path
from shutil import rmtree
from typing import Any

import psycopg
import pytest

from infrastructure.ledger.key_folder import SIGNED
from infrastructure.log_base import StoredLog
from infrastructure.premises import Beside, Premises
from infrastructure.view_keeper import ViewKeeper
from tests.kept_store import SMOKE, KeptStore, Templates
from tests.postgres_server import PostgresServer

VERBS = [
    ("do", "organisation.register", "--as", "root"),
    ("ask", "verify", "--as", "root"),
    ("replay",),
    ("tick",),
    ("serve", "--port", "0"),
    ("backup", "copy"),
    ("keys", "rotate"),
]


@pytest.fixture(scope="module")
def templates(
    tmp_path_factory: pytest.TempPathFactory, durable_postgres: PostgresServer
) -> Templates:
    return Templates(tmp_path_factory.mktemp("templates"), durable_postgres)


@pytest.fixture(params=["sqlite", "postgres"])
def kept(
    request: pytest.FixtureRequest,
    templates: Templates,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> KeptStore:
    monkeypatch.chdir(tmp_path)
    return templates.copy(request.param, tmp_path)


@pytest.fixture(params=["sqlite", "postgres"])
def nothing(
    request: pytest.FixtureRequest,
    durable_postgres: PostgresServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> KeptStore:
    """An empty place."""
    monkeypatch.chdir(tmp_path)
    if request.param == "sqlite":
        return KeptStore(str(tmp_path / "store"), tmp_path)
    return KeptStore(durable_postgres.fresh_database(), tmp_path / "evidence")


def lose(kept: KeptStore, name: str) -> str:
    """Lose a part as disks and people do; where it was."""
    if kept.premises.folder is not None:
        for file in kept.premises.folder.glob(f"{name}.db*"):
            file.unlink()
        return str(kept.premises.folder / f"{name}.db")
    schema = {"log": "jejak", "vault": "jejak_side", "views": "jejak_views"}[name]
    with psycopg.connect(kept.premises.url, autocommit=True) as connection:
        connection.execute(f"DROP SCHEMA {schema} CASCADE".encode())
    return f"PostgreSQL, {schema}"


def all_there_is(kept: KeptStore, place: Path) -> dict[str, bytes | None]:
    """Every file, and the size of every table."""
    found: dict[str, bytes | None] = {
        str(path): path.read_bytes() if path.is_file() else None for path in place.rglob("*")
    }
    if kept.premises.folder is None:
        with psycopg.connect(kept.premises.url) as connection:
            for table in kept.premises.tables():
                rows = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
                found[table] = str(rows).encode()
    return found


@pytest.mark.parametrize("verb", VERBS, ids=lambda verb: str(verb[0]))
def test_a_store_whose_facts_are_missing_is_not_opened_and_nothing_is_written(
    kept: KeptStore, tmp_path: Path, verb: tuple[str, ...]
) -> None:
    where = lose(kept, "log")
    before = all_there_is(kept, tmp_path)
    done = kept.run(*verb)
    assert done.exit_code == 2, done.output
    assert f"Fakta-fakta buku tidak ada di {where}, padahal masih ada " in done.stderr
    assert f"The facts of the store are not at {where}, though " in done.stderr
    assert "restore the store from a backup: jejak restore." in done.stderr
    assert all_there_is(kept, tmp_path) == before


def test_a_log_of_no_bytes_or_no_facts_is_a_missing_one(kept: KeptStore, tmp_path: Path) -> None:
    if kept.premises.folder is not None:
        lose(kept, "log")
        (kept.premises.folder / "log.db").touch()
    else:
        tables = [name for name in kept.premises.tables() if name.startswith("jejak.")]
        with psycopg.connect(kept.premises.url) as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute("ALTER TABLE jejak.stored_events DISABLE TRIGGER ALL")
            connection.execute(f"TRUNCATE {', '.join(tables)}".encode())
    before = all_there_is(kept, tmp_path)
    for verb in VERBS:
        assert "The facts of the store are not at " in kept.run(*verb).stderr
    assert all_there_is(kept, tmp_path) == before


def test_views_alone_or_a_vault_alone_tell_that_there_was_a_store(kept: KeptStore) -> None:
    for lost in ("vault", "views"):
        lose(kept, lost)
        if lost == "vault":
            lose(kept, "log")
            rmtree(kept.premises.keys.folder)
            assert kept.run("do", "system.tick", "--as", "system").exit_code == 2
    assert not kept.premises.hold_a_store()


def test_keys_in_the_folder_of_a_store_tell_that_there_was_one(
    templates: Templates, tmp_path: Path
) -> None:
    kept = templates.copy("sqlite", tmp_path)
    for lost in ("log", "vault", "views"):
        lose(kept, lost)
    done = kept.run("do", "organisation.register", "--as", "root")
    assert done.exit_code == 2
    assert f"though {kept.premises.keys.folder / 'keys.db'} is there" in done.stderr


def test_what_was_signed_last_tells_that_there_was_a_log(
    nothing: KeptStore, tmp_path: Path
) -> None:
    (tmp_path / "signing").mkdir()
    (tmp_path / "signing" / SIGNED).write_text("a checkpoint")
    signing = {"JEJAK_SIGNING": str(tmp_path / "signing")}
    done = nothing.run("run", SMOKE, **signing)
    assert done.exit_code == 2
    assert f"though {tmp_path / 'signing' / SIGNED} is there" in done.stderr
    assert not nothing.premises.hold_a_store()


@pytest.mark.parametrize("emptied", [False, True], ids=["missing", "empty"])
def test_a_store_whose_names_are_missing_is_not_opened_and_nobody_is_shown_as_erased(
    kept: KeptStore, tmp_path: Path, *, emptied: bool
) -> None:
    where = lose(kept, "vault")
    if emptied and kept.premises.folder is not None:
        (kept.premises.folder / "vault.db").touch()
    elif emptied:
        with psycopg.connect(kept.premises.url) as connection:
            connection.execute("CREATE SCHEMA jejak_side")
            connection.execute("CREATE TABLE jejak_side.vault_binding (name text, value text)")
    before = all_there_is(kept, tmp_path)
    for verb in VERBS[:5]:
        done = kept.run(*verb)
        assert done.exit_code == 2, done.output
        assert f"Nama dan NIP buku tidak ada di {where}. Pulihkan buku" in done.stderr
        assert f"The names and NIPs of the store are not at {where}. Restore it" in done.stderr
    assert all_there_is(kept, tmp_path) == before


def test_where_no_copy_is_left_the_names_can_be_given_up_and_the_store_opens(
    kept: KeptStore,
) -> None:
    lose(kept, "vault")
    assert kept.run("ask", "verify").exit_code == 2
    kept.premises.keys.folder.rename(kept.premises.keys.folder.with_name("keys-of-nothing"))
    done = kept.run("keys", "give-up", "--all-names-are-lost")
    assert done.exit_code == 0, done.output
    assert kept.run("ask", "verify").exit_code == 0


# --- making a store ---


def dies(*_: Any, **__: Any) -> None:
    raise MemoryError


@pytest.mark.parametrize(
    ("where", "name"),
    [(StoredLog, "append"), (ViewKeeper, "over"), (Premises, "open_tables"), (Beside, "on")],
    ids=lambda part: getattr(part, "__name__", part),
)
def test_whoever_dies_while_a_store_is_made_leaves_one_that_opens(
    nothing: KeptStore, monkeypatch: pytest.MonkeyPatch, where: type, name: str
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(where, name, dies)
        with pytest.raises(MemoryError):
            nothing.open()
    store = nothing.open()
    assert store.log.end() == 3
    assert store.check_views() == []
    store.close()
