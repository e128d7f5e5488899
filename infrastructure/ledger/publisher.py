"""Signs heads of a log, and never one that is at odds with one signed before.

What was signed last is remembered outside the store. Before a new head is signed, a proof must show
that it continues that one; the proof is checked as a stranger would, so that a restored backup, a
rewritten fact or a second history stops here, whatever the store says of itself.
"""

from typing import Protocol

from application.first_facts import SYSTEM_STREAM
from application.ports import Clock, Head, LogUnavailable
from domain.envelope import moment_of
from domain.system import System
from infrastructure.ledger.book import Ledger
from infrastructure.ledger.checkpoint import Checkpoint, NoCheckpoint
from infrastructure.ledger.key_folder import SIGNED, KeyFolder, KeysUnfit
from infrastructure.ledger.notes import BadNote, Note
from infrastructure.ledger.paths import continues
from infrastructure.ledger.published_check import announced
from infrastructure.ledger.signing import Algorithm, SigningKey, VerifierKey, signed_by
from infrastructure.ledger.witnesses import Witnesses


class CannotSign(RuntimeError):
    """No checkpoint was signed; nothing was published."""


class NoKey(CannotSign):
    """No key in the folder is one the log has announced."""


class OtherLog(CannotSign):
    """The keys, or what they signed last, are of a log with another origin."""


class Rewound(CannotSign):
    """The log is shorter than one that was signed: an older copy was put in its place."""


class Forked(CannotSign):
    """The log is not the one that was signed: some of its facts are others."""


class WrongTree(CannotSign):
    """The tree that is served does not lead to the head of the log."""


class MemoryGone(CannotSign):
    """The log has published checkpoints, but what was signed last is not there."""


class TooFewWitnesses(CannotSign):
    """Signed, but fewer have cosigned it than must before it may be published."""


class SignedLog(Protocol):
    """The part of a log the publisher reads."""

    def head(self) -> Head: ...

    def load(self, stream: str, blank: System) -> tuple[System, int]: ...


class Publisher:
    """Publishes checkpoints of one log. Any number of processes may, one after the other."""

    def __init__(
        self,
        log: SignedLog,
        ledger: Ledger,
        keys: KeyFolder,
        clock: Clock,
        witnesses: Witnesses | None = None,
        *,
        required: bool = False,
    ) -> None:
        """`witnesses` are asked to cosign; `required`: nothing is published without enough."""
        self._log = log
        self._ledger = ledger
        self._keys = keys
        self._clock = clock
        self._witnesses = witnesses
        self._required = required
        self.trouble: str | None = None
        """Why the last attempt did not succeed; None if it did."""
        self.alarm: str | None = None
        """Which witnesses did not cosign the last head, and why; None if enough of them did."""

    def publish(self) -> Note:
        """Sign the present head and publish it; the one published already if nothing is new.

        Witnesses are asked first, also again for one that is published already and lacks some.
        Raises `CannotSign`, `KeysUnfit`, OSError, and `LogUnavailable` if the store is away.
        """
        try:
            note = self._publish()
        except (CannotSign, KeysUnfit, LogUnavailable, OSError) as error:
            self.trouble = str(error)
            raise
        self.trouble = None
        return note

    def seal(self, text: str) -> Note:
        """Sign a text that is no checkpoint, as the log. Raises `CannotSign`, `KeysUnfit`."""
        try:
            Checkpoint.of_text(text)
        except NoCheckpoint:
            system, _ = self._log.load(SYSTEM_STREAM, System())
            return Note(text, (self._signers(system)[0].sign(text),))
        raise ValueError("a checkpoint is published, not sealed")

    def _publish(self) -> Note:
        system, _ = self._log.load(SYSTEM_STREAM, System())
        signers = self._signers(system)
        with self._keys.turn():
            head = self._log.head()
            now = Checkpoint(self._ledger.origin, head.position, head.root)
            last = self._remembered(system)
            self._must_continue(Checkpoint.of_text(last.text) if last else None, now)
            note = self._cosigned(now, self._signed(now, signers, last))
            if self._ledger.checkpoint() != note:
                at = self._clock.now()
                self._ledger.published.add(now.origin, now.size, note, at)
        return note

    def _signed(self, now: Checkpoint, signers: list[SigningKey], last: Note | None) -> Note:
        """The head with a signature of each key, remembered before anybody is given it."""
        if last is not None and last.text == now.text():
            made = {(line.name, line.key_id) for line in last.signatures}
            if made == {(key.name, key.verifier.key_id) for key in signers}:
                return last
        seconds = int(moment_of(self._clock.now()).timestamp())
        text = now.text()
        note = Note(text, tuple(key.sign(text, seconds) for key in signers))
        self._keys.remember(note)
        return note

    def _cosigned(self, now: Checkpoint, note: Note) -> Note:
        """The signed head with the cosignatures it had already, and those it is given now."""
        if self._witnesses is None:
            return note
        before = self._ledger.published.of_size(now.origin, now.size)
        held = self._witnesses.held(before) if before and before.text == note.text else {}

        def prove(old: int, new: int) -> tuple[bytes, ...]:
            return self._ledger.prove_consistency(old, new).path

        asked = self._witnesses.ask(note, prove, held)
        self.alarm = None if asked.enough else asked.trouble
        if self._required and not asked.enough:
            raise TooFewWitnesses(asked.trouble)
        return Note(note.text, (*note.signatures, *held.values(), *asked.signatures))

    def _signers(self, system: System) -> list[SigningKey]:
        """The announced keys that are here, as announced; those of Ed25519 go first (C2SP)."""
        here = {str(key.verifier): key for key in self._keys.held()}
        signers = [here[vkey] for vkey in system.signing_keys if vkey in here]
        for key in signers:
            if key.name != self._ledger.origin:
                raise OtherLog(
                    f"the key {key.verifier.key_id.hex()} is of the log {key.name}, "
                    f"this is {self._ledger.origin}"
                )
        signers.sort(key=lambda key: key.algorithm)
        if not signers or signers[0].algorithm is not Algorithm.ED25519:
            raise NoKey(str(self._keys.path))
        return signers

    def _remembered(self, system: System) -> Note | None:
        """What was signed last, by a key of this log."""
        last = self._keys.signed()
        if last is None:
            if self._ledger.checkpoint() is not None:
                raise MemoryGone(f"{self._keys.path / SIGNED} is not there")
            return None
        try:
            signed_by(last, self._known(system))
            origin = Checkpoint.of_text(last.text).origin
        except (BadNote, NoCheckpoint) as error:
            raise KeysUnfit(f"{self._keys.path / SIGNED}: {error}") from error
        if origin != self._ledger.origin:
            raise OtherLog(
                f"{self._keys.path / SIGNED} is of the log {origin}, this is {self._ledger.origin}"
            )
        return last

    def _known(self, system: System) -> tuple[VerifierKey, ...]:
        """Every key that may have signed: those here, and those the log ever announced."""
        known = [key.verifier for key in self._keys.held()]
        return tuple(dict.fromkeys((*known, *announced(system))))

    def _must_continue(self, last: Checkpoint | None, now: Checkpoint) -> None:
        """The tree that is served leads to the head, and to it from what was signed last."""
        if last is not None and now.size < last.size:
            raise Rewound(f"the log has {now.size} facts, a head of {last.size} was signed")
        proof = self._ledger.prove_consistency(last.size if last else now.size, now.size)
        if proof.root != now.root:
            raise WrongTree(f"the tree over {now.size} facts is not the one the log keeps")
        if last is None:
            return
        if not continues(last.size, last.root, now.size, now.root, proof.path):
            raise Forked(f"the first {last.size} facts are not those of the head that was signed")
