"""A fact that ends every process that folds it: after some of them its view is left behind."""

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from infrastructure.projector import Projector
from infrastructure.rebuilding.careful import DEATHS
from tests.faults.mortal import DEADLY, VIEWS, log_of_books, views_at
from tests.postgres_server import PostgresServer
from tests.view_examples import SHELVES

BOOKS = (1, 2, DEADLY, 4)


@pytest.fixture(params=["sqlite", "postgres"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return str(tmp_path / "views.db")
    server: PostgresServer = request.getfixturevalue("durable_postgres")
    return server.fresh_database()


class Opener:
    """Opens a place in one process after another."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.mortal"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[2],
            text=True,
        )

    def ended(self, books: tuple[int, ...]) -> int:
        """How a process that opened it over a log of these books ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{json.dumps([self._place, books])}\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self) -> None:
        self._process.communicate(timeout=30)


@pytest.fixture
def opener(place: str) -> Iterator[Opener]:
    made = Opener(place)
    yield made
    made.close()


def test_a_fact_that_kills_whoever_folds_it_stops_its_view_after_some_have_died(
    place: str, opener: Opener
) -> None:
    ends = [opener.ended(BOOKS) for _ in range(DEATHS + 2)]
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


def test_a_process_killed_by_chance_costs_no_view_its_place(place: str, opener: Opener) -> None:
    assert opener.ended(BOOKS) == -signal.SIGKILL
    assert opener.ended((1, 2, 3, 4)) == 0
    with closing(views_at(place)) as store:
        store.adopt(VIEWS, "v1")
        assert store.stopped() == ()
        assert store.position() == 6
