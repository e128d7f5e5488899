"""From a refusal to an HTTP answer: the status of every code, and the body (RFC 9457).

One table for every door (contract §3.2). The first error is *the* refusal: it gives the answer
its status, title and detail; all broken rules stand in `errors`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from application.commands.base import Flaw
from domain.base import Violation
from domain.codes import Code
from interface.texts import sentence, title
from interface.wordings.flaws import flaw_in_words
from interface.wordings.wording import Language

MEDIA_TYPE = "application/problem+json"
_NO_RULE = "–"

STATUS: dict[Code, int] = {
    Code.UNAUTHENTICATED: 401,
    Code.MALFORMED: 422,
    Code.NOT_FOUND: 404,
    Code.KEY_REUSED: 422,
    Code.PRECONDITION_REQUIRED: 428,
    Code.CONFLICT: 412,
    Code.DUPLICATE_REF: 409,
    Code.ROLE_REQUIRED: 403,
    Code.ROLE_EXPIRED: 403,
    Code.OUT_OF_SCOPE: 403,
    Code.ON_BEHALF_NOT_ALLOWED: 403,
    Code.SECOND_PERSON_REQUIRED: 403,
    Code.NOT_OVERRIDABLE: 422,
    Code.SOD_VIOLATION: 403,
    Code.SELF_APPROVAL: 403,
    Code.CONFLICT_OF_INTEREST: 403,
    Code.WRONG_STATE: 409,
    Code.CLOSED_STREAM: 409,
    Code.IMMUTABLE: 409,
    Code.FUTURE_DATE: 422,
    Code.REASON_REQUIRED: 422,
    Code.ACCOUNT_EXISTS: 409,
    Code.NIP_INVALID: 422,
    Code.NIP_TAKEN: 409,
    Code.RULE_INVALID: 422,
    Code.PARTY_COUNT: 422,
    Code.INSTRUMENT_NOT_ALLOWED: 422,
    Code.TERM_INVALID: 422,
    Code.CLAUSE_MISSING: 422,
    Code.WORKPLAN_MISSING: 422,
    Code.OPINION_MISSING: 422,
    Code.COUNCIL_DECISION_MISSING: 422,
    Code.OVERLAP: 409,
    Code.TEXT_CHANGED_AFTER_APPROVAL: 409,
    Code.ALREADY_SIGNED: 409,
    Code.NO_AUTHORITY: 403,
    Code.MANDATE_INVALID: 403,
    Code.ACTING_RESTRICTED: 403,
    Code.UMBRELLA_REQUIRED: 422,
    Code.NUMBER_TAKEN: 409,
    Code.RETROACTIVE_AMENDMENT: 422,
    Code.ALREADY_EXPIRED: 409,
    Code.NOTICE_TOO_SHORT: 422,
    Code.NEED_REQUIRED: 422,
    Code.FIELD_MISMATCH: 422,
    Code.NOT_HOME_UNIT: 403,
    Code.PERIOD_INVALID: 422,
    Code.DURATION_OUT_OF_RANGE: 422,
    Code.NOT_ELIGIBLE: 422,
    Code.CONTRACT_ENDS: 422,
    Code.NOT_A_WORKING_AGREEMENT: 422,
    Code.AGREEMENT_NOT_IN_FORCE: 409,
    Code.AGREEMENT_ENDS_BEFORE_PLACEMENT: 409,
    Code.MODE_NOT_COVERED: 422,
    Code.FIELD_NOT_COVERED: 422,
    Code.UNIT_NOT_COVERED: 422,
    Code.CAPACITY_FULL: 409,
    Code.WAITLIST_ORDER: 409,
    Code.LETTER_AFTER_START: 422,
    Code.MENTOR_INVALID: 422,
    Code.START_OUT_OF_WINDOW: 422,
    Code.SUSPENSION_TOO_LONG: 409,
    Code.TOO_LATE: 422,
    Code.INCOMPLETE: 409,
    Code.DAY_OUT_OF_RANGE: 422,
    Code.ON_LEAVE: 422,
    Code.NON_WORKING_DAY: 422,
    Code.DAILY_CAP: 422,
    Code.NOT_ASSIGNED_MENTOR: 403,
    Code.RUBRIC_VERSION: 422,
    Code.RUBRIC_INCOMPLETE: 422,
    Code.REPLY_WINDOW_OPEN: 409,
    Code.CERT_DUPLICATE: 409,
    Code.CERT_BEFORE_COMPLETION: 422,
    Code.NOT_PASSED: 422,
    Code.CERTIFICATE_MISSING: 422,
    Code.HOURS_BELOW_FLOOR: 422,
    Code.ATTENDANCE_BELOW: 422,
    Code.NO_COVER_AT_TIME: 422,
    Code.DUPLICATE_CREDIT: 409,
    Code.JP_NOT_POLICY: 422,
    Code.NOT_RECOGNISED: 409,
    Code.ALREADY_REPORTED: 409,
    Code.PAYLOAD_INVALID: 422,
    Code.COST_DUPLICATE: 409,
    Code.FINDING_INCOMPLETE: 422,
    Code.NOT_VERIFIED: 409,
    Code.REASON_NOT_VALID: 422,
    Code.GROUND_REQUIRED: 422,
    Code.RETENTION_RUNNING: 409,
    Code.FATE_NOT_DESTROY: 409,
    Code.LEGAL_HOLD: 409,
    Code.PURPOSE_REQUIRED: 422,
    Code.NOT_CORRECTABLE: 422,
    Code.OLD_VALUE_MISMATCH: 409,
}
"""In the contract's order."""


def problem(
    errors: tuple[Violation, ...],
    *,
    language: Language,
    instance: str,
    flaws: Sequence[Flaw] = (),
    current_version: int | None = None,
    events_since: Sequence[Mapping[str, Any]] | None = None,
) -> dict[str, Any]:
    """The refusal body of the contract.

    `errors` are the broken rules, the refusal first; `flaws` say where a malformed request is
    wrong; `current_version` and `events_since` go with a stale version.
    """
    first = errors[0]
    code = Code(first.code)
    body: dict[str, Any] = {
        "type": f"urn:problem-type:jejak:{code.lower().replace('_', '-')}",
        "title": title(code, language),
        "status": STATUS[code],
        "detail": sentence(code, first.item, language),
        "instance": instance,
        "code": first.code,
    }
    if first.rule != _NO_RULE:
        body["rule"] = first.rule
    body["errors"] = [entry for error in errors for entry in _entries(error, flaws, language)]
    if current_version is not None:
        body["current_version"] = current_version
    if events_since is not None:
        body["events_since"] = list(events_since)
    return body


def _entries(
    error: Violation, flaws: Sequence[Flaw], language: Language
) -> Iterator[dict[str, str]]:
    """One entry for a broken rule; for a malformed field one for every flaw in it."""
    entry = {"code": error.code}
    if error.item is not None:
        entry["item"] = error.item
    if error.rule != _NO_RULE:
        entry["rule"] = error.rule
    detail = sentence(Code(error.code), error.item, language)
    within = [flaw for flaw in flaws if _top_field(flaw) == error.item]
    if error.code != Code.MALFORMED or not within:
        yield {**entry, "detail": detail}
        return
    for flaw in within:
        said = flaw_in_words(flaw.kind, flaw.limit, language)
        yield {**entry, "pointer": flaw.pointer, "detail": f"{detail} ({said})"}


def _top_field(flaw: Flaw) -> str:
    return flaw.pointer.split("/")[1] or "body"
