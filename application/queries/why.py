"""Why this number: any figure of any answer, taken apart into its facts at the same clocks."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, ClassVar

import msgspec
from pydantic import Field as FormField

import application.queries as known
from application.commands.base import Flaw, Malformed
from application.laying import whole
from application.queries.base import ListReply, Query, Reading, Reply
from application.queries.explaining.parts import Explanation, Figure, Part, at_place
from application.queries.explaining.table import explanation_of
from application.queries.sight import Sight
from application.views.citations import cited_by
from domain.enums_learning import Component
from domain.envelope import AnyEnvelope
from domain.values import Object, Text


class WhyItem(Reply):
    thing: str
    subject: str
    value: Any
    detail: str | None
    positions: list[int]
    documents: list[str]


class WhyResult(ListReply):
    question: str
    figure: str
    value: Any
    rules: dict[Component, str]
    items: list[WhyItem]


class WhyQuery(Query):
    """A figure of an answer taken apart: what it counts, the facts, their rules and documents.

    `figure` is where it stands in the answer to `question`, as a JSON Pointer: `/jp`, or
    `/items/0/used`. `parameters` are those of the question, `id` the thing it is about. A row of a
    list, `/items/0`, is explained by the facts that prove it.
    """

    asks = "why"
    path = "/why"
    takes_id: ClassVar[bool] = True
    Result = WhyResult

    question: Text
    figure: Text
    parameters: Object = FormField(default_factory=dict)

    def answer(self, reading: Reading, subject: str | None) -> WhyResult:
        if self.question not in known.QUERIES:
            raise _flaw("question", "no_question")
        path = tuple(part.replace("~1", "/").replace("~0", "~") for part in self._steps())
        explanation = explanation_of(self.question, path)
        if explanation is None:
            raise _flaw("figure", "no_figure")
        figure = self._figure(reading, subject, path)
        sight = Sight(reading)
        parts = [p for p in explanation.parts(figure) if sight.reaches(p.thing, p.subject)]
        facts = _Facts(reading)
        items = [
            _item(part, facts) if self._is_shown(place, reading) else _later(part)
            for place, part in enumerate(parts)
        ]
        return WhyResult(
            question=self.question,
            figure=self.figure,
            value=figure.value,
            rules=_rules(explanation, figure, facts.read()),
            items=items,
        )

    def _steps(self) -> list[str]:
        if not self.figure.startswith("/"):
            raise _flaw("figure", "no_pointer")
        return self.figure.split("/")[1:]

    def _figure(self, reading: Reading, subject: str | None, path: tuple[str, ...]) -> Figure:
        """What stands at the place, in the answer the reader gets to the question."""
        kind = known.QUERIES[self.question]
        if "{id}" in kind.path and subject is None:
            raise _flaw("id", "missing")
        try:
            query = kind.parse(msgspec.json.encode(self.parameters))
        except Malformed as malformed:
            raise malformed.within("parameters") from malformed
        answer = msgspec.to_builtins(whole(query.answer(replace(reading, page=None), subject)))
        try:
            value = at_place(answer, path)
        except LookupError as error:
            raise _flaw("figure", "no_figure") from error
        everything = replace(reading, reader=None, page=None)
        return Figure(everything, query, subject, answer, path, value)

    @staticmethod
    def _is_shown(place: int, reading: Reading) -> bool:
        """Facts are read for the page asked for; the others are only counted."""
        page = reading.page
        return page is None or page.after <= place < page.after + page.enough


def _flaw(field: str, kind: str) -> Malformed:
    return Malformed((Flaw(f"/{field}", kind=kind),))


class _Facts:
    """The facts of the parts, each read once."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._known: dict[int, AnyEnvelope] = {}

    def of(self, part: Part) -> list[AnyEnvelope]:
        """In order of their positions."""
        reading = self._reading
        positions = {
            *part.positions,
            *(p for view, key in part.rows for p in reading.prove(view, key, reading.moment)),
        }
        return [self._at(position) for position in sorted(positions)]

    def read(self) -> Iterable[AnyEnvelope]:
        return self._known.values()

    def _at(self, position: int) -> AnyEnvelope:
        if position not in self._known:
            [self._known[position]] = self._reading.log.tail(position - 1, upto=position)
        return self._known[position]


def _item(part: Part, facts: _Facts) -> WhyItem:
    behind = facts.of(part)
    documents = dict.fromkeys(sha for fact in behind for sha in cited_by(fact))
    return WhyItem(
        thing=part.thing,
        subject=part.subject,
        value=part.value,
        detail=part.detail,
        positions=[fact.position for fact in behind],
        documents=list(documents),
    )


def _later(part: Part) -> WhyItem:
    """A part of another page."""
    return WhyItem(
        thing=part.thing, subject=part.subject, value=None, detail=None, positions=[], documents=[]
    )


def _rules(
    explanation: Explanation, figure: Figure, facts: Iterable[AnyEnvelope]
) -> dict[Component, str]:
    """The versions the facts say they were judged by; where none says so, that of the day."""
    facts = list(facts)
    return {
        component: ", ".join(dict.fromkeys(_consulted(component, facts)))
        or figure.reading.rulebook.at(component, figure.judged_on).version
        for component in explanation.rules
    }


def _consulted(component: Component, facts: Iterable[AnyEnvelope]) -> Iterator[str]:
    for fact in facts:
        if component in fact.rule_set:
            yield fact.rule_set[component]
