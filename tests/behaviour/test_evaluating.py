"""Scores by the rubric of the start day, one reply, and another person who confirms (R58-R60)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from domain.base import Fact, Verdict
from domain.dates import Calendar
from domain.enums import Role
from domain.enums_learning import Component
from domain.learning import decisions
from domain.learning.decisions import Person
from domain.learning.facts import EvaluationConfirmed, EvaluationReplied, LearningEvaluated
from domain.learning.state import LearningRecord
from domain.placement.facts import PlacementMentorAssigned
from domain.placement.state import Placement
from domain.rule_sets import Rulebook
from domain.states import RecordState
from tests.city import City, city_after
from tests.facts import DEWI, DEWI_ASN, END, LINA, SCORED, START, TEL, WEEKENDS_ONLY, completed
from tests.learning_facts import scored, worked, working_days
from tests.scenario import Happened, given, state_of

Decision = Callable[[LearningRecord, Verdict], Sequence[Fact]]
PLACEMENT = state_of(Placement, *completed())
MENTOR = Person(account=TEL, employee=None, unit=None, role=Role.MENTOR)
EVALUATOR = Person(account=LINA, employee=None, unit=None, role=Role.EVALUATOR)
INTERN = Person(account=DEWI, employee=DEWI_ASN, unit=None, role=Role.MENTOR)
REPORTED = worked(working_days())


def rubric_of(day: date) -> Any:
    return Rulebook().at(Component.RUBRIC, day)


def full_scores(day: date, at: int = 80, values: int = 3, **changes: int) -> dict[str, int]:
    """Every criterion of the day's rubric: `at` of 100, `values` of 4."""
    criteria = rubric_of(day).values["criteria"]
    scores = {item["code"]: values if item["max"] == 4 else at for item in criteria}
    return {**scores, **changes}


def scoring(
    scores: Mapping[str, int] | None = None,
    person: Person = MENTOR,
    named: str | None = None,
    placement: Placement = PLACEMENT,
    tied: bool = False,
) -> Decision:
    rubric = rubric_of(placement.first_day)
    return lambda _, verdict: decisions.evaluate(
        verdict,
        placement=placement,
        person=person,
        named_rubric=named or rubric.version,
        valid_rubric=rubric.version,
        rubric=rubric.values,
        scores=full_scores(placement.first_day) if scores is None else scores,
        levels=(2, 4),
        note=None,
        tied=tied,
    )


# --- scoring ----------------------------------------------------------------------------------


def test_r58_the_total_is_computed_never_typed() -> None:
    after = (
        given(LearningRecord, *REPORTED)
        .when(scoring())
        .then(
            LearningEvaluated(
                rubric="aneka-v1",
                scores=full_scores(START),
                score_centi=7900,
                passed=True,
                level_before=2,
                level_after=4,
            )
        )
    )

    assert (after.state, after.score_centi) == (RecordState.SCORED, 7900)


def test_r58_every_criterion_is_scored_in_range_and_none_is_invented() -> None:
    scores = full_scores(START, INTEGRITY=101, QUALITY=5, ZEAL=1, BRAVERY=1)
    del scores["COURTESY"]

    given(LearningRecord, *REPORTED).when(scoring(scores)).breaks(
        "RUBRIC_INCOMPLETE:INTEGRITY",
        "RUBRIC_INCOMPLETE:COURTESY",
        "RUBRIC_INCOMPLETE:QUALITY",
        "RUBRIC_INCOMPLETE:BRAVERY",
        "RUBRIC_INCOMPLETE:ZEAL",
        rule="R58",
    )


@pytest.mark.parametrize(
    ("scores", "total", "passes"),
    [
        (full_scores(START, 70, 0, INTEGRITY=60), 5500, False),
        (full_scores(START, 83, 2), 7640, True),
        (full_scores(START, 100, 4, INTEGRITY=59), 9590, False),
        (full_scores(START, 100, 4, INTEGRITY=60), 9600, True),
    ],
    ids=["total too low", "enough", "an ethics item below 60 percent", "exactly 60"],
)
def test_r62_passing_needs_the_total_and_every_ethics_item(
    scores: dict[str, int], total: int, passes: bool
) -> None:
    [evaluated] = given(LearningRecord, *REPORTED).when(scoring(scores)).then_some()

    assert (evaluated.score_centi, evaluated.passed) == (total, passes)


@pytest.mark.parametrize(
    ("start", "named", "valid"),
    [
        (date(2021, 7, 26), "aneka-v1", True),
        (date(2021, 7, 26), "berakhlak-v2", False),
        (date(2021, 7, 27), "berakhlak-v2", True),
        (date(2021, 7, 27), "aneka-v1", False),
    ],
)
def test_r59_the_rubric_is_that_of_the_actual_start(start: date, named: str, valid: bool) -> None:
    plan = {"planned_start": date(2021, 7, 26), "planned_end": date(2021, 8, 13)}
    placement = state_of(Placement, *completed(on=start, **plan))
    decided = given(LearningRecord, *REPORTED).when(scoring(named=named, placement=placement))

    if valid:
        decided.then_some()
    else:
        decided.breaks("RUBRIC_VERSION", rule="R59")


def test_r54_the_mentor_of_the_last_day_scores() -> None:
    changed = Happened(PlacementMentorAssigned(mentor="account-two", since=END), END)
    placement = state_of(Placement, *completed(), changed)
    newcomer = Person(account="account-two", employee=None, unit=None, role=Role.MENTOR)

    given(LearningRecord, *REPORTED).when(scoring(person=newcomer, placement=placement)).then_some()
    given(LearningRecord, *REPORTED).when(scoring(placement=placement)).breaks(
        "NOT_ASSIGNED_MENTOR", rule="R54"
    )


def test_r83_nobody_scores_himself() -> None:
    given(LearningRecord, *REPORTED).when(scoring(person=INTERN)).breaks(
        "NOT_ASSIGNED_MENTOR", "SOD_VIOLATION:PARTICIPANT+MENTOR"
    )


def test_r89_who_is_tied_to_the_intern_does_not_score() -> None:
    given(LearningRecord, *REPORTED).when(scoring(tied=True)).breaks("CONFLICT_OF_INTEREST")


# --- confirming -------------------------------------------------------------------------------


def confirming(
    day: date, person: Person = EVALUATOR, calendar: Calendar = WEEKENDS_ONLY, tied: bool = False
) -> Decision:
    return lambda record, verdict: decisions.confirm_evaluation(
        record,
        verdict,
        day=day,
        placement=PLACEMENT,
        person=person,
        calendar=calendar,
        reply_days=5,
        tied=tied,
    )


REPLIED = Happened(EvaluationReplied(agrees=False), SCORED, DEWI)
MONDAY, TUESDAY = date(2020, 3, 16), date(2020, 3, 17)


def test_r60_without_a_reply_the_window_is_five_whole_working_days() -> None:
    """Scored on Monday 9 March: the fifth working day after is Monday the 16th."""
    given(LearningRecord, *scored()).when(confirming(MONDAY)).breaks(
        "REPLY_WINDOW_OPEN", rule="R60"
    )
    given(LearningRecord, *scored()).when(confirming(TUESDAY)).then(EvaluationConfirmed())


def test_r60_a_holiday_keeps_the_window_open() -> None:
    calendar = Calendar().with_year(2020, frozenset({MONDAY}))

    given(LearningRecord, *scored()).when(confirming(TUESDAY, calendar=calendar)).breaks(
        "REPLY_WINDOW_OPEN"
    )


def test_r60_the_window_counts_from_the_day_the_evaluation_claims() -> None:
    backdated = scored(on=date(2020, 3, 6))

    given(LearningRecord, *backdated).when(confirming(MONDAY)).then(EvaluationConfirmed())


def test_r60_a_reply_closes_the_window_at_once() -> None:
    after = (
        given(LearningRecord, *scored(), REPLIED)
        .when(confirming(SCORED))
        .then(EvaluationConfirmed())
    )

    assert (after.state, after.replied) == (RecordState.EVALUATED, True)


@pytest.mark.parametrize(("person", "duty"), [(MENTOR, "MENTOR"), (INTERN, "PARTICIPANT")])
def test_r83_the_evaluator_is_neither_mentor_nor_intern(person: Person, duty: str) -> None:
    given(LearningRecord, *scored(), REPLIED).when(confirming(SCORED, person)).breaks(
        f"SOD_VIOLATION:{duty}+EVALUATOR", rule="R83"
    )


def test_r83_one_violation_for_each_clash() -> None:
    both = Person(account=TEL, employee=DEWI_ASN, unit=None, role=Role.EVALUATOR)

    given(LearningRecord, *scored()).when(confirming(SCORED, both, tied=True)).breaks(
        "REPLY_WINDOW_OPEN",
        "SOD_VIOLATION:PARTICIPANT+EVALUATOR",
        "SOD_VIOLATION:MENTOR+EVALUATOR",
        "CONFLICT_OF_INTEREST",
    )


# --- through the door -------------------------------------------------------------------------

EVALUATE = "learning-record.evaluate"


def sheet(**changes: Any) -> dict[str, Any]:
    return {"rubric": "aneka-v1", "scores": full_scores(START), **changes}


def test_scores_wait_for_the_report_and_the_completion() -> None:
    for stage in ("learning-record.approve-hours", "learning-record.submit-report"):
        with city_after(stage) as city:
            assert city.refused(EVALUATE, "tel", sheet(), id="$P1") == ("WRONG_STATE",)


def test_r60_the_intern_replies_once() -> None:
    with city_after("learning-record.reply-evaluation") as city:
        again = {"agrees": True}
        assert city.refused("learning-record.reply-evaluation", "dewi-asn", again, id="$P1") == (
            "WRONG_STATE",
        )


def test_r89_an_evaluator_of_the_interns_unit_does_not_confirm() -> None:
    with city_after("learning-record.reply-evaluation") as city:
        evaluator_in(city, "dekat", "$kominfo")
        confirm = "learning-record.confirm-evaluation"
        assert city.refused(confirm, "dekat", id="$P1") == ("CONFLICT_OF_INTEREST",)
        assert city.imported(confirm, "sari", id="$P1", for_="dekat") == ["CONFLICT_OF_INTEREST"]


def evaluator_in(city: City, login: str, unit: str) -> None:
    city.opens_account(login, {"role": "EVALUATOR"}, unit=unit)


def test_the_confirmation_evaluates_the_placement_too() -> None:
    with city_after("learning-record.reply-evaluation") as city:
        receipt = city.do("learning-record.confirm-evaluation", "lina", id="$P1")
        confirmed, evaluated = city.facts(receipt)
        assert (evaluated.topic, evaluated.actor) == ("placement.evaluated.v1", "system")
        assert evaluated.causation == confirmed.position


def test_r59_an_imported_evaluation_by_another_rubric_is_scored_by_it() -> None:
    with city_after("placement.complete") as city:
        later = rubric_of(date(2021, 8, 1))
        scores = full_scores(date(2021, 8, 1), 90, 4)
        fields = {"rubric": later.version, "scores": scores}
        assert city.refused(EVALUATE, "tel", fields, id="$P1") == ("RUBRIC_VERSION",)
        assert city.imported(EVALUATE, "sari", fields, id="$P1", for_="tel") == ["RUBRIC_VERSION"]
        assert city.ask("learning-record", "$P1")["score_centi"] == 9200
