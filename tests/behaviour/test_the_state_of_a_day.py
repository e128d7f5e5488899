"""The state and the text of an agreement on any day, and what was known of it then (§3.1)."""

from dataclasses import replace
from datetime import date

import pytest

from domain.agreement.facts import (
    AgreementNumberAssigned,
    AgreementSigned,
    AgreementWithdrawn,
)
from domain.agreement.state import Agreement
from domain.agreement.term_facts import Timeliness
from domain.enums import ClauseKind, Field, Mode, RunningPlacements, RunOffPolicy, UnitKind
from domain.shapes import Changes, RunOff, Scope, Seats
from domain.states import AgreementState
from tests.agreement_ends import (
    ONE_DAY,
    agreed,
    amended,
    annulled,
    corrected,
    extended,
    ralat,
    resumed,
    superseded,
    suspended,
    terminated,
)
from tests.facts import KOTA, LAST_DAY, SIGNED, WEEKENDS_ONLY, approved, drafted, signature, signed
from tests.scenario import Happened, state_of

TIMELY = Timeliness(WEEKENDS_ONLY, 3)


# --- the end that comes first ---------------------------------------------------------------------


def test_r19_the_last_day_is_in_force_and_the_next_expired() -> None:
    assert agreed().state_on(LAST_DAY) == "IN_FORCE"
    assert agreed().state_on(LAST_DAY + ONE_DAY) == "EXPIRED"


def test_r20_a_termination_leaves_its_last_day_in_force() -> None:
    ended = agreed(terminated(date(2021, 6, 30)))

    assert ended.state_on(date(2021, 6, 30)) == "IN_FORCE"
    assert ended.state_on(date(2021, 7, 1)) == "TERMINATED"
    assert ended.state_on(date(2023, 1, 1)) == "TERMINATED"
    assert ended.end_on(date(2023, 1, 1)).last_day == date(2021, 6, 30)


def test_r20_of_two_terminations_the_one_that_ends_first_counts() -> None:
    for order in ((date(2021, 6, 30), date(2021, 3, 31)), (date(2021, 3, 31), date(2021, 6, 30))):
        ended = agreed(*(terminated(day) for day in order))
        assert ended.state_on(date(2021, 4, 1)) == "TERMINATED"


def test_r23_the_successors_first_day_is_no_day_of_the_predecessor() -> None:
    ended = agreed(superseded(date(2021, 7, 1)))

    assert ended.state_on(date(2021, 6, 30)) == "IN_FORCE"
    assert ended.state_on(date(2021, 7, 1)) == "SUPERSEDED"


@pytest.mark.parametrize(
    ("ends", "state"),
    [
        ([terminated(LAST_DAY), superseded(LAST_DAY + ONE_DAY)], "TERMINATED"),
        ([superseded(LAST_DAY + ONE_DAY)], "SUPERSEDED"),
        ([superseded(LAST_DAY + 2 * ONE_DAY)], "EXPIRED"),
        ([terminated(LAST_DAY + ONE_DAY)], "EXPIRED"),
        ([terminated(date(2021, 6, 30)), superseded(date(2021, 6, 30))], "SUPERSEDED"),
    ],
)
def test_the_end_that_comes_first_wins_and_a_tie_goes_by_rank(
    ends: list[Happened], state: str
) -> None:
    assert agreed(*ends).state_on(date(2022, 3, 1)) == state


def test_a_termination_before_the_start_means_it_never_was_in_force() -> None:
    early = agreed(terminated(date(2020, 2, 15)), on=date(2020, 2, 14))

    assert early.state_on(date(2020, 2, 15)) == "SIGNED"
    assert early.state_on(date(2020, 2, 16)) == "TERMINATED"
    assert early.state_on(SIGNED) == "TERMINATED"


def test_what_was_withdrawn_before_all_signed_stays_withdrawn() -> None:
    gone = state_of(Agreement, *approved(), Happened(AgreementWithdrawn(), date(2020, 3, 2)))

    assert gone.state_on(date(2020, 3, 1)) == "APPROVED"
    assert gone.state_on(date(2020, 3, 2)) == "WITHDRAWN"
    assert gone.closed_on(date(2020, 3, 2))


# --- suspension -----------------------------------------------------------------------------------


def test_r21_the_first_day_off_is_suspended_and_the_first_day_back_in_force() -> None:
    paused = agreed(suspended(date(2020, 3, 2)), resumed(date(2020, 3, 9)))

    days = [date(2020, 3, 1), date(2020, 3, 2), date(2020, 3, 8), date(2020, 3, 9)]
    assert [paused.state_on(day) for day in days] == [
        "IN_FORCE",
        "SUSPENDED",
        "SUSPENDED",
        "IN_FORCE",
    ]


def test_a_suspension_recorded_later_for_earlier_days_leaves_the_later_turns_alone() -> None:
    paused = agreed(
        suspended(date(2020, 3, 10)), resumed(date(2020, 3, 20)), suspended(date(2020, 3, 2))
    )

    assert paused.state_on(date(2020, 3, 5)) == "SUSPENDED"
    assert paused.state_on(date(2020, 3, 20)) == "IN_FORCE"


def test_a_suspended_agreement_still_ends() -> None:
    assert agreed(suspended(LAST_DAY)).state_on(LAST_DAY) == "SUSPENDED"
    assert agreed(suspended(LAST_DAY)).state_on(LAST_DAY + ONE_DAY) == "EXPIRED"


def test_r13_a_party_that_signed_twice_does_not_stand_for_the_other() -> None:
    twice = [Happened(signature(KOTA), SIGNED), Happened(signature(KOTA), SIGNED)]
    agreement = state_of(Agreement, *approved(), *twice)

    assert (agreement.is_signed, agreement.start) == (False, None)
    assert agreement.state_on(LAST_DAY) == AgreementState.PARTIALLY_SIGNED


def test_r15_the_days_for_a_number_run_from_the_last_signature() -> None:
    assert agreed(on=date(2020, 2, 11), second_on=SIGNED).last_signed_on == SIGNED


def test_r23_days_count_from_the_start_once_signed_and_from_the_written_day_before() -> None:
    late = agreed(on=date(2020, 3, 2))
    unsigned = state_of(Agreement, *approved())

    assert not late.meets(SIGNED, date(2020, 3, 1))
    assert late.meets(SIGNED, date(2020, 3, 2))
    assert unsigned.meets(date(2020, 1, 1), SIGNED)


def test_r23_a_successor_ends_what_lasts_until_its_eve() -> None:
    assert agreed().lasts_until(LAST_DAY + ONE_DAY)
    assert not agreed().lasts_until(LAST_DAY + ONE_DAY + ONE_DAY)
    assert not state_of(Agreement, *approved()).lasts_until(LAST_DAY)


def test_r21_what_is_not_suspended_carries_nothing_on() -> None:
    paused = agreed(suspended(date(2020, 3, 2), RunningPlacements.CONTINUE))

    assert not agreed().continues_on(date(2020, 3, 2), SIGNED)
    assert not paused.continues_on(date(2020, 3, 1), SIGNED)
    assert paused.continues_on(date(2020, 3, 2), SIGNED)


def test_r20_a_termination_that_ends_later_than_the_last_day_does_not_rule_the_run_off() -> None:
    until_placements_end = RunOff(policy=RunOffPolicy.UNTIL_PLACEMENT_END)
    agreement = agreed(terminated(date(2022, 6, 30), run_off=until_placements_end))
    end = agreement.end_on(LAST_DAY)

    assert end.state is AgreementState.EXPIRED
    assert agreement.run_off_of(end).policy is RunOffPolicy.NONE


def test_r20_of_two_terminations_for_one_day_the_first_counts() -> None:
    until_placements_end = RunOff(policy=RunOffPolicy.UNTIL_PLACEMENT_END)
    day = date(2021, 6, 30)
    agreement = agreed(
        terminated(day, run_off=RunOff(policy=RunOffPolicy.NONE)),
        terminated(day, run_off=until_placements_end),
    )

    assert agreement.run_off_of(agreement.end_on(day)).policy is RunOffPolicy.NONE


# --- amendments by day ----------------------------------------------------------------------------


def test_r16_an_amendment_changes_the_text_from_its_effect_day_on() -> None:
    remote = Scope(
        fields=(Field.TECHNOLOGY, Field.SERVICE),
        modes=(Mode.ON_SITE, Mode.REMOTE),
        unit_kinds=(UnitKind.OPD,),
    )
    seats = (Seats(field=Field.TECHNOLOGY, seats=5), Seats(field=Field.SERVICE, seats=1))
    changes = Changes(
        title="Judul baru", scope=remote, capacity=seats, run_off=RunOff(policy=RunOffPolicy.NONE)
    )
    day = date(2020, 9, 11)
    changed = agreed(amended(changes, day))
    eve = day - ONE_DAY

    assert changed.on_day(eve).title == drafted().title
    assert changed.on_day(day).title == "Judul baru"
    assert (changed.allows(Mode.REMOTE, eve), changed.allows(Mode.REMOTE, day)) == (False, True)
    assert (changed.seats_in(Field.TECHNOLOGY, eve), changed.seats_in(Field.TECHNOLOGY, day)) == (
        2,
        5,
    )
    assert (changed.seats_in(Field.SERVICE, eve), changed.seats_in(Field.SERVICE, day)) == (0, 1)
    assert changed.allows_unit(UnitKind.KELURAHAN, eve)
    assert not changed.allows_unit(UnitKind.KELURAHAN, day)
    assert changed.allows_unit(UnitKind.OPD, day)
    assert changed.fields_in(eve, day) == {Field.TECHNOLOGY, Field.SERVICE}


def test_r16_clauses_given_take_the_place_of_the_old_ones_whole() -> None:
    changed = agreed(amended(Changes(clauses={ClauseKind.TERM: "Pasal baru"}), date(2020, 9, 11)))

    assert dict(changed.on_day(date(2020, 9, 11)).clauses) == {"TERM": "Pasal baru"}


def test_the_seats_after_the_end_are_those_of_the_last_day() -> None:
    more = Changes(capacity=(Seats(field=Field.TECHNOLOGY, seats=9),))
    changed = agreed(amended(more, LAST_DAY + ONE_DAY, signed_on=LAST_DAY))

    assert changed.seats_in(Field.TECHNOLOGY, LAST_DAY + 5 * ONE_DAY) == 2


def test_r18_an_extension_moves_the_last_day() -> None:
    longer = agreed(extended(date(2024, 2, 17), date(2022, 2, 11)))

    assert longer.last_day_on(date(2022, 2, 10)) == LAST_DAY
    assert longer.last_day_on(date(2022, 2, 11)) == date(2024, 2, 17)
    assert longer.state_on(date(2022, 2, 18)) == "IN_FORCE"
    assert longer.state_on(date(2024, 2, 18)) == "EXPIRED"


def test_an_annulled_extension_never_was_by_all_facts_known() -> None:
    void = agreed(
        extended(date(2024, 2, 17), date(2022, 2, 11)),
        annulled(date(2022, 2, 11), recorded=date(2022, 7, 4)),
    )

    assert void.state_on(date(2022, 3, 1)) == "EXPIRED"
    assert void.last_day_on(date(2022, 3, 1)) == LAST_DAY
    before = void.known_by(date(2022, 7, 3), TIMELY)
    assert before.state_on(date(2022, 3, 1)) == "IN_FORCE"


# --- what was known on a day ----------------------------------------------------------------------


def test_r62_an_extension_recorded_by_the_third_working_day_counts_from_its_signing() -> None:
    friday, wednesday, thursday = date(2022, 2, 11), date(2022, 2, 16), date(2022, 2, 17)
    in_time = agreed(extended(date(2024, 2, 17), friday, recorded=wednesday))
    late = agreed(extended(date(2024, 2, 17), friday, recorded=thursday))

    assert in_time.known_by(friday, TIMELY).last_day_on(friday) == date(2024, 2, 17)
    assert late.known_by(wednesday, TIMELY).last_day_on(friday) == LAST_DAY
    assert late.known_by(thursday, TIMELY).last_day_on(friday) == date(2024, 2, 17)


def test_r76_days_that_only_a_late_recording_brought_into_force_are_retroactive() -> None:
    late = agreed(extended(date(2024, 2, 17), date(2022, 2, 18), recorded=date(2022, 3, 14)))

    assert not late.is_retroactive_on(LAST_DAY, TIMELY)
    assert late.is_retroactive_on(date(2022, 2, 18), TIMELY)
    assert late.is_retroactive_on(date(2022, 3, 13), TIMELY)
    assert not late.is_retroactive_on(date(2022, 3, 14), TIMELY)
    assert not late.is_retroactive_on(date(2024, 2, 18), TIMELY)


def test_days_brought_back_by_a_late_resumption_are_retroactive() -> None:
    back = agreed(suspended(date(2020, 3, 2)), resumed(date(2020, 3, 9), date(2020, 3, 20)))

    assert back.is_retroactive_on(date(2020, 3, 9), TIMELY)
    assert not back.is_retroactive_on(date(2020, 3, 20), TIMELY)


def test_r27_a_corrected_signing_date_is_known_from_the_correction() -> None:
    wrong, right = date(2020, 2, 20), date(2020, 2, 18)
    signed_wrongly = agreed(on=wrong)
    found = corrected(
        signed_wrongly,
        *(
            ralat(AgreementSigned.topic, s.position, "signed_on", "2020-02-20", "2020-02-18")
            for s in signed_wrongly.signatures
        ),
    )

    assert found.start == right
    assert found.is_retroactive_on(date(2020, 2, 19), TIMELY)
    assert not found.is_retroactive_on(wrong, TIMELY)


def test_r27_title_place_and_number_can_be_set_right() -> None:
    number = AgreementNumberAssigned(party="org-kota", number="1/X", year=2020, serial=1)
    found = agreed(Happened(number, SIGNED))
    first, numbered = found.signatures[0].position, found.numbers[0].position
    found = corrected(
        found,
        ralat("agreement.drafted.v1", 1, "title", found.title, "Judul benar"),
        ralat(AgreementSigned.topic, first, "place", None, "Bandung"),
        ralat(AgreementNumberAssigned.topic, numbered, "number", "1/X", "1/2020"),
        ralat(AgreementNumberAssigned.topic, numbered, "dated", None, "2020-02-19"),
    )

    assert (found.title, found.signatures[0].place) == ("Judul benar", "Bandung")
    assert found.signatures[1].place is None
    known = found.number_of("org-kota")
    assert known is not None
    assert (known.number, known.dated, known.serial) == ("1/2020", date(2020, 2, 19), 1)


def test_a_correction_of_a_fact_that_is_not_there_on_an_earlier_day_changes_nothing() -> None:
    young = state_of(Agreement, *approved())
    after = corrected(young, ralat(AgreementSigned.topic, 9, "place", None, "Bandung"))

    assert after == replace(young, version=young.version + 1)


def test_the_fold_survives_any_subset_of_facts() -> None:
    facts: list[Happened] = [
        *signed(),
        suspended(date(2020, 3, 2)),
        resumed(date(2020, 3, 9)),
        extended(date(2024, 2, 17), date(2022, 2, 11)),
        annulled(date(2022, 2, 11), recorded=date(2022, 7, 4)),
        terminated(date(2021, 6, 30)),
        superseded(date(2022, 2, 18)),
    ]
    for left_out in range(1, len(facts)):
        agreement = state_of(Agreement, *facts[:left_out], *facts[left_out + 1 :])
        for day in (SIGNED, LAST_DAY, date(2025, 1, 1)):
            assert agreement.state_on(day) in set(AgreementState)
            agreement.known_by(day, TIMELY).on_day(day)
