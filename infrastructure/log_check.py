"""Checks a log against itself, from the stored bytes: the first place that is wrong, and why.

What is checked: every position is there once and in order; the bytes are canonical and say what
the columns say; the versions of every stream have no hole; `recorded_at` never goes back; the root
kept along the way is the root of the bytes before it.
"""

from collections.abc import Iterable, Iterator

from application.ports import LogFault
from domain.envelope import AnyEnvelope, Instant
from infrastructure.canonical import Canon
from infrastructure.merkle import Frontier, leaf_hash

Stored = tuple[int, str, int, str, bytes]
"""position, stream, version, topic, stored bytes"""


def faults(
    canon: Canon, rows: Iterable[Stored], kept: Iterable[Frontier], size: int
) -> Iterator[LogFault]:
    """Everything wrong with the first `size` facts; `kept` are trees noted along the way."""
    versions: dict[str, int] = {}
    last_at = Instant("")
    tree = Frontier()
    noted = {frontier.size: frontier for frontier in kept}
    expected = 1
    for position, stream, version, topic, stored in rows:
        if position != expected:
            yield LogFault(expected, f"there is no fact {expected}; {position} comes next")
            expected = position
        expected += 1
        tree = tree.push(leaf_hash(stored))
        if tree.size in noted and noted[tree.size] != tree:
            yield LogFault(position, "the bytes up to here are not those the tree was kept over")
        try:
            fact = canon.decode(topic, stored)
        except Exception as error:
            yield LogFault(position, f"the fact cannot be read: {error}")
            continue
        yield from _misfits(canon, fact, (position, stream, version, topic, stored))
        if version != versions.get(stream, 0) + 1:
            yield LogFault(position, f"{stream} has no version {versions.get(stream, 0) + 1}")
        versions[stream] = version
        if fact.recorded_at < last_at:
            yield LogFault(position, "it is recorded before the fact before it")
        last_at = fact.recorded_at
    if expected - 1 < size:
        yield LogFault(expected, f"the facts from {expected} to {size} are gone")


def _misfits(canon: Canon, fact: AnyEnvelope, row: Stored) -> Iterator[LogFault]:
    position, stream, version, topic, stored = row
    if (fact.position, fact.stream, fact.version) != (position, stream, version):
        yield LogFault(position, "its columns are not what its bytes say")
    elif fact.topic == topic and canon.encode(fact) != stored:
        yield LogFault(position, "its bytes are not in canonical form")
