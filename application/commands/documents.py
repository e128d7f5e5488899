"""Evidence is put away once, by the SHA-256 of its bytes (contract §4.2, D16)."""

from base64 import b64decode
from binascii import Error
from hashlib import sha256
from typing import TYPE_CHECKING

from application.commands.base import Reasoned
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

    def misfits(self, _desk: "Desk") -> tuple[str, ...]:
        if (self.text is None) is (self.base64 is None):
            return ("text", "base64")
        return ("base64",) if self._bytes() is None else ()

    def natural_id(self) -> str | None:
        content = self._bytes()
        return None if content is None else sha256(content).hexdigest()

    def decide(self, desk: "Desk") -> None:
        content = self._bytes()
        assert content is not None
        desk.evidence.put(content)
        if desk.find(Document, desk.subject) is None:
            desk.record(
                DocumentStored(
                    size=len(content),
                    title=self.title,
                    media_type=self.media_type,
                    ref=desk.context.ref,
                )
            )

    def _bytes(self) -> bytes | None:
        """What is to be stored; None if the request does not say it."""
        if self.text is not None:
            return self.text.encode()
        try:
            return b64decode(self.base64 or "", validate=True) or None
        except (Error, ValueError):
            return None
