"""API keys: who holds one is the account it was issued to. Only their hash is kept."""

import secrets
from collections.abc import Callable
from hashlib import sha256
from time import monotonic

from domain.envelope import Instant
from infrastructure.side_tables import SideTables

PREFIX = "jjk_"
KEY_BYTES = 32
TRUSTED = 1.0
"""Seconds a key that was looked up is known without a look. A key that another process revokes may
be good for so long; one revoked here is useless at once."""

_TABLES = (
    "api_key (hash TEXT PRIMARY KEY, account TEXT NOT NULL, issued_at TEXT NOT NULL, "
    "revoked_at TEXT)",
)


class Tokens:
    """Issues, recognises and revokes the API keys of one store."""

    def __init__(self, tables: SideTables, seconds: Callable[[], float] = monotonic) -> None:
        """`seconds` counts them, from any beginning."""
        self._tables = tables
        self._seconds = seconds
        self._known: dict[str, tuple[str, float]] = {}
        tables.create(_TABLES)

    def issue(self, account: str, at: Instant) -> str:
        """A new key for an account id. It is shown once: the store keeps its SHA-256 only."""
        token = PREFIX + secrets.token_urlsafe(KEY_BYTES)
        self._tables.write(
            (
                "INSERT INTO api_key (hash, account, issued_at) VALUES (?, ?, ?)",
                (_hash(token), account, at),
            )
        )
        return token

    def account_of(self, token: str) -> str | None:
        """The account id a key was issued to; None if there is no such key or it was revoked."""
        if not token.startswith(PREFIX):
            return None
        digest, now = _hash(token), self._seconds()
        account, until = self._known.get(digest, ("", now))
        if now < until:
            return account
        found = self._tables.read(
            "SELECT account FROM api_key WHERE hash = ? AND revoked_at IS NULL", (digest,)
        )
        if not found:
            self._known.pop(digest, None)
            return None
        self._known[digest] = str(found[0][0]), now + TRUSTED
        return self._known[digest][0]

    def revoke(self, account: str, at: Instant) -> None:
        """Make every key of an account useless from now on."""
        self._tables.write(
            (
                "UPDATE api_key SET revoked_at = ? WHERE account = ? AND revoked_at IS NULL",
                (at, account),
            )
        )
        self._known.clear()


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
