"""Personal data, apart from the facts (D10): a fact holds a commitment, the value lies here.

A commitment is SHA-256 over `jejak-pii/1`, 32 random bytes and the value as canonical JSON. The
random bytes make it useless for guessing: once they are gone, nobody can tell what it stood for.
"""

import hmac
import secrets
from collections.abc import Collection, Mapping
from functools import cached_property
from hashlib import sha256

import msgspec

from infrastructure.side_tables import SideTables

COMMITMENT = b"jejak-pii/1"
BLIND_BYTES = 32
KEY_BYTES = 32

_TABLES = (
    "vault_key (name TEXT PRIMARY KEY, secret TEXT NOT NULL)",
    "vault_value (entry {serial}, subject TEXT NOT NULL, field TEXT NOT NULL, "
    "value TEXT NOT NULL, blind TEXT NOT NULL, commitment TEXT NOT NULL UNIQUE)",
)


def commitment(blind: bytes, value: str) -> str:
    """What a fact holds in place of the value, 64 hex digits."""
    return sha256(COMMITMENT + blind + msgspec.json.encode(value)).hexdigest()


def _places(values: Collection[str]) -> str:
    return ", ".join("?" * len(values))


class TableVault:
    """A `ports.Vault` in the tables beside the log."""

    def __init__(self, tables: SideTables) -> None:
        self._tables = tables
        tables.create(_TABLES)

    def keep(self, subject: str, fields: Mapping[str, str]) -> dict[str, str]:
        sealed = {}
        statements = []
        for field, value in fields.items():
            blind = secrets.token_bytes(BLIND_BYTES)
            sealed[field] = commitment(blind, value)
            statements.append(
                (
                    "INSERT INTO vault_value (subject, field, value, blind, commitment) "
                    "VALUES (?, ?, ?, ?, ?)",
                    (subject, field, value, blind.hex(), sealed[field]),
                )
            )
        self._tables.write(*statements)
        return sealed

    def unseal(self, subject: str, sealed: Mapping[str, str]) -> dict[str, str]:
        if not sealed:
            return {}
        kept = self._tables.read(
            "SELECT commitment, value FROM vault_value "
            f"WHERE commitment IN ({_places(sealed)}) AND subject = ?",
            (*sealed.values(), subject),
        )
        values = dict(kept)
        return {field: values[sha] for field, sha in sealed.items() if sha in values}

    def drop(self, commitments: Collection[str]) -> None:
        self._tables.write(
            (
                f"DELETE FROM vault_value WHERE commitment IN ({_places(commitments)})",
                tuple(commitments),
            )
        )

    def open(self, subject: str) -> dict[str, str]:
        kept = self._tables.read(
            "SELECT field, value FROM vault_value WHERE subject = ? ORDER BY entry", (subject,)
        )
        return dict(kept)

    def erase(self, subject: str) -> None:
        self._tables.write(("DELETE FROM vault_value WHERE subject = ?", (subject,)))

    def misfits(self) -> list[str]:
        """The commitments, hex, whose value or blind is not the one that was kept."""
        kept = self._tables.read("SELECT value, blind, commitment FROM vault_value ORDER BY entry")
        return [sealed for value, blind, sealed in kept if not _fits(value, blind, sealed)]

    def pseudonym(self, value: str) -> str:
        return hmac.new(self._key, value.encode(), sha256).hexdigest()

    @cached_property
    def _key(self) -> bytes:
        """The store's own key, made by whoever needs it first."""
        self._tables.write(
            (
                "INSERT INTO vault_key VALUES ('pseudonym', ?) ON CONFLICT (name) DO NOTHING",
                (secrets.token_bytes(KEY_BYTES).hex(),),
            )
        )
        [(secret,)] = self._tables.read("SELECT secret FROM vault_key WHERE name = 'pseudonym'")
        return bytes.fromhex(secret)


def _fits(value: str, blind: str, sealed: str) -> bool:
    try:
        return commitment(bytes.fromhex(blind), value) == sealed
    except ValueError:
        return False
