"""The checkpoints a log has published: kept beside it, in order, never changed."""

from collections.abc import Iterator

from domain.envelope import Instant
from infrastructure.ledger.notes import Note
from infrastructure.side_tables import SideTables

_TABLE = "published_checkpoint"
_PAGE = 1000
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
        """The largest one published under an origin, as published last; None if none was."""
        return self._note("origin = ? ORDER BY size DESC, number DESC LIMIT 1", origin)

    def of_size(self, origin: str, size: int) -> Note | None:
        """The last one over exactly so many facts; None if none was."""
        return self._note("origin = ? AND size = ? ORDER BY number DESC LIMIT 1", origin, size)

    def last_number(self) -> int:
        """The number of the newest one, 0 if there is none; numbers only grow."""
        [[number]] = self._tables.read(f"SELECT max(number) FROM {_TABLE}")
        return int(number or 0)

    def upto(self, newest: int) -> Iterator[tuple[int, str]]:
        """Size and text of every one up to a number, in the order they were published; as they
        lie there."""
        after = 0
        while rows := self._tables.read(
            f"SELECT number, size, note FROM {_TABLE} WHERE number > ? AND number <= ? "
            "ORDER BY number LIMIT ?",
            (after, newest, _PAGE),
        ):
            yield from ((int(size), str(note)) for _, size, note in rows)
            after = int(rows[-1][0])

    def covering(self, origin: str, size: int) -> Note | None:
        """The smallest one over at least so many facts, as published last; None if none was."""
        condition = "origin = ? AND size >= ? ORDER BY size, number DESC LIMIT 1"
        return self._note(condition, origin, size)

    def _note(self, condition: str, *values: str | int) -> Note | None:
        rows = self._tables.read(f"SELECT note FROM {_TABLE} WHERE {condition}", values)
        return Note.of_text(str(rows[0][0])) if rows else None
