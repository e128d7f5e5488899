"""What the projector promises: each fact is folded once, in order, and none is ever skipped."""

import threading
import time
from collections.abc import Iterable, Iterator, Sequence

import pytest

from application.ports import Moment, View
from application.stops import ViewStopped
from domain.base import Fact
from domain.envelope import AnyEnvelope
from infrastructure.canonical import UnknownTopic
from infrastructure.projector import Projector
from infrastructure.rebuilding.filling import CHUNK
from infrastructure.view_store import KeptViews
from tests.memory_log import MemoryLog
from tests.view_examples import (
    ROOMS,
    SHELVES,
    Dropped,
    Looked,
    Moved,
    Opened,
    Put,
    RoomRow,
    Rooms,
    ShelfRow,
    Shelves,
    day,
)
from tests.view_stores import KINDS, Place, Places, places_of

VIEWS: tuple[View, ...] = (SHELVES, ROOMS)


class Fastidious(Rooms):
    """Cannot place a thirteenth book."""

    name = "fastidious"
    topics = Rooms.topics | {Put.topic}

    def keys(self, fact: AnyEnvelope) -> Iterable[str]:
        match fact.data:
            case Put(books=13):
                raise ValueError("thirteen")
            case Put():
                return ()
        return super().keys(fact)


class Trusted(Shelves):
    """Is sure that what is opened was not there before."""

    name = "trusted"

    def begins(self, fact: AnyEnvelope) -> bool:
        return isinstance(fact.data, Opened)

    def evolve(self, row: ShelfRow | None, fact: AnyEnvelope) -> ShelfRow | None:
        if row is not None and isinstance(fact.data, Opened):
            raise LookupError("opened twice")
        return super().evolve(row, fact)


class UnreadableLog(MemoryLog):
    """Meets a topic it does not know at one position."""

    unreadable = 0

    def tail(
        self, after: int, *, upto: int | None = None, without: frozenset[str] = frozenset()
    ) -> Iterator[AnyEnvelope]:
        for fact in super().tail(after, upto=upto, without=without):
            if fact.position == self.unreadable:
                raise UnknownTopic("shelf.burnt.v1")
            yield fact


@pytest.fixture(scope="module", params=KINDS)
def places(request: pytest.FixtureRequest) -> Iterator[Places]:
    with places_of(request) as made:
        yield made


@pytest.fixture
def place(places: Places) -> Place:
    return places()


@pytest.fixture
def store(place: Place) -> Iterator[KeptViews]:
    with place.open() as fresh:
        fresh.adopt(VIEWS, "v1")
        yield fresh


@pytest.fixture
def log() -> UnreadableLog:
    return UnreadableLog()


def recorded(log: MemoryLog, *facts: Fact, shelf: str = "a") -> list[AnyEnvelope]:
    return [log.record(f"shelf:{shelf}", fact, day(0)) for fact in facts]


def test_what_was_appended_is_readable_at_once(store: KeptViews, log: UnreadableLog) -> None:
    projector = Projector(log, store)
    assert projector.project(recorded(log, Opened(room="A"), Put(books=1)))
    assert store.current(SHELVES) == [("a", ShelfRow("A", 1, (1,)))]
    assert projector.status().position == 2


def test_facts_recorded_by_others_are_caught_up_first(store: KeptViews, log: UnreadableLog) -> None:
    projector = Projector(log, store)
    recorded(log, Opened(room="A"))
    assert projector.project(recorded(log, Put(books=1)))
    assert store.current(SHELVES) == [("a", ShelfRow("A", 1, (1,)))]


def test_facts_handed_over_late_are_not_folded_twice(store: KeptViews, log: UnreadableLog) -> None:
    projector = Projector(log, store)
    first = recorded(log, Opened(room="A"))
    second = recorded(log, Put(books=1))
    assert projector.project(second)
    assert projector.project(first)
    assert store.current(SHELVES) == [("a", ShelfRow("A", 1, (1,)))]


def test_a_crash_between_append_and_projection_is_caught_up(
    place: Place, log: UnreadableLog
) -> None:
    with place.open() as store:
        store.adopt(VIEWS, "v1")
        Projector(log, store).project(recorded(log, Opened(room="A")))
    recorded(log, Put(books=1), Put(books=2))
    with place.open() as store:
        assert store.adopt(VIEWS, "v1")
        assert Projector(log, store).catch_up() == 3
        assert store.current(SHELVES) == [("a", ShelfRow("A", 3, (1, 2)))]


def test_a_long_log_is_caught_up_in_chunks(store: KeptViews, log: UnreadableLog) -> None:
    for number in range(2 * CHUNK + 1):
        recorded(log, Opened(room="A"), shelf=str(number))
    assert Projector(log, store).catch_up() == 2 * CHUNK + 1
    assert store.current(ROOMS)[0] == ("A", RoomRow(2 * CHUNK + 1))


def test_a_fact_that_cannot_be_placed_stops_its_view_alone_and_is_named(
    store: KeptViews, log: UnreadableLog
) -> None:
    projector = Projector(log, store)
    facts = recorded(log, Opened(room="A"), Dropped(), Put(books=1), Moved(room="B"))
    assert projector.project(facts)
    status = projector.status()
    assert status.position == 4
    [stopped] = status.stopped
    assert (stopped.view, stopped.position) == ("shelves", 2)
    assert "shelf.dropped.v1" in stopped.reason
    assert store.current(ROOMS) == [("A", RoomRow(1)), ("B", RoomRow(1)), ("all", RoomRow(2))]
    assert projector.catch_up() == 4


def test_a_view_that_stopped_is_read_up_to_there_and_no_further(
    store: KeptViews, log: UnreadableLog
) -> None:
    Projector(log, store).project(recorded(log, Opened(room="A"), Dropped(), Put(books=1)))
    assert store.get(SHELVES, "a", Moment(day(0), 1)) == ShelfRow("A", 0)
    assert store.find(SHELVES, Moment(day(0), 1), room="A") == [("a", ShelfRow("A", 0))]
    for read in (
        lambda: store.get(SHELVES, "a", Moment(day(0), 2)),
        lambda: store.find(SHELVES, Moment(day(0), 3)),
        lambda: store.current(SHELVES),
    ):
        with pytest.raises(ViewStopped) as stopped:
            read()
        assert (stopped.value.view, stopped.value.position) == ("shelves", 2)


def test_a_fact_that_claims_to_be_the_first_of_a_key_stops_its_view_too(
    place: Place, log: UnreadableLog
) -> None:
    facts = recorded(log, Opened(room="A"), Opened(room="B"))
    with place.open() as store:
        store.adopt((Trusted(),), "v1")
        Projector(log, store).project(facts[:1])
    with place.open() as store:
        store.adopt((Trusted(),), "v1")
        Projector(log, store).catch_up()
        [stopped] = store.stopped()
        assert (stopped.view, stopped.position) == ("trusted", 2)
        assert store.position() == 2


def test_another_process_that_only_reads_learns_of_it_with_the_position(
    place: Place, store: KeptViews, log: UnreadableLog
) -> None:
    with place.open() as reader:
        reader.adopt(VIEWS, "v1")
        Projector(log, store).project(recorded(log, Opened(room="A"), Dropped(), Put(books=1)))
        assert reader.position() == 3
        with pytest.raises(ViewStopped):
            reader.current(SHELVES)
        assert reader.current(ROOMS)[-1] == ("all", RoomRow(1))


def test_two_views_may_stop_at_facts_of_their_own(place: Place, log: UnreadableLog) -> None:
    with place.open() as store:
        store.adopt((SHELVES, Fastidious()), "v1")
        projector = Projector(log, store)
        projector.project(recorded(log, Opened(room="A"), Put(books=13), Dropped(), Looked()))
        stopped = {stop.view: stop.position for stop in projector.status().stopped}
        assert stopped == {"fastidious": 2, "shelves": 3}
        assert projector.status().position == 4


def test_after_the_fix_a_view_folds_what_it_missed_and_joins_the_others(
    place: Place, store: KeptViews, log: UnreadableLog
) -> None:
    halted = Projector(log, store)
    halted.project(recorded(log, Opened(room="A"), Dropped(), Put(books=1)))
    halted.resume()
    assert [stop.position for stop in halted.status().stopped] == [2]
    log.replace(2, Put(books=5))
    with place.open() as repaired:
        repaired.adopt(VIEWS, "v1")
        projector = Projector(log, repaired)
        projector.resume()
        assert projector.catch_up() == 3
        assert projector.status().stopped == ()
        assert repaired.current(SHELVES) == [("a", ShelfRow("A", 6, (5, 1)))]
    assert halted.status().stopped == ()
    assert halted.project(recorded(log, Put(books=1)))
    assert store.current(SHELVES) == [("a", ShelfRow("A", 7, (5, 1, 1)))]


def test_a_view_may_stop_again_further_on(store: KeptViews, log: UnreadableLog) -> None:
    projector = Projector(log, store)
    projector.project(recorded(log, Opened(room="A"), Dropped(), Put(books=1), Dropped()))
    log.replace(2, Put(books=5))
    projector.resume()
    assert [(stop.view, stop.position) for stop in projector.status().stopped] == [("shelves", 4)]
    assert store.get(SHELVES, "a", Moment(day(0), 3)) == ShelfRow("A", 6, (5, 1))


def test_a_topic_nobody_knows_stops_the_views_before_it(
    store: KeptViews, log: UnreadableLog
) -> None:
    recorded(log, Opened(room="A"), Put(books=1), Put(books=2))
    log.unreadable = 3
    projector = Projector(log, store)
    with pytest.raises(ViewStopped) as stopped:
        projector.catch_up()
    assert stopped.value.position == 3
    assert "shelf.burnt.v1" in stopped.value.reason
    assert [stop.view for stop in projector.status().stopped] == ["*"]
    assert store.position() == 2
    assert not projector.project(recorded(log, Put(books=2)))
    log.unreadable = 0
    assert projector.catch_up() == 4
    assert projector.status().stopped == ()


def test_who_waits_for_a_position_wakes_when_it_is_folded(
    store: KeptViews, log: UnreadableLog
) -> None:
    projector = Projector(log, store)
    facts = recorded(log, Opened(room="A"))
    seen: list[int] = []

    def wait() -> None:
        projector.wait_for(1, 5_000)
        seen.append(store.position())

    waiting = threading.Thread(target=wait)
    waiting.start()
    projector.project(facts)
    waiting.join(10)
    assert seen == [1]


def test_who_waits_sees_what_another_process_folded(
    place: Place, store: KeptViews, log: UnreadableLog
) -> None:
    projector = Projector(log, store)
    facts = recorded(log, Opened(room="A"))
    with place.open() as other:
        other.adopt(VIEWS, "v1")
        Projector(log, other).project(facts)
    projector.wait_for(1, 5_000)
    assert projector.status().position == 1


def test_waiting_ends_in_time_for_a_position_nobody_folds(
    store: KeptViews, log: UnreadableLog
) -> None:
    begun = time.monotonic()
    with pytest.raises(TimeoutError, match="not at 1"):
        Projector(log, store).wait_for(1, 20)
    assert 0.02 <= time.monotonic() - begun < 5


def test_waiting_for_views_that_stopped_says_why(store: KeptViews, log: UnreadableLog) -> None:
    recorded(log, Opened(room="A"))
    log.unreadable = 1
    projector = Projector(log, store)
    with pytest.raises(ViewStopped):
        projector.catch_up()
    with pytest.raises(ViewStopped, match=r"shelf\.burnt\.v1"):
        projector.wait_for(1, 5_000)


def test_two_projectors_on_one_store_fold_each_fact_once(place: Place, log: UnreadableLog) -> None:
    facts: list[Sequence[AnyEnvelope]] = [recorded(log, Opened(room="A"))]
    facts += [recorded(log, Put(books=1)) for _ in range(60)]

    def project() -> None:
        with place.open() as store:
            store.adopt(VIEWS, "v1")
            projector = Projector(log, store)
            for batch in facts:
                assert projector.project(batch)

    threads = [threading.Thread(target=project) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    with place.open() as store:
        store.adopt(VIEWS, "v1")
        assert store.position() == 61
        assert store.current(SHELVES) == [("a", ShelfRow("A", 60, (1,) * 60))]
        assert store.current(ROOMS) == [("A", RoomRow(1)), ("all", RoomRow(1))]
