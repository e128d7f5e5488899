"""What is wrong with one field, header or parameter is said in the reader's language, always."""

import ast
from collections.abc import Iterator
from typing import Any, get_args
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from application.commands import COMMANDS
from application.queries import QUERIES
from interface.api.app import create_app
from interface.api.requests import BODY_LIMIT
from interface.bootstrap import Store, StoreKind, open_store
from interface.wordings.flaws import FLAWS, OTHER, flaw_in_words
from interface.wordings.wording import Language
from tests.architecture.house import modules, name_of
from tests.http_server import token_of

LANGUAGES: tuple[Language, ...] = get_args(Language)
NAMED_AT = {"flaw": 1, "_flaw": 1, "PydanticCustomError": 0, "NoClock": 1}
"""Who is told the kind of a flaw, and in which place."""
ELSEWHERE = {"application/importing.py"}
"""It makes flaws that are told by their place alone."""
OF_A_SHAPE = {
    "str": {"string_type"},
    "int": {"int_type"},
    "bool": {"bool_type"},
    "tuple": {"tuple_type"},
    "dict": {"dict_type"},
    "typed-dict": {"dict_type", "extra_forbidden"},
    "typed-dict-field": {"missing"},
    "enum": {"enum"},
    "model": {"model_type", "json_invalid", "json_too_deep", "json_number_too_long"},
    "model-fields": {"extra_forbidden"},
    "model-field": {"missing"},
    "min_length": {"string_too_short", "too_short"},
    "max_length": {"too_long"},
    "pattern": {"string_pattern_mismatch"},
    "ge": {"greater_than_equal"},
    "le": {"less_than_equal"},
}
"""Part of a form -> the kinds of flaw pydantic finds with it."""
PLAIN = {"any", "date", "datetime", "default", "function-after", "json-or-python", "no-info",
         "nullable"}  # fmt: skip
"""Parts that find nothing by themselves; days and instants are read by the house."""


def kinds_named() -> Iterator[tuple[str, str]]:
    """(file, kind) of every flaw that a program of the house makes."""
    for file in modules():
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or name_of(file) in ELSEWHERE:
                continue
            called = node.func.id if isinstance(node.func, ast.Name) else ""
            given = node.args[NAMED_AT[called] :][:1] if called in NAMED_AT else []
            if called == "Flaw":
                given = [word.value for word in node.keywords if word.arg == "kind"]
            for kind in given:
                if isinstance(kind, ast.Constant):
                    yield name_of(file), str(kind.value)


def parts_of(schema: Any) -> Iterator[str]:
    """Every part of a form a flaw may be found with."""
    if isinstance(schema, dict):
        if isinstance(schema.get("type"), str):
            yield schema["type"]
        yield from ({"min_length", "max_length", "pattern", "ge", "gt", "le", "lt"} & schema.keys())
        for name, part in schema.items():
            if name not in ("metadata", "serialization"):
                yield from parts_of(part)
    elif isinstance(schema, (list, tuple)):
        for part in schema:
            yield from parts_of(part)


OF_WHAT_IS_CREATED = {"id_of_a_new_thing", "version_of_a_new_thing"}
"""Kinds that a program of the house does not name where it makes the flaw."""


def kinds_of_forms() -> set[str]:
    """The kinds of flaw that can be found in the fields of any command or question."""
    forms = [*COMMANDS.values(), *QUERIES.values()]
    parts = {part for form in forms for part in parts_of(form.__pydantic_core_schema__)}
    assert parts - PLAIN <= OF_A_SHAPE.keys()
    return {kind for part in parts - PLAIN for kind in OF_A_SHAPE[part]}


def test_every_flaw_that_can_be_found_has_its_words_and_no_words_are_left_over() -> None:
    named = dict.fromkeys(kind for _, kind in kinds_named())
    assert len(named) > 20
    assert {*named, *kinds_of_forms(), *OF_WHAT_IS_CREATED} == set(FLAWS)


def test_every_flaw_is_said_in_both_languages() -> None:
    for indonesian, english in (*FLAWS.values(), OTHER):
        assert indonesian.strip()
        assert english.strip()
        assert indonesian != english
        assert ("{limit}" in indonesian) == ("{limit}" in english)


def test_a_flaw_nobody_foresaw_is_said_in_the_readers_language_too() -> None:
    assert [flaw_in_words("unheard_of", "", language) for language in LANGUAGES] == list(OTHER)


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    opened = open_store(None, kind=StoreKind.SANDBOX)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def client(store: Store) -> Iterator[TestClient]:
    headers = {"Authorization": f"Bearer {token_of(store)('root')}"}
    with TestClient(create_app(store), headers=headers) as client:
        yield client


ACT = {"name": "Kota", "category": "CITY"}
QUESTIONS = [
    ("as_of=2020-02-30", "date_parsing"),
    ("as_of=20200230", "date_parsing"),
    ("as_of=1066-10-14", "year_out_of_range"),
    ("known_at=then", "datetime_parsing"),
    ("known_at=2020-02-18T10:00:00", "instant_without_offset"),
    ("known_at=1066-10-14T00:00:00Z", "year_out_of_range"),
    ("known_at=99999", "beyond_the_log"),
    ("limit=201", "no_page_size"),
    ("after=x", "no_page"),
    ("state=DRAFT&state=SIGNED", "stands_twice"),
    ("partner=%ff", "not_utf8"),
]
HEADERS = [
    ({"Idempotency-Key": "k%00"}, "text_with_nul"),
    ({"Idempotency-Key": "k" * 501}, "too_long"),
    ({"Idempotency-Key": "e%CC%81"}, "text_not_composed"),
    ({"Jejak-Ref": "e%CC%81"}, "text_not_composed"),
    ({"Jejak-Ref": "%ff"}, "not_percent_encoded"),
    ({"If-Match": "*"}, "no_entity_tag"),
    ({"If-Match": '"v7"'}, "version_of_a_new_thing"),
    ({"Jejak-On-Behalf-Of": "nobody"}, "no_account"),
    ({"Jejak-Time": "noon"}, "datetime_parsing"),
    ({"Jejak-Time": "1999-01-01T00:00:00Z"}, "time_backwards"),
]
FIELDS = [
    ({"name": "A\x00"}, "text_with_nul"),
    ({"name": " "}, "string_too_short"),
    ({"name": "e\u0301"}, "text_not_composed"),
    ({"ref": 1}, "extra_forbidden"),
]
FORMS = [
    ({"files": {"file": b""}}, "file_empty"),
    ({"files": {"other": b"x"}}, "one_file"),
    ({"files": [("file", b"x"), ("file", b"y")]}, "form_too_much"),
    ({"content": b"no form at all"}, "form_invalid"),
    ({"content": b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\n'}, "form_cut_off"),
]


def said(answer: Any, language: Language) -> list[str]:
    """What stands in brackets behind the sentence of each error."""
    assert answer.status_code == 422
    assert answer.headers["content-language"] == language
    return [error["detail"].partition(" (")[2][:-1] for error in answer.json()["errors"]]


def worded(kind: str, language: Language) -> str:
    """The words of a kind up to what would have been right."""
    return FLAWS[kind][LANGUAGES.index(language)].partition("{limit}")[0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("asked", "kind"), QUESTIONS)
def test_what_is_wrong_with_a_question_is_said_in_the_readers_language(
    client: TestClient, language: Language, asked: str, kind: str
) -> None:
    answer = client.get(f"/v1/register?{asked}", headers={"Accept-Language": language})
    [found] = said(answer, language)
    assert found.startswith(worded(kind, language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("headers", "kind"), HEADERS)
def test_what_is_wrong_with_a_header_is_said_in_the_readers_language(
    client: TestClient, language: Language, headers: dict[str, str], kind: str
) -> None:
    given = {"Accept-Language": language, "Idempotency-Key": "k", **headers}
    [found] = said(client.post("/v1/organisations", json=ACT, headers=given), language)
    assert found.startswith(worded(kind, language))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("fields", "kind"), FIELDS)
def test_what_is_wrong_with_a_text_is_said_in_the_readers_language(
    client: TestClient, language: Language, fields: dict[str, Any], kind: str
) -> None:
    given = {"Accept-Language": language, "Idempotency-Key": "k"}
    answer = client.post("/v1/organisations", json={**ACT, **fields}, headers=given)
    [found] = said(answer, language)
    assert found == worded(kind, language)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("form", "kind"), FORMS, ids=[kind for _, kind in FORMS])
def test_what_is_wrong_with_a_form_is_said_in_the_readers_language(
    client: TestClient, language: Language, form: dict[str, Any], kind: str
) -> None:
    given = {"Accept-Language": language, "Idempotency-Key": "k"}
    if "content" in form:
        given["Content-Type"] = "multipart/form-data; boundary=x"
    [found] = said(client.post("/v1/documents", headers=given, **form), language)
    assert found.startswith(worded(kind, language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_position_a_reader_waits_for_is_told_to_be_none_in_the_readers_language(
    client: TestClient, language: Language
) -> None:
    given = {"Accept-Language": language, "Jejak-Min-Position": quote("ten")}
    [found] = said(client.get("/v1/register", headers=given), language)
    assert found == worded("no_position", language)


TOO_MUCH = {"content": b" " * (BODY_LIMIT + 1)}
NO_PDF = {"files": {"file": ("a.pdf", b"text", "application/pdf")}}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("body", "status", "item", "kind", "limit"),
    [
        (TOO_MUCH, 413, "body", "too_many_bytes", str(BODY_LIMIT)),
        ({"content": b"a=b"}, 415, "Content-Type", "no_media_type", "application/json"),
        (NO_PDF, 415, "file", "no_kind_of_file", "pdf, png, jpg"),
    ],
    ids=["size", "type", "kind of file"],
)
def test_a_body_that_is_not_looked_at_is_told_what_would_have_been(
    client: TestClient,
    language: Language,
    body: dict[str, Any],
    status: int,
    item: str,
    kind: str,
    limit: str,
) -> None:
    given = {"Accept-Language": language, "Idempotency-Key": "k"}
    answer = client.post("/v1/documents", headers=given, **body)
    told = answer.json()
    assert (answer.status_code, told["status"], told["code"]) == (status, status, "MALFORMED")
    [error] = told["errors"]
    assert (error["item"], error["pointer"]) == (item, f"/{item}")
    assert error["detail"] == told["detail"]
    assert told["detail"].startswith(f"{item}: {worded(kind, language)}{limit}")


@pytest.mark.parametrize(
    ("headers", "missing"),
    [
        ({}, ["Idempotency-Key", "If-Match"]),
        ({"Idempotency-Key": "k"}, ["If-Match"]),
        ({"If-Match": '"v1"'}, ["Idempotency-Key"]),
    ],
)
def test_the_header_that_is_missing_is_named(
    client: TestClient, store: Store, headers: dict[str, str], missing: list[str]
) -> None:
    address = f"/v1/accounts/{store.account_of('root')}/grant-role"
    decree = {"number": "SK-1", "date": "2020-01-01"}
    grant = {"grant": {"role": "HEAD", "from": "2020-01-01", "decree": decree}}
    answer = client.post(address, json=grant, headers={"Accept-Language": "en", **headers})
    assert answer.status_code == 428
    assert [error["item"] for error in answer.json()["errors"]] == missing
    assert answer.json()["detail"].startswith(f"The header {missing[0]} is missing.")


@pytest.mark.parametrize(
    ("asked", "item", "pointer"),
    [
        ({"question": "nope", "figure": "/jp"}, "question", "/question"),
        ({"question": "programme", "figure": "jp"}, "figure", "/figure"),
        ({"question": "programme", "figure": "/jp"}, "figure", "/figure"),
        ({"question": "learning-record", "figure": "/jp"}, "id", "/id"),
        (
            {"question": "programme", "figure": "/met", "parameters": '{"year":"x"}'},
            "parameters",
            "/parameters/year",
        ),
    ],
)
def test_why_names_what_is_wrong_with_the_question(
    client: TestClient, asked: dict[str, str], item: str, pointer: str
) -> None:
    [error] = client.get("/v1/why", params=asked).json()["errors"]
    assert (error["item"], error["pointer"]) == (item, pointer)
    assert "(" in error["detail"]
