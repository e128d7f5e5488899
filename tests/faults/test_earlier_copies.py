"""Copies from before there were keys: names lie in the clear, and are sealed when restored."""

import json
import sqlite3
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from infrastructure.keys.ring import Ring
from infrastructure.vault import person
from tests.kept_store import KeptStore, Templates
from tests.postgres_server import PostgresServer

CLEAR = (
    "CREATE TABLE vault_key (name TEXT PRIMARY KEY, secret TEXT NOT NULL)",
    "CREATE TABLE vault_value (entry INTEGER PRIMARY KEY, subject TEXT NOT NULL, field TEXT NOT "
    "NULL, value TEXT NOT NULL, blind TEXT NOT NULL, commitment TEXT NOT NULL UNIQUE)",
)


@pytest.fixture
def store(templates: Templates, tmp_path: Path) -> KeptStore:
    (tmp_path / "today").mkdir()
    return templates.copy("sqlite", tmp_path / "today")


@pytest.fixture(params=["sqlite", "postgres"])
def elsewhere(
    request: pytest.FixtureRequest, durable_postgres: PostgresServer, tmp_path: Path
) -> KeptStore:
    """An empty place for a store."""
    (tmp_path / "elsewhere").mkdir()
    if request.param == "sqlite":
        return KeptStore(str(tmp_path / "elsewhere" / "store"), tmp_path)
    return KeptStore(durable_postgres.fresh_database(), tmp_path / "elsewhere" / "evidence")


def lay_in_the_clear(vault: Path, store: KeptStore) -> None:
    """Turn a vault into what earlier versions kept."""
    with closing(sqlite3.connect(vault)) as file, closing(Ring(store.premises.keys)) as ring, file:
        for table in CLEAR:
            file.execute(table)
        rows = file.execute(
            "SELECT subject, field, commitment, sealed FROM vault_sealed ORDER BY entry"
        ).fetchall()
        for subject, field, commitment, sealed in rows:
            key = ring.key_of(person(subject))
            assert key is not None
            about = f"jejak-pii/1 {subject} {field} {commitment}".encode()
            content = key.sealer.unseal(sealed, about)
            file.execute(
                "INSERT INTO vault_value (subject, field, value, blind, commitment) "
                "VALUES (?, ?, ?, ?, ?)",
                (subject, field, content[32:].decode(), content[:32].hex(), commitment),
            )
        file.execute("INSERT INTO vault_key VALUES ('pseudonym', ?)", ("07" * 32,))
        file.execute("DROP TABLE vault_sealed")
        file.execute("DROP TABLE vault_binding")


@pytest.fixture
def copy(store: KeptStore, tmp_path: Path) -> Path:
    """A copy as it was made before there were keys."""
    folder = tmp_path / "copy"
    assert store.run("backup", folder).exit_code == 0
    lay_in_the_clear(folder / "vault.db", store)
    manifest = json.loads((folder / "manifest.json").read_text())
    del manifest["ring"]
    manifest["format"] = "jejak-backup/1"
    for entry in manifest["files"]:
        content = (folder / entry["name"]).read_bytes()
        entry.update(bytes=len(content), sha256=sha256(content).hexdigest())
    (folder / "manifest.json").write_text(json.dumps(manifest))
    return folder


def name_of(kept: KeptStore) -> str:
    done = kept.run("ask", "employee", "--id", employee_of(kept))
    assert done.exit_code == 0, done.output
    return str(json.loads(done.stdout)["name"])


def employee_of(kept: KeptStore) -> str:
    [[stream]] = kept.rows(
        f"SELECT originator_id FROM {kept.events} WHERE topic = 'employee.registered.v1'"
    )
    return str(stream).partition(":")[2]


def test_a_copy_in_the_clear_becomes_a_sealed_store_on_either_database(
    copy: Path, elsewhere: KeptStore
) -> None:
    before = {file: file.read_bytes() for file in copy.rglob("*") if file.is_file()}
    restored = elsewhere.run("restore", copy)
    assert restored.exit_code == 0, restored.output
    assert name_of(elsewhere) == "Dewi S."
    assert elsewhere.run("verify").exit_code == 0
    assert elsewhere.rows("SELECT count(*) FROM vault_sealed", side=True)[0][0] > 0
    assert {file: file.read_bytes() for file in copy.rglob("*") if file.is_file()} == before


def test_who_was_erased_since_stays_erased_when_a_copy_in_the_clear_is_restored(
    copy: Path, store: KeptStore, elsewhere: KeptStore, tmp_path: Path
) -> None:
    opened = store.open()
    opened.office.forget_person(employee_of(store))
    opened.close()
    assert store.run("keys", "copy", tmp_path / "keys").exit_code == 0

    restored = elsewhere.run("restore", copy, "--keys", tmp_path / "keys")

    assert restored.exit_code == 0, restored.output
    assert name_of(elsewhere) == "dihapus sesuai JRA"
    assert elsewhere.run("verify").exit_code == 0


def test_a_copy_names_the_ring_it_needs_and_holds_none_of_its_keys(
    store: KeptStore, tmp_path: Path
) -> None:
    assert store.run("backup", tmp_path / "copy").exit_code == 0
    manifest = json.loads((tmp_path / "copy" / "manifest.json").read_text())
    with closing(Ring(store.premises.keys)) as ring:
        assert (manifest["format"], manifest["ring"]) == ("jejak-backup/2", ring.name)
    names = {entry["name"].partition("/")[0] for entry in manifest["files"]}
    assert names == {"log.db", "vault.db", "evidence", "checkpoint"}
