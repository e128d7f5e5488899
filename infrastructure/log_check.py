"""Checks a log against itself, from the stored bytes: every place that is wrong, and why (R77).

What is checked: every position is there once and in order; the bytes are those whose hash was kept
with them, are canonical, and say what the columns say; the versions of every stream have no hole;
`recorded_at` never goes back; every command key was used where its facts stand; the trees kept
along the way are over these bytes; and every state row is what its facts lead to.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from application.flaws import Flaw, LogFault
from application.ports import LogUnavailable
from domain.envelope import AnyEnvelope, Instant
from infrastructure.codec import codec_for
from infrastructure.log_stretch import Stretch, hole, too_early
from infrastructure.merkle import Frontier

_KINDS = list(Flaw)


def faults(
    stretches: Iterable[Stretch],
    kept: Mapping[int, bytes],
    size: int,
    published: Mapping[int, bytes],
) -> Iterator[LogFault]:
    """Everything wrong with the first `size` facts, looked at stretch by stretch, in order.

    `kept` are trees noted along the way, `published` the roots of checkpoints by their size.
    """
    course = _Course(kept, published)
    try:
        for stretch in stretches:
            yield from course.go_on(stretch)
    except LogUnavailable as error:
        problem = f"the database cannot be read from here: {error}"
        yield LogFault(course.expected, Flaw.UNREADABLE_STORE, problem)
        return
    if course.expected <= size:
        problem = f"the facts from {course.expected} to {size} are gone"
        yield LogFault(course.expected, Flaw.TAIL_GONE, problem)


class _Course:
    """What is known of the facts so far, on the way from the first to the last."""

    def __init__(self, kept: Mapping[int, bytes], published: Mapping[int, bytes]) -> None:
        self.expected = 1
        self._kept = kept
        self._published = published
        self._marks = sorted(kept.keys() | published.keys())
        self._tree: Frontier | None = Frontier()
        self._sound_to = 0
        self._versions: dict[str, int] = {}
        self._last_at = Instant("")

    def go_on(self, stretch: Stretch) -> list[LogFault]:
        """What is wrong with a stretch, by itself and after those before it, by position."""
        found = [*stretch.faults, *self._joined(stretch), *self._grown(stretch)]
        self.expected = stretch.last + 1
        self._versions.update(stretch.ended)
        if stretch.began is not None:
            self._last_at = stretch.at
        return sorted(found, key=lambda fault: (fault.position, _KINDS.index(fault.flaw)))

    def _joined(self, stretch: Stretch) -> Iterator[LogFault]:
        """Whether it begins where the stretch before it ends."""
        if stretch.first != self.expected:
            problem = f"there is no fact {self.expected}; {stretch.first} comes next"
            yield LogFault(self.expected, Flaw.GAP, problem)
            self._tree = None
        for stream, (position, version) in stretch.begun.items():
            due = self._versions.get(stream, 0) + 1
            if version != due:
                yield hole(position, stream, due)
        if stretch.began is not None and stretch.began[1] < self._last_at:
            yield too_early(stretch.began[0])

    def _grown(self, stretch: Stretch) -> Iterator[LogFault]:
        """Whether the tree, with these leaves, goes through every tree kept and published."""
        leaves = stretch.leaves
        while self._tree is not None and leaves:
            size = self._tree.size
            after = bisect_right(self._marks, size)
            mark = self._marks[after] if after < len(self._marks) else size + len(leaves)
            self._tree = self._tree.extend(leaves[: mark - size])
            leaves = leaves[mark - size :]
            yield from self._tree_fits(self._tree)
        if not stretch.unbroken:
            self._tree = None

    def _tree_fits(self, tree: Frontier) -> Iterator[LogFault]:
        """The first tree or checkpoint over other bytes is told; later ones follow from it."""
        kept, root = self._kept.get(tree.size), self._published.get(tree.size)
        if kept is None and root is None:
            return
        if kept in (None, tree.to_bytes()) and root in (None, tree.root()):
            self._sound_to = tree.size
            return
        self._tree = None
        flaw = Flaw.CHECKPOINT if kept in (None, tree.to_bytes()) else Flaw.TREE
        what = "checkpoint published" if flaw is Flaw.CHECKPOINT else "tree kept"
        problem = (
            f"the {what} here is not over these bytes: one of the facts from "
            f"{self._sound_to + 1} to {tree.size} is another"
        )
        yield LogFault(tree.size, flaw, problem)


def state_faults(
    states: Iterable[tuple[str, int, bytes]],
    stream_of: Callable[[str], Iterator[AnyEnvelope]],
    blanks: Mapping[str, Any],
) -> Iterator[LogFault]:
    """Every state row that is not what the facts of its stream lead to.

    `states` are (stream, version, stored state), `blanks` the blank states by thing.
    """
    for stream, version, stored in states:
        state, reached, position = blanks.get(stream.partition(":")[0]), 0, 0
        if state is None:
            yield LogFault(0, Flaw.STATE, f"state of {stream}: no thing of this name has a state")
            continue
        kind = type(state)
        try:
            for fact in stream_of(stream):
                if fact.version > version:
                    break
                state, reached, position = state.evolve(fact), fact.version, fact.position
        except Exception as error:
            problem = f"state of {stream}: its facts cannot be folded: {error}"
            yield LogFault(position, Flaw.STATE, problem)
            continue
        if reached != version:
            problem = f"state of {stream}: stored at version {version}, the facts end at {reached}"
            yield LogFault(position, Flaw.STATE, problem)
        elif codec_for(kind).encode(state) != stored:
            problem = f"state of {stream} at version {version}: other bytes than its facts lead to"
            yield LogFault(position, Flaw.STATE, problem)
