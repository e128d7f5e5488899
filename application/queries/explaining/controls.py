"""Why: what the controls found, row by row and count by count, and what waits to be done."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from application.queries.explaining.parts import (
    Explanation,
    Explanations,
    Figure,
    Part,
    Parts,
    days_of_cover,
    entries_of,
    entry_part,
    part_of,
)
from application.queries.hours import odd_hours
from application.queries.noted import is_overridden, noted_facts
from application.queries.serials import Used, series_with_gaps, uses_of
from application.views.duties import DUTIES_HELD
from application.views.noted import NotedRow
from application.views.things import CALENDARS, PLACEMENTS
from domain.codes import Code
from domain.enums_learning import Component
from domain.envelope import stream_of
from domain.states import ControlName, CoverStatus, EntryState, HourIssue, Series

_COVERED = frozenset({CoverStatus.COVERED})
_NOT_AT_TIME = frozenset({CoverStatus.RETROACTIVE, CoverStatus.UNCOVERED})
_AT_TIME = frozenset(CoverStatus) - _NOT_AT_TIME
_POLICY = (Component.AGREEMENT_POLICY,)
_APPROVED = frozenset({EntryState.APPROVED.value})


# --- cover ------------------------------------------------------------------------------------


def _days(statuses: frozenset[CoverStatus]) -> Explanation:
    """The days of one placement with such a cover."""

    def parts(figure: Figure) -> Iterator[Part]:
        yield from days_of_cover(figure, figure.around()["placement"], statuses)

    return Explanation(parts, _POLICY, adds_up=True)


def _uncovered_days(figure: Figure) -> Iterator[Part]:
    yield from days_of_cover(figure, figure.value["placement"], _NOT_AT_TIME)


def _hours_of(statuses: frozenset[CoverStatus]) -> Explanation:
    """The approved hours on such days."""

    def parts(figure: Figure) -> Iterator[Part]:
        placement = figure.around()["placement"]
        days = {(p.detail or "")[:10] for p in days_of_cover(figure, placement, statuses)}
        for entry in entries_of(figure, placement, _APPROVED):
            if entry.detail in days:
                yield entry.and_of("placement", placement)

    return Explanation(parts, _POLICY, adds_up=True)


def _each_placement(field: str | None) -> Explanation:
    def parts(figure: Figure) -> Iterator[Part]:
        for item in figure.answer["items"]:
            value = 1 if field is None else item[field]
            if value:
                yield part_of("placement", item["placement"], value)

    return Explanation(parts, _POLICY, adds_up=True)


def _amendment(figure: Figure) -> Iterator[Part]:
    yield part_of("agreement", figure.around()["agreement"], figure.value)


def _hours_of_the_day(figure: Figure) -> Iterator[Part]:
    day = figure.around()
    yield from entries_of(figure, day["placement"], _APPROVED, day["day"])


# --- facts that were noted, duties, hours, numbers ---------------------------------------------


def _that_fact(figure: Figure) -> Iterator[Part]:
    item = figure.item
    thing, value = item["topic"].partition(".")[0], item.get("lag_days")
    yield Part(thing, item["subject"], value, item["topic"], positions=(item["position"],))


def _duties(figure: Figure) -> Iterator[Part]:
    yield from _duty_facts(figure.value)


def _duty_facts(item: Mapping[str, str]) -> Iterator[Part]:
    """The facts of the case in which the duties were held."""
    things = ("agreement",) if item["thing"] == "agreement" else ("placement", "learning-record")
    rows = tuple((DUTIES_HELD, stream_of(thing, item["subject"])) for thing in things)
    yield Part(item["thing"], item["subject"], 1, item["rule"], rows=rows)


def _odd_entries(figure: Figure) -> Iterator[Part]:
    item = figure.item
    quarters = {
        entry["entry"]: entry["quarters"]
        for entry in figure.asked_again("learning-record", item["record"])["entries"]
    }
    for number in item["entries"]:
        yield entry_part(item["record"], number, quarters[number], str(number))


def _numbers(wanted: Callable[[Figure, list[int]], set[int]]) -> Parts:
    """The things that carry such a serial number in the party's series."""

    def parts(figure: Figure) -> Iterator[Part]:
        item = _gap_row(figure)
        uses = [
            use
            for use in uses_of(figure.reading, item["year"])
            if use.series == item["series"] and use.organisation == item["organisation"]
        ]
        serials = wanted(figure, [use.serial for use in uses])
        for use in uses:
            if use.serial in serials:
                yield from _numbered(use, figure)

    return parts


def _gap_row(figure: Figure) -> dict[str, Any]:
    return figure.item if len(figure.path) <= 3 else figure.around(2)


def _numbered(use: Used, figure: Figure) -> Iterator[Part]:
    if use.series is Series.AGREEMENT:
        yield part_of("agreement", use.what, detail=str(use.serial))
    elif use.series is Series.CERTIFICATE:
        yield part_of("learning-record", use.what, detail=str(use.serial))
    else:
        for placement in figure.reading.each(PLACEMENTS):
            if placement.letter is not None and placement.letter.number == use.what:
                yield part_of("placement", placement.id, detail=str(use.serial))


def _beside(figure: Figure, used: list[int]) -> set[int]:
    """A missing number is shown by the used ones before it and behind it."""
    below = [serial for serial in used if serial < figure.value]
    above = [serial for serial in used if serial > figure.value]
    return {*below[-1:], *above[:1]}


def _calendars(figure: Figure) -> Iterator[Part]:
    first, last = figure.query.since.year, figure.query.until.year  # type: ignore[attr-defined]
    for calendar in figure.reading.list(CALENDARS):
        if first <= calendar.year <= last:
            yield part_of("calendar", calendar.id, detail=str(calendar.year))


# --- the controls -----------------------------------------------------------------------------


def _of_row(row: NotedRow) -> Part:
    return Part(row.thing, row.subject, 1, row.topic, positions=(row.position,))


def _uncovered(figure: Figure) -> Iterator[Part]:
    for item in figure.asked_again("coverage")["items"]:
        if item["uncovered_days"]:
            days = f"{item['uncovered_days']} d"
            yield part_of("placement", item["placement"], 1, days)


def _all_duties(figure: Figure) -> Iterator[Part]:
    for item in figure.asked_again("duties")["items"]:
        yield from _duty_facts(item)


def _all_doubled(figure: Figure) -> Iterator[Part]:
    for item in figure.asked_again("duplicate-credits")["items"]:
        person = part_of("employee", item["employee"], 1, item["basis"])
        for credit in item["credits"]:
            row = figure.reading.find(PLACEMENTS, credit["subject"])
            thing = "external-learning" if row is None else "learning-record"
            person = person.and_of(thing, credit["subject"])
        yield person


def _late(figure: Figure) -> Iterator[Part]:
    yield from (_of_row(row) for row in noted_facts(figure.reading) if row.late_recorded)


def _overrides(figure: Figure) -> Iterator[Part]:
    for row in noted_facts(figure.reading):
        if is_overridden(row):
            yield from (_of_row(row) for _ in row.violations)


def _second_person(figure: Figure) -> Iterator[Part]:
    for row in noted_facts(figure.reading):
        for broken in row.violations:
            if broken.code == Code.SECOND_PERSON_REQUIRED:
                yield _of_row(row)


def _hours(figure: Figure) -> Iterator[Part]:
    for odd in odd_hours(figure.reading):
        if odd.kind is not HourIssue.IDENTICAL_TEXT:
            parts = [entry_part(odd.record, entry, 1, odd.kind) for entry in odd.entries]
            rows = tuple(row for part in parts for row in part.rows)
            yield Part("learning-record", odd.record, 1, f"{odd.day} · {odd.kind}", rows=rows)


def _gaps(figure: Figure) -> Iterator[Part]:
    """Each party's series with gaps, resting on the numbers that were used."""
    for found in series_with_gaps(figure.reading):
        rows = tuple(
            row for use in found.uses for part in _numbered(use, figure) for row in part.rows
        )
        yield Part("organisation", found.organisation, found.exceptions, found.series, rows=rows)


def _broken_chain(figure: Figure) -> Iterator[Part]:
    bad = figure.asked_again("verify")["first_bad_position"]
    if bad is not None:
        yield Part("system", "system", 1, "verify", positions=(bad,))


_CONTROLS: Mapping[str, Parts] = {
    ControlName.COVER: _uncovered,
    ControlName.DUTIES: _all_duties,
    ControlName.DUPLICATES: _all_doubled,
    ControlName.LATE: _late,
    ControlName.OVERRIDES: _overrides,
    ControlName.SECOND_PERSON: _second_person,
    ControlName.HOURS: _hours,
    ControlName.NUMBERS: _gaps,
    ControlName.CHAIN: _broken_chain,
}


def _found(figure: Figure) -> Iterator[Part]:
    item = figure.item
    yield from _CONTROLS[item["control"]](figure)


def _waiting(figure: Figure) -> Iterator[Part]:
    for item in figure.answer["items"]:
        if item["kind"] == figure.name:
            yield part_of(item["thing"], item["subject"], 1, item["detail"])


def _missing_documents(figure: Figure) -> Iterator[Part]:
    for item in figure.asked_again("documents", state="MISSING")["items"]:
        yield Part("document", item["sha256"], 1, positions=tuple(item["cited_by"]))


def _cited(figure: Figure) -> Iterator[Part]:
    item = figure.value
    yield Part("document", item["sha256"], detail=item["title"], positions=tuple(item["cited_by"]))


def _work_item(figure: Figure) -> Iterator[Part]:
    yield part_of(figure.value["thing"], figure.value["subject"], detail=figure.value["kind"])


OF_CONTROLS: Explanations = {
    "coverage": {
        "/items/*": Explanation(_uncovered_days, _POLICY),
        "/items/*/days": _days(frozenset(CoverStatus)),
        "/items/*/covered_days": _days(_COVERED),
        "/items/*/run_off_days": _days(frozenset({CoverStatus.RUN_OFF})),
        "/items/*/retroactive_days": _days(frozenset({CoverStatus.RETROACTIVE})),
        "/items/*/uncovered_days": _days(_NOT_AT_TIME),
        "/items/*/covered_quarters": _hours_of(_AT_TIME),
        "/items/*/uncovered_quarters": _hours_of(_NOT_AT_TIME),
        "/totals/placements": _each_placement(None),
        "/totals/days": _each_placement("days"),
        "/totals/uncovered_days": _each_placement("uncovered_days"),
        "/totals/uncovered_quarters": _each_placement("uncovered_quarters"),
        "/calendar/*/amendment": Explanation(_amendment),
        "/calendar/*/quarters": Explanation(_hours_of_the_day, adds_up=True),
    },
    "late-records": {
        "/items/*": Explanation(_that_fact),
        "/items/*/lag_days": Explanation(_that_fact, adds_up=True),
    },
    "violations": {"/items/*": Explanation(_that_fact)},
    "duties": {"/items/*": Explanation(_duties)},
    "hour-exceptions": {
        "/items/*": Explanation(_odd_entries, (Component.WORKING_TIME,)),
        "/items/*/quarters": Explanation(_odd_entries, (Component.WORKING_TIME,), adds_up=True),
    },
    "number-gaps": {
        "/items/*": Explanation(_numbers(lambda _, used: set(used))),
        "/items/*/highest": Explanation(_numbers(lambda figure, _: {figure.value})),
        "/items/*/missing/*": Explanation(_numbers(_beside)),
        "/items/*/duplicates/*": Explanation(_numbers(lambda figure, _: {figure.value})),
    },
    "controls": {
        "/items/*": Explanation(_found),
        "/items/*/count": Explanation(_found, adds_up=True),
    },
    "work-queue": {
        "/items/*": Explanation(_work_item),
        "/counts/*": Explanation(_waiting, adds_up=True),
    },
    "working-days": {"/count": Explanation(_calendars, (Component.WORKING_TIME,))},
    "documents": {"/items/*": Explanation(_cited)},
    "verify": {"/documents_missing": Explanation(_missing_documents, adds_up=True)},
}
"""Why the figures of controls and work are what they are."""
