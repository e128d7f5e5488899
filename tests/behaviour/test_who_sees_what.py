"""Lists show a reader what the role reaches and no more (R86, contract §11)."""

from typing import Any

import pytest

from tests.city import City, city_after


def gapped(city: City) -> None:
    """The partner's numbers of 2020 have a gap."""
    number = {"party": "$telkom", "number": "TEL.3/2020", "year": 2020, "serial": 3}
    city.do("agreement.set-number", "tel", number, id="$A4")


def gaps(city: City, reader: str) -> list[Any]:
    items: list[Any] = city.ask("number-gaps", by=reader, fields={"year": 2020})["items"]
    return items


def test_r86_the_gaps_of_a_partners_numbers_are_the_programmes_and_the_partners() -> None:
    with city_after("placement.start") as city:
        gapped(city)
        assert [item["missing"] for item in gaps(city, "sari")] == [[1, 2]]
        assert gaps(city, "tel") == gaps(city, "sari")


@pytest.mark.parametrize("reader", ["dewi-asn", "opd"])
def test_r86_neither_an_intern_nor_a_unit_reads_the_numbers_of_partners(reader: str) -> None:
    with city_after("placement.start") as city:
        gapped(city)
        assert gaps(city, reader) == []


def test_r86_a_host_reads_its_agreements_by_the_organisation_of_the_role() -> None:
    with city_after("placement.start") as city:
        city.opens_account("pic-dua", {"role": "HOST_PIC", "organisation": "$telkom"})
        assert city.ask("agreement", "$A4", by="pic-dua")["agreement"] == city.names["A4"]
        [item] = city.ask("register", by="pic-dua")["items"]
        assert item["agreement"] == city.names["A4"]


def test_r86_a_host_whose_role_has_ended_reads_nothing_of_it() -> None:
    with city_after("placement.start") as city:
        ended = {"role": "HOST_PIC", "organisation": "$telkom", "until": "2020-01-31"}
        city.opens_account("pic-dua", ended, organisation="$telkom")
        assert city.not_answered("agreement", "$A4", by="pic-dua") == ("OUT_OF_SCOPE",)
        assert city.ask("register", by="pic-dua")["items"] == []
