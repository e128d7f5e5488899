"""What must be true of a log after whatever happened to it."""

from collections import Counter

from infrastructure.log_base import StoredLog
from infrastructure.merkle import Frontier, leaf_hash
from tests.contract.small_domain import Jar
from tests.faults.nursery import STREAMS


def check(log: StoredLog, unbelieving: StoredLog) -> Counter[str | None]:
    """Positions and versions are dense, time never goes back, the tree is over the bytes, and
    every state row equals a fresh fold. `unbelieving` uses no state row. Facts by command key.
    """
    facts = list(log.tail(0))
    assert [fact.position for fact in facts] == list(range(1, len(facts) + 1))
    instants = [fact.recorded_at for fact in facts]
    assert instants == sorted(instants)
    versions: Counter[str] = Counter()
    for fact in facts:
        versions[fact.stream] += 1
        assert fact.version == versions[fact.stream]
    head = log.head()
    tree = Frontier().extend(leaf_hash(stored) for _, stored in log.stored(0))
    assert (head.position, head.root) == (len(facts), tree.root())
    for stream in STREAMS:
        assert log.load(stream, Jar()) == unbelieving.load(stream, Jar())
    return Counter(fact.key for fact in facts)
