"""What is signed, by whom, and what is never signed, whatever the store says of itself."""

from collections.abc import Callable, Iterator
from datetime import date
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from application.ports import Append, Draft
from domain.catalogue import CATALOGUE
from domain.system import GlassBroken, SigningKeyAnnounced, StoreKind, StoreOpened
from domain.upcasters import UPCASTERS
from infrastructure.backup import back_up
from infrastructure.clock import SandboxClock
from infrastructure.ledger.book import Ledger
from infrastructure.ledger.checkpoint import Checkpoint
from infrastructure.ledger.key_folder import SIGNED, KeyFolder, KeysUnfit
from infrastructure.ledger.nodes import Nodes
from infrastructure.ledger.notes import Note
from infrastructure.ledger.published import Published
from infrastructure.ledger.publisher import (
    CannotSign,
    Forked,
    MemoryGone,
    NoKey,
    OtherLog,
    Publisher,
    Rewound,
    WrongTree,
)
from infrastructure.ledger.signing import Algorithm, VerifierKey, signed_by
from infrastructure.ledger.tree import Tree
from infrastructure.log_base import StoredLog
from infrastructure.merkle import leaf_hash
from infrastructure.restoring import restore
from infrastructure.side_tables import SideTables
from tests.contract.conftest import OpenLog
from tests.in_memory import place
from tests.kept_store import KeptStore
from tests.signed_store import (
    NOON,
    ORIGIN,
    Signed,
    act,
    announce,
    grow,
    publisher_of,
    with_a_key,
)


@pytest.fixture(params=["sqlite", "postgres"])
def signed(request: pytest.FixtureRequest) -> Iterator[Signed]:
    """A place for stores on one kind of database; none is there yet."""
    numbers = count()
    with TemporaryDirectory(dir=place()) as folder:

        def fresh() -> str:
            if request.param == "sqlite":
                return f"{folder}/store-{next(numbers)}"
            url: str = request.getfixturevalue("postgres").fresh_database()
            return url

        signed = Signed(Path(folder), fresh, where=fresh())
        yield signed
        signed.close()


@pytest.fixture
def log_of_the_domain(open_log: OpenLog) -> StoredLog:
    return open_log(catalogue=CATALOGUE, upcasters=UPCASTERS)


def names(note: Note) -> list[str]:
    return [line.key_id.hex() for line in note.signatures]


def test_the_head_is_signed_by_the_announced_key_and_published(signed: Signed) -> None:
    store = signed.open()
    key = with_a_key(signed, store)
    note = publisher_of(store).publish()
    head = store.log.head()
    assert Checkpoint.of_text(note.text) == Checkpoint(ORIGIN, head.position, head.root)
    assert signed_by(note, (key.verifier,)) == (key.verifier,)
    assert store.ledger.checkpoint() == note
    assert store.ledger.signatures(head.position) == tuple(line.line() for line in note.signatures)
    assert store.ledger.signatures(head.position - 1) == ()


def test_nothing_new_is_not_signed_again(signed: Signed) -> None:
    store = signed.open()
    with_a_key(signed, store)
    first = publisher_of(store).publish()
    assert publisher_of(store).publish() is not first
    assert publisher_of(store).publish() == first
    elsewhere = signed.open()
    assert publisher_of(elsewhere).publish() == first
    grow(store, 1)
    assert publisher_of(elsewhere).publish() != first


def test_every_head_continues_the_one_before(signed: Signed) -> None:
    store = signed.open()
    with_a_key(signed, store)
    before = publisher_of(store).publish()
    for by in (1, 2, 5):
        grow(store, by)
        note = publisher_of(store).publish()
        first, last = Checkpoint.of_text(before.text), Checkpoint.of_text(note.text)
        assert last.size == first.size + by
        before = note
    assert signed.keys.signed() == before


def test_the_post_quantum_key_signs_beside_the_first_and_says_when(signed: Signed) -> None:
    store = signed.open()
    quantum = signed.keys.make(ORIGIN, Algorithm.ML_DSA_44)
    announce(store, quantum)
    with pytest.raises(NoKey):
        publisher_of(store).publish()
    first = with_a_key(signed, store)
    note = publisher_of(store).publish()
    verifiers = (first.verifier, quantum.verifier)
    assert signed_by(note, verifiers) == verifiers
    noon = 1_704_171_600
    assert NOON.startswith("2024-01-02T05:00:00")
    assert [quantum.verifier.time_of(line) for line in note.signatures[1:]] == [noon]


def test_a_key_is_rotated_in_the_log_and_both_sign_for_a_while(signed: Signed) -> None:
    store = signed.open()
    old = with_a_key(signed, store)
    assert names(publisher_of(store).publish()) == [old.verifier.key_id.hex()]
    new = with_a_key(signed, store)
    both = publisher_of(store).publish()
    assert signed_by(both, (old.verifier, new.verifier)) == (old.verifier, new.verifier)
    act(store, "system.retire-signing-key", vkey=str(old.verifier))
    assert names(publisher_of(store).publish()) == [new.verifier.key_id.hex()]


def test_whoever_trusts_the_old_key_finds_the_new_one_under_its_signature(signed: Signed) -> None:
    store = signed.open()
    old = with_a_key(signed, store)
    new = with_a_key(signed, store)
    note = publisher_of(store).publish()
    position = Checkpoint.of_text(note.text).size
    [(_, entry)] = store.log.stored(position - 1, upto=position)
    assert signed_by(note, (old.verifier,))
    assert str(new.verifier).encode() in entry
    assert VerifierKey.of_text(str(new.verifier)) == new.verifier


def test_a_key_that_was_not_announced_signs_nothing(signed: Signed) -> None:
    store = signed.open()
    signed.keys.make(ORIGIN, Algorithm.ED25519)
    with pytest.raises(NoKey):
        publisher_of(store).publish()
    assert publisher_of(store).trouble == str(signed.keys.path)
    assert store.ledger.checkpoint() is None
    assert signed.keys.signed() is None


def test_a_key_of_another_log_signs_nothing(signed: Signed) -> None:
    store = signed.open()
    key = signed.keys.make("elsewhere.example/log", Algorithm.ED25519)
    announce(store, key)
    with pytest.raises(OtherLog, match="elsewhere"):
        publisher_of(store).publish()


def refused(signed: Signed, where: str, why: type[CannotSign], said: str) -> None:
    """No head of the store at `where` is signed, and nothing of it is published or remembered."""
    store = signed.open(where)
    before, published = signed.keys.signed(), store.ledger.checkpoint()
    with pytest.raises(why, match=said) as error:
        publisher_of(store).publish()
    assert publisher_of(store).trouble == str(error.value)
    assert signed.keys.signed() == before
    assert store.ledger.checkpoint() == published


def restored(signed: Signed, copy: Path) -> str:
    where = signed.fresh()
    restore(copy, signed.premises(where))
    return where


def test_a_restored_backup_is_not_signed_until_it_has_what_was_signed(signed: Signed) -> None:
    store = signed.open()
    with_a_key(signed, store)
    publisher_of(store).publish()
    copy = signed.place / "copy"
    back_up(signed.premises(signed.where), copy)
    grow(store, 3)
    size = Checkpoint.of_text(publisher_of(store).publish().text).size
    where = restored(signed, copy)
    refused(signed, where, Rewound, f"has {size - 3} facts, a head of {size} was signed")
    again = signed.open(where)
    grow(again, 3, word="lain")
    refused(signed, where, Forked, f"the first {size} facts are not those")
    grow(again, 4, word="lain")
    refused(signed, where, Forked, f"the first {size} facts are not those")


def test_a_backup_that_lost_nothing_signed_goes_on_being_signed(signed: Signed) -> None:
    store = signed.open()
    with_a_key(signed, store)
    publisher_of(store).publish()
    grow(store, 2)
    copy = signed.place / "copy"
    back_up(signed.premises(signed.where), copy)
    grow(store, 2)
    where = restored(signed, copy)
    note = publisher_of(signed.open(where)).publish()
    assert Checkpoint.of_text(note.text).size == store.log.head().position - 2


def test_a_rewritten_fact_is_not_signed_over_though_every_hash_beside_it_fits(
    signed: Signed,
) -> None:
    store = signed.open()
    with_a_key(signed, store)
    grow(store, 5)
    publisher_of(store).publish()
    grow(store, 1)
    store.close()
    kept = KeptStore(signed.where, signed.place / "evidence")
    changed = kept.stored(4).replace(b'"software":"0', b'"software":"9')
    kept.rewrite(4, lambda _: changed, leaf=leaf_hash(changed))
    kept.rows("DELETE FROM tree_node", side=True)
    refused(signed, signed.where, Forked, "are not those of the head that was signed")


def test_without_the_memory_nothing_is_signed_and_any_newest_copy_brings_it_back(
    signed: Signed,
) -> None:
    store = signed.open()
    with_a_key(signed, store)
    note = publisher_of(store).publish()
    file = signed.keys.path / SIGNED
    file.unlink()
    refused(signed, signed.where, MemoryGone, "is not there")
    file.write_text(str(note), encoding="utf-8")
    grow(store, 1)
    assert publisher_of(store).publish() != note


@pytest.mark.parametrize("at", [0, 3, 20, 26, 60, 100, -3])
def test_a_memory_with_a_changed_bit_is_not_believed(signed: Signed, at: int) -> None:
    store = signed.open()
    with_a_key(signed, store)
    publisher_of(store).publish()
    file = signed.keys.path / SIGNED
    content = bytearray(file.read_bytes())
    content[at] ^= 1
    file.write_bytes(content)
    grow(store, 1)
    with pytest.raises(KeysUnfit, match=SIGNED):
        publisher_of(store).publish()


def test_a_memory_of_another_origin_is_not_continued(signed: Signed) -> None:
    store = signed.open()
    with_a_key(signed, store)
    publisher_of(store).publish()
    renamed = signed.open(origin="jejak.example/new")
    announce(renamed, signed.keys.make("jejak.example/new", Algorithm.ED25519))
    with pytest.raises(OtherLog):
        publisher_of(renamed).publish()


def test_after_a_loss_the_log_goes_on_under_a_new_origin_with_keys_of_its_own(
    signed: Signed,
) -> None:
    """The way forward of docs/proof.md: what the old keys signed stays what it was."""
    store = signed.open()
    with_a_key(signed, store)
    copy = signed.place / "copy"
    back_up(signed.premises(signed.where), copy)
    grow(store, 3)
    publisher_of(store).publish()
    before = signed.keys.signed()
    where = restored(signed, copy)
    personal = signed.place / "personal"
    new = Signed(signed.place / "new", signed.fresh, where=where, personal=personal)
    signed.opened.append(after := new.open(origin="jejak.example/log-2"))
    key = new.keys.make("jejak.example/log-2", Algorithm.ED25519)
    act(after, "system.announce-signing-key", vkey=str(key.verifier), reason="dipulihkan")
    note = publisher_of(after).publish()
    assert note.text.startswith("jejak.example/log-2\n")
    assert signed.keys.signed() == before


def test_a_crash_between_signing_and_publishing_loses_nothing(signed: Signed) -> None:
    """The memory is written first: what was signed and not told is told the next time."""
    store = signed.open()
    with_a_key(signed, store)
    publisher_of(store).publish()
    grow(store, 1)
    note = publisher_of(store).publish()
    store.close()
    kept = KeptStore(signed.where, signed.place / "evidence")
    size = Checkpoint.of_text(note.text).size
    if kept.premises.folder is None:
        kept.rows("ALTER TABLE published_checkpoint DISABLE TRIGGER ALL", side=True)
    else:
        kept.rows("DROP TRIGGER published_checkpoint_no_delete", side=True)
    kept.rows("DELETE FROM published_checkpoint WHERE size = ?", size, side=True)
    again = signed.open()
    assert again.ledger.size() == size - 1
    assert publisher_of(again).publish() == note
    assert again.ledger.checkpoint() == note


def test_a_tree_that_does_not_lead_to_the_head_is_not_signed(
    log_of_the_domain: StoredLog, open_tables: Callable[[], SideTables], tmp_path: Path
) -> None:
    """Whoever reads the tiles must come to the root that is signed."""
    log, keys, tables = log_of_the_domain, KeyFolder(tmp_path / "keys"), open_tables()
    key = keys.make(ORIGIN, Algorithm.ED25519)
    announced = SigningKeyAnnounced(vkey=str(key.verifier))
    broken = GlassBroken(employee="e", purpose="p")
    drafts = tuple(
        Draft("system:system", fact, date(2024, 1, 2), actor="root", role="ADMIN")
        for fact in (StoreOpened(kind=StoreKind.SANDBOX), announced, *[broken] * 300)
    )
    log.append([Append(drafts=drafts, expected={"system:system": 0}, at=NOON)])
    ledger = Ledger(ORIGIN, Tree(log, Nodes(tables)), Published(tables))
    publisher = Publisher(log, ledger, keys, SandboxClock(NOON))
    ledger.root(302)
    tables.write(("UPDATE tree_node SET hash = ?", ("00" * 32,)))
    with pytest.raises(WrongTree, match="not the one the log keeps"):
        publisher.publish()
    assert keys.signed() is None
    Nodes(tables).forget()
    again = Ledger(ORIGIN, Tree(log, Nodes(tables)), Published(tables))
    note = Publisher(log, again, keys, SandboxClock(NOON)).publish()
    assert Checkpoint.of_text(note.text).size == 302
