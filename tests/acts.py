"""Longer acts of a city, told once: bring an agreement into force, nominate, give a seat.

The names are those of the smoke journal; every default breaks no rule.
"""

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
