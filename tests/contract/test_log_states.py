"""State rows: a cache written with the facts and never trusted over them.

`Jar(label="told")` stands for a state that no fact led to: where it shows, the row was used.
"""

from dataclasses import dataclass, replace
from typing import Self

from application.ports import Append, Recorded
from domain.envelope import AnyEnvelope
from infrastructure.log_base import StoredLog
from tests.contract.conftest import OpenLog
from tests.contract.small_domain import Coins, CoinsPut, Jar, ask, draft, one, put, recorded

TOLD = Jar(label="told")


@dataclass(frozen=True, slots=True)
class Counted:
    """What another program may make of the same stream."""

    facts: int = 0

    def evolve(self, _: AnyEnvelope) -> Self:
        return replace(self, facts=self.facts + 1)


def kept(log: StoredLog, asked: Append) -> Recorded:
    return recorded(one(log, asked))


def test_an_unknown_stream_is_the_blank_state_at_version_0(log: StoredLog) -> None:
    assert log.load("jar:1", Jar(label="blank")) == (Jar(label="blank"), 0)


def test_a_stream_written_without_a_state_is_folded_from_its_facts(log: StoredLog) -> None:
    assert kept(log, put("jar:1", 0, coins=4)).states == {}
    assert log.load("jar:1", Jar()) == (Jar(coins=Coins((4,), 4)), 1)


def test_the_facts_are_folded_onto_the_state_given_and_the_result_is_kept(log: StoredLog) -> None:
    two = (draft("jar:1", CoinsPut(coins=4)), draft("jar:1", CoinsPut(coins=3)))
    after = Jar(label="told", coins=Coins((4, 3), 7))
    assert kept(log, ask(*two, expected={"jar:1": 0}, states={"jar:1": TOLD})).states == {
        "jar:1": after
    }
    assert log.load("jar:1", Jar()) == (after, 2)


def test_a_row_is_dropped_when_its_stream_is_written_without_a_state(log: StoredLog) -> None:
    kept(log, put("jar:1", 0, states={"jar:1": TOLD}))
    kept(log, put("jar:1", 1, coins=4))
    assert log.load("jar:1", Jar()) == (Jar(coins=Coins((1, 4), 5)), 2)


def test_a_row_under_another_fingerprint_is_not_believed(open_log: OpenLog) -> None:
    kept(open_log(), put("jar:1", 0, coins=4, states={"jar:1": TOLD}))
    newer = open_log(fingerprint=b"g" * 32)
    assert newer.load("jar:1", Jar()) == (Jar(coins=Coins((4,), 4)), 1)


def test_loading_by_folding_writes_nothing(open_log: OpenLog) -> None:
    kept(open_log(), put("jar:1", 0, coins=4, states={"jar:1": TOLD}))
    open_log(fingerprint=b"g" * 32).load("jar:1", Jar())
    assert open_log().load("jar:1", Jar())[0].label == "told"


def test_a_row_of_another_shape_is_not_believed(log: StoredLog) -> None:
    kept(log, put("jar:1", 0, coins=4, states={"jar:1": TOLD}))
    assert log.load("jar:1", Counted()) == (Counted(facts=1), 1)


def test_each_ask_of_a_call_leaves_its_own_state_and_the_last_is_kept(log: StoredLog) -> None:
    states = [Jar(), Jar(coins=Coins((1,), 1)), Jar(label="told", coins=Coins((1, 1), 2))]
    log.append([put("jar:1", n, states={"jar:1": state}) for n, state in enumerate(states)])
    kept = Jar(label="told", coins=Coins((1, 1, 1), 3))
    assert log.load("jar:1", Jar()) == (kept, 3)


def test_a_state_is_kept_only_for_a_stream_that_was_written(log: StoredLog) -> None:
    kept(log, put("jar:1", 0))
    given = {"jar:1": TOLD, "jar:2": TOLD}
    reading = ask(
        draft("jar:2", CoinsPut(coins=1)), expected={"jar:1": 1, "jar:2": 0}, states=given
    )
    kept(log, reading)
    assert log.load("jar:1", Jar())[0].label == ""
    assert log.load("jar:2", Jar())[0].label == "told"


def test_a_long_stream_is_loaded_without_reading_its_facts(open_log: OpenLog) -> None:
    log, state = open_log(), Jar()
    for start in range(0, 20_000, 1000):
        facts = [draft("jar:1", CoinsPut(coins=1)) for _ in range(1000)]
        asked = ask(*facts, expected={"jar:1": start}, states={"jar:1": state})
        state = kept(log, asked).states["jar:1"]
    knows_no_fact = open_log(catalogue={}, upcasters={})
    assert knows_no_fact.load("jar:1", Jar()) == (Jar(coins=Coins((1,) * 5, 20_000)), 20_000)


def test_kept_states_equal_a_fresh_fold(open_log: OpenLog) -> None:
    log = open_log()
    for _ in range(30):
        for stream in ("jar:1", "jar:2"):
            state, version = log.load(stream, Jar())
            kept(log, put(stream, version, coins=version, states={stream: state}))
    unbelieving = open_log(fingerprint=b"g" * 32)
    for stream in ("jar:1", "jar:2"):
        assert log.load(stream, Jar()) == unbelieving.load(stream, Jar())
        assert log.load(stream, Jar())[1] == 30
