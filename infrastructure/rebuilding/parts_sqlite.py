"""Parts of a rebuild on SQLite, where a file takes one writer at a time.

Each process folds into a file of its own beside the views. What it has folded is then copied in
slices, so that whoever writes to the views meanwhile waits for a slice and no longer. A slice that
is copied twice changes nothing, so a copy that was cut off is begun again.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from infrastructure.view_folding_sqlite import connect

KEYS = 500
"""Keys whose rows are copied in one transaction."""
ROWS = 5_000
"""Other rows copied in one transaction."""
_STANDING = (
    "SELECT l.view, l.tables, coalesce(l.position, g.position), l.reason"
    " FROM {within}laid l JOIN {within}generation g ON g.number = l.generation"
)


def path_of(views: Path, tables: int, number: int) -> Path:
    return views.with_name(f"{views.name}.{tables}-{number}")


def parts_of(views: Path, tables: int) -> list[Path]:
    """The parts that were begun for a set of tables, by number."""
    found = [path_of(views, tables, 0)]
    while found[-1].exists():
        found.append(path_of(views, tables, len(found)))
    return found[:-1]


def names_in(part: Path) -> list[str]:
    """The views a part folds; none if it died before it began."""
    with closing(connect(part)) as connection:
        try:
            return [view for view, *_ in connection.execute(_STANDING.format(within=""))]
        except sqlite3.OperationalError:
            return []


def merge(views: Path, part: Path, tables: int) -> None:
    """Copy what a part has folded into the set of tables, and note how far it reaches."""
    with closing(connect(views)) as connection:
        connection.execute("ATTACH ? AS part", (str(part),))
        laid = connection.execute(_STANDING.format(within="part.")).fetchall()
        for view, number, _, _ in laid:
            stem, own = f"g{tables}_{view}", f"g{number}_{view}"
            for copy, given in _copies(connection, stem, own):
                connection.execute("BEGIN IMMEDIATE")
                connection.execute(copy, given)
                connection.execute("COMMIT")
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(
            "UPDATE main.laid SET position = ?, reason = ? WHERE tables = ? AND view = ?",
            [(position, reason, tables, view) for view, _, position, reason in laid],
        )
        connection.execute("COMMIT")


def remove(part: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        part.with_name(part.name + suffix).unlink(missing_ok=True)


def _copies(
    connection: sqlite3.Connection, stem: str, own: str
) -> Iterator[tuple[str, tuple[int | str, ...]]]:
    """The statements that copy the three tables of a view, slice by slice."""
    (last,) = connection.execute(f'SELECT max(number) FROM part."{own}_open"').fetchone()
    for first in range(1, (last or 0) + 1, KEYS):
        for table in ("open", "past"):
            yield (
                f'INSERT OR IGNORE INTO main."{stem}_{table}" SELECT * FROM part."{own}_{table}"'
                " WHERE number BETWEEN ? AND ?",
                (first, first + KEYS - 1),
            )
    after: tuple[int | str, ...] = (-1, "", 0)
    while after:
        beyond = f'FROM part."{own}_lost" WHERE (attribute, value, number) > (?, ?, ?)'
        order = "ORDER BY attribute, value, number"
        yield (
            f'INSERT OR IGNORE INTO main."{stem}_lost" SELECT * {beyond} {order} LIMIT {ROWS}',
            after,
        )
        after = connection.execute(
            f"SELECT attribute, value, number {beyond} {order} LIMIT 1 OFFSET {ROWS - 1}", after
        ).fetchone()
