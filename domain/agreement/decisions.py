"""The decisions about an agreement: read its state, answer facts or break rules; change nothing.

Each checks its rules in the order of the contract's row (§5.1) and settles before it answers.
"""

from collections.abc import Iterable, Mapping

from domain.agreement.facts import (
    AgreementApproved,
    AgreementDrafted,
    AgreementEnteredIntoForce,
    AgreementSigned,
    AgreementSubmitted,
)
from domain.agreement.state import Agreement
from domain.base import Fact, Verdict
from domain.codes import Code
from domain.dates import anniversary
from domain.enums import (
    AnnexKind,
    ClauseKind,
    CouncilDecision,
    Opinion,
    OpinionBody,
    OrgCategory,
    Signable,
)
from domain.office import Office
from domain.shapes import Term


def draft(
    verdict: Verdict,
    drafted: AgreementDrafted,
    *,
    categories: Mapping[str, OrgCategory],
    allowed: Mapping[str, Iterable[str]],
    max_term_years: int,
) -> tuple[AgreementDrafted]:
    """A draft between the city and its partners (R01, R02, R05).

    `categories` holds the category of every party, `allowed` the kinds per category that day.
    """
    organisations = [party.organisation for party in drafted.parties]
    roles = [party.role for party in drafted.parties]
    cities = [o for o in organisations if categories[o] is OrgCategory.CITY]
    distinct = len(set(organisations)) == len(organisations) and len(set(roles)) == len(roles)
    if len(organisations) < 2 or len(cities) != 1 or not distinct:
        verdict.broken(Code.PARTY_COUNT)
    partners = [categories[o] for o in organisations if categories[o] is not OrgCategory.CITY]
    if any(drafted.kind not in allowed[partner] for partner in partners):
        verdict.broken(Code.INSTRUMENT_NOT_ALLOWED)
    if not term_is_valid(drafted.term, max_term_years):
        verdict.broken(Code.TERM_INVALID)
    verdict.settle()
    return (drafted,)


def term_is_valid(term: Term, max_years: int) -> bool:
    """A term runs forward and is no longer than policy: N years end the day before the date."""
    too_late = anniversary(term.effective_from, max_years)
    return term.effective_from <= term.last_day < too_late


def submit(
    agreement: Agreement, verdict: Verdict, *, required: Iterable[str], data_clause: Iterable[str]
) -> tuple[AgreementSubmitted]:
    """Into review, once every mandatory clause is filled (R03)."""
    filled = dict(agreement.clauses)
    demanded = {*required, *(("DATA_PROTECTION",) if agreement.kind in data_clause else ())}
    for clause in ClauseKind:
        if clause in demanded and not filled.get(clause):
            verdict.broken(Code.CLAUSE_MISSING, clause.value)
    verdict.settle()
    return (AgreementSubmitted(),)


def approve(
    agreement: Agreement,
    verdict: Verdict,
    *,
    text: str,
    approver: str,
    bodies: Iterable[str],
    workplan_kinds: Iterable[str],
    others: Iterable[Agreement],
) -> tuple[AgreementApproved]:
    """Freeze the text, once the bodies agree and the council question is answered."""
    given = dict(agreement.opinions)
    for body in OpinionBody:
        if body in bodies and given.get(body) in (None, Opinion.RETURN):
            verdict.broken(Code.OPINION_MISSING, body.value)
    if not _council_answered(agreement):
        verdict.broken(Code.COUNCIL_DECISION_MISSING)
    if agreement.kind in workplan_kinds and AnnexKind.WORK_PLAN not in agreement.annexes:
        verdict.broken(Code.WORKPLAN_MISSING)
    if not agreement.overlap_declared and any(_overlaps(agreement, o) for o in others):
        verdict.broken(Code.OVERLAP, rule="R23")
    if approver in agreement.drafters:
        verdict.broken(Code.SOD_VIOLATION, "DRAFTER+APPROVER", rule="R84")
    verdict.settle()
    return (AgreementApproved(text=text),)


def _overlaps(new: Agreement, other: Agreement) -> bool:
    """Equal counterpart, kind and a shared field on a day of the new term; a predecessor yields."""
    if other.id in (new.id, new.predecessor) or other.kind is not new.kind:
        return False
    shared = {p.organisation for p in new.parties} & {p.organisation for p in other.parties}
    if len(shared) < 2 or not set(new.scope.fields) & set(other.scope.fields):
        return False
    return other.meets(new.effective_from, new.last_day)


def _council_answered(agreement: Agreement) -> bool:
    if agreement.council is not CouncilDecision.NOT_REQUIRED:
        return agreement.council is CouncilDecision.GRANTED
    return agreement.council_reasoned and not (agreement.burdens_region and agreement.unbudgeted)


def sign(
    agreement: Agreement,
    verdict: Verdict,
    signed: AgreementSigned,
    *,
    office: Office,
    restricted: Iterable[str],
    umbrella_in_force: bool,
    reason_missing: bool,
    recorder: str,
) -> tuple[Fact, ...]:
    """One party's signature; the last one brings the agreement into force (R08-R14)."""
    if any(signature.party == signed.party for signature in agreement.signatures):
        verdict.broken(Code.ALREADY_SIGNED)
    if signed.signed_on > agreement.last_day:
        verdict.broken(Code.ALREADY_EXPIRED)
    if signed.document != agreement.text:
        verdict.broken(Code.TEXT_CHANGED_AFTER_APPROVAL)
    if not office.may_sign(Signable(agreement.kind), signed.party, signed.signed_on):
        verdict.broken(Code.NO_AUTHORITY, rule="R10")
    holder = office.holder_on(signed.signed_on)
    acting = holder is not None and holder.acting is not None
    if acting and agreement.kind in restricted and signed.acting_opinion is None:
        verdict.broken(Code.ACTING_RESTRICTED)
    if not umbrella_in_force:
        verdict.broken(Code.UMBRELLA_REQUIRED)
    if reason_missing:
        verdict.broken(Code.REASON_REQUIRED)
    if recorder in agreement.legal_reviewers:
        verdict.broken(Code.SOD_VIOLATION, "LEGAL_REVIEWER+SIGNING_RECORDER", rule="R84")
    verdict.settle()
    days = {s.party: s.signed_on for s in agreement.signatures} | {signed.party: signed.signed_on}
    if not all(party.organisation in days for party in agreement.parties):
        return (signed,)
    start = max(*days.values(), agreement.effective_from)
    return (signed, AgreementEnteredIntoForce(start=start))
