"""Why: whom the programme reached, what it cost, what was reported, what was credited twice."""

from collections.abc import Callable, Iterator

from application.queries.base import Reading
from application.queries.costs import OfAPeriod
from application.queries.explaining.jp import credit_part
from application.queries.explaining.parts import (
    Explanation,
    Explanations,
    Figure,
    Part,
    Parts,
    part_of,
    row_of,
)
from application.queries.needs import COMPLETED, ReachQuery, is_credited
from application.views.jp_ledger import JP_LEDGER
from application.views.learning import ENTRIES
from application.views.things import PLACEMENTS
from domain.cost import ClassCost
from domain.enums_learning import Component
from domain.placement.state import Placement
from domain.states import EntryState

_CREDIT = (Component.JP_CONVERSION, Component.PPPK_CAP)


# --- needs ------------------------------------------------------------------------------------


def _for_need(figure: Figure, need: str) -> list[Placement]:
    return [p for p in figure.reading.each(PLACEMENTS) if p.need == need]


def _people(fits: Callable[[Placement, Reading], bool]) -> Parts:
    """Each person once, with the placements by which he or she counts."""

    def parts(figure: Figure) -> Iterator[Part]:
        placements = _for_need(figure, figure.around()["need"])
        yield from _persons([p for p in placements if fits(p, figure.reading)])

    return parts


def _persons(placements: list[Placement]) -> Iterator[Part]:
    """A person counts once, resting on all of these placements."""
    found: dict[str, Part] = {}
    for placement in placements:
        known = found.get(placement.employee) or Part("employee", placement.employee, 1)
        found[placement.employee] = known.and_of("placement", placement.id)
    yield from found.values()


def _credited_of_unit(figure: Figure) -> Iterator[Part]:
    unit, need = figure.around()["unit"], figure.around(3)["need"]
    yield from _persons(
        [
            placement
            for placement in _for_need(figure, need)
            if (placement.home_unit or "") == unit and is_credited(placement, figure.reading)
        ]
    )


def _remaining(figure: Figure) -> Iterator[Part]:
    """What was asked for, and whom it was done for."""
    yield part_of("need", figure.around()["need"], figure.around()["people"], "people")
    yield from _people(is_credited)(figure)


def _quarters(figure: Figure) -> Iterator[Part]:
    for placement in _for_need(figure, figure.around()["need"]):
        rows = figure.reading.views.find(ENTRIES, figure.reading.moment, record=placement.id)
        approved = [(key, row) for key, row in rows if row.state is EntryState.APPROVED]
        if approved:
            yield Part(
                "learning-record",
                placement.id,
                sum(row.quarters for _, row in approved),
                rows=tuple((ENTRIES, key) for key, _ in approved),
            )


# --- reach ------------------------------------------------------------------------------------


def _reach(wanted: Callable[[bool], bool]) -> Parts:
    def parts(figure: Figure) -> Iterator[Part]:
        assert isinstance(figure.query, ReachQuery)
        _, group = figure.query.groups(figure.reading)[figure.number(1)]
        started = figure.query.started(figure.reading)
        for employee in group:
            placements = started.get(employee, [])
            if wanted(bool(placements)):
                person = part_of("employee", employee, 1)
                for placement in placements:
                    person = person.and_of("placement", placement)
                yield person

    return parts


# --- cost -------------------------------------------------------------------------------------


def _asked(figure: Figure) -> OfAPeriod:
    assert isinstance(figure.query, OfAPeriod)
    return figure.query


def spent_in_period(figure: Figure) -> Iterator[Part]:
    for cost in _asked(figure).spent(figure.reading):
        yield part_of("cost", cost.id, cost.amount_idr, cost.kind)


def learnt_in_period(figure: Figure) -> Iterator[Part]:
    for row in _asked(figure).learnt(figure.reading):
        yield credit_part(row, row.jp)


def spent_and_learnt(figure: Figure) -> Iterator[Part]:
    yield from spent_in_period(figure)
    yield from learnt_in_period(figure)


def classes_with(amount_of: Callable[[ClassCost], int]) -> Parts:
    def parts(figure: Figure) -> Iterator[Part]:
        for taught in _asked(figure).taught(figure.reading):
            yield part_of("class-cost", taught.id, amount_of(taught), taught.title)

    return parts


def _class_cost_per_jp(figure: Figure) -> Iterator[Part]:
    for taught in _asked(figure).taught(figure.reading):
        yield part_of("class-cost", taught.id, taught.total_idr, taught.title)
        yield part_of("class-cost", taught.id, taught.taught_jp, "JP")


# --- credits ----------------------------------------------------------------------------------


def _reported(figure: Figure) -> Iterator[Part]:
    subject = figure.item["subject"]
    row = figure.reading.find(JP_LEDGER, subject)
    thing = "external-learning" if row and row.source == "external" else "learning-record"
    yield part_of(thing, subject, figure.item["jp"])


def _doubled(figure: Figure) -> Iterator[Part]:
    """The credits of a group: what counts twice is their sum without the largest."""
    item = figure.item
    for credit in item["credits"]:
        yield credit_part(figure.reading.find(JP_LEDGER, credit["subject"]), credit["jp"])


def _one_credit(figure: Figure) -> Iterator[Part]:
    yield credit_part(figure.reading.find(JP_LEDGER, figure.around()["subject"]), figure.value)


OF_PROGRAMME: Explanations = {
    "needs-coverage": {
        "/items/*": Explanation(row_of("need")),
        "/items/*/people": Explanation(row_of("need"), adds_up=True),
        "/items/*/nominated": Explanation(_people(lambda _p, _r: True), adds_up=True),
        "/items/*/started": Explanation(
            _people(lambda placement, _r: placement.started_on is not None), adds_up=True
        ),
        "/items/*/completed": Explanation(
            _people(lambda placement, _r: placement.state in COMPLETED), adds_up=True
        ),
        "/items/*/credited": Explanation(_people(is_credited), _CREDIT, adds_up=True),
        "/items/*/remaining": Explanation(_remaining, _CREDIT),
        "/items/*/quarters": Explanation(_quarters, adds_up=True),
        "/items/*/units/*/credited": Explanation(_credited_of_unit, _CREDIT, adds_up=True),
    },
    "reach": {
        "/items/*/employees": Explanation(_reach(lambda _placed: True), adds_up=True),
        "/items/*/placed": Explanation(_reach(lambda placed: placed), adds_up=True),
        "/items/*/never": Explanation(_reach(lambda placed: not placed), adds_up=True),
        "/items/*/placed_centi": Explanation(_reach(lambda placed: placed)),
    },
    "cost": {
        "/recorded_idr": Explanation(spent_in_period, adds_up=True),
        "/recognised_jp": Explanation(learnt_in_period, _CREDIT, adds_up=True),
        "/cost_per_jp_idr": Explanation(spent_and_learnt, _CREDIT),
        "/class/recorded_idr": Explanation(classes_with(lambda c: c.total_idr), adds_up=True),
        "/class/jp": Explanation(classes_with(lambda c: c.taught_jp), adds_up=True),
        "/class/cost_per_jp_idr": Explanation(_class_cost_per_jp),
        "/class/lecturer_idr": Explanation(classes_with(lambda c: c.lecturer_idr), adds_up=True),
        "/class/hall_idr": Explanation(classes_with(lambda c: c.hall_idr), adds_up=True),
        "/class/copies_idr": Explanation(classes_with(lambda c: c.copies_idr), adds_up=True),
        "/class/meals_idr": Explanation(classes_with(lambda c: c.meals_idr), adds_up=True),
    },
    "siasn": {
        "/items/*": Explanation(_reported),
        "/items/*/jp": Explanation(_reported, _CREDIT, adds_up=True),
    },
    "duplicate-credits": {
        "/items/*": Explanation(_doubled, _CREDIT),
        "/items/*/duplicate_jp": Explanation(_doubled, _CREDIT),
        "/items/*/credits/*/jp": Explanation(_one_credit, _CREDIT, adds_up=True),
    },
}
"""Why the figures of reach, cost and credit are what they are."""
