"""The console: every page works without script, says when it looks, and cites its facts."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from domain.catalogue import CATALOGUE
from domain.enums import Role
from domain.states import AgreementState, EntryState, LedgerStatus, PlacementState, RecordState
from interface.api.app import create_app
from interface.bootstrap import Store, StoreKind, open_store
from interface.console.words import WORDS
from interface.facts_about import gist
from interface.wordings.fact_titles import FACTS
from interface.wordings.terms import STATES, TERMS
from tests.http_server import token_of


@pytest.fixture
def client(store: Store, told: dict[str, str]) -> Iterator[TestClient]:
    assert told["A4"]
    with TestClient(create_app(store), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def pages(told: dict[str, str]) -> dict[str, str]:
    return {
        "register": "/",
        "agreement": f"/agreements/{told['A4']}",
        "placement": f"/placements/{told['P1']}",
        "ledger": f"/employees/{told['dewi']}",
        "log": "/facts",
        "fact": "/facts/66",
    }


def test_the_register_shows_the_agreements_as_they_stood_on_the_day(client: TestClient) -> None:
    def state_on(day: str) -> str:
        text = client.get("/", params={"as_of": day}).text
        found = re.search(r'class="chip [a-z_]+">([^<]+)<', text)
        return found[1] if found else "none"

    assert state_on("2020-02-18") == "Berlaku"
    assert state_on("2022-02-17") == "Berlaku"
    assert state_on("2022-02-18") == "Berakhir"
    assert state_on("2020-01-26") == "none"


def test_an_earlier_knowledge_shows_what_was_known_then(
    client: TestClient, pages: dict[str, str]
) -> None:
    known = client.get(pages["agreement"], params={"known_at": "36", "as_of": "2020-02-18"})
    assert "Sebagian ditandatangani" in known.text
    assert 'id="fact-36"' in known.text
    assert 'id="fact-37"' not in known.text


def test_every_figure_links_to_facts_that_are_there(
    client: TestClient, pages: dict[str, str]
) -> None:
    for name in ("agreement", "placement", "ledger"):
        text = client.get(pages[name]).text
        cited = set(re.findall(r'href="(/facts/\d+)"', text))
        assert cited, name
        for link in cited:
            assert client.get(link).status_code == 200


def test_a_jp_year_cites_the_completion_the_certificate_and_the_recognition(
    client: TestClient, pages: dict[str, str]
) -> None:
    text = client.get(pages["ledger"]).text
    assert {"#58", "#63", "#66"} <= set(re.findall(r">(#\d+)<", text))


def test_a_fact_is_shown_with_the_bytes_that_are_hashed(client: TestClient, store: Store) -> None:
    [(_, stored)] = store.log.stored(36, upto=37)
    text = client.get("/facts/37").text
    assert stored.decode().replace('"', "&#34;") in text
    assert "agreement.signed.v1" in text


def test_links_keep_the_day_the_knowledge_and_the_language(
    client: TestClient, pages: dict[str, str]
) -> None:
    clocks = {"as_of": "2021-01-01", "known_at": "60", "lang": "en"}
    text = client.get(pages["placement"], params=clocks).text
    inner = [link for link in re.findall(r'href="(/[^"#]*)"', text) if link != "/style.css"]
    assert inner
    for link in inner:
        if "lang" not in link:
            continue
        assert "as_of=2021-01-01" in link or "known_at" not in link
    assert '<html lang="en">' in text
    assert "Verified hours" in text


def test_pages_speak_indonesian_unless_asked_otherwise(client: TestClient) -> None:
    assert "Daftar kerja sama" in client.get("/").text
    english = client.get("/", headers={"Accept-Language": "en"})
    assert "Register of agreements" in english.text
    assert english.headers["content-language"] == "en"


def test_no_page_runs_a_script_or_asks_another_host_for_anything(
    client: TestClient, pages: dict[str, str]
) -> None:
    for page in pages.values():
        answer = client.get(page)
        assert answer.status_code == 200
        policy = answer.headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; style-src 'self';")
        assert "unsafe" not in policy
        assert "<script" not in answer.text
        assert " style=" not in answer.text
        assert not re.search(r'(src|href|action)="(https?:)?//', answer.text)
    style = client.get("/style.css")
    assert style.headers["content-type"].startswith("text/css")
    assert "url(" not in style.text


def test_what_people_wrote_is_never_markup(store: Store) -> None:
    headers = {"Authorization": f"Bearer {token_of(store)('root')}", "Idempotency-Key": "k"}
    named = {"name": "<script>alert(1)</script>", "category": "CITY"}
    with TestClient(create_app(store)) as client:
        assert client.post("/v1/organisations", headers=headers, json=named).status_code == 201
        text = client.get("/facts").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<script" not in text


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/agreements/nothing", 404),
        ("/placements/nothing", 404),
        ("/employees/nothing", 404),
        ("/facts/0", 404),
        ("/facts/67", 404),
        ("/facts/x", 404),
        ("/?as_of=yesterday", 422),
        ("/?known_at=1000", 422),
    ],
)
def test_what_is_not_there_or_not_understood_is_said_on_a_page(
    client: TestClient, path: str, status: int
) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("text/html")


def test_a_production_store_shows_nothing_to_those_it_does_not_know(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "production"), kind=StoreKind.PRODUCTION)
    try:
        client = TestClient(create_app(store))
        for page in ("/", "/facts", "/facts/1", "/agreements/x"):
            answer = client.get(page)
            assert answer.status_code == 401
            assert "Perlu masuk" in answer.text
            assert "root" not in answer.text
    finally:
        store.close()


def test_the_console_says_that_a_sandbox_is_read_as_an_auditor(client: TestClient) -> None:
    assert "dibaca sebagai pemeriksa" in client.get("/").text


def test_every_fact_state_and_role_has_words_in_both_languages() -> None:
    assert set(FACTS) >= {topic.rpartition(".")[0] for topic in CATALOGUE}
    states = (AgreementState, PlacementState, RecordState, EntryState, LedgerStatus)
    for kind in states:
        assert set(STATES) >= {state.value for state in kind}
    assert set(TERMS) >= {role.value for role in Role}
    for words in (*FACTS.values(), *STATES.values(), *TERMS.values(), *WORDS.values()):
        assert all(words)


def test_a_fact_without_more_to_say_says_its_title_only() -> None:
    assert gist("placement.verified.v1", {}, "id", str) == ""
