"""The refusal body (contract §1, RFC 9457)."""

from application.commands.base import Flaw
from domain.base import violation
from domain.codes import Code
from interface.problems import STATUS, problem

HERE = "/v1/placements/p1/assign"


def test_every_code_has_a_status_that_refuses() -> None:
    assert list(STATUS) == list(Code)
    assert all(400 <= status < 500 for status in STATUS.values())


def test_the_first_error_is_the_refusal_and_all_are_listed() -> None:
    body = problem(
        (violation(Code.NOT_ELIGIBLE, "LEAVE"), violation(Code.CAPACITY_FULL)),
        language="en",
        instance=HERE,
    )

    assert body == {
        "type": "urn:problem-type:jejak:not-eligible",
        "title": "Not eligible",
        "status": 422,
        "detail": "The participant does not meet the condition: not on leave. "
        "Choose another person or time.",
        "instance": HERE,
        "code": "NOT_ELIGIBLE",
        "rule": "R31",
        "errors": [
            {
                "code": "NOT_ELIGIBLE",
                "item": "LEAVE",
                "rule": "R31",
                "detail": body["detail"],
            },
            {
                "code": "CAPACITY_FULL",
                "rule": "R33",
                "detail": "There is no free seat on all those days. "
                "Change them or join the waiting list.",
            },
        ],
    }


def test_the_code_stays_when_the_language_changes() -> None:
    errors = (violation(Code.CAPACITY_FULL),)
    indonesian = problem(errors, language="id", instance=HERE)
    english = problem(errors, language="en", instance=HERE)

    assert indonesian["code"] == english["code"] == "CAPACITY_FULL"
    assert (indonesian["title"], english["title"]) == ("Tempat penuh", "No free seat")


def test_form_has_no_rule_and_every_flaw_has_its_place() -> None:
    body = problem(
        (violation(Code.MALFORMED, "letter"), violation(Code.MALFORMED, "mode")),
        language="id",
        instance=HERE,
        flaws=(
            Flaw("/letter/date", "Field required", "missing"),
            Flaw("/letter/number", "Field required", "missing"),
            Flaw("/mode", "Input should be other", "enum", "ON_SITE, REMOTE"),
        ),
    )

    assert body["status"] == 422
    assert "rule" not in body
    assert [entry["pointer"] for entry in body["errors"]] == [
        "/letter/date",
        "/letter/number",
        "/mode",
    ]
    assert {entry["item"] for entry in body["errors"]} == {"letter", "mode"}
    assert all("rule" not in entry for entry in body["errors"])
    assert body["errors"][0]["detail"].endswith("(wajib diisi)")
    assert body["errors"][2]["detail"].endswith("(harus salah satu dari ON_SITE, REMOTE)")


def test_a_stale_version_answers_with_the_current_one_and_the_events_since() -> None:
    body = problem(
        (violation(Code.CONFLICT),),
        language="en",
        instance=HERE,
        current_version=4,
        events_since=({"position": 12, "topic": "placement.assigned.v1"},),
    )

    assert body["status"] == 412
    assert body["current_version"] == 4
    assert body["events_since"] == [{"position": 12, "topic": "placement.assigned.v1"}]


def test_only_a_stale_version_speaks_of_versions() -> None:
    body = problem((violation(Code.NOT_FOUND),), language="en", instance=HERE)

    assert "current_version" not in body
    assert "events_since" not in body
