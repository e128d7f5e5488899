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
