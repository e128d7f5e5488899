"""Why: figures of one agreement, placement, learning record, finding or sample."""

from collections.abc import Iterator

from application.queries.agreement_reading import resting_on
from application.queries.explaining.parts import (
    Explanation,
    Explanations,
    Figure,
    Part,
    asked_about,
    days_of_cover,
    entries_of,
    part_of,
    row_of,
)
from application.queries.placement_reading import counted_days
from application.views.jp_ledger import JP_LEDGER
from application.views.learning import RECORDS
from application.views.things import AGREEMENTS, CALENDARS, PLACEMENTS
from domain.agreement.state import Agreement
from domain.enums_learning import Component
from domain.learning.facts import LearningEvaluated
from domain.placement.state import Placement
from domain.states import CoverStatus, EntryState, PlacementState

_APPROVED = frozenset({EntryState.APPROVED.value})
_OPEN = frozenset({EntryState.LOGGED.value, EntryState.HALF_APPROVED.value})
_NOT_AT_TIME = frozenset({CoverStatus.RETROACTIVE, CoverStatus.UNCOVERED})
_LOGBOOK = (Component.PLACEMENT_POLICY, Component.WORKING_TIME)


# --- agreements -------------------------------------------------------------------------------


def _term(figure: Figure) -> Iterator[Part]:
    """How long it runs: what its texts say, its own and those of its amendments."""
    agreement = figure.around()["agreement"]
    yield part_of("agreement", agreement, figure.value, figure.around()["last_day"])
    heir = figure.around().get("successor")
    if heir:
        yield part_of("agreement", heir)


def _used(figure: Figure) -> Iterator[Part]:
    agreement: Agreement = figure.reading.get(AGREEMENTS, figure.around()["agreement"])
    for placement in resting_on(agreement, figure.reading):
        if placement.occupies_on(figure.reading.day):
            yield part_of("placement", placement.id, 1, placement.field)


def _amended(figure: Figure) -> Iterator[Part]:
    yield part_of("amendment", figure.around()["amendment"], figure.value)
    yield part_of("agreement", figure.answer["agreement"])


# --- placements -------------------------------------------------------------------------------


def _rank(figure: Figure) -> Iterator[Part]:
    """Those who wait ahead, and the one who asks."""
    own: Placement = figure.reading.get(PLACEMENTS, figure.around()["placement"])
    for other in figure.reading.list(PLACEMENTS, host=own.host):
        waits = other.state == PlacementState.WAITLISTED and other.field is own.field
        if waits and (other.priority, other.nominated_at) <= (own.priority, own.nominated_at):
            yield part_of("placement", other.id, 1)


def _uncovered(figure: Figure) -> Iterator[Part]:
    yield from days_of_cover(figure, figure.around()["placement"], _NOT_AT_TIME)


def _working_days(figure: Figure) -> Iterator[Part]:
    """The counted days; which they are follows from plan, approved hours and the calendars."""
    placement: Placement = figure.reading.get(PLACEMENTS, figure.subject)
    yield part_of("placement", placement.id, len(counted_days(placement, figure.reading)))
    yield from _calendars(figure, {placement.first_day.year, placement.last_day.year})


def _calendars(figure: Figure, years: set[int]) -> Iterator[Part]:
    for calendar in figure.reading.list(CALENDARS):
        if calendar.year in years:
            yield part_of("calendar", calendar.id, detail=str(calendar.year))


# --- learning records -------------------------------------------------------------------------


def _quarters(states: frozenset[str]) -> Explanation:
    def parts(figure: Figure) -> Iterator[Part]:
        return entries_of(figure, figure.subject or "", states)

    return Explanation(parts, _LOGBOOK, adds_up=True)


def _days(figure: Figure) -> Iterator[Part]:
    """Each day with approved hours once, by the first entry of the day."""
    seen: set[str | None] = set()
    for entry in entries_of(figure, figure.subject or "", _APPROVED):
        if entry.detail not in seen:
            seen.add(entry.detail)
            yield Part(entry.thing, entry.subject, 1, entry.detail, entry.rows)


def _attendance(figure: Figure) -> Iterator[Part]:
    yield from _days(figure)
    yield part_of("placement", figure.subject or "", figure.answer["counted_days"], "counted_days")


def _this_entry(figure: Figure) -> Iterator[Part]:
    number = figure.around()["entry"]
    for entry in entries_of(figure, figure.subject or "", frozenset(EntryState)):
        if entry.rows[0][1].endswith(f"/{number}"):
            yield entry


def _score(figure: Figure) -> Iterator[Part]:
    """The last evaluation, criterion by criterion."""
    reading, record = figure.reading, figure.subject or ""
    positions = reading.prove(RECORDS, record, reading.moment)
    facts = [fact for p in positions for fact in reading.log.tail(p - 1, upto=p)]
    for fact in [fact for fact in facts if isinstance(fact.data, LearningEvaluated)][-1:]:
        assert isinstance(fact.data, LearningEvaluated)
        for criterion, score in fact.data.scores.items():
            yield Part("learning-record", record, score, criterion, positions=(fact.position,))


def _credit(figure: Figure) -> Iterator[Part]:
    """What was completed, the certificate and the recognition, and what revoked it."""
    record = figure.subject or ""
    thing = "learning-record" if "record" in figure.answer else "external-learning"
    yield Part(thing, record, figure.value, rows=((JP_LEDGER, record),))


def _plan(figure: Figure) -> Iterator[Part]:
    yield part_of("placement", figure.subject or "", figure.value)


_JP_BY_HOURS = Explanation(_quarters(_APPROVED).parts, (Component.JP_CONVERSION,))
_CREDIT = Explanation(_credit, (Component.JP_CONVERSION, Component.PPPK_CAP), adds_up=True)
_OF_RECORD = Explanation(asked_about("learning-record"))

OF_THINGS: Explanations = {
    "register": {"/items/*": Explanation(row_of("agreement"))},
    "agreements": {
        "/items/*": Explanation(row_of("agreement")),
        "/items/*/days_left": Explanation(_term),
        "/items/*/seats": Explanation(row_of("agreement"), adds_up=True),
        "/items/*/used": Explanation(_used, adds_up=True),
    },
    "agreement": {
        "/parties/*/serial": Explanation(asked_about("agreement")),
        "/capacity/*/seats": Explanation(asked_about("agreement"), adds_up=True),
        "/amendments/*/sequence": Explanation(_amended),
        "/reminders/*": Explanation(asked_about("agreement"), (Component.AGREEMENT_POLICY,)),
    },
    "amendment": {"/sequence": Explanation(_amended)},
    "expiring": {
        "/items/*": Explanation(row_of("agreement")),
        "/items/*/days_left": Explanation(_term),
    },
    "placements": {
        "/items/*": Explanation(row_of("placement")),
        "/items/*/waitlist_rank": Explanation(_rank, adds_up=True),
        "/items/*/uncovered_days": Explanation(
            _uncovered, (Component.AGREEMENT_POLICY,), adds_up=True
        ),
    },
    "placement": {
        "/waitlist_rank": Explanation(_rank, adds_up=True),
        "/working_days": Explanation(_working_days),
        "/working_days_assigned": Explanation(_plan),
    },
    "learning-record": {
        "/logged_quarters": _quarters(_APPROVED | _OPEN),
        "/verified_quarters": _quarters(_APPROVED),
        "/pending_quarters": _quarters(_OPEN),
        "/days": Explanation(_days, _LOGBOOK, adds_up=True),
        "/counted_days": Explanation(_working_days),
        "/attendance_centi": Explanation(_attendance, _LOGBOOK),
        "/entries/*/quarters": Explanation(_this_entry, _LOGBOOK, adds_up=True),
        "/score_centi": Explanation(_score, (Component.RUBRIC,)),
        "/level_before": _OF_RECORD,
        "/level_after": _OF_RECORD,
        "/jp_by_hours": _JP_BY_HOURS,
        "/jp_by_policy": Explanation(_plan, (Component.JP_CONVERSION,)),
        "/jp": _CREDIT,
        "/excess_jp": _CREDIT,
    },
    "external-learning": {
        "/jp_by_policy": Explanation(asked_about("external-learning"), (Component.JP_CONVERSION,)),
        "/jp": _CREDIT,
        "/excess_jp": _CREDIT,
    },
    "findings": {
        "/items/*": Explanation(row_of("finding")),
        "/items/*/days_left": Explanation(row_of("finding"), (Component.FINDINGS,)),
        "/items/*/links": Explanation(row_of("finding")),
    },
    "finding": {"/days_left": Explanation(asked_about("finding"), (Component.FINDINGS,))},
    "sample": {
        "/population_size": Explanation(asked_about("sample")),
        "/size": Explanation(asked_about("sample")),
    },
    "samples": {
        "/items/*": Explanation(row_of("sample")),
        "/items/*/population_size": Explanation(row_of("sample")),
        "/items/*/size": Explanation(row_of("sample")),
        "/items/*/marked": Explanation(row_of("sample")),
        "/items/*/exceptions": Explanation(row_of("sample")),
    },
    "questions": {
        "/items/*": Explanation(row_of("question")),
        "/items/*/rows": Explanation(row_of("question")),
    },
    "linked-findings": {"/items/*": Explanation(row_of("finding"))},
    "evidence-requests": {
        "/items/*": Explanation(row_of("evidence-request", "request")),
    },
}
"""Why the figures of single things are what they are."""
