"""The straight course of a placement, an agreement and an amendment: what comes next, and by whom.

A step that waits for a day names it, and the search sets the clock forward to it.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar

from domain.agreement.state import Agreement
from domain.amendment.state import Amendment
from domain.dates import civil_day
from domain.learning.state import LearningRecord
from domain.placement.state import Placement, days_between
from domain.states import AgreementState, AmendmentState, PlacementState, RecordState
from domain.thing import Thing
from tests.acts import TEXT, certificate, signature
from tests.city import City

T = TypeVar("T", bound=Thing)

SCORES = {
    **dict.fromkeys(("INTEGRITY", "RESPONSIBILITY", "HONESTY", "COURTESY", "ATTENDANCE"), 80),
    **dict.fromkeys(("PUNCTUALITY", "COMPLETION", "TECHNICAL", "REPORT"), 80),
    **dict.fromkeys(("ACCOUNTABILITY", "NATIONALISM", "PUBLIC_ETHICS", "QUALITY"), 3),
    "ANTI_CORRUPTION": 3,
}


@dataclass(frozen=True)
class Step:
    """One act; without a name it is only a wait for `day`."""

    name: str | None
    by: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    day: date | None = None


def state(city: City, kind: type[T], subject: str) -> T:
    """The present state of the thing bound to `$subject`."""
    found, _ = city.store.log.load(f"{kind.thing}:{city.names[subject]}", kind())
    return found


def today(city: City) -> date:
    return civil_day(city.store.clock.now())


def name_of(city: City, subject: str) -> str:
    """The name bound to an id."""
    return next(name for name, bound in city.names.items() if bound == subject)


def contact_of(city: City, host: str) -> str:
    """The login of the contact of a host, who is a mentor there as well."""
    return {"telkom": "tel", "bjb": "bank"}[name_of(city, host)]


def participant_of(city: City, employee: str) -> str:
    return f"{name_of(city, employee)}-asn"


# --- placement and learning record ------------------------------------------------------------


def letter(ref: str, day: date, number: str | None = None) -> dict[str, Any]:
    number = number or f"800/{ref}"
    return {
        "number": number,
        "date": day.isoformat(),
        "office": "$o-kepala",
        "document": f"$sha256:surat tugas {number}",
    }


def of_placement(city: City, ref: str) -> Step | None:
    """The next step to a closed placement with its credit; None if there is none."""
    placement = state(city, Placement, ref)
    host = contact_of(city, placement.host)
    now = today(city)
    match placement.state:
        case PlacementState.NOMINATED:
            return Step("placement.verify", "sari")
        case PlacementState.VERIFIED | PlacementState.WAITLISTED:
            written = letter(ref, min(now, placement.planned_start))
            return Step("placement.assign", "sari", {"letter": written, "mentor": f"${host}"})
        case PlacementState.ASSIGNED:
            return Step("placement.start", host, day=placement.planned_start)
        case PlacementState.SUSPENDED:
            end = max(now, placement.planned_end)
            return Step("placement.resume", "sari", {"planned_end": end.isoformat()})
        case PlacementState.STARTED | PlacementState.COMPLETED | PlacementState.EVALUATED:
            return of_record(city, ref, placement)
    return None


def of_record(city: City, ref: str, placement: Placement) -> Step | None:
    """The next step of a learning record, the completion and the closing among them."""
    record = state(city, LearningRecord, ref)
    host, person = (
        contact_of(city, placement.host),
        participant_of(city, placement.employee),
    )
    now = today(city)
    act = "learning-record"
    paper = {"document": f"$sha256:laporan {ref}"}
    match record.state:
        case RecordState.OPEN if days := list(_unlogged(placement, record, now)):
            entries = [entry(day) for day in days[:4]]
            return Step(f"{act}.log-hours", person, {"entries": entries})
        case RecordState.OPEN if now < placement.planned_end:
            return Step(None, day=min(placement.planned_end, now + timedelta(days=3)))
        case RecordState.OPEN | RecordState.SUBMITTED if record.has_open_hours:
            officer = all(e.decided_by or e.written_by_mentor for e in record.entries if e.is_open)
            return Step(f"{act}.approve-hours", "sari" if officer else host)
        case RecordState.OPEN:
            return Step(f"{act}.submit-report", person, paper)
        case RecordState.SUBMITTED if placement.state == PlacementState.STARTED:
            return Step("placement.complete", "sari")
        case RecordState.SUBMITTED:
            return Step(f"{act}.evaluate", host, {"rubric": "aneka-v1", "scores": SCORES})
        case RecordState.SCORED if not record.replied:
            return Step(f"{act}.reply-evaluation", person, {"agrees": True})
        case RecordState.SCORED:
            return Step(f"{act}.confirm-evaluation", "lina")
        case RecordState.EVALUATED:
            return Step(f"{act}.record-certificate", host, certificate(ref, now))
        case RecordState.CERTIFIED:
            return Step(f"{act}.propose-credit", "sari")
        case RecordState.CREDIT_PROPOSED:
            return Step(f"{act}.verify-credit", "rudi")
        case RecordState.CREDIT_VERIFIED:
            return Step(f"{act}.recognise-credit", "budi")
        case RecordState.CREDIT_RECOGNISED:
            return Step(f"{act}.report-to-siasn", "sari", paper)
        case _:
            return Step("placement.close", "sari")


def entry(day: date, quarters: int = 24) -> dict[str, Any]:
    return {"day": day.isoformat(), "quarters": quarters, "activity": f"kegiatan {day}"}


def _unlogged(placement: Placement, record: LearningRecord, now: date) -> Iterator[date]:
    """The weekdays up to today without an entry that may still count."""
    for day in days_between(placement.first_day, min(placement.planned_end, now)):
        if day.weekday() < 5 and not record.quarters_on(day) and not placement.is_suspended_on(day):
            yield day


# --- agreement and amendment ------------------------------------------------------------------


def of_agreement(city: City, ref: str) -> Step | None:
    """The next step of an agreement until it is signed by all."""
    agreement = state(city, Agreement, ref)
    match agreement.state_on(today(city)):
        case AgreementState.DRAFT:
            return Step("agreement.submit", "sari")
        case AgreementState.UNDER_REVIEW:
            return _review("agreement", [str(body) for body, _ in agreement.opinions]) or (
                Step("agreement.record-council", "sari", {"decision": "GRANTED"})
                if agreement.council is None
                else Step("agreement.approve", "budi", {"text": TEXT})
            )
        case AgreementState.APPROVED | AgreementState.PARTIALLY_SIGNED:
            signed = [mark.party for mark in agreement.signatures]
            return _signing(city, "agreement", agreement, signed)
    return None


def of_amendment(city: City, ref: str) -> Step | None:
    """The next step of an amendment until it is in effect."""
    amendment = state(city, Amendment, ref)
    match amendment.state:
        case AmendmentState.UNDER_REVIEW:
            return _review("amendment", [str(body) for body, _ in amendment.opinions]) or Step(
                "amendment.approve", "budi", {"text": TEXT}
            )
        case AmendmentState.APPROVED | AmendmentState.PARTIALLY_SIGNED:
            base = state(city, Agreement, name_of(city, amendment.agreement))
            signed = [mark.party for mark in amendment.signatures]
            return _signing(city, "amendment", base, signed)
    return None


def _review(thing: str, spoken: list[str]) -> Step | None:
    for body in ("TKKSD", "LEGAL"):
        if body not in spoken:
            opinion = {"body": body, "opinion": "AGREE"}
            return Step(f"{thing}.give-opinion", "lina", opinion)
    return None


def _signing(city: City, thing: str, agreement: Agreement, signed: list[str]) -> Step | None:
    offices = {"kota": "$o-wali", "telkom": "$o-tel", "bjb": "$o-bjb"}
    for party in agreement.parties:
        if party.organisation not in signed:
            name = name_of(city, party.organisation)
            fields = signature(f"${name}", today(city).isoformat(), office=offices[name])
            return Step(f"{thing}.sign", "sari", fields)
    return None
