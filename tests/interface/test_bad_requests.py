"""What people and programs send by mistake: one plain sentence comes back, nothing is recorded."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from interface.api.app import create_app
from interface.bootstrap import Store
from tests.city import City, city_after
from tests.http_server import token_of

NEED = {"area": "ASSET", "competence": "Aset", "people": 1}


@pytest.fixture(scope="module")
def city() -> Iterator[City]:
    with city_after("learning-record.recognise-credit") as told:
        yield told


@pytest.fixture(scope="module")
def store(city: City) -> Store:
    return city.store


@pytest.fixture(scope="module")
def told(city: City) -> dict[str, str]:
    return city.names


@pytest.fixture(scope="module")
def client(store: Store) -> Iterator[TestClient]:
    headers = {"Authorization": f"Bearer {token_of(store)('sari')}"}
    with TestClient(create_app(store), headers=headers, raise_server_exceptions=False) as client:
        yield client


@pytest.mark.parametrize(
    ("address", "item"),
    [
        ("/v1/register?as_of=20220218", "as_of"),
        ("/v1/register?as_of=2022-W07-5", "as_of"),
        ("/v1/register?as_of=0001-01-01", "as_of"),
        ("/v1/register?as_of=9999-12-31", "as_of"),
        ("/v1/work-queue?as_of=0001-06-30", "as_of"),
        ("/v1/register?known_at=0001-01-01T00:00:00%2B14:00", "known_at"),
        ("/v1/register?known_at=9999-12-31T23:59:59-14:00", "known_at"),
        ("/v1/difference?known_from=0001-01-01T00:00:00%2B14:00&known_to=2020-01-01T00:00:00Z",
         "known_from"),
        ("/v1/difference?known_from=1577836800&known_to=2020-01-01T00:00:00Z", "known_from"),
        ("/v1/working-days?from=1577836800&until=2020-12-31", "from"),
        ("/v1/audit-trail?subject=%ff", "query"),
        ("/v1/placements?host=%ed%a0%80", "query"),
    ],
)  # fmt: skip
def test_a_clock_or_text_that_is_none_is_malformed(
    client: TestClient, address: str, item: str
) -> None:
    answer = client.get(address)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert [error["item"] for error in answer.json()["errors"]] == [item]


@pytest.mark.parametrize(
    ("address", "item"),
    [
        ("/v1/register?known_at={}", "known_at"),
        ("/v1/register?limit={}", "limit"),
        ("/v1/register?after={}", "after"),
        ("/v1/late-records?days={}", "days"),
        ("/v1/why?question=register&figure=/items/{}/title", "figure"),
        ('/v1/why?question=programme&figure=/met&parameters={{"year":{}}}', "parameters"),
    ],
)
@pytest.mark.parametrize("digits", [17, 5000])
def test_a_number_of_very_many_digits_is_malformed(
    client: TestClient, address: str, item: str, digits: int
) -> None:
    """Of more than a few thousand digits Python makes no number at all."""
    answer = client.get(address.format("9" * digits))
    assert answer.status_code in (404, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    if answer.status_code == 422:
        assert [error["item"] for error in answer.json()["errors"]] == [item]


@pytest.mark.parametrize("media_type", ["application/json", "multipart/form-data; boundary=x"])
def test_a_length_of_very_many_digits_is_too_large(client: TestClient, media_type: str) -> None:
    headers = {"Idempotency-Key": "k", "Content-Type": media_type, "Content-Length": "9" * 5000}
    assert client.post("/v1/documents", headers=headers, content=b"{}").status_code == 413


@pytest.mark.parametrize("written", ["year=2020", "[2020]", "2020", "{" * 20000])
def test_parameters_of_a_question_are_an_object(client: TestClient, written: str) -> None:
    asked = {"question": "programme", "figure": "/met", "parameters": written}
    answer = client.get("/v1/why", params=asked)
    assert (answer.status_code, answer.json()["errors"][0]["item"]) == (422, "parameters")
    given = client.get("/v1/why", params={**asked, "parameters": json.dumps({"year": 2020})})
    assert (given.status_code, given.json()["value"]) == (200, 1)


def test_a_number_in_a_text_is_not_taken_for_a_date(client: TestClient, store: Store) -> None:
    before = store.log.head().position
    fields = {"name": "Dinas", "category": "PRIVATE", "on": "1577836800"}
    answer = client.post("/v1/organisations", json=fields, headers={"Idempotency-Key": "k"})
    assert (answer.status_code, answer.json()["errors"][0]["item"]) == (422, "on")
    assert store.log.head().position == before


@pytest.mark.parametrize(
    "written", ["1577836800", "20200101", "0001-01-01", "9999-12-31", "2020-1-1"]
)
def test_a_date_within_a_shape_is_read_as_strictly_as_any_other(
    client: TestClient, store: Store, written: str
) -> None:
    before = store.log.head().position
    term = {"term": {"effective_from": written, "last_day": "2020-12-31"}}
    answer = client.post("/v1/agreements", json=term, headers={"Idempotency-Key": "k"})
    pointers = [error["pointer"] for error in answer.json()["errors"]]
    assert answer.status_code == 422
    assert "/term/effective_from" in pointers
    assert store.log.head().position == before


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("id", ["wajib diisi", "tidak dikenal di sini", "harus berupa teks"]),
        ("en", ["is required", "is not known here", "must be a text"]),
    ],
)
def test_what_is_wrong_with_a_field_is_said_in_the_readers_language(
    client: TestClient, language: str, said: list[str]
) -> None:
    headers = {"Idempotency-Key": "k", "Accept-Language": language}
    answer = client.post("/v1/organisations", json={"name": 7, "x": 1}, headers=headers)
    details = " ".join(error["detail"] for error in answer.json()["errors"])
    assert all(words in details for words in said)
    assert ("Field" in details) is False


@pytest.mark.parametrize("language", ["id", "en"])
def test_a_method_that_is_not_served_is_answered_with_a_sentence(
    client: TestClient, told: dict[str, str], language: str
) -> None:
    address = f"/v1/agreements/{told['A4']}"
    answer = client.delete(address, headers={"Accept-Language": language})
    assert (answer.status_code, answer.headers["allow"]) == (405, "GET")
    assert answer.json()["detail"].endswith(".")
    assert answer.headers["content-language"] == language


def test_an_address_with_a_slash_too_many_is_not_sent_elsewhere(client: TestClient) -> None:
    answer = client.get("/v1/register/", headers={"Host": "elsewhere"}, follow_redirects=False)
    assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")


def test_a_day_far_ahead_asks_for_no_more_reports_than_an_agreement_has_semesters(
    client: TestClient,
) -> None:
    def due(day: str) -> list[Any]:
        asked = {"as_of": day, "kind": "REPORT_DUE"}
        return [
            item["detail"] for item in client.get("/v1/work-queue", params=asked).json()["items"]
        ]

    assert due("2022-07-01") == due("2999-12-31") != []


@pytest.mark.parametrize(
    "body",
    [
        b"[]",
        b"null",
        b'{"name":',
        b'{"name":"\xff","category":"CITY"}',
        b'{"name":"x","category":"CITY","people":NaN}',
        b'{"name":' + b"[" * 20_000 + b"]" * 20_000 + b"}",
        json.dumps({"name": "x", "category": "CITY"}).encode("utf-16"),
    ],
)
def test_a_body_that_is_no_object_of_fields_is_malformed(
    client: TestClient, store: Store, body: bytes
) -> None:
    before = store.log.head().position
    headers = {"Idempotency-Key": "k", "Content-Type": "application/json"}
    answer = client.post("/v1/organisations", content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "MALFORMED")
    assert store.log.head().position == before


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        (b'{"area":"ASSET","competence":"Aset","people":1,"people":2}', ["/people"]),
        (b'{"area":"ASSET","competence":"Aset","people":1,"p\\u0065ople":1}', ["/people"]),
        (
            b'{"area":"ASSET","competence":"Aset","people":1,"x":[{"a":1},{"a":1,"a":1}]}',
            ["/x/1/a"],
        ),
        (b'{"x":{"a":1,"a":2},"people":1,"x":1}', ["/x/a", "/x"]),
    ],
    ids=["twice", "written in two ways", "within", "several"],
)
def test_a_member_that_stands_twice_is_malformed_and_named(
    client: TestClient, store: Store, body: bytes, pointers: list[str]
) -> None:
    before = store.log.end()
    headers = {"Idempotency-Key": "twice", "Content-Type": "application/json"}
    answer = client.post("/v1/needs", content=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (422, "MALFORMED")
    errors = answer.json()["errors"]
    assert [error["pointer"] for error in errors] == pointers
    assert {error["item"] for error in errors} == {pointer.split("/")[1] for pointer in pointers}
    assert all("(disebut dua kali)" in error["detail"] for error in errors)
    assert store.log.end() == before


def test_parameters_that_name_a_member_twice_are_malformed(client: TestClient) -> None:
    asked = {"question": "programme", "figure": "/met", "parameters": '{"year":2020,"year":2021}'}
    [error] = client.get("/v1/why", params=asked).json()["errors"]
    assert (error["item"], error["pointer"]) == ("parameters", "/parameters/year")


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"people":' + b"1" * 5000 + b"}", "holds a number of too many digits"),
        (b'{"people":' + b"[" * 300 + b"]" * 300 + b"}", "is nested too deeply to be read"),
        (b'{"people":' + b"[" * 30_000 + b"]" * 30_000 + b"}", "is nested too deeply to be read"),
        (b'{"people":', "is not valid JSON"),
        (b'{"\\ud800":1,"\\ud800":2}', "is not valid JSON"),
    ],
    ids=["digits", "depth", "great depth", "cut off", "half a character"],
)
def test_json_that_cannot_be_read_is_told_for_what_it_is(
    client: TestClient, body: bytes, said: str
) -> None:
    headers = {"Idempotency-Key": "k", "Content-Type": "application/json", "Accept-Language": "en"}
    [error] = client.post("/v1/needs", content=body, headers=headers).json()["errors"]
    assert (error["item"], error["detail"].partition("(")[2]) == ("body", f"{said})")


@pytest.mark.parametrize(
    ("header", "value", "item"),
    [
        ("Idempotency-Key", "k%FF", "Idempotency-Key"),
        ("Idempotency-Key", "k%ED%A0%80", "Idempotency-Key"),
        ("Idempotency-Key", "k" * 501, "key"),
        ("Jejak-Ref", "r%FE", "Jejak-Ref"),
        ("Jejak-Ref", "r" * 501, "ref"),
    ],
    ids=["no text", "half a character", "too long", "a reference that is no text", "a long one"],
)
def test_two_keys_are_never_taken_for_one(
    client: TestClient, store: Store, header: str, value: str, item: str
) -> None:
    before = store.log.end()
    headers = {"Idempotency-Key": "good", header: value}
    answer = client.post("/v1/needs", headers=headers, json=NEED)
    assert answer.status_code == 422
    assert [error["item"] for error in answer.json()["errors"]] == [item]
    assert store.log.end() == before


def test_the_longest_key_is_one_of_five_hundred_characters(client: TestClient) -> None:
    headers = {"Idempotency-Key": "%C3%A9" * 500}
    assert client.post("/v1/needs", headers=headers, json=NEED).status_code == 201


@pytest.mark.parametrize("length", [200, 201])
def test_a_number_of_over_two_hundred_characters_is_malformed(
    client: TestClient, told: dict[str, str], length: int
) -> None:
    """What a thing is found by; no database could look up more."""
    given = {"party": told["kota"], "number": "n" * length, "year": 2020}
    headers = {"Idempotency-Key": f"long {length}", "If-Match": '"v1"'}
    answer = client.post(f"/v1/agreements/{told['A4']}/set-number", headers=headers, json=given)
    code = answer.json()["code"]
    assert code == ("MALFORMED" if length > 200 else "CONFLICT")
