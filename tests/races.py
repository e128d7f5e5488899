"""Work done by many at once: what a race may not change."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

THREADS = 8


def at_once(work: Any, times: int = THREADS) -> list[Any]:
    """The answers of a piece of work done by many threads that start together."""
    ready = Barrier(times)

    def one(number: int) -> Any:
        ready.wait(timeout=10)
        return work(number)

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))
