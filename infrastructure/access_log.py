"""Who was refused what, and who looked at what: kept beside the log, not in it (contract §8.4).

These entries are no facts and take no part in replay; they are never changed or removed either.
"""

from collections.abc import Iterator
from dataclasses import astuple

from application.access import AccessEntry
from domain.envelope import Instant
from domain.states import AccessKind
from infrastructure.side_tables import SideTables

_TABLE = "access_entry"
_TABLES = (
    f"{_TABLE} (entry {{serial}}, at TEXT NOT NULL, account TEXT NOT NULL, kind TEXT NOT NULL, "
    "name TEXT NOT NULL, subject TEXT, code TEXT, purpose TEXT)",
)


_COLUMNS = "at, account, kind, name, subject, code, purpose"
_AT_ONCE = 500
"""Entries read at once."""


class AccessLog:
    """The access entries of one store, in the order they were noted."""

    def __init__(self, tables: SideTables) -> None:
        self._tables = tables
        tables.create(_TABLES, append_only=(_TABLE,))

    def note(self, entry: AccessEntry) -> None:
        self._tables.write(
            (
                f"INSERT INTO {_TABLE} ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",
                astuple(entry),
            )
        )

    def numbered(self, after: int) -> Iterator[tuple[int, AccessEntry]]:
        while rows := self._tables.read(
            f"SELECT entry, {_COLUMNS} FROM {_TABLE} WHERE entry > ? ORDER BY entry LIMIT ?",
            (after, _AT_ONCE),
        ):
            for number, *row in rows:
                yield number, _entry(*row)
            after = rows[-1][0]

    def entries(self) -> list[AccessEntry]:
        rows = self._tables.read(f"SELECT {_COLUMNS} FROM {_TABLE} ORDER BY entry")
        return [_entry(*row) for row in rows]


def _entry(at: str, account: str, kind: str, *rest: str | None) -> AccessEntry:
    return AccessEntry(Instant(at), account, AccessKind(kind), *rest)  # type: ignore[arg-type]
