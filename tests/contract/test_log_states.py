"""State rows: a cache written with every sixteenth fact of a stream, never trusted over the facts.

`Jar(label="told")` stands for a state that no fact led to: where it shows, the row was used.
"""

from dataclasses import dataclass, replace
from typing import Any, Self

from application.ports import Append, Recorded
from domain.envelope import AnyEnvelope
from infrastructure.log_base import StoredLog
from infrastructure.log_batch import STATE_EVERY
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


def gifts(version: int, count: int, **more: Any) -> Append:
    """So many gifts of one coin to the first jar, read at a version."""
    puts = (draft("jar:1", CoinsPut(coins=1)) for _ in range(count))
    return ask(*puts, expected={"jar:1": version}, **more)


def holding(count: int, label: str = "") -> Jar:
    return Jar(label=label, coins=Coins((1,) * min(count, 5), count))


def told(log: StoredLog) -> StoredLog:
    """The log with a row of the first jar that only a told state can have led to."""
    kept(log, gifts(0, STATE_EVERY, states={"jar:1": TOLD}))
    return log


def test_an_unknown_stream_is_the_blank_state_at_version_0(log: StoredLog) -> None:
    assert log.load("jar:1", Jar(label="blank")) == (Jar(label="blank"), 0)


def test_a_stream_written_without_a_state_is_folded_from_its_facts(log: StoredLog) -> None:
    assert kept(log, gifts(0, STATE_EVERY)).states == {}
    assert log.load("jar:1", Jar()) == (holding(STATE_EVERY), STATE_EVERY)


def test_the_facts_are_folded_onto_the_state_given(log: StoredLog) -> None:
    two = (draft("jar:1", CoinsPut(coins=4)), draft("jar:1", CoinsPut(coins=3)))
    after = Jar(label="told", coins=Coins((4, 3), 7))
    assert kept(log, ask(*two, expected={"jar:1": 0}, states={"jar:1": TOLD})).states == {
        "jar:1": after
    }


def test_the_state_at_every_sixteenth_version_is_kept(log: StoredLog) -> None:
    assert told(log).load("jar:1", Jar()) == (holding(STATE_EVERY, "told"), STATE_EVERY)


def test_between_two_kept_states_nothing_is_kept(log: StoredLog) -> None:
    kept(log, gifts(0, STATE_EVERY - 1, states={"jar:1": TOLD}))
    assert list(log.states()) == []
    assert log.load("jar:1", Jar()) == (holding(STATE_EVERY - 1), STATE_EVERY - 1)


def test_the_facts_after_a_kept_state_are_folded_onto_it(log: StoredLog) -> None:
    kept(told(log), put("jar:1", STATE_EVERY, coins=4))
    after = Jar(label="told", coins=Coins((1, 1, 1, 1, 4), STATE_EVERY + 4))
    assert log.load("jar:1", Jar()) == (after, STATE_EVERY + 1)


def test_an_act_that_passes_a_sixteenth_version_keeps_the_state_at_its_end(log: StoredLog) -> None:
    kept(log, gifts(0, STATE_EVERY + 3, states={"jar:1": TOLD}))
    assert [row[:2] for row in log.states()] == [("jar:1", STATE_EVERY + 3)]


def test_a_row_under_another_fingerprint_is_not_believed(open_log: OpenLog) -> None:
    told(open_log())
    newer = open_log(fingerprint=b"g" * 32)
    assert newer.load("jar:1", Jar()) == (holding(STATE_EVERY), STATE_EVERY)


def test_loading_by_folding_writes_nothing(open_log: OpenLog) -> None:
    told(open_log())
    open_log(fingerprint=b"g" * 32).load("jar:1", Jar())
    assert open_log().load("jar:1", Jar())[0].label == "told"


def test_a_row_of_another_shape_is_not_believed(log: StoredLog) -> None:
    assert told(log).load("jar:1", Counted()) == (Counted(facts=STATE_EVERY), STATE_EVERY)


def test_of_the_asks_of_a_call_the_last_state_is_kept(log: StoredLog) -> None:
    first = gifts(0, STATE_EVERY, states={"jar:1": Jar()})
    second = gifts(STATE_EVERY, 1, states={"jar:1": holding(STATE_EVERY, "told")})
    log.append([first, second])
    assert log.load("jar:1", Jar()) == (holding(STATE_EVERY + 1, "told"), STATE_EVERY + 1)


def test_a_state_is_kept_only_for_a_stream_that_was_written(log: StoredLog) -> None:
    kept(log, gifts(0, STATE_EVERY))
    puts = (draft("jar:2", CoinsPut(coins=1)) for _ in range(STATE_EVERY))
    expected = {"jar:1": STATE_EVERY, "jar:2": 0}
    kept(log, ask(*puts, expected=expected, states={"jar:1": TOLD, "jar:2": TOLD}))
    assert log.load("jar:1", Jar())[0].label == ""
    assert log.load("jar:2", Jar())[0].label == "told"


def test_a_long_stream_is_loaded_from_its_last_kept_state(open_log: OpenLog) -> None:
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
