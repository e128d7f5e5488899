"""Personal data, apart from the facts (D10): a fact holds a commitment, the value lies here.

A commitment is SHA-256 over `jejak-pii/1`, 32 random bytes and the value as canonical JSON. Value
and random bytes lie here sealed under the key of their person, which the ring keeps apart from
the database. Once the key is gone, nobody can tell what a commitment stood for.
"""

import hmac
import secrets
from collections.abc import Collection, Mapping
from contextlib import closing
from functools import cached_property
from hashlib import sha256

import msgspec

from application.flaws import KeysUnusable, KeyTrouble, PersonalDataLost
from infrastructure.keys.ring import Key, KeyPlace, Ring
from infrastructure.keys.sealing import Unsealable, new_key
from infrastructure.side_tables import SideTables, Statement

COMMITMENT = b"jejak-pii/1"
BLIND_BYTES = 32
TABLES = (
    "vault_binding (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    "vault_sealed (entry {serial}, subject TEXT NOT NULL, field TEXT NOT NULL, key TEXT NOT NULL, "
    "sealed TEXT NOT NULL, commitment TEXT NOT NULL UNIQUE, UNIQUE (subject, commitment))",
)
"""The second constraint is there for its index: all there is about a person is found at once."""
_MANY = 500
"""Values that fit into one statement on either database."""


def commitment(blind: bytes, value: str) -> str:
    """What a fact holds in place of the value, 64 hex digits."""
    return sha256(COMMITMENT + blind + msgspec.json.encode(value)).hexdigest()


class TableVault:
    """A `ports.Vault` in the tables beside the log, with its keys in a ring elsewhere."""

    def __init__(self, tables: SideTables, ring: Ring) -> None:
        """`tables` must have the vault's; the ring must be the one they are bound to."""
        self._tables = tables
        self._ring = ring

    @classmethod
    def bound(cls, tables: SideTables, place: KeyPlace) -> "TableVault":
        """The vault of these tables with the ring they belong to; raises `KeysUnusable`.

        Tables that have no ring yet are bound to the one at the place, which is made if need be.
        """
        tables.create(TABLES)
        named = ring_of(tables)
        ring = Ring.make(place) if named is None else Ring(place)
        try:
            if named is None:
                tables.write(_bind("vault", secrets.token_hex(16)), _bind("ring", ring.name))
            if ring_of(tables) != ring.name:
                raise KeysUnusable(KeyTrouble.OF_ANOTHER_STORE, str(place.folder))
        except BaseException:
            ring.close()
            raise
        return cls(tables, ring)

    @property
    def ring(self) -> Ring:
        return self._ring

    @classmethod
    def given_up(cls, tables: SideTables, place: KeyPlace) -> int:
        """Go on with new keys where the old ones are lost for good, and every value with them.

        Answers of how many people. Their values count as erased; nothing else does. The place must
        be free. Raises `KeysUnusable`.
        """
        tables.create(TABLES)
        lost = tables.read("SELECT DISTINCT key, subject FROM vault_sealed")
        with closing(Ring.make(place)) as ring:
            ring.count_as_destroyed((key, person(subject)) for key, subject in lost)
            tables.write(
                ("DELETE FROM vault_sealed", ()),
                ("DELETE FROM vault_binding WHERE name IN ('ring', 'pseudonyms')", ()),
                _bind("ring", ring.name),
            )
        return len({subject for _, subject in lost})

    def close(self) -> None:
        self._ring.close()

    # --- the port ---

    def keep(self, subject: str, fields: Mapping[str, str]) -> dict[str, str]:
        key = self._ring.key_for(person(subject))
        sealed, statements = {}, []
        for field, value in fields.items():
            blind = secrets.token_bytes(BLIND_BYTES)
            sealed[field] = commitment(blind, value)
            statements.append(put_away(key, subject, field, (blind, value), sealed[field]))
        self._tables.write(*statements)
        return sealed

    def unseal(self, subject: str, sealed: Mapping[str, str]) -> dict[str, str]:
        if not sealed:
            return {}
        kept = self._tables.read(
            "SELECT commitment, field, key, sealed FROM vault_sealed "
            f"WHERE commitment IN ({_places(sealed)}) AND subject = ?",
            (*sealed.values(), subject),
        )
        values = self._opened(subject, kept)
        return {field: values[sha] for field, sha in sealed.items() if sha in values}

    def open(self, subject: str) -> dict[str, str]:
        kept = self._tables.read(
            "SELECT commitment, field, key, sealed FROM vault_sealed WHERE subject = ? "
            "ORDER BY entry",
            (subject,),
        )
        values = self._opened(subject, kept)
        return {field: values[sha] for sha, field, *_ in kept if sha in values}

    def drop(self, commitments: Collection[str]) -> None:
        self._tables.write(
            (
                f"DELETE FROM vault_sealed WHERE commitment IN ({_places(commitments)})",
                tuple(commitments),
            )
        )

    def erase(self, subject: str) -> None:
        self._ring.destroy(person(subject))
        if self._tables.read("SELECT 1 FROM vault_sealed WHERE subject = ? LIMIT 1", (subject,)):
            self._tables.write(("DELETE FROM vault_sealed WHERE subject = ?", (subject,)))

    def pseudonym(self, value: str) -> str:
        return hmac.new(self._secret, value.encode(), sha256).hexdigest()

    # --- looking after it ---

    def change_master_key(self) -> None:
        """Wrap every key anew under a new master key. Raises OSError, `KeysUnusable`."""
        self._ring.change_master()

    def sweep(self) -> frozenset[str]:
        """Remove what an older copy brought back of people whose key was destroyed since.

        Answers their ids.
        """
        dead = sorted(self._ring.destroyed())
        swept: set[str] = set()
        for start in range(0, len(dead), _MANY):
            names = dead[start : start + _MANY]
            where = f"FROM vault_sealed WHERE key IN ({_places(names)})"
            found = self._tables.read(f"SELECT DISTINCT subject {where}", names)
            if found:
                self._tables.write((f"DELETE {where}", names))
                swept.update(subject for (subject,) in found)
        return frozenset(swept)

    def misfits(self) -> list[str]:
        """The commitments, hex, whose value is lost or not the one that was kept."""
        kept = self._tables.read(
            "SELECT subject, commitment, field, key, sealed FROM vault_sealed ORDER BY entry"
        )
        return [row[0] for subject, *row in kept if not self._fits(subject, tuple(row))]

    def _fits(self, subject: str, row: tuple[str, ...]) -> bool:
        try:
            self._opened(subject, [row])
        except PersonalDataLost:
            return False
        return True

    def _opened(self, subject: str, kept: Collection[tuple[str, ...]]) -> dict[str, str]:
        """Commitment -> value; without those whose key was destroyed."""
        key = self._ring.key_of(person(subject)) if kept else None
        values = {}
        for sha, field, name, sealed in kept:
            if key is not None and key.name == name:
                values[sha] = _unsealed(key, subject, field, sealed, sha)
            elif not self._ring.was_destroyed(name):
                raise PersonalDataLost(subject, field, "its key is gone and was never destroyed")
        return values

    def adopt_secret(self, secret: bytes) -> None:
        """Take over the key that pseudonyms were made with so far."""
        self._own_secret(secret)

    @cached_property
    def _secret(self) -> bytes:
        """The store's own key for pseudonyms, made by whoever needs it first."""
        return self._own_secret(None)

    def _own_secret(self, secret: bytes | None) -> bytes:
        owner = f"pseudonyms:{_binding(self._tables, 'vault')}"
        sealed = _binding(self._tables, "pseudonyms")
        if sealed is None:
            key = self._ring.key_for(owner)
            made = key.sealer.seal(secret or new_key(), owner.encode())
            self._tables.write(_bind("pseudonyms", made))
            sealed = _binding(self._tables, "pseudonyms")
        own = self._ring.key_of(owner)
        try:
            if own is not None and sealed is not None:
                return own.sealer.unseal(sealed, owner.encode())
        except Unsealable as error:
            raise PersonalDataLost("pseudonyms", "key", "it was altered") from error
        raise PersonalDataLost("pseudonyms", "key", "it is not in the ring")


def put_away(key: Key, subject: str, field: str, blinded: tuple[bytes, str], sha: str) -> Statement:
    """The statement that keeps a value, with its blind, behind the commitment `sha`."""
    blind, value = blinded
    sealed = key.sealer.seal(blind + value.encode(), _about(subject, field, sha))
    return (
        "INSERT INTO vault_sealed (subject, field, key, sealed, commitment) "
        "VALUES (?, ?, ?, ?, ?) ON CONFLICT (commitment) DO NOTHING",
        (subject, field, key.name, sealed, sha),
    )


def _unsealed(key: Key, subject: str, field: str, sealed: str, sha: str) -> str:
    try:
        content = key.sealer.unseal(sealed, _about(subject, field, sha))
    except Unsealable as error:
        raise PersonalDataLost(subject, field, "it was altered") from error
    blind, value = content[:BLIND_BYTES], content[BLIND_BYTES:].decode()
    if commitment(blind, value) != sha:
        raise PersonalDataLost(subject, field, "it is not what the fact committed to")
    return value


def person(subject: str) -> str:
    """The owner of a person's key in the ring."""
    return f"person:{subject}"


def _about(subject: str, field: str, sha: str) -> bytes:
    return f"jejak-pii/1 {subject} {field} {sha}".encode()


def _places(values: Collection[str]) -> str:
    return ", ".join("?" * len(values))


def ring_of(tables: SideTables) -> str | None:
    """The name of the ring that the personal data in these tables need; None if none yet."""
    return _binding(tables, "ring") if "vault_binding" in tables.names() else None


def _binding(tables: SideTables, name: str) -> str | None:
    found = tables.read("SELECT value FROM vault_binding WHERE name = ?", (name,))
    return str(found[0][0]) if found else None


def _bind(name: str, value: str) -> Statement:
    return "INSERT INTO vault_binding VALUES (?, ?) ON CONFLICT (name) DO NOTHING", (name, value)
