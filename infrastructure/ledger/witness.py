"""A witness: cosigns the heads of logs it knows, each only if it continues the one before.

Whoever finds its cosignature on a checkpoint knows that the log showed everybody one history: the
witness saw no other (C2SP tlog-witness, tlog-cosignature).
"""

from collections.abc import Sequence
from enum import StrEnum

from application.ports import Clock
from domain.envelope import moment_of
from infrastructure.ledger.continuation import Continuation
from infrastructure.ledger.memory import Memory, Seen
from infrastructure.ledger.notes import BadNote, Signature
from infrastructure.ledger.policy import Policy
from infrastructure.ledger.signing import SigningKey, signed_by


class Reason(StrEnum):
    """Why a checkpoint is not cosigned."""

    UNKNOWN_LOG = "UNKNOWN_LOG"
    """Nobody told this witness to cosign for that log."""
    NOT_SIGNED = "NOT_SIGNED"
    """No key that is known of the log signed it."""
    OTHER_SIZE = "OTHER_SIZE"
    """The proof begins at another head than the newest one that was cosigned."""
    CONTRADICTION = "CONTRADICTION"
    """The log signed two heads that cannot be of one history; the second is kept as evidence."""
    NOT_CONTINUED = "NOT_CONTINUED"
    """The proof does not lead from the newest head to this one."""
    CLOCK_BEHIND = "CLOCK_BEHIND"
    """The clock is behind the time of the last cosignature; nothing is signed until it is not."""


class NotCosigned(Exception):
    """Nothing was signed and nothing remembered; `size` is that of the newest head cosigned."""

    def __init__(self, reason: Reason, said: str, size: int = 0) -> None:
        super().__init__(said)
        self.reason = reason
        self.size = size


class Witness:
    """One witness with its keys, its memory, and the logs it cosigns for. Thread-safe."""

    def __init__(
        self, keys: Sequence[SigningKey], memory: Memory, logs: Policy, clock: Clock
    ) -> None:
        """Raises ValueError if a key is none of a witness: it must say when it signs."""
        if not keys or not all(key.algorithm.timed for key in keys):
            raise ValueError("a witness needs a key that cosigns")
        self._keys = tuple(keys)
        self._memory = memory
        self._logs = logs
        self._clock = clock

    def cosign(self, asked: Continuation) -> tuple[Signature, ...]:
        """The cosignatures on the checkpoint; it is remembered before they are given.

        Raises `NotCosigned`.
        """
        head = asked.head
        known = self._logs.keys_of(head.origin)
        if not known:
            raise NotCosigned(Reason.UNKNOWN_LOG, f"the log {head.origin} is not known here")
        try:
            signed_by(asked.note, known)
        except BadNote as error:
            raise NotCosigned(Reason.NOT_SIGNED, str(error)) from error
        try:
            return self._cosigned(asked)
        except NotCosigned as refused:
            if refused.reason is Reason.CONTRADICTION:
                self._memory.keep_contradiction(head, self._now(), asked.note)
            raise

    def _cosigned(self, asked: Continuation) -> tuple[Signature, ...]:
        head, now = asked.head, self._now()
        with self._memory.turn():
            seen = self._memory.seen(head.origin)
            reason = _objection(asked, seen, now)
            if reason is not None:
                said = f"the newest head that was cosigned is of {seen.size} facts: {reason}"
                raise NotCosigned(reason, said, seen.size)
            signatures = tuple(key.sign(asked.note.text, now) for key in self._keys)
            self._memory.remember(head, now, asked.note)
        return signatures

    def _now(self) -> int:
        return int(moment_of(self._clock.now()).timestamp())


def _objection(asked: Continuation, seen: Seen, now: int) -> Reason | None:
    """What speaks against cosigning, after what was seen."""
    head = asked.head
    if asked.old != seen.size:
        return Reason.OTHER_SIZE
    if head.size == seen.size and head.root != seen.root:
        return Reason.CONTRADICTION
    if not asked.holds(seen.root):
        return Reason.NOT_CONTINUED
    return Reason.CLOCK_BEHIND if now < seen.at else None
