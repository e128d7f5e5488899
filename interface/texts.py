"""What people read when a rule says no, or when something is noted (contract §1, refusal body).

Codes never change; titles and sentences are for people, in Indonesian unless they ask otherwise.
"""

import re

from domain.codes import Code, Warn
from interface.wordings.access import ACCESS
from interface.wordings.agreements import AGREEMENTS
from interface.wordings.items import WORDS_OF_ITEMS
from interface.wordings.learning import LEARNING
from interface.wordings.oversight import OVERSIGHT, WARNINGS
from interface.wordings.wording import Language, Wording

WORDINGS: dict[Code | Warn, Wording] = {
    **ACCESS,
    **AGREEMENTS,
    **LEARNING,
    **OVERSIGHT,
    **WARNINGS,
}
_WHAT_WAS_ASKED = {"id": "yang diminta", "en": "such thing"}
_WITHOUT_ITEM: dict[Code | Warn, dict[Language, str]] = {
    Code.SOD_VIOLATION: {
        "id": "mengajukan dan memeriksa hal yang sama",
        "en": "handing a thing in and judging it",
    },
}
"""What is meant where a code comes without an item, if more than the thing asked for."""
_AND = {"id": " dan ", "en": " and "}
_QUALITY = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?")


def title(code: Code | Warn, language: Language) -> str:
    """A few words, the same for every occurrence of the code."""
    return WORDINGS[code].title(language)


def sentence(code: Code | Warn, item: str | None, language: Language) -> str:
    """What is, then what to do; the item is put into words where there are words for it."""
    said = WORDINGS[code].sentence(language)
    return said.replace("{item}", _item_in_words(code, item, language))


def language_of(accept_language: str | None) -> Language:
    """The language of the house that an Accept-Language header wants most; else Indonesian.

    Of two wanted as much the first one named counts, and `q=0` is a language not to be used.
    """
    wanted: dict[Language, float] = {}
    for choice in (accept_language or "").split(","):
        spoken, *parameters = choice.lower().split(";")
        match spoken.strip().partition("-")[0]:
            case "id" | "en" as language:
                wanted[language] = max(wanted.get(language, 0.0), _weight(parameters))
    return max(wanted, key=wanted.__getitem__) if any(wanted.values()) else "id"


def _weight(parameters: list[str]) -> float:
    """The `q` of a choice (RFC 9110), from 0 to 1; what is none counts as not said."""
    for name, _, value in (parameter.partition("=") for parameter in parameters):
        if name.strip() == "q" and _QUALITY.fullmatch(value.strip()):
            return float(value)
    return 1.0


def _item_in_words(code: Code | Warn, item: str | None, language: Language) -> str:
    if item is None:
        return _WITHOUT_ITEM.get(code, _WHAT_WAS_ASKED)[language]
    words = WORDS_OF_ITEMS.get(code, {}) if isinstance(code, Code) else {}
    column = 1 if language == "en" else 0
    said = [words[part][column] if part in words else part for part in item.split("+")]
    return _AND[language].join(said)
