"""Words of a text, and what Indonesian words may be formed from.

A word with a digit in it is part of an identifier and is only ever itself. Any other word has
stems: the roots it may come from. Affixes are peeled off in every order that leaves four letters,
for which one is right cannot be told without a dictionary (*pemagangan*: *magang* or *pagang*).
Two words are akin if they may come from one root; the word itself always comes before its kin.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

SHORTEST = 4
"""Letters a root has at least."""
_WORD = re.compile(r"[^\W_]+")
_DIGIT = re.compile(r"\d")
_PARTICLES = ("lah", "kah", "tah", "pun")
_POSSESSIVES = ("ku", "mu", "nya")
_SUFFIXES = ("kan", "an", "i")
_PREFIXES: dict[str, tuple[str, ...]] = {
    "meny": ("s",),
    "meng": ("", "k"),
    "mem": ("", "p", "m"),
    "men": ("", "t", "n"),
    "me": ("",),
    "peny": ("s",),
    "peng": ("", "k"),
    "pem": ("", "p", "m"),
    "pen": ("", "t", "n"),
    "per": ("",),
    "pel": ("",),
    "pe": ("",),
    "ber": ("",),
    "bel": ("",),
    "be": ("",),
    "ter": ("",),
    "di": ("",),
    "ke": ("",),
    "se": ("",),
}
"""Prefix -> what a root may have begun with in its place."""
_PREFIXES_AT_MOST = 2


def words_of(text: str) -> list[str]:
    """The words of a text in order, without case and marks: `800/ST.100` is 800, st, 100."""
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def is_of_identifier(word: str) -> bool:
    return _DIGIT.search(word) is not None


@lru_cache(maxsize=65536)
def stems_of(word: str) -> frozenset[str]:
    """The word and every root it may come from; of a part of an identifier the word alone."""
    if is_of_identifier(word):
        return frozenset({word})
    bare = {form for whole in _without_ends(word) for form in _without_suffix(whole)}
    roots = {root for form in bare for root in _without_prefixes(form, _PREFIXES_AT_MOST)}
    return frozenset({word} | {root for root in roots if len(root) >= SHORTEST})


def _without_ends(word: str) -> Iterator[str]:
    """The word without particle, without possessive, and without both."""
    for whole in (word, *_peeled(word, _PARTICLES)):
        yield whole
        yield from _peeled(whole, _POSSESSIVES)


def _without_suffix(word: str) -> Iterator[str]:
    yield word
    yield from _peeled(word, _SUFFIXES)


def _peeled(word: str, ends: tuple[str, ...]) -> Iterator[str]:
    for end in ends:
        if word.endswith(end) and len(word) - len(end) >= SHORTEST:
            yield word.removesuffix(end)


def _without_prefixes(word: str, at_most: int) -> Iterator[str]:
    yield word
    if not at_most:
        return
    for prefix, begins in _PREFIXES.items():
        rest = word.removeprefix(prefix)
        if len(rest) == len(word):
            continue
        for begin in begins:
            root = begin + rest
            if len(root) >= SHORTEST:
                yield from _without_prefixes(root, at_most - 1)
