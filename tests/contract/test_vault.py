"""Personal data lies apart from the facts, and a fact alone tells nothing about it (D10)."""

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from infrastructure.side_tables import PostgresTables, SideTables, SqliteTables
from infrastructure.vault import TableVault

NAME = "Siti Nurhaliza 'Ibu' \\ Ünal"
OpenVault = Callable[[], TableVault]


@pytest.fixture(params=["sqlite", "postgres"])
def tables(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[], SideTables]]:
    """Opens the tables of one store, each time as another process would."""
    opened: list[SideTables] = []
    if request.param == "postgres":
        url = request.getfixturevalue("postgres").fresh_database()

    def open_() -> SideTables:
        if request.param == "postgres":
            opened.append(PostgresTables(url, "jejak"))
        else:
            opened.append(SqliteTables(tmp_path / "vault.db"))
        return opened[-1]

    yield open_
    for one in opened:
        one.close()


@pytest.fixture
def open_vault(tables: Callable[[], SideTables]) -> OpenVault:
    return lambda: TableVault(tables())


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
    tables: Callable[[], SideTables], open_vault: OpenVault
) -> None:
    sealed = open_vault().keep("e1", {"name": NAME})
    [(blind, kept)] = tables().read("SELECT blind, commitment FROM vault_value")
    assert len(bytes.fromhex(blind)) == 32
    said = b"jejak-pii/1" + bytes.fromhex(blind) + json.dumps(NAME, ensure_ascii=False).encode()
    assert sealed == {"name": sha256(said).hexdigest()}
    assert kept == sealed["name"]


def test_a_pseudonym_is_the_same_in_every_process_of_a_store(open_vault: OpenVault) -> None:
    nip = "199001012015041001"
    first, second = open_vault(), open_vault()
    assert first.pseudonym(nip) == second.pseudonym(nip)
    assert first.pseudonym(nip) != first.pseudonym("199001012015041002")


def test_a_pseudonym_tells_nothing_without_the_key_of_its_store(
    open_vault: OpenVault, tmp_path: Path
) -> None:
    elsewhere = SqliteTables(tmp_path / "elsewhere.db")
    nip = "199001012015041001"
    assert open_vault().pseudonym(nip) != TableVault(elsewhere).pseudonym(nip)
    assert open_vault().pseudonym(nip) != sha256(nip.encode()).hexdigest()
    elsewhere.close()
