"""The tree over the log, held against the recursive definition of RFC 6962 §2.1."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from infrastructure.merkle import EMPTY_ROOT, Frontier, leaf_hash, node_hash


def tree_hash(entries: list[bytes]) -> bytes:
    """The definition, word for word."""
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    split = 1
    while split * 2 < len(entries):
        split *= 2
    left, right = tree_hash(entries[:split]), tree_hash(entries[split:])
    return sha256(b"\x01" + left + right).digest()


def test_the_root_of_every_small_tree_is_that_of_the_definition() -> None:
    entries: list[bytes] = []
    frontier = Frontier()
    for number in range(130):
        assert frontier.root() == tree_hash(entries)
        entry = b"entry %d" % number
        entries.append(entry)
        frontier = frontier.push(leaf_hash(entry))


def test_the_published_vectors_of_rfc_6962_hold() -> None:
    entries = [
        bytes.fromhex(entry)
        for entry in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")
    ]
    entries.append(bytes.fromhex("606162636465666768696a6b6c6d6e6f"))
    frontier = Frontier().extend(leaf_hash(entry) for entry in entries)
    assert frontier.root().hex() == (
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    )


def test_the_empty_tree_hashes_nothing() -> None:
    assert Frontier().root() == EMPTY_ROOT == sha256(b"").digest()


def test_a_leaf_is_never_a_node() -> None:
    left, right = leaf_hash(b"a"), leaf_hash(b"b")
    assert node_hash(left, right) != leaf_hash(left + right)


@settings(derandomize=True, max_examples=60)
@given(st.lists(st.binary(max_size=20), max_size=70), st.integers(0, 70))
def test_a_tree_grown_in_two_steps_and_stored_between_is_the_same(
    entries: list[bytes], cut: int
) -> None:
    first = Frontier().extend(leaf_hash(entry) for entry in entries[:cut])
    again = Frontier.from_bytes(first.to_bytes())
    assert again == first
    grown = again.extend(leaf_hash(entry) for entry in entries[cut:])
    assert (grown.size, grown.root()) == (len(entries), tree_hash(entries))
    assert len(grown.roots) == len(entries).bit_count()


@pytest.mark.parametrize("stored", [b"", b"\x00" * 7, b"\x00" * 7 + b"\x01", b"\x00" * 40])
def test_bytes_that_are_no_frontier_are_refused(stored: bytes) -> None:
    with pytest.raises(ValueError, match="not a frontier"):
        Frontier.from_bytes(stored)
