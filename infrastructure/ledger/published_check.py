"""Whether the checkpoints a store has published are on one line, signed by keys it has announced.

Their roots are compared along the way, when the tree is grown over the stored bytes.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from application.flaws import Flaw, LogFault
from domain.system import System
from infrastructure.ledger.checkpoint import Checkpoint, NoCheckpoint
from infrastructure.ledger.notes import BadNote, Note
from infrastructure.ledger.signing import BadKey, VerifierKey, signed_by


@dataclass
class Heads:
    """The roots that were published, by their size, and what is wrong with them already."""

    roots: dict[int, bytes] = field(default_factory=dict)
    faults: list[LogFault] = field(default_factory=list)


def heads_of(published: Iterable[tuple[int, str]], system: System, extent: int) -> Heads:
    """Read what was published of a log that has `extent` facts and has announced these keys: size
    and text of each, as they lie there."""
    heads, keys = Heads(), announced(system)
    for size, text in published:
        try:
            note = Note.of_text(text)
            signed_by(note, keys)
            head = Checkpoint.of_text(note.text)
        except (NoCheckpoint, BadNote) as error:
            problem = f"the checkpoint that was published over {size} facts does not hold: {error}"
            heads.faults.append(LogFault(min(size, extent), Flaw.CHECKPOINT, problem))
            continue
        if head.size != size:
            problem = f"a checkpoint of {head.size} facts stands where one of {size} was published"
            heads.faults.append(LogFault(min(size, extent), Flaw.CHECKPOINT, problem))
            continue
        if head.size > extent:
            problem = f"a checkpoint was published over {head.size} facts, here are {extent}"
            heads.faults.append(LogFault(extent + 1, Flaw.TAIL_GONE, problem))
        elif heads.roots.setdefault(head.size, head.root) != head.root:
            problem = f"two checkpoints of {head.size} facts were published, with two roots"
            heads.faults.append(LogFault(head.size, Flaw.CHECKPOINT, problem))
    return heads


def announced(system: System) -> tuple[VerifierKey, ...]:
    """Every key the log has ever announced; what is only of the form of one signed nothing."""
    known = []
    for vkey in (*system.signing_keys, *system.retired_keys):
        try:
            known.append(VerifierKey.of_text(vkey))
        except BadKey:
            continue
    return tuple(known)
