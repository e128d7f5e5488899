"""No figure without a trail: any number of any answer is taken apart into facts (R76, §8.4).

Every question is asked about everything two stories hold, and of each kind of figure in the
answers some are taken apart: the value is the same, the facts are known, and where the parts add
up, they do.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from application.queries import QUERIES
from application.queries.base import Query
from application.queries.explaining.table import EXPLAINED, fits
from interface.addresses import PATHS
from interface.transports import Inquiry
from tests.city import City
from tests.stories import bandung, before_and_ahead, runoff, too_many

OF_A_KIND = 5
"""Figures of one place that are taken apart in one story."""
OF_A_THING = 5
"""About so many things of a kind a question is asked."""
PERIOD = {"from": "2020-01-01", "until": "2024-12-31"}
MOMENTS: list[dict[str, Any]] = [
    {"as_of": "2020-03-05"},
    {"as_of": "2020-12-01"},
    {"as_of": "2022-06-13", "known_at": "2022-06-13T23:59:59+07:00"},
    {"as_of": "2022-12-31"},
]


def questions(kind: type[Query], city: City) -> Iterator[tuple[str | None, dict[str, Any]]]:
    """What a question is asked about, and with what: each thing, year and dimension there is."""
    things: dict[str, dict[str, None]] = defaultdict(dict)
    for fact in city.store.log.tail(0):
        things[fact.thing][fact.subject] = None
    subjects: Sequence[str | None] = [None]
    if "{id}" in kind.path:
        path = kind.path.split("/")[1]
        thing = next(thing for thing, known in PATHS.items() if known == path)
        subjects = [*things[thing]][:: 1 + len(things[thing]) // OF_A_THING]
    given: list[dict[str, Any]] = [{}]
    needed = {info.alias or name for name, info in kind.model_fields.items() if info.is_required()}
    if "year" in needed:
        given = [{"year": year} for year in (2020, 2021, 2022)]
    if "dimension" in needed:
        given = [{"dimension": name} for name in ("UNIT", "SEX")]
    if "from" in needed:
        given = [PERIOD]
    return ((subject, fields) for subject in subjects for fields in given)


def figures_in(answer: Any, question: str) -> Iterator[tuple[str, str, Any]]:
    """(place of the table, place in the answer, number) of every figure that is explained."""
    for path, value in numbers_in(answer, ()):
        for place in EXPLAINED[question]:
            if fits(place, path):
                yield place, "/" + "/".join(path), value


def numbers_in(answer: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Any]]:
    if isinstance(answer, dict):
        for name, inner in answer.items():
            yield from numbers_in(inner, (*path, name))
            if isinstance(inner, list):
                yield from (((*path, name, str(n)), item) for n, item in enumerate(inner))
    elif isinstance(answer, list):
        for number, item in enumerate(answer):
            yield from numbers_in(item, (*path, str(number)))
    elif isinstance(answer, int) and not isinstance(answer, bool):
        yield path, answer


def test_r76_every_figure_is_taken_apart_into_facts_that_are_known() -> None:
    met: set[str] = set()
    untold: list[str] = []
    for story in (bandung, before_and_ahead, runoff, too_many):
        with story() as store:
            taken: Counter[str] = Counter()
            for question, place, asked, when in some_figures(City(store), taken):
                told = City(store).ask("why", asked.subject, fields=asked.fields, **when)
                adds_up = EXPLAINED[question][place].adds_up
                untold += [
                    f"{story.__name__}: {question} {asked} {when}: {wrong}"
                    for wrong in flaws(told, asked.value, adds_up)
                ]
            met |= taken.keys()

    assert untold == []
    promised = {f"{question}{place}" for question, table in EXPLAINED.items() for place in table}
    assert promised - met == set(), "no story holds these figures"


@dataclass(frozen=True)
class Asked:
    """A figure that is not nothing, and how `why` is asked about it."""

    subject: str | None
    fields: dict[str, Any]
    value: Any


def some_figures(
    city: City, taken: Counter[str]
) -> Iterator[tuple[str, str, Asked, dict[str, Any]]]:
    """Of every kind of figure some; `taken` counts them."""
    for question in EXPLAINED:
        for subject, fields in questions(QUERIES[question], city):
            for when in MOMENTS:
                reply = city.door.ask(Inquiry(question, subject, fields, **when))
                for place, at, value in figures_in(reply.body, question):
                    is_nothing = value.get("count") == 0 if isinstance(value, dict) else not value
                    if not is_nothing and taken[f"{question}{place}"] < OF_A_KIND:
                        taken[f"{question}{place}"] += 1
                        why = {"question": question, "parameters": fields, "figure": at}
                        yield question, place, Asked(subject, why, value), when


def flaws(told: dict[str, Any], value: Any, adds_up: bool) -> Iterator[str]:
    """What is missing in the explanation of a figure that is not nothing."""
    if told["value"] != value:
        yield f"the value is {told['value']}, not {value}"
    if not told["items"] and not told["rules"]:
        yield "nothing stands behind it"
    positions = [position for item in told["items"] for position in item["positions"]]
    if told["items"] and not positions:
        yield "it names no fact"
    if any(not item["positions"] for item in told["items"]):
        yield "a part names no fact"
    if not all(1 <= position <= told["position"] for position in positions):
        yield "a fact is not known"
    if adds_up and not isinstance(value, dict):
        total = sum(item["value"] for item in told["items"])
        if total != value:
            yield f"its parts add up to {total}, not {value}"
