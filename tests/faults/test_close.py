"""Closing a log while others use it ends their work with an error, never with a crash."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest

from application.ports import LogUnavailable
from infrastructure.log_base import StoredLog
from tests.contract.small_domain import Jar, put
from tests.faults.nursery import open_log
from tests.postgres_server import PostgresServer

READERS = 6


@pytest.mark.parametrize("kind", ["sqlite", "postgres"])
def test_a_log_may_be_closed_while_it_is_read(
    kind: str, tmp_path: Path, durable_postgres: PostgresServer
) -> None:
    for number in range(10):
        target = str(tmp_path / f"{number}.db")
        if kind == "postgres":
            target = durable_postgres.fresh_database()
        log = open_log(kind, target)
        log.append([put(f"jar:{n % 7}", n // 7) for n in range(700)])
        together = Barrier(READERS + 1)

        def read(log: StoredLog = log, together: Barrier = together) -> None:
            together.wait()
            while True:
                assert len(list(log.tail(0))) == 700
                log.load("jar:1", Jar())

        with ThreadPoolExecutor(READERS) as pool:
            readers = [pool.submit(read) for _ in range(READERS)]
            together.wait()
            log.close()
        for reader in readers:
            assert isinstance(reader.exception(), LogUnavailable)
        with pytest.raises(LogUnavailable):
            log.append([put("jar:1", 100)])
