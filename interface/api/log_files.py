"""The log as files under one prefix: the newest checkpoint, tiles, bundles (C2SP tlog-tiles).

They are the same bytes as `jejak tiles` writes into a folder. Anybody may fetch the checkpoint and
the hashes; facts only those who may read them.
"""

from fastapi import APIRouter, Request, Response

from domain.base import refuse
from domain.codes import Code
from interface.api.requests import sender
from interface.bootstrap import Store
from interface.log_reading import entries, proof_file

PREFIX = "/log"
_ENTRIES = "entries/"
_TEXT, _BYTES = "text/plain; charset=utf-8", "application/octet-stream"
_FRESH = {"Cache-Control": "public, max-age=5"}
_FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


def log_files(store: Store) -> APIRouter:
    """The routes of one store's log."""
    files = APIRouter(prefix=PREFIX)

    @files.get("/checkpoint")
    def checkpoint() -> Response:
        note = store.ledger.checkpoint()
        if note is None:
            refuse(Code.NOT_FOUND)
        return Response(str(note), headers=_FRESH, media_type=_TEXT)

    @files.get("/tile/{path:path}")
    def tile(request: Request, path: str) -> Response:
        place, headers = f"tile/{path}", _FOR_EVER
        if path.startswith(_ENTRIES):
            content = entries(store, sender(store, request), place)
            headers = {"Cache-Control": "private, no-store"}
        else:
            content = store.ledger.tile(place)
        if content is None:
            refuse(Code.NOT_FOUND)
        return Response(content, headers=headers, media_type=_BYTES)

    @files.get("/proof/{position}")
    def proof(request: Request, position: str) -> Response:
        return Response(proof_file(store, sender(store, request), position), media_type=_TEXT)

    return files
