"""What every way to lay rows aside promises: the same rows, in the same order, however often."""

import tracemalloc
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from application.laying import Lay, in_memory, whole
from application.queries.base import ListReply, Reply
from infrastructure.laying import on_disk


class Item(Reply):
    name: str
    day: date


class Items(ListReply):
    items: Sequence[Item]


@dataclass(frozen=True, slots=True)
class Row:
    name: str
    words: tuple[str, ...]


class Place(NamedTuple):
    name: str
    number: int


@pytest.fixture(params=[in_memory, on_disk(), on_disk(few=0)], ids=["memory", "few", "disk"])
def lay(request: pytest.FixtureRequest) -> Lay:
    made: Lay = request.param
    return made


@given(rows=st.lists(st.builds(Place, st.text(max_size=3), st.integers(-9, 9)), max_size=9))
def test_rows_on_disk_lie_as_they_would_in_memory(rows: list[Place]) -> None:
    on_its_own = on_disk(few=0)

    assert list(on_its_own(rows)) == rows
    assert list(on_its_own(rows, lambda row: row)) == sorted(rows)


def test_rows_come_back_as_they_were_as_often_as_they_are_asked_for(lay: Lay) -> None:
    items = [Item(name=name, day=date(2020, 1, 2)) for name in "ba"]
    rows = [Row("b", ("x", "y")), Row("a", ())]

    for laid, due in ((lay(iter(items)), items), (lay(iter(rows)), rows)):
        assert [list(laid), list(laid), len(laid)] == [due, due, 2]
        assert (laid[0], laid[1:]) == (due[0], due[1:])


def test_of_equal_keys_the_first_to_come_stays_the_first(lay: Lay) -> None:
    rows = [Place("b", 1), Place("a", 2), Place("b", 0), Place("a", 1)]

    laid = lay(rows, lambda row: (row.name,))

    assert [row.number for row in laid] == [2, 1, 1, 0]


def test_no_rows_are_no_rows(lay: Lay) -> None:
    nothing: list[Row] = []

    assert list(lay(nothing)) == []
    assert len(lay(nothing, lambda row: (row.name,))) == 0


def test_what_goes_wrong_while_rows_come_is_told(lay: Lay) -> None:
    def rows() -> Iterator[Place]:
        yield Place("a", 1)
        raise LookupError("no such thing")

    with pytest.raises(LookupError, match="no such thing"):
        lay(rows())


def test_rows_on_disk_are_given_to_others_as_a_list() -> None:
    laid = on_disk(few=0)([Item(name="a", day=date(2020, 1, 2))])

    assert whole(Items(items=laid)) == Items(items=list(laid))


def test_many_times_the_rows_take_no_more_memory() -> None:
    def peak(count: int) -> int:
        rows = (Place(f"{number:0100}", -number) for number in range(count))
        tracemalloc.start()
        laid = on_disk()(rows, lambda row: (row.number, row.name))
        assert sum(1 for _ in laid) == count
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        return most

    assert peak(50_000) < 2 * peak(500)
