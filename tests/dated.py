"""What makes both time axes matter: history taken over from paper, and acts dated ahead.

Both are told in a city after `learning-record.recognise-credit` of the smoke journal.
"""

from datetime import date, timedelta
from typing import Any

from tests.acts import (
    TEXT,
    agreement,
    bring_into_force,
    earn,
    nominate,
    nomination,
    seat,
    signature,
)
from tests.city import City


def paper(city: City) -> None:
    """June 2020: a second agreement and a second placement of winter, and a day before both."""

    def take(act: str, fields: dict[str, Any], on: str, **line: Any) -> None:
        city.do(act, "sari", {**fields, "on": on}, channel="import", **line)

    city.at("2020-06-02")
    city.registers("rina", "198705202012032911")
    city.opens_account("rina-asn", employee="$rina")
    take("agreement.draft", agreement(), "2020-01-13", ref="B4")
    take("agreement.submit", {}, "2020-01-14", id="$B4")
    for body in ("LEGAL", "TKKSD"):
        opinion = {"body": body, "opinion": "AGREE"}
        take("agreement.give-opinion", opinion, "2020-01-16", id="$B4", for_="lina")
    take("agreement.approve", {"text": "b" * 64}, "2020-01-17", id="$B4", for_="budi")
    city.at("2020-06-03")
    for party, signed_on in (("$telkom", "2020-03-02"), ("$kota", "2020-01-20")):
        fields = signature(party, signed_on, document="b" * 64, reason="dari arsip")
        city.do("agreement.sign", "sari", fields, channel="import", id="$B4")
    plan = nomination("$rina", planned_start="2020-02-10", planned_end="2020-02-21")
    take("placement.nominate", plan, "2020-02-03", ref="P2", for_="opd")
    take("placement.verify", {}, "2020-02-04", id="$P2")
    letter = {**seat("800/9")["letter"], "date": "2020-02-05"}
    take("placement.assign", {"letter": letter, "mentor": "$tel"}, "2020-02-05", id="$P2")
    take("placement.start", {}, "2020-02-10", id="$P2", for_="tel")
    city.at("2020-06-04")
    for days in (("2020-02-20", "2020-02-12"), ("2020-02-10",)):
        entries = [{"day": day, "quarters": 24, "activity": f"kegiatan {day}"} for day in days]
        logged = {"entries": entries}
        line: dict[str, Any] = {"id": "$P2", "for_": "rina-asn", "channel": "import"}
        city.do("learning-record.log-hours", "sari", logged, **line)
        take("learning-record.approve-hours", {}, f"{days[0]}", id="$P2", for_="tel")
    course = {
        "employee": "$rina",
        "activity": "B8",
        "title": "Kursus Pelayanan Prima",
        "provider": "Lembaga Pelatihan",
        "from": "2020-02-24",
        "until": "2020-02-26",
        "certificate": {"number": "K-1", "date": "2020-02-28", "document": "c" * 64},
        "parts": [{"on": "2020-02-24", "minutes": 450}],
    }
    take("external-learning.record", course, "2020-03-02", ref="X1")
    take("external-learning.verify", {}, "2020-03-04", id="$X1")
    decree = {"number": "SKB", "date": "2020-01-02"}
    holidays = [{"on": "2020-02-12", "name": "Libur"}]
    year = {"year": 2020, "decree": decree, "holidays": holidays}
    city.do("calendar.publish", "sari", year)


def ahead(city: City) -> None:
    """15 June 2020: what takes effect later, an office to an agreement's end; an inspection."""
    city.at("2020-06-15")
    city.do("office.end-term", "sari", {"last_day": "2020-12-31"}, id="$o-wali")
    next_holder = {"holder": "Wali kota berikutnya", "from": "2021-01-01"}
    city.do("office.appoint", "sari", next_holder, id="$o-wali")
    leave = {"status": "LEAVE", "from": "2020-08-03", "until": "2020-08-28"}
    city.do("employee.set-status", "sari", leave, id="$dewi")
    remote = {"scope": {"fields": ["TECHNOLOGY"], "modes": ["ON_SITE", "REMOTE"]}}
    amended(city, "M1", kind="CHANGE", changes=remote, effective_from="2020-09-01")
    amended(city, "M2", kind="EXTENSION", changes={"last_day": "2024-02-17"})
    nominated(city, "P3", "$rina", "2020-07-06", "2020-08-07")
    city.opens_account("mita", {"role": "MENTOR", "organisation": "$telkom"})
    relieved = {"mentor": "$mita", "from": "2020-07-20"}
    city.do("placement.assign-mentor", "sari", relieved, id="$P3")
    ending = {
        "cause": "MUTUAL_CONSENT",
        "notice_on": "2020-06-10",
        "ends_on": "2020-12-31",
        "consent": TEXT,
        "run_off": {"policy": "NONE"},
    }
    city.do("agreement.terminate", "sari", ending, id="$B4", ref="akhir")
    city.do("proposal.approve", "budi", id="$akhir")
    city.at("2020-06-16")
    city.opens_account("insp", {"role": "INSPECTOR"})
    inspected(city)
    spent = {"kind": "OTHER", "amount_idr": 900_000, "document": TEXT, "agreement": "$A4"}
    city.do("cost.record", "sari", spent)
    city.at("2020-07-08")
    city.do("system.tick", "system")
    beyond_the_cap(city)
    elsewhere(city, "X3", "$rina", "K-1", "2020-03-02", channel="import")


def amended(city: City, ref: str, **fields: Any) -> None:
    """An amendment of the agreement from draft to the last signature, today."""
    city.do("amendment.draft", "sari", {"agreement": "$A4", **fields}, ref=ref)
    for body in ("TKKSD", "LEGAL"):
        spoken = {"body": body, "opinion": "AGREE"}
        city.do("amendment.give-opinion", "lina", spoken, id=f"${ref}")
    city.do("amendment.approve", "budi", {"text": TEXT}, id=f"${ref}")
    for party in ("$kota", "$telkom"):
        fields = signature(party, "2020-06-15")
        city.do("amendment.sign", "sari", fields, id=f"${ref}")


def nominated(city: City, ref: str, employee: str, first: str, last: str) -> None:
    """A placement to come, with its seat."""
    plan = nomination(employee, planned_start=first, planned_end=last)
    city.do("placement.nominate", "opd", plan, ref=ref)
    city.do("placement.verify", "sari", id=f"${ref}")
    given = seat(f"800/{ref}")
    given["letter"]["date"] = "2020-06-15"
    city.do("placement.assign", "sari", given, id=f"${ref}")


def inspected(city: City) -> None:
    """What inspectors leave behind: a sample, a finding, questions asked and kept, a hold."""
    drawn = {"population": "placements", "size": 2, "seed": "2020"}
    city.do("sample.draw", "insp", drawn, ref="uji")
    [first, _] = city.ask("sample", "$uji")["items"]
    mark = {"key": first["key"], "mark": "EXCEPTION", "note": "surat tugas tidak ada"}
    city.do("sample.mark", "insp", mark, id="$uji")
    finding = {
        "title": "Surat tugas tidak ada",
        "condition": "Berkas tidak ditemukan",
        "criterion": {"code": "R37", "text": "Penempatan memerlukan surat tugas"},
        "cause": "Arsip tidak tertib",
        "effect": "Penempatan tidak terbukti",
        "recommendation": "Lengkapi arsip",
        "links": [{"subject": "$P2"}, {"position": 40}],
        "unit": "$kominfo",
    }
    city.do("finding.record", "insp", finding, ref="temuan")
    issued = {"report": "LHP-1/2020", "received_on": "2020-06-16"}
    city.do("finding.issue", "insp", issued, id="$temuan")
    asked = {
        "subject": "$P2",
        "question": "Di mana surat tugas?",
        "due_on": "2020-06-23",
        "assignee": "$sari",
    }
    city.do("evidence-request.ask", "insp", asked, ref="tanya")
    city.do("question.keep", "insp", {"title": "Cakupan", "question": "coverage"}, ref="simpan")
    city.do("hold.place", "insp", {"subjects": ["$rina"], "reason": "pemeriksaan"}, ref="tahan")


def beyond_the_cap(city: City) -> None:
    """A civil servant on a contract learns more in a year than the ceiling lets count."""
    contract = {"from": "2020-03-01", "until": "2025-02-28"}
    city.registers("intan", "199203172020212002", kind="PPPK", contract=contract)
    city.opens_account("intan-asn", employee="$intan")
    for ref, first in (("P4", date(2020, 8, 3)), ("P5", date(2020, 9, 7))):
        earn(city, ref, "$intan", "intan-asn", first, first + timedelta(days=11))
    city.at("2020-10-06")
    city.opens_account("rudi", {"role": "OFFICER"})
    elsewhere(city, "X2", "$intan", "K-2", "2020-10-05")


def crowded(city: City) -> None:
    """After the first signatures: a number given twice, and three for one seat.

    One has it, one waits, and one was taken over from paper with the same seat.
    """
    city.at("2020-02-19")
    bring_into_force(city, "C4", "2020-02-19", capacity=[{"field": "TECHNOLOGY", "seats": 1}])
    for ref in ("A4", "C4"):
        given = {"party": "$kota", "number": f"415.4/{ref}", "year": 2020, "serial": 3}
        city.do("agreement.set-number", "sari", given, id=f"${ref}")
    city.at("2020-02-20")
    for n, nip in enumerate(("197901152005011001", "198104162006041002")):
        city.registers(f"w{n}", nip)
        nominate(city, f"W{n}", f"$w{n}", agreement="$C4")
        given = seat(f"800/W{n}", if_full="WAITLIST")
        city.do("placement.assign", "sari", given, id=f"$W{n}")
    city.registers("w2", "198705202012032911")
    nominate(city, "W2", "$w2", agreement="$C4")
    city.do("placement.assign", "sari", seat("800/W2"), id="$W2", channel="import")


def elsewhere(city: City, ref: str, employee: str, number: str, day: str, **line: Any) -> None:
    """A course of a day, credited; the certificate's document follows from its number."""
    course = {
        "employee": employee,
        "activity": "B8",
        "title": f"Kursus {ref}",
        "provider": "Lembaga Pelatihan",
        "from": day,
        "until": day,
        "certificate": {"number": number, "date": day, "document": "c" * 64},
        "parts": [{"on": day, "minutes": 900}],
    }
    city.do("external-learning.record", "sari", course, ref=ref, **line)
    city.do("external-learning.verify", "rudi", id=f"${ref}", **line)
