"""What every event log promises (D4-D7). Each test runs on SQLite and on PostgreSQL."""

from typing import Any

import pytest

from application.ports import Append, ClaimTaken, KeyTaken, Outcome, Recorded, Stale
from domain.base import Fact
from domain.envelope import Instant, moment_of
from infrastructure.canonical import UnknownTopic
from infrastructure.log_base import StoredLog
from infrastructure.log_batch import Unrecordable
from infrastructure.merkle import EMPTY_ROOT, Frontier, leaf_hash
from tests.contract.conftest import OpenLog
from tests.contract.small_domain import (
    CATALOGUE,
    LATER,
    NOON,
    Coins,
    CoinsPut,
    CoinsTaken,
    Jar,
    JarOpened,
    ask,
    draft,
    put,
)

HASH = b"h" * 32


def one(log: StoredLog, asked: Append) -> Outcome:
    [outcome] = log.append([asked])
    return outcome


def recorded(outcome: Outcome) -> Recorded:
    assert isinstance(outcome, Recorded), outcome
    return outcome


def positions(log: StoredLog) -> list[int]:
    return [fact.position for fact in log.tail(0)]


# --- recording -------------------------------------------------------------------------------


def test_an_empty_log_ends_at_position_0_before_any_instant(log: StoredLog) -> None:
    head = log.head()
    assert (head.position, head.root) == (0, EMPTY_ROOT)
    assert head.recorded_at < NOON
    assert moment_of(head.recorded_at).year == 1
    assert list(log.tail(0)) == []
    assert list(log.stored(0)) == []
    assert log.position_at(NOON) == 0


def test_facts_get_dense_positions_and_versions_in_the_order_given(log: StoredLog) -> None:
    asked = ask(
        draft("jar:1", JarOpened(label="one")),
        draft("jar:2", JarOpened(label="two")),
        draft("jar:1", CoinsPut(coins=5)),
        expected={"jar:1": 0, "jar:2": 0},
    )
    envelopes = recorded(one(log, asked)).envelopes
    placed = [(fact.position, fact.stream, fact.version) for fact in envelopes]
    assert placed == [(1, "jar:1", 1), (2, "jar:2", 1), (3, "jar:1", 2)]
    assert recorded(one(log, put("jar:2", 1))).envelopes[0].position == 4
    assert tuple(log.tail(0)) == (*envelopes, *log.tail(3))
    assert [fact.version for fact in log.stream("jar:1")] == [1, 2]


def test_the_envelope_says_all_that_the_draft_and_the_append_said(log: StoredLog) -> None:
    full = draft(
        "jar:1",
        CoinsPut(coins=5, giver="éva"),
        office="o-1",
        on_behalf_of="budi",
        second_person="citra",
        channel="import",
        reason="because",
        rule_set={"JP": "2018"},
        late_recorded=True,
        warnings=("LATE_ENTRY",),
        correlation="c-9",
    )
    [fact] = recorded(one(log, ask(full, expected={"jar:1": 0}, key="k-1"))).envelopes
    assert [fact] == list(log.tail(0))
    said = (fact.actor, fact.role, fact.office, fact.on_behalf_of, fact.second_person)
    assert said == ("ani", "KEEPER", "o-1", "budi", "citra")
    assert (fact.channel, fact.reason, fact.rule_set) == ("import", "because", {"JP": "2018"})
    assert (fact.late_recorded, fact.warnings) == (True, ("LATE_ENTRY",))
    assert (fact.correlation, fact.key, fact.software) == ("c-9", "k-1", "0.0.1")
    assert (fact.recorded_at, fact.topic) == (NOON, "jar.coins-put.v2")
    assert (fact.subject, fact.thing) == ("1", "jar")


def test_a_fact_names_the_position_of_its_cause(log: StoredLog) -> None:
    recorded(one(log, put("jar:9", 0)))
    chain = ask(
        draft("jar:1", CoinsPut(coins=1)),
        draft("jar:2", CoinsTaken(coins=1), cause=0),
        draft("jar:3", CoinsTaken(coins=1), cause=1),
        expected={"jar:1": 0, "jar:2": 0, "jar:3": 0},
    )
    facts = recorded(one(log, chain)).envelopes
    assert [fact.causation for fact in facts] == [None, 2, 3]


def test_facts_of_one_append_share_a_correlation(log: StoredLog) -> None:
    two = (draft("jar:1", CoinsPut(coins=1)), draft("jar:1", CoinsPut(coins=2)))
    keyed = recorded(one(log, ask(*two, expected={"jar:1": 0}, key="k-1"))).envelopes
    bare = recorded(one(log, ask(*two, expected={"jar:1": 2}))).envelopes
    assert [fact.correlation for fact in (*keyed, *bare)] == ["k-1", "k-1", "3", "3"]


def test_recorded_at_never_decreases_though_the_clock_goes_back(log: StoredLog) -> None:
    log.append([put("jar:1", 0, at=LATER), put("jar:2", 0, at=NOON)])
    recorded(one(log, put("jar:3", 0, at=NOON)))
    assert [fact.recorded_at for fact in log.tail(0)] == [LATER] * 3
    assert log.head().recorded_at == LATER


def test_the_head_is_the_tree_over_the_stored_bytes(log: StoredLog) -> None:
    tree = Frontier()
    for version in range(5):
        recorded(one(log, put("jar:1", version)))
        tree = Frontier().extend(leaf_hash(stored) for _, stored in log.stored(0))
        assert (log.head().position, log.head().root) == (version + 1, tree.root())
    assert tree.size == 5


def test_a_log_opened_again_goes_on_where_it_ended(open_log: OpenLog) -> None:
    first = open_log()
    log_of_many = [put(f"jar:{number}", 0, at=LATER) for number in range(2500)]
    for at in range(0, 2500, 250):
        first.append(log_of_many[at : at + 250])
    before = first.head()
    second = open_log()
    assert second.head() == before
    [fact] = recorded(one(second, put("jar:1", 1, at=NOON))).envelopes
    assert (fact.position, fact.recorded_at) == (2501, LATER)
    assert first.head() == second.head()
    whole = Frontier().extend(leaf_hash(stored) for _, stored in second.stored(0))
    assert second.head().root == whole.root()


def test_two_openers_write_one_order(open_log: OpenLog) -> None:
    one_door, other_door = open_log(), open_log()
    for version in range(0, 20, 2):
        recorded(one(one_door, put("jar:1", version)))
        recorded(one(other_door, put("jar:1", version + 1)))
    assert positions(one_door) == list(range(1, 21))
    assert one_door.head() == other_door.head()


# --- staleness -------------------------------------------------------------------------------


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


# --- keys, boundaries, claims ----------------------------------------------------------------


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


# --- what cannot be recorded -----------------------------------------------------------------


class Unheard(Fact, frozen=True, kw_only=True):
    topic = "jar.unheard.v1"


@pytest.mark.parametrize(
    "bad",
    [
        ask(draft("jar:1", Unheard()), expected={"jar:1": 0}),
        ask(draft("jar:1", JarOpened(label="e\u0301")), expected={"jar:1": 0}),
        ask(draft("jar:1", JarOpened(label="x", rules={"a": 0.5})), expected={"jar:1": 0}),
        ask(draft("jar:1", CoinsPut(coins=1)), expected={}),
        ask(draft("jar:1", CoinsPut(coins=1), cause=0), expected={"jar:1": 0}),
        put("jar:1", 0, at=Instant("2020-02-18")),
        put("jar:\x00", 0),
        put("jar:1", 0, key="\ud800"),
        put("jar:1", 0, claims={("label", "\x00"): "jar:1"}),
    ],
)
def test_an_ask_no_log_could_record_is_an_error_and_nothing_is_written(
    log: StoredLog, bad: Append
) -> None:
    with pytest.raises(Unrecordable):
        log.append([put("jar:2", 0, key="k-2"), bad])
    assert log.head().position == 0
    assert log.key("k-2") is None
    assert recorded(one(log, put("jar:2", 0))).envelopes[0].position == 1


def test_a_topic_the_reader_does_not_know_stops_it_and_is_not_skipped(open_log: OpenLog) -> None:
    recorded(one(open_log(), put("jar:1", 0)))
    poorer = open_log(catalogue={JarOpened.topic: JarOpened}, upcasters={})
    with pytest.raises(UnknownTopic, match=r"jar\.coins-put\.v2"):
        list(poorer.tail(0))
    with pytest.raises(UnknownTopic):
        poorer.load("jar:1", Jar())


def test_a_fact_of_an_old_topic_is_read_as_the_newest(open_log: OpenLog) -> None:
    class OldPut(Fact, frozen=True, kw_only=True):
        topic = "jar.coins-put.v1"
        pennies: int

    old = open_log(catalogue={OldPut.topic: OldPut}, upcasters={})
    asked = ask(draft("jar:1", OldPut(pennies=300)), expected={"jar:1": 0})
    [before] = recorded(one(old, asked)).envelopes
    new = open_log()
    [after] = new.tail(0)
    assert (after.data, after.topic) == (CoinsPut(coins=3), CoinsPut.topic)
    assert (after.position, after.recorded_at) == (before.position, before.recorded_at)
    assert new.load("jar:1", Jar()) == (Jar(coins=Coins((3,), 3)), 1)
    assert old.head() == new.head()


# --- reading ---------------------------------------------------------------------------------


def test_readers_page_through_more_than_a_page_and_stop_where_told(log: StoredLog) -> None:
    for start in range(0, 2300, 100):
        log.append([put(f"jar:{n % 2}", n // 2, coins=n) for n in range(start, start + 100)])
    assert positions(log) == list(range(1, 2301))
    assert [fact.position for fact in log.tail(1998, upto=2002)] == [1999, 2000, 2001, 2002]
    assert [position for position, _ in log.stored(1998, upto=2002)] == [1999, 2000, 2001, 2002]
    assert [fact.version for fact in log.stream("jar:0")] == list(range(1, 1151))
    assert [fact.position for fact in log.stream("jar:1", upto=6)] == [2, 4, 6]


def test_the_stored_bytes_are_those_that_were_encoded(log: StoredLog) -> None:
    [fact] = recorded(one(log, put("jar:1", 0))).envelopes
    [(position, stored)] = log.stored(0)
    assert position == 1
    assert stored.startswith(b'{"actor":"ani","basis":[],"causation":null,')
    assert log._canon.encode(fact) == stored


def test_an_instant_maps_to_the_last_position_recorded_by_then(log: StoredLog) -> None:
    instants = [Instant(f"2020-02-{day:02d}T05:00:00.000000Z") for day in (1, 1, 3, 3, 3, 7)]
    for number, at in enumerate(instants):
        recorded(one(log, put(f"jar:{number}", 0, at=at)))
    asked = {"2020-01-31": 0, "2020-02-01": 0, "2020-02-02": 2, "2020-02-04": 5, "2020-03-01": 6}
    for day, position in asked.items():
        assert log.position_at(Instant(f"{day}T00:00:00.000000Z")) == position
    assert [log.position_at(at) for at in instants] == [2, 2, 5, 5, 5, 6]


def test_every_topic_of_the_catalogue_can_be_recorded(log: StoredLog) -> None:
    facts = [JarOpened(label="one", rules={"deep": [1, {"er": None}]}), CoinsPut(coins=1)]
    facts.append(CoinsTaken(coins=1))
    recorded(one(log, ask(*(draft("jar:1", fact) for fact in facts), expected={"jar:1": 0})))
    assert [fact.data for fact in log.tail(0)] == facts
    assert {fact.topic for fact in log.tail(0)} == set(CATALOGUE)
