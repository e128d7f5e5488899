"""What can happen to an amendment (adendum, perpanjangan), in the order of its life (§5.2)."""

from datetime import date

from domain.base import Fact
from domain.enums import AmendmentKind, Opinion, OpinionBody, SignatureMethod
from domain.shapes import Changes


class AmendmentDrafted(Fact):
    """A change or an extension of an agreement, under review at once.

    `parties` are the agreement's: each of them signs.
    """

    topic = "amendment.drafted.v1"
    agreement: str
    kind: AmendmentKind
    changes: Changes
    effective_from: date | None = None
    retroactive: bool = False
    legal_opinion: str | None = None
    parties: tuple[str, ...]
    ref: str | None = None


class AmendmentRevised(Fact):
    """Changed after a body sent it back, and under review again; earlier opinions are gone."""

    topic = "amendment.revised.v1"
    changes: Changes
    effective_from: date | None = None
    retroactive: bool | None = None
    legal_opinion: str | None = None


class AmendmentOpinionGiven(Fact):
    topic = "amendment.opinion-given.v1"
    body: OpinionBody
    opinion: Opinion
    note: str | None = None
    document: str | None = None


class AmendmentReturned(Fact):
    """A body sent it back (dikembalikan)."""

    topic = "amendment.returned.v1"
    body: OpinionBody


class AmendmentApproved(Fact):
    """The text is frozen: only this hash may be signed (R08, R16)."""

    topic = "amendment.approved.v1"
    text: str


class AmendmentSigned(Fact):
    """One party's legal signature, effective on the day it was signed."""

    topic = "amendment.signed.v1"
    party: str
    office: str
    signed_on: date
    document: str
    method: SignatureMethod
    mandate: str | None = None
    place: str | None = None
    acting_opinion: str | None = None


class AmendmentWithdrawn(Fact):
    """Given up before all had signed."""

    topic = "amendment.withdrawn.v1"


class AmendmentAnnulled(Fact):
    """Declared void from its effect day on, by a decision under four eyes."""

    topic = "amendment.annulled.v1"
    finding: str | None = None


AmendmentFact = (
    AmendmentDrafted
    | AmendmentRevised
    | AmendmentOpinionGiven
    | AmendmentReturned
    | AmendmentApproved
    | AmendmentSigned
    | AmendmentWithdrawn
    | AmendmentAnnulled
)
