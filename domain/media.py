"""Which kinds of files are taken in as evidence, told by their first bytes and not by their names.

Pages that a browser would run and programs are none of them. What is text must be text throughout.
"""

from collections.abc import Mapping

TEXT = "text/plain"
_ZIP = (b"PK\x03\x04",)
_OFFICE = "application/vnd.openxmlformats-officedocument."

SIGNATURES: Mapping[str, tuple[bytes, ...]] = {
    "application/pdf": (b"%PDF-",),
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/tiff": (b"II*\x00", b"MM\x00*"),
    "application/zip": _ZIP,
    f"{_OFFICE}wordprocessingml.document": _ZIP,
    f"{_OFFICE}spreadsheetml.sheet": _ZIP,
    f"{_OFFICE}presentationml.presentation": _ZIP,
    "application/vnd.oasis.opendocument.text": _ZIP,
    "application/vnd.oasis.opendocument.spreadsheet": _ZIP,
}
"""Media type -> what a file of this kind begins with."""

EXTENSIONS: Mapping[str, str] = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/tiff": "tif",
    "application/zip": "zip",
    f"{_OFFICE}wordprocessingml.document": "docx",
    f"{_OFFICE}spreadsheetml.sheet": "xlsx",
    f"{_OFFICE}presentationml.presentation": "pptx",
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    TEXT: "txt",
    "text/csv": "csv",
    "application/json": "json",
    "application/x-ndjson": "jsonl",
}
"""Media type -> how the name of such a file ends."""

TEXTS = frozenset({TEXT, "text/csv", "application/json", "application/x-ndjson"})
"""Media types whose files are UTF-8 text without control characters."""

UNDECLARED = frozenset({"", "application/octet-stream"})
"""What is sent where the sender does not know the kind."""

LONGEST_SIGNATURE = max(len(one) for many in SIGNATURES.values() for one in many)
_CUT_OFF = "unexpected end of data"
_CONTROLS = frozenset(map(chr, [*range(9), 11, *range(14, 32), 127]))


class KindCheck:
    """Follows the bytes of a file and tells its kind at the end."""

    def __init__(self, declared: str) -> None:
        """`declared` is the media type the sender gave, without parameters, in small letters."""
        self._declared = declared
        self._head = b""
        self._cut_off = b""
        self._is_text = True

    def follow(self, block: bytes) -> None:
        self._head = (self._head + block[:LONGEST_SIGNATURE])[:LONGEST_SIGNATURE]
        if self._is_text:
            self._read(block)

    def kind(self) -> str | None:
        """The media type; None if it is not the declared one, or none that is taken in."""
        if self._is_text:
            self._read(b"", final=True)
        if self._declared in TEXTS:
            return self._declared if self._is_text else None
        if self._declared in UNDECLARED:
            kinds = (kind for kind, starts in SIGNATURES.items() if self._head.startswith(starts))
            return next(kinds, TEXT if self._is_text else None)
        starts = SIGNATURES.get(self._declared)
        return self._declared if starts and self._head.startswith(starts) else None

    def _read(self, block: bytes, *, final: bool = False) -> None:
        """A letter may be cut in two by the end of a block, and by nothing else."""
        block = self._cut_off + block
        try:
            text, self._cut_off = block.decode(), b""
        except UnicodeDecodeError as error:
            if final or error.reason != _CUT_OFF:
                self._is_text = False
                return
            text, self._cut_off = block[: error.start].decode(), block[error.start :]
        self._is_text = _CONTROLS.isdisjoint(text)
