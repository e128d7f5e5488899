"""Whatever an address, a form or a cookie says, the console answers in words and never fails."""

import random
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from application.commands import COMMANDS
from interface.api.app import create_app
from interface.bootstrap import Store
from interface.console.acting import ACTS, OWN, seal_of
from interface.console.entry import COOKIE
from interface.console.pages import console
from tests.http_server import token_of
from tests.properties.searching import FACTOR, SEED
from tests.stories import before_and_ahead

FORM = {"Content-Type": "application/x-www-form-urlencoded"}
MANY = "9" * 5000
PARAMETERS = (
    *("as_of", "known_at", "lang", "fragment", "after", "year", "id", "question", "figure"),
    *("parameters", "text", "subject", "related", "actor", "topic", "channel", "from", "until"),
    *("account", "kind", "name", "correlation", "self", "path", "changes", "extra", "\x00", "é"),
)
FIELDS = (
    *("links.0.position", "links.0.", "links.", "links.x", "links.²", "links.99.position"),
    *("criterion.code", "basis.0.number", "basis.0", "parameters", "parameters.x", "size"),
    *("position", "assignee", ".", "..", "a.b.c.d", "a.b.c.d.e", "0", "0.0", "\x00", "é"),
    *("on", "reason", "override.codes.0"),
)
VALUES = tuple(
    quote(text, safe="")
    for text in (
        *(
            "",
            " ",
            "\x00",
            "é",
            "\U0001d518",
            "\u202e",
            "x" * 5000,
            "../..",
            ".",
            "²",
            "\uff11\uff12",
        ),
        *("-1", "0", "1", "5.5", "1e9", "true", "9" * 40, MANY, "9999-12-31", "0001-01-01"),
        *("2019-02-29", "2999-12-31", "1900-01-01", "2020-02-18T00:00:00Z", "null", "[]", "{}"),
        *("[" * 3000, '{"year":2020}', '{"year":' + MANY + "}", '{"a":"\\ud800"}', '{"a":NaN}'),
        *("/items/0", f"/items/{MANY}/days", "coverage", "jp-ledger"),
    )
)
UNREADABLE = ("%ff", "%ed%a0%80", "%", "%zz", "%0d%0a")
"""As they stand in an address: no text, or half of one."""
STRANGE = (*VALUES, *UNREADABLE)
COOKIES = (
    *(b"\xff\xfe", b"jejak_key=\xff\xfe", b"jejak_key=%ff", b"jejak_key=\x00", b";;;", b"="),
    *(b"jejak_key=" + b"x" * 5000, b'jejak_key="\\377"', b"jejak_key=;jejak_key="),
)
EACH = 3 * FACTOR
"""Strange values of each name that are tried."""


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    with before_and_ahead() as store:
        yield store


@pytest.fixture(scope="module")
def key(store: Store) -> str:
    return token_of(store)("insp")


@pytest.fixture(scope="module")
def inspector(store: Store, key: str) -> Iterator[TestClient]:
    app, cookies = create_app(store), {COOKIE: key}
    with TestClient(
        app, cookies=cookies, follow_redirects=False, raise_server_exceptions=False
    ) as client:
        yield client


def pages() -> list[str]:
    """Every address of the console that is read."""
    routes = console(None).routes  # type: ignore[arg-type]
    return [route.path for route in routes if "GET" in route.methods]  # type: ignore[attr-defined]


def at(path: str, value: str) -> str:
    """The address with a value in the place of what it names."""
    return "/".join(value if step.startswith("{") else step for step in path.split("/"))


@pytest.mark.parametrize("path", pages())
def test_no_address_of_the_console_fails(inspector: TestClient, path: str) -> None:
    chance = random.Random(f"{SEED} {path}")
    found = at(path, "cover" if path == "/controls/{name}" else "1")
    addresses = [at(path, value) for value in STRANGE if "{" in path]
    for name in PARAMETERS:
        strange = chance.sample(STRANGE, EACH)
        addresses += [f"{found}?{quote(name)}={value}" for value in strange]
    failed = [one[:200] for one in addresses if inspector.get(one).status_code >= 500]
    assert failed == []


def test_names_that_python_uses_are_names_like_any_other_in_an_address(
    inspector: TestClient,
) -> None:
    for name in ("self", "path", "changes", "fragment"):
        page = inspector.get(f"/work?{name}=x%22y&lang=id")
        assert (page.status_code, 'x"y' in page.text) == (200, False)


@pytest.mark.parametrize("act", ACTS)
def test_no_form_of_the_console_fails(inspector: TestClient, key: str, act: str) -> None:
    chance = random.Random(f"{SEED} {act}")
    filled = {"seal": seal_of(key), "act": act, "id": "x"}
    failed = []
    for name in (*COMMANDS[act].model_fields, *FIELDS, *OWN):
        for value in chance.sample(STRANGE, EACH):
            form = {**filled, quote(name): value}
            body = "&".join(f"{field}={given}" for field, given in form.items())
            answer = inspector.post("/desk", content=body.encode(), headers=FORM)
            if answer.status_code >= 500:
                failed.append((name, value[:100]))
    assert failed == []


@pytest.mark.parametrize("name", ["size", "links.0.position"])
def test_a_number_of_very_many_digits_is_refused_by_its_field(
    inspector: TestClient, key: str, name: str
) -> None:
    form = {"seal": seal_of(key), "act": "sample.draw", name: MANY}
    answer = inspector.post("/desk", data=form)
    assert answer.status_code == 422
    assert f"{name.partition('.')[0]}: " in answer.text


@pytest.mark.parametrize("cookie", COOKIES)
def test_no_cookie_makes_the_console_fail(store: Store, cookie: bytes) -> None:
    headers = {b"Cookie": cookie, b"Content-Type": FORM["Content-Type"].encode()}
    with TestClient(create_app(store), raise_server_exceptions=False) as client:
        for path in ("/", "/desk", "/sign-in"):
            assert client.get(path, headers=headers).status_code < 500
        for path in ("/desk", "/sign-in", "/sign-out"):
            sent = client.post(path, content=b"seal=%C3%A9&key=%ff%00", headers=headers)
            assert sent.status_code < 500
