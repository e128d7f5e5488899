"""A view that no process survives, and processes that try.

Run as a module it has one thread and no connection of its own, so a fork is safe and takes
milliseconds. On standard input it reads a place and numbers of books, as JSON; it opens the place
with a log of these books in a fork of its own, and says how that ended.
"""

import json
import os
import signal
import sys
from pathlib import Path

from application.ports import View
from domain.envelope import AnyEnvelope
from infrastructure.projector import Projector
from infrastructure.view_store import KeptViews
from infrastructure.views_postgres import PostgresViews
from infrastructure.views_sqlite import SqliteViews
from tests.memory_log import MemoryLog
from tests.view_examples import SHELVES, Looked, Opened, Put, RoomRow, Rooms, day

DEADLY = 13


class Mortal(Rooms):
    """Its fold ends the process at a certain number of books, as running out of memory would."""

    name = "mortal"
    topics = Rooms.topics | {Put.topic}

    def keys(self, fact: AnyEnvelope) -> tuple[str, ...]:
        match fact.data:
            case Put():
                return ("all",)
        return tuple(super().keys(fact))

    def evolve(self, row: RoomRow | None, fact: AnyEnvelope) -> RoomRow | None:
        match fact.data:
            case Put(books=books) if books == DEADLY:
                os.kill(os.getpid(), signal.SIGKILL)
        return super().evolve(row, fact)


VIEWS: tuple[View, ...] = (SHELVES, Mortal())


def log_of_books(*books: int) -> MemoryLog:
    log = MemoryLog()
    log.record("shelf:a", Opened(room="A"), day(0))
    for number in books:
        log.record("shelf:a", Put(books=number), day(0))
    log.record("shelf:a", Looked(), day(0))
    return log


def views_at(place: str) -> KeptViews:
    if place.startswith("postgresql://"):
        return PostgresViews(place)
    return SqliteViews(Path(place))


def open_and_die(place: str, books: tuple[int, ...]) -> None:
    """What opening a store does with its views."""
    store = views_at(place)
    store.adopt(VIEWS, "v1")
    Projector(log_of_books(*books), store).begin()
    store.close()


def main() -> None:
    for line in sys.stdin:
        place, books = json.loads(line)
        pid = os.fork()
        if pid == 0:
            open_and_die(place, tuple(books))
            os._exit(0)
        _, status = os.waitpid(pid, 0)
        os.write(1, b"%d\n" % os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main()
