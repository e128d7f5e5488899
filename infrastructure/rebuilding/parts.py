"""A long rebuild in several processes, each with a share of the views.

A view lies in tables of its own, so shares need not know of each other, and the rows come out the
same as from one process, down to the numbers of the keys. Each process reads the log by itself and
decodes only what its views ask for. It notes how far it is with what it writes; when it dies, or
the process that started it, the next rebuild goes on from there.
"""

import logging
import os
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from multiprocessing import connection, get_context
from typing import Any

from application.ports import View
from application.stops import ViewStopped
from infrastructure.log_base import StoredLog
from infrastructure.rebuilding.filling import fill
from infrastructure.view_store import KeptViews

LONG = 50_000
"""Facts from which on a rebuild is worth other processes: one takes a second to begin."""

SAMPLE = 2_000
"""The last facts of the log, by which the work is shared."""

_say = logging.getLogger("jejak.views")


@dataclass(frozen=True, slots=True)
class Hands:
    """How many processes fold, and how each of them opens what it works on."""

    open_log: Callable[[], StoredLog]
    open_views: Callable[[], KeptViews]
    processes: int = os.cpu_count() or 1
    least: int = LONG
    """So many facts must be missing, or this process folds them alone."""


class PartFailed(RuntimeError):
    """A process that folded a part of the views ended before its work was done."""


def grow(
    store: KeptViews,
    hands: Hands,
    tables: int,
    names: Sequence[str],
    upto: int,
    told: Callable[[int], None] | None,
) -> bool:
    """Fold what is missing in a set of tables up to a position; beside all who use the store.

    False: a fact cannot be read, and the shares stand at different positions. Raises `PartFailed`.
    """
    parts = store.begun(tables)
    if parts:
        _complete(parts, names)
    elif _has_begun(store, tables):
        return True
    elif upto < hands.least or hands.processes == 1:
        parts = [list(names)]
    else:
        with closing(hands.open_log()) as log:
            parts = shared(log, [view for view in store.views if view.name in names], hands)
    fold = partial(_fold_part, hands, store.views, store.fingerprint, tables, upto)
    works = [partial(fold, number, part) for number, part in enumerate(parts)]
    try:
        _carry_out(works, hands.processes, told)
    except ViewStopped as stopped:
        _say.warning("%s", stopped)
        return False
    store.gather(tables)
    return True


def _has_begun(store: KeptViews, tables: int) -> bool:
    """Whether anything was folded into a set of tables yet."""
    return any(laid.position for laid in store.standing().laid if laid.tables == tables)


def shared(log: StoredLog, views: Sequence[View], hands: Hands) -> list[list[str]]:
    """The names of the views in as many shares as processes, each with about as much to fold."""
    end = log.end()
    counted: dict[str, int] = {}
    for fact in log.tail(max(0, end - SAMPLE), upto=end):
        counted[fact.topic] = counted.get(fact.topic, 0) + 1
    weighed = sorted(
        ((sum(counted.get(topic, 0) for topic in view.topics), view.name) for view in views),
        reverse=True,
    )
    shares: list[tuple[int, list[str]]] = [(0, []) for _ in range(min(hands.processes, len(views)))]
    for weight, name in weighed:
        least = min(range(len(shares)), key=lambda n: shares[n][0])
        total, held = shares[least]
        shares[least] = total + weight, [*held, name]
    return [sorted(held) for _, held in shares]


def _complete(parts: list[list[str]], names: Sequence[str]) -> None:
    """Give the views of parts that died before they began to one that can take them."""
    missing = sorted(set(names).difference(*parts))
    if missing and [] not in parts:
        parts.append([])
    if missing:
        parts[parts.index([])] = missing


Tell = Callable[[int], None]
Work = Callable[[Tell], None]
"""Folds one part, telling every position it reaches."""


def _fold_part(
    hands: Hands,
    views: Sequence[View],
    fingerprint: str,
    tables: int,
    upto: int,
    number: int,
    names: Sequence[str],
    tell: Tell,
) -> None:
    own = [view for view in views if view.name in names]
    every = frozenset[str]().union(*(view.topics for view in views))
    without = every.difference(*(view.topics for view in own))
    with closing(hands.open_log()) as log, closing(hands.open_views()) as store:
        store.adopt(views, fingerprint)
        with store.part(tables, number, own) as into:
            fill(
                lambda after, last: log.tail(after, upto=last, without=without),
                into,
                upto=upto,
                told=tell,
            )


def _carry_out(works: Sequence[Work], processes: int, told: Callable[[int], None] | None) -> None:
    """Do the works, so many at a time: one after the other here, or in processes of their own."""
    reached = [0] * len(works)

    def note(number: int, position: int) -> None:
        reached[number] = position
        if told is not None:
            told(min(reached))

    if processes == 1 or len(works) == 1:
        for number, work in enumerate(works):
            work(partial(note, number))
        return
    context = get_context("spawn")
    waiting = list(enumerate(works))
    running: dict[Any, tuple[int, Any]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < processes:
                number, work = waiting.pop(0)
                heard, told_to = context.Pipe(duplex=False)
                process = context.Process(target=_in_process, args=(work, told_to), daemon=True)
                process.start()
                told_to.close()
                running[heard] = number, process
            for ready in connection.wait(list(running)):
                number, process = running[ready]
                message = _heard(ready)
                if isinstance(message, int):
                    note(number, message)
                    continue
                del running[ready]
                process.join()
                if isinstance(message, tuple):
                    raise ViewStopped(*message)
                if process.exitcode != 0:
                    raise PartFailed(f"a folding process ended with {process.exitcode}")
    finally:
        for _, process in running.values():
            process.kill()
            process.join()


def _heard(line: Any) -> int | tuple[str, int, str] | None:
    """A position, why the process stopped, or None at its end."""
    try:
        message: int | tuple[str, int, str] = line.recv()
    except EOFError:
        return None
    return message


def _in_process(work: Work, line: Any) -> None:
    """The body of a process. When nobody listens any more, telling fails and it ends."""
    try:
        work(line.send)
    except ViewStopped as stopped:
        line.send((stopped.view, stopped.position, stopped.reason))
    except BrokenPipeError:
        return
