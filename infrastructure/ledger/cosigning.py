"""Cosignatures that come by hand: from a witness without a network, or one that was asked late."""

from domain.envelope import Instant
from infrastructure.ledger.book import Ledger
from infrastructure.ledger.checkpoint import Checkpoint, NoCheckpoint
from infrastructure.ledger.continuation import Continuation
from infrastructure.ledger.notes import Note
from infrastructure.ledger.static import NothingPublished
from infrastructure.ledger.witnesses import Witnesses


class NotPublished(ValueError):
    """This log has published no such checkpoint; the message says which."""


def to_cosign(ledger: Ledger, old: int) -> Continuation:
    """What a witness is asked that cosigned `old` facts last. Raises `NothingPublished`, and
    ValueError if the log has published fewer."""
    note = ledger.checkpoint()
    if note is None:
        raise NothingPublished("no checkpoint has been published")
    size = Checkpoint.of_text(note.text).size
    if not 0 <= old <= size:
        raise ValueError(f"the newest checkpoint is over {size} facts, not {old}")
    return Continuation.of(old, ledger.prove_consistency(old, size).path, note)


def take_in(ledger: Ledger, witnesses: Witnesses, note: Note, at: Instant) -> list[str]:
    """Publish a checkpoint with the cosignatures that a note brings; whose they are.

    Signatures of nobody in the policy are left out. Raises `NotPublished`.
    """
    try:
        size = Checkpoint.of_text(note.text).size
    except NoCheckpoint as error:
        raise NotPublished(str(error)) from error
    before = ledger.published.of_size(ledger.origin, size)
    if before is None or before.text != note.text:
        raise NotPublished(f"of {size} facts, with this root")
    had = witnesses.held(before)
    fresh = {name: line for name, line in witnesses.held(note).items() if name not in had}
    if fresh:
        signed = Note(before.text, (*before.signatures, *fresh.values()))
        ledger.published.add(ledger.origin, size, signed, at)
    return list(fresh)
