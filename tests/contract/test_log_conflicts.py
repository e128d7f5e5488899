"""What an append is refused for: staleness, used keys, boundaries, claims (D5-D7)."""

from typing import Any

import pytest

from application.ports import ClaimTaken, KeyTaken, Recorded, Stale
from infrastructure.log_base import StoredLog
from tests.contract.small_domain import CoinsPut, ask, draft, one, positions, put, recorded

HASH = b"h" * 32


@pytest.mark.parametrize("read", [0, 1, 3, 4])
def test_a_decision_on_another_version_than_the_present_one_is_stale(
    log: StoredLog, read: int
) -> None:
    log.append([put("jar:1", version) for version in range(2)])
    assert one(log, put("jar:1", read)) == Stale("jar:1")
    assert positions(log) == [1, 2]


def test_a_stream_that_was_only_read_makes_a_decision_stale_too(log: StoredLog) -> None:
    recorded(one(log, put("jar:1", 0)))
    reading = ask(draft("jar:2", CoinsPut(coins=1)), expected={"jar:2": 0, "jar:1": 0})
    assert one(log, reading) == Stale("jar:1")
    assert list(log.stream("jar:2")) == []


def test_a_stale_decision_fails_alone_and_the_others_stand(log: StoredLog) -> None:
    recorded(one(log, put("jar:1", 0)))
    first, stale, third = log.append([put("jar:2", 0), put("jar:1", 0), put("jar:3", 0)])
    assert stale == Stale("jar:1")
    assert [recorded(first).envelopes[0].position, recorded(third).envelopes[0].position] == [2, 3]
    assert positions(log) == [1, 2, 3]


def test_a_later_ask_is_judged_against_what_the_earlier_ones_did(log: StoredLog) -> None:
    first, second, third = log.append([put("jar:1", 0), put("jar:1", 0), put("jar:1", 1)])
    assert second == Stale("jar:1")
    assert recorded(first).envelopes[0].version == 1
    assert recorded(third).envelopes[0].version == 2


def test_an_ask_after_a_stale_one_of_its_stream_is_judged_by_what_was_recorded(
    log: StoredLog,
) -> None:
    recorded(one(log, put("jar:1", 0)))
    stale, good = log.append([put("jar:1", 0), put("jar:1", 1)])
    assert stale == Stale("jar:1")
    assert recorded(good).envelopes[0].version == 2


def test_all_the_facts_of_an_ask_are_recorded_or_none(log: StoredLog) -> None:
    recorded(one(log, put("jar:2", 0)))
    both = ask(
        draft("jar:1", CoinsPut(coins=1)),
        draft("jar:2", CoinsPut(coins=1)),
        expected={"jar:1": 0, "jar:2": 0},
        key="k-1",
        claims={("label", "red"): "jar:1"},
        touches=frozenset({"shelf"}),
    )
    assert one(log, both) == Stale("jar:2")
    assert positions(log) == [1]
    assert (log.key("k-1"), log.claimed("label", "red"), log.boundary("shelf")) == (None, None, 0)


def test_a_used_key_is_answered_with_its_first_use_and_nothing_is_written(log: StoredLog) -> None:
    two = (draft("jar:1", CoinsPut(coins=1)), draft("jar:1", CoinsPut(coins=2)))
    recorded(one(log, ask(*two, expected={"jar:1": 0}, key="k-1", request_hash=HASH)))
    taken = KeyTaken(HASH, range(1, 3))
    assert log.key("k-1") == taken
    assert one(log, put("jar:2", 0, key="k-1", request_hash=b"other")) == taken
    assert one(log, put("jar:1", 0, key="k-1", request_hash=HASH)) == taken
    assert positions(log) == [1, 2]
    assert log.key("k-2") is None


def test_a_key_used_twice_in_one_call_is_recorded_once(log: StoredLog) -> None:
    same = [put("jar:1", 0, key="k-1", request_hash=HASH)] * 2
    first, second = log.append(same)
    assert recorded(first).envelopes[0].position == 1
    assert second == KeyTaken(HASH, range(1, 2))


def test_a_repeated_key_is_told_so_even_where_its_stream_has_moved_in_the_same_call(
    log: StoredLog,
) -> None:
    recorded(one(log, put("jar:1", 0, key="k-1", request_hash=HASH)))
    moving, repeated = log.append([put("jar:1", 1), put("jar:1", 0, key="k-1", request_hash=HASH)])
    assert recorded(moving).envelopes[0].version == 2
    assert repeated == KeyTaken(HASH, range(1, 2))


def test_an_ask_may_leave_nothing_but_its_key(log: StoredLog) -> None:
    recorded(one(log, put("jar:1", 0)))
    assert one(log, ask(expected={}, key="k-1", request_hash=HASH)) == Recorded(())
    taken = log.key("k-1")
    assert taken is not None
    assert (taken.request_hash, list(taken.positions)) == (HASH, [])
    assert one(log, put("jar:1", 1, key="k-1")) == taken
    assert log.head().position == 1


def test_a_boundary_refuses_a_decision_that_read_it_before_it_was_touched(log: StoredLog) -> None:
    read = {"shelf": 0}
    touch = frozenset({"shelf"})
    recorded(one(log, put("jar:1", 0, boundaries=read, touches=touch)))
    assert log.boundary("shelf") == 1
    assert one(log, put("jar:2", 0, boundaries=read, touches=touch)) == Stale("shelf")
    recorded(one(log, put("jar:2", 0, boundaries={"shelf": 1}, touches=touch)))
    assert (log.boundary("shelf"), log.boundary("cellar")) == (2, 0)


def test_a_boundary_that_was_only_read_stays_where_it_is(log: StoredLog) -> None:
    recorded(one(log, put("jar:1", 0, touches=frozenset({"shelf"}))))
    recorded(one(log, put("jar:2", 0, boundaries={"shelf": 1})))
    recorded(one(log, put("jar:3", 0, boundaries={"shelf": 1})))
    assert log.boundary("shelf") == 1


def test_two_decisions_of_one_call_cannot_both_take_what_a_boundary_guards(log: StoredLog) -> None:
    guarded: dict[str, Any] = {"boundaries": {"shelf": 0}, "touches": frozenset({"shelf"})}
    first, second = log.append([put("jar:1", 0, **guarded), put("jar:2", 0, **guarded)])
    assert recorded(first).envelopes[0].position == 1
    assert second == Stale("shelf")


def test_a_name_can_be_claimed_once(log: StoredLog) -> None:
    red = ("label", "red")
    recorded(one(log, put("jar:1", 0, claims={red: "jar:1"})))
    assert one(log, put("jar:2", 0, claims={red: "jar:2"})) == ClaimTaken(*red, "jar:1")
    recorded(one(log, put("jar:2", 0, claims={("lid", "red"): "jar:2"})))
    assert log.claimed("label", "red") == "jar:1"
    assert log.claimed("lid", "red") == "jar:2"
    assert log.claimed("label", "blue") is None


def test_two_decisions_of_one_call_cannot_claim_one_name(log: StoredLog) -> None:
    red = ("label", "red")
    first, second = log.append(
        [put("jar:1", 0, claims={red: "jar:1"}), put("jar:2", 0, claims={red: "jar:2"})]
    )
    assert isinstance(first, Recorded)
    assert second == ClaimTaken(*red, "jar:1")
