"""Whoever owns the database can change it; `jejak verify` names the first place and what is wrong.

Every drill starts from a whole store, does one thing behind its back, and asks.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from shutil import rmtree

import pytest

from application.flaws import Flaw
from infrastructure.log_sqlite import SqliteLog
from infrastructure.merkle import leaf_hash
from interface.wordings.keeping import FLAWS
from tests.contract.conftest import SETTINGS
from tests.contract.small_domain import put
from tests.kept_store import KeptStore, Templates, bytes_of, fact_of
from tests.postgres_server import PostgresServer

DATABASES = ["sqlite", "postgres"]


@pytest.fixture(params=DATABASES)
def store(request: pytest.FixtureRequest, templates: Templates, tmp_path: Path) -> KeptStore:
    return templates.copy(request.param, tmp_path)


def caught(store: KeptStore, flaw: Flaw, position: int, *arguments: str | Path) -> str:
    """Verify exits with 4 and names the place and the flaw in both languages; what it printed."""
    done = store.run("verify", *arguments)
    assert done.exit_code == 4, done.output
    in_indonesian, in_english = FLAWS[flaw]
    *_, last, english = done.stdout.splitlines()
    assert last == f"Tidak utuh: {in_indonesian}, posisi {position}."
    assert english == f"Not whole: {in_english}, position {position}."
    return done.stdout


def test_a_whole_store_is_whole_and_nothing_is_changed_by_looking(store: KeptStore) -> None:
    head = store.head()
    done = store.run("verify")
    assert done.exit_code == 0, done.output
    opened = store.open()
    root = opened.log.head().root.hex()
    opened.close()
    assert done.stdout == (
        f"Utuh: {head} fakta dan 1 dokumen, akar {root}.\n"
        f"Whole: {head} facts and 1 documents, root {root}.\n"
    )
    assert store.head() == head


def test_r77_one_byte_of_a_stored_fact_is_edited(store: KeptStore) -> None:
    position = store.first_of("agreement.drafted.v1")
    store.rewrite(position, lambda stored: stored.replace(b"Telkom", b"Telkon", 1))
    said = caught(store, Flaw.ALTERED, position)
    assert f"{position:>6}  " in said


def test_r77_a_fact_is_edited_by_hand_on_the_database_prompt(
    templates: Templates, tmp_path: Path
) -> None:
    """SQLite's own `replace` leaves a text where bytes were."""
    store = templates.copy("sqlite", tmp_path)
    position = store.first_of("agreement.drafted.v1")
    edit = "UPDATE stored_events SET state = replace(state, 'Telkom', 'Telkon') WHERE position = ?"
    store.rows(edit, position)
    caught(store, Flaw.ALTERED, position)


@pytest.mark.parametrize("position", [1, 17, 66])
def test_a_byte_is_edited_wherever_the_fact_lies(store: KeptStore, position: int) -> None:
    """The software's version is in no state and no view: only the bytes themselves tell."""
    store.rewrite(position, lambda stored: stored.replace(b'"software":"0', b'"software":"9'))
    caught(store, Flaw.ALTERED, position)


def test_a_fact_is_made_unreadable(store: KeptStore) -> None:
    store.rewrite(9, lambda stored: stored[:-1])
    said = caught(store, Flaw.ALTERED, 9)
    assert FLAWS[Flaw.UNREADABLE][0] in said


@pytest.mark.parametrize("left", [40, 65, 82])
def test_r77_the_tail_is_deleted(store: KeptStore, left: int) -> None:
    assert store.head() > left
    store.rows(f"DELETE FROM {store.events} WHERE {store.position} > ?", left)
    caught(store, Flaw.TAIL_GONE, left + 1)


def test_every_fact_is_deleted(store: KeptStore) -> None:
    store.rows(f"DELETE FROM {store.events}")
    caught(store, Flaw.TAIL_GONE, 1)


def test_a_fact_in_the_middle_is_deleted(store: KeptStore) -> None:
    store.rows(f"DELETE FROM {store.events} WHERE {store.position} = 30")
    caught(store, Flaw.GAP, 30)


def test_two_facts_are_swapped(store: KeptStore) -> None:
    move = f"UPDATE {store.events} SET {store.position} = ? WHERE {store.position} = ?"
    for to, of in ((1_000_000, 20), (20, 41), (41, 1_000_000)):
        store.rows(move, to, of)
    caught(store, Flaw.MISPLACED, 20)


def test_the_bytes_of_two_facts_are_swapped_with_their_hashes(store: KeptStore) -> None:
    one, other = store.stored(20), store.stored(41)
    store.rewrite(20, lambda _: other, leaf=leaf_hash(other))
    store.rewrite(41, lambda _: one, leaf=leaf_hash(one))
    caught(store, Flaw.UNREADABLE, 20)


def insert(store: KeptStore, stream: str, version: int, topic: str, stored: bytes) -> int:
    """Put a row after the last one, with the hash that fits it; its position."""
    position = store.head() + 1
    store.rows(
        f"INSERT INTO {store.events} "
        f"({store.position}, originator_id, originator_version, topic, state, leaf) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        *(position, stream, version, topic, stored, leaf_hash(stored)),
    )
    return position


def test_a_row_that_is_no_fact_is_inserted(store: KeptStore) -> None:
    position = insert(store, "agreement:x", 1, "agreement.drafted.v1", b"{}")
    caught(store, Flaw.UNREADABLE, position)


def test_a_perfect_forgery_is_inserted_that_no_command_recorded(store: KeptStore) -> None:
    """Right bytes, right place, right hash: but no command was recorded there under its key."""
    fact = fact_of(store.stored(store.head()))
    fact["position"] += 1
    fact["version"] += 1
    fact["data"]["name"] = "PT Bukan Telkom"
    forged = bytes_of(fact)
    position = insert(store, fact["stream"], fact["version"], fact["topic"], forged)
    caught(store, Flaw.KEY, position)


def test_a_kept_state_is_altered(store: KeptStore) -> None:
    state = "stream_state" if store.position == "position" else "jejak.stream_state"
    [[stream, version, kept]] = store.rows(
        f"SELECT stream, version, state FROM {state} WHERE stream < 'organisation;' "
        "AND stream > 'organisation:'"
    )
    altered = bytes(kept).replace(b"PT Telkom", b"PT Telkon")
    assert altered != bytes(kept)
    store.rows(f"UPDATE {state} SET state = ? WHERE stream = ?", altered, stream)
    [[position]] = store.rows(
        f"SELECT {store.position} FROM {store.events} "
        "WHERE originator_id = ? AND originator_version = ?",
        *(stream, version),
    )
    caught(store, Flaw.STATE, position)


def test_a_document_is_removed(store: KeptStore) -> None:
    store.document().unlink()
    caught(store, Flaw.DOCUMENT_GONE, store.first_of("document.stored.v1"))


def test_a_document_is_altered(store: KeptStore) -> None:
    file = store.document()
    file.write_bytes(file.read_bytes().replace(b"asli", b"palsu"))
    caught(store, Flaw.DOCUMENT_ALTERED, store.first_of("document.stored.v1"))


def test_a_number_in_the_vault_is_altered(store: KeptStore) -> None:
    altered = "sealed = replace(sealed, substr(sealed, 40, 4), '0000')"
    store.rows(f"UPDATE vault_sealed SET {altered} WHERE field = 'nip'", side=True)
    caught(store, Flaw.PERSONAL_DATA, store.first_of("employee.registered.v1"))


def test_a_name_is_removed_from_the_vault_as_if_it_had_been_erased(store: KeptStore) -> None:
    store.rows("DELETE FROM vault_sealed WHERE field = 'nip'", side=True)
    caught(store, Flaw.PERSONAL_DATA, store.first_of("employee.registered.v1"))


def test_a_key_is_removed_from_the_ring_as_if_its_person_had_been_erased(
    store: KeptStore,
) -> None:
    with closing(sqlite3.connect(store.premises.keys.folder / "keys.db")) as ring, ring:
        ring.execute("DELETE FROM wrapped_key WHERE owner LIKE 'person:%'")
    first = next(p for p in range(1, store.head() + 1) if b'"sealed":{"' in store.stored(p))
    caught(store, Flaw.PERSONAL_DATA, first)


def test_the_keys_are_removed(store: KeptStore) -> None:
    rmtree(store.premises.keys.folder)
    caught(store, Flaw.KEYS, 1)
    assert not store.premises.keys.folder.exists()


# --- views ---


def test_a_row_of_a_view_is_altered(store: KeptStore) -> None:
    """The position is that of the fact since which the row is known."""
    position = store.first_of("agreement.drafted.v1")
    [[stream, *_]] = store.rows(
        f"SELECT originator_id FROM {store.events} WHERE {store.position} = ?", position
    )
    agreement = stream.partition(":")[2]
    [[known_from, blob]] = store.rows(
        "SELECT known_from, row FROM g1_agreement_open WHERE key = ?", agreement, views=True
    )
    altered = bytes(blob).replace(b"Telkom", b"Telkon")
    assert altered != bytes(blob)
    store.rows("UPDATE g1_agreement_open SET row = ? WHERE key = ?", altered, agreement, views=True)
    said = caught(store, Flaw.VIEW, known_from)
    assert f"agreement {agreement}, newest row: stored" in said
    assert store.run("verify", "--no-views").exit_code == 0


def test_an_earlier_row_of_a_view_is_removed(store: KeptStore) -> None:
    [[known_from]] = store.rows("SELECT min(known_from) FROM g1_agreement_past", views=True)
    store.rows("DELETE FROM g1_agreement_past WHERE known_from = ?", known_from, views=True)
    said = caught(store, Flaw.VIEW, known_from)
    assert "missing" in said


def test_a_row_that_no_fact_leads_to_is_put_into_a_view(store: KeptStore) -> None:
    table = "g1_organisation_open"
    row = store.rows(f"SELECT * FROM {table} WHERE number = 1", views=True)[0]
    [[key, known_from, last]] = store.rows(
        f"SELECT key, known_from, (SELECT max(number) FROM {table}) FROM {table} WHERE number = 1",
        views=True,
    )
    forged = [last + 1, *("forged" if value == key else value for value in row[1:])]
    marks = ", ".join("?" * len(forged))
    store.rows(f"INSERT INTO {table} VALUES ({marks})", *forged, views=True)
    said = caught(store, Flaw.VIEW, known_from)
    assert "organisation forged, newest row: stored, but no fact leads to it" in said


def test_views_that_are_gone_are_no_damage_and_are_not_made_by_looking(
    templates: Templates, tmp_path: Path
) -> None:
    store = templates.copy("sqlite", tmp_path)
    views = Path(store.where) / "views.db"
    views.unlink()
    assert store.run("verify").exit_code == 0
    assert not views.exists()


# --- by somebody who can write everywhere ---


def test_a_fact_is_rewritten_with_its_hash_and_an_earlier_checkpoint_tells(
    store: KeptStore, tmp_path: Path
) -> None:
    checkpoint = tmp_path / "checkpoint"
    checkpoint.write_text(store.run("checkpoint").stdout)
    head = store.head()

    def forge(stored: bytes) -> bytes:
        return stored.replace(b'"software":"0', b'"software":"9')

    store.rewrite(17, forge, leaf=leaf_hash(forge(store.stored(17))))
    assert store.run("verify").exit_code == 0
    caught(store, Flaw.CHECKPOINT, head, "--checkpoint", checkpoint)


def test_every_trace_of_the_tail_is_removed_and_an_earlier_checkpoint_tells(
    store: KeptStore, tmp_path: Path
) -> None:
    checkpoint = tmp_path / "checkpoint"
    checkpoint.write_text(store.run("checkpoint").stdout)
    schema = "" if store.position == "position" else "jejak."
    store.rows(f"DELETE FROM {store.events} WHERE {store.position} > 60")
    store.rows(f"DELETE FROM {schema}command_key WHERE last > 60")
    store.rows(f"DELETE FROM {schema}stream_state")
    for table in ("boundary", "claim"):
        store.rows(f"DELETE FROM {schema}{table} WHERE position > 60")
    caught(store, Flaw.TAIL_GONE, 61)
    if store.premises.folder is None:
        store.rows("DROP SCHEMA jejak_views CASCADE")
    else:
        (store.premises.folder / "views.db").unlink()
    assert store.run("verify").exit_code == 0
    caught(store, Flaw.TAIL_GONE, 61, "--checkpoint", checkpoint)


def test_a_store_that_grew_still_continues_its_earlier_checkpoint(
    store: KeptStore, tmp_path: Path
) -> None:
    checkpoint = tmp_path / "checkpoint"
    checkpoint.write_text(store.run("checkpoint").stdout)
    assert store.run("tick", "--at", "2022-02-18T00:05:00+07:00").exit_code == 0
    done = store.run("verify", "--checkpoint", checkpoint)
    assert done.exit_code == 0, done.output


def test_the_tree_kept_in_the_log_tells_of_a_fact_rewritten_with_its_hash(tmp_path: Path) -> None:
    log = SqliteLog(tmp_path / "log.db", **SETTINGS)
    log.append([put("jar:1", version) for version in range(1000)])
    log.append([put("jar:1", version) for version in range(1000, 1100)])
    assert list(log.faults(1100)) == []
    log.close()
    store = KeptStore(str(tmp_path), tmp_path)

    def forge(stored: bytes) -> bytes:
        return stored.replace(b'"software":"0', b'"software":"9')

    store.rewrite(5, forge, leaf=leaf_hash(forge(store.stored(5))))
    log = SqliteLog(tmp_path / "log.db", **SETTINGS)
    [fault] = log.faults(1100)
    log.close()
    assert (fault.position, fault.flaw) == (1000, Flaw.TREE)
    assert "one of the facts from 1 to 1000 is another" in fault.problem


# --- files that are damaged, and places without a store ---


def overwritten(content: bytes) -> bytes:
    return b"not a database" + content[14:]


def cut(content: bytes) -> bytes:
    return content[: len(content) // 2]


@pytest.mark.parametrize(
    ("file", "damage"), [("log.db", overwritten), ("log.db", cut), ("vault.db", overwritten)]
)
def test_a_file_of_the_store_is_damaged(
    templates: Templates, tmp_path: Path, file: str, damage: Callable[[bytes], bytes]
) -> None:
    store = templates.copy("sqlite", tmp_path)
    damaged = Path(store.where) / file
    damaged.write_bytes(damage(damaged.read_bytes()))
    done = store.run("verify")
    assert done.exit_code == 4, done.output
    assert FLAWS[Flaw.UNREADABLE_STORE][0] in done.stdout


def test_the_file_of_personal_data_is_removed(templates: Templates, tmp_path: Path) -> None:
    store = templates.copy("sqlite", tmp_path)
    vault = Path(store.where) / "vault.db"
    vault.unlink()
    caught(store, Flaw.UNREADABLE_STORE, 1)
    assert not vault.exists()


@pytest.mark.parametrize("verb", ["verify", "checkpoint", "tick"])
def test_a_place_without_a_store_stays_without_one(
    verb: str, durable_postgres: PostgresServer, tmp_path: Path
) -> None:
    for where in (str(tmp_path / "none"), durable_postgres.fresh_database()):
        nothing = KeptStore(where, tmp_path / "evidence")
        done = nothing.run(verb)
        assert done.exit_code == 2
        assert "There is no store at that place." in done.stderr
        assert not nothing.premises.hold_a_store()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("text", ["", "jejak\n", "other\n1\nAAAA\n\n", "jejak\n01\nAAAA\n\n"])
def test_what_is_no_checkpoint_is_refused(store: KeptStore, tmp_path: Path, text: str) -> None:
    file = tmp_path / "checkpoint"
    file.write_text(text)
    done = store.run("verify", "--checkpoint", file)
    assert done.exit_code == 2
    assert "Not a checkpoint" in done.stderr


def test_the_digest_of_a_document_is_that_of_its_bytes(store: KeptStore) -> None:
    file = store.document()
    assert sha256(file.read_bytes()).hexdigest() == file.parent.name + file.name
