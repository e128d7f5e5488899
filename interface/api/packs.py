"""What is taken away, over HTTP: `GET /v1/exports/{name}` answers with the file itself."""

from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from domain.base import refuse
from domain.codes import Code
from interface.api.parameters import parameters_of
from interface.api.requests import Unsuitable, sender, set_time_of
from interface.bootstrap import PackTooLarge, Store
from interface.door import Question, flaw
from interface.exports import EXPORTS, export

_ZIP = "application/zip"
_NOT_KEPT = "private, no-store"


def exports(store: Store) -> APIRouter:
    """The route of one store's exports."""
    files = APIRouter(prefix="/v1/exports")

    @files.get("/{name}")
    def taken_away(request: Request, name: str) -> Response:
        reader = sender(store, request)
        set_time_of(store, request)
        if name not in EXPORTS:
            refuse(Code.NOT_FOUND)
        asked = parameters_of(EXPORTS[name], request.scope["query_string"])
        question = Question(name, reader, None, asked.fields, asked.as_of, asked.known_at)
        folder = Path(mkdtemp(prefix="jejak-export-"))
        gone = BackgroundTask(rmtree, folder, ignore_errors=True)
        try:
            done = export(store, question, folder / f"{name}.zip")
        except BaseException as error:
            rmtree(folder, ignore_errors=True)
            if isinstance(error, PackTooLarge):
                raise Unsuitable(413, flaw("from", "pack_too_large")) from error
            raise
        headers = {
            "Last-Event-Position": str(done.position),
            "ETag": f'"{done.sha256}"',
            "Cache-Control": _NOT_KEPT,
        }
        return FileResponse(
            folder / f"{name}.zip",
            headers=headers,
            media_type=_ZIP,
            filename=f"{name}.zip",
            background=gone,
        )

    return files
