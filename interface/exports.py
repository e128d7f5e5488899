"""What is taken away: an audit pack, made for one reader at one moment and written to a file."""

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from application.audit_pack import MANIFEST, SEAL, AuditPack, Composition
from application.queries.base import Reading
from application.watching import is_watched
from domain.base import Refused
from domain.dates import civil_day
from domain.states import AccessKind
from interface.bootstrap import SOFTWARE, Store, on_disk, pack_at
from interface.door import Question, clocks_of, note
from interface.wordings.pack import README

EXPORTS = {AuditPack.exports: AuditPack}
VERIFIER = Path(__file__).parent / "cli" / "verifier.py"


@dataclass(frozen=True, slots=True)
class Exported:
    """What was written: how much of it, and the SHA-256 of the file."""

    facts: int
    documents: int
    left_out: int
    sealed: bool
    sha256: str
    position: int


def export(store: Store, question: Question, path: Path) -> Exported:
    """Write what is asked for to a file, and note who took it, or who was refused it.

    Raises `Refused`, `PackTooLarge`, OSError, and where the log must not be signed `CannotSign`
    or `KeysUnfit`.
    """
    try:
        asked = EXPORTS[question.name].parse(question.fields)
        reading = _reading(store, question)
        if store.publisher is not None and store.ledger.size() < reading.moment.position:
            store.publisher.publish()
        pack = asked.compose(reading, SOFTWARE)
        sealed = _write(store, pack, path)
    except Refused as refusal:
        if question.reader is not None:
            kind, about = AccessKind.REFUSED, question.subject
            note(store, question.reader, kind, question.name, about, code=refusal.code)
        raise
    _note(store, question, asked, reading)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    documents, left_out = pack.totals["documents"], len(pack.left_out)
    return Exported(len(pack.chosen), documents, left_out, sealed, digest, pack.position)


def _reading(store: Store, question: Question) -> Reading:
    """The moment of the question. Where it names no instant it is that of the last fact known, so
    that asking again at the same position gives the same bytes."""
    as_of, known_at = clocks_of(question)
    reading = store.reading_room.reading(
        reader=question.reader, at=store.clock.now(), as_of=as_of, known_at=known_at
    )
    reading = replace(reading, lay=on_disk())
    position = reading.moment.position
    if isinstance(known_at, str) or not position:
        return reading
    [last] = store.log.tail(position - 1, upto=position)
    return replace(reading, known_at=last.recorded_at)


def _write(store: Store, pack: Composition, path: Path) -> bool:
    """Write every file, the manifest over them, and its seal; whether the log's key is here."""
    with pack_at(path) as writer:
        writer.add("README.txt", [README.encode()])
        writer.add("verify.py", [VERIFIER.read_bytes()])
        for file in pack.files():
            writer.add(file.name, file.parts)
        manifest = writer.add(MANIFEST, [pack.manifest(writer.written)])
        if store.publisher is None:
            return False
        writer.add(SEAL, [str(store.publisher.seal(pack.seal(manifest.sha256))).encode()])
        return True


def _note(store: Store, question: Question, asked: AuditPack, reading: Reading) -> None:
    reader = reading.reader
    if reader is None:
        return
    about, purpose = asked.subject, asked.purpose
    if is_watched(reader, civil_day(store.clock.now())):
        note(store, reader.id, AccessKind.READ, question.name, about)
    if purpose is not None:
        note(store, reader.id, AccessKind.REVEAL, question.name, about, purpose=purpose)
