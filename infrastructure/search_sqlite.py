"""The search index on SQLite: a full text table (FTS5) in a file of its own beside the views."""

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import ClassVar

from application.ports import Vault
from application.search.entries import Entry
from infrastructure.search_index import Facts, Kept, KeptSearch, tokens_as_text
from infrastructure.sqlite_files import to_wal

_BUSY_SECONDS = 30
_TABLES = (
    "CREATE TABLE IF NOT EXISTS indexed (one INTEGER PRIMARY KEY CHECK (one = 1),"
    " position INTEGER NOT NULL, fingerprint TEXT NOT NULL)",
    "CREATE VIRTUAL TABLE IF NOT EXISTS entry USING fts5"
    " (tokens, thing UNINDEXED, subject UNINDEXED, tokenize = 'ascii', detail = 'none')",
)
_DROP = "DELETE FROM entry WHERE thing = ? AND subject = ?"


class SqliteSearch(KeptSearch):
    """One file; it may be deleted when nobody has it open."""

    database_error: ClassVar[type[Exception]] = sqlite3.Error

    def __init__(self, path: Path, log: Facts, vault: Vault, fingerprint: str) -> None:
        super().__init__(log, vault, fingerprint)
        self._path = path

    def _is_there(self) -> bool:
        return self._path.is_file()

    def _open(self) -> None:
        self._connection = sqlite3.connect(
            self._path, timeout=_BUSY_SECONDS, isolation_level=None, check_same_thread=False
        )
        to_wal(self._connection, _BUSY_SECONDS)
        self._connection.execute("PRAGMA synchronous = NORMAL")
        for table in _TABLES:
            self._connection.execute(table)

    def _close(self) -> None:
        self._connection.close()

    def _drop(self, thing: str, subject: str) -> None:
        self._connection.execute(_DROP, (thing, subject))

    def _stands(self) -> tuple[int, str]:
        row = self._connection.execute("SELECT position, fingerprint FROM indexed").fetchone()
        return (0, "") if row is None else (int(row[0]), str(row[1]))

    def _reset(self, stamp: str) -> None:
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.execute("DELETE FROM entry")
            self._connection.execute("INSERT OR REPLACE INTO indexed VALUES (1, 0, ?)", (stamp,))

    def _keep(
        self, span: tuple[int, int], stamps: tuple[str, str], entries: Sequence[Entry]
    ) -> None:
        with self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            moved = self._connection.execute(
                "UPDATE indexed SET position = ?, fingerprint = ?"
                " WHERE position = ? AND fingerprint = ?",
                (span[1], stamps[1], span[0], stamps[0]),
            )
            for entry in entries if moved.rowcount == 1 else ():
                about = (entry.thing, entry.subject)
                if entry.tokens:
                    row = (tokens_as_text(entry), *about)
                    self._connection.execute("INSERT INTO entry VALUES (?, ?, ?)", row)
                else:
                    self._connection.execute(_DROP, about)

    def _holding(self, tokens: Sequence[Sequence[str]]) -> set[tuple[str, str]]:
        every = " AND ".join(
            "(" + " OR ".join(f'"{token}"' for token in one_of) + ")" for one_of in tokens
        )
        found = self._connection.execute(
            "SELECT DISTINCT thing, subject FROM entry WHERE entry MATCH ?", (every,)
        )
        return set(found)

    def kept(self) -> Iterator[Kept]:
        for tokens, thing, subject in self._connection.execute(
            "SELECT tokens, thing, subject FROM entry"
        ):
            yield thing, subject, tokens
