"""What an amendment changed, in words: only what differs, clause by clause."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from domain.codes import Code
from interface.console.rendering import brief_day
from interface.wordings.items import WORDS_OF_ITEMS
from interface.wordings.terms import term
from interface.wordings.wording import Language

_CLAUSES = WORDS_OF_ITEMS[Code.CLAUSE_MISSING]
_NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Changed:
    """One changed field, before and after."""

    field: str
    before: str
    after: str


def changed(changes: Iterable[Mapping[str, Any]], language: Language) -> Iterator[Changed]:
    """The changes of one amendment as people read them."""
    for change in changes:
        field, before, after = change["field"], change["before"], change["after"]
        if field == "clauses":
            yield from _clauses(before or {}, after or {}, language)
        else:
            said = (_in_words(field, value, language) for value in (before, after))
            yield Changed(term(field, language), *said)


def _clauses(
    before: Mapping[str, str], after: Mapping[str, str], language: Language
) -> Iterator[Changed]:
    column = 1 if language == "en" else 0
    for kind in {**before, **after}:
        was, now = before.get(kind, _NOTHING), after.get(kind, _NOTHING)
        if was != now:
            clause = _CLAUSES[kind][column]
            yield Changed(f"{term('clauses', language)}: {clause}", was, now)


def _in_words(field: str, value: Any, language: Language) -> str:
    if value is None:
        return _NOTHING
    match field:
        case "last_day":
            return brief_day(value, language)
        case "scope":
            parts = (value.get(part) or () for part in ("fields", "modes", "unit_kinds"))
            return " · ".join(_listed(part, language) for part in parts if part)
        case "capacity":
            seats = (f"{term(one['field'], language)} {one['seats']}" for one in value)
            return ", ".join(seats)
        case "run_off":
            until = brief_day(value["until"], language) if value.get("until") else ""
            return f"{term(value['policy'], language)} {until}".strip()
    return str(value)


def _listed(values: Iterable[str], language: Language) -> str:
    return ", ".join(term(value, language) for value in values)
