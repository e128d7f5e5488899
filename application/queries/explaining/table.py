"""Every figure that can be explained, and the closed list of numbers that are no figures."""

from collections.abc import Iterable, Mapping

from application.queries.explaining.controls import OF_CONTROLS
from application.queries.explaining.further import OF_FURTHER
from application.queries.explaining.jp import OF_JP
from application.queries.explaining.parts import Explanation, Explanations
from application.queries.explaining.programme import OF_PROGRAMME
from application.queries.explaining.things import OF_THINGS

EXPLAINED: Explanations = {
    **OF_THINGS,
    **OF_JP,
    **OF_PROGRAMME,
    **OF_CONTROLS,
    **OF_FURTHER,
}

_POSITION = "a place in the log: it is a trail itself"
_VERSION = "how many facts a thing has"
_ORDER = "which one of several: an order or a count of the question, not of what happened"
_YEAR = "the year asked about, or the one a credit belongs to"
_ASKED = "told back as it was asked"

NO_FIGURES: Mapping[str, Mapping[str, str]] = {
    "agreement": {"/version": _VERSION},
    "placement": {"/version": _VERSION},
    "learning-record": {
        "/version": _VERSION,
        "/entries/*/entry": _ORDER,
        "/year": _YEAR,
        "/credit_version": _ORDER,
        "/back_at_work/*/months_after": _ORDER,
    },
    "external-learning": {"/year": _YEAR},
    "subject-file": {"/events/*/position": _POSITION},
    "rules": {"/items/*/position": _POSITION},
    "number-gaps": {"/items/*/year": _YEAR},
    "jp-ledger": {"/year": _YEAR, "/entries/*/positions/*": _POSITION},
    "jp-recap": {"/items/*/no": _ORDER},
    "siasn": {"/items/*/credit_version": _ORDER},
    "late-records": {"/items/*/position": _POSITION},
    "violations": {"/items/*/position": _POSITION},
    "hour-exceptions": {"/items/*/entries/*": _ORDER},
    "finding": {"/links/*/position": _POSITION},
    "sample": {"/drawn_at": _POSITION},
    "samples": {"/items/*/drawn_at": _POSITION},
    "redraw": {"/drawn_at": _POSITION},
    "questions": {"/items/*/asked_position": _POSITION},
    "question": {"/asked_position": _POSITION},
    "follow-up": {"/steps/*/position": _POSITION},
    "evidence-request": {"/steps/*/position": _POSITION},
    "linked-findings": {"/items/*/link/position": _POSITION},
    "audit-trail": {
        "/items/*/position": _POSITION,
        "/items/*/version": _VERSION,
        "/items/*/causation": _POSITION,
    },
    "activity": {
        "/items/*/position": _POSITION,
        "/items/*/entry": _POSITION,
        "/items/*/causation": _POSITION,
    },
    "fact": {
        "/fact/position": _POSITION,
        "/fact/version": _VERSION,
        "/fact/causation": _POSITION,
        "/act/*/position": _POSITION,
        "/act/*/causation": _POSITION,
        "/act/*/depth": _ORDER,
    },
    "difference": {"/events/*/position": _POSITION},
    "explain": {"/entries/*/positions/*": _POSITION},
    "realisation": {"/items/*/positions/*": _POSITION},
    "limit-breaches": {"/items/*/positions/*": _POSITION},
    "repeated-texts": {"/items/*/entries/*/entry": _ORDER, "/items/*/positions/*": _POSITION},
    "never-placed": {"/items/*/positions/*": _POSITION},
    "why": {"/items/*/positions/*": _POSITION},
    "checkpoint": {"/size": _POSITION},
    "proof": {"/size": _POSITION},
    "verify": {"/size": _POSITION, "/first_bad_position": _POSITION},
    "documents": {"/items/*/cited_by/*": _POSITION},
}
"""Question -> place in its answer -> why the number there is no figure and needs no trail."""


def explanation_of(question: str, path: tuple[str, ...]) -> Explanation | None:
    """How what stands at a place of an answer is explained; None if it is no figure."""
    for place, explanation in EXPLAINED.get(question, {}).items():
        if fits(place, path):
            return explanation
    return None


def fits(place: str, path: Iterable[str]) -> bool:
    """Whether a path leads to a place of the table."""
    wanted, given = place.split("/")[1:], list(path)
    return len(wanted) == len(given) and all(
        step in ("*", taken) for step, taken in zip(wanted, given, strict=True)
    )
