"""One thing to say, in the two languages the house speaks."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["id", "en"]


@dataclass(frozen=True, slots=True)
class Wording:
    """A title and a sentence in Indonesian and in English.

    The sentence says what is, then what to do. `{item}` stands for what exactly is wrong.
    """

    title_id: str
    sentence_id: str
    title_en: str
    sentence_en: str

    def title(self, language: Language) -> str:
        return self.title_en if language == "en" else self.title_id

    def sentence(self, language: Language) -> str:
        return self.sentence_en if language == "en" else self.sentence_id
