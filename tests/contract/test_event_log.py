"""What every event log promises about recording (D4, D5). Each test runs on every database."""

import pytest

from application.ports import Append, KeyTaken
from domain.base import Fact
from domain.envelope import Instant, moment_of
from infrastructure.canonical import UnknownTopic
from infrastructure.log_base import StoredLog
from infrastructure.log_batch import LONGEST_NAME, Unrecordable
from infrastructure.merkle import EMPTY_ROOT, Frontier, leaf_hash
from tests.contract.conftest import OpenLog
from tests.contract.small_domain import (
    LATER,
    NOON,
    Coins,
    CoinsPut,
    CoinsTaken,
    Jar,
    JarOpened,
    ask,
    draft,
    one,
    positions,
    put,
    recorded,
)


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
        put("jar:1", 0, key="k" * (LONGEST_NAME + 1)),
        put("jar:1", 0, claims={("label", "n" * (LONGEST_NAME + 1)): "jar:1"}),
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


def test_the_longest_names_are_found_again(log: StoredLog) -> None:
    """On either database, though each character takes four bytes and none repeats."""
    longest = "".join(chr(0x20000 + 61 * n) for n in range(LONGEST_NAME))
    asked = put(longest, 0, key=longest, claims={("label", longest): "jar:1"})
    recorded(one(log, asked))
    assert isinstance(log.key(longest), KeyTaken)
    assert log.claimed("label", longest) == "jar:1"
    assert [fact.version for fact in log.stream(longest)] == [1]


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
