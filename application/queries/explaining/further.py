"""Why: the figures of the further controls, of fairness and of the comparison of costs."""

from collections import defaultdict
from collections.abc import Callable, Iterator

from application.queries.base import Reading
from application.queries.comparison import CostComparisonQuery
from application.queries.explaining.jp import credit_part
from application.queries.explaining.parts import (
    Explanation,
    Explanations,
    Figure,
    Part,
    Parts,
    entry_part,
    part_of,
    row_of,
)
from application.queries.explaining.programme import (
    classes_with,
    learnt_in_period,
    spent_and_learnt,
    spent_in_period,
)
from application.queries.fairness import InternshipShareQuery, went_somewhere
from application.queries.jp import floor_of
from application.queries.realisation import started_under
from application.queries.recap import credits_of, is_internship
from application.views.jp_ledger import LedgerRow
from application.views.things import EMPLOYEES, PLACEMENTS
from domain.cost import ClassCost
from domain.enums_learning import Component

_CREDIT = (Component.JP_CONVERSION, Component.PPPK_CAP)
_FLOOR = (Component.DUTY,)


# --- realisation, limits, texts ---------------------------------------------------------------


def _started(figure: Figure) -> Iterator[Part]:
    for agreement, placement in started_under(figure.reading):
        if agreement == figure.item["agreement"]:
            yield part_of("placement", placement.id, 1, f"{placement.started_on}")


def _breach(figure: Figure) -> Iterator[Part]:
    item = figure.item
    positions = tuple(item["positions"])
    yield Part(item["thing"], item["subject"], _value(figure), item["kind"], positions=positions)


def _value(figure: Figure) -> object:
    return None if isinstance(figure.value, dict) else figure.value


def _entries(figure: Figure) -> Iterator[Part]:
    for entry in figure.item["entries"]:
        yield entry_part(entry["record"], entry["entry"], None, entry["day"])


def _first_of(field: str) -> Parts:
    """The first entry of each day, or of each record."""

    def parts(figure: Figure) -> Iterator[Part]:
        seen: set[str] = set()
        for entry in figure.item["entries"]:
            if entry[field] not in seen:
                seen.add(entry[field])
                yield entry_part(entry["record"], entry["entry"], 1, entry["day"])

    return parts


# --- fairness ---------------------------------------------------------------------------------


def _members(counted: Callable[[list[LedgerRow], bool, int], int]) -> Parts:
    """The employees of the unit; `counted` gives what one adds, from credits, going and floor."""

    def parts(figure: Figure) -> Iterator[Part]:
        assert isinstance(figure.query, InternshipShareQuery)
        reading, year = figure.reading, figure.query.year
        earned, went = _credits_by_person(reading, year), went_somewhere(reading)
        floor = floor_of(reading, year)
        for unit, members in figure.query.members(reading):
            for employee in members if unit.id == figure.item["unit"] else ():
                value = counted(earned[employee], employee in went, floor)
                if value:
                    proven = tuple(p for row in earned[employee] for p in row.positions)
                    rows = ((EMPLOYEES, employee),)
                    yield Part("employee", employee, value, rows=rows, positions=proven)

    return parts


def _credits_by_person(reading: Reading, year: int) -> defaultdict[str, list[LedgerRow]]:
    found: defaultdict[str, list[LedgerRow]] = defaultdict(list)
    for row in credits_of(reading, year):
        found[row.employee].append(row)
    return found


def _by_internship(rows: list[LedgerRow]) -> list[LedgerRow]:
    return [row for row in rows if is_internship(row)]


def _jp_of(rows: list[LedgerRow]) -> int:
    return sum(row.jp for row in rows)


_INTERNSHIP = _members(lambda rows, _went, _floor: _jp_of(_by_internship(rows)))


def _attempts(figure: Figure) -> Iterator[Part]:
    for placement in figure.reading.list(PLACEMENTS, employee=figure.item["employee"]):
        yield part_of("placement", placement.id, 1, placement.state)


# --- costs ------------------------------------------------------------------------------------


def _of_agreement(*, spent: bool, learnt: bool) -> Parts:
    def parts(figure: Figure) -> Iterator[Part]:
        assert isinstance(figure.query, CostComparisonQuery)
        costs, rows = figure.query.by_agreement(figure.reading)[figure.item["agreement"]]
        for cost in costs if spent else ():
            yield part_of("cost", cost.id, cost.amount_idr, cost.kind)
        for row in rows if learnt else ():
            yield credit_part(row, row.jp)

    return parts


def _per_jp(amount_of: Callable[[ClassCost], int]) -> Explanation:
    def parts(figure: Figure) -> Iterator[Part]:
        yield from classes_with(amount_of)(figure)
        yield from classes_with(lambda taught: taught.taught_jp)(figure)

    return Explanation(parts)


def _both(figure: Figure) -> Iterator[Part]:
    yield from spent_and_learnt(figure)
    yield from classes_with(lambda taught: taught.total_idr)(figure)
    yield from classes_with(lambda taught: taught.taught_jp)(figure)


OF_FURTHER: Explanations = {
    "realisation": {
        "/items/*": Explanation(row_of("agreement"), (Component.AGREEMENT_POLICY,)),
        "/items/*/placements": Explanation(_started, adds_up=True),
    },
    "limit-breaches": {
        "/items/*": Explanation(_breach),
        "/items/*/used": Explanation(_breach, adds_up=True),
        "/items/*/limit": Explanation(_breach, (Component.WORKING_TIME, Component.PPPK_CAP)),
    },
    "repeated-texts": {
        "/items/*": Explanation(_entries),
        "/items/*/records": Explanation(_first_of("record"), adds_up=True),
        "/items/*/days": Explanation(_first_of("day"), adds_up=True),
    },
    "internship-share": {
        "/items/*/employees": Explanation(_members(lambda _r, _w, _f: 1), adds_up=True),
        "/items/*/jp": Explanation(
            _members(lambda rows, _w, _f: _jp_of(rows)), _CREDIT, adds_up=True
        ),
        "/items/*/jp_internship": Explanation(_INTERNSHIP, _CREDIT, adds_up=True),
        "/items/*/share_centi": Explanation(_INTERNSHIP, _CREDIT),
        "/items/*/met": Explanation(
            _members(lambda rows, _w, floor: _jp_of(rows) >= floor), _FLOOR, adds_up=True
        ),
        "/items/*/met_by_internship": Explanation(
            _members(lambda rows, _w, floor: _jp_of(_by_internship(rows)) >= floor),
            _FLOOR,
            adds_up=True,
        ),
        "/items/*/never": Explanation(_members(lambda _r, went, _f: not went), adds_up=True),
    },
    "never-placed": {
        "/items/*": Explanation(row_of("employee")),
        "/items/*/nominated": Explanation(_attempts, adds_up=True),
    },
    "cost-comparison": {
        "/items/*": Explanation(_of_agreement(spent=True, learnt=True), _CREDIT),
        "/items/*/recorded_idr": Explanation(_of_agreement(spent=True, learnt=False), adds_up=True),
        "/items/*/jp": Explanation(_of_agreement(spent=False, learnt=True), _CREDIT, adds_up=True),
        "/items/*/cost_per_jp_idr": Explanation(_of_agreement(spent=True, learnt=True), _CREDIT),
        "/internship/recorded_idr": Explanation(spent_in_period, adds_up=True),
        "/internship/jp": Explanation(learnt_in_period, _CREDIT, adds_up=True),
        "/internship/cost_per_jp_idr": Explanation(spent_and_learnt, _CREDIT),
        "/class/recorded_idr": Explanation(classes_with(lambda c: c.total_idr), adds_up=True),
        "/class/jp": Explanation(classes_with(lambda c: c.taught_jp), adds_up=True),
        "/class/cost_per_jp_idr": _per_jp(lambda c: c.total_idr),
        "/class/lecturer_per_jp_idr": _per_jp(lambda c: c.lecturer_idr),
        "/class/hall_per_jp_idr": _per_jp(lambda c: c.hall_idr),
        "/class/copies_per_jp_idr": _per_jp(lambda c: c.copies_idr),
        "/class/meals_per_jp_idr": _per_jp(lambda c: c.meals_idr),
        "/difference_per_jp_idr": Explanation(_both, _CREDIT),
        "/saved_idr": Explanation(_both, _CREDIT),
    },
}
"""Why the figures of the further controls are what they are."""
