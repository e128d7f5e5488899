"""Lists come in pages: read one after the other they are the list, whatever its items are."""

from collections.abc import Iterator
from typing import Any

import pytest

from application.paging import Page
from application.queries import QUERIES
from application.queries.base import ListReply
from interface.door import Question, as_json, find_out
from interface.paging import page_asked
from tests.city import City, city_after

PARAMETERS: dict[str, dict[str, Any]] = {
    "jp-standings": {"year": 2020},
    "jp-recap": {"year": 2020},
    "number-gaps": {"year": 2020},
    "reach": {"dimension": "GRADE"},
    "late-records": {"days": 0},
    "internship-share": {"year": 2020},
    "cost-comparison": {"from": "2020-01-01", "until": "2020-12-31"},
    "why": {"question": "violations", "figure": "/items/0"},
    "search": {"text": "magang"},
}
LISTS = [query.asks for query in QUERIES.values() if issubclass(query.Result, ListReply)]


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    with city_after("learning-record.log-hours") as city:
        city.at("2020-04-01")
        entries = [{"day": "2020-03-01", "quarters": 40, "activity": "lembur"}]
        twice = city.imported(
            "learning-record.log-hours", "sari", {"entries": entries}, id="$P1", for_="dewi-asn"
        )
        assert twice == ["NON_WORKING_DAY", "DAILY_CAP"]
        yield city


def ask(city: City, name: str, page: Page | None = None) -> dict[str, Any]:
    fields = as_json(PARAMETERS.get(name, {}))
    return find_out(city.store, Question(name, None, fields=fields, page=page))


def pages(city: City, name: str, limit: int) -> Iterator[list[Any]]:
    """The pages of a list, one after the other."""
    after: str | None = "0"
    while after is not None:
        answer = ask(city, name, page_asked(QUERIES[name], {"limit": limit, "after": after}))
        yield answer["items"]
        after = answer["next"]


@pytest.mark.parametrize("name", LISTS)
def test_the_pages_of_a_list_are_the_list(city: City, name: str) -> None:
    whole = ask(city, name)
    assert whole["next"] is None
    found = list(pages(city, name, 1))
    assert [item for page in found for item in page] == whole["items"]
    assert all(len(page) == 1 for page in found[:-1])


def test_two_violations_of_one_fact_stand_on_two_pages(city: City) -> None:
    first, second = (page for page in pages(city, "violations", 1))
    assert first[0]["position"] == second[0]["position"]
    assert [first[0]["code"], second[0]["code"]] == ["NON_WORKING_DAY", "DAILY_CAP"]


def test_the_trail_is_read_on_from_a_position(city: City) -> None:
    trail = ask(city, "audit-trail")["items"]
    rest = ask(city, "audit-trail", Page(200, 30))["items"]
    assert rest == trail[30:]
    assert rest[0]["position"] == 31


def test_a_page_that_ends_with_the_list_has_none_after_it(city: City) -> None:
    size = len(ask(city, "audit-trail")["items"])
    assert ask(city, "audit-trail", Page(size))["next"] is None
    assert ask(city, "audit-trail", Page(size - 1))["next"] == str(size - 1)
