"""The tree over a log: the roots and proofs of a list of leaves, from a small part of them."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from application.ports import LogUnavailable
from infrastructure.ledger.nodes import Nodes
from infrastructure.ledger.paths import continues, includes
from infrastructure.ledger.tiles import ENTRIES, Tile, entries_in, tiles_of
from infrastructure.ledger.tree import Tree
from infrastructure.merkle import EMPTY_ROOT, leaf_hash, tree_hash
from infrastructure.side_tables import SqliteTables
from tests.ledger.entries import Entries

LARGE = 66_000
"""More than a full tile of level 1 is over."""


@pytest.fixture(scope="module")
def large() -> Entries:
    return Entries(LARGE)


@pytest.fixture(scope="module")
def large_nodes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Nodes]:
    tables = SqliteTables(tmp_path_factory.mktemp("large") / "side.db")
    yield Nodes(tables)
    tables.close()


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[Nodes]:
    tables = SqliteTables(tmp_path / "side.db")
    yield Nodes(tables)
    tables.close()


def leaves(entries: Entries) -> list[bytes]:
    return [leaf_hash(entry) for entry in entries.stored_bytes]


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 511, 512, 513, 1000])
def test_the_root_is_that_over_all_leaves(nodes: Nodes, size: int) -> None:
    entries = Entries(size)
    assert Tree(entries, nodes).root(size) == tree_hash(leaves(entries))
    assert nodes.count() == size // 256


def test_the_empty_tree_has_the_empty_root(nodes: Nodes) -> None:
    assert Tree(Entries(9), nodes).root(0) == EMPTY_ROOT


def test_every_proof_of_a_tree_of_three_tiles_holds(nodes: Nodes) -> None:
    size = 600
    tree, all_leaves = Tree(Entries(size), nodes), leaves(Entries(size))
    root = tree_hash(all_leaves)
    for position in range(1, size + 1, 7):
        proof = tree.prove_inclusion(position, size)
        assert (proof.size, proof.root, proof.leaf) == (size, root, all_leaves[position - 1])
        assert includes(root, size, position - 1, all_leaves[position - 1], proof.path)
    for first in (*range(0, size + 1, 13), 256, 512, 599):
        proof = tree.prove_consistency(first, size)
        assert (proof.root, proof.leaf) == (root, None)
        assert continues(first, tree_hash(all_leaves[:first]), size, root, proof.path)


def test_a_smaller_tree_is_proved_from_a_log_that_has_grown_on(nodes: Nodes) -> None:
    tree, all_leaves = Tree(Entries(1000), nodes), leaves(Entries(1000))
    tree.root(1000)
    for size in (1, 255, 256, 300, 512, 513):
        root = tree_hash(all_leaves[:size])
        assert tree.root(size) == root
        proof = tree.prove_inclusion(size, size)
        assert includes(root, size, size - 1, all_leaves[size - 1], proof.path)


def test_a_large_log_is_read_once_and_a_proof_then_reads_two_tiles_of_it(
    large: Entries, large_nodes: Nodes
) -> None:
    entries = large
    root = tree_hash(leaves(entries))
    large_nodes.forget()
    entries.read = 0
    assert Tree(entries, large_nodes).root(LARGE) == root
    assert entries.read <= LARGE + 256
    again = Tree(entries, large_nodes)
    for position in (1, 40_000, 65_536, 65_537, LARGE):
        entries.read = 0
        proof = again.prove_inclusion(position, LARGE)
        leaf = leaf_hash(entries.stored_bytes[position - 1])
        assert includes(root, LARGE, position - 1, leaf, proof.path)
        assert entries.read <= 512
    entries.read = 0
    proof = again.prove_consistency(777, LARGE)
    first = tree_hash(leaves(entries)[:777])
    assert continues(777, first, LARGE, root, proof.path)
    assert entries.read <= 512


def test_a_grown_log_costs_what_is_new(nodes: Nodes) -> None:
    entries = Entries(5000)
    tree = Tree(entries, nodes)
    tree.root(5000)
    entries.grow(300)
    entries.read = 0
    assert tree.root(5300) == tree_hash(leaves(entries))
    assert entries.read <= 300 + 2 * 256


def test_the_tiles_are_the_hashes_of_the_specification(large: Entries, large_nodes: Nodes) -> None:
    """The n-th hash of level L is over 256 to the power of L leaves."""
    entries = large
    tree, all_leaves = Tree(entries, large_nodes), leaves(entries)
    for tile in (Tile(0, 0), Tile(0, 257, 208), Tile(1, 0), Tile(1, 1, 1), Tile(2, 0, 1)):
        span = 256**tile.level
        hashes = [
            tree_hash(all_leaves[at * span : (at + 1) * span])
            for at in range(tile.first, tile.first + tile.width)
        ]
        assert tile in set(tiles_of(LARGE))
        assert tree.tile(tile) == b"".join(hashes)
    assert entries_in(tree.tile(Tile(ENTRIES, 257, 208))) == entries.stored_bytes[65_792:]


def test_nodes_grown_in_steps_are_those_grown_at_once(
    large: Entries, large_nodes: Nodes, nodes: Nodes
) -> None:
    Tree(large, large_nodes).root(LARGE)
    tree = Tree(large, nodes)
    for size in (1, 256, 300, 65_280, 65_535, 65_536, LARGE):
        tree.root(size)
    for level, count in ((1, LARGE // 256), (2, 1)):
        kept = large_nodes.read(level, 0, 1000)
        assert len(kept) == count
        assert nodes.read(level, 0, 1000) == kept


def test_two_processes_that_grow_the_nodes_together_keep_each_once(nodes: Nodes) -> None:
    entries = Entries(2000)
    one, other = Tree(entries, nodes), Tree(entries, nodes)
    one.root(700)
    other.root(400)
    one.root(1500)
    assert other.root(2000) == one.root(2000) == tree_hash(leaves(entries))
    assert nodes.count() == 2000 // 256


def test_nodes_that_were_thrown_away_are_made_anew(nodes: Nodes) -> None:
    entries = Entries(1000)
    root = Tree(entries, nodes).root(1000)
    nodes.forget()
    assert Tree(entries, nodes).root(1000) == root
    assert nodes.count() == 3


def test_facts_or_nodes_that_are_missing_are_told(nodes: Nodes) -> None:
    entries = Entries(600)
    tree = Tree(entries, nodes)
    tree.root(600)
    nodes.forget()
    with pytest.raises(LogUnavailable, match="nodes of the tree are missing"):
        tree.root(600)
    del entries.stored_bytes[500:]
    with pytest.raises(LogUnavailable, match="facts are missing"):
        Tree(entries, nodes).prove_inclusion(1, 600)
