"""Evidence requests: one person is asked, answers, and nobody else looks on."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.behaviour.stage import DOCUMENT, Stage

ANSWER = {"documents": [DOCUMENT]}


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.store.close()


def ask(stage: Stage, by: str = "ira", **fields: Any) -> str:
    question = {
        "subject": stage.accounts["hadi"],
        "question": "Mana surat tugasnya?",
        "due_on": "2020-02-25",
        "assignee": stage.accounts["sari"],
    }
    return stage.do("evidence-request.ask", {**question, **fields}, by=by).id


def seen(stage: Stage, by: str | None, **fields: Any) -> list[dict[str, Any]]:
    items: list[dict[str, Any]] = stage.ask("evidence-requests", fields, by=by)["items"]
    return items


def test_a_request_goes_to_and_fro_until_it_is_accepted(stage: Stage) -> None:
    request = ask(stage)
    reason = {"reason": "Tidak terbaca"}

    assert stage.refused("evidence-request.accept", of=request, by="ira") == ["WRONG_STATE"]
    assert stage.do("evidence-request.answer", ANSWER, of=request).state == "ANSWERED"
    assert stage.refused("evidence-request.answer", ANSWER, of=request) == ["WRONG_STATE"]
    assert stage.do("evidence-request.return", reason, of=request, by="tono").state == "RETURNED"
    assert stage.do("evidence-request.answer", ANSWER, of=request).state == "ANSWERED"
    assert stage.do("evidence-request.accept", of=request, by="ira").state == "ACCEPTED"


def test_only_the_person_asked_answers(stage: Stage) -> None:
    request = ask(stage)

    assert stage.refused("evidence-request.answer", ANSWER, of=request, by="hadi") == [
        "OUT_OF_SCOPE"
    ]


def test_whoever_is_asked_may_answer_whatever_the_roles(stage: Stage) -> None:
    stage.cast("tamu")
    request = ask(stage, assignee=stage.accounts["tamu"])

    assert stage.do("evidence-request.answer", ANSWER, of=request, by="tamu").state == "ANSWERED"
    assert [item["request"] for item in seen(stage, "tamu")] == [request]


def test_nobody_sees_it_but_the_inspection_and_the_person_asked(stage: Stage) -> None:
    request = ask(stage)

    for reader in ("ira", "tono", "sari", None):
        assert [item["request"] for item in seen(stage, reader)] == [request]
    for reader in ("hadi", "dewi", "root"):
        assert seen(stage, reader) == []
        trail = stage.ask("audit-trail", {"subject": request}, by=reader)["items"]
        assert trail == []
        assert stage.ask("work-queue", {"kind": "EVIDENCE_REQUEST"}, by=reader)["items"] == []
    assert len(stage.ask("audit-trail", {"subject": request}, by="sari")["items"]) == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"subject": "nobody"}, "NOT_FOUND:subject"),
        ({"assignee": "nobody"}, "NOT_FOUND:assignee"),
    ],
)
def test_what_is_asked_about_and_who_is_asked_exist(
    stage: Stage, fields: dict[str, Any], code: str
) -> None:
    question = {
        "subject": stage.accounts["hadi"],
        "question": "?",
        "due_on": "2020-02-25",
        "assignee": stage.accounts["sari"],
    }

    assert stage.refused("evidence-request.ask", {**question, **fields}, by="ira") == [code]


def test_it_is_overdue_from_the_day_after_while_an_answer_is_owed(stage: Stage) -> None:
    request = ask(stage)

    def overdue(day: str) -> tuple[bool, list[bool]]:
        [item] = stage.at(day).ask("evidence-requests")["items"]
        work = stage.ask("work-queue", {"kind": "EVIDENCE_REQUEST"})["items"]
        return item["overdue"], [waiting["overdue"] for waiting in work]

    assert overdue("2020-02-25") == (False, [False])
    assert overdue("2020-02-26") == (True, [True])
    stage.do("evidence-request.answer", ANSWER, of=request)
    assert overdue("2020-02-26") == (False, [])
    assert seen(stage, "ira", state="ASKED") == []


def test_an_imported_answer_of_somebody_else_is_kept_with_what_it_broke(stage: Stage) -> None:
    """Contract §7.2"""
    request = ask(stage)

    codes = stage.imported("evidence-request.answer", ANSWER, of=request, acted_for="hadi")

    assert codes == ["OUT_OF_SCOPE"]
