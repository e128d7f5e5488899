"""Findings: five attributes, follow-up in sixty days, evidence checked by another person."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.behaviour.stage import DOCUMENT, Stage

WHOLE = {
    "title": "Magang tanpa dasar hukum",
    "condition": "14 hari di luar masa perjanjian",
    "criterion": {"code": "R35", "text": "Penempatan hanya selama perjanjian berlaku"},
    "cause": "Kanal impor tidak menolak",
    "effect": "Bukti tidak dapat diandalkan",
    "recommendation": "Batalkan kredit",
}
ISSUED = {"report": "LHA-06/2020", "received_on": "2020-02-18"}
EVIDENCE = {"documents": [DOCUMENT]}


@pytest.fixture
def stage() -> Iterator[Stage]:
    stage = Stage()
    yield stage
    stage.store.close()


def record(stage: Stage, by: str = "ira", **fields: Any) -> str:
    return stage.do("finding.record", whole(stage, **fields), by=by).id


def whole(stage: Stage, **fields: Any) -> dict[str, Any]:
    return {**WHOLE, "links": [{"subject": stage.accounts["sari"]}], **fields}


def issued(stage: Stage, **fields: Any) -> str:
    finding = record(stage, **fields)
    stage.do("finding.issue", ISSUED, of=finding, by="ira")
    return finding


def answered(stage: Stage, **fields: Any) -> str:
    finding = issued(stage, **fields)
    stage.do("finding.submit-evidence", EVIDENCE, of=finding)
    return finding


def shown(stage: Stage, finding: str, **when: Any) -> dict[str, Any]:
    items = stage.ask("findings", **when)["items"]
    [item] = [item for item in items if item["finding"] == finding]
    return dict(item)


# --- record -----------------------------------------------------------------------------------


def test_r91_a_finding_with_its_five_attributes_and_a_link_is_recorded(stage: Stage) -> None:
    finding = record(stage)

    found = stage.ask("finding", of=finding)
    assert (found["state"], found["status"]) == ("RECORDED", "UNADDRESSED")
    assert found["criterion"] == WHOLE["criterion"]
    assert found["links"][0]["subject"] == stage.accounts["sari"]


@pytest.mark.parametrize("channel", ["api", "import"])
def test_r91_every_missing_attribute_is_named_in_order_on_every_channel(
    stage: Stage, channel: str
) -> None:
    by = "ira" if channel == "api" else "sari"
    codes = stage.refused("finding.record", {"title": "Kosong"}, by=by, channel=channel)

    assert codes == [
        f"FINDING_INCOMPLETE:{item}"
        for item in ("CONDITION", "CRITERION", "CAUSE", "EFFECT", "RECOMMENDATION", "LINK")
    ]


def test_r91_a_link_that_names_nothing_is_none(stage: Stage) -> None:
    codes = stage.refused("finding.record", whole(stage, links=[{}]), by="ira")

    assert codes == ["FINDING_INCOMPLETE:LINK"]


@pytest.mark.parametrize("link", [{"subject": "nobody"}, {"position": 9999}])
def test_a_link_leads_to_something_that_is_there(stage: Stage, link: dict[str, Any]) -> None:
    fields = whole(stage, links=[link])

    assert stage.refused("finding.record", fields, by="ira") == ["NOT_FOUND:links"]


def test_only_inspectors_and_auditors_record_findings(stage: Stage) -> None:
    """R87"""
    assert stage.refused("finding.record", whole(stage)) == ["ROLE_REQUIRED"]
    assert record(stage, by="tono")


@pytest.mark.parametrize(
    ("day", "repeated"), [("2022-02-18", True), ("2022-02-19", False)], ids=["24 months", "later"]
)
def test_r94_the_same_criterion_at_the_same_unit_within_24_months_is_repeated(
    stage: Stage, day: str, *, repeated: bool
) -> None:
    unit = stage.unit()
    record(stage, unit=unit)
    receipt = stage.at(day).do("finding.record", whole(stage, unit=unit), by="ira")

    assert receipt.warnings == (("REPEATED_FINDING",) if repeated else ())
    assert shown(stage, receipt.id)["repeated"] is repeated


def test_r94_another_criterion_unit_or_organisation_is_no_repetition(stage: Stage) -> None:
    unit, other, host = stage.unit(), stage.unit("Dinas Sosial"), stage.organisation()
    record(stage, unit=unit)
    for fields in (
        {"unit": other},
        {"organisation": host},
        {},
        {"unit": unit, "criterion": {"code": "R83", "text": "Peran dipisahkan"}},
    ):
        assert not shown(stage, record(stage, **fields))["repeated"]
    assert shown(stage, record(stage, organisation=host))["repeated"]


def test_r94_imported_findings_are_compared_by_the_days_they_claim(stage: Stage) -> None:
    unit = stage.unit()

    def imported(on: str) -> tuple[str, ...]:
        fields = whole(stage, unit=unit, on=on)
        receipt = stage.do("finding.record", fields, channel="import", acted_for="ira")
        return receipt.warnings

    assert imported("2015-01-01") == ()
    assert imported("2018-01-01") == ()
    assert imported("2020-01-01") == ("REPEATED_FINDING",)


# --- issue and follow-up ----------------------------------------------------------------------


def test_r92_the_follow_up_is_due_sixty_calendar_days_after_receipt(stage: Stage) -> None:
    finding = record(stage)
    stage.at("2022-06-24").do(
        "finding.issue", {"report": "LHA", "received_on": "2022-06-24"}, of=finding, by="ira"
    )

    item = shown(stage, finding)
    assert (item["due_on"], item["days_left"], item["overdue"]) == ("2022-08-23", 60, False)


def test_r92_it_is_overdue_from_the_day_after_until_it_is_closed(stage: Stage) -> None:
    finding = issued(stage)
    stage.at("2020-05-01")

    def overdue(as_of: str) -> bool:
        return bool(shown(stage, finding, as_of=as_of)["overdue"])

    assert shown(stage, finding)["due_on"] == "2020-04-18"
    assert not overdue("2020-04-18")
    assert overdue("2020-04-19")
    assert [i["finding"] for i in stage.ask("findings", {"overdue": True})["items"]] == [finding]
    infeasible = {"status": "INFEASIBLE", "cause": "IN_COURT"}
    stage.do("finding.set-status", infeasible, of=finding, by="ira")
    stage.do("finding.close", of=finding, by="ira")
    assert not shown(stage, finding)["overdue"]


def test_the_report_was_not_received_tomorrow(stage: Stage) -> None:
    """R14"""
    fields = {"report": "LHA", "received_on": "2020-02-19"}

    assert stage.refused("finding.issue", fields, of=record(stage), by="ira") == ["FUTURE_DATE"]


def test_r92_every_submission_gets_a_receipt_of_its_own(stage: Stage) -> None:
    finding = issued(stage)
    first = stage.do("finding.submit-evidence", EVIDENCE, of=finding)
    stage.do("finding.submit-evidence", EVIDENCE, of=finding, by="hadi")

    assert first.topics == ("finding.evidence-submitted.v1", "finding.receipt-issued.v1")
    assert first.state == "ANSWERED"
    item = shown(stage, finding)
    assert len(set(item["receipts"])) == 2
    assert item["evidence_on"] == "2020-02-18"


def test_a_follow_up_is_planned_once_the_finding_is_issued(stage: Stage) -> None:
    plan = {"action": "Pisahkan peran", "due_on": "2020-03-31"}
    finding = record(stage)

    assert stage.refused("finding.plan-follow-up", plan, of=finding) == ["WRONG_STATE"]
    stage.do("finding.issue", ISSUED, of=finding, by="tono")
    assert stage.do("finding.plan-follow-up", plan, of=finding).state == "ISSUED"


def test_an_opd_answers_for_its_units_and_for_findings_of_no_unit(stage: Stage) -> None:
    """Contract §4.1, R86"""
    above = stage.unit("Sekretariat", "SECRETARIAT")
    own = stage.unit(parent=above)
    other = stage.unit("Dinas Sosial")
    stage.cast("opd", "OPD", unit=own)
    stage.cast("kepala", "OPD", unit=above)

    for finding in (issued(stage, unit=own), issued(stage)):
        stage.do("finding.submit-evidence", EVIDENCE, of=finding, by="opd")
    below = issued(stage, unit=own)
    stage.do("finding.submit-evidence", EVIDENCE, of=below, by="kepala")
    for foreign in (issued(stage, unit=other), issued(stage, unit=above)):
        refused = stage.refused("finding.submit-evidence", EVIDENCE, of=foreign, by="opd")
        assert refused == ["OUT_OF_SCOPE"]
        with pytest.raises(Exception, match="OUT_OF_SCOPE"):
            stage.ask("finding", of=foreign, by="opd")
    assert len(stage.ask("findings", by="opd")["items"]) == 3
    assert len(stage.ask("findings", by="sari")["items"]) == 5
    assert stage.ask("findings", by="root")["items"] == []


# --- checking and closing ---------------------------------------------------------------------


def test_r92_who_handed_evidence_in_does_not_check_it(stage: Stage) -> None:
    finding = issued(stage)
    stage.cast("dua", "OFFICER", "INSPECTOR")
    stage.do("finding.submit-evidence", EVIDENCE, of=finding, by="dua")
    stage.do("finding.submit-evidence", EVIDENCE, of=finding)
    result = {"result": "SUFFICIENT"}

    assert stage.refused("finding.verify", result, of=finding, by="dua") == ["SOD_VIOLATION"]
    assert stage.imported("finding.verify", result, of=finding, acted_for="dua") == [
        "SOD_VIOLATION"
    ]
    assert stage.do("finding.verify", result, of=finding, by="ira").state == "ANSWERED"


def test_only_the_inspectorate_checks_evidence(stage: Stage) -> None:
    """R87"""
    finding = answered(stage)

    refused = stage.refused("finding.verify", {"result": "SUFFICIENT"}, of=finding, by="tono")
    assert refused == ["ROLE_REQUIRED"]


@pytest.mark.parametrize("channel", ["api", "import"])
def test_r92_resolved_needs_a_sufficient_check_of_the_latest_evidence(
    stage: Stage, channel: str
) -> None:
    finding = answered(stage)
    resolved = {"status": "RESOLVED"}
    how: dict[str, Any] = {"of": finding, "channel": channel}
    how |= {"by": "tono"} if channel == "api" else {"by": "sari", "acted_for": "tono"}

    assert stage.refused("finding.set-status", resolved, **how) == ["NOT_VERIFIED"]
    stage.do("finding.verify", {"result": "INSUFFICIENT"}, of=finding, by="ira")
    assert stage.refused("finding.set-status", resolved, **how) == ["NOT_VERIFIED"]
    stage.do("finding.verify", {"result": "SUFFICIENT"}, of=finding, by="ira")
    stage.do("finding.submit-evidence", EVIDENCE, of=finding)
    assert shown(stage, finding)["check"] is None
    assert stage.refused("finding.set-status", resolved, **how) == ["NOT_VERIFIED"]
    stage.do("finding.verify", {"result": "SUFFICIENT"}, of=finding, by="ira")
    stage.do("finding.set-status", resolved, **how)
    assert shown(stage, finding)["status"] == "RESOLVED"


def test_r93_infeasible_needs_a_listed_reason(stage: Stage) -> None:
    finding = issued(stage)
    infeasible = {"status": "INFEASIBLE"}

    refused = stage.refused("finding.set-status", infeasible, of=finding, by="ira")
    assert refused == ["REASON_NOT_VALID"]
    stage.do("finding.set-status", {**infeasible, "cause": "IN_COURT"}, of=finding, by="ira")
    assert shown(stage, finding)["status"] == "INFEASIBLE"


def test_r93_the_list_of_reasons_is_the_rules_of_the_day_of_receipt(stage: Stage) -> None:
    values = {
        "follow_up_days": 30,
        "review_days": 30,
        "repeat_months": 24,
        "infeasible": ["FORCE_MAJEURE"],
    }
    fields = {
        "component": "findings",
        "version": "perban-2",
        "valid_from": "2020-02-19",
        "values": values,
        "legal_basis": "Peraturan BPK",
    }
    stage.do("rule.publish", fields, channel="import", second="hadi")
    before, after = issued(stage), record(stage)
    stage.at("2020-02-19").do(
        "finding.issue", {"report": "LHA", "received_on": "2020-02-19"}, of=after, by="ira"
    )
    in_court = {"status": "INFEASIBLE", "cause": "IN_COURT"}

    stage.do("finding.set-status", in_court, of=before, by="ira")
    refused = stage.refused("finding.set-status", in_court, of=after, by="ira")
    assert refused == ["REASON_NOT_VALID"]
    assert shown(stage, after)["due_on"] == "2020-03-20"


def test_r92_only_what_was_resolved_or_cannot_be_is_closed(stage: Stage) -> None:
    finding = answered(stage)
    stage.do("finding.set-status", {"status": "PARTIAL"}, of=finding, by="ira")

    assert stage.refused("finding.close", of=finding, by="ira") == ["NOT_VERIFIED"]
    stage.do("finding.verify", {"result": "SUFFICIENT"}, of=finding, by="ira")
    stage.do("finding.set-status", {"status": "RESOLVED"}, of=finding, by="ira")
    assert stage.do("finding.close", of=finding, by="tono").state == "CLOSED"


def test_r92_a_finding_is_not_closed_on_evidence_handed_in_since_and_not_found_sufficient(
    stage: Stage,
) -> None:
    finding = answered(stage)
    stage.do("finding.verify", {"result": "SUFFICIENT"}, of=finding, by="ira")
    stage.do("finding.set-status", {"status": "RESOLVED"}, of=finding, by="ira")
    stage.do("finding.submit-evidence", EVIDENCE, of=finding)

    assert stage.refused("finding.close", of=finding, by="ira") == ["NOT_VERIFIED"]
    stage.do("finding.verify", {"result": "INSUFFICIENT"}, of=finding, by="ira")
    assert stage.refused("finding.close", of=finding, by="ira") == ["NOT_VERIFIED"]
    stage.do("finding.verify", {"result": "SUFFICIENT"}, of=finding, by="ira")
    assert stage.do("finding.close", of=finding, by="ira").state == "CLOSED"


def test_a_closed_finding_is_taken_up_again_with_a_reason(stage: Stage) -> None:
    finding = issued(stage)
    reason = {"reason": "Terulang"}
    infeasible = {"status": "INFEASIBLE", "cause": "NOT_EFFECTIVE"}
    stage.do("finding.set-status", infeasible, of=finding, by="ira")

    assert stage.refused("finding.reopen", reason, of=finding, by="ira") == ["WRONG_STATE"]
    stage.do("finding.close", of=finding, by="ira")
    assert stage.refused("finding.submit-evidence", EVIDENCE, of=finding) == ["WRONG_STATE"]
    assert stage.do("finding.reopen", reason, of=finding, by="ira").state == "ISSUED"


def test_findings_are_listed_by_state_and_status(stage: Stage) -> None:
    first, second = record(stage), issued(stage)

    def listed(**fields: Any) -> list[str]:
        return [item["finding"] for item in stage.ask("findings", fields)["items"]]

    assert listed(state="RECORDED") == [first]
    assert listed(state="ISSUED", status="UNADDRESSED") == [second]
    assert listed(status="RESOLVED") == []
