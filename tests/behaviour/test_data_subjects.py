"""People may ask about their data, clocks run to the second, and holds keep what must stay."""

from typing import Any

import pytest

from tests.city import City, city_after

PAPER = "$sha256:pemberitahuan"


def cast(city: City) -> None:
    """A data protection officer, an inspector, an auditor."""
    for login, role in (("dpo", "DPO"), ("ira", "INSPECTOR"), ("tono", "AUDITOR")):
        city.opens_account(login, {"role": role})


def request(city: City, kind: str = "CORRECTION", at: str = "2020-01-06T08:00:00+07:00") -> Any:
    fields = {"employee": "$dewi", "kind": kind, "received_at": at}
    return city.do("subject-request.receive", "dpo", fields, ref="R")


def answer(city: City, **fields: Any) -> Any:
    given = {"outcome": "DONE", **fields}
    return city.do("subject-request.answer", "dpo", given, id="$R")


def file_request(city: City, **when: Any) -> Any:
    [found] = city.ask("subject-file", "$dewi", **when)["requests"]
    return found


# --- requests -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answered", "late"),
    [
        ("2020-01-09T07:59:59+07:00", False),
        ("2020-01-09T08:00:00+07:00", False),
        ("2020-01-09T08:00:01+07:00", True),
    ],
)
def test_r96_a_correction_has_seventy_two_hours_to_the_second(answered: str, late: bool) -> None:
    with city_after("need.confirm") as city:
        cast(city)
        request(city)
        assert file_request(city)["due_at"] == "2020-01-09T01:00:00.000000Z"

        city.at(answered)
        assert answer(city)["warnings"] == (["ANSWERED_LATE"] if late else [])
        assert file_request(city)["late"] is late


def test_r96_an_open_correction_is_late_once_its_clock_has_run_out() -> None:
    with city_after("need.confirm") as city:
        cast(city)
        request(city)
        assert file_request(city)["late"] is False
        city.at("2020-01-09T08:00:01+07:00")
        assert file_request(city)["late"] is True
        assert file_request(city, as_of="2020-01-08")["late"] is False
        assert file_request(city, known_at="2020-01-09T08:00:00+07:00")["late"] is False


@pytest.mark.parametrize("kind", ["INFORMATION", "ACCESS", "ERASURE", "OBJECTION", "PORTABILITY"])
def test_r96_other_requests_have_no_clock(kind: str) -> None:
    with city_after("need.confirm") as city:
        cast(city)
        request(city, kind)
        city.at("2021-01-09")
        assert file_request(city)["due_at"] is None
        assert answer(city)["warnings"] == []


def test_r96_the_clock_is_the_one_published_for_the_day_of_receipt() -> None:
    with city_after("need.confirm") as city:
        cast(city)
        values = {"correction_hours": 24, "breach_hours": 1, "data_clause": []}
        rule = {"component": "privacy", "version": "v3", "valid_from": "2020-01-01"}
        given = {**rule, "values": values, "legal_basis": "Perwal"}
        city.do("rule.publish", "sari", given, ref="proposal")
        city.do("proposal.approve", "budi", id="$proposal")

        receipt = request(city)
        assert city.facts(receipt)[0].rule_set == {"privacy": "v3"}
        assert file_request(city)["due_at"] == "2020-01-07T01:00:00.000000Z"


@pytest.mark.parametrize("channel", ["api", "import"])
def test_r96_a_refusal_names_its_ground(channel: str) -> None:
    with city_after("need.confirm") as city:
        cast(city)
        request(city)
        by = "dpo" if channel == "api" else "sari"
        line = {} if channel == "api" else {"channel": "import", "for_": "dpo"}

        refusing = {"outcome": "REFUSED"}
        refused = city.refused("subject-request.answer", by, refusing, id="$R", **line)
        assert refused == ("GROUND_REQUIRED",)
        assert answer(city, outcome="REFUSED", ground="RETENTION")["state"] == "ANSWERED"
        assert city.refused("subject-request.answer", "dpo", refusing, id="$R") == ("WRONG_STATE",)


def test_r99_a_request_is_not_received_tomorrow_and_an_instant_has_an_offset() -> None:
    with city_after("need.confirm") as city:
        cast(city)

        def refused(at: str) -> tuple[str, ...]:
            fields = {"employee": "$dewi", "kind": "ACCESS", "received_at": at}
            return city.refused("subject-request.receive", "sari", fields)

        assert refused("2020-01-06T17:00:00Z") == ("FUTURE_DATE",)
        assert refused("2020-01-06T08:00:00") == ("MALFORMED:received_at",)
        assert request(city, at="2020-01-05T23:00:00Z")["state"] == "RECEIVED"


# --- breaches -----------------------------------------------------------------------------------


def breach(city: City) -> Any:
    fields = {
        "known_since": "2020-01-06T08:00:00+07:00",
        "data_kinds": ["nama"],
        "subjects": 12,
    }
    return city.do("breach.record", "sari", fields, ref="B")


@pytest.mark.parametrize(
    ("to", "late"), [("SUBJECTS", True), ("AUTHORITY", True), ("PUBLIC", False)]
)
def test_r96_subjects_and_authority_are_told_within_seventy_two_hours(to: str, late: bool) -> None:
    with city_after("need.confirm") as city:
        cast(city)
        breach(city)
        notice = {"to": to, "document": PAPER}
        city.at("2020-01-09T08:00:00+07:00")
        in_time = city.do("breach.notify", "dpo", notice, id="$B")
        assert "ANSWERED_LATE" not in in_time["warnings"]
        assert in_time["state"] == "RECORDED"

        city.at("2020-01-09T08:00:01+07:00")
        after = city.do("breach.notify", "dpo", notice, id="$B")
        assert ("ANSWERED_LATE" in after["warnings"]) is late


def test_a_breach_is_notified_by_the_data_protection_officer() -> None:
    with city_after("need.confirm") as city:
        breach(city)
        notice = {"to": "PUBLIC", "document": PAPER}
        assert city.refused("breach.notify", "sari", notice, id="$B") == ("ROLE_REQUIRED",)


# --- holds --------------------------------------------------------------------------------------


def on_hold(city: City, **when: Any) -> bool:
    found: bool = city.ask("employee", "$dewi", **when)["on_hold"]
    return found


@pytest.mark.parametrize("about", ["$dewi", "$P1", "$R"])
def test_r97_a_hold_on_a_person_or_on_what_is_theirs_holds_the_person(about: str) -> None:
    with city_after("placement.start") as city:
        cast(city)
        request(city)
        city.registers("rina", "198705202012032911")
        city.do("hold.place", "ira", {"subjects": [about], "reason": "pemeriksaan"}, ref="H")

        assert on_hold(city)
        assert city.ask("employee", "$rina")["on_hold"] is False

        released = city.do("hold.release", "tono", {"reason": "selesai"}, id="$H")
        assert released["state"] == "RELEASED"
        assert not on_hold(city)
        again = city.refused("hold.release", "tono", {"reason": "lagi"}, id="$H")
        assert again == ("WRONG_STATE",)


def test_r97_a_hold_is_seen_from_its_day_to_its_release() -> None:
    with city_after("need.confirm") as city:
        cast(city)
        city.at("2020-02-03")
        city.do("hold.place", "dpo", {"subjects": ["$dewi"], "reason": "gugatan"}, ref="H")
        city.at("2020-03-02")
        city.do("hold.release", "dpo", {"reason": "selesai"}, id="$H")

        days = ("2020-02-02", "2020-02-03", "2020-03-01", "2020-03-02")
        assert [on_hold(city, as_of=day) for day in days] == [False, True, True, False]


def test_a_hold_names_things_that_exist() -> None:
    with city_after("need.confirm") as city:
        cast(city)
        for subjects, refused in (
            (["$dewi", "tidak ada"], ("NOT_FOUND:subjects",)),
            ([], ("MALFORMED:subjects",)),
        ):
            fields = {"subjects": subjects, "reason": "pemeriksaan"}
            assert city.refused("hold.place", "ira", fields) == refused


def test_a_hold_is_for_inspectors_auditors_and_the_data_protection_officer() -> None:
    with city_after("need.confirm") as city:
        fields = {"subjects": ["$dewi"], "reason": "pemeriksaan"}
        assert city.refused("hold.place", "sari", fields) == ("ROLE_REQUIRED",)


def test_r97_a_finding_that_is_not_closed_holds_what_it_links() -> None:
    with city_after("placement.start") as city:
        cast(city)
        finding = {
            "title": "Jam tanpa bukti",
            "condition": "Jam dicatat tanpa kegiatan",
            "criterion": {"code": "R56", "text": "Jam dibuktikan"},
            "cause": "Kelalaian",
            "effect": "Kredit diragukan",
            "recommendation": "Periksa",
            "links": [{"subject": "$P1"}],
        }
        city.do("finding.record", "ira", finding, ref="F")
        assert on_hold(city)

        issued = {"report": "LHP-1", "received_on": "2020-02-24"}
        city.at("2020-03-02")
        city.do("finding.issue", "ira", issued, id="$F")
        infeasible = {"status": "INFEASIBLE", "cause": "FORCE_MAJEURE"}
        city.do("finding.set-status", "ira", infeasible, id="$F")
        city.do("finding.close", "ira", id="$F")
        assert not on_hold(city)

        city.do("finding.reopen", "ira", {"reason": "bukti baru"}, id="$F")
        assert on_hold(city)


# --- work ---------------------------------------------------------------------------------------


def waiting(city: City, kind: str, **when: Any) -> list[tuple[str, str | None, bool]]:
    items = city.ask("work-queue", fields={"kind": kind}, **when)["items"]
    assert {item["role"] for item in items} <= {"DPO"}
    return [(item["detail"], item["due_at"], item["overdue"]) for item in items]


def test_r96_open_requests_and_notices_stand_in_the_work_queue() -> None:
    with city_after("need.confirm") as city:
        cast(city)
        request(city)
        breach(city)
        due = "2020-01-09T01:00:00.000000Z"
        assert waiting(city, "SUBJECT_REQUEST") == [("CORRECTION", due, False)]
        assert waiting(city, "BREACH_NOTICE") == [
            ("SUBJECTS", due, False),
            ("AUTHORITY", due, False),
        ]

        city.at("2020-01-09T08:00:01+07:00")
        answer(city)
        city.do("breach.notify", "dpo", {"to": "SUBJECTS", "document": PAPER}, id="$B")
        assert waiting(city, "SUBJECT_REQUEST") == []
        assert waiting(city, "BREACH_NOTICE") == [("AUTHORITY", due, True)]
        assert waiting(city, "SUBJECT_REQUEST", as_of="2020-01-08") == [("CORRECTION", due, False)]
