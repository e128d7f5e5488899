"""The conventions of the HTTP API: who, how often, which version, and what a refusal looks like."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from interface.api.app import create_app
from interface.api.headers import HEADERS
from interface.bootstrap import Store, StoreKind, open_store
from tests.http_server import token_of

CITY = {"name": "Pemerintah Kota", "category": "CITY"}
ANNEX = {"kind": "OTHER", "document": "0" * 64}
ORGANISATIONS = "/v1/organisations"


@pytest.fixture
def client(store: Store) -> Iterator[TestClient]:
    with TestClient(create_app(store), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def root(store: Store) -> dict[str, str]:
    return {"Authorization": f"Bearer {token_of(store)('root')}", "Idempotency-Key": "first"}


@pytest.fixture
def sari(store: Store, told: dict[str, str]) -> dict[str, str]:
    assert told["sari"]
    return {"Authorization": f"Bearer {token_of(store)('sari')}", "Idempotency-Key": "a key"}


@pytest.fixture
def attach(told: dict[str, str]) -> str:
    return f"/v1/agreements/{told['A4']}/attach"


def size(store: Store) -> int:
    return store.log.head().position


# --- receipts and answers ---


def test_a_creation_is_answered_with_its_receipt_its_address_and_its_version(
    client: TestClient, root: dict[str, str]
) -> None:
    answer = client.post(ORGANISATIONS, headers={**root, "Jejak-Ref": "kota%20besar"}, json=CITY)
    assert answer.status_code == 201
    receipt = answer.json()
    assert receipt == {
        "id": receipt["id"],
        "thing": "organisation",
        "version": 1,
        "state": "ACTIVE",
        "positions": [4],
        "topics": ["organisation.registered.v1"],
        "warnings": [],
    }
    assert answer.headers["location"] == f"{ORGANISATIONS}/{receipt['id']}"
    assert answer.headers["etag"] == '"v1"'
    assert answer.headers["last-event-position"] == "4"


def test_a_reference_of_ones_own_is_kept_and_unique(
    client: TestClient, root: dict[str, str], store: Store
) -> None:
    named = {**root, "Jejak-Ref": "kota%20besar"}
    receipt = client.post(ORGANISATIONS, headers=named, json=CITY).json()
    assert store.log.claimed("ref:organisation", "kota besar") == receipt["id"]
    twice = client.post(ORGANISATIONS, headers={**named, "Idempotency-Key": "2"}, json=CITY)
    assert (twice.status_code, twice.json()["code"]) == (409, "DUPLICATE_REF")


def test_a_change_is_answered_with_the_new_version(
    client: TestClient, sari: dict[str, str], attach: str
) -> None:
    answer = client.post(attach, headers={**sari, "If-Match": '"v9"'}, json=ANNEX)
    assert answer.status_code == 200
    assert answer.headers["etag"] == '"v10"'
    assert "location" not in answer.headers


def test_an_answer_names_the_position_it_was_read_at_and_the_version_of_the_thing(
    client: TestClient, sari: dict[str, str], told: dict[str, str]
) -> None:
    answer = client.get(f"/v1/agreements/{told['A4']}", headers=sari)
    assert answer.headers["etag"] == '"v9"'
    assert answer.headers["last-event-position"] == "66"
    body = answer.json()
    assert (body["as_of"], body["position"], body["state"]) == ("2020-03-09", 66, "IN_FORCE")


def test_both_clocks_can_be_set_back(
    client: TestClient, sari: dict[str, str], told: dict[str, str]
) -> None:
    def state(**clocks: str) -> str:
        path = f"/v1/agreements/{told['A4']}"
        return str(client.get(path, headers=sari, params=clocks).json()["state"])

    assert state(as_of="2022-02-18") == "EXPIRED"
    assert state(known_at="36") == "PARTIALLY_SIGNED"
    assert state(known_at="2020-02-17T23:59:59+07:00") == "APPROVED"


def test_lists_come_in_pages(client: TestClient, sari: dict[str, str]) -> None:
    seen: list[int] = []
    after: str | None = "0"
    while after is not None:
        page = client.get(
            "/v1/audit-trail", headers=sari, params={"limit": "25", "after": after}
        ).json()
        assert len(page["items"]) <= 25
        seen += [item["position"] for item in page["items"]]
        after = page["next"]
    assert seen == list(range(1, 67))


def test_the_rules_are_listed_also_those_no_fact_published(
    client: TestClient, sari: dict[str, str]
) -> None:
    answer = client.get("/v1/rules", headers=sari, params={"limit": "2"})
    assert answer.status_code == 200
    assert [item["position"] for item in answer.json()["items"]] == [None, None]
    assert answer.json()["next"] == "2"


# --- repeating ---


def test_the_same_key_with_the_same_content_answers_the_first_receipt_again(
    client: TestClient, root: dict[str, str], store: Store
) -> None:
    first = client.post(ORGANISATIONS, headers=root, json=CITY)
    second = client.post(ORGANISATIONS, headers=root, json=CITY)
    assert (second.status_code, second.json()) == (first.status_code, first.json())
    assert size(store) == 4


def test_a_key_with_other_content_is_refused(
    client: TestClient, root: dict[str, str], store: Store
) -> None:
    client.post(ORGANISATIONS, headers=root, json=CITY)
    other = client.post(ORGANISATIONS, headers=root, json={**CITY, "name": "Lain"})
    assert (other.status_code, other.json()["code"]) == (422, "KEY_REUSED")
    assert size(store) == 4


def test_a_command_without_a_key_or_a_change_without_a_version_is_refused(
    client: TestClient, root: dict[str, str], sari: dict[str, str], attach: str, store: Store
) -> None:
    before = size(store)
    keyless = {"Authorization": root["Authorization"]}
    for answer in (
        client.post(ORGANISATIONS, headers=keyless, json=CITY),
        client.post(attach, headers=sari, json=ANNEX),
    ):
        assert (answer.status_code, answer.json()["code"]) == (428, "PRECONDITION_REQUIRED")
    assert size(store) == before


def test_a_stale_version_is_refused_with_the_current_one_and_what_happened_since(
    client: TestClient, sari: dict[str, str], attach: str
) -> None:
    answer = client.post(attach, headers={**sari, "If-Match": '"v7"'}, json=ANNEX)
    assert (answer.status_code, answer.headers["etag"]) == (412, '"v9"')
    body = answer.json()
    assert (body["code"], body["current_version"]) == ("CONFLICT", 9)
    since = [(event["version"], event["topic"]) for event in body["events_since"]]
    assert since == [(8, "agreement.signed.v1"), (9, "agreement.entered-into-force.v1")]


@pytest.mark.parametrize("tag", ["v9", "9", '"9"', 'W/"v9"', "*", '"v9", "v10"'])
def test_only_one_strong_entity_tag_is_a_version(
    client: TestClient, sari: dict[str, str], attach: str, tag: str
) -> None:
    answer = client.post(attach, headers={**sari, "If-Match": tag}, json=ANNEX)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["item"] == "If-Match"


# --- who ---


@pytest.mark.parametrize(
    "authorization", [None, "", "Bearer", "Bearer jjk_wrong", "Basic cm9vdDpyb290", "jjk_"]
)
def test_nobody_is_answered_without_a_known_key_whatever_else_is_wrong(
    client: TestClient, authorization: str | None, store: Store
) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}
    for answer in (
        client.get("/v1/register", headers=headers),
        client.post(ORGANISATIONS, headers=headers, content=b"not json"),
        client.post(ORGANISATIONS, headers=headers, content=b"x" * (1024 * 1024 + 1)),
    ):
        assert (answer.status_code, answer.json()["code"]) == (401, "UNAUTHENTICATED")
        assert answer.headers["www-authenticate"].startswith("Bearer")
    assert size(store) == 3


def test_a_revoked_key_opens_nothing(
    client: TestClient, root: dict[str, str], store: Store
) -> None:
    store.tokens.revoke("root", store.clock.now())
    assert client.get("/v1/register", headers=root).status_code == 401


def test_who_lacks_the_role_is_refused_and_the_refusal_is_noted(
    client: TestClient, sari: dict[str, str], told: dict[str, str], store: Store
) -> None:
    answer = client.post("/v1/accounts", headers=sari, json={"login": "x", "name": "X"})
    assert (answer.status_code, answer.json()["code"]) == (403, "ROLE_REQUIRED")
    noted = store.access_log.entries()[-1]
    assert (noted.account, noted.name, noted.code) == (
        told["sari"], "account.open", "ROLE_REQUIRED",
    )  # fmt: skip


def test_every_read_of_an_auditor_is_noted(
    client: TestClient, root: dict[str, str], told: dict[str, str], store: Store
) -> None:
    grant = {
        "role": "AUDITOR",
        "from": "2020-01-01",
        "decree": {"number": "ST-1", "date": "2020-01-02"},
    }
    opened = client.post(
        "/v1/accounts", headers=root, json={"login": "bpk", "name": "BPK", "roles": [grant]}
    )
    assert opened.status_code == 201, opened.text
    auditor = {"Authorization": f"Bearer {token_of(store)('bpk')}"}
    assert client.get(f"/v1/agreements/{told['A4']}", headers=auditor).status_code == 200
    noted = store.access_log.entries()[-1]
    assert (noted.kind, noted.name, noted.subject) == ("READ", "agreement", told["A4"])


def test_acting_for_somebody_else_is_refused_where_the_act_does_not_allow_it(
    client: TestClient, sari: dict[str, str], attach: str
) -> None:
    headers = {**sari, "If-Match": '"v9"', "Jejak-On-Behalf-Of": "budi"}
    answer = client.post(attach, headers=headers, json=ANNEX)
    assert (answer.status_code, answer.json()["code"]) == (403, "ON_BEHALF_NOT_ALLOWED")
    unknown = client.post(attach, headers={**headers, "Jejak-On-Behalf-Of": "x"}, json=ANNEX)
    assert unknown.json()["errors"][0]["item"] == "Jejak-On-Behalf-Of"


# --- what was sent ---


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        (b"{", ["/body"]),
        (b"[]", ["/body"]),
        (b"\xff", ["/body"]),
        (b"[" * 100_000, ["/body"]),
        (b'{"name": "A", "category": "CITY", "size": 1}', ["/size"]),
        (b'{"name": "A", "category": "CITY", "on": "2020-02-30"}', ["/on"]),
        (b'{"name": "A", "category": "CITY", "on": "18-02-2020"}', ["/on"]),
        (b'{"name": "A", "category": "CITY", "on": 18}', ["/on"]),
        (b'{"name": "A", "category": "CITY", "on": "2020-02-18T00:00:01"}', ["/on"]),
        (b'{"name": "", "category": "VILLAGE"}', ["/name", "/category"]),
        (b'{"name": null}', ["/name", "/category"]),
        (b'{"name": "A", "category": "CITY", "fields": ["ASSET", "X"]}', ["/fields/1"]),
        (b"", ["/name", "/category"]),
    ],
)
def test_wrong_fields_are_named_one_by_one_and_nothing_is_recorded(
    client: TestClient, root: dict[str, str], store: Store, body: bytes, pointers: list[str]
) -> None:
    headers = {**root, "Content-Type": "application/json"}
    answer = client.post(ORGANISATIONS, headers=headers, content=body)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "MALFORMED"
    assert [error["pointer"] for error in answer.json()["errors"]] == pointers
    assert size(store) == 3


def test_what_is_not_json_is_another_media_type(
    client: TestClient, root: dict[str, str], store: Store
) -> None:
    answer = client.post(ORGANISATIONS, headers=root, content=b"name=A")
    assert (answer.status_code, answer.json()["code"]) == (415, "MALFORMED")
    assert size(store) == 3


def test_a_body_over_the_limit_is_not_read(
    client: TestClient, root: dict[str, str], store: Store
) -> None:
    def chunks() -> Iterator[bytes]:
        for _ in range(17):
            yield b" " * 65536

    headers = {**root, "Content-Type": "application/json"}
    declared = client.post(ORGANISATIONS, headers=headers, content=b" " * (1024 * 1024 + 1))
    chunked = client.post(ORGANISATIONS, headers=headers, content=chunks())
    for answer in (declared, chunked):
        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"
    assert size(store) == 3


def test_an_unknown_command_or_thing_is_not_found_and_a_wrong_method_not_allowed(
    client: TestClient, root: dict[str, str], store: Store
) -> None:
    for path in ("/v1/organisations/x/burn", "/v1/wishes", "/v2/organisations"):
        answer = client.post(path, headers=root, json=CITY)
        assert (answer.status_code, answer.json()["code"]) == (404, "NOT_FOUND")
    wrong = client.delete(ORGANISATIONS, headers=root)
    assert wrong.status_code == 405
    assert wrong.headers["content-type"] == "application/problem+json"
    assert "POST" in wrong.headers["allow"]
    assert size(store) == 3


def test_a_thing_that_is_not_there_is_not_found(client: TestClient, sari: dict[str, str]) -> None:
    for thing in ("nothing", "a%00b", "%F0%9F%8C%B3"):
        read = client.get(f"/v1/agreements/{thing}", headers=sari)
        assert (read.status_code, read.json()["code"]) == (404, "NOT_FOUND")
        act = client.post(
            f"/v1/agreements/{thing}/attach", headers={**sari, "If-Match": '"v1"'}, json=ANNEX
        )
        assert (act.status_code, act.json()["code"]) == (404, "NOT_FOUND")


@pytest.mark.parametrize(
    ("asked", "item"),
    [
        ("as_of=yesterday", "as_of"),
        ("as_of=2020-02-30", "as_of"),
        ("known_at=then", "known_at"),
        ("known_at=2020-02-18T10:00:00", "known_at"),
        ("known_at=-1", "known_at"),
        ("known_at=1000000", "known_at"),
        ("state=GONE", "state"),
        ("colour=red", "colour"),
        ("state=DRAFT&state=SIGNED", "state"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("after=x", "after"),
    ],
)
def test_wrong_parameters_of_a_question_are_named(
    client: TestClient, sari: dict[str, str], asked: str, item: str
) -> None:
    answer = client.get(f"/v1/register?{asked}", headers=sari)
    assert (answer.status_code, answer.json()["code"]) == (422, "MALFORMED")
    assert answer.json()["errors"][0]["item"] == item


def test_numbers_and_truths_in_a_query_string_are_read_as_such(
    client: TestClient, sari: dict[str, str], told: dict[str, str]
) -> None:
    ledger = f"/v1/employees/{told['dewi']}/jp-ledger"
    assert client.get(ledger, headers=sari, params={"year": "2020"}).json()["jp"] == 20
    assert client.get(ledger, headers=sari, params={"year": "MMXX"}).status_code == 422
    assert client.get(ledger, headers=sari).json()["errors"][0]["item"] == "year"
    trail = client.get("/v1/audit-trail", headers=sari, params={"related": "true"})
    assert trail.status_code == 200


def test_a_question_whose_path_names_nothing_may_name_its_thing_beside(
    client: TestClient, sari: dict[str, str], told: dict[str, str]
) -> None:
    asked = {"figure": "verified-hours", "id": told["P1"]}
    explained = client.get("/v1/explain", headers=sari, params=asked)
    assert explained.json()["value"] == 240
    nameless = client.get("/v1/explain", headers=sari, params={"figure": "score"})
    assert nameless.json()["errors"][0]["item"] == "id"
    findings = client.get("/v1/findings", headers=sari, params={"id": told["P1"]})
    assert findings.json()["errors"][0]["item"] == "id"


# --- refusals ---


def test_a_refusal_lists_every_broken_rule_in_the_language_asked_for(
    client: TestClient, sari: dict[str, str], told: dict[str, str]
) -> None:
    draft = {
        "kind": "MOU",
        "title": "Magang",
        "parties": [{"organisation": told["kota"], "role": "FIRST"}],
        "scope": {"fields": ["TECHNOLOGY"], "modes": ["ON_SITE"]},
        "capacity": [],
        "term": {"effective_from": "2020-04-01", "last_day": "2020-03-01"},
        "clauses": {},
    }
    indonesian = client.post("/v1/agreements", headers=sari, json=draft)
    english = client.post(
        "/v1/agreements", headers={**sari, "Accept-Language": "en-GB,id;q=0.5"}, json=draft
    )
    codes = [error["code"] for error in indonesian.json()["errors"]]
    assert codes == ["PARTY_COUNT", "TERM_INVALID"]
    assert indonesian.status_code == 422
    assert indonesian.json()["instance"] == "/v1/agreements"
    assert indonesian.headers["content-language"] == "id"
    assert english.headers["content-language"] == "en"
    assert english.json()["code"] == indonesian.json()["code"]
    assert english.json()["title"] != indonesian.json()["title"]


def test_every_answer_carries_the_security_headers(
    store: Store, root: dict[str, str], breaking: TestClient
) -> None:
    for answer in (
        breaking.get("/livez"),
        breaking.get("/v1/register"),
        breaking.get("/nowhere"),
        breaking.get("/breaks"),
        breaking.post(ORGANISATIONS, headers=root, json=CITY),
    ):
        for name in HEADERS:
            assert name.lower() in answer.headers, (answer.url, name)


def test_what_breaks_inside_is_not_told_to_those_outside(breaking: TestClient) -> None:
    answer = breaking.get("/breaks")
    assert answer.status_code == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert "the secret" not in answer.text


def test_a_log_that_cannot_be_reached_asks_to_repeat_under_the_key(
    client: TestClient, root: dict[str, str], store: Store
) -> None:
    store.log.close()
    answer = client.post(ORGANISATIONS, headers=root, json=CITY)
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "1")
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.fixture
def breaking(store: Store) -> Iterator[TestClient]:
    """A client of an application with one more page, which fails."""
    app = create_app(store)
    app.add_api_route("/breaks", breaks)
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def breaks() -> None:
    raise RuntimeError("the secret")


# --- the sandbox's time ---


def test_a_sandbox_takes_its_time_from_the_request_but_never_backwards(
    client: TestClient, root: dict[str, str], store: Store
) -> None:
    later = {**root, "Jejak-Time": "2021-05-05T09:00:00+07:00"}
    assert client.post(ORGANISATIONS, headers=later, json=CITY).status_code == 201
    assert store.log.head().recorded_at == "2021-05-05T02:00:00.000000Z"
    for bad in ("2021-05-04T09:00:00+07:00", "noon"):
        headers = {**root, "Idempotency-Key": bad, "Jejak-Time": bad}
        answer = client.post(ORGANISATIONS, headers=headers, json=CITY)
        assert answer.json()["errors"][0]["item"] == "Jejak-Time"
    assert size(store) == 4


def test_a_production_store_takes_no_time_from_anybody(tmp_path: Path) -> None:
    store = open_store(str(tmp_path / "production"), kind=StoreKind.PRODUCTION)
    try:
        headers = {
            "Authorization": f"Bearer {token_of(store)('root')}",
            "Idempotency-Key": "k",
            "Jejak-Time": "2031-01-01T00:00:00Z",
        }
        answer = TestClient(create_app(store)).post(ORGANISATIONS, headers=headers, json=CITY)
        assert (answer.status_code, answer.json()["errors"][0]["item"]) == (422, "Jejak-Time")
        assert size(store) == 3
    finally:
        store.close()


# --- service ---


def test_the_server_says_that_it_lives_is_ready_and_what_it_is(
    client: TestClient, store: Store
) -> None:
    assert client.get("/livez").json() == {"ok": True}
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json() == {"ok": True, "position": 3, "views": 3, "stopped": []}
    assert client.get("/version").json()["kind"] == store.kind
    assert json.loads(client.get("/openapi.json").content)["openapi"] == "3.1.0"
