"""The inspector's desk on the console: search, why, the whole trail, and sealed acts."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from fastapi.testclient import TestClient

from domain.dates import civil_day
from interface.api.app import create_app
from interface.bootstrap import Store
from interface.console.acting import ACTS, seal_of
from interface.console.entry import COOKIE
from interface.console.further import COUNTED, FURTHER
from interface.console.words import WORDS
from interface.door import Question, as_json, find_out
from interface.wordings.terms import TERMS
from tests.http_server import token_of
from tests.stories import before_and_ahead


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with before_and_ahead() as store:
        yield store


@pytest.fixture(scope="module")
def inspector(store: Store) -> Iterator[TestClient]:
    with signed_in(store, "insp") as client:
        yield client


def signed_in(store: Store, login: str) -> TestClient:
    cookies = {COOKIE: token_of(store)(login)}
    return TestClient(create_app(store), cookies=cookies, follow_redirects=False)


def ask(store: Store, name: str, about: str | None = None, **fields: Any) -> Any:
    return find_out(store, Question(name, None, about, as_json(fields)))


def head(store: Store) -> int:
    return store.log.head().position


# --- reading ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["/desk", "/search", "/search?text=magang", "/activity", "/activity?kind=READ&account=insp",
     *(f"/controls/{name}" for name in FURTHER)],
)  # fmt: skip
@pytest.mark.parametrize("language", ["id", "en"])
def test_every_page_of_the_desk_is_shown_in_both_languages(
    inspector: TestClient, path: str, language: str
) -> None:
    answer = inspector.get(f"{path}{'&' if '?' in path else '?'}lang={language}")
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    assert answer.text.count("<h1>") == 1
    assert set(TERMS) >= set(FURTHER)


def test_a_search_leads_to_what_it_found(inspector: TestClient, store: Store) -> None:
    [found, *_] = ask(store, "search", text="Telkom", thing="agreement")["items"]
    page = inspector.get("/search", params={"text": "Telkom"}).text
    assert f'href="/agreements/{found["subject"]}"' in page
    assert found["title"] in unescape(page)
    assert "Tidak ada yang memuat" in inspector.get("/search?text=zzzz").text


def test_a_figure_on_a_page_leads_to_what_it_is_made_of(
    inspector: TestClient, store: Store
) -> None:
    placement = next(p for p in ask(store, "placements")["items"] if p["state"] == "EVALUATED")
    page = inspector.get(f"/placements/{placement['placement']}").text
    links = [unescape(link) for link in re.findall(r'class="why" href="([^"]+)"', page)]
    assert len(links) == 5
    for link in links:
        told = inspector.get(link)
        assert told.status_code == 200, link
        assert re.search(r'href="/facts/\d+', told.text), link


@pytest.mark.parametrize(
    "query",
    ["", "?question=coverage", "?question=coverage&figure=/x", "?question=no&figure=/jp",
     "?question=coverage&figure=/totals/days&parameters={"],
)  # fmt: skip
def test_a_why_without_a_figure_is_told_so(inspector: TestClient, query: str) -> None:
    assert inspector.get(f"/why{query}").status_code == 422


def test_the_further_controls_count_what_their_pages_list(
    inspector: TestClient, store: Store
) -> None:
    page = inspector.get("/controls").text
    for name in COUNTED:
        listed = inspector.get(f"/controls/{name}").text
        rows = listed.count("<tr>") - listed.count("<thead>")
        tile = re.search(rf'/controls/{name}"><strong>(\d+)</strong>', page)
        assert tile is not None
        assert int(tile[1]) == rows, name


def test_reads_stand_in_the_whole_trail(inspector: TestClient) -> None:
    inspector.get("/desk")
    page = inspector.get("/activity?kind=READ&account=insp&name=questions").text
    assert "<code>questions</code>" in page
    assert "insp" in page


def test_a_fact_shows_what_it_changed_and_its_act(inspector: TestClient, store: Store) -> None:
    started = next(f for f in store.log.tail(0) if f.topic == "placement.started.v1")
    page = inspector.get(f"/facts/{started.position}").text
    assert "started_on" in page
    assert 'class="depth-1"' in page
    linked = inspector.get("/facts/40").text
    assert "Surat tugas tidak ada" in linked


def test_a_finding_shows_its_follow_up(inspector: TestClient, store: Store) -> None:
    [finding] = ask(store, "findings")["items"]
    page = inspector.get(f"/findings/{finding['finding']}").text
    assert "Temuan diterbitkan" in page
    assert "LHP-1/2020" in page
    assert "52 hari lewat" in page


@pytest.mark.parametrize("login", ["tel", "dewi-asn"])
def test_r86_the_desk_is_for_readers_of_the_programme(store: Store, login: str) -> None:
    with signed_in(store, login) as client:
        assert client.get("/desk").status_code == 403
        assert client.get("/activity").status_code == 403
        assert client.get("/search?text=Dewi").text.count('href="/placements/') == 1


# --- writing ----------------------------------------------------------------------------------


def form_on(client: TestClient, path: str, act: str) -> dict[str, str]:
    """The hidden fields of the form on a page that does this."""
    page = client.get(path).text
    forms = [form for form in page.split("<form")[1:] if f'value="{act}"' in form]
    assert forms, f"no form for {act} on {path}"
    inputs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', forms[0])
    return {name: unescape(value) for name, value in inputs}


def test_a_question_is_kept_from_the_list_it_is_about(inspector: TestClient, store: Store) -> None:
    form = form_on(inspector, "/controls/cover?as_of=2020-03-01&known_at=90", "question.keep")
    sent = inspector.post("/desk", data={**form, "title": "Cakupan Maret"})
    assert sent.status_code == 303
    where = sent.headers["location"]
    kept = ask(store, "question", where.rpartition("/")[2])
    assert (kept["title"], kept["asks"]) == ("Cakupan Maret", "coverage")
    assert (kept["asked_as_of"], kept["asked_position"]) == ("2020-03-01", 90)
    page = inspector.get(where).text
    assert "sama persis" in page
    assert kept["sha256"] in page
    assert "Cakupan Maret" in inspector.get("/desk").text
    gone = inspector.post("/desk", data=form_on(inspector, where, "question.withdraw"))
    assert gone.status_code == 303
    assert "Cakupan Maret" not in inspector.get("/desk").text


def test_r95_a_sample_is_drawn_and_marked(inspector: TestClient, store: Store) -> None:
    form = form_on(inspector, "/controls/late", "sample.draw")
    sent = inspector.post("/desk", data={**form, "size": "3", "seed": "2020"})
    where = sent.headers["location"]
    mark = form_on(inspector, where, "sample.mark")
    marked = {**mark, "mark": "EXCEPTION", "note": "berkas tidak ada"}
    assert inspector.post("/desk", data=marked).headers["location"] == where
    found = ask(store, "sample", where.rpartition("/")[2])
    [item] = [one for one in found["items"] if one["mark"]]
    assert (item["key"], item["note"]) == (mark["key"], "berkas tidak ada")
    assert len(found["items"]) == 3
    assert "Tarik ulang: sama" in inspector.get(where).text


def test_evidence_is_asked_for_and_accepted(inspector: TestClient, store: Store) -> None:
    placement = ask(store, "placements")["items"][0]["placement"]
    form = form_on(inspector, f"/placements/{placement}", "evidence-request.ask")
    fields = {"question": "Mana suratnya?", "assignee": "sari", "due_on": "2020-12-01"}
    where = inspector.post("/desk", data={**form, **fields}).headers["location"]
    request = where.rpartition("/")[2]
    assert ask(store, "evidence-request", request)["assignee"] == store.account_of("sari")
    assert "Mana suratnya?" in inspector.get(where).text


def test_r91_a_finding_rests_on_the_fact_it_was_written_at(
    inspector: TestClient, store: Store
) -> None:
    form = form_on(inspector, "/facts/50", "finding.record")
    told = {"title": "Bukti kurang", "condition": "Tidak ada", "cause": "Lalai",
            "effect": "Tidak terbukti", "recommendation": "Lengkapi",
            "criterion.code": "R50", "criterion.text": "Jam dicatat"}  # fmt: skip
    where = inspector.post("/desk", data={**form, **told}).headers["location"]
    found = ask(store, "finding", where.rpartition("/")[2])
    assert found["criterion"] == {"code": "R50", "text": "Jam dicatat"}
    assert [link["position"] for link in found["links"]] == [50]
    assert "Bukti kurang" in inspector.get("/facts/50").text


def test_r92_a_finding_is_issued_and_followed_up(inspector: TestClient, store: Store) -> None:
    told = {"title": "Jam tanpa bukti", "condition": "a", "cause": "b", "effect": "c",
            "recommendation": "d", "criterion.code": "R50", "criterion.text": "e"}  # fmt: skip
    form = form_on(inspector, "/facts/60", "finding.record")
    where = inspector.post("/desk", data={**form, **told}).headers["location"]
    finding = where.rpartition("/")[2]

    def send(act: str, **fields: str) -> int:
        return inspector.post(
            "/desk", data={**form_on(inspector, where, act), **fields}
        ).status_code

    day = str(civil_day(store.clock.now()))
    assert send("finding.issue", report="LHP-2", received_on=day) == 303
    assert send("finding.set-status", status="RESOLVED") == 409
    assert send("finding.set-status", status="INFEASIBLE", cause="IN_COURT") == 303
    assert send("finding.close") == 303
    assert ask(store, "finding", finding)["state"] == "CLOSED"
    *open_ones, closed = re.findall(r'href="/findings/([^"?]+)', inspector.get("/desk").text)
    assert (closed, len(open_ones)) == (finding, len(ask(store, "findings")["items"]) - 1)
    assert send("finding.reopen", reason="Putusan sudah ada") == 303
    page = inspector.get(where).text
    assert "Putusan sudah ada" in page
    assert 'value="finding.close"' in page
    assert 'value="finding.verify"' not in page
    assert 'value="finding.reopen"' not in page


def test_a_form_sent_twice_is_one_act(inspector: TestClient, store: Store) -> None:
    form = {**form_on(inspector, "/controls/duties", "question.keep"), "title": "Dua kali"}
    first = inspector.post("/desk", data=form)
    before = head(store)
    again = inspector.post("/desk", data=form)
    assert (again.status_code, head(store)) == (303, before)
    assert again.headers["location"] == first.headers["location"]


def test_a_form_of_another_session_is_not_believed(inspector: TestClient, store: Store) -> None:
    form = {**form_on(inspector, "/controls/duties", "question.keep"), "title": "Tiruan"}
    before = head(store)
    for seal in ("", "0" * 64, form["seal"][:-1] + "x", "é" * 64):
        answer = inspector.post("/desk", data={**form, "seal": seal})
        assert answer.status_code == 403
    with signed_in(store, "insp") as other:
        assert other.post("/desk", data=form).status_code == 403
    with TestClient(create_app(store)) as nobody:
        assert nobody.post("/desk", data=form).status_code == 401
    assert head(store) == before


@pytest.mark.parametrize(
    "names",
    [
        ("criterion", "criterion.code"),
        ("criterion.code", "criterion"),
        ("links", "links.0.position"),
        ("links.0.position", "links.position"),
        ("title.x.0", "title"),
        (".".join(["a"] * 3000),),
    ],
    ids=[
        "text, then object",
        "object, then text",
        "text, then list",
        "list, then object",
        "x",
        "deep",
    ],
)
def test_a_field_that_leads_nowhere_is_refused_by_its_name(
    inspector: TestClient, store: Store, names: tuple[str, ...]
) -> None:
    form = form_on(inspector, "/controls/duties", "question.keep") | {"act": "finding.record"}
    before = head(store)
    answer = inspector.post("/desk", data=form | dict.fromkeys(names, "1"))
    assert answer.status_code == 422
    assert f"{names[0].partition('.')[0]}: " in answer.text
    assert head(store) == before


def test_only_the_acts_of_the_desk_are_carried_out(inspector: TestClient, store: Store) -> None:
    form = form_on(inspector, "/controls/duties", "question.keep")
    before = head(store)
    for act in ("agreement.approve", "hold.place", "system.tick", ""):
        assert inspector.post("/desk", data={**form, "act": act}).status_code == 404
    assert head(store) == before
    assert {act.partition(".")[0] for act in ACTS} == set(ACTS.values())


def test_what_is_refused_is_told_in_a_sentence_and_records_nothing(
    inspector: TestClient, store: Store
) -> None:
    form = form_on(inspector, "/controls/duties", "question.keep")
    before = head(store)
    missing = inspector.post("/desk", data={**form, "title": " "})
    assert missing.status_code == 422
    assert "title" in missing.text
    unknown = inspector.post("/desk?lang=en", data={**form, "title": "T", "question": "no-such"})
    assert unknown.status_code == 422
    assert "Nothing was recorded." in unknown.text
    assert head(store) == before


def test_who_may_only_read_sees_no_form(store: Store) -> None:
    with signed_in(store, "sari") as officer:
        assert 'method="post" action="/desk' not in officer.get("/desk").text
        assert officer.get("/controls/cover").text.count('action="/desk') == 0
    with TestClient(create_app(store)) as nobody:
        assert 'action="/desk' not in nobody.get("/facts/50").text


def test_r83_an_officer_with_a_seal_is_refused_all_the_same(store: Store) -> None:
    key = token_of(store)("sari")
    with TestClient(create_app(store), cookies={COOKIE: key}, follow_redirects=False) as officer:
        form = {"act": "question.keep", "seal": seal_of(key), "title": "T", "question": "register"}
        assert officer.post("/desk", data=form).status_code == 403


def test_the_words_of_the_desk_are_in_two_languages() -> None:
    assert all(all(pair) for pair in WORDS.values())
