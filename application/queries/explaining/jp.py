"""Why: the JP of persons, units and partners, and the year's programme (R63-R70, R80)."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator

from application.queries.explaining.parts import Explanation, Explanations, Figure, Part, part_of
from application.queries.jp import floor_of, lines_of
from application.queries.people import People
from application.queries.recap import JpRecapQuery, credits_of, exported
from application.views.jp_ledger import JP_LEDGER, PLACEMENT, LedgerRow
from application.views.learning import ENTRIES
from application.views.things import AGREEMENTS, PLACEMENTS, RULES
from domain.enums_learning import ActivityCode, Component
from domain.states import EntryState

_FLOOR = (Component.DUTY,)
_CREDIT = (Component.JP_CONVERSION, Component.PPPK_CAP)


def credit_part(row: LedgerRow, value: int) -> Part:
    """One line of the ledger with the facts it rests on."""
    thing = "learning-record" if row.source == PLACEMENT else "external-learning"
    return Part(thing, row.subject, value, row.title or row.field, positions=tuple(row.positions))


# --- one person -------------------------------------------------------------------------------


def _lines(figure: Figure, employee: str) -> list[LedgerRow]:
    year = getattr(figure.query, "year", None)
    rows = lines_of(figure.reading.list(JP_LEDGER, employee=employee))
    return [row for row in rows if row.year == year]


def _sum(value_of: Callable[[LedgerRow], int], employee_of: Callable[[Figure], str]) -> Explanation:
    def parts(figure: Figure) -> Iterator[Part]:
        for row in _lines(figure, employee_of(figure)):
            yield credit_part(row, value_of(row))

    return Explanation(parts, _CREDIT, adds_up=True)


def _jp(row: LedgerRow) -> int:
    return row.jp


def _excess(row: LedgerRow) -> int:
    return row.excess_jp


def _asked(figure: Figure) -> str:
    return figure.subject or ""


def _listed(figure: Figure) -> str:
    return str(figure.item["employee"])


def _floor(figure: Figure) -> Iterator[Part]:
    """The duty of the year's last day; one that was published rests on its publication."""
    for rule in figure.reading.list(RULES):
        if rule.component is Component.DUTY and rule.valid_from <= figure.judged_on:
            yield part_of("rule", rule.id, detail=rule.version)


def _missing(employee_of: Callable[[Figure], str]) -> Explanation:
    def parts(figure: Figure) -> Iterator[Part]:
        yield from _floor(figure)
        yield from _sum(_jp, employee_of).parts(figure)
        yield part_of("employee", employee_of(figure), detail="kind")

    return Explanation(parts, (*_FLOOR, *_CREDIT))


def _this_line(figure: Figure) -> Iterator[Part]:
    for row in _lines(figure, _asked(figure)):
        if row.subject == figure.item["subject"]:
            value = row.excess_jp if figure.name == "excess_jp" else row.jp
            yield credit_part(row, value)


def _contract_year(value_of: Callable[[LedgerRow], int]) -> Explanation:
    def parts(figure: Figure) -> Iterator[Part]:
        span = figure.around()
        for row in lines_of(figure.reading.list(JP_LEDGER, employee=_asked(figure))):
            if span["from"] <= row.last_day.isoformat() <= span["until"]:
                yield credit_part(row, value_of(row))

    return Explanation(parts, _CREDIT, adds_up=True)


# --- the recap --------------------------------------------------------------------------------


def _recap(counted: Callable[[int, int], int | None]) -> Callable[[Figure], Iterator[Part]]:
    """The employees of a row, or of all; `counted` gives what one with so many JP adds."""

    def parts(figure: Figure) -> Iterator[Part]:
        assert isinstance(figure.query, JpRecapQuery)
        reading = figure.reading
        rows = by_employee(credits_of(reading, figure.query.year))
        floor = floor_of(reading, figure.query.year)
        units = {item["unit"] for item in figure.answer["items"]}
        if figure.path[0] == "items":
            units = {figure.around()["unit"]}
        for unit, members in figure.query.members(reading):
            for employee in members if unit.id in units else ():
                value = counted(sum(row.jp for row in rows[employee]), floor)
                if value is not None:
                    yield _person(employee, value, rows[employee])

    return parts


def _person(employee: str, value: int, rows: Iterable[LedgerRow]) -> Part:
    """A person who counts, resting on the credits as well."""
    positions = tuple(position for row in rows for position in row.positions)
    base = part_of("employee", employee, value)
    return Part(base.thing, base.subject, value, rows=base.rows, positions=positions)


def by_employee(rows: Iterable[LedgerRow]) -> defaultdict[str, list[LedgerRow]]:
    found: defaultdict[str, list[LedgerRow]] = defaultdict(list)
    for row in rows:
        found[row.employee].append(row)
    return found


def _everybody(_jp: int, _floor: int) -> int | None:
    return 1


def _who_met(jp: int, floor: int) -> int | None:
    return 1 if jp >= floor else None


def _who_did_not(jp: int, floor: int) -> int | None:
    return None if jp >= floor else 1


def _who_has_any(jp: int, _floor: int) -> int | None:
    return jp or None


def _whose_jp(jp: int, _floor: int) -> int | None:
    return jp


_RECAP = {
    "employees": Explanation(_recap(_everybody), adds_up=True),
    "met": Explanation(_recap(_who_met), _FLOOR, adds_up=True),
    "not_met": Explanation(_recap(_who_did_not), _FLOOR, adds_up=True),
    "percent_met_centi": Explanation(_recap(_who_met), _FLOOR),
    "total_jp": Explanation(_recap(_who_has_any), _CREDIT, adds_up=True),
    "average_jp_centi": Explanation(_recap(_whose_jp), _CREDIT),
}


# --- reconciliation and programme -------------------------------------------------------------


def _year(figure: Figure) -> int:
    return int(figure.query.year)  # type: ignore[attr-defined]


def _all_credits(figure: Figure) -> Iterator[Part]:
    for row in credits_of(figure.reading, _year(figure)):
        yield credit_part(row, row.jp)


def _of_partner(figure: Figure) -> Iterator[Part]:
    partner = figure.around()["organisation"]
    for row in credits_of(figure.reading, _year(figure)):
        if row.host == partner:
            yield credit_part(row, row.jp)


def _exported(figure: Figure) -> Iterator[Part]:
    """By the things themselves, not by the ledger."""
    for learning in exported(figure.reading, _year(figure)):
        yield part_of(learning.thing, learning.id, learning.jp or 0)


def _internship_credits(figure: Figure) -> Iterator[Part]:
    for row in credits_of(figure.reading, _year(figure)):
        if row.activity is ActivityCode.C11:
            yield credit_part(row, row.jp)


def _serving(only_internship: bool, *, met: bool) -> Callable[[Figure], Iterator[Part]]:
    def parts(figure: Figure) -> Iterator[Part]:
        reading, year = figure.reading, _year(figure)
        rows = [
            row
            for row in credits_of(reading, year)
            if not only_internship or row.activity is ActivityCode.C11
        ]
        own, floor = by_employee(rows), floor_of(reading, year)
        people = People.of_year(reading, year)
        for employee in filter(people.serves, people.employees()):
            if not met or sum(row.jp for row in own[employee.id]) >= floor:
                yield _person(employee.id, 1, own[employee.id])

    return parts


def _in_force(figure: Figure) -> Iterator[Part]:
    day = People.of_year(figure.reading, _year(figure)).day
    for agreement in figure.reading.list(AGREEMENTS):
        if agreement.in_force_on(day):
            yield part_of("agreement", agreement.id, 1)


def _started(figure: Figure) -> Iterator[Part]:
    for placement in figure.reading.list(PLACEMENTS):
        if placement.started_on is not None and placement.started_on.year == _year(figure):
            yield part_of("placement", placement.id, 1, placement.started_on.isoformat())


def _verified(figure: Figure) -> Iterator[Part]:
    """The records with approved hours in the year."""
    quarters: dict[str, list[tuple[str, int]]] = {}
    for key, entry in figure.reading.views.find(ENTRIES, figure.reading.moment):
        if entry.state is EntryState.APPROVED and entry.day.year == _year(figure):
            quarters.setdefault(entry.record, []).append((key, entry.quarters))
    for record, entries in quarters.items():
        rows = tuple((ENTRIES, key) for key, _ in entries)
        yield Part("learning-record", record, sum(q for _, q in entries), rows=rows)


_ALL_CREDITS = Explanation(_all_credits, _CREDIT, adds_up=True)

OF_JP: Explanations = {
    "jp-ledger": {
        "/jp": _sum(_jp, _asked),
        "/excess_jp": _sum(_excess, _asked),
        "/floor_jp": Explanation(_floor, _FLOOR),
        "/missing_jp": _missing(_asked),
        "/entries/*": Explanation(_this_line, _CREDIT),
        "/entries/*/jp": Explanation(_this_line, _CREDIT, adds_up=True),
        "/entries/*/excess_jp": Explanation(_this_line, _CREDIT, adds_up=True),
        "/contract_years/*/jp": _contract_year(_jp),
        "/contract_years/*/excess_jp": _contract_year(_excess),
    },
    "jp-standings": {
        "/items/*": _sum(_jp, _listed),
        "/items/*/jp": _sum(_jp, _listed),
        "/items/*/excess_jp": _sum(_excess, _listed),
        "/items/*/missing_jp": _missing(_listed),
    },
    "jp-recap": {
        **{f"/items/*/{name}": explanation for name, explanation in _RECAP.items()},
        **{f"/total/{name}": explanation for name, explanation in _RECAP.items()},
    },
    "reconciliation": {
        "/by_employee_jp": _ALL_CREDITS,
        "/by_unit_jp": _ALL_CREDITS,
        "/by_partner_jp": _ALL_CREDITS,
        "/export_jp": Explanation(_exported, _CREDIT, adds_up=True),
        "/partners/*/jp": Explanation(_of_partner, _CREDIT, adds_up=True),
    },
    "programme": {
        "/employees": Explanation(_serving(False, met=False), adds_up=True),
        "/jp_total": _ALL_CREDITS,
        "/jp_internship": Explanation(_internship_credits, _CREDIT, adds_up=True),
        "/internship_share_centi": Explanation(_internship_credits, _CREDIT),
        "/met": Explanation(_serving(False, met=True), _FLOOR, adds_up=True),
        "/met_by_internship": Explanation(_serving(True, met=True), _FLOOR, adds_up=True),
        "/agreements_in_force": Explanation(_in_force, adds_up=True),
        "/placements_started": Explanation(_started, adds_up=True),
        "/verified_quarters": Explanation(_verified, adds_up=True),
    },
}
"""Why the figures of JP are what they are."""
