"""Whether the fence around the facts stands: the triggers that refuse to change or remove one.

It is a fence and no proof, for whoever owns the database can take it down and put it up again. But
one that is found down says that somebody has been there. Looked at before a log is opened, which
puts it up again where it may.
"""

import sqlite3
from contextlib import closing

import psycopg

from infrastructure.premises import LOG, Premises
from infrastructure.recorder_postgres import connection_settings

_ON_SQLITE = (
    "stored_events_never_change",
    "stored_events_never_go",
    "stored_events_never_replaced",
)
_ON_POSTGRES = "facts_stay"
_ALWAYS = "A"


def gaps(premises: Premises) -> list[str]:
    """The triggers that are missing or asleep; none where the database cannot be asked."""
    try:
        return _in_file(premises) if premises.folder is not None else _in_schema(premises)
    except (sqlite3.Error, psycopg.Error):
        return []


def _in_file(premises: Premises) -> list[str]:
    assert premises.folder is not None
    address = f"{(premises.folder / LOG).absolute().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        rows = connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'stored_events'"
        ).fetchall()
    standing = {name for (name,) in rows}
    return [name for name in _ON_SQLITE if name not in standing]


def _in_schema(premises: Premises) -> list[str]:
    with closing(psycopg.connect(**connection_settings(premises.url))) as connection:
        rows = connection.execute(
            "SELECT t.tgenabled::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
            "JOIN pg_namespace n ON n.oid = c.relnamespace "
            "WHERE n.nspname = %s AND c.relname = 'stored_events' AND t.tgname = %s",
            (premises.schema, _ON_POSTGRES),
        ).fetchall()
    return [] if rows == [(_ALWAYS,)] else [_ON_POSTGRES]
