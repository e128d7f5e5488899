"""Taking over a vault of the layout before keys: values in the clear, in `vault_value`.

Every value is sealed and the clear one removed in one transaction; SQLite overwrites what it frees
(`secure_delete`). Of people whose key was destroyed since, nothing is taken over.
"""

import sqlite3

import psycopg

from infrastructure.side_tables import SideTables, Statement
from infrastructure.vault import BLIND_BYTES, TableVault, commitment, person, put_away

_VALUES, _KEYS = "vault_value", "vault_key"
_READ = f"SELECT subject, field, value, blind, commitment FROM {_VALUES} ORDER BY entry"


def take_over(tables: SideTables, vault: TableVault) -> None:
    """Seal what lies in the clear, if anything does. Safe to repeat, and for many at once."""
    try:
        if _VALUES in tables.names():
            _take_over(tables, vault)
    except (sqlite3.Error, psycopg.Error):
        if _VALUES in tables.names():
            raise


def _take_over(tables: SideTables, vault: TableVault) -> None:
    for (secret,) in tables.read(f"SELECT secret FROM {_KEYS} WHERE name = 'pseudonym'"):
        vault.adopt_secret(bytes.fromhex(secret))
    erased = set(vault.ring.destroyed().values())
    clear = [row for row in tables.read(_READ) if person(row[0]) not in erased]
    vault.ring.make_keys({person(subject) for subject, *_ in clear})
    statements: list[Statement] = []
    for subject, field, value, blind, sha in clear:
        key = vault.ring.key_for(person(subject))
        statements.append(put_away(key, subject, field, (_bytes(blind), value), sha))
    drops: list[Statement] = [(f"DROP TABLE IF EXISTS {name}", ()) for name in (_VALUES, _KEYS)]
    tables.write(*statements, *drops)


def clear_values(tables: SideTables) -> list[tuple[str, bool]]:
    """Every commitment kept in the clear layout, and whether its value is the one it stands for."""
    if _VALUES not in tables.names():
        return []
    return [
        (sha, commitment(_bytes(blind), value) == sha)
        for _, _, value, blind, sha in tables.read(_READ)
    ]


def _bytes(blind: str) -> bytes:
    """The random bytes; those of a damaged row become others, so that a check finds it."""
    try:
        return bytes.fromhex(blind).ljust(BLIND_BYTES, b"\0")[:BLIND_BYTES]
    except ValueError:
        return bytes(BLIND_BYTES)
