"""The console over three years of Bandung: what an inspector finds, and who reads what."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from domain.states import ControlName, WorkKind
from interface.api.app import create_app
from interface.bootstrap import Store, StoreKind, open_store
from interface.console.entry import COOKIE
from interface.console.exceptions import LISTS
from interface.door import Question, find_out
from interface.journal import Runner
from interface.journal_lines import first_instant_of, read_lines
from interface.transports import DoorTransport
from interface.wordings.terms import TERMS
from tests.city import city_after
from tests.http_server import token_of
from tests.interface.conftest import JOURNALS

BANDUNG = JOURNALS / "bandung-2020-2022.jsonl"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    lines = read_lines(BANDUNG)
    where = str(tmp_path_factory.mktemp("bandung") / "store")
    opened = open_store(where, kind=StoreKind.SANDBOX, at=first_instant_of(lines))
    assert Runner(DoorTransport(opened)).run(lines).failures == []
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def client(store: Store) -> Iterator[TestClient]:
    with TestClient(create_app(store)) as client:
        yield client


def ask(store: Store, name: str) -> Any:
    return find_out(store, Question(name, None))


def rows(text: str) -> int:
    return text.count("<tr>") - text.count("<thead>")


def signed_in(store: Store, login: str) -> TestClient:
    return TestClient(create_app(store), cookies={COOKIE: token_of(store)(login)})


def test_every_control_has_a_page_and_words() -> None:
    assert set(LISTS) == {control.value for control in ControlName}
    assert set(TERMS) >= set(LISTS) | {kind.value for kind in WorkKind}


def test_a_control_lists_as_many_rows_as_it_counts(client: TestClient, store: Store) -> None:
    counts = {item["control"]: item["count"] for item in ask(store, "controls")["items"]}
    assert counts["cover"] == counts["duties"] == 2
    for control in ("cover", "duties", "duplicates", "overrides", "second-person", "hours"):
        page = client.get(f"/controls/{control}")
        assert page.status_code == 200
        assert rows(page.text) == counts[control], control
    gaps = client.get("/controls/numbers").text
    assert counts["numbers"] == rows(gaps) == 1
    assert rows(client.get("/controls/late").text) == len(ask(store, "late-records")["items"])


def test_missing_numbers_are_shown_as_stretches() -> None:
    with city_after("agreement.sign") as city:
        for serial in (2, 99_999):
            number = {"party": "$telkom", "number": f"T/{serial}", "year": 2020, "serial": serial}
            city.do("agreement.set-number", "tel", number, id="$A4")
        with TestClient(create_app(city.store)) as client:
            assert "1, 3–99998" in client.get("/controls/numbers").text


def test_the_controls_page_leads_to_every_finding(client: TestClient, store: Store) -> None:
    text = client.get("/controls").text
    for item in ask(store, "findings")["items"]:
        link = f"/findings/{item['finding']}"
        assert link in text
        page = client.get(link).text
        assert item["title"] in page
        assert "Rekomendasi" in page


def test_the_work_page_names_what_waits_and_what_is_overdue(
    client: TestClient, store: Store
) -> None:
    found = ask(store, "work-queue")["items"]
    text = client.get("/work").text
    assert rows(text) == len(found)
    overdue = sum(item["overdue"] for item in found)
    assert f"Lewat tenggat: {overdue}" in text
    assert "Pemagangan ASN pada Bank bjb" in text


def test_every_thing_has_a_page_on_every_day_it_was_there(client: TestClient, store: Store) -> None:
    links = [f"/agreements/{item['agreement']}" for item in ask(store, "register")["items"]]
    for item in ask(store, "placements")["items"]:
        links += [f"/placements/{item['placement']}", f"/employees/{item['employee']}"]
    for link in links:
        for day in ("2020-03-01", "2021-06-01", "2022-08-22"):
            assert client.get(link, params={"as_of": day}).status_code in (200, 404), link


def test_an_amendment_is_told_by_what_it_changed(client: TestClient, store: Store) -> None:
    [telkom] = [i for i in ask(store, "register")["items"] if "Telkom" in i["title"]]
    text = client.get(f"/agreements/{telkom['agreement']}").text
    assert "menjadi Teknologi · Luring, Daring" in text
    assert "Klausul: pelindungan data pribadi" in text
    assert "menjadi 17 Feb 2024" in text
    assert "ON_SITE" not in text


def test_a_placement_shows_each_day_without_cover(client: TestClient, store: Store) -> None:
    worst = max(ask(store, "placements")["items"], key=lambda item: item["uncovered_days"])
    text = client.get(f"/placements/{worst['placement']}").text
    days = re.findall(r'<li class="(covered|run_off|retroactive|uncovered)"', text)
    bad = sum(day in ("retroactive", "uncovered") for day in days)
    assert bad == worst["uncovered_days"] == 14
    assert text.count("memenuhi</small>") == 6


def test_a_chosen_language_stays_whatever_the_browser_prefers(client: TestClient) -> None:
    text = client.get("/work?lang=id", headers={"Accept-Language": "en"}).text
    assert '<html lang="id">' in text
    assert 'href="/controls?lang=id"' in text


def test_the_filters_of_the_trail_are_kept_by_the_clocks_and_the_languages(
    client: TestClient,
) -> None:
    text = client.get("/facts?actor=sari&channel=import").text
    assert '<input type="hidden" name="actor" value="sari">' in text
    assert "lang=en&amp;actor=sari&amp;channel=import" in text


def test_r86_a_reader_sees_on_a_page_what_the_reader_may_ask(store: Store) -> None:
    placements = ask(store, "placements")["items"]
    own, other = placements[0], placements[-1]
    login = next(
        account.removeprefix("u-") if account.startswith("u-") else account
        for account in _logins_of(store, own["employee"])
    )
    with signed_in(store, login) as intern:
        assert intern.get(f"/placements/{own['placement']}").status_code == 200
        assert intern.get(f"/employees/{own['employee']}").status_code == 200
        for path in (
            f"/placements/{other['placement']}",
            f"/employees/{other['employee']}",
            "/controls",
            "/controls/chain",
        ):
            answer = intern.get(path)
            assert (answer.status_code, other["name"] in answer.text) == (403, False), path
        assert other["name"] not in intern.get("/facts").text


def _logins_of(store: Store, employee: str) -> list[str]:
    facts = ask(store, "audit-trail")["items"]
    opened = [fact["data"] for fact in facts if fact["topic"] == "account.opened.v1"]
    return [data["login"] for data in opened if data.get("employee") == employee]


def test_a_fact_out_of_reach_is_not_shown_with_its_bytes(store: Store) -> None:
    facts = ask(store, "audit-trail")["items"]
    mandate = next(f["position"] for f in facts if f["topic"] == "account.role-granted.v1")
    with signed_in(store, "as1") as intern:
        answer = intern.get(f"/facts/{mandate}")
    assert (answer.status_code, "role-granted" in answer.text) == (404, False)


def test_r87_an_inspectors_pages_are_noted(store: Store) -> None:
    def noted() -> int:
        items = ask(store, "access-log")["items"]
        return sum(item["kind"] == "READ" for item in items)

    before = noted()
    with signed_in(store, "insp") as inspector:
        assert "insp" in inspector.get("/controls").text
    assert noted() > before


def test_a_wrong_key_opens_nothing_and_a_right_one_is_kept_from_scripts(
    store: Store,
) -> None:
    key = token_of(store)("sari")
    with TestClient(create_app(store), follow_redirects=False) as visitor:
        wrong = visitor.post("/sign-in", data={"key": "jjk_salah"})
        assert (wrong.status_code, "set-cookie" in wrong.headers) == (401, False)
        right = visitor.post("/sign-in", data={"key": key})
        assert (right.status_code, right.headers["location"]) == (303, "/")
        kept = right.headers["set-cookie"].lower()
        assert "httponly" in kept
        assert "samesite=strict" in kept
        large = visitor.post("/sign-in", content=b"key=" + b"x" * 100_000)
        assert large.status_code == 401


def test_a_revoked_key_no_longer_reads(store: Store) -> None:
    with signed_in(store, "budi") as reader:
        assert "budi" in reader.get("/").text
        account = store.account_of("budi")
        assert account is not None
        store.tokens.revoke(account, store.clock.now())
        assert "budi" not in reader.get("/").text
