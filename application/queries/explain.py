"""Where a figure comes from: its facts, and the rules it was made by (contract §8.4).

The value is the figure of the question that shows it, at the same clocks.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any, ClassVar, TypeVar

from application.ports import View
from application.queries.base import Query, Reading, Reply
from application.queries.figures import figures_of
from application.queries.placement_reading import footing_at
from application.queries.sight import Sight
from application.views.learning import ENTRIES, RECORDS
from application.views.things import AGREEMENTS, PLACEMENTS
from domain.base import refuse
from domain.codes import Code
from domain.enums_learning import Component
from domain.envelope import AnyEnvelope
from domain.learning.facts import LearningEvaluated
from domain.placement.state import Placement
from domain.states import EntryState, Figure
from domain.values import Text, Year

T = TypeVar("T")


class ExplainedEntry(Reply):
    subject: str
    value: Any
    detail: str | None = None
    positions: list[int]


class ExplainResult(Reply):
    figure: Figure
    value: Any
    rules: dict[Component, str]
    entries: list[ExplainedEntry]


class ExplainQuery(Query):
    """One figure taken apart into the facts it rests on."""

    asks = "explain"
    path = "/explain"
    takes_id: ClassVar[bool] = True
    Result = ExplainResult

    figure: Figure
    employee: Text | None = None
    year: Year | None = None
    day: date | None = None

    def answer(self, reading: Reading, subject: str | None) -> ExplainResult:
        return _EXPLAINED[self.figure](self, reading, subject)

    def jp(self, reading: Reading, _subject: str | None) -> ExplainResult:
        employee, year = _given(self.employee, "employee"), _given(self.year, "year")
        _must_reach("employee", employee, reading)
        ledger = figures_of("jp-ledger", reading, employee, year=year)
        entries = [
            ExplainedEntry(
                subject=entry["subject"],
                value=entry["jp"],
                detail=entry["title"],
                positions=entry["positions"],
            )
            for entry in ledger["entries"]
        ]
        facts = _facts(reading, (p for entry in entries for p in entry.positions))
        rules = _rules_of(facts, (Component.JP_CONVERSION, Component.PPPK_CAP))
        return self._explained(ledger["jp"], rules, entries)

    def verified_hours(self, reading: Reading, subject: str | None) -> ExplainResult:
        record = _given(subject, "id")
        _must_reach("learning-record", record, reading)
        found = figures_of("learning-record", reading, record)
        approved = [e for e in found["entries"] if e["state"] == EntryState.APPROVED]
        entries = [
            ExplainedEntry(
                subject=record,
                value=entry["quarters"],
                detail=f"{entry['day']} · {entry['activity']}",
                positions=_proof(reading, ENTRIES, f"{record}/{entry['entry']}"),
            )
            for entry in approved
        ]
        facts = _facts(reading, (p for entry in entries for p in entry.positions))
        rules = _rules_of(facts, (Component.PLACEMENT_POLICY, Component.WORKING_TIME))
        return self._explained(found["verified_quarters"], rules, entries)

    def score(self, reading: Reading, subject: str | None) -> ExplainResult:
        record = _given(subject, "id")
        _must_reach("learning-record", record, reading)
        found = figures_of("learning-record", reading, record)
        facts = _facts(reading, _proof(reading, RECORDS, record))
        evaluated = [fact for fact in facts if isinstance(fact.data, LearningEvaluated)][-1:]
        entries = [
            ExplainedEntry(subject=record, value=score, detail=code, positions=[fact.position])
            for fact in evaluated
            for code, score in fact.data.scores.items()  # type: ignore[attr-defined]
        ]
        rules = _rules_of(evaluated, (Component.RUBRIC,))
        return self._explained(found["score_centi"], rules, entries)

    def agreement_state(self, reading: Reading, subject: str | None) -> ExplainResult:
        agreement = _given(subject, "id")
        _must_reach("agreement", agreement, reading)
        found = figures_of("agreement", reading, agreement)
        facts = _facts(reading, _proof(reading, AGREEMENTS, agreement))
        return self._explained(found["state"], {}, [_entry_of(fact) for fact in facts])

    def cover(self, reading: Reading, subject: str | None) -> ExplainResult:
        placement, day = _given(subject, "id"), _given(self.day, "day")
        row: Placement = reading.get(PLACEMENTS, placement)
        _must_reach("placement", placement, reading)
        agreement = row.agreement_on(day)
        rests_on = [
            *_facts(reading, _proof(reading, PLACEMENTS, placement)),
            *_facts(reading, _proof(reading, AGREEMENTS, agreement)),
        ]
        policy = reading.rulebook.at(Component.AGREEMENT_POLICY, reading.day).version
        return self._explained(
            footing_at(reading, row).cover(day),
            {Component.AGREEMENT_POLICY: policy},
            [_entry_of(fact) for fact in rests_on],
        )

    def _explained(
        self, value: Any, rules: Mapping[Component, str], entries: list[ExplainedEntry]
    ) -> ExplainResult:
        return ExplainResult(figure=self.figure, value=value, rules=dict(rules), entries=entries)


_EXPLAINED: Mapping[Figure, Callable[[ExplainQuery, Reading, str | None], ExplainResult]] = {
    Figure.JP: ExplainQuery.jp,
    Figure.VERIFIED_HOURS: ExplainQuery.verified_hours,
    Figure.SCORE: ExplainQuery.score,
    Figure.AGREEMENT_STATE: ExplainQuery.agreement_state,
    Figure.COVER: ExplainQuery.cover,
}


def _given(value: T | None, name: str) -> T:
    if value is None:
        refuse(Code.MALFORMED, name)
    return value


def _must_reach(thing: str, subject: str, reading: Reading) -> None:
    """NOT_FOUND comes with the figure itself; what is there must also be in sight."""
    if reading.reader is not None and not Sight(reading).reaches(thing, subject):
        refuse(Code.OUT_OF_SCOPE)


def _proof(reading: Reading, view: View, key: str) -> list[int]:
    return list(reading.prove(view, key, reading.moment))


def _facts(reading: Reading, positions: Iterable[int]) -> list[AnyEnvelope]:
    return [
        fact
        for position in sorted(set(positions))
        for fact in reading.log.tail(position - 1, upto=position)
    ]


def _entry_of(fact: AnyEnvelope) -> ExplainedEntry:
    return ExplainedEntry(
        subject=fact.subject,
        value=fact.effective_on,
        detail=fact.topic,
        positions=[fact.position],
    )


def _rules_of(
    facts: Iterable[AnyEnvelope], components: Iterable[Component]
) -> dict[Component, str]:
    """The versions the facts say they were judged by, all of them where they differ."""
    consulted: dict[Component, dict[str, None]] = {}
    for fact in facts:
        for component in components:
            if component in fact.rule_set:
                consulted.setdefault(component, {})[fact.rule_set[component]] = None
    return {component: ", ".join(versions) for component, versions in consulted.items()}
