"""A rebuild in several processes, killed at any instant, beside a store that goes on."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import chdir
from itertools import pairwise
from tempfile import TemporaryDirectory
from typing import Any

import pytest

from infrastructure.rebuilding.rebuild import rebuild
from interface.bootstrap import Store, StoreKind, open_store
from tests.bench.load import BEGINNING, fill, lived
from tests.bench.programme import Programme
from tests.faults.rebuilder import fold_anew, hands_of, part_files, register
from tests.postgres_server import PostgresServer

FACTS = 4_000
SPAWN = multiprocessing.get_context("spawn")
"""Children share nothing with the test but what is sent to them."""


@pytest.fixture(scope="module", params=["sqlite", "postgres"])
def where(request: pytest.FixtureRequest) -> Iterator[str]:
    """A store with lives of placements in it."""
    with TemporaryDirectory() as folder, chdir(folder):
        if request.param == "sqlite":
            place = f"{folder}/store"
        else:
            server: PostgresServer = request.getfixturevalue("durable_postgres")
            place = server.fresh_database()
        store = open_store(place, kind=StoreKind.SANDBOX, at=BEGINNING)
        programme = Programme(store, hosts=2)
        programme.prepare(1)
        fill(programme, lived(programme), programme.places, FACTS)
        store.close()
        yield place


@pytest.fixture
def store(where: str) -> Iterator[Store]:
    opened = open_store(where)
    yield opened
    opened.close()


def kill_when(where: str, reached: int) -> None:
    """Start a rebuild in two processes and kill the one that leads it at a position."""
    line, told_to = SPAWN.Pipe()
    process = SPAWN.Process(target=fold_anew, args=(where, 2, told_to))
    process.start()
    told_to.close()
    pid = line.recv()
    told: Any = 0
    while told < reached:
        told = line.recv()
        assert told != "done", "it was faster than the test"
    os.kill(pid, signal.SIGKILL)
    process.join(30)


def test_several_processes_fold_the_same_bytes_as_one(store: Store, where: str) -> None:
    told: list[int] = []
    hands = hands_of(where, 2)
    assert rebuild(store.log, store.views, hands=hands, told=told.append) == []
    assert max(told) == store.log.end()
    assert all(earlier <= later for earlier, later in pairwise(told[:-1]))
    assert store.check_views() == []
    assert part_files(where) == []


def test_r75_a_rebuild_that_is_killed_leaves_the_old_views_and_the_next_one_goes_on(
    store: Store, where: str
) -> None:
    serving = store.views.standing().tables()
    kill_when(where, reached=1_000)
    assert store.views.standing().tables() == serving
    position = register(store)
    assert store.projector.status().position == position
    assert store.projector.status().rebuilt is not None
    told: list[int] = []
    assert rebuild(store.log, store.views, hands=hands_of(where, 1), told=told.append) == []
    assert min(position for position in told if position) >= 1_000
    assert store.views.standing().tables() != serving
    assert store.check_views() == []
    assert store.projector.status().rebuilt is None
    assert part_files(where) == []
    register(store)
    assert store.check_views() == []
