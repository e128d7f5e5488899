"""Checks a log against itself, from the stored bytes: every place that is wrong, and why (R77).

What is checked: every position is there once and in order; the bytes are those whose hash was kept
with them, are canonical, and say what the columns say; the versions of every stream have no hole;
`recorded_at` never goes back; every command key was used where its facts stand; the trees kept
along the way are over these bytes; and every state row is what its facts lead to.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from application.flaws import Flaw, LogFault
from application.ports import LogUnavailable
from domain.envelope import AnyEnvelope, Instant
from infrastructure.canonical import Canon
from infrastructure.codec import codec_for
from infrastructure.merkle import Frontier, leaf_hash


class CheckedRow(NamedTuple):
    """One fact as it lies in the database; `leaf` is the hash kept when it was recorded."""

    position: int
    stream: str
    version: int
    topic: str
    stored: bytes
    leaf: bytes


UsedFor = Callable[[Sequence[str]], Mapping[str, range]]
"""Command keys -> the positions each was used for."""


def faults(
    canon: Canon,
    pages: Iterable[Sequence[CheckedRow]],
    kept: Mapping[int, bytes],
    used_for: UsedFor,
    size: int,
    published: Mapping[int, bytes],
) -> Iterator[LogFault]:
    """Everything wrong with the first `size` facts.

    `kept` are trees noted along the way, `published` the roots of checkpoints by their size.
    """
    course = _Course(canon, kept, published)
    try:
        for page in pages:
            read: list[AnyEnvelope] = []
            for row in page:
                yield from course.placed(row)
                yield from course.read(row, read)
            yield from _keyless(read, used_for)
    except LogUnavailable as error:
        problem = f"the database cannot be read from here: {error}"
        yield LogFault(course.expected, Flaw.UNREADABLE_STORE, problem)
        return
    if course.expected <= size:
        problem = f"the facts from {course.expected} to {size} are gone"
        yield LogFault(course.expected, Flaw.TAIL_GONE, problem)


class _Course:
    """What is known of the facts so far, on the way from the first to the last."""

    def __init__(
        self, canon: Canon, kept: Mapping[int, bytes], published: Mapping[int, bytes]
    ) -> None:
        self.expected = 1
        self._canon = canon
        self._kept = kept
        self._published = published
        self._tree: Frontier | None = Frontier()
        self._sound_to = 0
        self._versions: dict[str, int] = {}
        self._last_at = Instant("")

    def placed(self, row: CheckedRow) -> Iterator[LogFault]:
        """Whether the fact is the next one, in bytes that nobody changed since."""
        if row.position != self.expected:
            problem = f"there is no fact {self.expected}; {row.position} comes next"
            yield LogFault(self.expected, Flaw.GAP, problem)
            self._tree = None
        self.expected = row.position + 1
        leaf = leaf_hash(row.stored)
        if leaf != row.leaf:
            problem = "its bytes are not those that were recorded"
            yield LogFault(row.position, Flaw.ALTERED, problem)
            self._tree = None
        if self._tree is not None:
            self._tree = self._tree.push(leaf)
            yield from self._tree_fits(self._tree)

    def read(self, row: CheckedRow, read: list[AnyEnvelope]) -> Iterator[LogFault]:
        """Whether the bytes are a fact of this place; one that can be read goes to `read`."""
        try:
            fact = self._canon.decode(row.topic, row.stored)
        except Exception as error:
            yield LogFault(row.position, Flaw.UNREADABLE, f"the fact cannot be read: {error}")
            self._versions[row.stream] = row.version
            return
        read.append(fact)
        if (fact.position, fact.stream, fact.version) != row[:3]:
            problem = (
                f"its columns say {row.stream} version {row.version}, its bytes "
                f"{fact.stream} version {fact.version} at position {fact.position}"
            )
            yield LogFault(row.position, Flaw.MISPLACED, problem)
        elif fact.topic == row.topic and self._canon.encode(fact) != row.stored:
            problem = "its bytes are not in canonical form"
            yield LogFault(row.position, Flaw.NOT_CANONICAL, problem)
        due = self._versions.get(row.stream, 0) + 1
        if row.version != due:
            yield LogFault(row.position, Flaw.VERSION, f"{row.stream} has no version {due}")
        self._versions[row.stream] = row.version
        if fact.recorded_at < self._last_at:
            problem = "it is recorded before the fact before it"
            yield LogFault(row.position, Flaw.TIME, problem)
        self._last_at = fact.recorded_at

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


def _keyless(facts: Sequence[AnyEnvelope], used_for: UsedFor) -> Iterator[LogFault]:
    """Facts that claim a command key which was not used for their position."""
    keys = dict.fromkeys(fact.key for fact in facts if fact.key is not None)
    used = used_for(list(keys)) if keys else {}
    for fact in facts:
        if fact.key is not None and fact.position not in used.get(fact.key, ()):
            problem = f"no command was recorded here under its key {fact.key}"
            yield LogFault(fact.position, Flaw.KEY, problem)


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
