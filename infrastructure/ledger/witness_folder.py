"""The folder of a witness: its keys, each a file for its owner alone, and its memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from application.ports import Clock
from infrastructure.ledger.key_folder import KeyFolder
from infrastructure.ledger.memory import Memory
from infrastructure.ledger.policy import Policy
from infrastructure.ledger.signing import Algorithm, SigningKey
from infrastructure.ledger.witness import Witness

SEEN = "seen.db"


class NoWitness(RuntimeError):
    """No key of a witness lies in the folder."""


class WitnessFolder:
    """Where one witness lives. Its memory must not be lost or set back: it vouches by that."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def make(self, name: str, *, post_quantum: bool = False) -> SigningKey:
        """A new key for the witness of this name. Raises `BadKey`, `KeysUnfit`, OSError."""
        kind = Algorithm.ML_DSA_44 if post_quantum else Algorithm.ED25519_COSIGNATURE
        return KeyFolder(self.path).make(name, kind)

    @contextmanager
    def open(self, logs: Policy, clock: Clock) -> Iterator[Witness]:
        """The witness, for the logs of a policy. Raises `NoWitness`, `KeysUnfit`."""
        keys = [key for key in KeyFolder(self.path).held() if key.algorithm.timed]
        if not keys:
            raise NoWitness(str(self.path))
        memory = Memory(self.path / SEEN)
        try:
            yield Witness(sorted(keys, key=lambda key: key.algorithm), memory, logs, clock)
        finally:
            memory.close()
