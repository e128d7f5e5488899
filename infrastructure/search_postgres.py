"""The search index on PostgreSQL: token vectors (tsvector) in a schema of their own."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from hashlib import sha256
from typing import Any, ClassVar

import psycopg

from application.ports import Vault
from application.search.entries import Entry
from infrastructure.search_index import Facts, Kept, KeptSearch
from infrastructure.view_folding_postgres import connect, execute

_STATEMENTS = (
    "CREATE TABLE IF NOT EXISTS {in}indexed (one integer PRIMARY KEY CHECK (one = 1),"
    " position bigint NOT NULL, fingerprint text NOT NULL)",
    "CREATE TABLE IF NOT EXISTS {in}entry (thing text NOT NULL, subject text NOT NULL,"
    " tokens tsvector NOT NULL)",
    "CREATE INDEX IF NOT EXISTS entry_tokens ON {in}entry USING gin (tokens)",
    "CREATE INDEX IF NOT EXISTS entry_subject ON {in}entry (subject)",
)


class PostgresSearch(KeptSearch):
    """One schema; it may be dropped when nobody has it open."""

    database_error: ClassVar[type[Exception]] = psycopg.Error

    def __init__(self, url: str, schema: str, log: Facts, vault: Vault, fingerprint: str) -> None:
        super().__init__(log, vault, fingerprint)
        self._url = url
        self._schema = schema
        self._in = f'"{schema}".'
        lock = sha256(f"the search index in schema {schema}".encode()).digest()[:8]
        self._turn = int.from_bytes(lock, "big", signed=True)

    def _is_there(self) -> bool:
        with closing(connect(self._url)) as connection:
            [(found,)] = execute(connection, "SELECT to_regclass($1)", [f"{self._in}indexed"])
        return found is not None

    def _open(self) -> None:
        self._connection = connect(self._url)
        with self._connection.transaction():
            self._run("SELECT pg_advisory_xact_lock($1)", self._turn)
            self._run(f'CREATE SCHEMA IF NOT EXISTS "{self._schema}"')
            for statement in _STATEMENTS:
                self._run(statement.replace("{in}", self._in))

    def _close(self) -> None:
        self._connection.close()

    def _drop(self, thing: str, subject: str) -> None:
        self._run(f"DELETE FROM {self._in}entry WHERE thing = $1 AND subject = $2", thing, subject)

    def _stands(self) -> tuple[int, str]:
        if self._connection.closed:
            self._connection = connect(self._url)
        rows = self._run(f"SELECT position, fingerprint FROM {self._in}indexed")
        return (int(rows[0][0]), str(rows[0][1])) if rows else (0, "")

    def _reset(self, stamp: str) -> None:
        with self._connection.transaction():
            self._run("SELECT pg_advisory_xact_lock($1)", self._turn)
            self._run(f"DELETE FROM {self._in}entry")
            self._run(
                f"INSERT INTO {self._in}indexed VALUES (1, 0, $1)"
                " ON CONFLICT (one) DO UPDATE SET position = 0, fingerprint = $1",
                stamp,
            )

    def _keep(
        self, span: tuple[int, int], stamps: tuple[str, str], entries: Sequence[Entry]
    ) -> None:
        with self._connection.transaction():
            moved = self._run(
                f"UPDATE {self._in}indexed SET position = $1, fingerprint = $2"
                " WHERE position = $3 AND fingerprint = $4 RETURNING position",
                *(span[1], stamps[1], span[0], stamps[0]),
            )
            for entry in entries if moved else ():
                if entry.tokens:
                    self._run(
                        f"INSERT INTO {self._in}entry VALUES ($1, $2, array_to_tsvector($3))",
                        entry.thing,
                        entry.subject,
                        sorted(entry.tokens),
                    )
                else:
                    self._drop(entry.thing, entry.subject)

    def _holding(self, tokens: Sequence[Sequence[str]]) -> set[tuple[str, str]]:
        every = " & ".join(
            "(" + " | ".join(f"'{token}'" for token in one_of) + ")" for one_of in tokens
        )
        found = self._run(
            f"SELECT DISTINCT thing, subject FROM {self._in}entry WHERE tokens @@ $1::tsquery",
            every,
        )
        return {(thing, subject) for thing, subject in found}

    def kept(self) -> Iterator[Kept]:
        for thing, subject, tokens in self._run(
            f"SELECT thing, subject, tsvector_to_array(tokens) FROM {self._in}entry"
        ):
            yield thing, subject, " ".join(sorted(tokens))

    def _run(self, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
        return execute(self._connection, sql, parameters)
