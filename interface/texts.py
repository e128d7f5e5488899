"""What people read when a rule says no, or when something is noted (contract §1, refusal body).

Codes never change; titles and sentences are for people, in Indonesian unless they ask otherwise.
"""

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
_AND = {"id": " dan ", "en": " and "}


def title(code: Code | Warn, language: Language) -> str:
    """A few words, the same for every occurrence of the code."""
    return WORDINGS[code].title(language)


def sentence(code: Code | Warn, item: str | None, language: Language) -> str:
    """What is, then what to do; the item is put into words where there are words for it."""
    said = WORDINGS[code].sentence(language)
    return said.replace("{item}", _item_in_words(code, item, language))


def language_of(accept_language: str | None) -> Language:
    """The first language of an Accept-Language header that the house speaks; else Indonesian."""
    for choice in (accept_language or "").split(","):
        spoken = choice.partition(";")[0].strip().lower().partition("-")[0]
        if spoken == "en":
            return "en"
        if spoken == "id":
            return "id"
    return "id"


def _item_in_words(code: Code | Warn, item: str | None, language: Language) -> str:
    if item is None:
        return _WHAT_WAS_ASKED[language]
    words = WORDS_OF_ITEMS.get(code, {}) if isinstance(code, Code) else {}
    column = 1 if language == "en" else 0
    said = [words[part][column] if part in words else part for part in item.split("+")]
    return _AND[language].join(said)
