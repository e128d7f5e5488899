"""The work queue: what waits, for whom, until when (contract §8.3)."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from tests.acts import agreement, approve, bring_into_force, learn, nomination, signature
from tests.city import City, city_after


@pytest.fixture
def city() -> Iterator[City]:
    """A city with one agreement, signed on 18 February 2020, and nothing numbered."""
    with city_after("agreement.sign") as city:
        yield city


def waiting(city: City, kind: str, **line: Any) -> list[dict[str, Any]]:
    fields = {"kind": kind, **line.pop("fields", {})}
    answer = city.ask("work-queue", fields=fields, **line)
    assert answer["counts"] == ({kind: len(answer["items"])} if answer["items"] else {})
    items: list[dict[str, Any]] = answer["items"]
    return items


def details(items: list[dict[str, Any]]) -> list[tuple[str, str | None]]:
    return [(item["role"], item["detail"]) for item in items]


def test_r06_bodies_that_have_not_agreed_are_waited_for(city: City) -> None:
    city.do("agreement.draft", "sari", agreement(), ref="B4")
    assert waiting(city, "OPINION") == []
    city.do("agreement.submit", "sari", id="$B4")

    assert details(waiting(city, "OPINION")) == [("TKKSD", "TKKSD"), ("LEGAL", "LEGAL")]
    given = {"body": "TKKSD", "opinion": "AGREE"}
    city.do("agreement.give-opinion", "lina", given, id="$B4")
    assert details(waiting(city, "OPINION")) == [("LEGAL", "LEGAL")]
    assert waiting(city, "OPINION", fields={"role": "TKKSD"}) == []


def test_r13_parties_that_have_not_signed_are_waited_for(city: City) -> None:
    city.do("agreement.draft", "sari", agreement(), ref="B4")
    approve(city, "$B4")
    both = {city.names["kota"], city.names["telkom"]}

    assert {item["detail"] for item in waiting(city, "SIGNATURE")} == both
    city.do("agreement.sign", "sari", signature("$kota", "2020-02-18"), id="$B4")
    [item] = waiting(city, "SIGNATURE")
    assert (item["detail"], item["thing"]) == (city.names["telkom"], "agreement")
    city.do("agreement.sign", "sari", signature("$telkom", "2020-02-18"), id="$B4")
    assert waiting(city, "SIGNATURE") == []


def test_r15_numbers_are_due_fourteen_days_after_the_last_signature(city: City) -> None:
    city.at("2020-03-04")

    items = waiting(city, "NUMBER_MISSING", as_of="2020-03-03")
    assert {(i["due_on"], i["overdue"]) for i in items} == {("2020-03-03", False)}
    assert {i["detail"] for i in items} == {city.names["kota"], city.names["telkom"]}
    assert all(i["overdue"] for i in waiting(city, "NUMBER_MISSING"))
    number = {"party": "$kota", "number": "119/1", "year": 2020, "reason": "terlambat"}
    city.do("agreement.set-number", "sari", number, id="$A4")
    assert [i["detail"] for i in waiting(city, "NUMBER_MISSING")] == [city.names["telkom"]]


def test_r24_a_semester_with_a_day_in_force_is_to_be_reported_within_thirty_days(
    city: City,
) -> None:
    city.at("2020-07-31")

    def due(as_of: str) -> list[tuple[str, str, bool]]:
        items = waiting(city, "REPORT_DUE", as_of=as_of)
        return [(i["detail"], i["due_on"], i["overdue"]) for i in items]

    assert due("2020-06-30") == []
    assert due("2020-07-01") == [("2020-S1", "2020-07-30", False)]
    assert due("2020-07-30") == [("2020-S1", "2020-07-30", False)]
    assert due("2020-07-31") == [("2020-S1", "2020-07-30", True)]
    report = {"period": "2020-S1", "document": "$sha256:laporan"}
    city.do("agreement.file-report", "sari", report, id="$A4")
    assert due("2020-07-31") == []


def test_r24_a_year_with_a_day_in_force_is_to_be_evaluated(city: City) -> None:
    city.at("2023-02-01")

    def due(**line: Any) -> list[str]:
        return [str(item["detail"]) for item in waiting(city, "EVALUATION_DUE", **line)]

    assert due(as_of="2020-12-31") == []
    assert due(as_of="2021-01-01") == ["2020"]
    assert due() == ["2020", "2021", "2022"]
    done = {"year": 2021, "document": "$sha256:evaluasi"}
    city.do("agreement.evaluate", "sari", done, id="$A4")
    assert due() == ["2020", "2022"]
    assert due(fields={"overdue": True}) == ["2020", "2022"]
    assert due(fields={"overdue": False}) == []


def test_an_agreement_without_placements_for_a_year_is_not_realised(city: City) -> None:
    city.at("2021-03-01")

    assert waiting(city, "NO_REALISATION", as_of="2021-02-17") == []
    [item] = waiting(city, "NO_REALISATION", as_of="2021-02-18")
    assert item["subject"] == city.names["A4"]


def test_a_placement_realises_an_agreement_for_twelve_months() -> None:
    with city_after("placement.start") as city:
        city.at("2021-03-01")

        assert waiting(city, "NO_REALISATION", as_of="2021-02-23") == []
        assert len(waiting(city, "NO_REALISATION", as_of="2021-02-24")) == 1


def test_r22_a_joint_agreement_without_a_working_one_is_listed(city: City) -> None:
    city.do("agreement.draft", "sari", agreement(kind="JOINT_AGREEMENT"), ref="KB")
    approve(city, "$KB")
    for party in ("$kota", "$telkom"):
        fields = signature(party, "2020-02-18")
        city.do("agreement.sign", "sari", fields, id="$KB", channel="import")

    [item] = waiting(city, "UMBRELLA_WITHOUT_WORKING")
    assert item["subject"] == city.names["KB"]
    bring_into_force(city, "B4", "2020-02-18", umbrella="$KB")
    assert waiting(city, "UMBRELLA_WITHOUT_WORKING") == []


def test_r85_an_act_that_waits_for_a_second_person_is_listed(city: City) -> None:
    city.at("2020-02-20")
    city.registers("rina", "198705202012032911")
    override = {"codes": ["FIELD_MISMATCH"], "reason": "kebutuhan mendesak"}
    fields = nomination("$rina", field="SERVICE", override=override)
    city.do("placement.nominate", "opd", fields, ref="usul")

    [item] = waiting(city, "SECOND_PERSON")
    assert (item["subject"], item["role"]) == (city.names["usul"], "HEAD")
    assert item["detail"] == "placement.nominate"
    assert waiting(city, "SECOND_PERSON", as_of="2020-02-19") == []
    city.do("proposal.reject", "budi", {"reason": "tidak perlu"}, id="$usul")
    assert waiting(city, "SECOND_PERSON") == []


def test_r53_open_hours_wait_for_the_mentor_of_the_oldest_day() -> None:
    with city_after("placement.start") as city:
        city.at("2020-02-26T16:00:00+07:00")
        entries = [
            {"day": f"2020-02-{day}", "quarters": 24, "activity": f"kegiatan {day}"}
            for day in (24, 25)
        ]
        city.do("learning-record.log-hours", "dewi-asn", {"entries": entries}, id="$P1")

        [item] = waiting(city, "HOURS_APPROVAL")
        assert (item["role"], item["assignee"]) == ("MENTOR", city.names["tel"])
        assert (item["due_on"], item["overdue"]) == ("2020-02-27", False)
        assert waiting(city, "HOURS_APPROVAL", by="dewi-asn") == [item]
        city.do("learning-record.approve-hours", "tel", id="$P1")
        assert waiting(city, "HOURS_APPROVAL") == []


def test_r60_scores_wait_for_an_evaluator() -> None:
    with city_after("learning-record.evaluate") as city:
        [item] = waiting(city, "EVALUATION_CONFIRM")

        assert (item["subject"], item["role"]) == (city.names["P1"], "EVALUATOR")


def test_r67_a_credit_that_could_not_be_proposed_today_is_to_be_reviewed() -> None:
    with city_after("learning-record.recognise-credit") as city:
        assert waiting(city, "REVIEW_CREDIT") == []
        city.at("2020-03-20")
        city.registers("rina", "198705202012032911")
        city.opens_account("rina-asn", employee="$rina")
        learn(city, "P2", "$rina", "rina-asn", date(2020, 3, 23), date(2020, 4, 3))
        certificate = {"number": "S-2", "date": "2020-04-03", "document": "$sha256:S-2"}
        record, me = "learning-record", "$P2"
        city.do(f"{record}.record-certificate", "tel", {"certificate": certificate}, id=me)
        city.do(f"{record}.propose-credit", "sari", id=me)
        city.do(f"{record}.verify-credit", "sari", id=me)
        city.do(f"{record}.recognise-credit", "budi", id=me)
        corrected = {"entry": 1, "quarters": 1, "reason": "salah tulis"}
        import_line: dict[str, Any] = {"id": me, "channel": "import", "for_": "tel"}
        for entry in range(1, 7):
            fields = {**corrected, "entry": entry}
            city.do(f"{record}.correct-hours", "sari", fields, second="sari", **import_line)

        [item] = waiting(city, "REVIEW_CREDIT")
        assert (item["subject"], item["detail"]) == (city.names["P2"], "HOURS_BELOW_FLOOR")
        assert item["role"] == "HEAD"


def test_r92_findings_are_followed_up_until_they_are_closed(city: City) -> None:
    city.opens_account("insp", {"role": "INSPECTOR"})
    fields = {
        "title": "Temuan",
        "condition": "ada",
        "criterion": {"code": "R35", "text": "dasar"},
        "cause": "ada",
        "effect": "ada",
        "recommendation": "perbaiki",
        "links": [{"subject": "$A4"}],
    }
    city.do("finding.record", "insp", fields, ref="F1")
    assert waiting(city, "FOLLOW_UP") == []
    report = {"report": "LHA", "received_on": "2020-02-18"}
    city.do("finding.issue", "insp", report, id="$F1")

    [item] = waiting(city, "FOLLOW_UP")
    assert (item["due_on"], item["overdue"]) == ("2020-04-18", False)
    city.do("finding.set-status", "insp", {"status": "INFEASIBLE", "cause": "IN_COURT"}, id="$F1")
    city.do("finding.close", "insp", id="$F1")
    assert waiting(city, "FOLLOW_UP") == []


@pytest.mark.parametrize(
    ("kind", "question"), [("COVER_DECISION", "COVER"), ("DISCIPLINE_REVIEW", "DISCIPLINE")]
)
def test_r74_a_question_about_a_placement_waits_until_it_is_completed_and_no_longer(
    kind: str, question: str
) -> None:
    """Nobody decides about what is over; its uncovered days stay uncovered."""
    ended = {
        "cause": "MUTUAL_CONSENT",
        "notice_on": "2020-03-04",
        "ends_on": "2020-03-04",
        "run_off": {"policy": "NONE"},
        "consent": "$sha256:setuju",
    }
    with city_after("learning-record.submit-report") as city:
        if question == "COVER":
            proposal = city.do("agreement.terminate", "sari", ended, id="$A4")
            city.do("proposal.approve", "budi", id=proposal["id"])
        else:
            city.do("employee.sanction", "sari", {"grade": "MEDIUM"}, id="$dewi")
        assert city.ask("placement", "$P1")["demand"]["question"] == question
        [item] = waiting(city, kind)
        known = city.store.log.head().position
        city.do("placement.complete", "sari", id="$P1")
        city.at("2020-06-01")
        city.do("system.tick", "system")

        assert waiting(city, kind) == []
        assert city.ask("placement", "$P1")["demand"] is None
        assert waiting(city, kind, known_at=known) == [item]
        uncovered = city.ask("coverage", fields={"placement": "$P1"})["totals"]["uncovered_days"]
        assert uncovered == (2 if question == "COVER" else 0)


def test_the_whole_queue_is_counted_by_kind(city: City) -> None:
    answer = city.ask("work-queue")

    assert answer["counts"] == {"NUMBER_MISSING": 2}
    assert city.ask("work-queue", by="root")["items"] == []
