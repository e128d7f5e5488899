"""The decisions about the JP credit: proposed, verified, recognised (contract §5.4, R62-R70)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from domain.agreement.state import Agreement
from domain.base import Verdict
from domain.codes import Code
from domain.cover import cover_of
from domain.dates import Calendar
from domain.jp import Conversion, activity_of, placement_jp, within_cap
from domain.learning.decisions import Person, check_duties, duties_held
from domain.learning.facts import CreditProposed, CreditRecognised, CreditVerified
from domain.learning.state import LearningRecord
from domain.placement.state import Placement
from domain.shapes import Cert
from domain.states import CoverStatus

Policy = Mapping[str, Any]
_NOT_AT_TIME = (CoverStatus.RETROACTIVE, CoverStatus.UNCOVERED)


@dataclass(frozen=True, slots=True)
class Credit:
    """A credit of the same employee that counts: what a new one may duplicate (R67)."""

    subject: str
    certificate: Cert | None
    issuer: str
    host: str | None
    first_day: date
    last_day: date
    jp: int


def duplicates(
    certificate: Cert | None, host: str, first: date, last: date, credited: Iterable[Credit]
) -> bool:
    """Same certificate file, same issuer and number, or same host on overlapping days."""
    return any(
        (
            certificate is not None
            and other.certificate is not None
            and (
                other.certificate.document == certificate.document
                or (other.issuer, other.certificate.number) == (host, certificate.number)
            )
        )
        or (other.host == host and other.first_day <= last and first <= other.last_day)
        for other in credited
    )


def share_centi(part: int, whole: int) -> int:
    """part / whole in hundredths of a percent, rounded down; 0 of nothing is 0."""
    return part * 10_000 // whole if whole else 0


def propose(
    record: LearningRecord,
    verdict: Verdict,
    *,
    placement: Placement,
    agreement: Agreement,
    typed_jp: int | None,
    abroad: bool,
    credited: Iterable[Credit],
    calendar: Calendar,
    conversion: Conversion,
    policy: Policy,
    late_days: int,
) -> tuple[CreditProposed]:
    """The officer proposes policy's figure, if everything R62 asks for is there."""
    counted = placement.counted_days(calendar, record.approved_days)
    if not record.passed:
        verdict.broken(Code.NOT_PASSED)
    if record.certificate is None:
        verdict.broken(Code.CERTIFICATE_MISSING)
    if record.verified_quarters < conversion["floor_quarters"]:
        verdict.broken(Code.HOURS_BELOW_FLOOR)
    if share_centi(len(record.approved_days), len(counted)) < policy["attendance_percent"] * 100:
        verdict.broken(Code.ATTENDANCE_BELOW)
    if any(
        cover_of(day, agreement, calendar, late_days, placement) in _NOT_AT_TIME for day in counted
    ):
        verdict.broken(Code.NO_COVER_AT_TIME)
    if _is_duplicate(record, placement, credited):
        verdict.broken(Code.DUPLICATE_CREDIT)
    jp = placement_jp(conversion, placement.activity, abroad=abroad)
    if typed_jp not in (None, jp):
        verdict.broken(Code.JP_NOT_POLICY)
    verdict.settle()
    return (CreditProposed(jp=jp if typed_jp is None else typed_jp),)


def verify(
    record: LearningRecord, verdict: Verdict, *, placement: Placement, person: Person, tied: bool
) -> tuple[CreditVerified]:
    """An officer verifies who has no other duty on this placement (R83)."""
    held = duties_held(record, placement, person, ("CREDIT_VERIFIER",))
    check_duties(verdict, "CREDIT_VERIFIER", held)
    if tied:
        verdict.broken(Code.CONFLICT_OF_INTEREST)
    verdict.settle()
    return (CreditVerified(),)


def recognise(
    record: LearningRecord,
    verdict: Verdict,
    *,
    placement: Placement,
    person: Person,
    tied: bool,
    credited: Sequence[Credit],
    room: int | None,
) -> tuple[CreditRecognised]:
    """The head recognises; for a PPPK only as much as the contract year has `room` for (R69)."""
    check_duties(verdict, "CREDIT_RECOGNISER", duties_held(record, placement, person, ()))
    if tied:
        verdict.broken(Code.CONFLICT_OF_INTEREST)
    if _is_duplicate(record, placement, credited):
        verdict.broken(Code.DUPLICATE_CREDIT)
    verdict.settle()
    value = record.proposed_jp or 0
    jp, excess = (value, 0) if room is None else within_cap(value, room, 0)
    recognised = CreditRecognised(
        jp=jp,
        excess_jp=excess,
        year=(placement.ended_on or placement.planned_end).year,
        activity=activity_of(placement.activity),
        version=record.credit_version + 1,
    )
    return (recognised,)


def _is_duplicate(record: LearningRecord, placement: Placement, credited: Iterable[Credit]) -> bool:
    others = (credit for credit in credited if credit.subject != record.id)
    return duplicates(
        record.certificate, placement.host, placement.first_day, placement.last_day, others
    )
