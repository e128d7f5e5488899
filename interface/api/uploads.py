"""A document that comes as a file: streamed to the disk, counted, hashed, looked at, put away.

`multipart/form-data` with one part `file` and, as text, the other fields of `document.store`. The
sender is known before a byte of the file is read; what is too long ends at the limit.
"""

import json
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from hashlib import sha256

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from application.evidence import Incoming, blocks_of
from domain.media import EXTENSIONS, KindCheck
from interface.api.requests import Unsuitable, is_longer, sender, too_large
from interface.bootstrap import Store
from interface.door import flaw, malformed

FORM = "multipart/form-data"
FILE = "file"
MOST_FIELDS = 20
_KINDS = ", ".join(EXTENSIONS.values())


@dataclass(frozen=True, slots=True)
class Upload:
    """What was sent: the fields beside the file, as JSON, and the file."""

    fields: bytes
    file: UploadFile

    def document(self) -> tuple[bytes, Incoming]:
        """The fields, with the kind of the file, and the file. Raises `Unsuitable` 415."""
        file, digest = self.file.file, sha256()
        declared = (self.file.content_type or "").partition(";")[0].strip().lower()
        check = KindCheck(declared)
        for block in blocks_of(file):
            digest.update(block)
            check.follow(block)
        if not file.tell():
            raise malformed(flaw(FILE, "file_empty"))
        kind = check.kind()
        if kind is None:
            raise Unsuitable(415, flaw(FILE, "no_kind_of_file", _KINDS))
        fields = json.dumps({"media_type": kind, **json.loads(self.fields)}).encode()
        return fields, Incoming(digest.hexdigest(), file.tell(), file)

    def close(self) -> None:
        self.file.file.close()


class _Form(MultiPartParser):
    """Reads a form of at most `limit` bytes; one that stops before its end is none."""

    def __init__(self, request: Request, limit: int) -> None:
        self._ended = False
        body = self._counted(request, limit)
        super().__init__(request.headers, body, max_files=1, max_fields=MOST_FIELDS)

    def on_end(self) -> None:
        self._ended = True

    async def _counted(self, request: Request, limit: int) -> AsyncGenerator[bytes, None]:
        count = 0
        async for chunk in request.stream():
            count += len(chunk)
            if count > limit:
                raise too_large(FILE, limit)
            yield chunk
        if not self._ended:
            raise malformed(flaw("body", "form_cut_off"))


async def uploaded(store: Store, request: Request, limit: int) -> Upload:
    """Read a form of at most `limit` bytes. Raises `Refused`, `Unsuitable`."""
    await run_in_threadpool(sender, store, request)
    declared = request.headers.get("content-length", "0")
    if is_longer(declared, limit):
        raise too_large(FILE, limit)
    try:
        form = await _Form(request, limit).parse()
    except MultiPartException as error:
        if _is_too_much(error):
            raise malformed(flaw("body", "form_too_much", MOST_FIELDS)) from error
        raise malformed(flaw("body", "form_invalid")) from error
    parts = form.multi_items()
    files = [part for name, part in parts if name == FILE and isinstance(part, UploadFile)]
    texts = {name: part for name, part in parts if isinstance(part, str)}
    if len(files) != 1 or len(parts) != len(texts) + 1:
        await form.close()
        raise malformed(flaw(FILE, "one_file"))
    return Upload(json.dumps(texts).encode(), files[0])


def _is_too_much(error: MultiPartException) -> bool:
    """Whether a form was left because of how much it holds, and not for its form."""
    return error.message.startswith("Too many") or "maximum size" in error.message


def is_form(request: Request) -> bool:
    """Whether a request brings a form with a file and not JSON."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower() == FORM
