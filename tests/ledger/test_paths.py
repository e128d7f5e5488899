"""Proofs hold exactly where RFC 6962 says so, and no changed one does.

The cases are those that published vectors for such verifiers consist of, made here: for every tree
of up to 20 leaves, and for some of up to 70, every proof and every way to spoil it.
"""

from hashlib import sha256
from itertools import pairwise

import pytest

from infrastructure.ledger.paths import (
    consistency_ranges,
    continues,
    includes,
    inclusion_ranges,
    range_hash,
)
from infrastructure.merkle import EMPTY_ROOT, leaf_hash, node_hash, tree_hash

LEAVES = [leaf_hash(b"entry %d" % number) for number in range(70)]
ROOTS = [tree_hash(LEAVES[:size]) for size in range(71)]
PAIRS = [(first, size) for size in range(1, 21) for first in range(size)]
SOME = [*PAIRS, *pairwise((0, 21, 31, 32, 33, 47, 63, 64, 65, 66, 70)), (1, 70), (69, 70)]
Path = list[bytes]


def perfect(level: int, number: int) -> bytes:
    return tree_hash(LEAVES[number << level : (number + 1) << level])


def inclusion(index: int, size: int) -> Path:
    return [range_hash(start, end, perfect) for start, end in inclusion_ranges(index, size)]


def consistency(first: int, size: int) -> Path:
    return [range_hash(start, end, perfect) for start, end in consistency_ranges(first, size)]


def rfc_path(index: int, leaves: list[bytes]) -> Path:
    """PATH of RFC 6962 §2.1.1, word for word."""
    if len(leaves) == 1:
        return []
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    if index < half:
        return [*rfc_path(index, leaves[:half]), tree_hash(leaves[half:])]
    return [*rfc_path(index - half, leaves[half:]), tree_hash(leaves[:half])]


def rfc_subproof(first: int, leaves: list[bytes], *, whole: bool) -> Path:
    """SUBPROOF of RFC 6962 §2.1.2, word for word."""
    if first == len(leaves):
        return [] if whole else [tree_hash(leaves)]
    half = 1
    while half * 2 < len(leaves):
        half *= 2
    if first <= half:
        return [*rfc_subproof(first, leaves[:half], whole=whole), tree_hash(leaves[half:])]
    return [*rfc_subproof(first - half, leaves[half:], whole=False), tree_hash(leaves[:half])]


@pytest.mark.parametrize("size", range(1, 71))
def test_every_path_is_that_of_the_definition_and_holds(size: int) -> None:
    for index in range(size):
        path = inclusion(index, size)
        assert path == rfc_path(index, LEAVES[:size])
        assert includes(ROOTS[size], size, index, LEAVES[index], path)
    for first in range(1, size + 1):
        path = consistency(first, size)
        assert path == rfc_subproof(first, LEAVES[:size], whole=True)
        assert continues(first, ROOTS[first], size, ROOTS[size], path)


def flipped(node: bytes, bit: int) -> bytes:
    return (int.from_bytes(node, "big") ^ 1 << bit).to_bytes(32, "big")


def spoiled(path: Path, *others: bytes) -> list[Path]:
    """The path with a bit changed in each of its hashes, with something too much or too little,
    in another order."""
    garbage = sha256(b"garbage").digest()
    changed = [
        [
            *path[:at],
            flipped(path[at], bit),
            *path[at + 1 :],
        ]
        for at in range(len(path))
        for bit in (0, 4, 255)
    ]
    longer = [put for more in (garbage, b"", *others) for put in ([more, *path], [*path, more])]
    shorter = [path[:-1], path[1:]] if path else []
    cut = [[*path[:at], path[at][:-1], *path[at + 1 :]] for at in range(len(path))]
    turned = [path[::-1]] if path != path[::-1] else []
    return [*changed, *longer, *shorter, *cut, *turned]


@pytest.mark.parametrize(("index", "size"), SOME)
def test_no_spoiled_proof_of_inclusion_holds(index: int, size: int) -> None:
    path, root, leaf = inclusion(index, size), ROOTS[size], LEAVES[index]
    for wrong in spoiled(path, root, leaf):
        assert not includes(root, size, index, leaf, wrong)
    for other in {index - 1, index + 1, index ^ 2, index ^ 16, size, -1} - {index}:
        assert not includes(root, size, other, leaf, path)
    assert not includes(root, size, index, LEAVES[(index + 1) % 70], path)
    assert not includes(ROOTS[size - 1], size, index, leaf, path)
    assert not includes(EMPTY_ROOT, size, index, leaf, path)
    for short in (b"", leaf[:-1], leaf + b"\0"):
        assert not includes(root, size, index, short, path)
        assert not includes(short, size, index, leaf, path)


@pytest.mark.parametrize(("first", "size"), [pair for pair in SOME if pair[0]])
def test_no_spoiled_proof_of_consistency_holds(first: int, size: int) -> None:
    path, old, new = consistency(first, size), ROOTS[first], ROOTS[size]
    for wrong in spoiled(path, old, new):
        assert not continues(first, old, size, new, wrong)
    assert not continues(first, new, size, old, path)
    assert not continues(size, new, first, old, path)
    assert not continues(first, new, size, new, path)
    assert not continues(first, old, size, old, path)
    assert not continues(first, old, size, new, [])
    for wrong_first in {first - 1, first + 1, first ^ 2} - {first}:
        assert not continues(wrong_first, old, size, new, path)
    for short in (b"", old[:-1], old + b"\0"):
        assert not continues(first, short, size, new, path)
        assert not continues(first, old, size, short, path)


@pytest.mark.parametrize("size", range(71))
def test_every_tree_continues_the_empty_one_by_no_hash_at_all(size: int) -> None:
    root = ROOTS[size]
    assert continues(0, EMPTY_ROOT, size, root, [])
    assert not continues(0, LEAVES[0], size, root, [])
    assert not continues(0, EMPTY_ROOT, size, root, [root])
    assert not continues(0, EMPTY_ROOT, size, root, [EMPTY_ROOT])
    assert not continues(0, EMPTY_ROOT, -1, root, [])


@pytest.mark.parametrize("size", [0, 1, 2, 3, 64, 70])
def test_a_tree_continues_itself_by_no_hash_at_all(size: int) -> None:
    assert continues(size, ROOTS[size], size, ROOTS[size], [])
    assert not continues(size, ROOTS[size], size, ROOTS[size], [ROOTS[size]])
    assert not continues(size, ROOTS[size], size, leaf_hash(b"another"), [])


def test_a_leaf_is_not_found_in_the_empty_tree() -> None:
    assert not includes(EMPTY_ROOT, 0, 0, LEAVES[0], [])
    assert not includes(LEAVES[0], 0, 0, LEAVES[0], [])


def test_every_single_bit_of_one_proof_matters() -> None:
    index, size = 37, 70
    path, root, leaf = inclusion(index, size), ROOTS[size], LEAVES[index]
    parts = [root, leaf, *path]
    for at in range(len(parts)):
        for bit in range(256):
            changed = list(parts)
            changed[at] = flipped(parts[at], bit)
            assert not includes(changed[0], size, index, changed[1], changed[2:])


def test_every_single_bit_of_one_proof_of_consistency_matters() -> None:
    first, size = 37, 70
    parts = [ROOTS[first], ROOTS[size], *consistency(first, size)]
    for at in range(len(parts)):
        for bit in range(256):
            changed = list(parts)
            changed[at] = flipped(parts[at], bit)
            assert not continues(first, changed[0], size, changed[1], changed[2:])


def test_a_node_passed_off_as_a_leaf_proves_nothing_of_another_size() -> None:
    """An inner node is the root of a tree of its own; the length of the path gives it away."""
    node = node_hash(LEAVES[0], LEAVES[1])
    path = inclusion(0, 4)[1:]
    assert includes(ROOTS[4], 2, 0, node, path)
    assert not includes(ROOTS[4], 4, 0, node, path)
