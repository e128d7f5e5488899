"""A fact that ends every process that folds it: after some of them its view is left behind."""

import multiprocessing
import signal
from contextlib import closing
from pathlib import Path

import pytest

from infrastructure.projector import Projector
from infrastructure.rebuilding.careful import DEATHS
from tests.faults.mortal import DEADLY, VIEWS, log_of_books, open_and_die, views_at
from tests.postgres_server import PostgresServer
from tests.view_examples import SHELVES

FORKED = multiprocessing.get_context("forkserver")
FORKED.set_forkserver_preload(["tests.faults.mortal", "tests.faults.rebuilder"])
BOOKS = (1, 2, DEADLY, 4)


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "views.db")
    server: PostgresServer = request.getfixturevalue("durable_postgres")
    return server.fresh_database()


def ended(place: str, books: tuple[int, ...]) -> int | None:
    process = FORKED.Process(target=open_and_die, args=(place, books))
    process.start()
    process.join(60)
    return process.exitcode


def test_a_fact_that_kills_whoever_folds_it_stops_its_view_after_some_have_died(
    place: str,
) -> None:
    ends = [ended(place, BOOKS) for _ in range(DEATHS + 2)]
    assert ends == [-signal.SIGKILL] * (DEATHS + 1) + [0]
    log = log_of_books(*BOOKS)
    with closing(views_at(place)) as store:
        store.adopt(VIEWS, "v1")
        [stopped] = store.stopped()
        assert (stopped.view, stopped.position) == ("mortal", 4)
        assert stopped.reason == f"processes died while they folded it: {DEATHS}"
        assert store.position() == log.end()
        [(_, shelf)] = store.current(SHELVES)
        assert shelf.books == sum(BOOKS)
        projector = Projector(log, store)
        projector.begin()
        assert [stop.view for stop in projector.status().stopped] == ["mortal"]


def test_a_process_killed_by_chance_costs_no_view_its_place(place: str) -> None:
    assert ended(place, BOOKS) == -signal.SIGKILL
    assert ended(place, (1, 2, 3, 4)) == 0
    with closing(views_at(place)) as store:
        store.adopt(VIEWS, "v1")
        assert store.stopped() == ()
        assert store.position() == 6
