"""Every control finds the breach that was planted, by its facts, and nothing in the clean twin.

Each plant is laid into a city where the control finds nothing; afterwards the control shows the
rows, and `why` a row is there names a fact the plant recorded.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest

from tests.acts import bring_into_force, earn, learn, nominate, nomination, seat
from tests.city import City, city_after
from tests.dated import paper


@dataclass(frozen=True)
class Plant:
    """A breach: in which city it is laid, how, and which question must find it."""

    control: str
    question: str
    lay: Callable[[City], None]
    after: str = "learning-record.recognise-credit"
    fields: dict[str, Any] = field(default_factory=dict)
    shows: Callable[[dict[str, Any]], bool] = lambda _row: True
    """Whether a row of the answer is a breach."""

    def __str__(self) -> str:
        return f"{self.question}-{self.lay.__name__}"


def on_paper(city: City, act: str, fields: dict[str, Any] | None = None, **line: Any) -> None:
    city.do(act, "sari", fields or {}, channel="import", **line)


# --- what is planted --------------------------------------------------------------------------


def started_before_the_agreement(city: City) -> None:
    """R73: an intern came eight days before the agreement was in force."""
    paper(city)


def one_hand(city: City) -> None:
    """R83: the mentor also confirmed the evaluation."""
    city.registers("rina", "198705202012032911")
    city.opens_account("rina-asn", employee="$rina")
    learn(city, "P2", "$rina", "rina-asn", date(2020, 3, 16), date(2020, 3, 27))
    certificate = {"number": "S-9", "date": "2020-03-27", "document": "$sha256:S-9"}
    city.do("learning-record.record-certificate", "tel", {"certificate": certificate}, id="$P2")
    city.do("learning-record.propose-credit", "sari", id="$P2")
    on_paper(city, "learning-record.verify-credit", id="$P2", for_="tel")


def one_certificate(city: City) -> None:
    """R67: a course already credited as an internship, taken over from paper."""
    city.opens_account("rudi", {"role": "OFFICER"})
    certificate = city.ask("learning-record", "$P1")["certificate"]
    course = {
        "employee": "$dewi",
        "activity": "B8",
        "title": "Kursus",
        "provider": "Lembaga",
        "from": "2020-02-26",
        "until": "2020-02-26",
        "certificate": certificate,
        "parts": [{"on": "2020-02-26", "minutes": 450}],
    }
    city.do("external-learning.record", "sari", course, ref="X1", channel="import")
    city.do("external-learning.verify", "rudi", id="$X1", channel="import")


def months_later(city: City) -> None:
    """R14: signatures of winter recorded in June."""
    paper(city)


def set_aside(city: City) -> None:
    """R85: a rule set aside with a second person."""
    city.at("2020-02-20")
    city.registers("rina", "198705202012032911")
    override = {"codes": ["FIELD_MISMATCH"], "reason": "kebutuhan mendesak"}
    fields = nomination("$rina", field="SERVICE", override=override)
    city.do("placement.nominate", "opd", fields, ref="usul")
    city.do("proposal.approve", "budi", id="$usul")


def alone(city: City) -> None:
    """R85: a rule set aside on paper, and nobody stood beside it."""
    city.at("2020-02-20")
    city.registers("rina", "198705202012032911")
    city.do("placement.nominate", "opd", nomination("$rina"), ref="P9")
    override = {"codes": ["NOT_ELIGIBLE"], "reason": "diputuskan"}
    on_paper(city, "placement.verify", {"override": override}, id="$P9")


def logged(city: City, *days: str, quarters: int = 24, text: str = "") -> None:
    city.at("2020-03-06T18:00:00+07:00")
    entries = [
        {"day": day, "quarters": quarters, "activity": text or f"kegiatan {day}"} for day in days
    ]
    line: dict[str, Any] = {"id": "$P1", "for_": "dewi-asn"}
    on_paper(city, "learning-record.log-hours", {"entries": entries}, **line)


def eleven_hours(city: City) -> None:
    """R51"""
    logged(city, "2020-02-26", quarters=44)


def a_sunday(city: City) -> None:
    """R52"""
    logged(city, "2020-03-01")


def the_same_words(city: City) -> None:
    logged(city, "2020-02-25", "2020-02-26", "2020-02-27", text="Mengikuti kegiatan")


def one_number_twice(city: City) -> None:
    """R15"""
    city.at("2020-02-19")
    bring_into_force(city, "C4", "2020-02-19")
    for ref in ("A4", "C4"):
        given = {"party": "$kota", "number": f"415.4/{ref}", "year": 2020, "serial": 1}
        city.do("agreement.set-number", "sari", given, id=f"${ref}")


def a_number_left_out(city: City) -> None:
    given = {"party": "$kota", "number": "415.4/3", "year": 2020, "serial": 3}
    city.do("agreement.set-number", "sari", given, id="$A4")


def two_on_one_seat(city: City) -> None:
    """R33"""
    city.at("2020-02-19")
    bring_into_force(city, "C4", "2020-02-19", capacity=[{"field": "TECHNOLOGY", "seats": 1}])
    city.at("2020-02-20")
    for n, nip in enumerate(("197901152005011001", "198104162006041002")):
        city.registers(f"w{n}", nip)
        nominate(city, f"W{n}", f"$w{n}", agreement="$C4")
        city.do("placement.assign", "sari", seat(f"800/W{n}"), id=f"$W{n}", channel="import")
    city.at("2020-03-02")


def over_the_ceiling(city: City) -> None:
    """R69: the ceiling is lowered below what was credited."""
    contract = {"from": "2020-03-01", "until": "2025-02-28"}
    city.registers("intan", "199203172020212002", kind="PPPK", contract=contract)
    city.opens_account("intan-asn", employee="$intan")
    earn(city, "P4", "$intan", "intan-asn", date(2020, 3, 16), date(2020, 3, 27))
    lower = {
        "component": "pppk-cap",
        "version": "lokal-2020",
        "valid_from": "2020-01-01",
        "values": {"cap_jp": 10, "exempt_post_kinds": []},
        "legal_basis": "Keputusan Kepala BKPSDM",
    }
    city.do("rule.publish", "sari", lower, ref="batas")
    city.do("proposal.approve", "budi", id="$batas")


def nobody_comes(city: City) -> None:
    """R24: a year in force without an intern, and no report of it."""
    bring_into_force(city, "C4", "2020-03-09")
    city.at("2021-06-15")


def registered_and_never_sent(city: City) -> None:
    city.registers("rina", "198705202012032911")


def signed_by_another_text(city: City) -> None:
    """Nothing of the log itself may be touched: a byte of a fact is changed on the disk."""
    assert city.where is not None
    with closing(sqlite3.connect(city.where / "log.db", isolation_level=None)) as connection:
        for change in ("change", "go"):
            connection.execute(f"DROP TRIGGER IF EXISTS stored_events_never_{change}")
        connection.execute(
            "UPDATE stored_events SET state = CAST(replace(CAST(state AS TEXT), 'PT Telkom', "
            "'PT Telkam') AS BLOB) WHERE position = (SELECT min(position) FROM stored_events "
            "WHERE CAST(state AS TEXT) LIKE '%PT Telkom%')"
        )


STARTED, SIGNED = "placement.start", "agreement.sign"
YEAR = {"year": 2020}
PLANTS = [
    Plant("cover", "coverage", started_before_the_agreement,
          shows=lambda row: row["uncovered_days"] > 0),
    Plant("duties", "duties", one_hand),
    Plant("duplicates", "duplicate-credits", one_certificate),
    Plant("late", "late-records", months_later, fields={"days": 20}),
    Plant("overrides", "violations", set_aside, SIGNED),
    Plant("second-person", "violations", alone, SIGNED,
          fields={"code": "SECOND_PERSON_REQUIRED"}),
    Plant("hours", "hour-exceptions", eleven_hours, STARTED, {"kind": "OVER_CAP"}),
    Plant("hours", "hour-exceptions", a_sunday, STARTED, {"kind": "NON_WORKING_DAY"}),
    Plant("numbers", "number-gaps", one_number_twice, SIGNED, YEAR),
    Plant("numbers", "number-gaps", a_number_left_out, SIGNED, YEAR),
    Plant("", "repeated-texts", the_same_words, STARTED),
    Plant("", "hour-exceptions", the_same_words, STARTED, {"kind": "IDENTICAL_TEXT"}),
    Plant("", "limit-breaches", two_on_one_seat, SIGNED, {"kind": "SEATS"}),
    Plant("", "limit-breaches", eleven_hours, STARTED, {"kind": "DAILY_HOURS"}),
    Plant("", "limit-breaches", a_sunday, STARTED, {"kind": "CALENDAR"}),
    Plant("", "limit-breaches", over_the_ceiling, fields={"kind": "PPPK_CAP"}),
    Plant("", "realisation", nobody_comes, fields={"lacking": True},
          shows=lambda row: not row["realised"] and bool(row["reports_missing"])),
    Plant("", "never-placed", registered_and_never_sent),
]  # fmt: skip


@pytest.mark.parametrize("plant", PLANTS, ids=str)
def test_a_planted_breach_is_found_by_its_facts_and_the_twin_is_clean(plant: Plant) -> None:
    with city_after(plant.after) as city:
        assert breaches(city, plant) == []
        assert counted(city, plant.control) in (None, 0)
        before = city.store.log.head().position
        plant.lay(city)

        found = breaches(city, plant)
        assert found
        facts = {position for place, _ in found for position in proof(city, plant, place)}
        assert facts
        assert max(facts) > before, "no fact of the plant is named"
        assert counted(city, plant.control) in (None, *range(1, 20))


def test_r77_an_altered_fact_breaks_the_chain_and_the_clean_twin_holds() -> None:
    with city_after(SIGNED) as city:
        assert counted(city, "chain") == 0
        signed_by_another_text(city)
        assert counted(city, "chain") == 1
        bad = city.ask("verify")["first_bad_position"]
        place = [i["control"] for i in city.ask("controls")["items"]].index("chain")
        why = {"question": "controls", "figure": f"/items/{place}/count"}
        [part] = city.ask("why", fields=why)["items"]
        assert (part["thing"], part["positions"]) == ("system", [bad])


def breaches(city: City, plant: Plant) -> list[tuple[str, dict[str, Any]]]:
    """(place, row) of the rows that show the breach."""
    rows = city.ask(plant.question, fields=plant.fields)["items"]
    return [(f"/items/{n}", row) for n, row in enumerate(rows) if plant.shows(row)]


def proof(city: City, plant: Plant, place: str) -> set[int]:
    fields = {"question": plant.question, "parameters": plant.fields, "figure": place}
    found = city.ask("why", fields=fields)["items"]
    return {position for item in found for position in item["positions"]}


def counted(city: City, control: str) -> int | None:
    """What the standing control counts; None if it is none of them."""
    counts = {item["control"]: item["count"] for item in city.ask("controls")["items"]}
    return counts.get(control)
