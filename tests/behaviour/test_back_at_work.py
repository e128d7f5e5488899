"""The review months after the return: the home unit's word, and nobody else's (S23)."""

from datetime import date

from tests.behaviour.internship import Internship

REVIEW = "learning-record.review-back-at-work"
FIELDS = {"months_after": 3, "applied": True, "note": "dipakai di unit"}


def test_the_unit_above_reviews_and_the_record_shows_it(stage: Internship) -> None:
    branch = stage.unit("Bidang", parent=stage.dinas)
    record = stage.evaluated(stage.person("intan", unit=branch), "intan")
    stage.reach(date(2020, 6, 15))
    stage.do(REVIEW, FIELDS, of=record, by="opi")

    answer = stage.ask("learning-record", of=record)
    assert answer["back_at_work"] == [{"months_after": 3, "applied": True}]
    assert stage.ask("learning-record", of=record, as_of="2020-06-14")["back_at_work"] == []


def test_r30_another_unit_does_not_review(stage: Internship) -> None:
    record = stage.evaluated(stage.person("intan"), "intan")
    stage.cast("lain", "OPD", unit=stage.unit("Kecamatan", "KECAMATAN"))

    assert stage.refused(REVIEW, FIELDS, of=record, by="lain") == ["NOT_HOME_UNIT"]
    assert stage.refused(REVIEW, FIELDS, of=record, by="sari") == ["ROLE_REQUIRED"]
    assert stage.imported(REVIEW, FIELDS, of=record, acted_for="lain") == ["NOT_HOME_UNIT"]


def test_r30_a_review_from_paper_is_judged_by_the_role_of_its_day(stage: Internship) -> None:
    record = stage.evaluated(stage.person("intan"), "intan")
    stage.reach(date(2020, 6, 15))
    ended = {"role": "OPD", "last_day": "2020-06-12", "reason": "mutasi"}
    stage.do("account.revoke-role", ended, of=stage.accounts["opi"], by="root")

    on_paper = {**FIELDS, "on": "2020-06-10"}
    assert stage.imported(REVIEW, on_paper, of=record, acted_for="opi") == []


def test_a_review_needs_a_confirmed_evaluation_and_is_possible_ever_after(
    stage: Internship,
) -> None:
    record = stage.started(stage.person("intan"))
    assert stage.refused(REVIEW, FIELDS, of=record, by="opi") == ["WRONG_STATE"]

    other = stage.recognised(stage.person("iwan"), "iwan", date(2020, 4, 6), date(2020, 4, 17))
    assert stage.refused(REVIEW, FIELDS, of=other, by="opi") == []
