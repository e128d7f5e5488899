"""The cover of a day of a placement: in force, known in time, running off, or none (R62, R73)."""

from dataclasses import dataclass
from datetime import date

import pytest

from domain.agreement.state import Agreement
from domain.cover import cover_of, first_uncovered
from domain.enums import RunningPlacements, RunOffPolicy
from domain.placement.facts import PlacementRescheduled, PlacementResumed
from domain.placement.state import Placement, days_between
from domain.shapes import Changes, RunOff
from domain.states import CoverStatus
from tests.agreement_ends import (
    NO_RUN_OFF,
    ONE_DAY,
    TO_PLACEMENT_END,
    agreed,
    amended,
    annulled,
    extended,
    resumed,
    superseded,
    suspended,
    terminated,
)
from tests.facts import LAST_DAY, SIGNED, WEEKENDS_ONLY, started
from tests.scenario import Happened, state_of

COVERED, RUN_OFF, RETROACTIVE, UNCOVERED = (
    CoverStatus.COVERED,
    CoverStatus.RUN_OFF,
    CoverStatus.RETROACTIVE,
    CoverStatus.UNCOVERED,
)


@dataclass(frozen=True)
class Planned:
    """A stay as it is planned, without a history."""

    first_day: date = date(2022, 2, 14)
    end: date = date(2022, 3, 11)

    def planned_end_on(self, _day: date) -> date:
        return self.end


def cover(day: date, agreement: Agreement, stay: Planned | Placement | None = None) -> CoverStatus:
    return cover_of(day, agreement, WEEKENDS_ONLY, 3, stay)


# --- in force -------------------------------------------------------------------------------------


def test_a_day_in_force_is_covered_and_the_days_around_are_not() -> None:
    assert cover(SIGNED - ONE_DAY, agreed()) is UNCOVERED
    assert cover(SIGNED, agreed()) is COVERED
    assert cover(LAST_DAY, agreed()) is COVERED
    assert cover(LAST_DAY + ONE_DAY, agreed()) is UNCOVERED


def test_r62_days_before_a_late_signature_was_recorded_are_retroactive() -> None:
    late = agreed(recorded=date(2020, 2, 24))

    assert cover(SIGNED, late) is RETROACTIVE
    assert cover(date(2020, 2, 23), late) is RETROACTIVE
    assert cover(date(2020, 2, 24), late) is COVERED


def test_r62_a_backdated_extension_covers_only_from_its_recording() -> None:
    late = agreed(extended(date(2024, 2, 17), date(2022, 2, 18), recorded=date(2022, 3, 14)))

    assert cover(LAST_DAY, late) is COVERED
    assert cover(date(2022, 2, 18), late) is RETROACTIVE
    assert cover(date(2022, 3, 14), late) is COVERED
    assert first_uncovered(days_between(LAST_DAY, date(2022, 3, 14)), late) is None


def test_an_annulled_extension_leaves_its_days_uncovered() -> None:
    void = agreed(
        extended(date(2024, 2, 17), date(2022, 2, 18), recorded=date(2022, 3, 14)),
        annulled(date(2022, 2, 18), recorded=date(2022, 7, 4)),
    )

    assert cover(date(2022, 2, 18), void) is UNCOVERED
    assert cover(LAST_DAY, void) is COVERED


# --- suspension -----------------------------------------------------------------------------------


def test_r21_a_suspension_that_continues_keeps_what_had_started_covered() -> None:
    paused = agreed(suspended(date(2020, 3, 2), RunningPlacements.CONTINUE))
    running, coming = Planned(date(2020, 3, 1)), Planned(date(2020, 3, 2))

    assert cover(date(2020, 3, 2), paused, running) is COVERED
    assert cover(date(2020, 3, 2), paused, coming) is UNCOVERED
    assert cover(date(2020, 3, 2), paused) is UNCOVERED


def test_r21_a_suspension_that_suspends_covers_nothing_until_the_agreement_is_back() -> None:
    paused = agreed(suspended(date(2020, 3, 2)), resumed(date(2020, 3, 9)))
    running = Planned(SIGNED)

    assert cover(date(2020, 3, 1), paused, running) is COVERED
    assert cover(date(2020, 3, 2), paused, running) is UNCOVERED
    assert cover(date(2020, 3, 9), paused, running) is COVERED


def test_r21_what_a_suspension_carries_on_ends_with_the_agreement() -> None:
    ended = agreed(
        suspended(date(2020, 3, 2), RunningPlacements.CONTINUE),
        terminated(date(2020, 3, 9), run_off=NO_RUN_OFF),
    )
    running = Planned(SIGNED)

    assert cover(date(2020, 3, 9), ended, running) is COVERED
    assert cover(date(2020, 3, 10), ended, running) is UNCOVERED


def test_r62_days_back_in_force_are_retroactive_until_the_resumption_was_recorded() -> None:
    back = agreed(
        suspended(date(2020, 3, 2)), resumed(date(2020, 3, 9), recorded=date(2020, 3, 20))
    )

    assert cover(date(2020, 3, 9), back) is RETROACTIVE
    assert cover(date(2020, 3, 20), back) is COVERED


def test_the_day_of_the_end_itself_does_not_run_off() -> None:
    """Suspended on its last day: what was stopped is not carried past it by the run-off."""
    stopped = agreed(suspended(date(2022, 2, 15)), run_off=TO_PLACEMENT_END)

    assert cover(LAST_DAY, stopped, Planned()) is UNCOVERED
    assert cover(LAST_DAY + ONE_DAY, stopped, Planned()) is RUN_OFF


def test_without_a_stay_nothing_runs_off() -> None:
    assert first_uncovered([LAST_DAY + ONE_DAY], agreed(run_off=TO_PLACEMENT_END)) == (
        LAST_DAY + ONE_DAY
    )


# --- run-off --------------------------------------------------------------------------------------


def test_without_a_run_off_nothing_reaches_beyond_the_last_day() -> None:
    assert cover(LAST_DAY + ONE_DAY, agreed(run_off=NO_RUN_OFF), Planned()) is UNCOVERED


def test_a_run_off_reaches_the_planned_end_and_no_further() -> None:
    agreement = agreed(run_off=TO_PLACEMENT_END)
    stay = Planned()

    assert cover(LAST_DAY, agreement, stay) is COVERED
    assert cover(LAST_DAY + ONE_DAY, agreement, stay) is RUN_OFF
    assert cover(stay.end, agreement, stay) is RUN_OFF
    assert cover(stay.end + ONE_DAY, agreement, stay) is UNCOVERED
    assert first_uncovered(days_between(stay.first_day, stay.end), agreement, stay) is None


def test_a_run_off_until_a_date_reaches_the_date() -> None:
    until = RunOff(policy=RunOffPolicy.UNTIL_DATE, until=date(2022, 2, 25))
    agreement = agreed(run_off=until)

    assert cover(date(2022, 2, 25), agreement, Planned()) is RUN_OFF
    assert cover(date(2022, 2, 26), agreement, Planned()) is UNCOVERED
    assert first_uncovered(days_between(LAST_DAY, date(2022, 3, 11)), agreement, Planned()) == date(
        2022, 2, 26
    )


@pytest.mark.parametrize(
    ("start", "status"), [(LAST_DAY, RUN_OFF), (LAST_DAY + ONE_DAY, UNCOVERED)]
)
def test_only_what_starts_by_the_last_day_runs_off(start: date, status: CoverStatus) -> None:
    stay = Planned(first_day=start)

    assert cover(LAST_DAY + ONE_DAY, agreed(run_off=TO_PLACEMENT_END), stay) is status


def test_the_run_off_is_that_of_the_last_day() -> None:
    changed = Changes(run_off=TO_PLACEMENT_END)
    before = agreed(amended(changes=changed, effective_on=LAST_DAY))
    after = agreed(amended(changed, LAST_DAY + ONE_DAY, signed_on=LAST_DAY))

    assert cover(LAST_DAY + ONE_DAY, before, Planned()) is RUN_OFF
    assert cover(LAST_DAY + ONE_DAY, after, Planned()) is UNCOVERED


def test_r20_a_termination_brings_its_own_run_off() -> None:
    ends_on = date(2022, 2, 16)
    for_all = agreed(terminated(ends_on), run_off=NO_RUN_OFF)
    for_none = agreed(terminated(ends_on, run_off=NO_RUN_OFF), run_off=TO_PLACEMENT_END)

    assert cover(date(2022, 2, 17), for_all, Planned()) is RUN_OFF
    assert cover(date(2022, 2, 17), for_none, Planned()) is UNCOVERED


def test_a_superseded_agreement_runs_off_by_its_text() -> None:
    ended = agreed(superseded(date(2022, 2, 16)), run_off=TO_PLACEMENT_END)

    assert cover(date(2022, 2, 16), ended, Planned()) is RUN_OFF


def test_what_never_came_into_force_does_not_run_off() -> None:
    never = agreed(terminated(date(2020, 2, 15)), on=date(2020, 2, 14))

    assert cover(date(2020, 2, 16), never, Planned(first_day=date(2020, 2, 15))) is UNCOVERED


def test_a_run_off_never_stretches_with_a_later_plan() -> None:
    """The planned end as it stood on the last day counts, not the one planned afterwards."""
    agreement = agreed(run_off=TO_PLACEMENT_END)
    plan = {"planned_start": date(2022, 2, 14), "planned_end": date(2022, 3, 11)}
    later = PlacementRescheduled(planned_end=date(2022, 3, 25))
    on_the_last_day = state_of(Placement, *started(**plan), Happened(later, LAST_DAY))
    after_it = state_of(Placement, *started(**plan), Happened(later, LAST_DAY + ONE_DAY))
    resumption = PlacementResumed(planned_end=date(2022, 3, 25))
    resumed_after = state_of(Placement, *started(**plan), Happened(resumption, date(2022, 3, 1)))

    assert cover(date(2022, 3, 25), agreement, on_the_last_day) is RUN_OFF
    assert cover(date(2022, 3, 25), agreement, after_it) is UNCOVERED
    assert cover(date(2022, 3, 14), agreement, resumed_after) is UNCOVERED
    assert cover(date(2022, 3, 11), agreement, resumed_after) is RUN_OFF
