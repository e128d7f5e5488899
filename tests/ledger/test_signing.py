"""Keys and signatures, held against published vectors and against every changed bit."""

from dataclasses import replace

import pytest

from infrastructure.ledger.checkpoint import Checkpoint, NoCheckpoint
from infrastructure.ledger.notes import BadNote, Note, encoded
from infrastructure.ledger.signing import Algorithm, BadKey, SigningKey, VerifierKey, signed_by
from tests.ledger.test_notes import NOTE

HEAD = Checkpoint("city.example/log", 1056, bytes(range(32)))
SECONDS = 1_763_942_400
SEED = bytes(range(32))

RFC_8032 = {
    "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60": (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9"
        "b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb": (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "r",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f1"
        "1d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
}
"""Secret key: public key, message, signature; tests 1 and 2 of RFC 8032 §7.1."""


def key(algorithm: Algorithm = Algorithm.ED25519) -> SigningKey:
    return SigningKey("city.example/log", algorithm, SEED)


def note(*keys: SigningKey, head: Checkpoint = HEAD) -> Note:
    return Note(head.text(), tuple(one.sign(head.text(), SECONDS) for one in keys))


@pytest.mark.parametrize("secret", RFC_8032)
def test_the_published_vectors_of_rfc_8032_hold(secret: str) -> None:
    public, message, signature = RFC_8032[secret]
    signer = SigningKey("rfc", Algorithm.ED25519, bytes.fromhex(secret))
    assert signer.verifier.public.hex() == public
    assert signer.sign(message).value.hex() == signature
    assert signer.verifier.verifies(message, signer.sign(message))


def test_the_example_of_gos_note_package_is_read_verified_and_signed_alike() -> None:
    vkey = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    skey = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
    verifier, signer = VerifierKey.of_text(vkey), SigningKey.of_text(skey)
    read = Note.of_text(NOTE)
    assert signed_by(read, (verifier,)) == (verifier,)
    assert signer.verifier == verifier
    assert (str(verifier), signer.secret_text()) == (vkey, skey)
    assert str(Note(read.text, (signer.sign(read.text),))) == NOTE


def test_the_key_id_is_the_hash_of_name_kind_and_key() -> None:
    """So one key used in two ways, or under two names, is two keys."""
    ids = {
        replace(key(kind).verifier, name=name).key_id.hex()
        for kind in (Algorithm.ED25519, Algorithm.ED25519_COSIGNATURE)
        for name in ("a", "b")
    }
    assert len(ids) == 4


@pytest.mark.parametrize("kind", Algorithm)
def test_a_new_key_is_read_back_from_its_texts_and_what_it_signs_verifies(kind: Algorithm) -> None:
    made = SigningKey.made("city.example/log", kind)
    assert made != SigningKey.made("city.example/log", kind)
    assert SigningKey.of_text(made.secret_text()) == made
    assert VerifierKey.of_text(str(made.verifier)) == made.verifier
    signed = note(made)
    [signature] = signed.signatures
    assert signed_by(Note.of_text(str(signed)), (made.verifier,)) == (made.verifier,)
    assert made.verifier.time_of(signature) == (0 if kind is Algorithm.ED25519 else SECONDS)


@pytest.mark.parametrize("kind", Algorithm)
def test_every_changed_bit_of_a_signature_is_refused(kind: Algorithm) -> None:
    """Every bit of an Ed25519 signature, every 97th of the longer one."""
    signer = key(kind)
    signature = signer.sign(HEAD.text(), SECONDS)
    step = 97 if kind is Algorithm.ML_DSA_44 else 1
    for bit in range(0, 8 * len(signature.value), step):
        changed = bytearray(signature.value)
        changed[bit // 8] ^= 1 << bit % 8
        forged = replace(signature, value=bytes(changed))
        assert not signer.verifier.verifies(HEAD.text(), forged), bit


@pytest.mark.parametrize("kind", Algorithm)
def test_every_changed_bit_of_a_head_is_refused(kind: Algorithm) -> None:
    signer = key(kind)
    signature = signer.sign(HEAD.text(), SECONDS)
    heads = [
        replace(HEAD, size=HEAD.size ^ 1),
        replace(HEAD, origin="city.example/lof"),
        *(
            replace(HEAD, root=(int.from_bytes(HEAD.root, "big") ^ 1 << bit).to_bytes(32, "big"))
            for bit in range(256)
        ),
    ]
    assert [head for head in heads if signer.verifier.verifies(head.text(), signature)] == []


@pytest.mark.parametrize("kind", Algorithm)
@pytest.mark.parametrize("length", [0, 1, 8, 9, 63, 65, 71, 73, 2427, 2429])
def test_a_signature_of_another_length_is_refused(kind: Algorithm, length: int) -> None:
    signature = key(kind).sign(HEAD.text(), SECONDS)
    wrong = replace(signature, value=(signature.value * 40)[:length])
    assert not key(kind).verifier.verifies(HEAD.text(), wrong)


def test_a_signature_made_twice_as_large_by_the_order_of_the_group_is_refused() -> None:
    """S + L is the same point; RFC 8032 §5.1.7 wants the one below L (malleability)."""
    order = 2**252 + 27742317777372353535851937790883648493
    signature = key().sign(HEAD.text())
    large = int.from_bytes(signature.value[32:], "little") + order
    forged = replace(signature, value=signature.value[:32] + large.to_bytes(32, "little"))
    assert not key().verifier.verifies(HEAD.text(), forged)


def test_a_cosignature_is_no_signature_of_the_log_and_the_other_way_round() -> None:
    plain, cosigned = key(), key(Algorithm.ED25519_COSIGNATURE)
    assert plain.verifier.public == cosigned.verifier.public
    swapped = replace(plain.sign(HEAD.text()), key_id=cosigned.verifier.key_id)
    assert not cosigned.verifier.verifies(HEAD.text(), swapped)


def test_a_time_beyond_what_can_be_told_is_refused() -> None:
    signer = key(Algorithm.ED25519_COSIGNATURE)
    signature = signer.sign(HEAD.text(), 1 << 63)
    assert not signer.verifier.verifies(HEAD.text(), signature)


def test_the_post_quantum_signature_is_over_a_head_and_nothing_else() -> None:
    signer = key(Algorithm.ML_DSA_44)
    with pytest.raises(NoCheckpoint):
        signer.sign("any text\n", SECONDS)
    with pytest.raises(NoCheckpoint, match="at most 255"):
        signer.sign(replace(HEAD, origin="o" * 256).text(), SECONDS)
    assert not signer.verifier.verifies("any text\n", signer.sign(HEAD.text(), SECONDS))


def test_lines_of_unknown_keys_are_passed_over_and_known_ones_must_hold() -> None:
    stranger = replace(key(), name="elsewhere.example/log")
    assert signed_by(note(stranger, key()), (key().verifier,)) == (key().verifier,)
    with pytest.raises(BadNote, match="none of the known keys"):
        signed_by(note(stranger), (key().verifier,))
    broken = key().sign("another text\n")
    with pytest.raises(BadNote, match="does not hold"):
        signed_by(
            Note(HEAD.text(), (key().sign(HEAD.text()), broken, stranger.sign(HEAD.text()))),
            (key().verifier,),
        )


def test_a_name_alone_or_an_id_alone_makes_no_known_key() -> None:
    signature = key().sign(HEAD.text())
    for foreign in (replace(signature, name="x"), replace(signature, key_id=b"\0\0\0\0")):
        with pytest.raises(BadNote, match="none of the known keys"):
            signed_by(Note(HEAD.text(), (foreign,)), (key().verifier,))


VKEY = str(key().verifier)
NAME, KEY_ID, KEPT = VKEY.split("+", 2)


@pytest.mark.parametrize(
    "text",
    [
        "",
        NAME,
        f"{NAME}+{KEY_ID}",
        f"{NAME}+{KEY_ID}+",
        f"+{KEY_ID}+{KEPT}",
        f"city example+{KEY_ID}+{KEPT}",
        f"{NAME}+{KEY_ID.upper()}+{KEPT}",
        f"{NAME}+{KEY_ID[1:]}+{KEPT}",
        f"{NAME}+00000000+{KEPT}",
        f"{NAME}x+{KEY_ID}+{KEPT}",
        f"{NAME}+{KEY_ID}+{KEPT}=",
        f"{NAME}+{KEY_ID}+{KEPT[:-4]}",
        f"{NAME}+{KEY_ID}+{encoded(bytes((2,)) + key().verifier.public)}",
        f"{NAME}+{KEY_ID}+{encoded(bytes((6,)) + key().verifier.public)}",
        f"PRIVATE+KEY+{VKEY}",
    ],
)
def test_a_text_that_is_no_public_key_is_refused(text: str) -> None:
    with pytest.raises(BadKey):
        VerifierKey.of_text(text)


@pytest.mark.parametrize(
    "ordinate", [0, 1, 2**255 - 20, 2**255 - 19, 2**255 - 18, 2**255, 2**255 + 1]
)
def test_a_point_of_small_order_is_no_key(ordinate: int) -> None:
    """Under such a key one signature fits many texts; also where the point is spelled above p."""
    weak = VerifierKey(NAME, Algorithm.ED25519, ordinate.to_bytes(32, "little"))
    with pytest.raises(BadKey, match="small order"):
        VerifierKey.of_text(str(weak))


def test_a_secret_never_shows_in_what_is_said() -> None:
    secret = key().secret_text()
    _, _, name, key_id, kept = secret.split("+", 4)
    assert kept not in repr(key())
    assert SEED.hex() not in repr(key())
    for text in (
        secret.replace(key_id, "00000000"),
        secret[:-8],
        secret.removeprefix("PRIVATE+KEY+"),
        secret.replace(name, "city example"),
    ):
        with pytest.raises(BadKey) as refused:
            SigningKey.of_text(text)
        assert kept[:8] not in str(refused.value)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\u2003b", "é" * 128])
def test_a_name_with_blanks_or_plus_names_no_key(name: str) -> None:
    with pytest.raises(BadKey):
        SigningKey.made(name)
