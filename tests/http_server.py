"""A real server on an ephemeral port, and journals carried to it over HTTP."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any
from urllib.parse import quote
from uuid import uuid4

import httpx2
import uvicorn

from application.commands import COMMANDS
from application.queries import QUERIES
from domain.envelope import Instant
from interface.addresses import command_path, query_path
from interface.api.app import create_app
from interface.bootstrap import Store, StoreKind
from interface.transports import Act, DoorTransport, Inquiry, Reply, Transport


@contextmanager
def serving(store: Store) -> Iterator[str]:
    """Serve an open store from another thread; the address of the server."""
    with app_serving(create_app(store)) as address:
        yield address


@contextmanager
def app_serving(app: Any) -> Iterator[str]:
    """Serve an ASGI application from another thread; the address of the server."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", lifespan="on")
    server = uvicorn.Server(config)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.01)
        assert thread.is_alive(), "the server did not start"
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join()


def token_of(store: Store) -> Callable[[str], str]:
    """A fresh API key for a login of the store."""

    def issue(login: str) -> str:
        account = store.account_of(login)
        assert account is not None, login
        return store.tokens.issue(account, store.clock.now())

    return issue


def transport_to(store: Store, client: httpx2.Client, reader: str) -> "HttpTransport":
    """Journals go over HTTP; versions are those a careful client has just read."""
    return HttpTransport(
        client,
        token_of(store),
        store.kind,
        reader,
        lambda stream: sum(1 for _ in store.log.stream(stream)),
        beside=DoorTransport(store),
    )


@dataclass
class HttpTransport:
    """Journal lines as requests. Who asks without a name asks as `reader`.

    HTTP has one channel, `api`: what the clock makes due and what is imported row by row is done
    `beside` it, as an operator does, while the server runs on the same store.
    """

    client: httpx2.Client
    token_of: Callable[[str], str]
    kind: StoreKind
    reader: str
    version_of: Callable[[str], int]
    beside: Transport
    _time: Instant | None = None
    _tokens: dict[str, str] = field(default_factory=dict)

    @property
    def is_sandbox(self) -> bool:
        return self.kind is StoreKind.SANDBOX

    def set_time(self, moment: Instant) -> None:
        self._time = moment
        self.beside.set_time(moment)

    def do(self, act: Act) -> Reply:
        if act.channel == "import" or act.by == "system":
            return self.beside.do(act)
        assert act.channel == "api"
        assert act.second is None
        assert act.source is None
        command = COMMANDS[act.name]
        headers = {**self._headers(act.by), "Idempotency-Key": act.key or str(uuid4())}
        if act.ref is not None:
            headers["Jejak-Ref"] = quote(act.ref)
        if act.on_behalf_of is not None:
            headers["Jejak-On-Behalf-Of"] = quote(act.on_behalf_of)
        if command.needs_id():
            version = act.if_version or self.version_of(f"{command.thing()}:{act.subject}")
            headers["If-Match"] = f'"v{version}"'
        path = command_path(command).replace("{id}", act.subject or "")
        return _reply(self.client.post(path, headers=headers, json=dict(act.fields)))

    def ask(self, inquiry: Inquiry) -> Reply:
        query = QUERIES[inquiry.name]
        path = query_path(query).replace("{id}", inquiry.subject or "")
        clocks = {"as_of": inquiry.as_of, "known_at": inquiry.known_at}
        asked = {key: value for key, value in clocks.items() if value is not None}
        if query.takes_id and inquiry.subject is not None:
            asked["id"] = inquiry.subject
        headers = self._headers(inquiry.by or self.reader)
        return _reply(self.client.get(path, headers=headers, params={**inquiry.fields, **asked}))

    def _headers(self, login: str) -> dict[str, str]:
        if login not in self._tokens:
            self._tokens[login] = self.token_of(login)
        time = {"Jejak-Time": self._time} if self._time else {}
        return {"Authorization": f"Bearer {self._tokens[login]}", **time}


def _reply(answer: httpx2.Response) -> Reply:
    body: Mapping[str, Any] = json.loads(answer.content)
    if answer.is_success:
        return Reply(body)
    errors = body.get("errors") or [{"code": str(answer.status_code)}]
    return Reply({}, tuple(_named(error) for error in errors))


def _named(error: Mapping[str, str]) -> str:
    return f"{error['code']}:{error['item']}" if "item" in error else error["code"]
