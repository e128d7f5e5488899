"""Names and NIPs of people are never among the facts: only commitments to them (R98, D10)."""

import inspect
import json
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from application.commands import COMMANDS
from application.commands.employees import RegisterEmployee
from application.context import Context
from application.journal_lines import filled
from application.queries import QUERIES
from application.requests import content_of
from domain.enums import Channel
from interface.bootstrap import StoreKind, open_store
from interface.journal import MET, Runner
from interface.journal_lines import first_instant_of, read_lines
from interface.transports import DoorTransport, Inquiry
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


def test_r98_what_tells_repeated_requests_apart_cannot_be_tried_out_with_a_nip() -> None:
    """Everything in the request but the vault's key is known to who tries."""
    with city_after("need.confirm") as city:
        fields = {
            "kind": "PNS", "name": "Rina A.", "nip": "198705202012032911",
            "unit": city.names["kominfo"], "post": "Arsiparis", "post_kind": "PELAKSANA",
            "grade": "III/c", "service_from": "2012-03-01", "retires_on": "2045-01-01",
        }  # fmt: skip
        city.do("employee.register", "sari", fields, key="pendaftaran")
        taken = city.store.log.key("pendaftaran")
        assert taken is not None
        command = RegisterEmployee.parse(json.dumps(fields).encode())
        context = Context(city.names["sari"], city.store.clock.now(), "id", Channel.API)
        told = content_of(command, context, None, city.store.vault.pseudonym)
        tried = content_of(command, context, None, lambda value: value)
        assert taken.request_hash == told != tried


def test_every_command_that_seals_a_field_says_which_are_personal() -> None:
    sealing = {
        act for act, command in COMMANDS.items() if "seal(" in inspect.getsource(command.decide)
    }
    assert {act for act, command in COMMANDS.items() if command.personal} == sealing
    assert {act: set(fields) for act, fields in PRIVATE.items()}.items() <= {
        act: set(COMMANDS[act].personal) for act in sealing
    }.items()


def test_r98_answers_show_the_last_three_digits_of_a_nip_only() -> None:
    with city_after(LIFE) as city:
        person = city.ask("employee", "$dewi")

        assert person["nip_masked"] == "•••901"
        assert "198705202012032901" not in str(person)


FIELDS: tuple[dict[str, Any], ...] = (
    {}, {"year": 2020}, {"from": "2020-01-01", "until": "2020-12-31"}, {"dimension": "SEX"},
    {"purpose": "SK mutasi"},
)  # fmt: skip


def test_r98_no_question_but_for_the_identity_shows_a_whole_nip() -> None:
    with city_after(LIFE) as city:
        answered, showing = set(), set()
        for name, subject, fields in product(QUERIES, (None, "$dewi", "$P1", "$A4"), FIELDS):
            about = filled(subject, city.names)
            reply = city.door.ask(Inquiry(name, about, fields, by="sari"))
            if not reply.refused:
                answered.add(name)
                if "198705202012032901" in json.dumps(reply.body):
                    showing.add(name)
        assert showing == {"identity"}
        assert len(answered) > len(QUERIES) * 2 / 3


@pytest.mark.parametrize("reader", ["opd", "dewi-asn"])
def test_r86_the_home_unit_and_the_person_read_the_person(reader: str) -> None:
    with city_after(LIFE) as city:
        assert city.ask("employee", "$dewi", by=reader)["name"] == "Dewi S."


def test_r86_a_stranger_does_not_read_the_person() -> None:
    with city_after(LIFE) as city:
        city.registers("rina", "198705202012032911")
        city.opens_account("rina-asn", employee="$rina")
        assert city.not_answered("employee", "$dewi", by="rina-asn") == ("OUT_OF_SCOPE",)
