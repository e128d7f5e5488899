"""Asks witnesses for their cosignatures on a checkpoint (the client of C2SP tlog-witness).

All are asked at once, so that the slowest decides how long it takes, and none for longer than a
patience. A witness that answers wrongly, or not at all, is as one that does not cosign; why stands
in the answer.
"""

from collections.abc import Callable, Collection, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPException
from threading import Lock
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from application.ports import LogUnavailable
from infrastructure.ledger.continuation import Continuation
from infrastructure.ledger.notes import BadNote, Note, Signature
from infrastructure.ledger.policy import Cosigner, Policy

PATIENCE_SECONDS = 5.0
SIZE_TYPE = "text/x.tlog.size"
ADD_CHECKPOINT = "add-checkpoint"
_MOST_BYTES = 1 << 16
_TRIES = 3
"""The first may begin at the wrong head, and another process may be faster once."""

Prove = Callable[[int, int], tuple[bytes, ...]]
"""Two sizes of the log -> the proof that the larger continues the smaller."""


class _Refused(Exception):
    """A witness did not cosign; the message says why."""


@dataclass(frozen=True, slots=True)
class Cosigned:
    """The cosignatures a checkpoint has, whether they are enough, and why others are missing."""

    signatures: tuple[Signature, ...]
    enough: bool
    missing: Mapping[str, str]

    @property
    def trouble(self) -> str:
        """Who did not cosign and why, in one line."""
        return "; ".join(f"{name}: {why}" for name, why in self.missing.items())


class Witnesses:
    """The witnesses of a policy. Thread-safe."""

    def __init__(self, policy: Policy, patience: float = PATIENCE_SECONDS) -> None:
        self.policy = policy
        self._patience = patience
        self._sizes: dict[str, int] = {}
        self._lock = Lock()

    def held(self, note: Note) -> dict[str, Signature]:
        """The cosignatures on a note that hold, by the names the policy gives the witnesses."""
        return {
            witness.name: line
            for witness in self.policy.witnesses
            for line in note.signatures
            if witness.key.verifies(note.text, line)
        }

    def ask(self, note: Note, prove: Prove, held: Collection[str] = ()) -> Cosigned:
        """Ask every witness with an address for a cosignature, but for those whose is `held`."""
        asked = [one for one in self.policy.witnesses if one.url and one.name not in held]
        missing = {
            one.name: "it has no address and is asked by hand"
            for one in self.policy.witnesses
            if not one.url and one.name not in held
        }
        signatures: list[Signature] = []
        cosigned = set(held)
        with ThreadPoolExecutor(max(1, len(asked)), "witness") as threads:
            answers = threads.map(lambda witness: self._asked(witness, note, prove), asked)
            for witness, answer in zip(asked, answers, strict=True):
                if isinstance(answer, Signature):
                    signatures.append(answer)
                    cosigned.add(witness.name)
                else:
                    missing[witness.name] = answer
        return Cosigned(tuple(signatures), self.policy.is_met(cosigned), missing)

    def _asked(self, witness: Cosigner, note: Note, prove: Prove) -> Signature | str:
        """The cosignature of one witness, or why there is none."""
        try:
            for _ in range(_TRIES):
                size = self._size_of(witness)
                request = Continuation.of(size, (), note)
                if size > request.head.size:
                    return f"it has cosigned {size} facts already, here are {request.head.size}"
                path = prove(size, request.head.size)
                answer = self._posted(witness, Continuation.of(size, path, note))
                if isinstance(answer, Signature):
                    self._learn(witness, request.head.size)
                    return answer
                self._learn(witness, answer)
        except (_Refused, LogUnavailable, OSError, HTTPException, ValueError) as error:
            return str(error) or type(error).__name__
        return "it keeps naming another size"

    def _posted(self, witness: Cosigner, asked: Continuation) -> Signature | int:
        """The cosignature, or the size the proof should begin at."""
        address = f"{str(witness.url).rstrip('/')}/{ADD_CHECKPOINT}"
        if not address.startswith(("http://", "https://")):
            raise _Refused(f"{witness.url} is no address of a web server")
        request = Request(address, str(asked).encode(), method="POST")
        try:
            with urlopen(request, timeout=self._patience) as answer:
                return self._signature(witness, asked.note, answer.read(_MOST_BYTES))
        except HTTPError as error:
            with error:
                said = error.read(_MOST_BYTES).decode("utf-8", "replace").strip()
            if error.code == 409 and error.headers.get_content_type() == SIZE_TYPE:
                return int(said)
            raise _Refused(f"it answers {error.code}: {said[:200]}") from error
        except URLError as error:
            raise _Refused(f"it cannot be reached: {error.reason}") from error

    @staticmethod
    def _signature(witness: Cosigner, note: Note, answer: bytes) -> Signature:
        """The line of the witness among those it answered, if it holds."""
        try:
            lines = [Signature.of_line(line) for line in answer.decode().splitlines()]
        except (BadNote, UnicodeDecodeError) as error:
            raise _Refused(f"its answer is none: {error}") from error
        for line in lines:
            if witness.key.verifies(note.text, line):
                return line
        raise _Refused("its answer holds no signature of its key")

    def _size_of(self, witness: Cosigner) -> int:
        with self._lock:
            return self._sizes.get(witness.name, 0)

    def _learn(self, witness: Cosigner, size: int) -> None:
        with self._lock:
            self._sizes[witness.name] = size
