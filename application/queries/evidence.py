"""Whether the documents a thing relies on are there and unaltered (R82, D16)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from application.ports import Moment
from application.queries.base import ListReply, Query, Reading, Reply
from application.queries.sight import Sight
from application.views.citations import CITATIONS, CitationsRow
from application.views.oversight import EVIDENCE_REQUESTS
from application.views.things import DOCUMENTS
from domain.base import refuse
from domain.codes import Code
from domain.document import Document
from domain.envelope import stream_of
from domain.states import EvidenceState


class DocumentItem(Reply):
    sha256: str
    title: str | None
    state: EvidenceState
    cited_by: list[int]


class DocumentsResult(ListReply):
    items: Sequence[DocumentItem]


class DocumentsQuery(Query):
    """Every document stored or cited, and the facts that rely on it."""

    asks = "documents"
    path = "/documents"
    Result = DocumentsResult

    state: EvidenceState | None = None

    def answer(self, reading: Reading, subject: str | None) -> DocumentsResult:
        reading.must_see_programme()
        seen = reading.lay(_sightings(reading), lambda at: at)
        items = (
            _document_item(sha256, [at.position for at in sightings if at.position], reading)
            for sha256, sightings in groupby(seen, lambda at: at.sha256)
        )
        wanted = (item for item in items if self.state in (None, item.state))
        return DocumentsResult(items=reading.lay(wanted))


class _Sighting(NamedTuple):
    """A document, stored (0) or relied on by the fact at a position."""

    sha256: str
    position: int


def _sightings(reading: Reading) -> Iterator[_Sighting]:
    """Every document stored or cited by the day asked about."""
    for document in reading.each(DOCUMENTS):
        if _shown(document, reading):
            yield _Sighting(document.id, 0)
    for row in reading.each(CITATIONS):
        for citation in row.citations:
            if reading.asked_day is None or citation.on <= reading.asked_day:
                yield _Sighting(citation.sha256, citation.position)


def _document_item(sha256: str, cited_by: list[int], reading: Reading) -> DocumentItem:
    document: Document | None = reading.find(DOCUMENTS, sha256)
    return DocumentItem(
        sha256=sha256,
        title=document.title if document else None,
        state=state_of(sha256, reading),
        cited_by=cited_by,
    )


class DocumentFileResult(Reply):
    sha256: str
    media_type: str | None
    size: int
    state: EvidenceState


class DocumentFile(Query):
    """One document to be handed out, to whoever sees the programme or a thing that rests on it."""

    asks = "document"
    path = "/documents/{id}"
    Result = DocumentFileResult

    def answer(self, reading: Reading, subject: str | None) -> DocumentFileResult:
        document: Document = reading.get(DOCUMENTS, subject)
        if not _is_seen(document.id, reading):
            refuse(Code.OUT_OF_SCOPE)
        return DocumentFileResult(
            sha256=document.id,
            media_type=document.media_type,
            size=document.size,
            state=reading.evidence.state(document.id),
        )


def _is_seen(sha256: str, reading: Reading) -> bool:
    """Whether the reader sees a thing one of whose facts relies on it; the programme shows every
    document but those that were given to an inspector by one person."""
    sight = Sight(reading)
    if sight.programme and not _is_kept_back(sha256, sight, reading):
        return True
    return any(
        sight.reaches(*stream.split(":", 1))
        for stream, row in reading.views.walk(CITATIONS, reading.moment)
        if _relies(row, sha256)
    )


def _is_kept_back(sha256: str, sight: Sight, reading: Reading) -> bool:
    """Whether an evidence request that the reader does not see relies on it by now, whatever
    moment is asked about."""
    now = Moment(date.max, reading.views.position())
    return any(
        _relies(reading.views.get(CITATIONS, stream_of(request.thing, subject), now), sha256)
        for subject, request in reading.views.find(EVIDENCE_REQUESTS, now)
        if not sight.reaches(request.thing, subject)
    )


def _relies(row: CitationsRow | None, sha256: str) -> bool:
    return row is not None and any(citation.sha256 == sha256 for citation in row.citations)


def _shown(document: Document, reading: Reading) -> bool:
    return reading.asked_day is None or document.since <= reading.asked_day


def state_of(sha256: str, reading: Reading) -> EvidenceState:
    """PRESENT if the document was stored by the moment, lies there today, and is unaltered."""
    if reading.find(DOCUMENTS, sha256) is None:
        return EvidenceState.MISSING
    return reading.evidence.state(sha256)


def evidence_of(reading: Reading, *things: tuple[str, str]) -> EvidenceState:
    """The worst state of the documents that the facts of these things, (kind, id), rely on."""
    cited: dict[str, None] = {}
    for thing, subject in things:
        row: CitationsRow | None = reading.find(CITATIONS, stream_of(thing, subject))
        for citation in row.citations if row else ():
            if citation.on <= reading.day:
                cited[citation.sha256] = None
    return worst(state_of(sha256, reading) for sha256 in cited)


def worst(states: Iterable[EvidenceState]) -> EvidenceState:
    """CHANGED before MISSING before PRESENT; PRESENT where nothing is relied on."""
    found = set(states)
    for state in (EvidenceState.CHANGED, EvidenceState.MISSING):
        if state in found:
            return state
    return EvidenceState.PRESENT
