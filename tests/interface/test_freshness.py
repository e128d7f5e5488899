"""How fresh an answer is: reading from a position on, and the figures a monitor reads."""

from collections.abc import Iterator, Sequence

import pytest
from fastapi.testclient import TestClient

from domain.envelope import AnyEnvelope, Instant
from interface.api.app import create_app
from interface.bootstrap import Store
from tests.http_server import token_of

CITY = {"name": "Pemerintah Kota", "category": "CITY"}
ORGANISATIONS = "/v1/organisations"


@pytest.fixture
def root(store: Store) -> dict[str, str]:
    return {"Authorization": f"Bearer {token_of(store)('root')}", "Idempotency-Key": "first"}


@pytest.fixture
def alone(store: Store) -> TestClient:
    """A server that folds nothing of what it records."""

    def forget(_facts: Sequence[AnyEnvelope]) -> None:
        pass

    store.log.follow(forget)
    return TestClient(create_app(store))


@pytest.fixture
def following(store: Store) -> Iterator[TestClient]:
    """The same, but it brings its views up to date by itself, as a server does."""
    store.log.follow(len)
    with TestClient(create_app(store)) as client:
        yield client


def figures(client: TestClient) -> dict[str, float]:
    answer = client.get("/metrics")
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    return {name: float(value) for name, _, value in (line.rpartition(" ") for line in lines)}


def ask(client: TestClient, root: dict[str, str], position: object, wait: str = "") -> int:
    headers = {"Authorization": root["Authorization"], "Jejak-Min-Position": str(position)}
    answer = client.get("/v1/audit-trail", headers={**headers, "Prefer": wait})
    assert answer.status_code != 200 or answer.json()["position"] >= int(str(position))
    return answer.status_code


def test_lag_is_told_in_facts_and_in_seconds(
    alone: TestClient, store: Store, root: dict[str, str]
) -> None:
    before = figures(alone)
    assert before["jejak_log_position"] == before["jejak_views_position"] == 3
    assert before["jejak_views_behind_facts"] == before["jejak_views_lag_seconds"] == 0
    assert alone.post(ORGANISATIONS, headers=root, json=CITY).json()["positions"] == [4]
    store.set_time(Instant("2020-01-06T03:00:00.000000Z"))
    late = figures(alone)
    assert late["jejak_views_behind_facts"] == 1
    assert late["jejak_views_lag_seconds"] == 3600
    assert alone.get("/readyz").status_code == 503
    store.projector.catch_up()
    after = figures(alone)
    assert after["jejak_views_lag_seconds"] == after["jejak_views_behind_facts"] == 0
    assert after['jejak_view_position{view="organisation"}'] == 4
    assert after["jejak_folded_facts_total"] - before["jejak_folded_facts_total"] == 1
    assert after["jejak_projector_leads"] == 1
    assert alone.get("/readyz").status_code == 200


def test_who_asks_to_read_from_a_position_on_is_not_answered_before_it(
    alone: TestClient, store: Store, root: dict[str, str]
) -> None:
    assert ask(alone, root, 3) == 200
    position = alone.post(ORGANISATIONS, headers=root, json=CITY).headers["Last-Event-Position"]
    headers = {"Authorization": root["Authorization"], "Jejak-Min-Position": position}
    late = alone.get("/v1/audit-trail", headers={**headers, "Prefer": "wait=0"})
    assert (late.status_code, late.headers["Retry-After"]) == (503, "1")
    assert late.json()["title"] == "Tampilan belum sampai"
    store.projector.catch_up()
    assert ask(alone, root, position, "wait=0") == 200


def test_it_waits_for_what_is_folded_meanwhile(following: TestClient, root: dict[str, str]) -> None:
    recorded = following.post(ORGANISATIONS, headers=root, json=CITY)
    assert ask(following, root, recorded.headers["Last-Event-Position"]) == 200


@pytest.mark.parametrize("written", ["-1", "now", "1.5", ""])
def test_what_is_no_position_is_malformed(
    alone: TestClient, root: dict[str, str], written: str
) -> None:
    assert ask(alone, root, written) == 422
