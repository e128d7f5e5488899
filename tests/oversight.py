"""Witnesses in folders of their own, at work behind servers, and a log they watch over."""

import socket
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from infrastructure.clock import SystemClock
from infrastructure.ledger.memory import Memory
from infrastructure.ledger.notes import Note
from infrastructure.ledger.policy import Policy
from infrastructure.ledger.signing import SigningKey
from infrastructure.ledger.witness_folder import SEEN, WitnessFolder
from infrastructure.ledger.witnesses import Witnesses
from interface.witness_service import witness_service
from tests.http_server import app_serving

PATIENCE = 2.0


@dataclass
class Oversight:
    """Witnesses in folders of their own, those at work behind a server, and a log they watch."""

    place: Path
    log: SigningKey
    working: ExitStack
    keys: dict[str, SigningKey] = field(default_factory=dict)
    urls: dict[str, str] = field(default_factory=dict)

    def folder(self, name: str) -> WitnessFolder:
        return WitnessFolder(self.place / name)

    def found(self, *names: str) -> None:
        """Make witnesses that nobody can reach yet."""
        for name in names:
            self.keys[name] = self.folder(name).make(f"{name}.example/saksi")

    def employ(self, *names: str) -> None:
        """Let witnesses answer over HTTP."""
        logs = Policy.of_text(f"log {self.log.verifier}\nquorum none\n")
        for name in names:
            witness = self.working.enter_context(self.folder(name).open(logs, SystemClock()))
            self.urls[name] = self.working.enter_context(app_serving(witness_service(witness)))

    def policy(self, quorum: str, nowhere: str = "") -> str:
        known = "".join(
            f"witness {name} {key.verifier} {self.urls.get(name, nowhere)}\n"
            for name, key in self.keys.items()
        )
        group = f"group all all {' '.join(self.keys)}\n"
        return f"log {self.log.verifier}\n{known}{group}quorum {quorum}\n"

    def witnesses(self, quorum: str = "all", nowhere: str = "") -> Witnesses:
        return Witnesses(Policy.of_text(self.policy(quorum, nowhere)), patience=PATIENCE)

    def contradictions(self, name: str) -> list[tuple[str, str]]:
        """The heads a witness kept as evidence, each with the one it contradicts."""
        memory = Memory(self.folder(name).path / SEEN)
        try:
            return memory.contradictions()
        finally:
            memory.close()

    def names_on(self, note: Note) -> list[str]:
        return list(self.witnesses().held(note))


def unanswered() -> str:
    """An address where nobody listens."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{found.getsockname()[1]}"
