"""What can happen to an agreement (kerja sama), in the order of its life (contract §5.1)."""

import datetime as dt
from datetime import date

import msgspec

from domain.base import Fact
from domain.enums import (
    AnnexKind,
    CouncilDecision,
    EndReason,
    HaltReason,
    InstrumentKind,
    Opinion,
    OpinionBody,
    RunningPlacements,
    RunOffPolicy,
    SignatureMethod,
)
from domain.shapes import Change, Party, RunOff, Scope, Seats, Term


class AgreementDrafted(Fact):
    topic = "agreement.drafted.v1"
    kind: InstrumentKind
    title: str
    parties: tuple[Party, ...]
    scope: Scope
    capacity: tuple[Seats, ...]
    term: Term
    clauses: dict[str, str]
    umbrella: str | None = None
    predecessor: str | None = None
    run_off: RunOff = msgspec.field(default_factory=lambda: RunOff(policy=RunOffPolicy.NONE))
    burdens_region: bool = False
    unbudgeted: bool = False
    overlap_declared: bool = False
    text: str | None = None
    ref: str | None = None


class AgreementRevised(Fact):
    """The draft was changed before its approval; a field left out stays as it was."""

    topic = "agreement.revised.v1"
    title: str | None = None
    parties: tuple[Party, ...] | None = None
    scope: Scope | None = None
    capacity: tuple[Seats, ...] | None = None
    term: Term | None = None
    clauses: dict[str, str] | None = None
    umbrella: str | None = None
    predecessor: str | None = None
    run_off: RunOff | None = None
    burdens_region: bool | None = None
    unbudgeted: bool | None = None
    overlap_declared: bool | None = None
    text: str | None = None


class AgreementAttached(Fact):
    """An annex was put to the agreement (lampiran): a work plan, an offer, minutes."""

    topic = "agreement.attached.v1"
    kind: AnnexKind
    document: str
    number: str | None = None
    date: dt.date | None = None


class AgreementSubmitted(Fact):
    """The draft went into review; earlier opinions no longer count."""

    topic = "agreement.submitted.v1"


class AgreementOpinionGiven(Fact):
    topic = "agreement.opinion-given.v1"
    body: OpinionBody
    opinion: Opinion
    note: str | None = None
    document: str | None = None


class AgreementReturned(Fact):
    """A body sent the draft back (dikembalikan)."""

    topic = "agreement.returned.v1"
    body: OpinionBody


class AgreementCouncilRecorded(Fact):
    """What the city council decided, or why it need not (persetujuan DPRD)."""

    topic = "agreement.council-recorded.v1"
    decision: CouncilDecision
    number: str | None = None
    date: dt.date | None = None
    document: str | None = None


class AgreementApproved(Fact):
    """The text is frozen: only this hash may be signed (R08)."""

    topic = "agreement.approved.v1"
    text: str


class AgreementWithdrawn(Fact):
    """Given up before all had signed."""

    topic = "agreement.withdrawn.v1"


class AgreementSigned(Fact):
    """One party's legal signature, effective on the day it was signed."""

    topic = "agreement.signed.v1"
    party: str
    office: str
    signed_on: date
    document: str
    method: SignatureMethod
    mandate: str | None = None
    place: str | None = None
    acting_opinion: str | None = None


class AgreementEnteredIntoForce(Fact):
    """All have signed; in force from `start`, the later of last signature and written start."""

    topic = "agreement.entered-into-force.v1"
    start: date


class AgreementSuperseded(Fact):
    """A successor took its place, from the successor's first day on (R23)."""

    topic = "agreement.superseded.v1"
    successor: str


class AgreementCeremonyRecorded(Fact):
    """The signing ceremony, which is not the signature (penandatanganan seremonial)."""

    topic = "agreement.ceremony-recorded.v1"
    place: str
    attendees: tuple[str, ...]


class AgreementNumberAssigned(Fact):
    """A party gave the agreement its number; numbers are never parsed (R15)."""

    topic = "agreement.number-assigned.v1"
    party: str
    number: str
    year: int
    dated: date | None = None
    serial: int | None = None


class AgreementSuspended(Fact):
    """Out of force from the effective day on; what running placements do stands in it (R21)."""

    topic = "agreement.suspended.v1"
    cause: HaltReason
    placements: RunningPlacements


class AgreementResumed(Fact):
    """Back in force from the effective day on."""

    topic = "agreement.resumed.v1"


class AgreementTerminated(Fact):
    """Ended before its time: `ends_on` is the last day in force (R20)."""

    topic = "agreement.terminated.v1"
    cause: EndReason
    notice_on: date
    ends_on: date
    run_off: RunOff
    consent: str | None = None
    open_placements: tuple[str, ...]


class AgreementAmended(Fact):
    """A signed amendment changed it from the effective day on (R16)."""

    topic = "agreement.amended.v1"
    amendment: str
    signed_on: date
    sequence: int
    changes: tuple[Change, ...]
    last_day: date


class AgreementExtended(Fact):
    """A signed amendment moved its last day (perpanjangan, R18)."""

    topic = "agreement.extended.v1"
    amendment: str
    signed_on: date
    sequence: int
    changes: tuple[Change, ...]
    last_day: date


class AgreementAmendmentAnnulled(Fact):
    """An amendment is void from its effect day on; its number stays used."""

    topic = "agreement.amendment-annulled.v1"
    amendment: str
    sequence: int


class AgreementReportFiled(Fact):
    """The report of a semester (laporan pelaksanaan, R24)."""

    topic = "agreement.report-filed.v1"
    period: str
    document: str


class AgreementEvaluated(Fact):
    """The evaluation of a calendar year (R24)."""

    topic = "agreement.evaluated.v1"
    year: int
    document: str
    summary: str | None = None


class AgreementArchived(Fact):
    topic = "agreement.archived.v1"
    document: str
    location: str
    copies: int = 1


class AgreementReminderIssued(Fact):
    """The clock reminds that the last day comes near, once per number of days (R25)."""

    topic = "agreement.reminder-issued.v1"
    days_before: int
    last_day: date


class AgreementExpired(Fact):
    """The clock noticed that the last day is over; the state never depends on it (R19)."""

    topic = "agreement.expired.v1"
    last_day: date


AgreementFact = (
    AgreementDrafted
    | AgreementRevised
    | AgreementAttached
    | AgreementSubmitted
    | AgreementOpinionGiven
    | AgreementReturned
    | AgreementCouncilRecorded
    | AgreementApproved
    | AgreementWithdrawn
    | AgreementSigned
    | AgreementEnteredIntoForce
    | AgreementSuperseded
    | AgreementCeremonyRecorded
    | AgreementNumberAssigned
    | AgreementSuspended
    | AgreementResumed
    | AgreementTerminated
    | AgreementAmended
    | AgreementExtended
    | AgreementAmendmentAnnulled
    | AgreementReportFiled
    | AgreementEvaluated
    | AgreementArchived
    | AgreementReminderIssued
    | AgreementExpired
)
