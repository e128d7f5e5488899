"""Learning from elsewhere: recorded, verified by another, converted by policy, revoked (§5.5)."""

from typing import Any

import pytest

from tests.behaviour.internship import Internship, course, sha

RECORD, VERIFY = "external-learning.record", "external-learning.verify"
REVOKE, REPLY = "external-learning.revoke", "external-learning.record-siasn-reply"


@pytest.fixture
def employee(stage: Internship) -> str:
    stage.at("2020-04-01")
    return stage.person("intan")


def jp_of(stage: Internship, employee: str, number: str, **fields: Any) -> int:
    learning = stage.elsewhere(employee, number, **fields)
    receipt = stage.do(VERIFY, of=learning, by="rudi")
    return int(stage.data(receipt)["jp"])


def lessons(*minutes: int, day: str = "2020-03-11") -> list[dict[str, Any]]:
    return [{"on": day, "minutes": taken} for taken in minutes]


def test_an_officer_or_the_person_records_it_and_nobody_else(
    stage: Internship, employee: str
) -> None:
    stage.person("lain")

    assert stage.do(RECORD, course(employee), by="intan").state == "RECORDED"
    assert stage.refused(RECORD, course(employee, "K-2"), by="lain") == ["OUT_OF_SCOPE"]
    assert stage.refused(RECORD, course(employee, "K-2"), by="mita") == ["ROLE_REQUIRED"]
    assert stage.do(RECORD, course(employee, "K-2")).created


def test_the_period_does_not_end_before_it_begins_nor_in_the_future(
    stage: Internship, employee: str
) -> None:
    backwards = course(employee, **{"from": "2020-03-12"})

    for channel in ("api", "import"):
        assert stage.refused(RECORD, backwards, channel=channel) == ["PERIOD_INVALID"]
    assert stage.refused(RECORD, course(employee, until="2020-04-02")) == ["FUTURE_DATE"]


def test_lessons_have_minutes_and_an_activity_counted_as_a_whole_has_no_parts(
    stage: Internship, employee: str
) -> None:
    no_minutes = course(employee, parts=[{"on": "2020-03-11"}])
    whole = course(employee, activity="C5", parts=lessons(60))

    assert stage.refused(RECORD, no_minutes) == ["MALFORMED:parts"]
    assert stage.refused(RECORD, whole) == ["MALFORMED:parts"]


def test_r54_who_wrote_the_record_does_not_verify_it(stage: Internship, employee: str) -> None:
    own = stage.do(RECORD, course(employee)).id

    assert stage.refused(VERIFY, of=own, by="sari") == ["SELF_APPROVAL"]
    assert stage.do(VERIFY, of=own, by="rudi").state == "CREDITED"


def test_r54_an_officer_does_not_verify_his_own_learning(stage: Internship, employee: str) -> None:
    person = stage.employee(stage.dinas, "199203172015032001")
    stage.cast("petugas", "OFFICER", employee=person)
    learning = stage.do(RECORD, course(person)).id

    assert stage.refused(VERIFY, of=learning, by="petugas") == ["SELF_APPROVAL"]
    assert stage.imported(VERIFY, of=learning, acted_for="petugas") == ["SELF_APPROVAL"]


@pytest.mark.parametrize(
    ("fields", "jp"),
    [
        ({"parts": lessons(44)}, 0),
        ({"parts": lessons(44, 1)}, 1),
        ({"parts": lessons(100)}, 2),
        ({"parts": lessons(495), "abroad": True}, 13),
        ({"activity": "C11", "parts": []}, 20),
        ({"activity": "C11", "parts": [], "abroad": True}, 24),
        ({"activity": "B6", "parts": [{"on": f"2020-03-{d:02}"} for d in (9, 10, 10)]}, 8),
        ({"activity": "C3", "parts": lessons(90, 90)}, 3),
    ],
)
def test_r64_r66_policy_converts_and_nobody_types(
    stage: Internship, employee: str, fields: dict[str, Any], jp: int
) -> None:
    assert jp_of(stage, employee, "K-1", **fields) == jp


def test_r66_the_caps_count_over_everything_credited_of_one_code(
    stage: Internship, employee: str
) -> None:
    day = {"activity": "C9", "parts": lessons(45)}
    assert [jp_of(stage, employee, f"K-{n}", **day) for n in range(3)] == [1, 1, 0]
    assert jp_of(stage, employee, "K-other", activity="C10", parts=lessons(90)) == 2


def test_r66_the_third_coaching_session_of_a_month_adds_nothing(
    stage: Internship, employee: str
) -> None:
    session = {"activity": "C1", "parts": [{"on": "2020-03-09"}]}
    assert [jp_of(stage, employee, f"K-{n}", **session) for n in range(3)] == [2, 2, 0]


def test_r66_a_revoked_credit_gives_its_share_of_the_cap_back(
    stage: Internship, employee: str
) -> None:
    both = {"activity": "C9", "parts": lessons(90)}
    first, second = (stage.elsewhere(employee, f"K-{n}", **both) for n in range(2))
    stage.do(VERIFY, of=first, by="rudi")
    stage.do(VERIFY, of=second, by="rudi")
    stage.with_second(REVOKE, {"reason": "keliru"}, of=first, by="sari", second="hadi")

    assert stage.ask("external-learning", of=second)["jp"] == 0
    assert jp_of(stage, employee, "K-3", **both) == 2


def test_r63_a_typed_figure_must_be_policys_and_import_keeps_it_with_the_violation(
    stage: Internship, employee: str
) -> None:
    typed = stage.elsewhere(employee, "K-1", jp=25)
    fitting = stage.elsewhere(employee, "K-2", jp=20)

    assert stage.refused(VERIFY, of=typed, by="rudi") == ["JP_NOT_POLICY"]
    assert stage.do(VERIFY, of=fitting, by="rudi").state == "CREDITED"
    assert stage.imported(VERIFY, of=typed, by="rudi") == ["JP_NOT_POLICY"]
    answer = stage.ask("external-learning", of=typed)
    assert (answer["jp"], answer["jp_by_policy"]) == (25, 20)


@pytest.mark.parametrize(
    ("other", "codes"),
    [
        ({"certificate": {"number": "L-1", "date": "2020-03-11", "document": sha("K-1")}}, True),
        ({"certificate": {"number": "K-1", "date": "2020-03-11", "document": sha("L")}}, True),
        (
            {
                "certificate": {"number": "K-1", "date": "2020-03-11", "document": sha("L")},
                "provider": "Bank lain",
            },
            False,
        ),
        ({}, False),
    ],
)
def test_r67_the_same_file_or_the_same_number_of_one_issuer_is_one_learning(
    stage: Internship, employee: str, other: dict[str, Any], codes: bool
) -> None:
    jp_of(stage, employee, "K-1")
    second = stage.elsewhere(employee, "K-2", **other)

    expected = ["DUPLICATE_CREDIT"] if codes else []
    assert stage.refused(VERIFY, of=second, by="rudi") == expected
    if codes:
        assert stage.imported(VERIFY, of=second, by="rudi") == expected


def test_r67_same_host_and_a_shared_day_only_where_a_host_is_given(
    stage: Internship, employee: str
) -> None:
    stage.do(VERIFY, of=stage.elsewhere(employee, "K-1", host=stage.host), by="rudi")
    at_host = stage.elsewhere(employee, "K-2", host=stage.host)
    elsewhere = stage.elsewhere(employee, "K-3")

    assert stage.refused(VERIFY, of=at_host, by="rudi") == ["DUPLICATE_CREDIT"]
    assert stage.refused(VERIFY, of=elsewhere, by="rudi") == []


def test_r71_a_revoked_record_that_siasn_knows_is_queued_and_takes_one_correction(
    stage: Internship, employee: str
) -> None:
    learning = stage.elsewhere(employee, siasn_id="rw-9")
    assert stage.ask("external-learning", of=learning)["siasn"] == "ACCEPTED"
    stage.do(VERIFY, of=learning, by="rudi")
    assert stage.refused(REPLY, {"result": "DELETED"}, of=learning) == ["WRONG_STATE"]
    receipt = stage.with_second(REVOKE, {"reason": "ganda"}, of=learning, by="sari", second="hadi")

    assert receipt.topics[1:] == (
        "external-learning.revoked.v1",
        "external-learning.siasn-correction-queued.v1",
    )
    [item] = stage.ask("siasn")["items"]
    assert (item["state"], item["jp"], item["siasn_id"]) == ("TO_BE_CORRECTED", 0, "rw-9")
    assert stage.refused(REPLY, {"result": "ACCEPTED"}, of=learning) == ["WRONG_STATE"]
    stage.do(REPLY, {"result": "DELETED"}, of=learning)
    assert stage.ask("external-learning", of=learning)["siasn"] == "CORRECTED"
    assert stage.refused(REPLY, {"result": "CORRECTED"}, of=learning) == ["WRONG_STATE"]


def test_r71_a_revoked_record_unknown_to_siasn_needs_no_correction(
    stage: Internship, employee: str
) -> None:
    learning = stage.elsewhere(employee)
    stage.do(VERIFY, of=learning, by="rudi")
    fields = {"reason": "ganda"}
    receipt = stage.with_second(REVOKE, fields, of=learning, by="sari", second="hadi")

    assert receipt.topics[1:] == ("external-learning.revoked.v1",)
    ledger = stage.ask("jp-ledger", {"year": 2020}, of=employee)
    assert [(e["source"], e["state"], e["jp"]) for e in ledger["entries"]] == [
        ("external", "REVOKED", 0)
    ]


def test_r71_on_import_a_revocation_without_second_person_says_so(
    stage: Internship, employee: str
) -> None:
    learning = stage.elsewhere(employee)
    stage.do(VERIFY, of=learning, by="rudi")

    assert stage.imported(REVOKE, {"reason": "ganda"}, of=learning) == ["SECOND_PERSON_REQUIRED"]


def test_r85_while_import_refuses_a_revocation_needs_its_second_person(
    stage: Internship, employee: str
) -> None:
    learning = stage.elsewhere(employee)
    stage.do(VERIFY, of=learning, by="rudi")
    stage.refuses_on_import()
    how: dict[str, Any] = {"of": learning, "channel": "import"}

    assert stage.refused(REVOKE, {"reason": "ganda"}, **how) == ["SECOND_PERSON_REQUIRED"]
    assert stage.do(REVOKE, {"reason": "ganda"}, second="hadi", **how).state == "REVOKED"
