"""Ed25519 by the book, with the library and without it, and notes in the one form they have."""

import importlib.util
import sys
from base64 import b64decode
from hashlib import sha256
from types import ModuleType

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from interface.cli import verifier
from tests.verifier.conftest import VERIFIER
from tests.verifier.material import LOG, Book, facts

ORDER = 2**252 + 27742317777372353535851937790883648493

RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701c"
        "f9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0"
        "f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f76098"
        "4dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]
"""Key, message and signature of RFC 8032 §7.1."""

SMALL_ORDER = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
]


def without_the_library() -> ModuleType:
    """The same file, loaded where `cryptography` cannot be imported."""
    spec = importlib.util.spec_from_file_location("carried", VERIFIER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    hidden = {name: sys.modules[name] for name in sys.modules if name.startswith("cryptography")}
    sys.modules |= dict.fromkeys(hidden)  # type: ignore[arg-type]
    try:
        spec.loader.exec_module(module)
    finally:
        sys.modules |= hidden
    return module


PURE = without_the_library()


@pytest.fixture(params=[verifier, PURE], ids=["library", "pure"])
def carried(request: pytest.FixtureRequest) -> ModuleType:
    module: ModuleType = request.param
    return module


def test_both_ways_are_looked_at() -> None:
    assert (verifier.LIBRARY, PURE.LIBRARY) == (True, False)


@pytest.mark.parametrize(("key", "message", "signature"), RFC_8032)
def test_the_signatures_of_rfc_8032_hold(
    carried: ModuleType, key: str, message: str, signature: str
) -> None:
    public, signed, said = (bytes.fromhex(part) for part in (key, signature, message))
    assert carried.ed25519_verifies(public, signed, said)
    assert not carried.ed25519_verifies(public, signed, said + b" ")


def test_a_signature_with_any_bit_changed_does_not_hold(carried: ModuleType) -> None:
    secret = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    public, message = secret.public_key().public_bytes_raw(), b"pesan"
    signed = secret.sign(message)
    assert carried.ed25519_verifies(public, signed, message)
    for bit in range(0, 512, 1 if carried.LIBRARY else 31):
        changed = bytearray(signed)
        changed[bit // 8] ^= 1 << bit % 8
        assert not carried.ed25519_verifies(public, bytes(changed), message)


def test_a_signature_has_one_spelling(carried: ModuleType) -> None:
    """RFC 8032 §5.1.7: the scalar is below the order, or it is another signature."""
    secret = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
    public, signed = secret.public_key().public_bytes_raw(), secret.sign(b"pesan")
    scalar = int.from_bytes(signed[32:], "little") + ORDER
    assert not carried.ed25519_verifies(
        public, signed[:32] + scalar.to_bytes(32, "little"), b"pesan"
    )
    assert not carried.ed25519_verifies(public, signed[:-1], b"pesan")
    assert not carried.ed25519_verifies(public, signed + b"\0", b"pesan")


@pytest.mark.parametrize("key", SMALL_ORDER)
def test_a_key_of_small_order_vouches_for_nothing(carried: ModuleType, key: str) -> None:
    """Under such a key one signature fits every message."""
    public = bytes.fromhex(key)
    for point in SMALL_ORDER:
        assert not carried.ed25519_verifies(public, bytes.fromhex(point) + bytes(32), b"pesan")


@pytest.mark.parametrize(
    "key", ["02" + "00" * 31, "ee" + "ff" * 30 + "7f", "01" + "00" * 30 + "80", "00" * 31]
)
def test_bytes_that_are_no_point_are_no_key(carried: ModuleType, key: str) -> None:
    assert not carried.ed25519_verifies(bytes.fromhex(key), bytes(64), b"pesan")


def test_the_example_of_the_signed_note_specification_holds() -> None:
    key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    note = verifier.note_of(
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n\n"
        "\N{EM DASH} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXg"
        "KvqfqdngotpRZb6KE6RyyBwJnAM=\n",
        "note",
    )
    neumann = verifier.key_of(key, verifier.LOG_KEY)
    assert list(verifier.signers(note, [neumann])) == [neumann]


NOTE = Book(facts(2)).checkpoint()


@pytest.mark.parametrize(
    "written",
    [
        NOTE.replace("\n\n", "\n"),
        NOTE.replace("\N{EM DASH}", "-"),
        NOTE.replace("\N{EM DASH} ", "\N{EM DASH}  "),
        NOTE[:-1],
        NOTE.replace("\n2\n", "\n02\n"),
        NOTE.replace("\n2\n", "\n+2\n"),
        NOTE.replace("\n2\n", "\n\u0662\n"),
        NOTE.replace("=\n", "\n"),
        NOTE.replace("\n2\n", "\n2\t\n"),
        NOTE.replace("\n2\n", "\n"),
        "\n\n",
        "",
    ],
)
def test_a_checkpoint_has_one_form(written: str) -> None:
    with pytest.raises(verifier.Wrong) as wrong:
        verifier.checkpoint_of(written, "note")
    assert wrong.value.reason == "form"


def test_base64_has_one_spelling() -> None:
    assert b64decode("QUE=") == b64decode("QUF=") == b"AA"
    assert verifier.unbase64("QUE=", "here") == b"AA"
    for spelling in ("QUF=", "QUE", "QUE=\n", " QUE="):
        with pytest.raises(verifier.Wrong):
            verifier.unbase64(spelling, "here")


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "name",
        f"name+{sha256(b'name' + bytes([10])).hexdigest()[:8]}+",
        LOG.vkey.replace("+", "", 1),
        LOG.vkey[:-4],
        LOG.vkey.replace("contoh", "lain"),
        LOG.vkey.replace(LOG.id.hex(), LOG.id.hex().upper()),
    ],
)
def test_a_key_that_is_written_wrongly_is_no_key(vkey: str) -> None:
    with pytest.raises(verifier.CannotBegin):
        verifier.key_of(vkey, verifier.LOG_KEY)


def test_the_key_of_a_witness_signs_no_log() -> None:
    with pytest.raises(verifier.CannotBegin):
        verifier.key_of(LOG.vkey, verifier.WITNESS_KEY)
