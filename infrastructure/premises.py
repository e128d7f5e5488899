"""Where a store lies: a folder, or schemas of a PostgreSQL database, and how its parts are opened.

In a folder lie `log.db`, `vault.db`, `views.db`, `search.db`, `evidence/` and `keys/`; on
PostgreSQL the schema of the log, its `_side`, `_views` and `_search`, with documents and keys in
folders of their own. The keys to personal data may lie in another place than the rest, and in no
copy of it.
"""

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import psycopg

from application.first_facts import FIRST_FACTS
from application.flaws import Part, PartGone, UnknownAddress
from application.ports import LogUnavailable
from domain.catalogue import CATALOGUE
from domain.upcasters import UPCASTERS
from infrastructure.access_log import AccessLog
from infrastructure.evidence import FolderEvidence
from infrastructure.evidence_s3 import SCHEME, S3Evidence
from infrastructure.fingerprint import fold_fingerprint, search_fingerprint, view_fingerprint
from infrastructure.keys.ring import RING, KeyPlace
from infrastructure.lead_postgres import PostgresCalls, PostgresLead
from infrastructure.ledger.book import Ledger
from infrastructure.ledger.key_folder import SIGNED
from infrastructure.ledger.nodes import Nodes
from infrastructure.ledger.published import Published
from infrastructure.ledger.tree import Tree
from infrastructure.log_base import StoredLog
from infrastructure.log_postgres import PostgresLog
from infrastructure.log_sqlite import SqliteLog
from infrastructure.presence import BOUND, CLEAR, FACTS, holds_rows, is_filled, schema_holds_rows
from infrastructure.recorder_postgres import connection_settings
from infrastructure.search_index import KeptSearch
from infrastructure.search_postgres import PostgresSearch
from infrastructure.search_sqlite import SqliteSearch
from infrastructure.side_tables import PostgresTables, SideTables, SqliteTables
from infrastructure.tokens import Tokens
from infrastructure.vault import TABLES, TableVault
from infrastructure.vault_takeover import take_over
from infrastructure.view_store import KeptViews
from infrastructure.view_tables import ViewsUnavailable
from infrastructure.views_postgres import PostgresViews
from infrastructure.views_sqlite import SqliteViews

KeptEvidence = FolderEvidence | S3Evidence

SOFTWARE = version("jejak")
LOG, VAULT, VIEWS, DOCUMENTS, KEYS = "log.db", "vault.db", "views.db", "evidence", "keys"
SEARCH = "search.db"
_SCHEMA = "jejak"
_ON_POSTGRES = ("postgresql://", "postgres://")
DATABASE_ERRORS = (LogUnavailable, ViewsUnavailable, sqlite3.Error, psycopg.Error)
"""What is raised when a database fails or goes away, whatever was being done."""
_DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


@dataclass(frozen=True, slots=True)
class Premises:
    """The address of a store; nothing is opened or made by naming it."""

    folder: Path | None
    url: str
    schema: str
    evidence: Path | str
    """Where its documents lie: a folder, or an `s3://` address."""
    keys: KeyPlace

    @classmethod
    def of(
        cls,
        where: str,
        evidence: Path | str,
        keys: Path | None = None,
        master: Path | None = None,
    ) -> "Premises":
        """`where` is a folder or a PostgreSQL URL, which may name a `schema`; `evidence` is the
        `s3://` address of the documents, or their folder for a store on PostgreSQL. `keys` is the
        folder of the keys, unless given in the folder of the store or beside the documents;
        `master` that of the master key, unless given the same. Raises `UnknownAddress`."""
        in_s3 = str(evidence).startswith(SCHEME)
        beside = Path("data") if in_s3 else Path(evidence).parent
        url, schema = "", _SCHEMA
        folder = None if where.startswith(_ON_POSTGRES) else Path(where)
        if folder is not None and "://" in where:
            raise UnknownAddress
        if folder is None:
            parts = urlsplit(where)
            parameters = dict(parse_qsl(parts.query))
            schema = parameters.pop("schema", _SCHEMA)
            url = parts._replace(query=urlencode(parameters)).geturl()
        else:
            beside = folder
        if not in_s3:
            evidence = Path(evidence) if folder is None else folder / DOCUMENTS
        keys = keys or beside / KEYS
        return cls(folder, url, schema, evidence, KeyPlace(keys, master or keys))

    def copied_to(self, folder: Path) -> "Premises":
        """A copy of the store in a folder, read with the keys of the store itself."""
        return Premises.of(str(folder), folder, self.keys.folder, self.keys.master)

    @property
    def schemas(self) -> tuple[str, str, str]:
        """On PostgreSQL: of the log, of the tables beside it, of the views."""
        return self.schema, f"{self.schema}_side", f"{self.schema}_views"

    def hold_a_store(self) -> bool:
        """Whether there is a log here that has begun.

        Raises `PartGone` if there is none where the rest of a store lies, `LogUnavailable` if the
        database is not there.
        """
        left = self.left()
        begun = self._hold(LOG, self.schema, FACTS)
        if left and not begun:
            raise PartGone(Part.LOG, self._place_of(LOG), left)
        return begun

    def may_become_a_store(self) -> bool:
        """Whether nothing lies here that is neither of a store nor hidden nor the disk's own."""
        if self.folder is None or not self.folder.exists():
            return True
        if not self.folder.is_dir():
            return False
        own = (LOG, VAULT, ".", "lost+found")
        return all(file.name.startswith(own) for file in self.folder.iterdir())

    def cannot_be_written(self) -> Path | None:
        """The folder of the store, or the one it is to be made in, if nothing can be written to
        it."""
        if self.folder is None:
            return None
        way_up = (self.folder, *self.folder.absolute().parents)
        there = next(folder for folder in way_up if folder.exists())
        return None if os.access(there, os.W_OK) else there

    def left(self, signing: Path | None = None) -> str:
        """What is only ever made when a log has begun and lies here, by name; nothing: "".

        Looked at before the log, it tells that there must be one. `signing` is the folder with
        what was signed last.
        """
        if signing is not None and is_filled(signing / SIGNED):
            return str(signing / SIGNED)
        if self.folder is None:
            made = ((self.schemas[1], "vault_binding"), (self.schemas[2], "generation"))
            found = [
                f"{schema}.{table}" for schema, table in made if self._hold("", schema, [table])
            ]
            return found[0] if found else ""
        made_files = [self.folder / name for name in (VAULT, VIEWS, SEARCH)]
        made_files.append(self.folder / KEYS / RING)
        return next((str(file) for file in made_files if is_filled(file)), "")

    def _hold(
        self,
        name: str,
        schema: str,
        tables: Sequence[str],
        also: Sequence[str] = (),
        beyond: int = 0,
    ) -> bool:
        """As `holds_rows`, of the file of that name or the schema."""
        if self.folder is not None:
            return holds_rows(self.folder / name, tables, also, beyond)
        try:
            return schema_holds_rows(self.url, schema, tables, also, beyond)
        except psycopg.Error as error:
            raise LogUnavailable(str(error)) from error

    def _place_of(self, name: str) -> str:
        if self.folder is not None:
            return str(self.folder / name)
        return f"PostgreSQL, {self.schema if name == LOG else self.schemas[1]}"

    def hold_views(self) -> bool:
        """Whether there are views here. Raises `LogUnavailable` if the database is not there."""
        if self.folder is not None:
            return (self.folder / VIEWS).is_file()
        return f"{self.schemas[2]}.laid" in self.tables()

    def tables(self) -> list[str]:
        """On PostgreSQL: every table in the schemas of the store, with its schema."""
        try:
            with closing(psycopg.connect(**connection_settings(self.url))) as connection:
                rows = connection.execute(
                    "SELECT schemaname || '.' || tablename FROM pg_tables "
                    "WHERE schemaname = ANY(%s) ORDER BY 1",
                    (list(self.schemas),),
                )
                return [name for (name,) in rows]
        except psycopg.Error as error:
            raise LogUnavailable(str(error)) from error

    def open_log(self) -> StoredLog:
        """The log; it is made if there is none. Raises `LogUnavailable`."""
        parts: dict[str, Any] = {
            "catalogue": CATALOGUE,
            "upcasters": UPCASTERS,
            "fingerprint": fold_fingerprint(),
            "software": SOFTWARE,
        }
        if self.folder is None:
            return PostgresLog(self.url, schema=self.schema, **parts)
        self.folder.mkdir(parents=True, exist_ok=True)
        return SqliteLog(self.folder / LOG, **parts)

    def open_whole_log(self, signing: Path | None = None) -> StoredLog:
        """The log of a store of which no part is missing, or an empty one where nothing lies.

        Facts come first when a store is made, then the views, the vault and its keys: so these
        are never without facts, and only the first facts may be without them. Nothing is made if
        it raises `PartGone`; raises `LogUnavailable` too.
        """
        left = self.left(signing)
        gone = PartGone(Part.LOG, self._place_of(LOG), left)
        if left and not self._hold(LOG, self.schema, FACTS):
            raise gone
        told = self._hold(LOG, self.schema, FACTS[:1], beyond=FIRST_FACTS)
        if told and not self._hold(VAULT, self.schemas[1], BOUND, CLEAR):
            raise PartGone(Part.VAULT, self._place_of(VAULT), str(self.keys.folder))
        log = self.open_log()
        if left and not log.end():
            log.close()
            raise gone
        return log

    def open_views(self) -> KeptViews:
        if self.folder is None:
            return PostgresViews(self.url, schema=self.schemas[2])
        return SqliteViews(self.folder / VIEWS)

    def open_lead(self) -> PostgresLead | None:
        """Who folds for all processes; in a folder each folds what it records."""
        if self.folder is not None:
            return None
        return PostgresLead(self.url, self.schemas[2], view_fingerprint())

    def open_calls(self) -> PostgresCalls | None:
        return None if self.folder is not None else PostgresCalls(self.url, self.schemas[2])

    def open_search(self, log: StoredLog, vault: TableVault) -> KeptSearch:
        """The search index over the log; it reads the log when it is asked."""
        if self.folder is None:
            schema = f"{self.schema}_search"
            return PostgresSearch(self.url, schema, log, vault, search_fingerprint())
        return SqliteSearch(self.folder / SEARCH, log, vault, search_fingerprint())

    def open_tables(self) -> SideTables:
        if self.folder is None:
            return PostgresTables(self.url, self.schemas[1])
        return SqliteTables(self.folder / VAULT)

    def open_evidence(self) -> KeptEvidence:
        """Raises ValueError if the address cannot be used."""
        if isinstance(self.evidence, Path):
            return FolderEvidence(self.evidence)
        return S3Evidence(self.evidence)


@dataclass(frozen=True, slots=True)
class Beside:
    """Everything that is kept beside the log in small tables, which are made if they are not."""

    vault: TableVault
    access_log: AccessLog
    tokens: Tokens
    nodes: Nodes
    published: Published
    swept: frozenset[str]
    """The ids of people of whom an older copy had brought something back."""

    @classmethod
    def on(cls, tables: SideTables, keys: KeyPlace) -> "Beside":
        """Opened with the keys they belong to; a new store gets new ones. Raises `KeysUnusable`."""
        vault = TableVault.bound(tables, keys)
        try:
            take_over(tables, vault)
            swept = vault.sweep()
            nodes, published = Nodes(tables), Published(tables)
            return cls(vault, AccessLog(tables), Tokens(tables), nodes, published, swept)
        except BaseException:
            vault.close()
            raise

    def ledger(self, log: StoredLog, origin: str) -> Ledger:
        """The log as others can check it, under its name."""
        return Ledger(origin, Tree(log, self.nodes), self.published)


def furnish(tables: SideTables) -> None:
    """Make the tables that lie beside a log, empty."""
    tables.create(TABLES)
    AccessLog(tables)
    Tokens(tables)
    Nodes(tables)
    Published(tables)


def is_damage(error: BaseException | None) -> bool:
    """Whether a database failed because its file is damaged, not because it is away."""
    while error is not None:
        if isinstance(error, sqlite3.Error) and error.sqlite_errorcode & 0xFF in _DAMAGED:
            return True
        error = error.__cause__
    return False
