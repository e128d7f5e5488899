"""The ring: the keys of persons, each wrapped by the master key, apart from every database.

It lies in a folder of its own, as `keys.db`; the master key in a file beside it or in another
folder. The ring remembers which keys were destroyed, never the keys: whatever is restored from an
older copy of a store finds them gone. Destroying a key changes the master key with it, so that an
older copy of the ring does not open with the master key of today.
"""

import logging
import secrets
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from application.flaws import KeysUnusable, KeyTrouble
from infrastructure.keys.files import (
    MasterFiles,
    make_private_file,
    make_private_folder,
    must_be_private,
)
from infrastructure.keys.sealing import Sealer, Unsealable, new_key
from infrastructure.side_tables import SqliteTables

RING = "keys.db"
_TABLES = (
    "ring (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "wrapped_key (key TEXT PRIMARY KEY, owner TEXT NOT NULL UNIQUE, wrapped TEXT NOT NULL)",
    "destroyed_key (key TEXT PRIMARY KEY, owner TEXT NOT NULL)",
)
_WRAPPED = (
    "SELECT key, wrapped, (SELECT value FROM ring WHERE name = 'master') "
    "FROM wrapped_key WHERE owner = ?"
)

_say = logging.getLogger("jejak.keys")


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """Where keys lie: the folder of the ring and that of its master key."""

    folder: Path
    master: Path

    def holds_a_ring(self) -> bool:
        return (self.folder / RING).is_file()


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the ring: its name, 32 hex digits, and what it seals."""

    name: str
    sealer: Sealer


class Ring:
    """One open ring. Safe to use from many threads and processes of one machine."""

    def __init__(self, place: KeyPlace) -> None:
        """Open a ring that is there. Raises `KeysUnusable`."""
        if not place.holds_a_ring():
            raise KeysUnusable(KeyTrouble.NOT_THERE, str(place.folder))
        must_be_private(place.folder)
        must_be_private(place.folder / RING)
        self.place = place
        self._tables = SqliteTables(place.folder / RING)
        try:
            self._tables.create(_TABLES)
            self.name = self._begun()
            self._files = MasterFiles(place.master, self.name)
            self._sealer_of = lru_cache(maxsize=2)(self._read_master)
            self._tidy()
        except FileNotFoundError as error:
            self._tables.close()
            raise KeysUnusable(KeyTrouble.NO_MASTER, error.filename) from error
        except BaseException:
            self._tables.close()
            raise

    @classmethod
    def make(cls, place: KeyPlace) -> "Ring":
        """Open a ring, which is made if there is none. Raises `KeysUnusable`."""
        make_private_folder(place.folder)
        place.master.mkdir(mode=0o700, parents=True, exist_ok=True)
        make_private_file(place.folder / RING)
        return cls(place)

    def close(self) -> None:
        self._tables.close()

    # --- keys ---

    def key_of(self, owner: str) -> Key | None:
        """The key of an owner; None if there is none. Raises `KeysUnusable` if it is damaged."""
        try:
            return self._unwrapped(owner, self._tables.read(_WRAPPED, (owner,)))
        except (FileNotFoundError, KeysUnusable):
            pass  # perhaps the master key is just being changed; under the lock it is not
        with self._tables.transaction() as connection:
            try:
                return self._unwrapped(owner, connection.execute(_WRAPPED, (owner,)).fetchall())
            except FileNotFoundError as error:
                raise KeysUnusable(KeyTrouble.NO_MASTER, error.filename) from error

    def _unwrapped(self, owner: str, rows: list[tuple[str, str, str]]) -> Key | None:
        if not rows:
            return None
        [(name, wrapped, master)] = rows
        try:
            return Key(name, Sealer(self._sealer_of(master).unseal(wrapped, _about(name, owner))))
        except Unsealable as error:
            raise self._damaged() from error

    def key_for(self, owner: str) -> Key:
        """The key of an owner, which is made if there is none. Raises `KeysUnusable`."""
        found = self.key_of(owner)
        if found is None:
            self.make_keys([owner])
            found = self.key_of(owner)
        if found is None:
            raise self._damaged()
        return found

    def make_keys(self, owners: Iterable[str]) -> None:
        """Make a key for each of the owners who has none, all in one durable transaction."""
        with self._tables.transaction() as connection:
            sealer = self._sealer_of(_master_on(connection))
            for owner in owners:
                name = secrets.token_hex(16)
                wrapped = sealer.seal(new_key(), _about(name, owner))
                connection.execute(
                    "INSERT INTO wrapped_key VALUES (?, ?, ?) ON CONFLICT (owner) DO NOTHING",
                    (name, owner, wrapped),
                )

    def destroyed(self) -> dict[str, str]:
        """Name -> owner of every key that was destroyed."""
        return dict(self._tables.read("SELECT key, owner FROM destroyed_key"))

    def was_destroyed(self, name: str) -> bool:
        return bool(self._tables.read("SELECT 1 FROM destroyed_key WHERE key = ?", (name,)))

    def copy_to(self, place: KeyPlace) -> None:
        """Make a ring of the same keys, with the same master key, at a place that has none."""
        make_private_folder(place.folder)
        make_private_file(place.folder / RING)
        copy = SqliteTables(place.folder / RING)
        try:
            copy.create(_TABLES)
            with self._tables.transaction() as here, copy.transaction() as there:
                for table, places in (("ring", 2), ("wrapped_key", 3), ("destroyed_key", 2)):
                    rows = here.execute(f"SELECT * FROM {table}")
                    holders = ", ".join("?" * places)
                    there.executemany(f"INSERT INTO {table} VALUES ({holders})", rows)
                master = self._files.read(_master_on(here))
                MasterFiles(place.master, self.name).write(master)
        finally:
            copy.close()

    def count_as_destroyed(self, keys: Iterable[tuple[str, str]]) -> None:
        """Remember keys, (name, owner), that are lost wherever they were."""
        with self._tables.transaction() as connection:
            connection.executemany("INSERT INTO destroyed_key VALUES (?, ?)", keys)

    # --- what changes all keys ---

    def change_master(self) -> None:
        """Wrap every key anew under a new master key and destroy the old one.

        A crash at any point leaves a ring that opens: with the old key before the one commit that
        changes it, with the new one after it. Raises OSError if the new key cannot be written.
        """
        self._rewrap(frozenset())

    def destroy(self, owner: str) -> None:
        """Destroy the key of an owner, and with it the master key that wrapped it."""
        if not self._tables.read("SELECT 1 FROM wrapped_key WHERE owner = ?", (owner,)):
            return
        try:
            self._rewrap(frozenset({owner}))
        except OSError as error:
            _say.error("the master key could not be changed after an erasure: %s", error)
            with self._tables.transaction() as connection:
                _bury(connection, owner)

    def _rewrap(self, dead: frozenset[str]) -> None:
        with self._tables.transaction() as connection:
            old = self._read_master(_master_on(connection))
            key = new_key()
            new, master = Sealer(key), self._files.write(key)
            for owner in dead:
                _bury(connection, owner)
            rows = connection.execute("SELECT key, owner, wrapped FROM wrapped_key").fetchall()
            try:
                again = [
                    (new.seal(old.unseal(wrapped, about), about), name)
                    for name, owner, wrapped in rows
                    for about in (_about(name, owner),)
                ]
            except Unsealable as error:
                raise self._damaged() from error
            connection.executemany("UPDATE wrapped_key SET wrapped = ? WHERE key = ?", again)
            connection.execute("UPDATE ring SET value = ? WHERE name = 'master'", (master,))
        self._tidy()

    def _tidy(self) -> None:
        """Destroy master keys that open nothing any more, if the one that counts is there.

        Under the lock none is being made or changed. Raises FileNotFoundError, `KeysUnusable`.
        """
        with self._tables.transaction() as connection:
            master = _master_on(connection)
            self._sealer_of(master)
            self._files.destroy_all_but(master)

    def _begun(self) -> str:
        """The name of the ring; whoever comes first gives it, with its first master key."""
        named = self._tables.read("SELECT value FROM ring WHERE name = 'ring'")
        if named:
            return str(named[0][0])
        with self._tables.transaction() as connection:
            rows = connection.execute("SELECT value FROM ring WHERE name = 'ring'").fetchall()
            if rows:
                return str(rows[0][0])
            name = secrets.token_hex(16)
            master = MasterFiles(self.place.master, name).write(new_key())
            connection.execute("INSERT INTO ring VALUES ('ring', ?), ('master', ?)", (name, master))
            return name

    def _damaged(self) -> KeysUnusable:
        return KeysUnusable(KeyTrouble.DAMAGED, str(self.place.folder / RING))

    def _read_master(self, master: str) -> Sealer:
        return Sealer(self._files.read(master))


def _master_on(connection: sqlite3.Connection) -> str:
    [(master,)] = connection.execute("SELECT value FROM ring WHERE name = 'master'").fetchall()
    return str(master)


def _bury(connection: sqlite3.Connection, owner: str) -> None:
    """Remove a key and remember that it is gone."""
    moved = "INSERT INTO destroyed_key SELECT key, owner FROM wrapped_key WHERE owner = ?"
    connection.execute(moved, (owner,))
    connection.execute("DELETE FROM wrapped_key WHERE owner = ?", (owner,))


def _about(name: str, owner: str) -> bytes:
    return f"jejak-key/1 {name} {owner}".encode()
