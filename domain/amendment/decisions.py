"""The decisions about an amendment: read states, answer facts or break rules; change nothing.

Each checks its rules in the order of the contract's row (§5.2) and settles before it answers.
"""

from collections.abc import Iterable
from datetime import date

from domain.agreement.facts import (
    AgreementAmended,
    AgreementAmendmentAnnulled,
    AgreementExtended,
)
from domain.agreement.signing import check_recording, check_signature
from domain.agreement.state import Agreement
from domain.agreement.terms import changes_between
from domain.amendment.facts import (
    AmendmentAnnulled,
    AmendmentApproved,
    AmendmentDrafted,
    AmendmentRevised,
    AmendmentSigned,
)
from domain.amendment.state import Amendment
from domain.base import Fact, Verdict
from domain.codes import Code
from domain.dates import anniversary
from domain.enums import AmendmentKind, Opinion, OpinionBody
from domain.office import Office
from domain.shapes import Changes
from domain.signing import Powers


def fits_kind(kind: AmendmentKind, changes: Changes) -> bool:
    """An extension changes the last day alone; a change something else, and never that (R18)."""
    given = {name for name in Changes.__struct_fields__ if getattr(changes, name) is not None}
    if kind is AmendmentKind.EXTENSION:
        return given == {"last_day"}
    return bool(given) and "last_day" not in given


def draft(
    verdict: Verdict,
    drafted: AmendmentDrafted,
    *,
    agreement: Agreement,
    today: date,
    max_term_years: int,
) -> tuple[AmendmentDrafted]:
    """A change or an extension, while the agreement still runs by the server's clock (R18)."""
    check_runs(verdict, agreement, today)
    check_extension(verdict, drafted.changes, agreement, max_term_years)
    verdict.settle()
    return (drafted,)


def revise(
    verdict: Verdict,
    revised: AmendmentRevised,
    *,
    agreement: Agreement,
    today: date,
    max_term_years: int,
) -> tuple[AmendmentRevised]:
    """Another try after a return, judged as a draft."""
    check_runs(verdict, agreement, today)
    check_extension(verdict, revised.changes, agreement, max_term_years)
    verdict.settle()
    return (revised,)


def check_runs(verdict: Verdict, agreement: Agreement, today: date) -> None:
    if today > agreement.last_day_on(today):
        verdict.broken(Code.ALREADY_EXPIRED)


def check_extension(
    verdict: Verdict, changes: Changes, agreement: Agreement, max_term_years: int
) -> None:
    """A new last day lies after the old one, by no more years than policy allows."""
    if changes.last_day is None:
        return
    old = agreement.last_day_on(date.max)
    if not old < changes.last_day <= anniversary(old, max_term_years):
        verdict.broken(Code.TERM_INVALID)


def approve(
    amendment: Amendment,
    verdict: Verdict,
    *,
    agreement: Agreement,
    today: date,
    text: str,
    approver: str,
    bodies: Iterable[str],
) -> tuple[AmendmentApproved]:
    """Freeze the text, once the bodies agree and while the agreement runs (R06, R08, R18)."""
    check_runs(verdict, agreement, today)
    given = dict(amendment.opinions)
    for body in OpinionBody:
        if body in bodies and given.get(body) in (None, Opinion.RETURN):
            verdict.broken(Code.OPINION_MISSING, body.value)
    if approver in amendment.drafters:
        verdict.broken(Code.SOD_VIOLATION, "DRAFTER+APPROVER", rule="R84")
    verdict.settle()
    return (AmendmentApproved(text=text),)


def sign(
    amendment: Amendment,
    verdict: Verdict,
    signed: AmendmentSigned,
    *,
    agreement: Agreement,
    office: Office,
    restricted: Iterable[str],
    powers: Powers | None,
    reason_missing: bool,
    recorder: str,
) -> tuple[Fact, ...]:
    """One party's signature, by the agreement's own rules; the last one changes it (R16-R18)."""
    days = {s.party: s.signed_on for s in amendment.signatures}
    scope = amendment.changes.scope or agreement.on_day(signed.signed_on).scope
    check_signature(
        verdict,
        signed,
        kind=agreement.kind,
        text=amendment.text,
        last_day=agreement.last_day_on(signed.signed_on),
        have_signed=days,
        office=office,
        restricted=restricted,
        partners=frozenset(amendment.parties) - {signed.party},
        fields=frozenset(scope.fields),
        powers=powers,
    )
    days[signed.party] = signed.signed_on
    last_signed_on = max(days.values())
    backdated = amendment.effective_from is not None and amendment.effective_from < last_signed_on
    if backdated and not (amendment.retroactive and amendment.legal_opinion):
        verdict.broken(Code.RETROACTIVE_AMENDMENT)
    check_recording(
        verdict,
        reason_missing=reason_missing,
        recorder=recorder,
        legal_reviewers=amendment.legal_reviewers,
    )
    verdict.settle()
    if not days.keys() >= set(amendment.parties):
        return (signed,)
    return (signed, _effect(amendment, agreement, last_signed_on))


def effect_day(amendment: Amendment, changed: AgreementAmended | AgreementExtended) -> date:
    """The day a signed amendment takes effect: the one written, else the last signing date."""
    return amendment.effective_from or changed.signed_on


def _effect(
    amendment: Amendment, agreement: Agreement, signed_on: date
) -> AgreementAmended | AgreementExtended:
    """What the agreement remembers of it; numbers run over both kinds without a gap."""
    before = agreement.on_day(amendment.effective_from or signed_on)
    extends = amendment.kind is AmendmentKind.EXTENSION
    return (AgreementExtended if extends else AgreementAmended)(
        amendment=amendment.id,
        signed_on=signed_on,
        sequence=len(agreement.amended) + 1,
        changes=changes_between(before, amendment.changes),
        last_day=amendment.changes.last_day or agreement.last_day_on(date.max),
    )


def annul(
    amendment: Amendment, verdict: Verdict, *, agreement: Agreement, finding: str | None
) -> tuple[AmendmentAnnulled, AgreementAmendmentAnnulled]:
    """Void from its effect day on; a decision, not the correction of a typing error."""
    verdict.settle()
    sequence = next(a.sequence for a in agreement.amended if a.amendment == amendment.id)
    return (
        AmendmentAnnulled(finding=finding),
        AgreementAmendmentAnnulled(amendment=amendment.id, sequence=sequence),
    )
