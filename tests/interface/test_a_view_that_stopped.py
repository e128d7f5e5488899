"""A fact that one view cannot place: what still works, what is refused, and who is told."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastapi.testclient import TestClient

from application.ports import Append, Draft, Recorded
from domain.enums import Role
from domain.placement.facts import PlacementNominated
from interface.api.app import create_app
from interface.bootstrap import Store
from interface.cli.main import main
from tests.http_server import token_of

LEARNT = {
    "activity": "C11",
    "title": "Seminar jaringan",
    "provider": "BPSDM",
    "from": "2020-02-10",
    "until": "2020-02-11",
    "certificate": {"number": "S-1", "date": "2020-02-12", "document": "a" * 64},
}


def nominate_again(store: Store, placement: str) -> int:
    """Record what no command would: a second nomination of a placement. Its position."""
    stream = f"placement:{placement}"
    facts = list(store.log.stream(stream))
    [first] = [fact for fact in facts if isinstance(fact.data, PlacementNominated)]
    draft = Draft(stream, first.data, first.effective_on, "root", Role.OPD.value)
    ask = Append(drafts=(draft,), expected={stream: len(facts)}, at=store.clock.now())
    [recorded] = store.log.append([ask])
    assert isinstance(recorded, Recorded)
    return recorded.envelopes[0].position


@pytest.fixture
def client(store: Store, told: dict[str, str]) -> Iterator[TestClient]:
    assert told["P1"]
    with TestClient(create_app(store), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def sari(store: Store, told: dict[str, str]) -> dict[str, str]:
    assert told["sari"]
    return {"Authorization": f"Bearer {token_of(store)('sari')}", "Accept-Language": "en"}


@pytest.fixture
def stopped(client: TestClient, store: Store, told: dict[str, str]) -> int:
    """The position of the fact that the JP ledger cannot place."""
    assert client.get("/livez").status_code == 200
    return nominate_again(store, told["P1"])


def test_readiness_turns_red_and_names_the_view_the_position_and_the_reason(
    client: TestClient, stopped: int
) -> None:
    ready = client.get("/readyz")
    assert ready.status_code == 503
    body = ready.json()
    assert (body["ok"], body["position"], body["views"]) == (False, stopped, stopped)
    reason = f"LookupError: jp_ledger cannot place placement.nominated.v1 at {stopped}"
    assert body["stopped"] == [{"view": "jp_ledger", "position": stopped, "reason": reason}]
    figures = client.get("/metrics").text.splitlines()
    assert f'jejak_view_stopped{{view="jp_ledger"}} {stopped}' in figures
    assert f'jejak_view_position{{view="jp_ledger"}} {stopped - 1}' in figures
    assert f'jejak_view_position{{view="agreement"}} {stopped}' in figures
    assert "jejak_views_behind_facts 0" in figures


def test_a_question_the_view_answers_is_refused_in_one_sentence_and_the_past_is_not(
    client: TestClient, sari: dict[str, str], told: dict[str, str], stopped: int
) -> None:
    ledger = f"/v1/employees/{told['dewi']}/jp-ledger"
    refused = client.get(ledger, params={"year": 2020}, headers=sari)
    assert refused.status_code == 503
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.json()["detail"] == (
        f"The view jp_ledger stopped before fact {stopped}. All that does not need it is still "
        "served; tell the operator."
    )
    assert (refused.json()["view"], refused.json()["position"]) == ("jp_ledger", stopped)
    before = client.get(ledger, params={"year": 2020, "known_at": stopped - 1}, headers=sari)
    assert (before.status_code, before.json()["jp"]) == (200, 20)
    assert client.get("/v1/register", headers=sari).json()["position"] == stopped


def test_an_act_that_needs_the_view_is_refused_and_others_are_recorded(
    client: TestClient, store: Store, sari: dict[str, str], told: dict[str, str], stopped: int
) -> None:
    dewi = {"Authorization": f"Bearer {token_of(store)('dewi-asn')}", "Idempotency-Key": "1"}
    learnt = {**LEARNT, "employee": told["dewi"]}
    recorded = client.post("/v1/external-learning", headers=dewi, json=learnt)
    assert (recorded.status_code, recorded.json()["positions"]) == (201, [stopped + 1])
    verify = f"/v1/external-learning/{recorded.json()['id']}/verify"
    headers = {**sari, "Idempotency-Key": "2", "If-Match": '"v1"'}
    refused = client.post(verify, headers=headers, json={})
    assert refused.status_code == 503
    assert refused.json()["detail"].endswith("tell the operator. Nothing was recorded.")
    assert store.log.end() == stopped + 1


def test_the_console_says_so_on_every_page_it_still_serves(
    client: TestClient, told: dict[str, str], stopped: int
) -> None:
    said = f"Tampilan jp_ledger berhenti sebelum fakta {stopped}."
    for path in ("/facts", f"/facts/{stopped}"):
        page = client.get(path)
        assert page.status_code == 200
        assert said in page.text
    needing = client.get(f"/employees/{told['dewi']}")
    assert needing.status_code == 503
    assert said in needing.text


def test_the_command_line_says_so_and_ends_with_4(
    tmp_path: Path, told: dict[str, str], stopped: int
) -> None:
    folder = str(tmp_path / "store")
    asked = ["ask", "jp-ledger", "--store", folder, "--id", told["dewi"], "--with", "-"]
    refused = CliRunner().invoke(main, asked, input='{"year": 2020}')
    assert refused.exit_code == 4
    assert f"Tampilan jp_ledger berhenti sebelum fakta {stopped}." in refused.stderr
    assert f"The view jp_ledger stopped before fact {stopped}." in refused.stderr
    compared = CliRunner().invoke(main, ["rebuild", "--check", "--store", folder])
    assert (compared.exit_code, compared.stdout) == (0, "")
    rebuilt = CliRunner().invoke(main, ["rebuild", "--view", "jp_ledger", "--store", folder])
    assert rebuilt.exit_code == 0
