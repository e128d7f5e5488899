"""What can happen to an agreement (kerja sama), in the order of its life (contract §5.1)."""

import datetime as dt
from datetime import date

import msgspec

from domain.base import Fact
from domain.enums import (
    AnnexKind,
    CouncilDecision,
    InstrumentKind,
    Opinion,
    OpinionBody,
    RunOffPolicy,
    SignatureMethod,
)
from domain.shapes import Party, RunOff, Scope, Seats, Term


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


AgreementFact = (
    AgreementDrafted
    | AgreementAttached
    | AgreementSubmitted
    | AgreementOpinionGiven
    | AgreementReturned
    | AgreementCouncilRecorded
    | AgreementApproved
    | AgreementSigned
    | AgreementEnteredIntoForce
    | AgreementSuperseded
)
