"""The decisions about an agreement: read its state, answer facts or break rules; change nothing.

Each checks its rules in the order of the contract's row (§5.1) and settles before it answers.
"""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from domain.agreement.facts import (
    AgreementApproved,
    AgreementDrafted,
    AgreementEnteredIntoForce,
    AgreementNumberAssigned,
    AgreementRevised,
    AgreementSigned,
    AgreementSubmitted,
    AgreementTerminated,
)
from domain.agreement.signing import check_recording, check_signature
from domain.agreement.state import Agreement
from domain.base import Fact, Verdict
from domain.codes import Code
from domain.dates import anniversary
from domain.enums import (
    AnnexKind,
    ClauseKind,
    CouncilDecision,
    EndReason,
    InstrumentKind,
    Opinion,
    OpinionBody,
    OrgCategory,
)
from domain.office import Office
from domain.shapes import Party, Term
from domain.signing import Powers


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
    check_parties(verdict, drafted.parties, drafted.kind, categories, allowed)
    if not term_is_valid(drafted.term, max_term_years):
        verdict.broken(Code.TERM_INVALID)
    verdict.settle()
    return (drafted,)


def revise(
    agreement: Agreement,
    verdict: Verdict,
    revised: AgreementRevised,
    *,
    categories: Mapping[str, OrgCategory],
    allowed: Mapping[str, Iterable[str]],
    max_term_years: int,
) -> tuple[AgreementRevised]:
    """A change of the draft, judged as a draft of what it leads to."""
    parties = agreement.parties if revised.parties is None else revised.parties
    check_parties(verdict, parties, agreement.kind, categories, allowed)
    written = Term(effective_from=agreement.effective_from, last_day=agreement.last_day)
    if not term_is_valid(revised.term or written, max_term_years):
        verdict.broken(Code.TERM_INVALID)
    verdict.settle()
    return (revised,)


def check_parties(
    verdict: Verdict,
    parties: Iterable[Party],
    kind: InstrumentKind,
    categories: Mapping[str, OrgCategory],
    allowed: Mapping[str, Iterable[str]],
) -> None:
    """Two parties or more, one city among them, each once, and a kind all partners may sign."""
    organisations = [party.organisation for party in parties]
    roles = [party.role for party in parties]
    cities = [o for o in organisations if categories[o] is OrgCategory.CITY]
    distinct = len(set(organisations)) == len(organisations) and len(set(roles)) == len(roles)
    if len(organisations) < 2 or len(cities) != 1 or not distinct:
        verdict.broken(Code.PARTY_COUNT)
    partners = [categories[o] for o in organisations if categories[o] is not OrgCategory.CITY]
    if any(kind not in allowed[partner] for partner in partners):
        verdict.broken(Code.INSTRUMENT_NOT_ALLOWED)


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
    if len(shared) < 2 or not other.meets(new.effective_from, new.last_day):
        return False
    return bool(set(new.scope.fields) & other.fields_in(new.effective_from, new.last_day))


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
    powers: Powers | None = None,
    umbrella_in_force: bool,
    reason_missing: bool,
    recorder: str,
) -> tuple[Fact, ...]:
    """One party's signature; the last one brings the agreement into force (R08-R14)."""
    check_signature(
        verdict,
        signed,
        kind=agreement.kind,
        text=agreement.text,
        last_day=agreement.last_day,
        have_signed={signature.party for signature in agreement.signatures},
        office=office,
        restricted=restricted,
        partners=frozenset(p.organisation for p in agreement.parties) - {signed.party},
        fields=frozenset(agreement.scope.fields),
        powers=powers,
    )
    if not umbrella_in_force:
        verdict.broken(Code.UMBRELLA_REQUIRED)
    check_recording(
        verdict,
        reason_missing=reason_missing,
        recorder=recorder,
        legal_reviewers=agreement.legal_reviewers,
    )
    verdict.settle()
    days = {s.party: s.signed_on for s in agreement.signatures} | {signed.party: signed.signed_on}
    if not all(party.organisation in days for party in agreement.parties):
        return (signed,)
    start = max(*days.values(), agreement.effective_from)
    return (signed, AgreementEnteredIntoForce(start=start))


def set_number(
    verdict: Verdict, assigned: AgreementNumberAssigned, *, taken: bool, reason_missing: bool
) -> tuple[AgreementNumberAssigned]:
    """A party's number, once per party and year, and not too long after signing (R15)."""
    if taken:
        verdict.broken(Code.NUMBER_TAKEN, rule="R15")
    if reason_missing:
        verdict.broken(Code.REASON_REQUIRED)
    verdict.settle()
    return (assigned,)


def terminate(
    verdict: Verdict, terminated: AgreementTerminated, *, notice_days: int
) -> tuple[AgreementTerminated]:
    """An end before the last day, with notice unless all parties consent (R20)."""
    agreed = terminated.cause is EndReason.MUTUAL_CONSENT and terminated.consent is not None
    if not agreed and terminated.ends_on < terminated.notice_on + timedelta(days=notice_days):
        verdict.broken(Code.NOTICE_TOO_SHORT)
    verdict.settle()
    return (terminated,)
