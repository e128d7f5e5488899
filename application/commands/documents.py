"""Evidence is put away once, by the SHA-256 of its bytes (contract §4.2, D16)."""

from base64 import b64decode
from binascii import Error
from hashlib import sha256
from typing import TYPE_CHECKING, Any, Self

from pydantic import PrivateAttr

from application.commands.base import Reasoned
from application.evidence import Incoming
from domain.document import Document, DocumentStored
from domain.values import Text

if TYPE_CHECKING:
    from application.desk import Desk


class StoreDocument(Reasoned):
    """Store a document given as text or as base64; the same bytes again add nothing (R82)."""

    act = "document.store"
    creates = True

    text: Text | None = None
    base64: Text | None = None
    title: Text | None = None
    media_type: Text | None = None

    _file: Incoming | None = PrivateAttr(default=None)

    @classmethod
    def of_file(cls, fields: bytes, file: Incoming) -> Self:
        """The request of somebody who sent the bytes beside the fields."""
        command = cls.parse(fields)
        command._file = file
        return command

    def given(self) -> dict[str, Any]:
        fields = super().given()
        return fields if self._file is None else {**fields, "sha256": self._file.sha256}

    def misfits(self, _desk: "Desk") -> tuple[str, ...]:
        ways = [way for way in (self.text, self.base64, self._file) if way is not None]
        if len(ways) != 1:
            return ("text", "base64")
        return ("base64",) if self._content() is None else ()

    def natural_id(self) -> str | None:
        content = self._content()
        if isinstance(content, Incoming):
            return content.sha256
        return None if content is None else sha256(content).hexdigest()

    def decide(self, desk: "Desk") -> None:
        content = self._content()
        assert content is not None
        desk.evidence.put(content)
        if desk.find(Document, desk.subject) is None:
            desk.record(
                DocumentStored(
                    size=content.size if isinstance(content, Incoming) else len(content),
                    title=self.title,
                    media_type=self.media_type,
                    ref=desk.context.ref,
                )
            )

    def _content(self) -> bytes | Incoming | None:
        """What is to be stored; None if the request does not say it."""
        if self._file is not None:
            return self._file
        if self.text is not None:
            return self.text.encode()
        try:
            return b64decode(self.base64 or "", validate=True) or None
        except (Error, ValueError):
            return None
