"""Names and NIPs of people are never among the facts: only commitments to them (R98, D10)."""

from pathlib import Path

import pytest

from interface.bootstrap import StoreKind, open_store
from interface.journal import MET, Runner
from interface.journal_lines import first_instant_of, read_lines
from interface.transports import DoorTransport
from tests.city import SMOKE, city_after, opened

LIFE = "learning-record.recognise-credit"
PRIVATE = {"account.open": ("name",), "employee.register": ("name", "nip", "pns_orang_id")}


def personal_values() -> set[str]:
    """Every private value the smoke journal gives away."""
    return {
        line.keys["with"][field]
        for line in read_lines(SMOKE)
        if line.name in PRIVATE
        for field in PRIVATE[line.name]
        if field in line.keys["with"]
    }


def test_there_is_something_to_hide() -> None:
    values = personal_values()

    assert {"Dewi S.", "198705202012032901", "siasn-dewi", "Sari P."} <= values


def test_r98_no_stored_fact_holds_a_name_or_a_nip() -> None:
    with city_after(LIFE) as city:
        stored = b"\n".join(kept for _, kept in city.store.log.stored(0))

        assert [value for value in personal_values() if value.encode() in stored] == []
        assert b"sealed" in stored


def test_r98_no_byte_of_a_store_on_disk_holds_one(tmp_path: Path) -> None:
    lines = read_lines(SMOKE)
    where = tmp_path / "store"
    store = open_store(str(where), kind=StoreKind.SANDBOX, at=first_instant_of(lines))
    try:
        assert Runner(DoorTransport(store)).run(lines).exit_code == MET
        found = files_with(where, personal_values())
    finally:
        store.close()

    assert found == set()
    with opened(where) as again:
        assert again.log.head().position > 0
    assert files_with(where, personal_values()) == set()


def files_with(folder: Path, values: set[str]) -> set[str]:
    """The names of the files whose bytes hold one of the values, in UTF-8 or UTF-16."""
    return {
        file.name
        for file in folder.rglob("*")
        if file.is_file()
        for bytes_ in [file.read_bytes()]
        if any(v.encode() in bytes_ or v.encode("utf-16-le") in bytes_ for v in values)
    }


def test_r98_answers_show_the_last_three_digits_of_a_nip_only() -> None:
    with city_after(LIFE) as city:
        person = city.ask("employee", "$dewi")

        assert person["nip_masked"] == "•••901"
        assert "198705202012032901" not in str(person)


@pytest.mark.parametrize("reader", ["opd", "dewi-asn"])
def test_r86_the_home_unit_and_the_person_read_the_person(reader: str) -> None:
    with city_after(LIFE) as city:
        assert city.ask("employee", "$dewi", by=reader)["name"] == "Dewi S."


def test_r86_a_stranger_does_not_read_the_person() -> None:
    with city_after(LIFE) as city:
        city.registers("rina", "198705202012032911")
        city.opens_account("rina-asn", employee="$rina")
        assert city.not_answered("employee", "$dewi", by="rina-asn") == ("OUT_OF_SCOPE",)
