"""Somebody owns everything: database, machine, and the key. What still tells, and what cannot.

Both sides are asserted: where the store itself is convinced, and who is not. What a store notices
about itself is drilled in `test_verify.py`.
"""

import sqlite3
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path
from threading import Event

import psycopg
import pytest

from application.flaws import Flaw
from infrastructure.ledger.checkpoint import Checkpoint
from infrastructure.ledger.continuation import Continuation
from infrastructure.ledger.key_folder import SIGNED, KeyFolder
from infrastructure.ledger.notes import Note
from infrastructure.ledger.publisher import Forked, Rewound
from infrastructure.ledger.signing import SigningKey
from infrastructure.merkle import leaf_hash
from interface.bootstrap import Store, open_store
from interface.cli import verifier
from interface.wordings.keeping import FLAWS
from tests.kept_store import KeptStore, Templates
from tests.oversight import Oversight
from tests.signed_store import announce, grow, publisher_of

ORIGIN = "kota.example/buku"
HONEST, FORGED = b'"title":"Surat tugas"', b'"title":"Surat palsu"'


@dataclass
class Victim:
    """A store that is signed and witnessed, and what others hold of it."""

    kept: KeptStore
    place: Path
    key: SigningKey
    oversight: Oversight
    held: Note

    @property
    def keys(self) -> KeyFolder:
        return KeyFolder(self.place / "signing")

    def open(self) -> Store:
        return open_store(
            self.kept.where,
            evidence=self.kept.evidence,
            origin=ORIGIN,
            signing=self.keys.path,
            witnesses=self.oversight.witnesses(),
        )

    def file(self, name: str, text: str) -> Path:
        file = self.place / name
        file.write_text(text)
        return file

    def verify(self, *arguments: str | Path) -> int:
        return self.kept.run("verify", *arguments).exit_code


@pytest.fixture(params=["sqlite", "postgres"])
def victim(
    request: pytest.FixtureRequest, templates: Templates, tmp_path: Path
) -> Iterator[Victim]:
    (tmp_path / "store").mkdir()
    kept = templates.copy(request.param, tmp_path / "store")
    key = KeyFolder(tmp_path / "signing").make(ORIGIN, SigningKey.made(ORIGIN).algorithm)
    with ExitStack() as working:
        oversight = Oversight(tmp_path, key, working)
        oversight.found("inspektorat", "bpk")
        oversight.employ("inspektorat", "bpk")
        victim = Victim(kept, tmp_path, key, oversight, Note("", ()))
        store = victim.open()
        announce(store, key)
        victim.held = publisher_of(store).publish()
        store.close()
        assert oversight.names_on(victim.held) == ["inspektorat", "bpk"]
        yield victim


def forge(kept: KeptStore) -> None:
    """Change a fact, and the hash beside it."""

    def forged(stored: bytes) -> bytes:
        assert HONEST in stored
        return stored.replace(HONEST, FORGED)

    position = kept.first_of("document.stored.v1")
    kept.rewrite(position, forged, leaf=leaf_hash(forged(kept.stored(position))))


def rewritten(victim: Victim) -> None:
    """Change a fact with every trace of it, so that the store itself is convinced."""
    kept = victim.kept
    forge(kept)
    states = "stream_state WHERE stream > 'document:' AND stream < 'document;'"
    if kept.premises.folder is None:
        kept.rows(f"DELETE FROM jejak.{states}")
        kept.rows("DROP SCHEMA jejak_views CASCADE")
    else:
        kept.rows(f"DELETE FROM {states}")
        (kept.premises.folder / "views.db").unlink()
    published(victim, "DELETE FROM published_checkpoint")
    assert victim.verify() == 0


def signed_by_the_thief(victim: Victim, store: Store) -> Note:
    """A checkpoint over the log as it is now, with the stolen key, past the publisher."""
    head = store.log.head()
    text = Checkpoint(ORIGIN, head.position, head.root).text()
    return Note(text, (victim.key.sign(text),))


def test_a_rewritten_log_that_is_signed_with_the_stolen_key(
    victim: Victim, capsys: pytest.CaptureFixture[str]
) -> None:
    """The key vouches for it as for any log. Whoever holds an older checkpoint knows better, and
    the witnesses do."""
    honest = victim.file("held", str(victim.held))
    rewritten(victim)
    store = victim.open()
    forged = signed_by_the_thief(victim, store)
    proof = store.ledger.prove_consistency(size_of(victim.held), size_of(forged)).path
    store.close()
    note = victim.file("forged", str(forged))
    vkey = str(victim.key.verifier)
    assert verifier.verify(note, key=[vkey]) == 0

    policy = victim.file("policy", victim.oversight.policy("all"))
    assert verifier.verify(honest, policy=policy) == 0
    assert verifier.verify(note, policy=policy) == 4
    assert "too few witnesses" in capsys.readouterr().out
    asked = victim.oversight.witnesses().ask(forged, lambda old, new: proof)
    assert (asked.signatures, sorted(asked.missing)) == ((), ["bpk", "inspektorat"])
    assert "CONTRADICTION" in asked.trouble

    done = victim.kept.run("verify", "--checkpoint", honest)
    assert done.exit_code == 4
    assert FLAWS[Flaw.CHECKPOINT][1] in done.stdout


def size_of(note: Note) -> int:
    return Checkpoint.of_text(note.text).size


def test_a_rewritten_log_that_grew_is_no_better(victim: Victim) -> None:
    rewritten(victim)
    store = victim.open()
    grow(store, 3)
    forged = signed_by_the_thief(victim, store)
    path = store.ledger.prove_consistency(size_of(victim.held), size_of(forged)).path
    store.close()
    asked = victim.oversight.witnesses().ask(forged, lambda old, new: path if old else ())
    assert asked.signatures == ()
    assert "NOT_CONTINUED" in asked.trouble
    kept = Checkpoint.of_text(victim.held.text)
    assert not Continuation.of(kept.size, path, forged).holds(kept.root)


def test_the_publisher_itself_refuses_until_its_memory_is_forged_too(victim: Victim) -> None:
    rewritten(victim)
    store = victim.open()
    with pytest.raises(Forked):
        publisher_of(store).publish()
    (victim.keys.path / SIGNED).write_text(str(signed_by_the_thief(victim, store)))
    forged = publisher_of(store).publish()
    store.close()
    assert victim.oversight.names_on(forged) == []
    assert forged.text != victim.held.text


def test_a_pack_of_a_rewritten_log_convinces_only_who_kept_nothing(
    victim: Victim, capsys: pytest.CaptureFixture[str]
) -> None:
    honest = victim.file("held", str(victim.held))
    rewritten(victim)
    store = victim.open()
    (victim.keys.path / SIGNED).write_text(str(signed_by_the_thief(victim, store)))
    publisher_of(store).publish()
    store.close()
    pack = victim.place / "pack.zip"
    environment = {"JEJAK_ORIGIN": ORIGIN, "JEJAK_SIGNING": str(victim.keys.path)}
    done = victim.kept.run("export", "audit-pack", "-o", pack, **environment)
    assert done.exit_code == 0, done.output
    vkey = [str(victim.key.verifier)]
    policy = victim.file("policy", victim.oversight.policy("all"))
    assert verifier.verify(pack, key=vkey) == 0
    assert verifier.verify(pack, key=vkey, earlier=[honest]) == 4
    assert f"NOT PROVEN: {honest}, the log does not continue it." in capsys.readouterr().out
    assert verifier.verify(pack, policy=policy) == 4


def test_an_old_backup_in_the_place_of_the_store(victim: Victim) -> None:
    """Whole in itself, and shorter than what was vouched for: everybody outside notices."""
    old = victim.place / "old"
    assert victim.kept.run("backup", old).exit_code == 0
    store = victim.open()
    grow(store, 2)
    newest = publisher_of(store).publish()
    store.close()
    place = victim.place / "restored"
    restored = KeptStore(str(place), victim.place / "none")
    keys = victim.kept.premises.keys.folder
    assert restored.run("restore", old, "--keys", keys).exit_code == 0
    assert restored.run("verify").exit_code == 0
    held = victim.file("held", str(newest))
    done = restored.run("verify", "--checkpoint", held)
    assert done.exit_code == 4
    assert FLAWS[Flaw.TAIL_GONE][1] in done.stdout
    again = Victim(restored, victim.place, victim.key, victim.oversight, newest).open()
    with pytest.raises(Rewound):
        publisher_of(again).publish()
    forged = signed_by_the_thief(victim, again)
    again.close()
    asked = victim.oversight.witnesses().ask(forged, lambda old, new: ())
    assert asked.signatures == ()
    assert asked.trouble.count("it has cosigned") == 2


def test_two_histories_at_once_are_evidence_in_the_hands_of_the_witness(victim: Victim) -> None:
    rewritten(victim)
    store = victim.open()
    forged = signed_by_the_thief(victim, store)
    store.close()
    victim.oversight.witnesses().ask(forged, lambda old, new: ())
    for name in ("inspektorat", "bpk"):
        [(second, first)] = victim.oversight.contradictions(name)
        one, other = Checkpoint.of_text(first), Checkpoint.of_text(second)
        assert (one.origin, one.size) == (other.origin, other.size)
        assert one.root != other.root
        for note in (first, second):
            line = Note.of_text(note).signatures[0]
            assert victim.key.verifier.verifies(Note.of_text(note).text, line)


def test_sequences_that_are_reset_change_nothing(victim: Victim) -> None:
    """A position is given by the log under its lock; no counter of the database is asked."""
    kept = victim.kept
    if kept.premises.folder is None:
        for (name,) in kept.rows(
            "SELECT quote_ident(schemaname) || '.' || quote_ident(sequencename) "
            "FROM pg_sequences WHERE schemaname = 'jejak'"
        ):
            kept.rows(f"ALTER SEQUENCE {name} RESTART WITH 1")
    else:
        for (_,) in kept.rows("SELECT name FROM sqlite_master WHERE name = 'sqlite_sequence'"):
            kept.rows("UPDATE sqlite_sequence SET seq = 0")
    head = kept.head()
    store = victim.open()
    grow(store, 2)
    note = publisher_of(store).publish()
    store.close()
    assert kept.head() == head + 2
    assert victim.verify() == 0
    assert victim.oversight.names_on(note) == ["inspektorat", "bpk"]


def test_a_root_that_nobody_can_compute_is_refused_by_everybody(victim: Victim) -> None:
    """The key alone: a checkpoint over a log that does not exist."""
    text = Checkpoint(ORIGIN, size_of(victim.held) + 1, bytes(32)).text()
    forged = Note(text, (victim.key.sign(text),))
    assert verifier.verify(victim.file("forged", str(forged)), key=[str(victim.key.verifier)]) == 0
    asked = victim.oversight.witnesses().ask(forged, lambda old, new: (bytes(32),) if old else ())
    assert asked.signatures == ()
    assert victim.verify("--checkpoint", victim.file("forged", str(forged))) == 4


# --- the store's own memory of what it published ---


def published(victim: Victim, statement: str, *values: str) -> None:
    """Change the published checkpoints past the fence around them."""
    kept = victim.kept
    if kept.premises.folder is None:
        kept.rows("ALTER TABLE published_checkpoint DISABLE TRIGGER USER", side=True)
    else:
        for change in ("update", "delete"):
            kept.rows(f"DROP TRIGGER published_checkpoint_no_{change}", side=True)
    kept.rows(statement, *values, side=True)


def noted(victim: Victim, flaw: Flaw) -> str:
    """What verify says of a store that is not whole for one reason."""
    done = victim.kept.run("verify")
    assert done.exit_code == 4, done.output
    assert FLAWS[flaw][1] in done.stdout
    return done.stdout


def test_a_published_checkpoint_that_no_key_of_the_log_signed(victim: Victim) -> None:
    text = Checkpoint(ORIGIN, 5, bytes(32)).text()
    forged = Note(text, (SigningKey.made(ORIGIN).sign(text),))
    published(victim, "UPDATE published_checkpoint SET note = ?", str(forged))
    assert "does not hold" in noted(victim, Flaw.CHECKPOINT)


def test_a_fact_that_was_rewritten_under_a_published_checkpoint(victim: Victim) -> None:
    """The store notices by itself what was signed, until the thief signs again or removes it."""
    forge(victim.kept)
    said = noted(victim, Flaw.CHECKPOINT)
    assert f"one of the facts from 1 to {size_of(victim.held)} is another" in said


def test_a_published_checkpoint_over_more_facts_than_there_are(victim: Victim) -> None:
    store = victim.open()
    grow(store, 1)
    publisher_of(store).publish()
    store.close()
    kept, head = victim.kept, victim.kept.head()
    schema = "jejak." if kept.premises.folder is None else ""
    kept.rows(f"DELETE FROM {kept.events} WHERE {kept.position} = ?", head)
    kept.rows(f"DELETE FROM {schema}command_key WHERE last = ?", head)
    kept.rows(f"DELETE FROM {schema}stream_state")
    for table in ("boundary", "claim"):
        kept.rows(f"DELETE FROM {schema}{table} WHERE position = ?", head)
    assert f"published over {head} facts" in noted(victim, Flaw.TAIL_GONE)


def test_two_published_checkpoints_of_one_size(victim: Victim) -> None:
    text = Checkpoint(ORIGIN, size_of(victim.held), bytes(32)).text()
    forged = Note(text, (victim.key.sign(text),))
    columns = "origin, size, note, published_at"
    published(
        victim,
        f"INSERT INTO published_checkpoint ({columns}) "
        f"SELECT origin, size, ?, published_at FROM published_checkpoint",
        str(forged),
    )
    assert "with two roots" in noted(victim, Flaw.CHECKPOINT)


def test_a_store_that_is_at_work_and_signs_meanwhile_is_whole(victim: Victim) -> None:
    """What is recorded, announced and published while it is looked at is no damage."""
    store, over = victim.open(), Event()

    def work() -> None:
        while not over.is_set():
            grow(store, 1)
            publisher_of(store).publish()

    with ThreadPoolExecutor(1) as worker:
        at_work = worker.submit(work)
        try:
            told = [victim.kept.run("verify") for _ in range(3)]
        finally:
            over.set()
        at_work.result()
    store.close()
    assert [done.exit_code for done in told] == [0, 0, 0], told[0].output


@pytest.mark.parametrize(
    "taken_down",
    [
        ("DROP TRIGGER stored_events_never_go", "DROP TRIGGER facts_stay ON {events}"),
        (
            "DROP TRIGGER stored_events_never_change",
            "ALTER TABLE {events} DISABLE TRIGGER facts_stay",
        ),
        (
            "DROP TRIGGER stored_events_never_change",
            "ALTER TABLE {events} ENABLE TRIGGER facts_stay",
        ),
    ],
    ids=["gone", "asleep", "asleep for replicas"],
)
def test_a_fence_that_was_taken_down_is_noticed_though_nothing_was_changed_yet(
    victim: Victim, taken_down: tuple[str, str]
) -> None:
    kept = victim.kept
    on_sqlite, on_postgres = taken_down
    head = kept.head()
    if kept.premises.folder is None:
        with psycopg.connect(kept.premises.url) as connection:
            connection.execute(on_postgres.format(events=kept.events).encode())
    else:
        with closing(sqlite3.connect(kept.premises.folder / "log.db")) as file:
            file.execute(on_sqlite)
    said = noted(victim, Flaw.FENCE)
    assert f"posisi {head}." in said
