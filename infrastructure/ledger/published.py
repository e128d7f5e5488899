"""The checkpoints a log has published: kept beside it, in order, never changed."""

from collections.abc import Iterator

from domain.envelope import Instant
from infrastructure.ledger.notes import Note
from infrastructure.side_tables import SideTables

PUBLISHED = "published_checkpoint"
"""The table."""
_PAGE = 1000
_TABLES = (
    f"{PUBLISHED} (number {{serial}}, origin TEXT NOT NULL, size BIGINT NOT NULL, "
    "note TEXT NOT NULL, published_at TEXT NOT NULL, UNIQUE (origin, size, number))",
)


class Published:
    """The published checkpoints of one store; its log may have had more than one origin."""

    def __init__(self, tables: SideTables) -> None:
        self._tables = tables
        tables.create(_TABLES, append_only=(PUBLISHED,))

    def add(self, origin: str, size: int, note: Note, at: Instant) -> None:
        self._tables.write(
            (
                f"INSERT INTO {PUBLISHED} (origin, size, note, published_at) VALUES (?, ?, ?, ?)",
                (origin, size, str(note), at),
            )
        )

    def newest(self, origin: str) -> Note | None:
        """The last one published under an origin; None if none was."""
        return self._note("origin = ? ORDER BY number DESC LIMIT 1", origin)

    def of_size(self, origin: str, size: int) -> Note | None:
        """The last one over exactly so many facts; None if none was."""
        return self._note("origin = ? AND size = ? ORDER BY number DESC LIMIT 1", origin, size)

    def origins(self) -> list[str]:
        """Every origin the log was published under."""
        rows = self._tables.read(f"SELECT DISTINCT origin FROM {PUBLISHED} ORDER BY origin")
        return [str(origin) for (origin,) in rows]

    def notes(self, origin: str) -> Iterator[tuple[int, str]]:
        """Size and text of every checkpoint of an origin, by size; as they lie there."""
        after = (-1, 0)
        while rows := self._tables.read(
            f"SELECT size, number, note FROM {PUBLISHED} WHERE origin = ? "
            "AND (size > ? OR (size = ? AND number > ?)) ORDER BY size, number LIMIT ?",
            (origin, after[0], *after, _PAGE),
        ):
            yield from ((size, note) for size, _, note in rows)
            after = rows[-1][:2]

    def _note(self, condition: str, *values: str | int) -> Note | None:
        rows = self._tables.read(f"SELECT note FROM {PUBLISHED} WHERE {condition}", values)
        return Note.of_text(str(rows[0][0])) if rows else None
