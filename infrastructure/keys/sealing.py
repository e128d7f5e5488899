"""AES-256-GCM as the keys use it: what was sealed for one place opens at no other.

A sealed text is hex: the nonce of 96 random bits, then ciphertext and tag. What it belongs to
(`about`) is authenticated with it, so that a sealed value cannot be moved to another place.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12


class Unsealable(ValueError):
    """The key is not the one it was sealed with, it was sealed for another place, or altered."""


class Sealer:
    """Seals and unseals under one key of 32 bytes."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, content: bytes, about: bytes) -> str:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return (nonce + self._cipher.encrypt(nonce, content, about)).hex()

    def unseal(self, sealed: str, about: bytes) -> bytes:
        """What was sealed. Raises `Unsealable`."""
        try:
            stored = bytes.fromhex(sealed)
            return self._cipher.decrypt(stored[:NONCE_BYTES], stored[NONCE_BYTES:], about)
        except (InvalidTag, ValueError) as error:
            raise Unsealable("it does not open with this key") from error


def new_key() -> bytes:
    return secrets.token_bytes(KEY_BYTES)
