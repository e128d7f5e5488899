"""How a log is read: paged, bounded, by instant, exact to the byte (D4)."""

from domain.envelope import Instant
from infrastructure.log_base import StoredLog
from tests.contract.small_domain import (
    CATALOGUE,
    CoinsPut,
    CoinsTaken,
    JarOpened,
    ask,
    draft,
    one,
    positions,
    put,
    recorded,
)


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
