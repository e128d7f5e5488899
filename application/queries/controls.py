"""The standing controls: what an inspector reads first (contract §8.3)."""

from collections.abc import Callable, Mapping

from application.queries.base import ListReply, Query, Reading, Reply
from application.queries.coverage import CoverageQuery
from application.queries.duties import DutiesQuery
from application.queries.figures import answer_of, figures_of
from application.queries.hours import odd_hours
from application.queries.noted import is_overridden, noted_facts
from application.queries.serials import series_with_gaps
from application.queries.siasn import DuplicateCreditsQuery
from domain.codes import Code
from domain.states import ControlName, HourIssue


class ControlItem(Reply):
    control: ControlName
    ok: bool
    count: int


class ControlsResult(ListReply):
    items: list[ControlItem]


class ControlsQuery(Query):
    """How many exceptions each control finds; none is what it should find."""

    asks = "controls"
    path = "/controls"
    Result = ControlsResult

    def answer(self, reading: Reading, subject: str | None) -> ControlsResult:
        reading.must_see_programme()
        counts = {control: count(reading) for control, count in CONTROLS.items()}
        return ControlsResult(
            items=[
                ControlItem(control=control, ok=count == 0, count=count)
                for control, count in counts.items()
            ]
        )


def _cover(reading: Reading) -> int:
    found = answer_of(CoverageQuery(), reading)
    return sum(item.uncovered_days > 0 for item in found.items)


def _duties(reading: Reading) -> int:
    return len(answer_of(DutiesQuery(), reading).items)


def _duplicates(reading: Reading) -> int:
    return len(answer_of(DuplicateCreditsQuery(), reading).items)


def _late(reading: Reading) -> int:
    return sum(row.late_recorded for row in noted_facts(reading))


def _overrides(reading: Reading) -> int:
    return sum(len(row.violations) for row in noted_facts(reading) if is_overridden(row))


def _second_person(reading: Reading) -> int:
    code = Code.SECOND_PERSON_REQUIRED
    return sum(broken.code == code for row in noted_facts(reading) for broken in row.violations)


def _hours(reading: Reading) -> int:
    return sum(odd.kind is not HourIssue.IDENTICAL_TEXT for odd in odd_hours(reading))


def _numbers(reading: Reading) -> int:
    return sum(found.exceptions for found in series_with_gaps(reading))


def _chain(reading: Reading) -> int:
    return int(not figures_of("verify", reading)["ok"])


CONTROLS: Mapping[ControlName, Callable[[Reading], int]] = {
    ControlName.COVER: _cover,
    ControlName.DUTIES: _duties,
    ControlName.DUPLICATES: _duplicates,
    ControlName.LATE: _late,
    ControlName.OVERRIDES: _overrides,
    ControlName.SECOND_PERSON: _second_person,
    ControlName.HOURS: _hours,
    ControlName.NUMBERS: _numbers,
    ControlName.CHAIN: _chain,
}
"""Control -> how many exceptions it finds."""
