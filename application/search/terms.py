"""What somebody looks for, taken apart, and whether a text has it."""

from collections.abc import Sequence
from dataclasses import dataclass

from application.search.words import is_of_identifier, stems_of, words_of

MOST_TERMS = 8
"""Terms looked at; what comes behind them is left out."""
TITLE = "title"
"""The field that counts before all others."""


@dataclass(frozen=True, slots=True)
class Term:
    """One word, or the parts of one identifier, which must stand side by side."""

    parts: tuple[str, ...]

    @property
    def is_identifier(self) -> bool:
        return len(self.parts) > 1 or is_of_identifier(self.parts[0])

    @property
    def stems(self) -> frozenset[str]:
        return stems_of(self.parts[0])


@dataclass(frozen=True, slots=True)
class Match:
    """How well a text has all terms: how many word for word, how many of those in its title."""

    exact: int
    in_title: int
    fields: tuple[str, ...]


def terms_of(text: str) -> list[Term]:
    """The terms of a search: an identifier between blanks is one, every other word its own."""
    terms: list[Term] = []
    for chunk in text.split():
        parts = words_of(chunk)
        if any(map(is_of_identifier, parts)):
            terms.append(Term(tuple(parts)))
        else:
            terms += [Term((part,)) for part in parts]
    return list(dict.fromkeys(terms))[:MOST_TERMS]


def match(terms: Sequence[Term], texts: Sequence[tuple[str, str]]) -> Match | None:
    """How the texts of a thing, (field, text), have the terms; None unless they have all of them.

    A field may have several texts; a term stands in one of them.
    """
    words = [(field, words_of(text)) for field, text in texts]
    exact = in_title = 0
    fields: dict[str, None] = {}
    for term in terms:
        literal = [field for field, own in words if _has(own, term.parts)]
        kin = () if literal or term.is_identifier else words
        akin = [field for field, own in kin if _akin(own, term)]
        if not literal and not akin:
            return None
        exact += bool(literal)
        in_title += TITLE in literal
        fields |= dict.fromkeys(literal or akin)
    return Match(exact, in_title, tuple(fields))


def _has(words: Sequence[str], parts: tuple[str, ...]) -> bool:
    """Whether the parts stand side by side."""
    width = len(parts)
    return any(tuple(words[n : n + width]) == parts for n in range(len(words) - width + 1))


def _akin(words: Sequence[str], term: Term) -> bool:
    return any(not stems_of(word).isdisjoint(term.stems) for word in words)
