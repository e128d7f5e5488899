"""Who reads what of the agreements: hosts, mentors and interns only what is theirs (R86, §11)."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.city import City, city_after

OTHER = {
    "kind": "MOU",
    "title": "Kerja sama dengan mitra lain",
    "parties": [
        {"organisation": "$kota", "role": "FIRST"},
        {"organisation": "$lain", "role": "SECOND"},
    ],
    "scope": {"fields": ["SERVICE"], "modes": ["ON_SITE"]},
    "capacity": [{"field": "SERVICE", "seats": 1}],
    "term": {"effective_from": "2020-02-18", "last_day": "2022-02-17"},
    "clauses": {"PURPOSE": "tujuan"},
}
LISTS = ("register", "agreements")


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    """One intern under the agreement $A4, and a draft with another host."""
    with city_after("placement.start") as told:
        told.do("organisation.register", "root", {"name": "Lain", "category": "BUMN"}, ref="lain")
        told.do("agreement.draft", "sari", OTHER, ref="A9")
        told.opens_account("insp", {"role": "INSPECTOR"})
        told.opens_account("pic-tel", {"role": "HOST_PIC", "organisation": "$telkom"})
        told.opens_account("pic-lain", {"role": "HOST_PIC", "organisation": "$lain"})
        told.opens_account("idle", {"role": "MENTOR", "organisation": "$telkom"})
        told.do("unit.register", "root", {"name": "BKPP", "kind": "OPD"}, ref="bkpp")
        told.opens_account("opd-lain", {"role": "OPD", "unit": "$bkpp"})
        told.registers("rina", "198705202012032911")
        told.opens_account("rina-asn", employee="$rina")
        yield told


SEEN = [
    ("sari", {"A4", "A9"}),
    ("insp", {"A4", "A9"}),
    ("opd-lain", {"A4", "A9"}),
    ("pic-tel", {"A4"}),
    ("pic-lain", {"A9"}),
    ("tel", {"A4"}),
    ("idle", set()),
    ("dewi-asn", {"A4"}),
    ("rina-asn", set()),
    ("root", set()),
]


@pytest.mark.parametrize(("reader", "theirs"), SEEN)
def test_r86_lists_of_agreements_hold_what_is_the_readers(
    city: City, reader: str, theirs: set[str]
) -> None:
    ids = {city.names[name] for name in theirs}
    for query in LISTS:
        assert {item["agreement"] for item in city.ask(query, by=reader)["items"]} == ids


@pytest.mark.parametrize(("reader", "theirs"), SEEN)
def test_r86_one_agreement_is_shown_to_those_it_concerns(
    city: City, reader: str, theirs: set[str]
) -> None:
    for name in ("A4", "A9"):
        refused = () if name in theirs else ("OUT_OF_SCOPE",)
        assert city.not_answered("agreement", f"${name}", by=reader) == refused


@pytest.mark.parametrize(("reader", "theirs"), SEEN)
def test_r86_the_facts_of_an_agreement_are_shown_to_those_it_concerns(
    city: City, reader: str, theirs: set[str]
) -> None:
    items = city.ask("audit-trail", by=reader)["items"]
    agreements = {i["subject"] for i in items if i["stream"].startswith("agreement:")}
    assert agreements == {city.names[name] for name in theirs}


def test_r86_an_agreement_names_the_open_placements_the_reader_may_see(city: City) -> None:
    def open_to(reader: str) -> Any:
        return city.ask("agreement", "$A4", by=reader)["open_placements"]

    assert open_to("sari") == [city.names["P1"]]
    assert open_to("dewi-asn") == [city.names["P1"]]
    assert open_to("opd-lain") == []


def test_r86_gaps_in_numbers_are_for_the_programme_and_the_party(city: City) -> None:
    number = {"party": "$telkom", "number": "TEL.3/2020", "serial": 3, "year": 2020}
    city.do("agreement.set-number", "sari", number, id="$A4")

    def parties(reader: str) -> set[str]:
        fields = {"year": 2020, "series": "AGREEMENT"}
        items = city.ask("number-gaps", by=reader, fields=fields)["items"]
        return {item["organisation"] for item in items}

    assert parties("sari") >= {city.names["telkom"]}
    assert parties("pic-tel") == {city.names["telkom"]}
    for reader in ("idle", "dewi-asn", "opd-lain", "pic-lain"):
        assert parties(reader) == set()
