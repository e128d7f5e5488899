"""Which subtrees a proof consists of, and whether a proof holds (RFC 6962 §2.1, RFC 9162 §2.1).

Leaves are counted from 0. A range `(start, end)` is a subtree: the leaves from `start` up to but
not including `end`.
"""

from collections.abc import Callable, Iterator, Sequence

from infrastructure.merkle import EMPTY_ROOT, HASH_SIZE, node_hash

Range = tuple[int, int]
Perfect = Callable[[int, int], bytes]
"""level, number -> the hash over the leaves from number << level to (number + 1) << level."""


def inclusion_ranges(index: int, size: int) -> list[Range]:
    """The subtrees whose hashes prove leaf `index` in a tree of `size`, its sibling first."""
    start, end, ranges = 0, size, []
    while end - start > 1:
        middle = start + _half(end - start)
        if index < middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    return ranges[::-1]


def consistency_ranges(first: int, size: int) -> list[Range]:
    """The subtrees whose hashes prove that a tree of `size` begins with that of `first`."""
    start, end, ranges = 0, size, []
    while first not in (0, end):
        middle = start + _half(end - start)
        if first <= middle:
            ranges.append((middle, end))
            end = middle
        else:
            ranges.append((start, middle))
            start = middle
    if start:
        ranges.append((start, end))
    return ranges[::-1]


def range_hash(start: int, end: int, perfect: Perfect) -> bytes:
    """The hash of a subtree, from the perfect subtrees it consists of; of none, the empty root."""
    if start == end:
        return EMPTY_ROOT
    *left, (level, number) = _perfect_parts(start, end)
    node = perfect(level, number)
    for level, number in reversed(left):
        node = node_hash(perfect(level, number), node)
    return node


def includes(root: bytes, size: int, index: int, leaf: bytes, path: Sequence[bytes]) -> bool:
    """Whether a path proves that leaf `index` of the tree with this root has this hash."""
    if not 0 <= index < size or not _are_hashes(root, leaf, *path):
        return False
    place, last, node = index, size - 1, leaf
    for sibling in path:
        if not last:
            return False
        if place & 1 or place == last:
            node = node_hash(sibling, node)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        place, last = place >> 1, last >> 1
    return not last and node == root


def continues(
    first: int, first_root: bytes, second: int, second_root: bytes, path: Sequence[bytes]
) -> bool:
    """Whether a path proves that the second tree begins with the leaves of the first.

    Every tree continues the empty one, and a tree itself; both are proved by no hash at all.
    """
    if not 0 <= first <= second or not _are_hashes(first_root, second_root, *path):
        return False
    if first in (0, second):
        known = second_root if first == second else EMPTY_ROOT
        return first_root == known and not path
    if not path:
        return False
    place, last = first - 1, second - 1
    while place & 1:
        place, last = place >> 1, last >> 1
    seed, *rest = path if place else (first_root, *path)
    old = new = seed
    for sibling in rest:
        if not last:
            return False
        if place & 1 or place == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        place, last = place >> 1, last >> 1
    return not last and old == first_root and new == second_root


def _half(size: int) -> int:
    """The largest power of two below the size."""
    return 1 << (size - 1).bit_length() - 1


def _perfect_parts(start: int, end: int) -> Iterator[tuple[int, int]]:
    """Level and number of the largest perfect subtrees of a range, from the left."""
    while start < end:
        level = (end - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        yield level, start >> level
        start += 1 << level


def _are_hashes(*hashes: bytes) -> bool:
    return all(len(one) == HASH_SIZE for one in hashes)
