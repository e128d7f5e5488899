"""A party's signature under an agreement or an amendment: one set of rules for both (R08-R14, R16).

The codes come in the order of the rows of `agreement.sign` and `amendment.sign`; what only one of
the two checks stands between the two functions.
"""

from collections.abc import Collection, Iterable
from datetime import date
from typing import Protocol

from domain.base import Verdict
from domain.codes import Code
from domain.enums import Field, InstrumentKind, Signable
from domain.office import Office
from domain.signing import Powers, Signature, lack_of_authority


class Signed(Protocol):
    """What a signature says, whatever it stands under."""

    @property
    def party(self) -> str: ...
    @property
    def signed_on(self) -> date: ...
    @property
    def document(self) -> str: ...
    @property
    def acting_opinion(self) -> str | None: ...


def check_signature(
    verdict: Verdict,
    signed: Signed,
    *,
    kind: InstrumentKind,
    text: str | None,
    last_day: date,
    have_signed: Collection[str],
    office: Office,
    restricted: Iterable[str],
    partners: frozenset[str] = frozenset(),
    fields: frozenset[Field] = frozenset(),
    powers: Powers | None = None,
) -> None:
    """The text, the day, and the authority of the office that signs.

    `last_day` is the agreement's as it stands when the party signs; `restricted` are the kinds an
    acting holder signs only with a legal opinion (R12). With `powers`, those of the mandate named,
    the mandate must reach the partners and fields instead of the office signing by itself (R11).
    """
    if signed.party in have_signed:
        verdict.broken(Code.ALREADY_SIGNED)
    if signed.signed_on > last_day:
        verdict.broken(Code.ALREADY_EXPIRED)
    if signed.document != text:
        verdict.broken(Code.TEXT_CHANGED_AFTER_APPROVAL)
    signature = Signature(Signable(kind), signed.signed_on, signed.party, partners, fields)
    lacking = lack_of_authority(office, signature, powers)
    if lacking is not None:
        verdict.broken(lacking)
    holder = office.holder_on(signed.signed_on)
    acting = holder is not None and holder.acting is not None
    if acting and kind in restricted and signed.acting_opinion is None:
        verdict.broken(Code.ACTING_RESTRICTED)


def check_recording(
    verdict: Verdict, *, reason_missing: bool, recorder: str, legal_reviewers: Collection[str]
) -> None:
    """Late recording needs a reason, and the legal reviewer does not record (R14, R84)."""
    if reason_missing:
        verdict.broken(Code.REASON_REQUIRED)
    if recorder in legal_reviewers:
        verdict.broken(Code.SOD_VIOLATION, "LEGAL_REVIEWER+SIGNING_RECORDER", rule="R84")
