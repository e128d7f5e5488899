"""What a figure is made of: the things it counts, sums or rests on, each with its facts."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from application.digits import number_in
from application.ports import View
from application.queries.base import Query, Reading
from application.queries.figures import figures_of
from application.views.learning import ENTRIES, RECORDS
from application.views.oversight import (
    EVIDENCE_REQUESTS,
    FINDINGS,
    PROPOSALS,
    QUESTIONS,
    SAMPLES,
)
from application.views.things import (
    AGREEMENTS,
    AMENDMENTS,
    BREACHES,
    CALENDARS,
    CLASS_COSTS,
    COSTS,
    DOCUMENTS,
    EMPLOYEES,
    EXTERNALS,
    NEEDS,
    PLACEMENTS,
    RULES,
    SUBJECT_REQUESTS,
    UNITS,
)
from domain.enums_learning import Component
from domain.states import CoverStatus

_FACTS_OF: Mapping[str, View] = {
    "agreement": AGREEMENTS,
    "amendment": AMENDMENTS,
    "breach": BREACHES,
    "calendar": CALENDARS,
    "class-cost": CLASS_COSTS,
    "cost": COSTS,
    "document": DOCUMENTS,
    "employee": EMPLOYEES,
    "evidence-request": EVIDENCE_REQUESTS,
    "external-learning": EXTERNALS,
    "finding": FINDINGS,
    "learning-record": RECORDS,
    "need": NEEDS,
    "placement": PLACEMENTS,
    "proposal": PROPOSALS,
    "question": QUESTIONS,
    "rule": RULES,
    "sample": SAMPLES,
    "subject-request": SUBJECT_REQUESTS,
    "unit": UNITS,
}
"""Thing -> the view whose row says what it is; the row's facts are the thing's."""


@dataclass(frozen=True, slots=True)
class Part:
    """One thing behind a figure: what it gives to it, and the rows or facts that say so."""

    thing: str
    subject: str
    value: Any = None
    detail: str | None = None
    rows: tuple[tuple[View, str], ...] = ()
    positions: tuple[int, ...] = ()

    def and_of(self, thing: str, subject: str) -> "Part":
        """This part, resting on the facts of another thing as well."""
        return replace(self, rows=(*self.rows, (_FACTS_OF[thing], subject)))


def part_of(thing: str, subject: str, value: Any = None, detail: str | None = None) -> Part:
    """A part that rests on the facts of the thing itself."""
    return Part(thing, subject, value, detail, rows=((_FACTS_OF[thing], subject),))


@dataclass(frozen=True, slots=True)
class Figure:
    """A value at its place in an answer, and the question it is the answer to."""

    reading: Reading
    """As the question was asked, but without a reader: whoever asks has seen to the scope."""
    query: Query
    subject: str | None
    answer: dict[str, Any]
    path: tuple[str, ...]
    value: Any

    @property
    def name(self) -> str:
        """The last word of the place: the field."""
        return self.path[-1]

    @property
    def item(self) -> dict[str, Any]:
        """The row that is explained, or the one the figure stands in."""
        return self.value if isinstance(self.value, dict) else self.around()

    def around(self, steps: int = 1) -> dict[str, Any]:
        """The object the value stands in, or one further out."""
        found = at_place(self.answer, self.path[: len(self.path) - steps])
        assert isinstance(found, dict)
        return found

    def number(self, step: int) -> int:
        """The index at a step of the place."""
        return int(self.path[step])

    def asked_again(self, name: str, subject: str | None = None, **fields: Any) -> dict[str, Any]:
        """The answer to another question at the same clocks."""
        return figures_of(name, self.reading, subject, **fields)

    @property
    def judged_on(self) -> date:
        """The day whose rules hold: the year's last for a figure of a year, else the day asked."""
        year = getattr(self.query, "year", None)
        return self.reading.day if year is None else date(year, 12, 31)


Parts = Callable[[Figure], Iterable[Part]]


@dataclass(frozen=True, slots=True)
class Explanation:
    """How a figure is taken apart. `rules` are the components it was judged by.

    Where it `adds_up`, the values of the parts sum up to the figure.
    """

    parts: Parts
    rules: tuple[Component, ...] = ()
    adds_up: bool = False


Explanations = Mapping[str, Mapping[str, Explanation]]
"""Question -> place in its answer, `*` for any item -> how what stands there is explained."""


def at_place(answer: Any, path: Iterable[str]) -> Any:
    """What stands at a place; LookupError where nothing does."""
    for step in path:
        if isinstance(answer, list):
            number = number_in(step)
            if number is None:
                raise LookupError(step)
            answer = answer[number]
        elif isinstance(answer, dict):
            answer = answer[step]
        else:
            raise LookupError(step)
    return answer


def row_of(thing: str, field: str | None = None) -> Parts:
    """The facts of the thing an item is about; its id stands in `field`."""

    def parts(figure: Figure) -> Iterator[Part]:
        yield part_of(thing, figure.item[field or thing], _given(figure))

    return parts


def asked_about(thing: str) -> Parts:
    """The facts of the thing the question is about."""

    def parts(figure: Figure) -> Iterator[Part]:
        yield part_of(thing, figure.subject or "", _given(figure))

    return parts


def _given(figure: Figure) -> Any:
    return None if isinstance(figure.value, dict) else figure.value


# --- what several figures are made of ---------------------------------------------------------


def days_of_cover(figure: Figure, placement: str, wanted: frozenset[CoverStatus]) -> Iterator[Part]:
    """Every day of a placement with such a cover, as the coverage question has it."""
    fields = figure.query.model_dump(mode="json", by_alias=True, exclude_none=True)
    window = {name: fields[name] for name in ("from", "until", "agreement") if name in fields}
    if figure.query.asks != "coverage":
        window = {}
    found = figure.asked_again("coverage", placement=placement, **window)
    for day in found["calendar"]:
        if day["status"] in wanted:
            of_day = part_of("placement", placement, 1, f"{day['day']} · {day['status']}")
            yield of_day.and_of("agreement", day["agreement"]) if day["agreement"] else of_day


def entries_of(
    figure: Figure, record: str, states: frozenset[str], day: str | None = None
) -> Iterator[Part]:
    """The entries of a logbook in such a state, with their quarter hours."""
    for entry in figure.asked_again("learning-record", record)["entries"]:
        if entry["state"] in states and day in (None, entry["day"]):
            yield entry_part(record, entry["entry"], entry["quarters"], entry["day"])


def entry_part(record: str, entry: int, value: Any, detail: str | None = None) -> Part:
    return Part("learning-record", record, value, detail, rows=((ENTRIES, f"{record}/{entry}"),))
