"""What a rebuild promises: the same rows again, or the one that differs by name."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from application.ports import Moment, View
from application.stops import ViewStopped
from domain.base import Fact
from infrastructure.log_base import StoredLog
from infrastructure.log_batch import STATE_EVERY
from infrastructure.projector import Projector
from infrastructure.rebuilding.comparing import MOST
from infrastructure.rebuilding.filling import all_of, fill
from infrastructure.rebuilding.groups import separate_group
from infrastructure.rebuilding.rebuild import (
    NothingKept,
    build,
    check,
    drop_kept,
    rebuild,
    roll_back,
)
from infrastructure.rebuilding.register import Register
from infrastructure.view_store import KeptViews
from infrastructure.view_tables import NotAdopted
from infrastructure.views_sqlite import SqliteViews
from tests.contract.small_domain import CoinsPut, Jar, JarOpened, ask, draft
from tests.memory_log import MemoryLog
from tests.view_examples import (
    ROOMS,
    SHELVES,
    Closed,
    Dropped,
    Moved,
    Opened,
    Put,
    Recounted,
    RoomRow,
    ShelfRow,
    day,
)
from tests.view_stores import KINDS, Place, Places, places_of

VIEWS: tuple[View, ...] = (SHELVES, ROOMS)
REGISTER = {"generation", "laid", "attempt", "leads"}
STORY: Sequence[tuple[str, Fact, int]] = (
    ("a", Opened(room="A"), 0),
    ("a", Put(books=2), 3),
    ("b", Opened(room="B"), 1),
    ("a", Moved(room="B"), 1),
    ("a", Recounted(books=9), 4),
    ("c", Opened(room="A"), 2),
    ("b", Closed(), 3),
    ("a", Put(books=1), 5),
)


@pytest.fixture(scope="module", params=KINDS)
def places(request: pytest.FixtureRequest) -> Iterator[Places]:
    with places_of(request) as made:
        yield made


@pytest.fixture
def place(places: Places) -> Place:
    return places()


@pytest.fixture
def log() -> MemoryLog:
    log = MemoryLog()
    for shelf, fact, offset in STORY:
        log.record(f"shelf:{shelf}", fact, day(offset))
    return log


@pytest.fixture
def store(place: Place, log: MemoryLog) -> Iterator[KeptViews]:
    """A store that was kept up to date fact by fact."""
    with place.open() as fresh:
        fresh.adopt(VIEWS, "v1")
        for fact in log.tail(0):
            fresh.fold([fact])
        yield fresh


def sets_of(place: Place) -> set[str]:
    """The sets of tables there are."""
    return {table.partition("_")[0] for table in place.tables()} - REGISTER


def everything(store: KeptViews) -> list[Any]:
    with store.contents() as contents:
        return [
            contents.position,
            *(list(contents.rows(view, part)) for view in VIEWS for part in range(3)),
        ]


def test_r75_a_rebuild_gives_the_same_bytes(store: KeptViews, log: MemoryLog) -> None:
    before = everything(store)
    assert rebuild(log, store) == []
    assert everything(store) == before
    assert check(log, store, blanks={}) == []


def test_r75_a_check_finds_nothing_in_a_true_store_and_leaves_it_alone(
    store: KeptViews, log: MemoryLog, place: Place
) -> None:
    tables = place.tables()
    assert check(log, store, blanks={}) == []
    assert place.tables() == tables


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE g1_shelves_open SET valid_from = valid_from - 1 WHERE key = 'a'", "shelves a"),
        ("UPDATE g1_shelves_open SET by_room = 'C' WHERE key = 'c'", "'room': 'C'"),
        ("UPDATE g1_shelves_open SET row = NULL WHERE key = 'c'", "stored nothing"),
        ("UPDATE g1_shelves_past SET valid_until = 9 WHERE known_from = 1", "shelves a, row valid"),
        ("DELETE FROM g1_shelves_past WHERE known_from = 2", "known from position 2: missing"),
        ("DELETE FROM g1_shelves_open WHERE key = 'c'", "shelves c, newest row: missing"),
        ("DELETE FROM g1_shelves_lost", "the note that room was"),
        ("INSERT INTO g1_shelves_lost VALUES (0, 'Z', 1)", "was Z: stored, but no fact"),
        ("UPDATE g1_rooms_open SET known_from = 1 WHERE key = 'all'", "rooms all"),
    ],
)
def test_r75_a_manipulated_row_is_found_and_named(
    store: KeptViews, log: MemoryLog, place: Place, change: str, told: str
) -> None:
    place.execute(change)
    assert told in "\n".join(check(log, store, blanks={}))
    assert told in "\n".join(rebuild(log, store))
    assert check(log, store, blanks={}) == []
    assert store.current(SHELVES) == [("a", ShelfRow("B", 10, (2, 1))), ("c", ShelfRow("A", 0))]


def test_a_row_with_other_contents_is_told_with_both(
    store: KeptViews, log: MemoryLog, place: Place
) -> None:
    place.execute(
        "UPDATE g1_shelves_open SET row ="
        " (SELECT row FROM g1_shelves_open WHERE key = 'c') WHERE key = 'a'"
    )
    [line] = check(log, store, blanks={})
    assert line.startswith("shelves a, newest row: stored ShelfRow(room='A', books=0, puts=())")
    assert "folded ShelfRow(room='B', books=10, puts=(2, 1))" in line


def test_one_view_can_be_checked_alone(store: KeptViews, log: MemoryLog, place: Place) -> None:
    place.execute("UPDATE g1_rooms_open SET known_from = 1 WHERE key = 'all'")
    assert check(log, store, view="shelves", blanks={}) == []
    assert len(check(log, store, view="rooms", blanks={})) == 1


def test_of_many_differences_the_first_are_told(place: Place) -> None:
    log = MemoryLog()
    for number in range(MOST + 1):
        log.record(f"shelf:{number}", Opened(room="A"), day(0))
    with place.open() as store:
        store.adopt((SHELVES,), "v1")
        Projector(log, store).catch_up()
        place.execute("UPDATE g1_shelves_open SET known_from = 0")
        told = check(log, store, blanks={})
    assert len(told) == MOST + 1
    assert told[-1] == "there are more differences"


def test_views_of_other_code_are_folded_beside_those_that_go_on_serving(
    place: Place, store: KeptViews, log: MemoryLog
) -> None:
    with place.open() as newer:
        assert not newer.adopt((ROOMS,), "v2")
        with pytest.raises(NotAdopted):
            newer.current(ROOMS)
        build(log, newer)
        assert newer.current(ROOMS)[-1] == ("all", RoomRow(4))
        assert newer.position() == len(STORY)
        opened = log.record("shelf:d", Opened(room="A"), day(0))
        assert Projector(log, store).project([opened])
        assert [key for key, _ in store.current(SHELVES, room="A")] == ["c", "d"]
        assert newer.position() == len(STORY)
        assert Projector(log, newer).catch_up() == len(STORY) + 1


def test_code_that_is_rolled_back_finds_its_views_and_folds_what_they_missed(
    place: Place, store: KeptViews, log: MemoryLog
) -> None:
    with place.open() as newer:
        newer.adopt(VIEWS, "v2")
        build(log, newer)
        assert Projector(log, newer).project([log.record("shelf:d", Opened(room="A"), day(0))])
    with place.open() as older:
        assert older.adopt(VIEWS, "v1")
        assert older.position() == len(STORY)
        assert Projector(log, older).catch_up() == len(STORY) + 1
        assert older.current(ROOMS)[-1] == ("all", RoomRow(5))


def test_of_the_views_of_other_code_those_folded_furthest_are_kept(
    place: Place, store: KeptViews, log: MemoryLog
) -> None:
    for fingerprint in ("v2", "v3"):
        with place.open() as newer:
            newer.adopt(VIEWS, fingerprint)
            log.record("shelf:a", Put(books=1), day(6))
            build(log, newer)
            assert Projector(log, newer).catch_up() == log.end()
    assert {table for table in place.tables() if table.startswith("g1_")} == set()
    assert {table for table in place.tables() if table.startswith("g2_")} != set()
    with pytest.raises(NotAdopted):
        store.position()


def test_a_view_that_stops_while_it_is_built_does_not_keep_the_others_from_serving(
    place: Place, store: KeptViews, log: MemoryLog
) -> None:
    log.replace(6, Dropped())
    with place.open() as newer:
        newer.adopt(VIEWS, "v2")
        build(log, newer)
        assert newer.current(ROOMS)[-1] == ("all", RoomRow(3))
        assert [(stop.view, stop.position) for stop in newer.stopped()] == [("shelves", 6)]


def test_one_view_is_folded_anew_alone(store: KeptViews, log: MemoryLog, place: Place) -> None:
    place.execute("UPDATE g1_shelves_open SET row = NULL WHERE key = 'c'")
    place.execute("UPDATE g1_rooms_open SET known_from = 1 WHERE key = 'all'")
    [line] = rebuild(log, store, view="shelves")
    assert line.startswith("shelves c, newest row: stored nothing")
    [line] = check(log, store, blanks={})
    assert line.startswith("rooms all")


def test_a_view_that_stopped_serves_again_when_it_was_folded_anew(
    store: KeptViews, log: MemoryLog
) -> None:
    projector = Projector(log, store)
    projector.project([log.record("shelf:a", Dropped(), day(9))])
    assert check(log, store, blanks={}) == []
    log.replace(log.end(), Put(books=4))
    [line] = check(log, store, blanks={})
    assert line.startswith(f"shelves stored up to position {len(STORY)} (LookupError")
    assert rebuild(log, store, view="shelves") == []
    assert store.stopped() == ()
    assert store.current(SHELVES)[0] == ("a", ShelfRow("B", 14, (2, 1, 4)))
    assert projector.project([log.record("shelf:a", Put(books=1), day(9))])
    assert store.current(SHELVES)[0] == ("a", ShelfRow("B", 15, (2, 1, 4, 1)))


def test_what_served_before_is_kept_and_can_serve_again(
    store: KeptViews, log: MemoryLog, place: Place
) -> None:
    place.execute("UPDATE g1_shelves_open SET row = NULL WHERE key = 'c'")
    with pytest.raises(NothingKept):
        roll_back(log, store)
    rebuild(log, store)
    Projector(log, store).project([log.record("shelf:a", Put(books=1), day(9))])
    assert roll_back(log, store) == ["rooms", "shelves"]
    assert store.current(SHELVES) == [("a", ShelfRow("B", 11, (2, 1, 1)))]
    assert roll_back(log, store) == ["rooms", "shelves"]
    assert store.current(SHELVES)[-1] == ("c", ShelfRow("A", 0))
    assert check(log, store, blanks={}) == []
    assert drop_kept(store) == 2
    with pytest.raises(NothingKept):
        roll_back(log, store)
    assert {table for table in place.tables() if table.startswith("g1_")} == set()


def test_one_earlier_set_of_tables_is_kept_and_no_more(
    store: KeptViews, log: MemoryLog, place: Place
) -> None:
    for _ in range(3):
        rebuild(log, store, comparing=False)
    assert sets_of(place) == {"g3", "g4"}


def test_after_a_swap_other_processes_read_and_fold_on(
    place: Place, store: KeptViews, log: MemoryLog
) -> None:
    projector = Projector(log, store)
    with place.open() as other:
        other.adopt(VIEWS, "v1")
        assert rebuild(log, other) == []
    assert store.current(SHELVES, room="A") == [("c", ShelfRow("A", 0))]
    assert projector.project([log.record("shelf:c", Put(books=4), day(9))])
    assert store.current(SHELVES, room="A") == [("c", ShelfRow("A", 4, (4,)))]


def test_a_rebuild_that_died_leaves_the_old_views_and_is_gone_on_with(
    place: Place, store: KeptViews, log: MemoryLog
) -> None:
    names = [view.name for view in VIEWS]
    with store.turn() as run:
        tables = Register(run, store.dialect).lay(store.standing().generation, names)
        store.make_tables(run, tables, VIEWS)
    beside = store.apart(lambda run, dialect: separate_group(run, dialect, tables, names))
    fill(all_of(log), beside, upto=3)
    beside.close()
    assert store.position() == len(STORY)
    assert store.current(ROOMS)[-1] == ("all", RoomRow(4))
    place.execute(f"UPDATE g{tables}_rooms_open SET known_from = 0 WHERE key = 'B'")
    assert {line[:7] for line in rebuild(log, store)} == {"rooms B"}
    assert store.standing().tables() == dict.fromkeys(names, tables)


def test_a_fact_that_cannot_be_placed_any_more_stops_the_rebuild_and_the_old_views_stay(
    store: KeptViews, log: MemoryLog, place: Place
) -> None:
    before = everything(store)
    log.replace(6, Dropped())
    with pytest.raises(ViewStopped) as stopped:
        rebuild(log, store)
    assert (stopped.value.view, stopped.value.position) == ("shelves", 6)
    assert everything(store) == before
    log.replace(6, Opened(room="A"))
    assert rebuild(log, store) == []
    assert sets_of(place) == {"g1", "g3"}


def test_what_is_recorded_during_a_rebuild_is_in_it(store: KeptViews, log: MemoryLog) -> None:
    projector = Projector(log, store)
    folded: list[bool] = []

    def write() -> None:
        folded.extend(
            projector.project([log.record("shelf:a", Put(books=1), day(9))]) for _ in range(200)
        )

    writer = threading.Thread(target=write)
    writer.start()
    differences = [rebuild(log, store) for _ in range(3)]
    writer.join(60)
    assert folded == [True] * 200
    assert differences == [[], [], []]
    assert store.position() == len(list(log.tail(0)))
    assert check(log, store, blanks={}) == []


def test_readers_never_see_a_half_built_view(
    place: Place, store: KeptViews, log: MemoryLog
) -> None:
    seen: list[tuple[int, int]] = []
    ended = threading.Event()

    def read() -> None:
        with place.open() as reader:
            reader.adopt(VIEWS, "v1")
            while not ended.is_set():
                position = reader.position()
                rooms = dict(reader.find(ROOMS, Moment(day(9), position)))
                seen.append((position, rooms["all"].books))

    reading = threading.Thread(target=read)
    reading.start()
    for number in range(6):
        Projector(log, store).project([log.record(f"shelf:{number}", Opened(room="A"), day(0))])
        rebuild(log, store)
    drop_kept(store)
    ended.set()
    reading.join(60)
    assert seen
    first = len(STORY)
    assert all(books == 4 + max(0, position - first) for position, books in seen)


def test_a_state_row_other_than_its_facts_is_found_and_named(
    open_log: Callable[..., StoredLog], tmp_path: Path
) -> None:
    log = open_log()
    opened = draft("jar:1", JarOpened(label="tea"))
    filled = [draft("jar:1", CoinsPut(coins=3)) for _ in range(STATE_EVERY)]
    rest, again = tuple(filled[1:]), tuple(filled)
    log.append([ask(opened, *rest, expected={"jar:1": 0}, states={"jar:1": Jar()})])
    with closing(SqliteViews(tmp_path / "views")) as store:
        store.adopt((), "v1")
        assert [row[:2] for row in log.states()] == [("jar:1", STATE_EVERY)]
        assert check(log, store, blanks={"jar": Jar()}) == []
        other = {"jar:1": Jar(label="coffee")}
        log.append([ask(*again, expected={"jar:1": STATE_EVERY}, states=other)])
        told = check(log, store, blanks={"jar": Jar()})
        assert told == ["state of jar:1 at version 32: other bytes than its facts lead to"]
        assert check(log, store, blanks={}) == ["state of jar:1: no thing of this name has a state"]
