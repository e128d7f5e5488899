"""A store with the smoke story in it, on either database, and ways to damage it behind its back.

The damage is done as somebody would who owns the database: triggers are dropped, rows changed.
"""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from shutil import copytree
from typing import Any

import psycopg
from click.testing import CliRunner, Result

from infrastructure.premises import Premises
from infrastructure.settings import Settings
from interface.bootstrap import Store, StoreKind, open_store
from interface.cli.main import main
from interface.journal import Runner
from interface.journal_lines import first_instant_of, read_lines
from interface.transports import DoorTransport
from tests.one_act import act
from tests.postgres_server import PostgresServer

SMOKE = Path(__file__).parent / "journals" / "smoke.jsonl"
LETTER = "surat tugas yang asli"
UNITS = 16
"""Facts of one thing after which its state is kept beside the log."""


def jejak(*arguments: str | Path, evidence: Path | str | None = None, **given: str) -> Result:
    """Run the command line in this process, with no settings but those given."""
    names = (f"JEJAK_{name.upper()}" for name in Settings.model_fields)
    settings: dict[str, str | None] = {**dict.fromkeys(names), **given}
    if evidence is not None:
        settings["JEJAK_EVIDENCE"] = str(evidence)
    return CliRunner().invoke(main, [str(part) for part in arguments], env=settings)


def tell_the_story(where: str, evidence: Path | str) -> None:
    """Play the smoke story, store a document, and rename a city until its state is kept."""
    lines = read_lines(SMOKE)
    store = open_store(where, kind=StoreKind.SANDBOX, at=first_instant_of(lines), evidence=evidence)
    runner = Runner(DoorTransport(store))
    assert runner.run(lines).failures == []

    act(store, "sari", "document.store", text=LETTER, title="Surat tugas")
    for number in range(UNITS):
        telkom = runner.names["telkom"]
        act(store, "sari", "organisation.rename", telkom, name=f"PT Telkom {number}")
    store.close()


class KeptStore:
    """A store that nobody has open, and the tables it lies in."""

    def __init__(self, where: str, evidence: Path | str) -> None:
        self.where = where
        self.evidence = evidence
        self.premises = Premises.of(where, evidence)
        self.events = "stored_events"
        self.position = "position"
        if self.premises.folder is None:
            self.events, self.position = "jejak.stored_events", "notification_id"

    def open(self) -> Store:
        return open_store(self.where, evidence=self.evidence)

    def run(self, verb: str, *arguments: str | Path, **settings: str) -> Result:
        return jejak(verb, *arguments, "--store", self.where, evidence=self.evidence, **settings)

    def rows(self, sql: str, *values: Any, side: bool = False, views: bool = False) -> list[Any]:
        """What a statement answers; nothing if it only changes. Triggers sleep."""
        if self.premises.folder is None:
            return self._on_postgres(sql, values, 2 if views else 1 if side else 0)
        name = "views.db" if views else "vault.db" if side else "log.db"
        file = self.premises.folder / name
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            fence = connection.execute(
                "SELECT name, sql FROM sqlite_master WHERE name LIKE 'stored_events_never_%'"
            ).fetchall()
            for name, _ in fence:
                connection.execute(f"DROP TRIGGER {name}")
            found = connection.execute(sql, values).fetchall()
            for _, standing in fence:
                connection.execute(standing)
            return found

    def head(self) -> int:
        [[head]] = self.rows(f"SELECT max({self.position}) FROM {self.events}")
        return int(head)

    def stored(self, position: int) -> bytes:
        [[stored]] = self.rows(
            f"SELECT state FROM {self.events} WHERE {self.position} = ?", position
        )
        return bytes(stored)

    def rewrite(self, position: int, change: Callable[[bytes], bytes], **also: bytes) -> None:
        """Put other bytes in a fact's place."""
        columns = {"state": change(self.stored(position)), **also}
        assignments = ", ".join(f"{column} = ?" for column in columns)
        self.rows(
            f"UPDATE {self.events} SET {assignments} WHERE {self.position} = ?",
            *columns.values(),
            position,
        )

    def first_of(self, topic: str) -> int:
        [[position]] = self.rows(
            f"SELECT min({self.position}) FROM {self.events} WHERE topic = ?", topic
        )
        return int(position)

    def document(self) -> Path:
        [file] = [file for file in Path(self.premises.evidence).glob("*/*") if file.is_file()]
        return file

    def _on_postgres(self, sql: str, values: tuple[Any, ...], schema: int) -> list[Any]:
        path = self.premises.schemas[schema]
        with psycopg.connect(self.premises.url, options=f"-c search_path={path}") as connection:
            connection.execute("ALTER TABLE jejak.stored_events DISABLE TRIGGER facts_stay")
            cursor = connection.execute(sql.replace("?", "%s").encode(), values)
            found = cursor.fetchall() if cursor.description else []
            connection.execute("ALTER TABLE jejak.stored_events ENABLE ALWAYS TRIGGER facts_stay")
            return found


class Templates:
    """Stores made once and copied for every test that wants one."""

    def __init__(self, folder: Path, postgres: PostgresServer) -> None:
        self._folder = folder
        self._postgres = postgres
        tell_the_story(str(folder / "template"), folder)
        self._template = postgres.fresh_database()
        tell_the_story(self._template, folder / "evidence")

    def copy(self, kind: str, place: Path) -> KeptStore:
        if kind == "sqlite":
            copytree(self._folder / "template", place / "store")
            return KeptStore(str(place / "store"), place)
        for beside in ("evidence", "keys"):
            copytree(self._folder / beside, place / beside)
        url = self._postgres.fresh_database(like=self._template)
        return KeptStore(url, place / "evidence")


def fact_of(stored: bytes) -> dict[str, Any]:
    fact: dict[str, Any] = json.loads(stored)
    return fact


def bytes_of(fact: dict[str, Any]) -> bytes:
    """A fact in canonical bytes, as a forger would write it."""
    return json.dumps(fact, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
