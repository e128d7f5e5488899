"""No number without a trail: each one an answer may hold is explained, or said to be no figure."""

import types
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

import msgspec

from application.queries import QUERIES
from application.queries.explaining.table import EXPLAINED, NO_FIGURES


def numbers_in(kind: type[msgspec.Struct], place: str = "") -> Iterator[str]:
    """The places of an answer where a number may stand, `*` for each item of a list or map."""
    hints = get_type_hints(kind, include_extras=True)
    for field in msgspec.structs.fields(kind):
        yield from _numbers(hints[field.name], f"{place}/{field.encode_name}")


def _numbers(hint: Any, place: str) -> Iterator[str]:
    origin, args = get_origin(hint), get_args(hint)
    if origin is Annotated:
        yield from _numbers(args[0], place)
    elif origin in (Union, types.UnionType):
        for arg in args:
            yield from _numbers(arg, place)
    elif origin in (list, tuple, Sequence):
        yield from _numbers(args[0], f"{place}/*")
    elif origin is dict:
        yield from _numbers(args[1], f"{place}/*")
    elif isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        yield from numbers_in(hint, place)
    elif hint is int:
        yield place


NUMBERS = {name: set(numbers_in(query.Result)) for name, query in QUERIES.items()}


def test_every_number_of_every_answer_is_explained_or_said_to_be_no_figure() -> None:
    silent = {
        f"{name}{place}"
        for name, places in NUMBERS.items()
        for place in places
        if place not in EXPLAINED.get(name, {}) and place not in NO_FIGURES.get(name, {})
    }
    assert silent == set()


def test_no_number_is_both() -> None:
    both = {
        f"{name}{place}"
        for name, places in EXPLAINED.items()
        for place in places
        if place in NO_FIGURES.get(name, {})
    }
    assert both == set()


def test_what_is_explained_or_left_out_is_a_number_there_is() -> None:
    listed = {
        f"{name}{place}"
        for table in (EXPLAINED, NO_FIGURES)
        for name, places in table.items()
        for place in places
        if place not in NUMBERS.get(name, set()) and not place.endswith("/*")
    }
    assert listed == set()
    rows = {f"{n}{p}" for n, places in NO_FIGURES.items() for p in places if p.endswith("/*")}
    assert rows <= {f"{n}{p}" for n, places in NUMBERS.items() for p in places}


def test_what_is_no_figure_says_why_in_a_few_words() -> None:
    reasons = {reason for places in NO_FIGURES.values() for reason in places.values()}
    assert all(len(reason.split()) >= 4 for reason in reasons)
    assert len(reasons) <= 6
