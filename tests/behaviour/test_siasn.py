"""What passes to the national system: once per version, and corrected once (R71, R72)."""

from datetime import date
from typing import Any

import pytest

from domain.enums import Field
from domain.enums_learning import PlacementActivity, SiasnResult
from domain.siasn import Payload, payload, takes_reply
from domain.states import SiasnState
from tests.behaviour.internship import Internship, sha

REPORT, REPLY = "learning-record.report-to-siasn", "learning-record.record-siasn-reply"
REVOKE = "learning-record.revoke-credit"
DOCUMENT = {"document": sha("sertifikat")}
RULES = {"jenis": {"INTERNSHIP": "10", "EXCHANGE": "21"}, "instansi_id": "bdg", "hours": "JP"}


def line(rules: dict[str, Any] = RULES, **changes: Any) -> Payload:
    fields: dict[str, Any] = {
        "activity": PlacementActivity.INTERNSHIP,
        "field": Field.TECHNOLOGY,
        "host": "Telkom",
        "first_day": date(2020, 3, 2),
        "last_day": date(2020, 3, 13),
        "jp": 20,
        "year": 2020,
        "certificate_number": "TLK-1",
        "document": "d" * 64,
        "pns_orang_id": "ORANG-1",
        "siasn_id": None,
    }
    return payload(rules, **{**fields, **changes})


def test_r72_the_line_holds_the_fields_of_siasn_with_its_dates_and_codes() -> None:
    sent = line()

    assert (sent.jenisDiklatId, sent.instansiId, sent.jumlahJam) == ("10", "bdg", 20)
    assert (sent.tanggalKursus, sent.tanggalSelesaiKursus) == ("02-03-2020", "13-03-2020")
    assert (sent.namaKursus, sent.institusiPenyelenggara) == (
        "Magang TECHNOLOGY pada Telkom",
        "Telkom",
    )
    assert line(activity=PlacementActivity.EXCHANGE).jenisDiklatId == "21"
    assert line(siasn_id="rw-1").id == "rw-1"


def test_r72_the_hash_is_of_the_whole_line_and_of_nothing_else() -> None:
    assert line().sha256 == line().sha256
    assert len({line().sha256, line(jp=24).sha256, line(siasn_id="rw-1").sha256}) == 3


def test_r72_what_is_missing_is_named_in_the_contracts_order() -> None:
    assert line().invalid == ()
    assert line(pns_orang_id=None, document=None, certificate_number=None).invalid == (
        "pnsOrangId",
        "path",
        "nomorSertipikat",
    )


@pytest.mark.parametrize(
    ("state", "taken"),
    [
        (SiasnState.NOT_REPORTED, set()),
        (SiasnState.REPORTED, {SiasnResult.ACCEPTED, SiasnResult.REJECTED}),
        (SiasnState.ACCEPTED, {SiasnResult.ACCEPTED, SiasnResult.REJECTED}),
        (SiasnState.TO_BE_CORRECTED, {SiasnResult.CORRECTED, SiasnResult.DELETED}),
        (SiasnState.CORRECTED, {SiasnResult.ACCEPTED, SiasnResult.REJECTED}),
    ],
)
def test_r71_a_correction_is_taken_only_while_one_is_asked_for(
    state: SiasnState, taken: set[SiasnResult]
) -> None:
    assert {result for result in SiasnResult if takes_reply(state, result)} == taken


def recognised(stage: Internship, **person: Any) -> str:
    return stage.recognised(stage.person("intan", pns_orang_id="ORANG-1", **person), "intan")


def revoke(stage: Internship, record: str) -> tuple[str, ...]:
    fields = {"reason": "keliru"}
    return stage.with_second(REVOKE, fields, of=record, by="sari", second="hadi").topics


def siasn(stage: Internship) -> dict[str, Any]:
    [item] = stage.ask("siasn")["items"]
    found: dict[str, Any] = item
    return found


def test_r72_a_credit_is_reported_once_per_version(stage: Internship) -> None:
    record = recognised(stage)
    receipt = stage.do(REPORT, DOCUMENT, of=record)

    sent = stage.data(receipt)
    assert (sent["version"], sent["document"]) == (1, DOCUMENT["document"])
    assert siasn(stage)["payload_sha256"] == sent["payload_sha256"]
    assert (siasn(stage)["state"], siasn(stage)["jp"]) == ("REPORTED", 20)
    assert stage.refused(REPORT, DOCUMENT, of=record) == ["ALREADY_REPORTED"]


@pytest.mark.parametrize(
    ("renamed_on", "name"), [("2020-03-13", "Telkom Baru"), ("2020-03-14", "Telkom")]
)
def test_r72_the_host_is_named_as_it_was_on_the_last_day(
    stage: Internship, renamed_on: str, name: str
) -> None:
    """What is sent is kept as its hash; the line tells what went into it."""
    record = recognised(stage)
    stage.at("2020-09-01")
    for name_, on in (("Telkom Nusantara", "2020-08-01"), ("Telkom Baru", renamed_on)):
        stage.do("organisation.rename", {"name": name_, "on": on}, of=stage.host)
    stage.do(REPORT, DOCUMENT, of=record)

    sent = {"host": name, "certificate_number": f"TLK-{record}", **DOCUMENT}
    expected = line({**RULES, "instansi_id": ""}, **sent)
    assert siasn(stage)["payload_sha256"] == expected.sha256


def test_r72_only_a_recognised_credit_is_reported(stage: Internship) -> None:
    record = stage.certified(stage.person("intan", pns_orang_id="ORANG-1"), "intan")
    assert stage.refused(REPORT, DOCUMENT, of=record) == ["NOT_RECOGNISED"]
    stage.credit(record)
    yesterday = {**DOCUMENT, "on": "2020-03-12"}
    assert stage.refused(REPORT, yesterday, of=record) == ["WRONG_STATE"]
    stage.do(REPORT, DOCUMENT, of=record)
    revoke(stage, record)

    assert stage.refused(REPORT, DOCUMENT, of=record) == ["NOT_RECOGNISED"]
    assert stage.refused(REPORT, {}, of=record) == ["MALFORMED:document"]


def test_r72_without_the_persons_id_in_siasn_nothing_is_sent_not_even_on_import(
    stage: Internship,
) -> None:
    record = stage.recognised(stage.person("intan"), "intan")

    for channel in ("api", "import"):
        codes = stage.refused(REPORT, DOCUMENT, of=record, channel=channel)
        assert codes == ["PAYLOAD_INVALID:pnsOrangId"]


def test_r72_a_credit_taken_over_without_certificate_cannot_be_sent(stage: Internship) -> None:
    record = stage.evaluated(stage.person("intan", pns_orang_id="ORANG-1"), "intan")
    stage.imported("learning-record.propose-credit", of=record)
    stage.do("learning-record.verify-credit", of=record, by="rudi")
    stage.do("learning-record.recognise-credit", of=record, by="hadi")

    assert stage.refused(REPORT, DOCUMENT, of=record) == ["PAYLOAD_INVALID:nomorSertipikat"]


def test_r71_a_reported_credit_that_is_revoked_is_corrected_there_once(stage: Internship) -> None:
    record = recognised(stage)
    stage.do(REPORT, DOCUMENT, of=record)
    stage.do(REPLY, {"result": "ACCEPTED", "siasn_id": "rw-1"}, of=record)
    assert (siasn(stage)["state"], siasn(stage)["siasn_id"]) == ("ACCEPTED", "rw-1")
    assert stage.refused(REPLY, {"result": "CORRECTED"}, of=record) == ["WRONG_STATE"]

    assert revoke(stage, record)[1:] == (
        "learning-record.credit-revoked.v1",
        "learning-record.siasn-correction-queued.v1",
    )
    assert (siasn(stage)["state"], siasn(stage)["jp"]) == ("TO_BE_CORRECTED", 0)
    assert stage.refused("learning-record.propose-credit", of=record) == ["WRONG_STATE"]
    assert stage.refused(REPLY, {"result": "ACCEPTED"}, of=record) == ["WRONG_STATE"]

    stage.do(REPLY, {"result": "DELETED"}, of=record)
    assert siasn(stage)["state"] == "CORRECTED"
    assert stage.refused(REPLY, {"result": "CORRECTED"}, of=record) == ["WRONG_STATE"]


def test_r71_the_queued_correction_is_the_systems_and_names_its_cause(stage: Internship) -> None:
    record = recognised(stage)
    stage.do(REPORT, DOCUMENT, of=record)
    fields = {"reason": "keliru"}
    receipt = stage.with_second(REVOKE, fields, of=record, by="sari", second="hadi")

    revoked, queued = stage.fact(receipt, 1), stage.fact(receipt, 2)
    assert (revoked.actor, revoked.second_person) == (
        stage.accounts["sari"],
        stage.accounts["hadi"],
    )
    assert (queued.actor, queued.channel, queued.causation) == (
        "system",
        "system",
        revoked.position,
    )


def test_r72_the_next_version_is_reported_anew_under_a_new_id_if_the_old_one_was_deleted(
    stage: Internship,
) -> None:
    record = recognised(stage)
    stage.do(REPORT, DOCUMENT, of=record)
    stage.do(REPLY, {"result": "ACCEPTED", "siasn_id": "rw-1"}, of=record)
    revoke(stage, record)
    stage.do(REPLY, {"result": "DELETED"}, of=record)
    stage.credit(record)

    assert (siasn(stage)["state"], siasn(stage)["siasn_id"]) == ("NOT_REPORTED", None)
    assert stage.data(stage.do(REPORT, DOCUMENT, of=record))["version"] == 2


def test_a_reply_to_what_was_never_reported_is_not_taken(stage: Internship) -> None:
    record = recognised(stage)
    assert stage.refused(REPLY, {"result": "ACCEPTED"}, of=record) == ["WRONG_STATE"]
    assert revoke(stage, record)[1:] == ("learning-record.credit-revoked.v1",)
    for result in SiasnResult:
        assert stage.refused(REPLY, {"result": result.value}, of=record) == ["WRONG_STATE"]
