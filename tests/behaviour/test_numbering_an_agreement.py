"""Numbers of the parties, ceremonies, reports, evaluations, archives (R15, R24, R26)."""

from typing import Any

from tests.acts import TEXT, agreement, approve, bring_into_force
from tests.city import City, city_after


def number(party: str = "$kota", text: str = "415.4/01", **changes: Any) -> dict[str, Any]:
    return {"party": party, "number": text, "year": 2020, **changes}


def test_r15_each_party_gives_the_agreement_its_number() -> None:
    with city_after("agreement.sign") as city:
        given = number(serial=1, dated="2020-02-18")
        receipt = city.do("agreement.set-number", "sari", given, id="$A4")
        city.do("agreement.set-number", "tel", number("$telkom", "TEL/7"), id="$A4")
        parties = city.ask("agreement", "$A4")["parties"]

        assert receipt["topics"] == ["agreement.number-assigned.v1"]
        assert [(p["number"], p["serial"]) for p in parties] == [("415.4/01", 1), ("TEL/7", None)]
        assert city.ask("register")["items"][0]["numbers"] == ["415.4/01", "TEL/7"]


def test_r15_a_number_is_used_once_by_a_party_in_a_year() -> None:
    with city_after("agreement.sign") as city:
        city.at("2020-02-19")
        second = bring_into_force(city, "B", "2020-02-19")
        city.do("agreement.set-number", "sari", number(), id="$A4")
        city.do("agreement.set-number", "sari", number(dated="2020-02-18"), id="$A4")

        assert city.refused("agreement.set-number", "sari", number(), id=second) == (
            "NUMBER_TAKEN",
        )
        assert city.imported("agreement.set-number", "sari", number(), id=second) == [
            "NUMBER_TAKEN"
        ]
        city.do("agreement.set-number", "sari", number(year=2021), id=second)
        city.do("agreement.set-number", "sari", number("$telkom"), id=second)


def test_r15_the_fourteenth_day_is_in_time_and_the_fifteenth_needs_a_reason() -> None:
    with city_after("agreement.sign") as city:
        city.at("2020-03-03")
        city.do("agreement.set-number", "sari", number(), id="$A4")
        city.at("2020-03-04")
        late = number("$telkom", "TEL/7", on="2020-03-01")
        assert city.refused("agreement.set-number", "sari", late, id="$A4") == ("REASON_REQUIRED",)
        assert city.imported("agreement.set-number", "sari", late, id="$A4") == ["REASON_REQUIRED"]
        city.do("agreement.set-number", "sari", {**late, "reason": "surat hilang"}, id="$A4")


def test_a_number_can_come_before_the_signatures_but_not_before_the_approval() -> None:
    with city_after("agreement.sign") as city:
        city.at("2020-02-19")
        city.do("agreement.draft", "sari", agreement(), ref="B")
        assert city.refused("agreement.set-number", "sari", number(), id="$B") == ("WRONG_STATE",)
        approve(city, "$B")
        city.do("agreement.set-number", "sari", number(), id="$B")
        city.do("agreement.record-ceremony", "sari", ceremony(), id="$B")


def test_r86_a_host_numbers_for_itself_only_and_strangers_have_no_number() -> None:
    with city_after("agreement.sign") as city:
        city.do("organisation.register", "sari", {"name": "BJB", "category": "BUMD"}, ref="bjb")
        assert city.refused("agreement.set-number", "tel", number(), id="$A4") == ("OUT_OF_SCOPE",)
        assert city.refused("agreement.set-number", "sari", number("$bjb"), id="$A4") == (
            "MALFORMED:party",
        )
        tomorrow = number(dated="2020-02-19")
        assert city.refused("agreement.set-number", "sari", tomorrow, id="$A4") == ("FUTURE_DATE",)


# --- the ceremony, reports, evaluations, the archive ----------------------------------------------


def ceremony(**changes: Any) -> dict[str, Any]:
    return {"place": "Hotel Papandayan", "attendees": ["Wali Kota", "Direktur"], **changes}


def test_s2_the_ceremony_stands_beside_the_signatures() -> None:
    with city_after("agreement.sign") as city:
        city.do("agreement.record-ceremony", "sari", ceremony(), id="$A4")
        assert city.ask("agreement", "$A4")["ceremony"] == {
            "on": "2020-02-18",
            "place": "Hotel Papandayan",
            "attendees": ["Wali Kota", "Direktur"],
        }


def test_r24_reports_name_a_semester() -> None:
    with city_after("agreement.sign") as city:
        city.at("2020-07-20")
        for wrong in ("2020", "2020-S3", "2020-s1", "20-S1"):
            assert city.refused("agreement.file-report", "sari", report(wrong), id="$A4") == (
                "MALFORMED:period",
            )
        city.do("agreement.file-report", "sari", report("2020-S1"), id="$A4")
        assert city.ask("agreement", "$A4")["reports"] == [
            {"period": "2020-S1", "filed_on": "2020-07-20"}
        ]


def report(period: str) -> dict[str, Any]:
    return {"period": period, "document": TEXT}


AFTERWARDS: dict[str, dict[str, Any]] = {
    "agreement.file-report": report("2021-S2"),
    "agreement.evaluate": {"year": 2021, "document": TEXT, "summary": "baik"},
    "agreement.archive": {"document": TEXT, "location": "Rak 3"},
    "agreement.set-number": number("$telkom", "TEL/9", reason="menyusul"),
    "agreement.record-ceremony": ceremony(),
}


def test_r26_a_terminal_agreement_takes_reports_evaluations_archives_numbers_and_ceremonies() -> (
    None
):
    with city_after("agreement.sign") as city:
        city.at("2022-02-18")
        for act, fields in AFTERWARDS.items():
            assert city.do(act, "sari", fields, id="$A4")["state"] == "EXPIRED"
        refused_by_state(city, "$A4", "CLOSED_STREAM")


def test_r26_but_nothing_else() -> None:
    with city_after("agreement.sign") as city:
        city.at("2020-02-19")
        city.do("agreement.draft", "sari", agreement(), ref="B")
        for act in ("agreement.file-report", "agreement.evaluate", "agreement.archive"):
            assert city.refused(act, "sari", AFTERWARDS[act], id="$B") == ("WRONG_STATE",)


def refused_by_state(city: City, subject: str, code: str) -> None:
    """The acts of a running agreement, and how they are refused."""
    halt = {"cause": "REVIEW", "placements": "CONTINUE"}
    assert city.refused("agreement.suspend", "budi", halt, id=subject) == (code,)
    assert city.refused("agreement.resume", "budi", id=subject) == (code,)
    annex = {"kind": "OTHER", "document": TEXT}
    assert city.refused("agreement.attach", "sari", annex, id=subject) == (code,)
    assert city.refused("agreement.revise", "sari", {"title": "X"}, id=subject) == (code,)
    gone = {"reason": "tidak jadi"}
    assert city.refused("agreement.withdraw", "sari", gone, id=subject) == (code,)
