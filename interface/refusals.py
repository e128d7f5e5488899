"""A refusal with everything it knows, as the body people get at every door."""

from typing import Any

import msgspec

from application.commands.base import Malformed
from application.guards import Conflict
from domain.base import Refused
from interface.problems import problem
from interface.wordings.wording import Language


def refusal_as_json(refusal: Refused, *, language: Language, instance: str) -> dict[str, Any]:
    """The refusal body of contract §1; `instance` says which request it answers."""
    if isinstance(refusal, Conflict):
        return problem(
            refusal.errors,
            language=language,
            instance=instance,
            current_version=refusal.current_version,
            events_since=[msgspec.to_builtins(fact) for fact in refusal.events_since],
        )
    flaws = refusal.flaws if isinstance(refusal, Malformed) else ()
    return problem(refusal.errors, language=language, instance=instance, flaws=flaws)


def refusal_in_both(refusal: Refused, *, instance: str) -> dict[str, Any]:
    """The refusal body with every title and sentence in Indonesian and in English."""
    indonesian = refusal_as_json(refusal, language="id", instance=instance)
    english = refusal_as_json(refusal, language="en", instance=instance)
    pairs = zip(indonesian["errors"], english["errors"], strict=True)
    errors = [{**error, "detail": _beside(error, other, "detail")} for error, other in pairs]
    said = {part: _beside(indonesian, english, part) for part in ("title", "detail")}
    return {**indonesian, **said, "errors": errors}


def _beside(indonesian: dict[str, Any], english: dict[str, Any], part: str) -> str:
    return f"{indonesian[part]} / {english[part]}"
