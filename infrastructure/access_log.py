"""Who was refused what, and who looked at what: kept beside the log, not in it (contract §8.4).

These entries are no facts and take no part in replay; they are never changed or removed either.
"""

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


class AccessLog:
    """The access entries of one store, in the order they were noted."""

    def __init__(self, tables: SideTables) -> None:
        self._tables = tables
        tables.create(_TABLES, append_only=(_TABLE,))

    def note(self, entry: AccessEntry) -> None:
        self._tables.write(
            (
                f"INSERT INTO {_TABLE} (at, account, kind, name, subject, code, purpose) "
                "VALUES (?, ?, ?, ?, ?, ?, ?)",
                astuple(entry),
            )
        )

    def entries(self) -> list[AccessEntry]:
        rows = self._tables.read(
            f"SELECT at, account, kind, name, subject, code, purpose FROM {_TABLE} ORDER BY entry"
        )
        return [
            AccessEntry(Instant(at), account, AccessKind(kind), *rest)
            for at, account, kind, *rest in rows
        ]
