"""Keys lie apart from every copy of a store: who was erased stays erased, whatever is restored."""

import json
import os
import shutil
import sqlite3
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from infrastructure.keys.files import MasterFiles, make_private_file
from infrastructure.keys.ring import KeyPlace, Ring
from infrastructure.vault import person
from interface.bootstrap import Store
from tests.architecture.house import ROOT
from tests.kept_store import KeptStore, Templates, jejak
from tests.postgres_server import PostgresServer

NAME, NIP = "Dewi S.", "198705202012032901"
ERASED = "dihapus sesuai JRA"


@pytest.fixture(params=["sqlite", "postgres"])
def store(request: pytest.FixtureRequest, templates: Templates, tmp_path: Path) -> KeptStore:
    (tmp_path / "today").mkdir()
    return templates.copy(request.param, tmp_path / "today")


@pytest.fixture(params=["sqlite", "postgres"])
def elsewhere(
    request: pytest.FixtureRequest, durable_postgres: PostgresServer, tmp_path: Path
) -> KeptStore:
    """An empty place for a store."""
    (tmp_path / "elsewhere").mkdir()
    if request.param == "sqlite":
        return KeptStore(str(tmp_path / "elsewhere" / "store"), tmp_path)
    return KeptStore(durable_postgres.fresh_database(), tmp_path / "elsewhere" / "evidence")


def employee(store: Store) -> str:
    """The one civil servant of the smoke story."""
    [subject] = [
        fact.subject for fact in store.log.tail(0) if fact.topic == "employee.registered.v1"
    ]
    return subject


def erase(kept: KeptStore) -> str:
    """Destroy the keys of the employee and of her account, as an erasure does; her id."""
    store = kept.open()
    subject = employee(store)
    store.office.forget_person(subject)
    store.close()
    return subject


def name_in(kept: KeptStore, subject: str) -> str:
    done = kept.run("ask", "employee", "--id", subject)
    assert done.exit_code == 0, done.output
    return str(json.loads(done.stdout)["name"])


# --- the restore drill ---


def test_after_restoring_last_months_copy_with_todays_keys_the_erased_stay_erased(
    store: KeptStore, elsewhere: KeptStore, tmp_path: Path
) -> None:
    last_month = tmp_path / "last-month"
    assert store.run("backup", last_month).exit_code == 0
    subject = erase(store)
    assert store.run("keys", "copy", tmp_path / "todays-keys").exit_code == 0

    restored = elsewhere.run("restore", last_month, "--keys", tmp_path / "todays-keys")
    assert restored.exit_code == 0, restored.output

    assert name_in(elsewhere, subject) == ERASED
    after = elsewhere.open()
    assert after.vault.open(after.account_of("sari") or "") == {"name": "Sari P."}
    after.close()
    swept = elsewhere.rows("SELECT 1 FROM vault_sealed WHERE subject = ?", subject, side=True)
    assert swept == []
    assert elsewhere.run("verify").exit_code == 0


def test_a_database_put_back_behind_the_programs_back_shows_nobody_who_was_erased_since(
    store: KeptStore, durable_postgres: PostgresServer, tmp_path: Path
) -> None:
    """As an operator does with the tools of the database: last month's files, today's keys."""
    assert found_by_name(store) > 0
    if store.premises.folder is None:
        last_month = durable_postgres.fresh_database(like=store.where)
        subject = erase(store)
        back = KeptStore(last_month, store.evidence)
    else:
        shutil.copytree(store.where, tmp_path / "last-month", ignore=lambda *_: {"keys"})
        subject = erase(store)
        shutil.copytree(tmp_path / "last-month", store.where, dirs_exist_ok=True)
        back = store
    assert name_in(back, subject) == ERASED
    assert found_by_name(back) == 0
    assert back.run("verify").exit_code == 0
    assert back.rows("SELECT 1 FROM vault_sealed WHERE subject = ?", subject, side=True) == []
    opened = back.open()
    opened.search.catch_up()
    assert [kept for kept in opened.search.kept() if subject in kept] == []
    opened.close()


def found_by_name(kept: KeptStore) -> int:
    """How much a search for the name of the employee finds."""
    fields = kept.premises.keys.folder.parent / "fields.json"
    fields.write_text(json.dumps({"text": NAME}))
    done = kept.run("ask", "search", "--with", fields)
    assert done.exit_code == 0, done.output
    return len(json.loads(done.stdout)["items"])


def test_a_copy_holds_no_key_and_without_keys_nobody_reads_a_name_in_it(
    store: KeptStore, elsewhere: KeptStore, tmp_path: Path
) -> None:
    copy = tmp_path / "copy"
    made = store.run("backup", copy)
    assert "The keys to personal data are not in the copy" in made.stdout
    assert not list(copy.rglob("keys*")) + list(copy.rglob("*.key"))
    for file in copy.rglob("*"):
        content = file.read_bytes() if file.is_file() else b""
        assert NAME.encode() not in content
        assert NIP.encode() not in content

    restored = elsewhere.run("restore", copy)
    assert restored.exit_code == 0, restored.output
    assert "Personal data are not checked yet: put their keys at" in restored.stdout
    asked = elsewhere.run("ask", "work-queue")
    assert asked.exit_code == 2
    assert "The keys to personal data are not at" in asked.stderr
    shutil.copytree(store.premises.keys.folder, elsewhere.premises.keys.folder)
    assert elsewhere.run("verify").exit_code == 0


def test_an_old_copy_of_the_keys_does_not_open_with_the_master_key_of_today(
    store: KeptStore, tmp_path: Path
) -> None:
    old = tmp_path / "old-keys"
    assert store.run("keys", "copy", old).exit_code == 0
    subject = erase(store)
    with closing(sqlite3.connect(old / "keys.db")) as ring:
        [(master,)] = ring.execute("SELECT value FROM ring WHERE name = 'master'").fetchall()
        [(name,)] = ring.execute("SELECT value FROM ring WHERE name = 'ring'").fetchall()
        wrapped = ring.execute(
            "SELECT wrapped FROM wrapped_key WHERE owner = ?", (person(subject),)
        )
        assert wrapped.fetchall() != []
    [today] = store.premises.keys.folder.glob("*.key")
    assert today.name != f"{name}-{master}.key"

    (old / f"{name}-{master}.key").unlink()
    shutil.copy(today, old)
    shutil.rmtree(store.premises.keys.folder)
    shutil.copytree(old, store.premises.keys.folder)
    refused = store.run("ask", "work-queue")
    assert refused.exit_code == 2
    assert "The master key is not there" in refused.stderr
    assert (store.premises.keys.folder / today.name).exists()


def test_keys_are_restored_over_nothing_and_leave_nothing_if_the_copy_is_damaged(
    store: KeptStore, elsewhere: KeptStore, tmp_path: Path
) -> None:
    assert store.run("backup", tmp_path / "copy").exit_code == 0
    assert store.run("keys", "copy", tmp_path / "keys").exit_code == 0
    assert store.run("keys", "copy", tmp_path / "keys").exit_code == 2
    file = tmp_path / "copy" / "log.db"
    file.write_bytes(file.read_bytes()[:-9])
    done = elsewhere.run("restore", tmp_path / "copy", "--keys", tmp_path / "keys")
    assert done.exit_code == 4, done.output
    assert not elsewhere.premises.keys.folder.exists()


# --- the master key ---


def test_the_master_key_is_changed_while_a_server_reads_and_all_names_stay(
    store: KeptStore,
) -> None:
    server = store.open()
    account = server.account_of("sari") or ""
    before = {file.name for file in store.premises.keys.folder.glob("*.key")}
    assert server.vault.open(account) == {"name": "Sari P."}

    changed = store.run("keys", "rotate")

    assert changed.exit_code == 0, changed.output
    assert "The master key was changed and the old one destroyed" in changed.stdout
    after = {file.name for file in store.premises.keys.folder.glob("*.key")}
    assert len(after) == 1
    assert before.isdisjoint(after)
    assert server.vault.open(account) == {"name": "Sari P."}
    server.vault.keep("e9", {"name": "Baru"})
    server.close()
    again = store.open()
    assert again.vault.open("e9") == {"name": "Baru"}
    again.close()
    assert store.run("verify").exit_code == 0


def test_a_place_without_a_store_has_no_keys_to_change(tmp_path: Path) -> None:
    done = jejak("keys", "rotate", "--store", tmp_path / "none")
    assert done.exit_code == 2
    assert "There is no store at that place." in done.stderr
    assert list(tmp_path.iterdir()) == []


# --- keys that are lost ---


def test_a_store_whose_keys_are_lost_goes_on_with_new_ones_once_somebody_says_so(
    store: KeptStore,
) -> None:
    facts = [store.stored(position) for position in range(1, store.head() + 1)]
    opened = store.open()
    subject, account = employee(opened), opened.account_of("sari") or ""
    opened.close()
    refused = store.run("keys", "give-up", "--all-names-are-lost")
    assert refused.exit_code == 2
    assert "That place is not empty" in refused.stderr

    shutil.rmtree(store.premises.keys.folder)
    assert store.run("keys", "give-up").exit_code == 2
    done = store.run("keys", "give-up", "--all-names-are-lost")

    assert done.exit_code == 0, done.output
    assert "names and NIPs of" in done.stdout
    assert name_in(store, subject) == ERASED
    assert store.run("verify").exit_code == 0
    assert [store.stored(position) for position in range(1, store.head() + 1)] == facts
    again = store.open()
    assert again.vault.open(account) == {}
    again.vault.keep(account, {"name": "Sari P."})
    assert again.vault.open(account) == {"name": "Sari P."}
    assert len(again.vault.pseudonym("x")) == 64
    again.close()


# --- who else may read them ---


@pytest.fixture
def kept(templates: Templates, tmp_path: Path) -> KeptStore:
    return templates.copy("sqlite", tmp_path)


def test_keys_are_made_for_their_owner_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with closing(Ring.make(KeyPlace(tmp_path / "keys", tmp_path / "master"))) as ring:
            ring.key_for("somebody")
            ring.copy_to(KeyPlace(tmp_path / "copy", tmp_path / "copy"))
    finally:
        os.umask(before)
    for folder in ("keys", "master", "copy"):
        assert stat.S_IMODE((tmp_path / folder).stat().st_mode) == 0o700
        for file in (tmp_path / folder).iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize("name", ["", "keys.db", "*.key"])
@pytest.mark.parametrize("mode", [0o040, 0o004, 0o022])
def test_keys_that_others_may_touch_are_refused_in_one_sentence_that_says_what_to_do(
    kept: KeptStore, name: str, mode: int
) -> None:
    folder = kept.premises.keys.folder
    [place] = folder.glob(name) if name else [folder]
    place.chmod(place.stat().st_mode | mode)
    for verb in (("ask", "work-queue"), ("keys", "rotate")):
        done = kept.run(*verb)
        assert done.exit_code == 2
        assert (
            f"A key to personal data is open to others: {place}. Run chmod go= {place}"
            in done.stderr
        )
    place.chmod(0o700 if place == folder else 0o600)
    assert kept.run("ask", "work-queue").exit_code == 0


@pytest.mark.parametrize(
    "content", [b"", b"00", b"zz" * 32, bytes(range(200, 232)), b"11" * 32, b"0" * 100_000]
)
def test_a_master_key_that_is_none_is_refused(kept: KeptStore, content: bytes) -> None:
    [file] = kept.premises.keys.folder.glob("*.key")
    file.write_bytes(content)
    done = kept.run("ask", "work-queue")
    assert done.exit_code == 2
    assert f"The keys to personal data are damaged: {file}" in done.stderr


def test_the_master_key_may_lie_in_a_folder_of_its_own(kept: KeptStore, tmp_path: Path) -> None:
    [file] = kept.premises.keys.folder.glob("*.key")
    apart = tmp_path / "apart"
    apart.mkdir(mode=0o700)
    file.rename(apart / file.name)
    assert "The master key is not there" in kept.run("ask", "work-queue").stderr
    asked = jejak("ask", "work-queue", "--store", kept.where, JEJAK_MASTER_KEY=str(apart))
    assert asked.exit_code == 0, asked.output


# --- a crash while the master key is changed ---


def masters(kept: KeptStore) -> dict[Path, bytes]:
    return {file: file.read_bytes() for file in kept.premises.keys.folder.glob("*.key")}


def test_a_new_master_key_that_never_came_to_count_is_removed(kept: KeptStore) -> None:
    """The change ended after the new key was written and before the one commit."""
    [(file, content)] = masters(kept).items()
    new = bytes(range(32))
    with closing(Ring(kept.premises.keys)) as ring:
        orphan = MasterFiles(file.parent, ring.name)
        orphan.write(new)
    assert len(masters(kept)) == 2
    assert kept.run("verify").exit_code == 0
    assert masters(kept) == {file: content}


@pytest.mark.parametrize("overwritten", [False, True])
def test_an_old_master_key_that_counts_no_more_is_removed(
    kept: KeptStore, overwritten: bool
) -> None:
    """The change ended after its commit, before the old key was gone, or while it was removed."""
    [(file, content)] = masters(kept).items()
    assert kept.run("keys", "rotate").exit_code == 0
    changed = masters(kept)
    make_private_file(file, bytes(len(content)) if overwritten else content)
    assert kept.run("verify").exit_code == 0
    assert masters(kept) == changed


def test_killed_at_any_instant_the_keys_open_with_the_one_master_key_there_is(
    tmp_path: Path,
) -> None:
    command = [sys.executable, "-m", "tests.faults.rotating", str(tmp_path / "keys"), "25", "7"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    lines = [line.split() for line in done.stdout.splitlines()]
    assert [opened for _, opened in lines] == ["True"] * 25
    assert len({master for master, _ in lines}) > 12


def test_eight_threads_make_read_and_destroy_keys_while_the_master_key_changes(
    tmp_path: Path,
) -> None:
    place = KeyPlace(tmp_path / "keys", tmp_path / "keys")
    with closing(Ring.make(place)) as ring:
        steady = ring.key_for("steady").sealer.seal(b"x", b"")

    def work(number: int) -> bool:
        with closing(Ring(place)) as own:
            for turn in range(5):
                if number % 2:
                    own.change_master()
                made = own.key_for(f"p{number}-{turn}")
                own.destroy(f"p{number}-{turn}")
                assert own.was_destroyed(made.name)
                assert own.key_of(f"p{number}-{turn}") is None
            key = own.key_of("steady")
            return key is not None and key.sealer.unseal(steady, b"") == b"x"

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(work, range(8)))
