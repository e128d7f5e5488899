"""The decisions about the JP credit, from the proposal to the revocation (§5.4, R62-R72)."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from domain.base import Verdict
from domain.codes import Code
from domain.duplicates import Credit, is_duplicate
from domain.jp import Conversion, activity_of, capped, placement_jp
from domain.learning.decisions import Person, check_duties, duties_held
from domain.learning.facts import (
    CreditCorrectionQueued,
    CreditProposed,
    CreditRecognised,
    CreditRevoked,
    CreditVerified,
    ReportedToSiasn,
)
from domain.learning.state import LearningRecord
from domain.placement.state import Placement
from domain.siasn import Payload
from domain.states import CoverStatus, RecordState

Policy = Mapping[str, Any]
_NOT_AT_THE_TIME = frozenset({CoverStatus.RETROACTIVE, CoverStatus.UNCOVERED})


def share_centi(part: int, whole: int) -> int:
    """part / whole in hundredths of a percent, rounded down; 0 of nothing is 0."""
    return part * 10_000 // whole if whole else 0


def propose(
    record: LearningRecord,
    verdict: Verdict,
    *,
    placement: Placement,
    typed_jp: int | None,
    abroad: bool,
    credited: Iterable[Credit],
    cover: Mapping[date, CoverStatus],
    conversion: Conversion,
    policy: Policy,
) -> tuple[CreditProposed]:
    """The officer proposes policy's figure, if everything R62 asks for is there.

    `cover` holds the cover of every counted day (R73).
    """
    if not record.passed:
        verdict.broken(Code.NOT_PASSED)
    if record.certificate is None:
        verdict.broken(Code.CERTIFICATE_MISSING)
    if record.verified_quarters < conversion["floor_quarters"]:
        verdict.broken(Code.HOURS_BELOW_FLOOR)
    if share_centi(len(record.approved_days), len(cover)) < policy["attendance_percent"] * 100:
        verdict.broken(Code.ATTENDANCE_BELOW)
    if not _NOT_AT_THE_TIME.isdisjoint(cover.values()):
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
    held = duties_held(record, placement, person, ("CREDIT_RECOGNISER",))
    check_duties(verdict, "CREDIT_RECOGNISER", held)
    if tied:
        verdict.broken(Code.CONFLICT_OF_INTEREST)
    if _is_duplicate(record, placement, credited):
        verdict.broken(Code.DUPLICATE_CREDIT)
    verdict.settle()
    jp, excess = capped(record.proposed_jp or 0, room)
    recognised = CreditRecognised(
        jp=jp,
        excess_jp=excess,
        year=placement.last_day.year,
        activity=activity_of(placement.activity),
        version=record.credit_version + 1,
    )
    return (recognised,)


def revoke(
    record: LearningRecord, verdict: Verdict, finding: str | None
) -> tuple[CreditRevoked] | tuple[CreditRevoked, CreditCorrectionQueued]:
    """The credit counts no more; what was reported must be corrected there too (R71)."""
    verdict.settle()
    revoked = CreditRevoked(finding=finding)
    if record.state == RecordState.REPORTED:
        return (revoked, CreditCorrectionQueued(siasn_id=record.siasn_id))
    return (revoked,)


def report(
    record: LearningRecord, verdict: Verdict, payload: Payload, document: str
) -> tuple[ReportedToSiasn]:
    """A recognised credit is handed to the national system, once per version (R72)."""
    for name in payload.invalid:
        verdict.broken(Code.PAYLOAD_INVALID, name)
    verdict.settle()
    reported = ReportedToSiasn(
        document=document, payload_sha256=payload.sha256, version=record.credit_version
    )
    return (reported,)


def credit_of(record: LearningRecord, placement: Placement) -> Credit:
    """The placement as a credit, to be compared with others."""
    return Credit(
        subject=record.id,
        certificate=record.certificate,
        issuers=frozenset({placement.host}),
        host=placement.host,
        first_day=placement.first_day,
        last_day=placement.last_day,
        activity=activity_of(placement.activity),
    )


def _is_duplicate(record: LearningRecord, placement: Placement, credited: Iterable[Credit]) -> bool:
    return is_duplicate(credit_of(record, placement), credited)
