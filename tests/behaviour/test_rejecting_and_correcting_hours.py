"""Hours rejected by who may approve them, and approved hours corrected by two people (R54-R56)."""

from datetime import date

import pytest

from tests.behaviour.internship import FRIDAY, MONDAY, Internship, entry

LOG, APPROVE = "learning-record.log-hours", "learning-record.approve-hours"
REJECT, CORRECT = "learning-record.reject-hours", "learning-record.correct-hours"
WHY = {"reason": "tidak sesuai"}
TUESDAY = date(2020, 3, 3)


@pytest.fixture
def record(stage: Internship) -> str:
    record = stage.started(stage.person("intan"))
    stage.log(record, "intan", [MONDAY, TUESDAY])
    return record


def states(stage: Internship, record: str) -> list[str]:
    return [item["state"] for item in stage.ask("learning-record", of=record)["entries"]]


def correction(number: int, quarters: int) -> dict[str, object]:
    return {"entry": number, "quarters": quarters, "reason": "salah catat"}


def test_r54_the_mentor_of_the_day_rejects_and_the_rest_stays_open(
    stage: Internship, record: str
) -> None:
    receipt = stage.do(REJECT, {**WHY, "entries": [2]}, of=record, by="mita")

    assert states(stage, record) == ["LOGGED", "REJECTED"]
    assert stage.data(receipt) == {"entries": (2,)}
    assert stage.fact(receipt).reason == "tidak sesuai"
    assert stage.ask("learning-record", of=record)["entries"][1]["approved_by"] == []


def test_rejected_hours_count_nothing_and_free_the_cap_of_their_day(
    stage: Internship, record: str
) -> None:
    stage.do(REJECT, {**WHY, "days": ["2020-03-02"]}, of=record, by="mita")
    stage.do(LOG, {"entries": [entry(MONDAY, 30)]}, of=record, by="intan")

    answer = stage.ask("learning-record", of=record)
    assert (answer["logged_quarters"], answer["pending_quarters"]) == (54, 54)


def test_r54_nobody_rejects_what_is_his_own_and_no_other_mentor_does(
    stage: Internship, record: str
) -> None:
    stage.do(LOG, {"entries": [entry(TUESDAY, 4)]}, of=record, by="mita", acted_for="intan")

    assert stage.refused(REJECT, {**WHY, "entries": [3]}, of=record, by="mita") == ["SELF_APPROVAL"]
    assert stage.refused(REJECT, WHY, of=record, by="maya") == ["NOT_ASSIGNED_MENTOR"]
    assert stage.refused(REJECT, WHY, of=record, by="intan") == ["ROLE_REQUIRED"]


def test_r53_an_officer_rejects_what_a_mentor_wrote_and_nothing_else(
    stage: Internship, record: str
) -> None:
    assert stage.refused(REJECT, WHY, of=record, by="sari") == ["OUT_OF_SCOPE"]
    stage.do(LOG, {"entries": [entry(TUESDAY, 4)]}, of=record, by="mita", acted_for="intan")
    stage.do(REJECT, WHY, of=record, by="sari")

    assert states(stage, record) == ["LOGGED", "LOGGED", "REJECTED"]


def test_what_is_decided_is_not_rejected_again_and_what_is_not_there_is_not_found(
    stage: Internship, record: str
) -> None:
    stage.do(APPROVE, of=record, by="mita")

    assert stage.refused(REJECT, WHY, of=record, by="mita") == ["WRONG_STATE"]
    named = {**WHY, "entries": [3]}
    assert stage.refused(REJECT, named, of=record, by="mita") == ["NOT_FOUND:entries"]


def test_on_import_a_strange_mentors_rejection_is_recorded_with_its_violations(
    stage: Internship, record: str
) -> None:
    found = stage.imported(REJECT, {**WHY, "entries": [1]}, of=record, acted_for="maya")
    own = stage.imported(REJECT, {**WHY, "entries": [2]}, of=record, acted_for="intan")

    assert found == ["NOT_ASSIGNED_MENTOR"]
    assert own == ["ROLE_REQUIRED", "SELF_APPROVAL", "NOT_ASSIGNED_MENTOR"]


def test_r55_mentor_and_officer_correct_an_approved_entry_together(
    stage: Internship, record: str
) -> None:
    stage.do(APPROVE, of=record, by="mita")
    receipt = stage.with_second(CORRECT, correction(1, 20), of=record, by="mita", second="sari")

    assert stage.data(receipt, 1) == {"entry": 1, "before": 24, "quarters": 20}
    corrected = stage.ask("learning-record", of=record)["entries"][0]
    assert (corrected["quarters"], corrected["corrected"], corrected["state"]) == (
        20,
        True,
        "APPROVED",
    )
    assert stage.ask("learning-record", of=record)["verified_quarters"] == 44


def test_r55_a_corrected_length_holds_for_every_day_from_its_recording_on(
    stage: Internship, record: str
) -> None:
    stage.do(APPROVE, of=record, by="mita")
    before = stage.store.views.position()
    stage.reach(date(2020, 3, 20))
    stage.with_second(CORRECT, correction(1, 20), of=record, by="mita", second="sari")

    now = stage.ask("learning-record", of=record, as_of="2020-03-03")
    then = stage.ask("learning-record", of=record, as_of="2020-03-03", known_at=before)
    assert (now["entries"][0]["quarters"], then["entries"][0]["quarters"]) == (20, 24)
    assert stage.ask("learning-record", of=record, as_of="2020-03-02")["verified_quarters"] == 0


def test_r55_only_approved_hours_are_corrected(stage: Internship, record: str) -> None:
    how = {"of": record, "by": "mita"}

    assert stage.refused(CORRECT, correction(1, 20), **how) == ["WRONG_STATE"]
    stage.do(REJECT, {**WHY, "entries": [1]}, **how)
    assert stage.refused(CORRECT, correction(1, 20), **how) == ["WRONG_STATE"]
    assert stage.refused(CORRECT, correction(9, 20), **how) == ["NOT_FOUND:entry"]


def test_r55_only_the_mentor_of_that_day_proposes_and_the_cap_holds(
    stage: Internship, record: str
) -> None:
    stage.do(LOG, {"entries": [entry(MONDAY, 4)]}, of=record, by="intan")
    stage.do(APPROVE, of=record, by="mita")

    assert stage.refused(CORRECT, correction(1, 27), of=record, by="maya") == [
        "NOT_ASSIGNED_MENTOR",
        "DAILY_CAP",
    ]
    assert stage.refused(CORRECT, correction(1, 27), of=record, by="mita") == ["DAILY_CAP"]
    assert stage.refused(CORRECT, correction(1, 26), of=record, by="mita") == []


def test_r55_on_import_a_correction_without_mentor_and_second_person_says_so(
    stage: Internship, record: str
) -> None:
    stage.do(APPROVE, of=record, by="mita")

    assert sorted(stage.imported(CORRECT, correction(1, 31), of=record)) == [
        "DAILY_CAP",
        "NOT_ASSIGNED_MENTOR",
        "ROLE_REQUIRED",
        "SECOND_PERSON_REQUIRED",
    ]


def test_r51_during_ramadan_the_lower_cap_holds(stage: Internship) -> None:
    stage.do(
        "calendar.publish",
        {
            "year": 2020,
            "decree": {"number": "SKB-1", "date": "2019-08-28"},
            "holidays": [],
            "ramadan": {"from": "2020-03-03", "until": "2020-03-04"},
        },
    )
    record = stage.started(stage.person("intan"))
    stage.reach(FRIDAY, 17)

    over = {"entries": [entry(date(2020, 3, 4), 27), entry(date(2020, 3, 5), 30)]}
    assert stage.refused(LOG, over, of=record, by="intan") == ["DAILY_CAP"]
    within = {"entries": [entry(date(2020, 3, 4), 26), entry(date(2020, 3, 5), 30)]}
    assert stage.refused(LOG, within, of=record, by="intan") == []


def test_r52_a_duty_day_marked_beforehand_may_be_worked_and_counts(stage: Internship) -> None:
    record = stage.started(stage.person("intan"))
    saturday = date(2020, 3, 7)
    stage.do("placement.mark-duty-day", {"day": "2020-03-07"}, of=record, by="pipit")
    stage.reach(saturday, 17)
    sunday = {"entries": [entry(date(2020, 3, 8))]}

    stage.do(LOG, {"entries": [entry(saturday)]}, of=record, by="intan")
    assert stage.ask("learning-record", of=record)["counted_days"] == 11
    stage.reach(date(2020, 3, 8), 17)
    assert stage.refused(LOG, sunday, of=record, by="intan") == ["NON_WORKING_DAY"]


def test_r50_no_hours_on_a_day_the_placement_was_suspended(stage: Internship) -> None:
    record = stage.started(stage.person("intan"))
    stage.reach(date(2020, 3, 4))
    paused = {"cause": "HOST_CLOSED", "on": "2020-03-04"}
    stage.do("placement.suspend", paused, of=record, by="pipit")
    stage.reach(date(2020, 3, 6), 17)

    before, on = {"entries": [entry(TUESDAY)]}, {"entries": [entry(date(2020, 3, 4))]}
    assert stage.refused(LOG, on, of=record, by="intan") == ["DAY_OUT_OF_RANGE"]
    assert stage.refused(LOG, before, of=record, by="intan") == []
