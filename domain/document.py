"""Document (bukti): evidence by the SHA-256 of its bytes, which lie in their own store (D16)."""

from dataclasses import dataclass, replace
from typing import ClassVar, Self, cast

from domain.base import Fact
from domain.envelope import AnyEnvelope
from domain.thing import Thing


class DocumentStored(Fact):
    """The bytes were put away; `size` is their number."""

    topic = "document.stored.v1"
    size: int
    title: str | None = None
    media_type: str | None = None
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Document(Thing):
    """Its id is the SHA-256 of its bytes."""

    thing: ClassVar[str] = "document"
    undated: ClassVar[frozenset[str]] = frozenset({DocumentStored.topic})

    size: int = 0
    title: str | None = None
    media_type: str | None = None

    def evolve(self, fact: AnyEnvelope) -> Self:
        match cast(DocumentStored, fact.data):
            case DocumentStored(size=size, title=title, media_type=media_type):
                return replace(
                    self,
                    id=fact.subject,
                    version=fact.version,
                    state="STORED",
                    since=fact.effective_on,
                    size=size,
                    title=title,
                    media_type=media_type,
                )
