"""What every view store promises: each read is the fold from zero, at every day and position."""

import threading
from collections.abc import Iterator
from contextlib import closing
from datetime import date

import psycopg
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from application.ports import Moment, View
from application.stops import ViewStopped
from domain.base import Fact
from infrastructure.proofs import proof
from infrastructure.view_fold import Moved as StoreMoved
from infrastructure.view_store import KeptViews
from infrastructure.view_tables import NotAdopted, ViewsUnavailable
from infrastructure.views_postgres import PostgresViews
from tests.memory_log import MemoryLog
from tests.postgres_server import PostgresServer
from tests.view_examples import (
    ROOMS,
    SHELVES,
    Closed,
    Dropped,
    Looked,
    Moved,
    Opened,
    Put,
    Recounted,
    RoomRow,
    ShelfRow,
    day,
)
from tests.view_stores import KINDS, Places, Stores, folded, places_of

VIEWS: tuple[View, ...] = (SHELVES, ROOMS)
DAYS = 5


@pytest.fixture(scope="module", params=KINDS)
def places(request: pytest.FixtureRequest) -> Iterator[Places]:
    with places_of(request) as made:
        yield made


@pytest.fixture(scope="module")
def stores(places: Places) -> Stores:
    """Opens a store over a new place each time."""
    return lambda: places().open()


@pytest.fixture
def store(stores: Stores) -> Iterator[KeptViews]:
    with stores() as fresh:
        assert fresh.adopt(VIEWS, "v1")
        yield fresh


def at(offset: int, position: int) -> Moment:
    return Moment(day(offset), position)


steps = st.lists(
    st.tuples(
        st.sampled_from("abc"),
        st.one_of(
            st.builds(Opened, room=st.sampled_from("AB")),
            st.builds(Put, books=st.integers(0, 2)),
            st.builds(Moved, room=st.sampled_from("AB")),
            st.builds(Recounted, books=st.integers(0, 2)),
            st.builds(Closed),
            st.builds(Looked),
        ),
        st.integers(0, DAYS - 1),
        st.booleans(),
    ),
    max_size=14,
)


@given(history=steps)
@settings(derandomize=True, max_examples=60, deadline=None)
def test_every_read_equals_the_fold_from_zero(
    stores: Stores,
    history: list[tuple[str, Fact, int, bool]],
) -> None:
    log = MemoryLog()
    there: set[str] = set()
    with stores() as store:
        store.adopt(VIEWS, "v1")
        batch = []
        for shelf, fact, offset, ends_batch in history:
            if not isinstance(fact, Opened | Looked) and shelf not in there:
                continue
            if isinstance(fact, Opened):
                there.add(shelf)
            if isinstance(fact, Closed):
                there.discard(shelf)
            batch.append(log.record(f"shelf:{shelf}", fact, day(offset)))
            if ends_batch:
                store.fold(batch)
                batch = []
        if batch:
            store.fold(batch)
        head = len(list(log.tail(0)))
        assert store.position() == head
        for view in VIEWS:
            for position in range(head + 1):
                for offset in range(-1, DAYS):
                    facts = list(log.tail(0, upto=position))
                    expected = folded(view, facts, day(offset))
                    moment = at(offset, position)
                    assert store.find(view, moment) == sorted(expected.items())
                    walked = store.walk(view, moment, 2)
                    assert list(walked) == sorted(expected.items())
                    for key in {*expected, "a", "nobody"}:
                        assert store.get(view, key, moment) == expected.get(key)
        for position in range(head + 1):
            for offset in range(-1, DAYS):
                rows = folded(SHELVES, list(log.tail(0, upto=position)), day(offset))
                for room in "AB":
                    for books in range(3):
                        moment = at(offset, position)
                        found = store.find(SHELVES, moment, room=room, books=books)
                        walked = store.walk(SHELVES, moment, 2, room=room, books=books)
                        assert found == list(walked)
                        assert found == [
                            (key, row)
                            for key, row in sorted(rows.items())
                            if (row.room, row.books) == (room, books)
                        ]
        rows = folded(SHELVES, list(log.tail(0)), date.max)
        assert store.current(SHELVES) == sorted(rows.items())
        assert store.current(SHELVES, room="A") == [
            (key, row) for key, row in sorted(rows.items()) if row.room == "A"
        ]
        assert store.current(SHELVES, {"books": 1}, room="A") == [
            (key, row) for key, row in sorted(rows.items()) if row.room == "A" and row.books >= 1
        ]


def test_a_key_nobody_spoke_of_has_no_row(store: KeptViews) -> None:
    assert store.get(SHELVES, "a", at(0, 0)) is None
    assert store.find(SHELVES, at(0, 0), room="A") == []
    assert store.current(SHELVES) == []
    assert store.position() == 0


def test_a_fact_of_tomorrow_shows_tomorrow_and_in_what_is_current(store: KeptViews) -> None:
    log = MemoryLog()
    store.fold([log.record("shelf:a", Opened(room="A"), day(1))])
    assert store.get(SHELVES, "a", at(0, 1)) is None
    assert store.get(SHELVES, "a", at(1, 1)) == ShelfRow("A", 0)
    assert store.current(SHELVES, room="A") == [("a", ShelfRow("A", 0))]


def test_what_was_known_before_a_backdated_fact_stays_answerable(store: KeptViews) -> None:
    log = MemoryLog()
    store.fold([log.record("shelf:a", Opened(room="A"), day(0))])
    store.fold([log.record("shelf:a", Put(books=2), day(3))])
    store.fold([log.record("shelf:a", Moved(room="B"), day(1))])
    assert store.get(SHELVES, "a", at(3, 2)) == ShelfRow("A", 2, (2,))
    assert store.get(SHELVES, "a", at(3, 3)) == ShelfRow("B", 2, (2,))
    assert store.get(SHELVES, "a", at(2, 3)) == ShelfRow("B", 0)
    assert store.find(SHELVES, at(2, 3), room="B") == [("a", ShelfRow("B", 0))]
    assert store.find(SHELVES, at(3, 2), room="B") == []


def test_a_fact_without_a_day_holds_for_days_before_it_was_recorded(store: KeptViews) -> None:
    log = MemoryLog()
    store.fold([log.record("shelf:a", Opened(room="A"), day(0))])
    store.fold([log.record("shelf:a", Put(books=2), day(2))])
    store.fold([log.record("shelf:a", Recounted(books=7), day(4))])
    assert store.get(SHELVES, "a", at(0, 3)) == ShelfRow("A", 7)
    assert store.get(SHELVES, "a", at(0, 2)) == ShelfRow("A", 0)
    assert store.get(SHELVES, "a", at(2, 3)) == ShelfRow("A", 7, (2,))


def test_one_fact_may_go_to_several_keys(store: KeptViews) -> None:
    log = MemoryLog()
    store.fold([log.record("shelf:a", Opened(room="A"), day(0))])
    store.fold([log.record("shelf:b", Opened(room="B"), day(0))])
    assert store.current(ROOMS) == [("A", RoomRow(1)), ("B", RoomRow(1)), ("all", RoomRow(2))]


def test_facts_that_do_not_follow_are_not_folded(store: KeptViews) -> None:
    log = MemoryLog()
    first = log.record("shelf:a", Opened(room="A"), day(0))
    second = log.record("shelf:a", Put(books=1), day(0))
    with pytest.raises(StoreMoved) as gap:
        store.fold([second])
    assert gap.value.position == 0
    store.fold([first, second])
    with pytest.raises(StoreMoved) as again:
        store.fold([first])
    assert again.value.position == 2
    assert store.current(SHELVES) == [("a", ShelfRow("A", 1, (1,)))]


def test_a_batch_with_a_fact_no_view_can_place_leaves_no_trace(store: KeptViews) -> None:
    log = MemoryLog()
    store.fold([log.record("shelf:a", Opened(room="A"), day(0))])
    batch = [
        log.record("shelf:a", Put(books=1), day(0)),
        log.record("shelf:b", Opened(room="B"), day(0)),
        log.record("shelf:a", Dropped(), day(0)),
    ]
    with pytest.raises(ViewStopped) as stopped:
        store.fold(batch)
    assert (stopped.value.view, stopped.value.position) == ("shelves", 4)
    assert store.position() == 1
    assert store.current(SHELVES) == [("a", ShelfRow("A", 0))]
    store.fold(batch[:2])
    assert store.current(SHELVES) == [("a", ShelfRow("A", 1, (1,))), ("b", ShelfRow("B", 0))]


def test_a_list_cannot_be_searched_by_what_is_no_index(store: KeptViews) -> None:
    with pytest.raises(LookupError, match="puts"):
        store.find(SHELVES, at(0, 0), puts=1)


def test_a_store_folded_by_other_code_answers_nothing(stores: Stores) -> None:
    with stores() as store:
        assert store.adopt(VIEWS, "v1")
        assert not store.adopt(VIEWS, "v2")
        with pytest.raises(NotAdopted):
            store.get(SHELVES, "a", at(0, 0))
        with pytest.raises(NotAdopted):
            store.fold([MemoryLog().record("shelf:a", Opened(room="A"), day(0))])


def test_eight_stores_may_open_an_empty_place_at_once(places: Places) -> None:
    place = places()
    start = threading.Barrier(8)
    served: list[bool] = []

    def open_store() -> None:
        with place.open() as store:
            start.wait()
            served.append(store.adopt(VIEWS, "v1"))

    threads = [threading.Thread(target=open_store) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert served == [True] * 8


def test_after_the_database_dropped_a_connection_folding_goes_on(postgres: PostgresServer) -> None:
    url = postgres.fresh_database()
    log = MemoryLog()
    with closing(PostgresViews(url)) as store:
        store.adopt(VIEWS, "v1")
        store.fold([log.record("shelf:a", Opened(room="A"), day(0))])
        with psycopg.connect(url, autocommit=True) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        looked = log.record("shelf:a", Looked(), day(0))
        with pytest.raises(ViewsUnavailable):
            store.fold([looked])
        store.fold([looked])
        store.fold([log.record("shelf:a", Put(books=1), day(0))])
        assert store.current(SHELVES) == [("a", ShelfRow("A", 1, (1,)))]


def test_a_proof_is_the_facts_that_reach_the_moment(store: KeptViews) -> None:
    log = MemoryLog()
    log.record("shelf:a", Opened(room="A"), day(0))
    log.record("shelf:a", Put(books=2), day(3))
    log.record("shelf:b", Opened(room="A"), day(0))
    log.record("shelf:a", Looked(), day(0))
    log.record("shelf:a", Moved(room="B"), day(1))
    log.record("shelf:a", Recounted(books=9), day(4))
    assert proof(log, SHELVES, "a", at(1, 6)) == (1, 5, 6)
    assert proof(log, SHELVES, "a", at(3, 5)) == (1, 2, 5)
    assert proof(log, ROOMS, "A", at(3, 6)) == (1, 3)
