"""Personal data lies apart from the facts, and a fact alone tells nothing about it (D10)."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path

import pytest

from application.flaws import KeysUnusable, KeyTrouble, PersonalDataLost
from infrastructure.keys.ring import KeyPlace, Ring
from infrastructure.side_tables import SideTables, SqliteTables
from infrastructure.vault import TableVault, person
from tests.contract.conftest import OpenTables

NAME = "Siti Nurhaliza 'Ibu' \\ Ünal"
OpenVault = Callable[[], TableVault]


@pytest.fixture
def open_vault(open_tables: OpenTables, place: KeyPlace) -> Iterator[OpenVault]:
    opened: list[TableVault] = []

    def open_() -> TableVault:
        opened.append(TableVault.bound(open_tables(), place))
        return opened[-1]

    yield open_
    for one in opened:
        one.close()


def test_what_was_kept_is_read_again_by_another_process(open_vault: OpenVault) -> None:
    open_vault().keep("e1", {"name": NAME, "nip": "199001012015041001"})
    assert open_vault().open("e1") == {"name": NAME, "nip": "199001012015041001"}
    assert open_vault().open("e2") == {}


def test_the_newest_value_of_a_field_is_read_and_the_other_fields_stay(
    open_vault: OpenVault,
) -> None:
    vault = open_vault()
    vault.keep("e1", {"name": "Siti", "nip": "199001012015041001"})
    vault.keep("e1", {"name": NAME})
    assert vault.open("e1") == {"name": NAME, "nip": "199001012015041001"}


def test_values_are_read_by_the_commitments_that_facts_hold(open_vault: OpenVault) -> None:
    vault = open_vault()
    before = vault.keep("e1", {"name": "Siti", "nip": "199001012015041001"})
    after = vault.keep("e1", {"name": NAME})
    assert vault.unseal("e1", before) == {"name": "Siti", "nip": "199001012015041001"}
    assert vault.unseal("e1", {**before, **after}) == {"name": NAME, "nip": "199001012015041001"}
    assert vault.unseal("e1", {}) == {}
    assert vault.unseal("e2", before) == {}


def test_what_no_fact_holds_is_dropped_and_the_rest_stays(open_vault: OpenVault) -> None:
    vault = open_vault()
    kept = vault.keep("e1", {"name": NAME})
    unrecorded = vault.keep("e1", {"name": "Siti"})
    vault.drop(list(unrecorded.values()))
    assert open_vault().unseal("e1", unrecorded) == {}
    assert open_vault().open("e1") == vault.unseal("e1", kept) == {"name": NAME}


def test_an_erased_value_has_nothing_behind_its_commitment(open_vault: OpenVault) -> None:
    vault = open_vault()
    kept = vault.keep("e1", {"name": NAME})
    vault.erase("e1")
    assert vault.unseal("e1", kept) == {}


def test_a_commitment_is_not_told_by_the_value_alone(open_vault: OpenVault) -> None:
    """The same name twice gives two commitments, and no plain hash of it gives either."""
    vault = open_vault()
    first, second = (vault.keep(subject, {"name": NAME})["name"] for subject in ("e1", "e2"))
    assert first != second
    plain = {
        sha256(prefix + text.encode()).hexdigest()
        for prefix in (b"", b"jejak-pii/1")
        for text in (NAME, json.dumps(NAME), json.dumps(NAME, ensure_ascii=False))
    }
    assert {first, second} & plain == set()


def test_a_commitment_can_be_opened_with_its_random_bytes(
    open_tables: OpenTables, open_vault: OpenVault, place: KeyPlace
) -> None:
    sealed = open_vault().keep("e1", {"name": NAME})
    [(kept, hidden)] = open_tables().read("SELECT commitment, sealed FROM vault_sealed")
    with closing(Ring(place)) as ring:
        key = ring.key_of(person("e1"))
        assert key is not None
        content = key.sealer.unseal(hidden, f"jejak-pii/1 e1 name {kept}".encode())
    blind, value = content[:32], content[32:].decode()
    assert value == NAME
    said = b"jejak-pii/1" + blind + json.dumps(NAME, ensure_ascii=False).encode()
    assert sealed == {"name": sha256(said).hexdigest()}
    assert kept == sealed["name"]


def test_a_pseudonym_is_the_same_in_every_process_of_a_store(open_vault: OpenVault) -> None:
    nip = "199001012015041001"
    first, second = open_vault(), open_vault()
    assert first.pseudonym(nip) == second.pseudonym(nip)
    assert first.pseudonym(nip) != first.pseudonym("199001012015041002")


def test_a_pseudonym_tells_nothing_without_the_key_of_its_store(
    open_vault: OpenVault, place: KeyPlace, tmp_path: Path
) -> None:
    """Even two stores whose keys lie in one ring have keys of their own."""
    elsewhere = SqliteTables(tmp_path / "elsewhere.db")
    nip = "199001012015041001"
    with closing(TableVault.bound(elsewhere, place)) as other:
        assert open_vault().pseudonym(nip) != other.pseudonym(nip)
    assert open_vault().pseudonym(nip) != sha256(nip.encode()).hexdigest()
    elsewhere.close()


# --- what lies there without the keys ---


def everything(tables: SideTables) -> str:
    names = sorted(tables.names() - {"sqlite_sequence"})
    return "\n".join(str(tables.read(f"SELECT * FROM {name}")) for name in names)


def test_nothing_in_the_database_tells_a_value(
    open_tables: OpenTables, open_vault: OpenVault
) -> None:
    vault = open_vault()
    vault.keep("e1", {"name": NAME, "nip": "199001012015041001"})
    vault.pseudonym("199001012015041001")
    stored = everything(open_tables())
    for value in (NAME, "199001012015041001"):
        assert value not in stored
        assert value.encode().hex() not in stored


def test_the_same_value_is_never_sealed_alike(
    open_tables: OpenTables, open_vault: OpenVault
) -> None:
    vault = open_vault()
    for _ in range(20):
        vault.keep("e1", {"name": NAME})
    sealed = [row[0] for row in open_tables().read("SELECT sealed FROM vault_sealed")]
    assert len({one[:24] for one in sealed}) == len(set(sealed)) == 20


@pytest.mark.parametrize(
    "change",
    [
        "sealed = (SELECT sealed FROM vault_sealed WHERE subject = 'e2')",
        "key = (SELECT key FROM vault_sealed WHERE subject = 'e2')",
        "sealed = replace(sealed, substr(sealed, 30, 6), '000000')",
        "sealed = ''",
        "field = 'nip'",
        "subject = 'e3'",
    ],
)
def test_a_value_moved_or_altered_is_not_shown_and_is_found(
    open_tables: OpenTables, open_vault: OpenVault, change: str
) -> None:
    vault = open_vault()
    sha = vault.keep("e1", {"name": NAME})["name"]
    vault.keep("e2", {"name": "Budi"})
    open_tables().write((f"UPDATE vault_sealed SET {change} WHERE commitment = ?", (sha,)))

    assert vault.misfits() == [sha]
    [[holder]] = open_tables().read("SELECT subject FROM vault_sealed WHERE commitment = ?", (sha,))
    with pytest.raises(PersonalDataLost):
        vault.open(holder)
    assert vault.open("e2") == {"name": "Budi"}


# --- erasing ---


def test_an_erased_person_stays_erased_when_the_rows_come_back(
    open_tables: OpenTables, open_vault: OpenVault
) -> None:
    """What an older copy of the database brings back is sealed with a key that is gone."""
    vault = open_vault()
    kept = vault.keep("e1", {"name": NAME})
    other = vault.keep("e2", {"name": "Budi"})
    before = open_tables().read("SELECT subject, field, key, sealed, commitment FROM vault_sealed")
    vault.erase("e1")
    restore = (
        "INSERT INTO vault_sealed (subject, field, key, sealed, commitment) VALUES (?, ?, ?, ?, ?) "
        "ON CONFLICT (commitment) DO NOTHING"
    )
    open_tables().write(*((restore, row) for row in before))

    again = open_vault()
    assert again.unseal("e1", kept) == again.open("e1") == {}
    assert again.unseal("e2", other) == {"name": "Budi"}
    assert again.misfits() == []
    assert again.sweep() == {"e1"}
    assert again.sweep() == frozenset()
    assert open_tables().read("SELECT subject FROM vault_sealed") == [("e2",)]


def test_a_value_kept_after_an_erasure_is_sealed_with_a_new_key(open_vault: OpenVault) -> None:
    vault = open_vault()
    before = vault.keep("e1", {"name": NAME})
    vault.erase("e1")
    after = vault.keep("e1", {"name": "Siti"})
    assert vault.unseal("e1", {"old": before["name"], "new": after["name"]}) == {"new": "Siti"}


def test_erasing_nobody_writes_nothing_and_changes_no_key(
    open_vault: OpenVault, place: KeyPlace
) -> None:
    vault = open_vault()
    vault.keep("e1", {"name": NAME})
    masters = sorted(place.master.glob("*.key"))
    vault.erase("e2")
    assert sorted(place.master.glob("*.key")) == masters


# --- the wrong keys ---


def test_a_store_is_not_opened_with_no_keys_or_those_of_another(
    open_tables: OpenTables, open_vault: OpenVault, tmp_path: Path
) -> None:
    open_vault().keep("e1", {"name": NAME})
    nowhere, foreign = (KeyPlace(tmp_path / n, tmp_path / n) for n in ("nowhere", "foreign"))
    with pytest.raises(KeysUnusable) as missing:
        TableVault.bound(open_tables(), nowhere)
    assert missing.value.trouble is KeyTrouble.NOT_THERE
    assert not nowhere.folder.exists()

    Ring.make(foreign).close()
    with pytest.raises(KeysUnusable) as wrong:
        TableVault.bound(open_tables(), foreign)
    assert wrong.value.trouble is KeyTrouble.OF_ANOTHER_STORE


def test_a_key_that_is_gone_without_an_erasure_is_a_loss_and_not_an_erasure(
    open_tables: OpenTables, open_vault: OpenVault, place: KeyPlace
) -> None:
    vault = open_vault()
    kept = vault.keep("e1", {"name": NAME})
    ring = SqliteTables(place.folder / "keys.db")
    ring.write(("DELETE FROM wrapped_key WHERE owner = 'person:e1'", ()))
    ring.close()
    with pytest.raises(PersonalDataLost, match="was never destroyed"):
        vault.unseal("e1", kept)
    assert vault.misfits() == [kept["name"]]
