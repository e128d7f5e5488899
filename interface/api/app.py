"""The HTTP API: one route per command and query, derived from their classes (D12)."""

import gc
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Request, Response
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException

from application.commands import COMMANDS
from application.commands.base import Command
from application.evidence import EvidenceUnavailable
from application.ports import LogUnavailable
from application.queries import QUERIES
from application.queries.base import Query
from application.stops import ViewStopped
from domain.base import Refused
from interface.addresses import command_path, query_path
from interface.api import answers
from interface.api.description import description
from interface.api.documents import add_documents
from interface.api.freshness import Late, wait_for_position
from interface.api.headers import SecurityHeaders
from interface.api.health import add_health
from interface.api.line import Line
from interface.api.log_files import log_files
from interface.api.packs import exports
from interface.api.parameters import parameters
from interface.api.requests import Body, Unsuitable, context_of, received, sender, set_time_of
from interface.bootstrap import (
    SOFTWARE,
    UPLOAD_LIMIT,
    CannotSign,
    KeysUnfit,
    NotAdopted,
    Store,
    ViewsUnavailable,
)
from interface.console.pages import console
from interface.door import Order, Question, find_out

Received = Annotated[Body, Depends(received)]
Endpoint = Callable[..., Response]
CommandEndpoint = Callable[..., Awaitable[Response]]


class Api(FastAPI):
    """The application over one store; its description is read off the same classes."""

    def openapi(self) -> dict[str, Any]:
        return description()


def create_app(store: Store, *, upload_limit: int = UPLOAD_LIMIT) -> FastAPI:
    """API and console over an open store; closing the store stays with the caller.

    `upload_limit` is the most bytes of a document that comes as a file.
    """
    line = Line(store)
    app = Api(
        title="Jejak",
        version=SOFTWARE,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_serving(store, line),
        telemetry={"tracing": False, "metrics": False},
    )
    add_documents(app, store, line, upload_limit)
    for command in COMMANDS.values():
        path = command_path(command)
        app.add_api_route(path, _command_endpoint(store, line, command), methods=["POST"])
    for query in QUERIES.values():
        app.add_api_route(query_path(query), _query_endpoint(store, query), methods=["GET"])
    add_health(app, store)
    app.include_router(log_files(store))
    app.include_router(exports(store))
    app.include_router(console(store))
    for error, answer in _ANSWERS.items():
        app.add_exception_handler(error, answer)
    app.add_middleware(SecurityHeaders)
    return app


_ANSWERS: dict[type[Exception], Callable[..., Response]] = {
    Refused: answers.refusal_answer,
    Unsuitable: answers.unsuitable_answer,
    HTTPException: answers.http_answer,
    LogUnavailable: answers.unavailable_answer,
    ViewStopped: answers.stopped_answer,
    Late: answers.late_answer,
    NotAdopted: answers.unavailable_answer,
    ViewsUnavailable: answers.unavailable_answer,
    CannotSign: answers.unsigned_answer,
    KeysUnfit: answers.unsigned_answer,
    EvidenceUnavailable: answers.unavailable_answer,
    Exception: answers.broken_answer,
}


def _command_endpoint(store: Store, line: Line, command: type[Command]) -> CommandEndpoint:
    async def execute(request: Request, body: Body, subject: str | None) -> Response:
        def order() -> Order:
            actor = sender(store, request)
            fields = body.fields()
            return Order(command.act, fields, context_of(store, request, actor), subject)

        return answers.receipt_answer(await line.carry_out(order, aside=command.takes_long))

    async def begin(request: Request, body: Received) -> Response:
        return await execute(request, body, None)

    async def change(request: Request, id: str, body: Received) -> Response:  # noqa: A002
        return await execute(request, body, id)

    return change if command.needs_id() else begin


def _query_endpoint(store: Store, query: type[Query]) -> Endpoint:
    def answer(request: Request, subject: str | None) -> Response:
        reader = sender(store, request)
        set_time_of(store, request)
        wait_for_position(store, request)
        asked = parameters(query, request.scope["query_string"])
        found = find_out(
            store,
            Question(
                query.asks,
                reader,
                subject or asked.subject,
                asked.fields,
                asked.as_of,
                asked.known_at,
                asked.page,
            ),
        )
        return answers.result_answer(found)

    def about_all(request: Request) -> Response:
        return answer(request, None)

    def about_one(request: Request, id: str) -> Response:  # noqa: A002
        return answer(request, id)

    return about_one if "{id}" in query.path else about_all


def _serving(store: Store, line: Line) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def serving(_: FastAPI) -> AsyncIterator[None]:
        """What was made at the start stays for good: the collector need not look at it again."""
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 20)
        follower = store.keeper.follow()
        yield
        await run_in_threadpool(line.close)
        await run_in_threadpool(follower.close)

    return serving
