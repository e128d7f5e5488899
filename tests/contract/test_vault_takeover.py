"""A vault of the layout before keys, values in the clear, is sealed when its store is opened."""

import hmac
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from infrastructure.keys.ring import KeyPlace
from infrastructure.premises import Beside
from infrastructure.side_tables import SideTables, SqliteTables
from infrastructure.vault import TableVault, commitment
from infrastructure.vault_takeover import clear_values
from tests.contract.conftest import OpenTables

NAME = "Siti Nurhaliza"
CLEAR = (
    "vault_key (name TEXT PRIMARY KEY, secret TEXT NOT NULL)",
    "vault_value (entry {serial}, subject TEXT NOT NULL, field TEXT NOT NULL, "
    "value TEXT NOT NULL, blind TEXT NOT NULL, commitment TEXT NOT NULL UNIQUE)",
)


_KEEP = "INSERT INTO vault_value (subject, field, value, blind, commitment) VALUES (?, ?, ?, ?, ?)"


def in_the_clear(tables: SideTables, *values: tuple[str, str, str]) -> list[str]:
    """A vault as earlier versions left it; the commitments of its values."""
    tables.create(CLEAR)
    tables.write(("INSERT INTO vault_key VALUES ('pseudonym', ?)", ("07" * 32,)))
    shas, statements = [], []
    for number, (subject, field, value) in enumerate(values):
        blind = bytes([number]) * 32
        shas.append(commitment(blind, value))
        statements.append((_KEEP, (subject, field, value, blind.hex(), shas[-1])))
    tables.write(*statements)
    return shas


def test_a_vault_in_the_clear_is_taken_over_with_its_commitments_and_pseudonyms(
    open_tables: OpenTables, place: KeyPlace
) -> None:
    shas = in_the_clear(
        open_tables(), ("e1", "name", "Siti"), ("e1", "name", NAME), ("e2", "name", "Budi")
    )
    assert clear_values(open_tables()) == [(sha, True) for sha in shas]
    for _ in range(2):
        opened = open_tables()
        with closing(Beside.on(opened, place).vault) as vault:
            assert vault.unseal("e1", {"old": shas[0], "new": shas[1]}) == {
                "old": "Siti",
                "new": NAME,
            }
            assert vault.open("e1") == {"name": NAME}
            assert vault.pseudonym("x") == hmac.new(b"\x07" * 32, b"x", sha256).hexdigest()
            assert vault.misfits() == []
    assert not {"vault_value", "vault_key"} & opened.names()
    assert NAME not in str(opened.read("SELECT * FROM vault_sealed"))


def test_nothing_of_a_vault_in_the_clear_is_left_in_its_file(
    tmp_path: Path, place: KeyPlace
) -> None:
    tables = SqliteTables(tmp_path / "vault.db")
    people = [(f"e{number}", "name", f"Orang {number} tercatat") for number in range(200)]
    in_the_clear(tables, *people)
    assert b"Orang 7 tercatat" in (tmp_path / "vault.db").read_bytes()
    Beside.on(tables, place).vault.close()
    tables.close()
    for file in tmp_path.rglob("*"):
        assert not file.is_file() or b"tercatat" not in file.read_bytes()


def test_an_altered_value_in_the_clear_is_found_before_and_after_it_is_taken_over(
    open_tables: OpenTables, place: KeyPlace
) -> None:
    altered, whole, broken = in_the_clear(
        open_tables(), ("e1", "name", "Siti"), ("e2", "name", "Budi"), ("e3", "name", "Ali")
    )
    open_tables().write(("UPDATE vault_value SET value = 'Sita' WHERE subject = 'e1'", ()))
    open_tables().write(("UPDATE vault_value SET blind = 'xx' WHERE subject = 'e3'", ()))
    assert clear_values(open_tables()) == [(altered, False), (whole, True), (broken, False)]
    with closing(Beside.on(open_tables(), place).vault) as vault:
        assert vault.misfits() == [altered, broken]
        assert vault.open("e2") == {"name": "Budi"}
    assert clear_values(open_tables()) == []


def test_what_a_copy_in_the_clear_brings_back_of_an_erased_person_is_not_taken_over(
    open_tables: OpenTables, place: KeyPlace, tmp_path: Path
) -> None:
    today = SqliteTables(tmp_path / "today.db")
    with closing(TableVault.bound(today, place)) as vault:
        vault.keep("e1", {"name": NAME})
        vault.erase("e1")
    today.close()
    in_the_clear(open_tables(), ("e1", "name", NAME), ("e2", "name", "Budi"))
    with closing(Beside.on(open_tables(), place).vault) as vault:
        assert vault.open("e1") == {}
        assert vault.open("e2") == {"name": "Budi"}


def test_eight_threads_take_a_vault_over_at_once(open_tables: OpenTables, place: KeyPlace) -> None:
    in_the_clear(open_tables(), *((f"e{number}", "name", f"N{number}") for number in range(30)))
    opened = [open_tables() for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        vaults = [beside.vault for beside in pool.map(lambda one: Beside.on(one, place), opened)]
    found = [vaults[0].open(f"e{number}") for number in range(30)]
    assert found == [{"name": f"N{number}"} for number in range(30)]
    assert len({vault.pseudonym("x") for vault in vaults}) == 1
    for vault in vaults:
        vault.close()
