"""What is noted of an access that is itself to be watched (contract §8.4)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from domain.envelope import Instant
from domain.states import AccessKind


@dataclass(frozen=True, slots=True)
class AccessEntry:
    """One refusal or read. `name` is the command or query, `subject` the thing it was about."""

    at: Instant
    account: str
    kind: AccessKind
    name: str
    subject: str | None = None
    code: str | None = None
    purpose: str | None = None


class AccessNotes(Protocol):
    """Where accesses are noted; what stands there is never changed."""

    def note(self, entry: AccessEntry) -> None: ...

    def entries(self) -> list[AccessEntry]: ...

    def numbered(self, after: int) -> Iterator[tuple[int, AccessEntry]]:
        """Each entry behind a number with its own, in the order they were noted."""
        ...
