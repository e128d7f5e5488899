"""The tree over a real log, on every database (D9)."""

from collections.abc import Callable

from infrastructure.ledger.nodes import Nodes
from infrastructure.ledger.paths import continues, includes
from infrastructure.ledger.tiles import ENTRIES, Tile, entries_in
from infrastructure.ledger.tree import Tree
from infrastructure.log_base import StoredLog
from infrastructure.merkle import leaf_hash, tree_hash
from infrastructure.side_tables import SideTables
from tests.contract.small_domain import CoinsPut, JarOpened, ask, draft

OpenTables = Callable[[], SideTables]


def filled(log: StoredLog, size: int) -> list[bytes]:
    """Record `size` facts; the hash of each."""
    more = [draft("jar:1", CoinsPut(coins=number)) for number in range(1, size)]
    log.append([ask(draft("jar:1", JarOpened(label="one")), *more, expected={"jar:1": 0})])
    return [leaf_hash(stored) for _, stored in log.stored(0)]


def test_roots_proofs_and_tiles_are_over_the_stored_bytes(
    log: StoredLog, open_tables: OpenTables
) -> None:
    leaves = filled(log, 530)
    tree, root = Tree(log, Nodes(open_tables())), tree_hash(leaves)
    assert tree.root(530) == root == log.head().root
    for position in (1, 256, 257, 512, 513, 530):
        proof = tree.prove_inclusion(position, 530)
        assert includes(root, 530, position - 1, leaves[position - 1], proof.path)
    for first in (1, 255, 256, 300, 530):
        proof = tree.prove_consistency(first, 530)
        assert continues(first, log.root(first), 530, root, proof.path)
    assert tree.tile(Tile(0, 2, 18)) == b"".join(leaves[512:])
    assert tree.tile(Tile(1, 0, 2)) == tree_hash(leaves[:256]) + tree_hash(leaves[256:512])
    stored = [stored for _, stored in log.stored(0)]
    assert entries_in(tree.tile(Tile(ENTRIES, 1))) == stored[256:512]


def test_another_process_reads_the_nodes_this_one_kept(
    log: StoredLog, open_tables: OpenTables
) -> None:
    filled(log, 300)
    root = Tree(log, Nodes(open_tables())).root(300)
    elsewhere = Nodes(open_tables())
    assert elsewhere.count() == 1
    assert Tree(log, elsewhere).root(300) == root
