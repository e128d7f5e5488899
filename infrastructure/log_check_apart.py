"""A long log is looked at by several processes, each at every so many stretches of it."""

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

from infrastructure.log_base import Bounds, Looking, StoredLog
from infrastructure.log_stretch import Stretch

LONG = 400_000
"""Facts from which on it is worth other processes, which have to begin first."""

AHEAD = 4
"""Stretches asked of each process before the first is needed; so memory does not grow."""

_opened: list[StoredLog] = []
"""In a process of the pool: its own log."""


def whoever_is_free(open_log: Callable[[], StoredLog], extent: int) -> Looking | None:
    """As many processes as the machine has processors; None where a log is too short for that."""
    processes = os.cpu_count() or 1
    return partial(looked_at, open_log, processes) if extent >= LONG and processes > 1 else None


def looked_at(
    open_log: Callable[[], StoredLog], processes: int, bounds: Bounds
) -> Iterator[Stretch]:
    """The stretches in order. Raises what looking at one raised."""
    with ProcessPoolExecutor(processes, get_context("spawn"), _open, (open_log,)) as pool:
        asked = deque[Future[Stretch]]()
        try:
            for after, last in bounds:
                asked.append(pool.submit(_look, after, last))
                if len(asked) > AHEAD * processes:
                    yield asked.popleft().result()
            while asked:
                yield asked.popleft().result()
        finally:
            pool.shutdown(cancel_futures=True)


def _open(open_log: Callable[[], StoredLog]) -> None:
    _opened.append(open_log())


def _look(after: int, last: int) -> Stretch:
    [log] = _opened
    return log.stretch(after, last)
