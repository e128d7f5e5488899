"""Keys that sign notes, and what their signatures are over (C2SP signed-note, tlog-cosignature).

A key is a name and bytes of one algorithm. Its public half is written `name+id+base64`, its secret
half `PRIVATE+KEY+name+id+base64`; both are the texts that Go's `sumdb/note` reads.
"""

from dataclasses import dataclass
from enum import IntEnum
from hashlib import sha256
from secrets import token_bytes
from typing import Protocol

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA44PublicKey

from infrastructure.ledger.checkpoint import Checkpoint, NoCheckpoint
from infrastructure.ledger.notes import (
    KEY_ID_BYTES,
    BadNote,
    Note,
    Signature,
    decoded,
    encoded,
    is_name,
)

SEED_BYTES = 32
_TIME_BYTES = 8
_PRIVATE = "PRIVATE+KEY+"
_LABEL = b"subtree/v1\n\x00"
_LONGEST_NAME = 255
_FIELD = 2**255 - 19
_WEAK_ORDINATES = frozenset(
    int.from_bytes(bytes.fromhex(ordinate), "little")
    for ordinate in (
        "00" * 32,
        "01" + "00" * 31,
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
        "ec" + "ff" * 30 + "7f",
    )
)
"""The y of the points whose order divides eight: a key of one of them vouches for nothing."""


class BadKey(ValueError):
    """The text is no key this program can use; the message says why and never shows a secret."""


class Algorithm(IntEnum):
    """The signature types of C2SP signed-note that are known here, by their identifier byte."""

    ED25519 = 1
    """Over the text."""
    ED25519_COSIGNATURE = 4
    """Over a time and the text."""
    ML_DSA_44 = 6
    """Over a time and the head in the text, which must be a checkpoint."""

    @property
    def timed(self) -> bool:
        """Whether a signature says when it was made."""
        return self is not Algorithm.ED25519


class _Public(Protocol):
    def verify(self, signature: bytes, data: bytes, /) -> None: ...


class _Private(Protocol):
    def sign(self, data: bytes, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class VerifierKey:
    """The public half of a key. It is as good as the way it was come by."""

    name: str
    algorithm: Algorithm
    public: bytes

    @property
    def key_id(self) -> bytes:
        """Four bytes that tell keys of one name apart; no hash to rely on."""
        named = self.name.encode() + b"\n" + bytes((self.algorithm,)) + self.public
        return sha256(named).digest()[:KEY_ID_BYTES]

    def __str__(self) -> str:
        kept = encoded(bytes((self.algorithm,)) + self.public)
        return f"{self.name}+{self.key_id.hex()}+{kept}"

    @classmethod
    def of_text(cls, text: str) -> "VerifierKey":
        """Read `name+id+base64`. Raises `BadKey`, also for a point that any signature fits."""
        name, key_id, algorithm, public = _parts(text)
        if algorithm is not Algorithm.ML_DSA_44 and _is_weak(public):
            raise BadKey(f"the key of {name} is a point of small order")
        try:
            _public_of(algorithm, public)
        except (ValueError, UnsupportedAlgorithm) as error:
            raise BadKey(f"the key of {name} is none of {algorithm.name}: {error}") from error
        key = cls(name, algorithm, public)
        if key.key_id != key_id:
            raise BadKey(f"the key of {name} has the id {key.key_id.hex()}, not {key_id.hex()}")
        return key

    def made(self, signature: Signature) -> bool:
        """Whether a signature line says it is of this key; it may still not hold."""
        return (signature.name, signature.key_id) == (self.name, self.key_id)

    def verifies(self, text: str, signature: Signature) -> bool:
        """Whether this key made the signature over a note's text."""
        at, value = _taken_apart(self.algorithm, signature.value)
        if not self.made(signature) or at is None:
            return False
        try:
            message = _message(self.algorithm, self.name, text, at)
            _public_of(self.algorithm, self.public).verify(value, message)
        except (InvalidSignature, NoCheckpoint):
            return False
        return True

    def time_of(self, signature: Signature) -> int:
        """Seconds since 1970 at which a signature says it was made; 0 if it says nothing."""
        return _taken_apart(self.algorithm, signature.value)[0] or 0


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The secret half of a key: 32 bytes, from which both halves follow."""

    name: str
    algorithm: Algorithm
    seed: bytes

    def __repr__(self) -> str:
        return f"<signing key {self.name} {self.verifier.key_id.hex()}>"

    @classmethod
    def made(cls, name: str, algorithm: Algorithm = Algorithm.ED25519) -> "SigningKey":
        """A new key. Raises `BadKey` if the name cannot be one."""
        if not is_name(name) or len(name.encode()) > _LONGEST_NAME:
            raise BadKey(f"{name!r} cannot name a key: no blanks, no plus, at most 255 bytes")
        return cls(name, algorithm, token_bytes(SEED_BYTES))

    @property
    def verifier(self) -> VerifierKey:
        return VerifierKey(self.name, self.algorithm, _public_bytes(self.algorithm, self.seed))

    def secret_text(self) -> str:
        """The text to keep: `PRIVATE+KEY+name+id+base64`."""
        kept = encoded(bytes((self.algorithm,)) + self.seed)
        return f"{_PRIVATE}{self.name}+{self.verifier.key_id.hex()}+{kept}"

    @classmethod
    def of_text(cls, text: str) -> "SigningKey":
        """Read a secret text. Raises `BadKey`."""
        if not text.startswith(_PRIVATE):
            raise BadKey("a secret key begins with PRIVATE+KEY+")
        name, key_id, algorithm, seed = _parts(text.removeprefix(_PRIVATE))
        if len(seed) != SEED_BYTES:
            raise BadKey(f"the secret key of {name} has not {SEED_BYTES} bytes")
        key = cls(name, algorithm, seed)
        if key.verifier.key_id != key_id:
            raise BadKey(f"the secret key of {name} does not fit its id {key_id.hex()}")
        return key

    def sign(self, text: str, at: int = 0) -> Signature:
        """Sign a note's text; `at` are the seconds since 1970, for the algorithms that say when.

        Raises `NoCheckpoint` if the algorithm is over a head and the text is no checkpoint.
        """
        message = _message(self.algorithm, self.name, text, at)
        value = _private_of(self.algorithm, self.seed).sign(message)
        when = at.to_bytes(_TIME_BYTES, "big") if self.algorithm.timed else b""
        return Signature(self.name, self.verifier.key_id, when + value)


def signed_by(note: Note, keys: tuple[VerifierKey, ...]) -> tuple[VerifierKey, ...]:
    """The keys whose signatures on a note hold, in the order of the lines.

    Lines of other keys are passed over. Raises `BadNote` if a line of one of these keys does not
    hold, or if there is no line of any of them: then the text says nothing.
    """
    held: list[VerifierKey] = []
    for signature in note.signatures:
        for key in keys:
            if key.made(signature):
                if not key.verifies(note.text, signature):
                    raise BadNote(f"the signature of {key.name} {key.key_id.hex()} does not hold")
                held.append(key)
    if not held:
        raise BadNote("none of the known keys signed it")
    return tuple(dict.fromkeys(held))


def _message(algorithm: Algorithm, name: str, text: str, at: int) -> bytes:
    """What is signed: the text, or what a cosignature puts around it."""
    match algorithm:
        case Algorithm.ED25519:
            return text.encode()
        case Algorithm.ED25519_COSIGNATURE:
            return f"cosignature/v1\ntime {at}\n{text}".encode()
        case Algorithm.ML_DSA_44:
            head = Checkpoint.of_text(text)
            numbers = (at, 0, head.size)
            time, start, end = (number.to_bytes(_TIME_BYTES, "big") for number in numbers)
            return b"".join(
                (_LABEL, _prefixed(name), time, _prefixed(head.origin), start, end, head.root)
            )


def _prefixed(name: str) -> bytes:
    written = name.encode()
    if not 0 < len(written) <= _LONGEST_NAME:
        raise NoCheckpoint(f"a name has at most {_LONGEST_NAME} bytes here: {name[:80]!r}")
    return bytes((len(written),)) + written


def _taken_apart(algorithm: Algorithm, signed: bytes) -> tuple[int | None, bytes]:
    """The time and the signature proper; no time if the bytes are too few or it is out of range."""
    if not algorithm.timed:
        return 0, signed
    at = int.from_bytes(signed[:_TIME_BYTES], "big")
    return (at if len(signed) > _TIME_BYTES and at < 1 << 63 else None), signed[_TIME_BYTES:]


def _parts(text: str) -> tuple[str, bytes, Algorithm, bytes]:
    """Name, id, algorithm and key of `name+id+base64`; the messages show no more than the name."""
    name, _, rest = text.partition("+")
    key_id, _, kept = rest.partition("+")
    plain = decoded(kept)
    hexadecimal = len(key_id) == 2 * KEY_ID_BYTES and set(key_id) <= set("0123456789abcdef")
    if not is_name(name) or not hexadecimal or not plain:
        raise BadKey("a key is written name+id+base64")
    if plain[0] not in set(Algorithm):
        raise BadKey(f"the key of {name} is of an unknown kind: {plain[0]}")
    return name, bytes.fromhex(key_id), Algorithm(plain[0]), plain[1:]


def _public_of(algorithm: Algorithm, public: bytes) -> _Public:
    if algorithm is Algorithm.ML_DSA_44:
        return MLDSA44PublicKey.from_public_bytes(public)
    return Ed25519PublicKey.from_public_bytes(public)


def _private_of(algorithm: Algorithm, seed: bytes) -> _Private:
    if algorithm is Algorithm.ML_DSA_44:
        return MLDSA44PrivateKey.from_seed_bytes(seed)
    return Ed25519PrivateKey.from_private_bytes(seed)


def _public_bytes(algorithm: Algorithm, seed: bytes) -> bytes:
    if algorithm is Algorithm.ML_DSA_44:
        return MLDSA44PrivateKey.from_seed_bytes(seed).public_key().public_bytes_raw()
    return Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()


def _is_weak(public: bytes) -> bool:
    ordinate = int.from_bytes(public, "little") & (1 << 255) - 1
    return ordinate % _FIELD in _WEAK_ORDINATES
