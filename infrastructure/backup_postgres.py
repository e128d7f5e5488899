"""A store on PostgreSQL, copied to the files of a backup and back.

All tables are read in one transaction that sees one moment of both schemas; their columns are the
same on both databases but for one name. A table that the files do not have is an error, never
left out.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
from psycopg.sql import SQL, Composed, Identifier

from infrastructure.premises import LOG, VAULT, Premises, furnish
from infrastructure.recorder_postgres import connection_settings

Connection = psycopg.Connection[Any]

PAGE = 1000
_RENAMED = {"notification_id": "position"}
"""Columns that are called otherwise in the files."""
_OF_THE_DATABASE = "layout"
"""The table that says which tables there are; each database has its own way."""


def copy_to_files(premises: Premises, target: Premises) -> None:
    """Copy the log and what lies beside it; `target` is a folder. Raises psycopg.Error."""
    _furnish(target)
    with psycopg.connect(**connection_settings(premises.url)) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        connection.read_only = True
        for schema, path in _pairs(premises, target):
            with _filled(path) as file:
                for table in _tables(connection, schema):
                    columns = _columns(connection, schema, table)
                    names = ", ".join(_RENAMED.get(column, column) for column in columns)
                    holders = ", ".join("?" * len(columns))
                    insert = f"INSERT INTO {table} ({names}) VALUES ({holders})"
                    for page in _pages(connection, schema, table, columns):
                        file.executemany(insert, page)


def copy_from_files(source: Premises, premises: Premises) -> None:
    """Fill the empty tables of a store from the files of a backup. Raises psycopg.Error."""
    _furnish(premises)
    with psycopg.connect(**connection_settings(premises.url)) as connection:
        for schema, path in _pairs(premises, source):
            with closing(sqlite3.connect(path)) as file:
                for table in _tables(connection, schema):
                    columns = _columns(connection, schema, table)
                    names = ", ".join(_RENAMED.get(column, column) for column in columns)
                    into = _statement("COPY {}.{} ({}) FROM STDIN", schema, table, columns)
                    with connection.cursor() as cursor, cursor.copy(into) as copy:
                        for row in file.execute(f"SELECT {names} FROM {table}"):
                            copy.write_row(row)
        _count_on(connection, premises.schemas[1])


def discard(premises: Premises) -> None:
    """Remove the schemas of a store that was to be made and could not be."""
    with psycopg.connect(**connection_settings(premises.url)) as connection:
        for schema in premises.schemas:
            drop = SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(Identifier(schema))
            connection.execute(drop)


def _furnish(premises: Premises) -> None:
    """Make the tables of a store."""
    premises.open_log().close()
    with closing(premises.open_tables()) as tables:
        furnish(tables)


def _pairs(premises: Premises, files: Premises) -> Iterator[tuple[str, Path]]:
    """Schema and file of the log, then of the tables beside it."""
    assert files.folder is not None
    log, side, _ = premises.schemas
    yield log, files.folder / LOG
    yield side, files.folder / VAULT


class _filled:  # noqa: N801 - used as a statement
    """A connection to a file of the copy, in one transaction."""

    def __init__(self, path: Path) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)

    def __enter__(self) -> sqlite3.Connection:
        self._connection.execute("BEGIN")
        return self._connection

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._connection.execute("COMMIT" if kind is None else "ROLLBACK")
        self._connection.close()


def _tables(connection: Connection, schema: str) -> list[str]:
    rows = connection.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = %s AND tablename <> %s ORDER BY 1",
        (schema, _OF_THE_DATABASE),
    )
    return [table for (table,) in rows]


def _columns(connection: Connection, schema: str, table: str) -> list[str]:
    rows = connection.execute(
        "SELECT column_name FROM information_schema.columns "
        "WHERE table_schema = %s AND table_name = %s ORDER BY ordinal_position",
        (schema, table),
    )
    return [column for (column,) in rows]


def _pages(
    connection: Connection, schema: str, table: str, columns: list[str]
) -> Iterator[list[tuple[Any, ...]]]:
    """The rows of a table, so that memory does not grow with their number."""
    select = _statement("SELECT {2} FROM {0}.{1}", schema, table, columns)
    with connection.cursor(name="rows", binary=True) as cursor:
        cursor.execute(select)
        while page := cursor.fetchmany(PAGE):
            yield page


def _statement(text: str, schema: str, table: str, columns: list[str]) -> Composed:
    names = SQL(", ").join(map(Identifier, columns))
    return SQL(text).format(Identifier(schema), Identifier(table), names)


def _count_on(connection: Connection, schema: str) -> None:
    """Let counted keys go on after the ones that were copied."""
    counted = connection.execute(
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_schema = %s AND is_identity = 'YES'",
        (schema,),
    ).fetchall()
    for table, column in counted:
        sequence = (f'"{schema}"."{table}"', column)
        last = _statement("SELECT max({2}) FROM {0}.{1}", schema, table, [column])
        connection.execute(
            "SELECT setval(pg_get_serial_sequence(%s, %s), n) FROM (SELECT %s::bigint) AS x (n) "
            "WHERE n IS NOT NULL",
            (*sequence, (connection.execute(last).fetchone() or (None,))[0]),
        )
