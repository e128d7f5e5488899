"""Who asks, when, through which door, under which key: one value that travels with a command."""

from dataclasses import dataclass

from domain.enums import Channel
from domain.envelope import Instant, Source
from domain.import_run import ImportedRow


@dataclass(frozen=True, slots=True)
class Context:
    """Everything about a request that is not in its fields.

    `new_id` is the id a creating command gives; `conditional` says that the door demands a key
    and, on a change, the version seen (HTTP does, the command line and journals need not).
    """

    actor: str
    at: Instant
    new_id: str
    channel: Channel = Channel.API
    key: str | None = None
    if_version: int | None = None
    on_behalf_of: str | None = None
    second_person: str | None = None
    source: Source | None = None
    ref: str | None = None
    conditional: bool = False
    rows: tuple[ImportedRow, ...] = ()
    """What became of the rows of a file; they are carried out before the import is recorded."""
    repeated_rows: int = 0
    """How many of them had been imported before."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a recorded act answers (contract §1.3). `state` is the thing's state today."""

    id: str
    thing: str
    version: int
    state: str
    positions: tuple[int, ...]
    topics: tuple[str, ...]
    warnings: tuple[str, ...]
    entries: tuple[int, ...] | None = None
    created: bool = False
    proposal: str | None = None
    """The proposal that now waits for a second person; the receipt is then the proposal's."""
    result: "Receipt | None" = None
    """What an approval brought about: the receipt of the act approved."""
    rows: tuple[ImportedRow, ...] | None = None
    """What became of each row of an imported file."""
