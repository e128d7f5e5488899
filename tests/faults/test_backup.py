"""A copy made while people work is a whole store, and a copy that was damaged becomes none."""

import json
import stat
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256
from pathlib import Path
from threading import Event, Semaphore
from typing import Any

import pytest
from click.testing import Result

from interface.bootstrap import Store
from tests.kept_store import KeptStore, Templates, bytes_of, fact_of, jejak
from tests.one_act import act
from tests.postgres_server import PostgresServer

DATABASES = ["sqlite", "postgres"]
QUESTIONS = ("register", "audit-trail", "placements", "violations", "documents", "work-queue")
HEADS_TOLD = ("as_of", "known_at", "position")


@pytest.fixture(params=DATABASES)
def store(request: pytest.FixtureRequest, templates: Templates, tmp_path: Path) -> KeptStore:
    (tmp_path / "of").mkdir()
    return templates.copy(request.param, tmp_path / "of")


@pytest.fixture(params=DATABASES)
def elsewhere(
    request: pytest.FixtureRequest, durable_postgres: PostgresServer, tmp_path: Path
) -> KeptStore:
    """An empty place for a store."""
    if request.param == "sqlite":
        return KeptStore(str(tmp_path / "elsewhere"), tmp_path)
    return KeptStore(durable_postgres.fresh_database(), tmp_path / "elsewhere-evidence")


@pytest.fixture
def copy(templates: Templates, tmp_path: Path) -> Path:
    """A backup of a store in a folder."""
    (tmp_path / "copied").mkdir()
    kept = templates.copy("sqlite", tmp_path / "copied")
    done = kept.run("backup", tmp_path / "copy")
    assert done.exit_code == 0, done.output
    return tmp_path / "copy"


def register(store: Store, number: int) -> tuple[int, str]:
    """One act; the position of its fact and the id of the organisation, acknowledged."""
    name = f"Mitra {number}"
    receipt = act(store, "sari", "organisation.register", name=name, category="PRIVATE")
    return receipt.positions[0], receipt.id


def answers(kept: KeptStore, known_at: int) -> dict[str, Any]:
    """What the store answers, knowing the first facts."""
    found = {}
    for name in QUESTIONS:
        clocks = ("--known-at", str(known_at), "--as-of", "2021-06-30")
        done = jejak("ask", name, *clocks, "--store", kept.where, evidence=kept.evidence)
        assert done.exit_code == 0, done.output
        answer = json.loads(done.stdout)
        found[name] = {key: answer[key] for key in answer if key not in HEADS_TOLD}
    return found


def restore_with_keys(store: KeptStore, elsewhere: KeptStore, tmp_path: Path) -> Result:
    """Restore `copy` elsewhere, with a copy of the keys of the store it was made of."""
    assert store.run("keys", "copy", tmp_path / "copied-keys").exit_code == 0
    return elsewhere.run("restore", tmp_path / "copy", "--keys", tmp_path / "copied-keys")


def refuse(kept: KeptStore) -> None:
    """Ask as somebody who may not: that is noted in the access log."""
    done = jejak("ask", "verify", "--as", "root", "--store", kept.where, evidence=kept.evidence)
    assert done.exit_code == 1, done.output


def nothing_at(kept: KeptStore) -> bool:
    if kept.premises.folder is not None:
        return not kept.premises.folder.exists()
    return kept.premises.tables() == []


def test_a_copy_made_while_four_threads_append_is_a_whole_store(
    store: KeptStore, tmp_path: Path, elsewhere: KeptStore
) -> None:
    opened = store.open()
    enough, started = Event(), Semaphore(0)
    acknowledged: list[tuple[int, str]] = []

    def work(number: int) -> None:
        while not enough.is_set():
            acknowledged.append(register(opened, number))
            started.release()

    with ThreadPoolExecutor(4) as pool:
        working = [pool.submit(work, number) for number in range(4)]
        try:
            for _ in range(20):
                assert started.acquire(timeout=60)
            before = max(position for position, _ in acknowledged)
            backup = store.run("backup", tmp_path / "copy")
            during = len(acknowledged)
            for _ in range(20):
                assert started.acquire(timeout=60)
        finally:
            enough.set()
        for done in working:
            done.result()
    opened.close()
    assert backup.exit_code == 0, backup.output
    assert during > 20

    restored = restore_with_keys(store, elsewhere, tmp_path)
    assert restored.exit_code == 0, restored.output
    verified = elsewhere.run("verify", "--checkpoint", tmp_path / "copy" / "checkpoint")
    assert verified.exit_code == 0, verified.output
    head = elsewhere.head()
    assert before <= head <= max(position for position, _ in acknowledged)
    for position, subject in acknowledged:
        if position <= head:
            assert fact_of(elsewhere.stored(position))["stream"] == f"organisation:{subject}"
    assert all(
        elsewhere.stored(position) == store.stored(position) for position in range(1, head + 1)
    )
    assert answers(elsewhere, head) == answers(store, head)
    assert store.run("verify").exit_code == 0


def test_a_restored_store_holds_documents_and_names_and_goes_on(
    store: KeptStore, elsewhere: KeptStore, tmp_path: Path
) -> None:
    refuse(store)
    assert store.run("backup", tmp_path / "copy").exit_code == 0
    assert restore_with_keys(store, elsewhere, tmp_path).exit_code == 0
    before, after = store.open(), elsewhere.open()
    try:
        for login in ("sari", "budi"):
            account = after.account_of(login)
            assert account is not None
            assert after.vault.open(account) == before.vault.open(account) != {}
        assert after.vault.pseudonym("x") == before.vault.pseudonym("x")
        assert elsewhere.document().read_bytes() == store.document().read_bytes()
        position, _ = register(after, 1)
        assert position == after.log.head().position == before.log.head().position + 1
        key = after.tokens.issue("a", after.clock.now())
        assert after.tokens.account_of(key) == "a"
        noted = after.access_log.entries()
        assert noted == before.access_log.entries() != []
    finally:
        before.close()
        after.close()
    refuse(elsewhere)
    again = elsewhere.open()
    assert len(again.access_log.entries()) == len(noted) + 1
    again.close()
    assert elsewhere.run("verify").exit_code == 0


def test_a_copy_is_for_its_owner_alone_and_names_every_file(copy: Path) -> None:
    assert stat.S_IMODE(copy.stat().st_mode) == 0o700
    manifest = json.loads((copy / "manifest.json").read_text())
    assert manifest["format"] == "jejak-backup/2"
    files = {file.relative_to(copy).as_posix(): file for file in copy.rglob("*") if file.is_file()}
    del files["manifest.json"]
    assert {entry["name"]: entry["sha256"] for entry in manifest["files"]} == {
        name: sha256(file.read_bytes()).hexdigest() for name, file in files.items()
    }
    assert {"log.db", "vault.db", "checkpoint"} < set(files)
    assert sum(name.startswith("evidence/") for name in files) == 1


# --- nothing is overwritten ---


def test_a_copy_is_never_made_over_something(store: KeptStore, tmp_path: Path) -> None:
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "precious.txt").write_text("mine")
    done = store.run("backup", taken)
    assert done.exit_code == 2
    assert "That place is not empty" in done.stderr
    assert [file.name for file in taken.iterdir()] == ["precious.txt"]


def test_nothing_is_restored_over_a_store(store: KeptStore, copy: Path) -> None:
    before = store.head()
    done = store.run("restore", copy)
    assert done.exit_code == 2
    assert "That place is not empty" in done.stderr
    assert store.head() == before
    assert store.run("verify").exit_code == 0


def test_what_is_no_backup_is_not_restored(elsewhere: KeptStore, tmp_path: Path) -> None:
    (tmp_path / "something").mkdir()
    done = elsewhere.run("restore", tmp_path / "something")
    assert done.exit_code == 2
    assert "Not a backup" in done.stderr
    assert nothing_at(elsewhere)


def test_a_place_without_a_store_is_not_copied(elsewhere: KeptStore, tmp_path: Path) -> None:
    done = elsewhere.run("backup", tmp_path / "copy")
    assert done.exit_code == 2
    assert "There is no store at that place." in done.stderr
    assert not (tmp_path / "copy").exists()


# --- a damaged copy ---


@pytest.mark.parametrize("name", ["log.db", "vault.db", "checkpoint", "evidence"])
@pytest.mark.parametrize("part", [0, 0.5, 0.999])
def test_one_flipped_bit_in_a_copy_is_refused(
    copy: Path, elsewhere: KeptStore, name: str, part: float
) -> None:
    file = next(copy.glob("evidence/*/*")) if name == "evidence" else copy / name
    content = bytearray(file.read_bytes())
    content[int(len(content) * part)] ^= 1
    file.write_bytes(content)
    done = elsewhere.run("restore", copy)
    assert done.exit_code == 4, done.output
    assert "The copy is damaged, nothing was restored: " in done.stdout
    assert f"{file.relative_to(copy).as_posix()} is not the file that was written" in done.stdout
    assert nothing_at(elsewhere)


@pytest.mark.parametrize("name", ["log.db", "vault.db", "checkpoint", "evidence"])
def test_a_file_missing_from_a_copy_is_named(copy: Path, elsewhere: KeptStore, name: str) -> None:
    file = next(copy.glob("evidence/*/*")) if name == "evidence" else copy / name
    file.unlink()
    done = elsewhere.run("restore", copy)
    assert done.exit_code == 4
    assert f"{file.relative_to(copy).as_posix()} cannot be read" in done.stdout
    assert nothing_at(elsewhere)


def change_manifest(copy: Path, change: Callable[[str], str]) -> None:
    file = copy / "manifest.json"
    file.write_text(change(file.read_text()))


def test_a_manifest_that_was_changed_is_refused(copy: Path, elsewhere: KeptStore) -> None:
    digest = sha256((copy / "log.db").read_bytes()).hexdigest()
    change_manifest(copy, lambda text: text.replace(digest, digest[::-1]))
    assert elsewhere.run("restore", copy).exit_code == 4
    change_manifest(copy, lambda text: text[:-9])
    assert elsewhere.run("restore", copy).exit_code == 4
    assert nothing_at(elsewhere)


def seal_again(copy: Path) -> None:
    """Write the manifest anew over whatever lies in the copy."""
    manifest = json.loads((copy / "manifest.json").read_text())
    for entry in manifest["files"]:
        content = (copy / entry["name"]).read_bytes()
        entry.update(bytes=len(content), sha256=sha256(content).hexdigest())
    (copy / "manifest.json").write_text(json.dumps(manifest))


def test_a_copy_changed_with_its_manifest_is_refused_by_the_check(
    copy: Path, elsewhere: KeptStore
) -> None:
    inside = KeptStore(str(copy), copy)
    inside.rewrite(17, lambda stored: stored.replace(b'"software":"0', b'"software":"9'))
    seal_again(copy)
    done = elsewhere.run("restore", copy)
    assert done.exit_code == 4
    assert "Not whole: a fact was altered after it was recorded, position 17." in done.stdout
    assert nothing_at(elsewhere)


def test_a_copy_with_a_tail_cut_off_without_a_trace_is_refused_by_its_checkpoint(
    copy: Path, elsewhere: KeptStore
) -> None:
    inside = KeptStore(str(copy), copy)
    head = inside.head()
    inside.rows(f"DELETE FROM stored_events WHERE position = {head}")
    inside.rows(f"DELETE FROM command_key WHERE last = {head}")
    inside.rows("DELETE FROM stream_state")
    for table in ("boundary", "claim"):
        inside.rows(f"DELETE FROM {table} WHERE position = {head}")
    seal_again(copy)
    done = elsewhere.run("restore", copy)
    assert done.exit_code == 4
    assert f"Not whole: the last facts are missing, position {head}." in done.stdout
    assert nothing_at(elsewhere)


def test_a_name_outside_the_store_in_a_manifest_is_not_followed(
    copy: Path, elsewhere: KeptStore, tmp_path: Path
) -> None:
    (tmp_path / "outside").write_text("x")
    manifest = json.loads((copy / "manifest.json").read_text())
    digest = sha256(b"x").hexdigest()
    manifest["files"].append({"name": "../outside", "bytes": 1, "sha256": digest})
    manifest["files"].append({"name": "evidence/../../outside", "bytes": 1, "sha256": digest})
    (copy / "manifest.json").write_text(json.dumps(manifest))
    assert elsewhere.run("restore", copy).exit_code == 0
    assert (tmp_path / "outside").read_text() == "x"
    if elsewhere.premises.folder is not None:
        assert {file.name for file in elsewhere.premises.folder.iterdir()} == {
            "log.db", "vault.db", "evidence",
        }  # fmt: skip


# --- a damaged store ---


def test_a_damaged_store_is_copied_as_it_is_and_said_to_be_damaged(
    store: KeptStore, elsewhere: KeptStore, tmp_path: Path
) -> None:
    def forge(stored: bytes) -> bytes:
        return bytes_of({**fact_of(stored), "reason": "dibuat-buat"})

    store.rewrite(17, forge)
    done = store.run("backup", tmp_path / "copy")
    assert done.exit_code == 4
    assert "Not whole: a fact was altered after it was recorded, position 17." in done.stdout
    assert "Copied as it is, but this copy will be refused" in done.stdout
    assert elsewhere.run("restore", tmp_path / "copy").exit_code == 4
    assert nothing_at(elsewhere)


@pytest.fixture(autouse=True)
def no_rest_is_left(tmp_path: Path) -> Iterator[None]:
    """Whatever happens, no half-made folder stays behind."""
    yield
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []
