"""Several processes over one PostgreSQL store: one folds for all, and another when it is gone."""

import multiprocessing
import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from interface.bootstrap import StoreKind, open_store
from tests.faults.rebuilder import serve
from tests.postgres_server import PostgresServer

SPAWN = multiprocessing.get_context("spawn")


class Server:
    """A process that records, and keeps the views up with others."""

    def __init__(self, where: str) -> None:
        self.line, theirs = SPAWN.Pipe()
        self.process = SPAWN.Process(target=serve, args=(where, theirs))
        self.process.start()
        theirs.close()
        self.pid: int = self.line.recv()

    def asked(self, wish: str) -> Any:
        self.line.send(wish)
        return self.line.recv()

    def signalled(self, number: int) -> None:
        os.kill(self.pid, number)

    def recorded(self, many: int) -> int:
        """Wait for so many more acts; the last position."""
        positions: list[int] = [self.line.recv() for _ in range(many)]
        return positions[-1]

    def stop(self) -> None:
        if self.process.is_alive():
            self.line.send("stop")
            self.process.join(30)


@contextmanager
def servers(where: str, count: int) -> Iterator[list[Server]]:
    """So many of them, the first of which leads."""
    running: list[Server] = []
    try:
        for _ in range(count):
            running.append(Server(where))
            running[0].asked("look")
        yield running
    finally:
        for server in running:
            server.stop()


@pytest.fixture
def where(durable_postgres: PostgresServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.chdir(tmp_path)
    url = durable_postgres.fresh_database()
    open_store(url, kind=StoreKind.SANDBOX).close()
    return url


def test_one_process_folds_what_all_of_them_record_and_another_when_it_is_killed(
    where: str,
) -> None:
    with servers(where, 2) as (first, second):
        assert first.asked("look")[2]
        for _ in range(3):
            position, views, leads, folded = second.asked("act")
            assert (views >= position, leads, folded) == (True, False, 0)
        # It counts what it folded after the others can read it.
        assert any(first.asked("look")[3] >= 3 for _ in range(1000))
        first.signalled(signal.SIGKILL)
        position, views, leads, folded = second.asked("act")
        assert (views >= position, leads) == (True, True)
        assert folded >= 1


def test_one_that_was_stopped_beyond_its_term_folds_nothing_twice_and_skips_nothing(
    where: str,
) -> None:
    with servers(where, 2) as (first, second):
        assert first.asked("look")[2]
        for server in (first, second):
            server.line.send("many")
        first.recorded(5)
        first.signalled(signal.SIGSTOP)
        second.recorded(20)
        first.signalled(signal.SIGCONT)
        last = max(server.recorded(20) for server in (first, second))
    store = open_store(where)
    try:
        assert store.projector.status().position == store.log.end() >= last
        assert store.check_views() == []
    finally:
        store.close()
