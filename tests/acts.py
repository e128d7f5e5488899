"""Longer acts of a city, told once: bring an agreement into force, nominate, give a seat.

The names are those of the smoke journal; every default breaks no rule.
"""

from datetime import date, timedelta
from typing import Any

from tests.city import City

TEXT = "$sha256:naskah kedua"
MOU_CLAUSES = ("PARTIES", "PURPOSE", "OBJECT", "SCOPE", "IMPLEMENTATION", "TERM", "FUNDING")


def agreement(**changes: Any) -> dict[str, Any]:
    """The fields of a second agreement with the telecommunications company."""
    fields = {
        "kind": "MOU",
        "title": "Magang ASN, naskah kedua",
        "parties": [
            {"organisation": "$kota", "role": "FIRST"},
            {"organisation": "$telkom", "role": "SECOND"},
        ],
        "scope": {"fields": ["TECHNOLOGY"], "modes": ["ON_SITE"]},
        "capacity": [{"field": "TECHNOLOGY", "seats": 10}],
        "term": {"effective_from": "2020-02-18", "last_day": "2022-02-17"},
        "clauses": dict.fromkeys(MOU_CLAUSES, "Pasal"),
        "overlap_declared": True,
    }
    return {**fields, **changes}


def approve(city: City, agreement: str) -> None:
    """A draft through review to approval, today."""
    city.do("agreement.submit", "sari", id=agreement)
    for body in ("TKKSD", "LEGAL"):
        spoken = {"body": body, "opinion": "AGREE"}
        city.do("agreement.give-opinion", "lina", spoken, id=agreement)
    city.do("agreement.record-council", "sari", {"decision": "GRANTED"}, id=agreement)
    city.do("agreement.approve", "budi", {"text": TEXT}, id=agreement)


def signature(party: str, signed_on: str, **changes: Any) -> dict[str, Any]:
    fields = {
        "party": party,
        "office": "$o-wali" if party == "$kota" else "$o-tel",
        "signed_on": signed_on,
        "document": TEXT,
        "method": "WET_INK_SCANNED",
    }
    return {**fields, **changes}


def bring_into_force(city: City, ref: str, signed_on: str, **changes: Any) -> str:
    """Draft, review, approve and sign a second agreement; answers its name."""
    city.do("agreement.draft", "sari", agreement(**changes), ref=ref)
    approve(city, f"${ref}")
    for party in ("$kota", "$telkom"):
        city.do("agreement.sign", "sari", signature(party, signed_on), id=f"${ref}")
    return f"${ref}"


def nomination(employee: str, **changes: Any) -> dict[str, Any]:
    fields = {
        "employee": employee,
        "need": "$need",
        "host": "$telkom",
        "field": "TECHNOLOGY",
        "planned_start": "2020-02-24",
        "planned_end": "2020-03-06",
        "mode": "ON_SITE",
        "agreement": "$A4",
    }
    return {**fields, **changes}


def nominate(city: City, ref: str, employee: str, **changes: Any) -> None:
    """Nominated and verified."""
    city.do("placement.nominate", "opd", nomination(employee, **changes), ref=ref)
    city.do("placement.verify", "sari", id=f"${ref}")


def seat(number: str = "800/ST.100", **changes: Any) -> dict[str, Any]:
    """The fields of an assignment with a letter of its own, mentored by the host's `tel`."""
    letter = {
        "number": number,
        "date": "2020-02-20",
        "office": "$o-kepala",
        "document": f"$sha256:surat tugas {number}",
    }
    return {"letter": letter, "mentor": "$tel", **changes}


def learn(city: City, ref: str, employee: str, account: str, first: date, last: date) -> None:
    """One placement from the nomination to the confirmed evaluation."""
    plan = {"planned_start": first.isoformat(), "planned_end": last.isoformat()}
    letter = {"date": first.isoformat(), "number": f"800/{ref}", "document": f"$sha256:{ref}"}
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    entries = [
        {"day": day.isoformat(), "quarters": 24, "activity": f"kegiatan {day}"}
        for day in days
        if day.weekday() < 5
    ]
    scores = dict.fromkeys(("INTEGRITY", "RESPONSIBILITY", "HONESTY", "COURTESY"), 80)
    scores |= dict.fromkeys(("ATTENDANCE", "PUNCTUALITY", "COMPLETION", "TECHNICAL", "REPORT"), 80)
    scores |= dict.fromkeys(
        ("ACCOUNTABILITY", "NATIONALISM", "PUBLIC_ETHICS", "QUALITY", "ANTI_CORRUPTION"), 3
    )
    record, me = "learning-record", f"${ref}"
    city.at(first.isoformat())
    nominate(city, ref, employee, **plan)
    given_seat = {"letter": {**letter, "office": "$o-kepala"}, "mentor": "$tel"}
    city.do("placement.assign", "sari", given_seat, id=me)
    city.do("placement.start", "tel", id=me)
    for entry in entries:
        city.at(f"{entry['day']}T16:00:00+07:00")
        city.do(f"{record}.log-hours", account, {"entries": [entry]}, id=me)
    city.do(f"{record}.approve-hours", "tel", id=me)
    city.do(f"{record}.submit-report", account, {"document": f"$sha256:laporan {ref}"}, id=me)
    city.do("placement.complete", "sari", id=me)
    city.do(f"{record}.evaluate", "tel", {"rubric": "aneka-v1", "scores": scores}, id=me)
    city.do(f"{record}.reply-evaluation", account, {"agrees": True}, id=me)
    city.do(f"{record}.confirm-evaluation", "lina", id=me)


def certificate(number: str, on: date) -> dict[str, Any]:
    document = f"$sha256:sertifikat {number}"
    return {"certificate": {"number": number, "date": on.isoformat(), "document": document}}


def earn(city: City, ref: str, employee: str, account: str, first: date, last: date) -> Any:
    """As `learn`, and on to the recognised credit; answers the last receipt."""
    learn(city, ref, employee, account, first, last)
    record, me = "learning-record", f"${ref}"
    city.do(f"{record}.record-certificate", "tel", certificate(ref, last), id=me)
    city.do(f"{record}.propose-credit", "sari", id=me)
    city.do(f"{record}.verify-credit", "sari", id=me)
    return city.do(f"{record}.recognise-credit", "budi", id=me)
