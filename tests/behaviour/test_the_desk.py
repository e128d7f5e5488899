"""The inspector's desk: questions kept with their moment, samples drawn again, what came of it."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.city import City, city_after
from tests.dated import ahead, paper

FINDING = {
    "title": "Surat tugas tidak ada",
    "condition": "Berkas tidak ditemukan",
    "criterion": {"code": "R37", "text": "Penempatan memerlukan surat tugas"},
    "cause": "Arsip tidak tertib",
    "effect": "Penempatan tidak terbukti",
    "recommendation": "Lengkapi arsip",
}


@pytest.fixture
def city() -> Iterator[City]:
    with city_after("learning-record.recognise-credit") as city:
        city.opens_account("insp", {"role": "INSPECTOR"})
        yield city


@pytest.fixture(scope="module")
def inspected() -> Iterator[City]:
    """With a sample, a finding, a request and a hold (see `tests.dated`)."""
    with city_after("learning-record.recognise-credit") as city:
        paper(city)
        ahead(city)
        yield city


def kept(city: City, question: str, **fields: Any) -> Any:
    given = {"title": f"Simpan {question}", "question": question, **fields}
    return city.do("question.keep", "insp", given, ref="tanya")


def again(city: City, by: str = "insp") -> Any:
    return city.ask("question", "$tanya", by=by)


# --- kept questions ---------------------------------------------------------------------------


def test_a_kept_question_answers_the_same_bytes_whatever_was_recorded_since(city: City) -> None:
    before = city.ask("coverage", by="insp")
    kept(city, "coverage")
    first = again(city)
    paper(city)

    assert city.ask("coverage", by="insp")["totals"] != before["totals"]
    later = again(city)
    assert later["unchanged"]
    assert later["answer"] == first["answer"]
    assert (later["sha256"], later["answer_sha256"]) == (first["sha256"], first["sha256"])
    assert later["answer"]["totals"] == before["totals"]


def test_a_kept_question_may_look_back_on_both_clocks(city: City) -> None:
    position = next(f.position for f in city.store.log.tail(0) if f.topic == "placement.started.v1")
    kept(city, "agreement", about="$A4", as_of="2022-02-18", position=position)

    found = again(city)
    assert (found["asked_as_of"], found["asked_day"]) == ("2022-02-18", "2022-02-18")
    assert found["asked_position"] == position
    assert found["answer"]["state"] == "EXPIRED"


def test_parameters_go_along(city: City) -> None:
    kept(city, "jp-recap", parameters={"year": 2020})

    [row] = city.ask("questions")["items"]
    assert (row["asks"], row["rows"], row["kept_by"]) == ("jp-recap", 1, city.names["insp"])
    assert again(city)["parameters"] == {"year": 2020}
    assert again(city)["answer"]["total"]["total_jp"] == 20


def test_what_is_put_away_can_still_be_read(city: City) -> None:
    kept(city, "register")
    city.do("question.withdraw", "insp", id="$tanya")

    assert city.ask("questions")["items"] == []
    [row] = city.ask("questions", fields={"withdrawn": True})["items"]
    assert row["state"] == again(city)["state"] == "WITHDRAWN"
    assert again(city)["unchanged"]
    assert city.refused("question.withdraw", "insp", id="$tanya") == ("WRONG_STATE",)


def test_r97_where_a_name_was_erased_the_answer_says_that_it_differs(city: City) -> None:
    kept(city, "placements")
    assert again(city)["answer"]["items"][0]["name"] == "Dewi S."
    city.store.vault.erase(city.names["dewi"])

    found = again(city)
    assert not found["unchanged"]
    assert "Dewi" not in str(found)


@pytest.mark.parametrize(
    ("fields", "flaw"),
    [
        ({"question": "no-such"}, "question"),
        ({"question": "identity", "about": "$dewi"}, "question"),
        ({"question": "subject-file", "about": "$dewi"}, "question"),
        ({"question": "question", "about": "$dewi"}, "question"),
        ({"question": "agreement"}, "about"),
        ({"question": "jp-recap"}, "parameters"),
        ({"question": "jp-recap", "parameters": {"tahun": 2020}}, "parameters"),
        ({"question": "register", "position": 999_999}, "known_at"),
    ],
)
def test_what_cannot_be_asked_again_is_not_kept(
    city: City, fields: dict[str, Any], flaw: str
) -> None:
    refused = city.refused("question.keep", "insp", {"title": "T", **fields})
    assert refused == (f"MALFORMED:{flaw}",)


def test_r86_nobody_keeps_what_he_or_she_may_not_ask(city: City) -> None:
    fields = {"title": "T", "question": "register"}
    assert city.refused("question.keep", "sari", fields) == ("ROLE_REQUIRED",)
    kept(city, "register")
    assert city.not_answered("question", "$tanya", by="tel") == ("OUT_OF_SCOPE",)
    assert city.not_answered("questions", by="dewi-asn") == ("OUT_OF_SCOPE",)


# --- samples ----------------------------------------------------------------------------------


def test_r95_a_sample_is_drawn_again_key_by_key_after_the_population_has_grown(city: City) -> None:
    drawn = {"population": "audit-trail", "size": 5, "seed": "2020", "stratify_by": "topic"}
    city.do("sample.draw", "insp", drawn, ref="uji")
    first = city.ask("sample", "$uji")
    paper(city)

    found = city.ask("redraw", "$uji")
    assert found["equal"]
    assert found["redrawn"] == [item["key"] for item in first["items"]]
    assert found["redrawn_sha256"] == first["population_sha256"]
    assert found["drawn_at"] == first["drawn_at"] < city.store.log.head().position


def test_r95_the_list_of_samples_says_how_far_each_was_looked_at(inspected: City) -> None:
    [row] = inspected.ask("samples")["items"]

    assert (row["population"], row["size"], row["marked"], row["exceptions"]) == (
        "placements", 2, 1, 1,
    )  # fmt: skip
    assert inspected.ask("redraw", "$uji")["equal"]
    assert inspected.ask("samples", as_of="2020-06-15")["items"] == []


# --- requests, findings, follow-up --------------------------------------------------------------


def test_an_evidence_request_tells_every_answer_and_return(city: City) -> None:
    asked = {"subject": "$P1", "question": "Mana surat tugas?", "due_on": "2020-03-20"}
    city.do("evidence-request.ask", "insp", {**asked, "assignee": "$sari"}, ref="minta")
    reply = {"documents": ["$sha256:surat"], "note": "terlampir"}
    city.do("evidence-request.answer", "sari", reply, id="$minta")
    city.do("evidence-request.return", "insp", {"reason": "tidak terbaca"}, id="$minta")
    assert city.ask("evidence-request", "$minta", as_of="2020-03-21")["overdue"]
    city.do("evidence-request.answer", "sari", reply, id="$minta")
    city.do("evidence-request.accept", "insp", id="$minta")

    found = city.ask("evidence-request", "$minta", by="sari")
    told = [(step["topic"].split(".")[1], step["words"]) for step in found["steps"]]
    assert told == [
        ("asked", "Mana surat tugas?"),
        ("answered", "terlampir"),
        ("returned", "tidak terbaca"),
        ("answered", "terlampir"),
        ("accepted", None),
    ]
    assert len(found["steps"][1]["documents"]) == 1
    assert not city.ask("evidence-request", "$minta", as_of="2020-03-21")["overdue"]
    assert city.not_answered("evidence-request", "$minta", by="budi") == ("OUT_OF_SCOPE",)


def test_r92_the_follow_up_is_told_act_by_act(city: City) -> None:
    city.do("finding.record", "insp", {**FINDING, "links": [{"subject": "$P1"}]}, ref="temuan")
    city.do("finding.issue", "insp", {"report": "LHP-1", "received_on": "2020-03-09"}, id="$temuan")
    plan = {"action": "Menata arsip", "due_on": "2020-04-01"}
    city.do("finding.plan-follow-up", "sari", plan, id="$temuan")
    city.do("finding.submit-evidence", "sari", {"documents": ["$sha256:arsip"]}, id="$temuan")
    city.do("finding.verify", "insp", {"result": "SUFFICIENT"}, id="$temuan")
    city.do("finding.set-status", "insp", {"status": "RESOLVED"}, id="$temuan")
    city.do("finding.close", "insp", {"reason": "selesai"}, id="$temuan")

    found = city.ask("follow-up", "$temuan")
    assert [step["topic"].split(".")[1] for step in found["steps"]] == [
        "issued",
        "follow-up-planned",
        "evidence-submitted",
        "receipt-issued",
        "verified",
        "status-set",
        "closed",
    ]
    issued, planned, handed_in, receipt, checked, status, closed = found["steps"]
    assert (issued["words"], issued["due_on"]) == ("LHP-1", found["due_on"])
    assert (planned["words"], planned["due_on"], planned["by"]) == (
        "Menata arsip", "2020-04-01", city.names["sari"],
    )  # fmt: skip
    assert len(handed_in["documents"]) == 1
    assert receipt["receipt"] == city.ask("finding", "$temuan")["receipts"][0]
    assert (checked["check"], status["status"]) == ("SUFFICIENT", "RESOLVED")
    assert closed["words"] == "selesai"
    early = city.ask("follow-up", "$temuan", known_at=planned["position"])
    assert [step["position"] for step in early["steps"]] == [
        issued["position"],
        planned["position"],
    ]


def test_r91_a_thing_and_a_fact_tell_the_findings_that_rest_on_them(inspected: City) -> None:
    def linked(**fields: Any) -> list[str]:
        items = inspected.ask("linked-findings", fields=fields)["items"]
        return [item["finding"] for item in items]

    finding = inspected.names["temuan"]
    assert linked(subject="$P2") == linked(fact=40) == [finding]
    assert linked(subject="$P1") == linked(fact=41) == linked(document="0" * 64) == []
    assert linked() == [finding, finding]
