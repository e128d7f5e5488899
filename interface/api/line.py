"""Where the commands of all connections wait: those that wait together are recorded together (D5).

One thread decides and records, so nothing is gained by more of them: the interpreter runs one at a
time, and the log has one writer. While a commit waits for the disk, others gather; the next commit
is theirs. A lone command waits for nobody.
"""

import asyncio
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool

from application.context import Receipt
from interface.bootstrap import Store
from interface.door import Order, carry_out_all

MOST_TOGETHER = 64
"""Commands recorded in one breath; the first of them waits for the last."""

Take = Callable[[], Order]
"""Reads a request to the end; raises what is wrong with it."""


class _Waiting(NamedTuple):
    take: Take
    answer: "asyncio.Future[Receipt]"
    loop: asyncio.AbstractEventLoop


class Line:
    """Carries out commands for an event loop. Its thread begins with the first command."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._worker: Thread | None = None
        self._starting = Lock()

    async def carry_out(self, take: Take, *, aside: bool = False) -> Receipt:
        """The receipt of one command; raises what `door.carry_out` raises.

        One that takes long is carried out `aside`, so that nobody waits behind it.
        """
        loop = asyncio.get_running_loop()
        waiting = _Waiting(take, loop.create_future(), loop)
        if aside:
            await run_in_threadpool(self._serve, [waiting])
        else:
            self._begin()
            self._queue.put(waiting)
        return await waiting.answer

    def close(self) -> None:
        """Finish what waits; nothing may be asked any more."""
        with self._starting:
            if self._worker is not None:
                self._queue.put(None)
                self._worker.join()
                self._worker = None

    def _begin(self) -> None:
        if self._worker is None:
            with self._starting:
                if self._worker is None:
                    self._worker = Thread(target=self._work, name="commands", daemon=True)
                    self._worker.start()

    def _work(self) -> None:
        while True:
            group = self._next_group()
            self._serve([waiting for waiting in group if waiting is not None])
            if None in group:
                return

    def _next_group(self) -> list[_Waiting | None]:
        """All who wait by now, one at least."""
        group = [self._queue.get()]
        try:
            while len(group) < MOST_TOGETHER and group[-1] is not None:
                group.append(self._queue.get_nowait())
        except Empty:
            pass
        return group

    def _serve(self, group: Sequence[_Waiting]) -> None:
        orders: list[Order] = []
        served: list[_Waiting] = []
        for waiting in group:
            try:
                orders.append(waiting.take())
            except Exception as error:
                _tell(waiting, error)
            else:
                served.append(waiting)
        try:
            answers = carry_out_all(self._store, orders)
        except Exception as error:
            answers = [error] * len(served)
        for waiting, answer in zip(served, answers, strict=True):
            _tell(waiting, answer)


def _tell(waiting: _Waiting, answer: Receipt | Exception) -> None:
    """Wake the request, unless it has gone or the loop is over: what was recorded stands."""
    if not waiting.loop.is_closed():
        waiting.loop.call_soon_threadsafe(_settle, waiting.answer, answer)


def _settle(waited: "asyncio.Future[Receipt]", answer: Receipt | Exception) -> None:
    if waited.done():
        return
    if isinstance(answer, Exception):
        waited.set_exception(answer)
    else:
        waited.set_result(answer)
