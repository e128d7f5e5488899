"""Pages from templates: words, dates and links the same on every page, and the strict headers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from fastapi import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from domain.codes import Code, Warn
from domain.envelope import Instant
from interface.console.words import WORDS
from interface.texts import title
from interface.wordings import terms
from interface.wordings.items import WORDS_OF_ITEMS
from interface.wordings.wording import Language

FOLDER = Path(__file__).parent
STYLE = (FOLDER / "style.css").read_text(encoding="utf-8")
POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)
"""No script runs on these pages at all, so no nonce is given to any."""

_CLAUSES = WORDS_OF_ITEMS[Code.CLAUSE_MISSING]
_ELIGIBILITY = WORDS_OF_ITEMS[Code.NOT_ELIGIBLE]
_PAGES = Environment(
    loader=FileSystemLoader(FOLDER / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@dataclass(frozen=True, slots=True)
class Address:
    """Where the reader stands: the page, the two clocks, the language."""

    path: str
    language: Language
    as_of: str | None = None
    known_at: str | None = None
    lang: str | None = None
    """The language the reader chose, where one was chosen."""
    extra: Mapping[str, str] = field(default_factory=dict)
    """What else stands in the address: filters, a year."""

    def here(self, /, **changes: str | int | None) -> str:
        """This page again, but for what is changed."""
        return self.link(self.path, **{**self.extra, **changes})

    def link(self, path: str, /, **changes: str | int | None) -> str:
        """A link that keeps clocks and language, but for what is changed."""
        kept: dict[str, Any] = {
            "as_of": self.as_of,
            "known_at": self.known_at,
            "lang": self.lang,
            **changes,
        }
        fragment = kept.pop("fragment", None)
        query = urlencode({key: value for key, value in kept.items() if value not in (None, "")})
        return path + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")


def render(template: str, address: Address, status: int = 200, **values: Any) -> Response:
    """One page. Values are escaped by the templates."""
    language = address.language
    column = 1 if language == "en" else 0
    page = _PAGES.get_template(template).render(
        address=address,
        lang=language,
        word=lambda key: WORDS[key][column],
        state=lambda value: terms.state_in_words(value, language),
        terms=lambda value: terms.term(value, language),
        fact_words=lambda topic: terms.fact_in_words(topic, language),
        code_words=lambda code: _code_in_words(code, language),
        clause=lambda kind: _CLAUSES[kind][column].capitalize(),
        eligibility=lambda item: _ELIGIBILITY[item][column].capitalize(),
        day=lambda value: _day(value, language, brief=False),
        brief=lambda value: brief_day(value, language),
        moment=lambda value: terms.moment_in_words(Instant(value), language),
        hours=lambda quarters: terms.hours_in_words(quarters, language),
        centi=lambda value: terms.centi_in_words(value, language),
        link=address.link,
        here=address.here,
        **values,
    )
    headers = {"Content-Security-Policy": POLICY, "Content-Language": language}
    return Response(page, status, headers, media_type="text/html; charset=utf-8")


def brief_day(value: str | date | None, language: Language) -> str:
    """`18 Feb 2020`; a dash for no day."""
    return _day(value, language, brief=True)


def _code_in_words(code: str, language: Language) -> str:
    known: Code | Warn = Warn(code) if code in Warn.__members__ else Code(code)
    return title(known, language)


def _day(value: str | date | None, language: Language, *, brief: bool) -> str:
    if value is None:
        return "–"
    day = date.fromisoformat(value) if isinstance(value, str) else value
    return terms.day_in_words(day, language, brief=brief)
