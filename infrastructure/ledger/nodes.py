"""The upper part of the tree, kept: the hash over every full tile, in a table beside the log.

One row stands for 256 facts, one of the next level for 65,536. With them any tile and any proof is
read off a few hundred rows, however long the log is. Rows are derived from the facts, are never
changed, and can all be thrown away.
"""

from collections.abc import Iterable

from infrastructure.side_tables import SideTables

NodeRow = tuple[int, int, bytes]
"""level from 1, number within the level, hash"""

NODES = "tree_node"
"""The table."""
_TABLES = (
    f"{NODES} (level INTEGER NOT NULL, number INTEGER NOT NULL, hash TEXT NOT NULL, "
    "PRIMARY KEY (level, number))",
)


class Nodes:
    """The kept nodes of one log. Those of a level are kept in order, without a hole."""

    def __init__(self, tables: SideTables) -> None:
        self._tables = tables
        tables.create(_TABLES)

    def count(self) -> int:
        """How many full tiles of level 0 have their node here."""
        [(count,)] = self._tables.read(f"SELECT count(*) FROM {NODES} WHERE level = 1")
        return int(count or 0)

    def read(self, level: int, start: int, end: int) -> list[bytes]:
        """The hashes of a level from number `start` up to but not including `end`."""
        rows = self._tables.read(
            f"SELECT hash FROM {NODES} WHERE level = ? AND number >= ? AND number < ? "
            "ORDER BY number",
            (level, start, end),
        )
        return [bytes.fromhex(kept) for (kept,) in rows]

    def keep(self, rows: Iterable[NodeRow]) -> None:
        """Add nodes, all or none; another process may have added the same ones."""
        statement = f"INSERT INTO {NODES} VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
        self._tables.write(
            *((statement, (level, number, node.hex())) for level, number, node in rows)
        )

    def forget(self) -> None:
        """Throw all of them away; whoever needs them makes them anew from the facts."""
        self._tables.write((f"DELETE FROM {NODES}", ()))
