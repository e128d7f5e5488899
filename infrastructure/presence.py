"""What of a store lies at a place, found without opening, making or changing anything."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Composed, Identifier

from infrastructure.recorder_postgres import connection_settings

FACTS = ("stored_events", "claim")
"""Tables of a log that has begun: it holds facts, or at least speaks of some."""
BOUND = ("vault_binding",)
"""The table of a vault that is bound to its keys."""
CLEAR = ("vault_value",)
"""The table of a vault from before there were keys; it is sealed when it is opened."""


def holds_rows(
    file: Path, tables: Sequence[str], also: Sequence[str] = (), beyond: int = 0
) -> bool:
    """Whether a SQLite file has rows in one of the tables, more than so many, or one of the others
    at all.

    So it is said of a file that cannot be read: whoever opens it will say why.
    """
    if not is_filled(file):
        return False
    address = f"{file.absolute().as_uri()}?mode=rw"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            found = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            there = {name for (name,) in found}
            rows = (
                f"SELECT 1 FROM {name} LIMIT 1 OFFSET {beyond}" for name in tables if name in there
            )
            return not there.isdisjoint(also) or any(
                connection.execute(row).fetchone() for row in rows
            )
    except sqlite3.Error:
        return True


def schema_holds_rows(
    url: str, schema: str, tables: Sequence[str], also: Sequence[str] = (), beyond: int = 0
) -> bool:
    """As `holds_rows`, of a schema on PostgreSQL. Raises psycopg.Error."""
    named = "SELECT tablename FROM pg_tables WHERE schemaname = %s"
    with closing(psycopg.connect(**connection_settings(url))) as connection:
        there = {name for (name,) in connection.execute(named, (schema,))}
        rows = (_beyond(beyond, schema, name) for name in tables if name in there)
        return not there.isdisjoint(also) or any(connection.execute(row).fetchone() for row in rows)


def is_filled(file: Path) -> bool:
    """Whether there is a file with something in it; SQLite makes one of no bytes by looking."""
    return file.is_file() and file.stat().st_size > 0


def _beyond(rows: int, schema: str, table: str) -> Composed:
    row = SQL("SELECT 1 FROM {}.{} LIMIT 1 OFFSET {}")
    return row.format(Identifier(schema), Identifier(table), rows)
