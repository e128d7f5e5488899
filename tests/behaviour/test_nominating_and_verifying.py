"""Nominating a civil servant and checking the person item by item (R28-R32, R40, R48, R89)."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from domain.base import Fact, Verdict
from domain.dates import Calendar
from domain.employee import Employee, Sanction, StatusSpan
from domain.enums import Field, OrgCategory
from domain.enums_learning import Component, EligibilityItem, EmployeeStatus, SanctionGrade
from domain.need import Need
from domain.placement import decisions
from domain.placement.facts import (
    Eligibility,
    PlacementEligibilityChecked,
    PlacementNominated,
    PlacementVerified,
)
from domain.placement.state import Placement
from domain.states import PlacementState
from tests.facts import (
    END,
    KOMINFO,
    NOMINATED,
    START,
    WEEKENDS_ONLY,
    assigned,
    completed,
    contracted,
    needed,
    nominated,
    organisation,
    registered,
    rules,
    started,
    verified,
)
from tests.scenario import Happened, given, state_of

Decision = Callable[[Placement, Verdict], Sequence[Fact]]
POLICY = rules(Component.PLACEMENT_POLICY)
NEED = state_of(Need, *needed())


def nominating(fact: PlacementNominated | None = None, **changes: Any) -> Decision:
    fact = fact or nominated()
    circumstances = {
        "need": NEED,
        "host": organisation(OrgCategory.BUMN, Field.TECHNOLOGY),
        "home_units": frozenset({KOMINFO, "unit-setda"}),
        "nominating_units": frozenset({KOMINFO}),
        "calendar": WEEKENDS_ONLY,
        "policy": POLICY,
    }
    return lambda _, verdict: decisions.nominate(verdict, fact, **{**circumstances, **changes})


def checking(employee: Employee, *others: Placement, tied: bool = False) -> Decision:
    return lambda placement, verdict: decisions.verify(
        placement, verdict, employee=employee, others=others, policy=POLICY, tied=tied
    )


DEWI = state_of(Employee, registered())
NAMED = (Happened(nominated(), NOMINATED),)


def with_history(*spans: StatusSpan | Sanction) -> Employee:
    """Dewi with statuses and sanctions, in the order they were set."""
    return replace(
        DEWI,
        statuses=tuple(span for span in spans if isinstance(span, StatusSpan)),
        sanctions=tuple(span for span in spans if isinstance(span, Sanction)),
    )


def span(status: EmployeeStatus, since: date, until: date | None = None) -> StatusSpan:
    return StatusSpan(status=status, since=since, until=until)


# --- nominate ---------------------------------------------------------------------------------


def test_r28_a_sound_nomination_is_recorded_as_it_was_made() -> None:
    after = given(Placement).when(nominating()).then(nominated())

    assert (after.state, after.nominated_at) == (PlacementState.NOMINATED, 1)


def test_r28_a_plan_of_one_day_is_a_plan_though_too_short_a_one() -> None:
    one_day = nominated(planned_start=START, planned_end=START)

    given(Placement).when(nominating(one_day)).breaks("DURATION_OUT_OF_RANGE", rule="R40")


def test_r28_a_plan_does_not_end_before_it_starts() -> None:
    backwards = nominated(planned_start=END, planned_end=START)

    given(Placement).when(nominating(backwards)).is_refused(
        "PERIOD_INVALID", "DURATION_OUT_OF_RANGE"
    )


@pytest.mark.parametrize(
    "need",
    [
        None,
        state_of(Need, needed()[0]),
        state_of(Need, *needed(Field.TECHNOLOGY, "unit-bpka")),
    ],
    ids=["none", "not confirmed", "of another unit"],
)
def test_r28_a_confirmed_need_of_the_unit_is_named(need: Need | None) -> None:
    given(Placement).when(nominating(need=need)).breaks("NEED_REQUIRED", rule="R28")


@pytest.mark.parametrize("unit", [KOMINFO, "unit-setda"])
def test_r28_a_need_of_the_unit_or_of_one_above_it_serves(unit: str) -> None:
    need = state_of(Need, *needed(Field.TECHNOLOGY, unit))

    given(Placement).when(nominating(need=need)).then(nominated())


def test_r29_the_field_is_the_needs_and_the_hosts() -> None:
    asset = state_of(Need, *needed(Field.ASSET))
    elsewhere = organisation(OrgCategory.BUMN, Field.SERVICE)

    given(Placement).when(nominating(need=asset)).breaks("FIELD_MISMATCH", rule="R29")
    given(Placement).when(nominating(host=elsewhere)).breaks("FIELD_MISMATCH", rule="R29")


def test_r30_only_the_home_unit_or_one_above_it_nominates() -> None:
    above, other = frozenset({"unit-setda"}), frozenset({"unit-bpka"})

    given(Placement).when(nominating(nominating_units=above)).then(nominated())
    for nobody in (other, frozenset[str]()):
        given(Placement).when(nominating(nominating_units=nobody)).breaks(
            "NOT_HOME_UNIT", rule="R30"
        )


@pytest.mark.parametrize(
    ("last", "valid"),
    [
        (date(2020, 2, 27), False),
        (date(2020, 2, 28), True),
        (date(2020, 3, 1), True),
        (date(2020, 5, 15), True),
        (date(2020, 5, 17), True),
        (date(2020, 5, 18), False),
    ],
    ids=["4 days", "5 days", "5 and a weekend", "60 days", "60 and a weekend", "61 days"],
)
def test_r40_a_plan_has_5_to_60_working_days(last: date, valid: bool) -> None:
    plan = nominated(planned_end=last)
    decided = given(Placement).when(nominating(plan))

    if valid:
        decided.then(plan)
    else:
        decided.breaks("DURATION_OUT_OF_RANGE", rule="R40")


def test_r40_a_holiday_known_then_is_no_working_day() -> None:
    week = nominated(planned_end=date(2020, 2, 28))
    calendar = Calendar().with_year(2020, frozenset({date(2020, 2, 26)}))

    given(Placement).when(nominating(week, calendar=calendar)).breaks("DURATION_OUT_OF_RANGE")


# --- eligibility ------------------------------------------------------------------------------


def test_r31_every_item_is_kept_with_its_result() -> None:
    checked, done = given(Placement, *NAMED).when(checking(DEWI)).then_some()

    assert checked == PlacementEligibilityChecked(
        items=tuple(Eligibility(item=item, ok=True) for item in EligibilityItem)
    )
    assert done == PlacementVerified()


def test_r31_the_failing_item_is_named_and_kept() -> None:
    suspended = with_history(span(EmployeeStatus.SUSPENDED, END))
    checked, _ = (
        given(Placement, *NAMED).when(checking(suspended)).breaks("NOT_ELIGIBLE:STATUS", rule="R31")
    )

    assert [item.item for item in checked.items if not item.ok] == [EligibilityItem.STATUS]


@pytest.mark.parametrize(
    ("status", "item"),
    [
        (EmployeeStatus.SUSPENDED, "STATUS"),
        (EmployeeStatus.RETIRED, "STATUS"),
        (EmployeeStatus.LEAVE, "LEAVE"),
        (EmployeeStatus.STUDY, "STUDY"),
    ],
)
def test_r31_no_day_of_the_plan_may_be_away(status: EmployeeStatus, item: str) -> None:
    first, last = date(2020, 2, 23), date(2020, 3, 7)
    placement = given(Placement, *NAMED)

    for spell in (span(status, END, last), span(status, first, START), span(status, first)):
        placement.when(checking(with_history(spell))).breaks(f"NOT_ELIGIBLE:{item}")
    for spell in (span(status, last), span(status, date(2020, 1, 1), first)):
        placement.when(checking(with_history(spell))).then_some()


def test_r31_the_status_last_set_for_a_day_holds() -> None:
    back_early = with_history(
        span(EmployeeStatus.LEAVE, date(2020, 1, 1)), span(EmployeeStatus.ACTIVE, START)
    )

    given(Placement, *NAMED).when(checking(back_early)).then_some()


@pytest.mark.parametrize(
    ("sanction", "ok"),
    [
        (Sanction(grade=SanctionGrade.SEVERE, on=START), False),
        (Sanction(grade=SanctionGrade.SEVERE, on=date(2020, 2, 25)), True),
        (Sanction(grade=SanctionGrade.MEDIUM, on=date(2020, 1, 1)), True),
    ],
)
def test_r31_a_severe_sanction_up_to_the_start_stands_in_the_way(
    sanction: Sanction, ok: bool
) -> None:
    decided = given(Placement, *NAMED).when(checking(with_history(sanction)))

    if ok:
        decided.then_some()
    else:
        decided.breaks("NOT_ELIGIBLE:DISCIPLINE")


@pytest.mark.parametrize(
    ("end", "retires_on", "ok"),
    [
        (END, date(2021, 3, 6), True),
        (END, date(2021, 3, 5), False),
        (date(2020, 3, 31), date(2021, 3, 31), True),
        (date(2020, 3, 31), date(2021, 3, 30), False),
        (date(2020, 2, 29), date(2021, 2, 28), True),
        (date(2020, 2, 29), date(2021, 2, 27), False),
    ],
)
def test_r31_twelve_months_remain_before_retirement(end: date, retires_on: date, ok: bool) -> None:
    employee = state_of(Employee, registered(retires_on=retires_on))
    decided = given(Placement, Happened(nominated(planned_end=end), NOMINATED)).when(
        checking(employee)
    )

    if ok:
        decided.then_some()
    else:
        decided.breaks("NOT_ELIGIBLE:RETIREMENT")


@pytest.mark.parametrize(
    ("service_from", "start", "ok"),
    [
        (date(2019, 2, 24), START, True),
        (date(2019, 2, 25), START, False),
        (date(2020, 2, 29), date(2021, 3, 1), True),
        (date(2020, 2, 29), date(2021, 2, 28), False),
    ],
)
def test_r31_one_year_of_service_by_anniversary(service_from: date, start: date, ok: bool) -> None:
    employee = state_of(Employee, registered(service_from=service_from))
    plan = nominated(planned_start=start, planned_end=date(2021, 3, 12))
    decided = given(Placement, Happened(plan, NOMINATED)).when(checking(employee))

    if ok:
        decided.then_some()
    else:
        decided.breaks("NOT_ELIGIBLE:SERVICE")


def test_r48_a_pppk_contract_covers_the_whole_plan() -> None:
    exact = state_of(Employee, contracted(START, END))
    starts_late = state_of(Employee, contracted(date(2020, 2, 25), END))
    ends_early = state_of(Employee, contracted(START, date(2020, 3, 5)))

    given(Placement, *NAMED).when(checking(exact)).then_some()
    for short in (starts_late, ends_early):
        given(Placement, *NAMED).when(checking(short)).breaks("CONTRACT_ENDS", rule="R48")


# --- overlap ----------------------------------------------------------------------------------


def other(first: date, last: date, facts: Callable[..., Any] = assigned) -> Placement:
    past = facts(planned_start=first, planned_end=last)
    return state_of(Placement, *past, subject="other")


def test_r32_intervals_are_closed() -> None:
    """24 Feb to 6 Mar meets 6 to 13 Mar on the 6th, and leaves 9 to 13 Mar alone."""
    touching = other(END, date(2020, 3, 13))
    free = other(date(2020, 3, 9), date(2020, 3, 13))

    given(Placement, *NAMED).when(checking(DEWI, touching)).breaks("OVERLAP", rule="R32")
    given(Placement, *NAMED).when(checking(DEWI, free)).then_some()


@pytest.mark.parametrize("facts", [assigned, started, completed])
def test_r32_assigned_started_and_completed_placements_take_the_days(
    facts: Callable[..., Any],
) -> None:
    given(Placement, *NAMED).when(checking(DEWI, other(START, END, facts))).breaks("OVERLAP")


def test_r32_competing_nominations_are_no_overlap() -> None:
    for facts in (lambda **plan: (Happened(nominated(**plan), NOMINATED),), verified):
        given(Placement, *NAMED).when(checking(DEWI, other(START, END, facts))).then_some()


def test_r32_from_the_arrival_on_the_actual_start_counts() -> None:
    monday = date(2020, 2, 17)
    late = state_of(
        Placement,
        *started(on=date(2020, 2, 20), planned_start=monday, planned_end=date(2020, 2, 21)),
        subject="other",
    )
    before = nominated(planned_start=date(2020, 2, 10), planned_end=date(2020, 2, 19))

    given(Placement, Happened(before, date(2020, 2, 3))).when(checking(DEWI, late)).then_some()


def test_r89_who_is_tied_to_the_person_does_not_verify() -> None:
    given(Placement, *NAMED).when(checking(DEWI, tied=True)).breaks(
        "CONFLICT_OF_INTEREST", rule="R89"
    )


def test_everything_in_the_persons_way_is_told_in_the_contracts_order() -> None:
    employee = state_of(
        Employee, contracted(START, START, service_from=START, retires_on=date(2020, 12, 31))
    )

    given(Placement, *NAMED).when(checking(employee, other(START, END), tied=True)).breaks(
        "NOT_ELIGIBLE:RETIREMENT",
        "NOT_ELIGIBLE:SERVICE",
        "CONTRACT_ENDS",
        "OVERLAP",
        "CONFLICT_OF_INTEREST",
    )
