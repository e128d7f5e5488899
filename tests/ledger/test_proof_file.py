"""Proof files: what they say, and that every changed bit of them is found."""

from base64 import b64decode

import pytest

from infrastructure.ledger.checkpoint import Checkpoint, NoCheckpoint
from infrastructure.ledger.notes import Note, encoded
from infrastructure.ledger.paths import inclusion_ranges, range_hash
from infrastructure.ledger.proof_file import BadProof, ProofFile
from infrastructure.ledger.signing import Algorithm, SigningKey
from infrastructure.merkle import leaf_hash, tree_hash

KEY = SigningKey("city.example/log", Algorithm.ED25519, bytes(range(32)))
ENTRIES = [b"entry %d" % number for number in range(20)]
LEAVES = [leaf_hash(entry) for entry in ENTRIES]


def proof_of(index: int, extra: bytes | None = None) -> ProofFile:
    def perfect(level: int, number: int) -> bytes:
        return tree_hash(LEAVES[number << level : (number + 1) << level])

    path = tuple(range_hash(*part, perfect) for part in inclusion_ranges(index, len(LEAVES)))
    text = Checkpoint(KEY.name, len(LEAVES), tree_hash(LEAVES)).text()
    return ProofFile(index, path, Note(text, (KEY.sign(text),)), extra)


def test_a_proof_is_written_as_the_specification_shows_it() -> None:
    proof = proof_of(13, ENTRIES[13])
    note = str(proof.note)
    assert str(proof) == "\n".join(
        [
            "c2sp.org/tlog-proof@v1",
            f"extra {encoded(ENTRIES[13])}",
            "index 13",
            *map(encoded, proof.path),
            "",
            note,
        ]
    )
    assert "\nextra " not in str(proof_of(13))


@pytest.mark.parametrize("index", range(20))
@pytest.mark.parametrize("extra", [None, b"", b"entry"])
def test_every_proof_is_read_back_and_shows_its_entry(index: int, extra: bytes | None) -> None:
    proof = proof_of(index, extra)
    assert ProofFile.of_text(str(proof)) == proof
    head = proof.shows(ENTRIES[index], (KEY.verifier,))
    assert (head.origin, head.size) == (KEY.name, 20)


def test_it_shows_no_other_entry_and_nothing_under_keys_that_did_not_sign() -> None:
    proof = proof_of(13)
    with pytest.raises(BadProof, match="entry 13 of the log is another"):
        proof.shows(ENTRIES[12], (KEY.verifier,))
    stranger = SigningKey.made(KEY.name).verifier
    with pytest.raises(BadProof, match="none of the known keys"):
        proof.shows(ENTRIES[13], (stranger,))


def test_every_changed_bit_of_a_proof_file_is_found() -> None:
    written = str(proof_of(13, ENTRIES[13])).encode()
    missed = []
    for bit in range(8 * len(written)):
        changed = bytearray(written)
        changed[bit // 8] ^= 1 << bit % 8
        try:
            proof = ProofFile.of_text(bytes(changed).decode())
            proof.shows(proof.extra or b"", (KEY.verifier,))
        except (BadProof, UnicodeDecodeError):
            continue
        missed.append(bit)
    assert missed == []


GOOD = str(proof_of(13, ENTRIES[13]))
INDEX, FIRST = "index 13\n", encoded(proof_of(13).path[0])


@pytest.mark.parametrize(
    "text",
    [
        "",
        GOOD.replace("@v1", "@v2"),
        "\n" + GOOD,
        GOOD.replace(INDEX, ""),
        GOOD.replace(INDEX, "index 013\n"),
        GOOD.replace(INDEX, "index -1\n"),
        GOOD.replace(INDEX, "index 1_3\n"),
        GOOD.replace(INDEX, "index " + "9" * 20 + "\n"),
        GOOD.replace(INDEX, f"{INDEX}{INDEX}"),
        GOOD.replace(INDEX, f"{INDEX}extra AA==\n"),
        GOOD.replace("extra ", "extra  "),
        GOOD.replace("extra ", "Extra "),
        GOOD.replace(FIRST, "not base64"),
        GOOD.replace(FIRST, FIRST.replace("=", "")),
        GOOD.replace(INDEX, INDEX + f"{FIRST}\n" * 64),
        GOOD.replace("\n\n", "\n", 1),
        GOOD.partition("\n\n")[0],
        GOOD.rpartition("\n\n")[0] + "\n\n",
    ],
)
def test_what_is_not_spelled_as_a_proof_is_none(text: str) -> None:
    with pytest.raises(BadProof):
        ProofFile.of_text(text)


def test_a_hash_of_another_length_in_the_path_proves_nothing() -> None:
    short = encoded(b64decode(FIRST)[:-1])
    proof = ProofFile.of_text(GOOD.replace(FIRST, short))
    with pytest.raises(BadProof):
        proof.shows(ENTRIES[13], (KEY.verifier,))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "origin\n",
        "origin\n7\n",
        "\n7\n" + encoded(bytes(32)) + "\n",
        "origin\n07\n" + encoded(bytes(32)) + "\n",
        "origin\n-7\n" + encoded(bytes(32)) + "\n",
        "origin\n7 \n" + encoded(bytes(32)) + "\n",
        "origin\n\u0667\n" + encoded(bytes(32)) + "\n",
        f"origin\n{1 << 63}\n" + encoded(bytes(32)) + "\n",
        "origin\n7\n" + encoded(bytes(31)) + "\n",
        "origin\n7\n" + encoded(bytes(33)) + "\n",
        "origin\n7\n" + "A" * 42 + "B=\n",
    ],
)
def test_what_is_not_spelled_as_a_checkpoint_is_none(text: str) -> None:
    with pytest.raises(NoCheckpoint):
        Checkpoint.of_text(text)


def test_a_checkpoint_is_read_back_and_what_a_log_adds_below_is_left_alone() -> None:
    head = Checkpoint("city.example/log", 7, bytes(range(32)))
    assert Checkpoint.of_text(head.text()) == head
    assert Checkpoint.of_text(head.text() + "more\n") == head
    assert Checkpoint.of_text(head.text() + "\n— city.example/log AAAAAAA=\n") == head
    assert Checkpoint.of_text(Checkpoint("o", 0, bytes(32)).text()).size == 0
