"""Documents over HTTP beside `document.store` as JSON: handed in as a file, handed out as one."""

from typing import Any

from fastapi import FastAPI, Request
from starlette.responses import Response, StreamingResponse

from application.commands.documents import StoreDocument
from application.queries.evidence import DocumentFile
from domain.media import EXTENSIONS, TEXTS
from domain.states import EvidenceState
from interface.addresses import command_path, query_path
from interface.api import answers
from interface.api.line import Line
from interface.api.requests import context_of, received, sender, set_time_of
from interface.api.uploads import is_form, uploaded
from interface.bootstrap import Store
from interface.door import Order, Question, find_out

GONE = 410


def add_documents(app: FastAPI, store: Store, line: Line, limit: int) -> None:
    """The routes of documents; `limit` is the most bytes of an upload."""

    async def put(request: Request) -> Response:
        if is_form(request):
            return await _put_file(store, line, request, limit)
        body = await received(request)

        def order() -> Order:
            actor = sender(store, request)
            fields = body.fields()
            return Order(StoreDocument.act, fields, context_of(store, request, actor))

        return answers.receipt_answer(await line.carry_out(order))

    def get(request: Request, id: str) -> Response:  # noqa: A002
        reader = sender(store, request)
        set_time_of(store, request)
        found = find_out(store, Question(DocumentFile.asks, reader, id))
        if found["state"] != EvidenceState.PRESENT:
            return answers.failure_answer(request, GONE)
        return _handed_out(store, found)

    app.add_api_route(command_path(StoreDocument), put, methods=["POST"])
    app.add_api_route(query_path(DocumentFile), get, methods=["GET"])


async def _put_file(store: Store, line: Line, request: Request, limit: int) -> Response:
    upload = await uploaded(store, request, limit)

    def order() -> Order:
        actor = sender(store, request)
        context = context_of(store, request, actor)
        fields, file = upload.document()
        return Order(StoreDocument.act, fields, context, None, file)

    try:
        return answers.receipt_answer(await line.carry_out(order, aside=True))
    finally:
        upload.close()


def _handed_out(store: Store, found: dict[str, Any]) -> Response:
    """The bytes as they were handed in; a browser saves them and runs nothing."""
    sha256, kind = found["sha256"], found["media_type"]
    if kind not in EXTENSIONS:
        kind = "application/octet-stream"
    name = f"{sha256}.{EXTENSIONS.get(kind, 'bin')}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(found["size"]),
        "ETag": f'"{sha256}"',
        "Last-Event-Position": str(found["position"]),
    }
    charset = "; charset=utf-8" if kind in TEXTS else ""
    blocks = store.evidence.blocks(sha256)
    return StreamingResponse(blocks, headers=headers, media_type=f"{kind}{charset}")
