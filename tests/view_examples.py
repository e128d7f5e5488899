"""Two small views and their facts, made to show every way a fact can meet the two time axes."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from domain.base import Fact
from domain.envelope import AnyEnvelope

START = date(2020, 1, 1).toordinal()


class Opened(Fact):
    topic = "shelf.opened.v1"
    room: str


class Put(Fact):
    topic = "shelf.put.v1"
    books: int


class Moved(Fact):
    topic = "shelf.moved.v1"
    room: str


class Recounted(Fact):
    """Holds for every day, whenever it is recorded."""

    topic = "shelf.recounted.v1"
    books: int


class Closed(Fact):
    topic = "shelf.closed.v1"


class Dropped(Fact):
    """No view can place it."""

    topic = "shelf.dropped.v1"


class Looked(Fact):
    """No view asks for it."""

    topic = "shelf.looked.v1"


@dataclass(frozen=True, slots=True)
class ShelfRow:
    room: str
    books: int
    puts: tuple[int, ...] = ()


class Shelves:
    """One row per shelf."""

    name = "shelves"
    row = ShelfRow
    topics = frozenset(fact.topic for fact in (Opened, Put, Moved, Recounted, Closed, Dropped))
    undated = frozenset({Recounted.topic})
    index = ("room", "books")

    def keys(self, fact: AnyEnvelope) -> Iterable[str]:
        return (fact.subject,)

    def begins(self, _fact: AnyEnvelope) -> bool:
        return False

    def streams(self, key: str) -> Iterable[str]:
        return (f"shelf:{key}",)

    def evolve(self, row: ShelfRow | None, fact: AnyEnvelope) -> ShelfRow | None:
        match row, fact.data:
            case None, Opened(room=room):
                return ShelfRow(room, 0)
            case ShelfRow(), Put(books=books):
                return replace(row, books=row.books + books, puts=(*row.puts, books))
            case ShelfRow(), Moved(room=room) | Opened(room=room):
                return replace(row, room=room)
            case ShelfRow(), Recounted(books=books):
                return replace(row, books=books)
            case ShelfRow(), Closed():
                return None
        raise LookupError(f"{fact.topic} of a shelf that is not there")


@dataclass(frozen=True, slots=True)
class RoomRow:
    books: int


class Rooms:
    """One row per room a shelf was opened or moved in: facts of one stream go to several keys."""

    name = "rooms"
    row = RoomRow
    topics = frozenset({Opened.topic, Moved.topic})
    undated: frozenset[str] = frozenset()
    index = ()

    def keys(self, fact: AnyEnvelope) -> Iterable[str]:
        match fact.data:
            case Opened(room=room) | Moved(room=room):
                return (room, "all")
        raise LookupError(fact.topic)

    def begins(self, _fact: AnyEnvelope) -> bool:
        return False

    def streams(self, key: str) -> Iterable[str]:
        return ("shelf:a", "shelf:b", "shelf:c")

    def evolve(self, row: RoomRow | None, fact: AnyEnvelope) -> RoomRow | None:
        return RoomRow(1 if row is None else row.books + 1)


SHELVES = Shelves()
ROOMS = Rooms()


def day(offset: int) -> date:
    return date.fromordinal(START + offset)
