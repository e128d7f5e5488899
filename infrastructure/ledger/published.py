"""The checkpoints a log has published: kept beside it, in order, never changed."""

from domain.envelope import Instant
from infrastructure.ledger.notes import Note
from infrastructure.side_tables import SideTables

_TABLE = "published_checkpoint"
_TABLES = (
    f"{_TABLE} (number {{serial}}, origin TEXT NOT NULL, size BIGINT NOT NULL, "
    "note TEXT NOT NULL, published_at TEXT NOT NULL, UNIQUE (origin, size, number))",
)


class Published:
    """The published checkpoints of one store; its log may have had more than one origin."""

    def __init__(self, tables: SideTables) -> None:
        self._tables = tables
        tables.create(_TABLES, append_only=(_TABLE,))

    def add(self, origin: str, size: int, note: Note, at: Instant) -> None:
        self._tables.write(
            (
                f"INSERT INTO {_TABLE} (origin, size, note, published_at) VALUES (?, ?, ?, ?)",
                (origin, size, str(note), at),
            )
        )

    def newest(self, origin: str) -> Note | None:
        """The last one published under an origin; None if none was."""
        return self._note("origin = ? ORDER BY number DESC LIMIT 1", origin)

    def of_size(self, origin: str, size: int) -> Note | None:
        """The last one over exactly so many facts; None if none was."""
        return self._note("origin = ? AND size = ? ORDER BY number DESC LIMIT 1", origin, size)

    def _note(self, condition: str, *values: str | int) -> Note | None:
        rows = self._tables.read(f"SELECT note FROM {_TABLE} WHERE {condition}", values)
        return Note.of_text(str(rows[0][0])) if rows else None
