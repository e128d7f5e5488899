"""Lists come in pages, at every door and for every list (contract §8)."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from application.queries import QUERIES
from application.queries.base import ListReply
from interface.addresses import query_path
from interface.api.app import create_app
from interface.bootstrap import Store
from interface.cli.acts import ask_one
from interface.door import Question, as_json, find_out
from interface.paging import LARGEST_PAGE, PAGE
from tests.city import City, city_after
from tests.http_server import token_of

Get = Callable[..., Any]
NEEDED: dict[str, Any] = {
    "year": 2020,
    "from": "2020-01-01",
    "until": "2020-12-31",
    "dimension": "UNIT",
    "question": "coverage",
    "figure": "/totals/days",
    "text": "magang",
}
LISTS = sorted(name for name, query in QUERIES.items() if issubclass(query.Result, ListReply))


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    with city_after("learning-record.recognise-credit") as told:
        yield told


@pytest.fixture(scope="module")
def get(city: City) -> Iterator[Get]:
    headers = {"Authorization": f"Bearer {token_of(city.store)('sari')}"}
    with TestClient(create_app(city.store)) as client:
        yield lambda path, **asked: client.get(path, headers=headers, params=asked)


def needed(name: str) -> dict[str, Any]:
    fields = QUERIES[name].model_fields.items()
    names = {info.alias or field for field, info in fields if info.is_required()}
    return {field: value for field, value in NEEDED.items() if field in names}


def test_what_answers_items_is_a_list_but_for_a_sample() -> None:
    answered = {n for n, q in QUERIES.items() if "items" in q.Result.__struct_fields__}
    assert answered - set(LISTS) == {"sample"}


@pytest.mark.parametrize("name", LISTS)
def test_pages_put_together_are_the_whole_list(get: Get, city: City, name: str) -> None:
    whole = find_out(city.store, Question(name, None, None, as_json(needed(name))))["items"]
    found: list[Any] = []
    after: str | None = "0"
    while after is not None and len(found) <= len(whole):
        page = get(query_path(QUERIES[name]), limit="3", after=after, **needed(name)).json()
        assert len(page["items"]) <= 3
        found, after = found + page["items"], page["next"]
    assert found == whole


@pytest.mark.parametrize("name", ["limit", "after"])
def test_what_is_no_list_has_no_pages(get: Get, city: City, name: str) -> None:
    answer = get(f"/v1/agreements/{city.names['A4']}", **{name: "3"})
    assert (answer.status_code, answer.json()["errors"][0]["item"]) == (422, name)


def asked_on_the_line(
    store: Store, where: Path, capsys: pytest.CaptureFixture[str], fields: bytes
) -> tuple[int, Any]:
    """Exit code and answer of `jejak ask audit-trail --with` a file with these bytes."""
    store.close()
    asked = where.parent / "asked.json"
    asked.write_bytes(fields)
    with asked.open("rb") as file:
        code = ask_one(
            "audit-trail",
            store=str(where),
            login="sari",
            fields=file,
            at=None,
            subject=None,
            as_of=None,
            known_at=None,
        )
    return code, json.loads(capsys.readouterr().out)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({}, range(1, PAGE + 1)),
        ({"after": str(PAGE), "limit": LARGEST_PAGE}, range(PAGE + 1, 67)),
        ({"after": PAGE, "limit": 2}, range(PAGE + 1, PAGE + 3)),
    ],
)
def test_the_command_line_answers_in_pages_too(
    capsys: pytest.CaptureFixture[str], fields: dict[str, Any], expected: range
) -> None:
    with city_after("learning-record.recognise-credit") as told:
        assert told.where is not None
        code, body = asked_on_the_line(told.store, told.where, capsys, as_json(fields))
    assert code == 0
    assert [item["position"] for item in body["items"]] == list(expected)
    assert body["next"] == (None if expected[-1] == 66 else str(expected[-1]))


@pytest.mark.parametrize(
    "fields",
    [
        b'{"limit": 0}',
        b'{"limit": 201}',
        b'{"limit": true}',
        b'{"limit": 1.5}',
        b'{"after": "x"}',
        b'{"after": -1}',
        b"[]",
        b"{",
        b"\xff",
        b"[" * 100_000,
    ],
)
def test_a_page_there_cannot_be_is_malformed_on_the_command_line(
    capsys: pytest.CaptureFixture[str], fields: bytes
) -> None:
    with city_after("learning-record.recognise-credit") as told:
        assert told.where is not None
        code, body = asked_on_the_line(told.store, told.where, capsys, fields)
    assert (code, body["code"]) == (1, "MALFORMED")
