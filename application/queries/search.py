"""Search: agreements, placements and documents by their words, at any moment (R86).

The index proposes, the views decide: a thing is found if its texts have every term at the moment,
and its reader may see it. Word for word comes before akin, a title before the rest.
"""

from dataclasses import dataclass

from application.queries.agreement_reading import name_of
from application.queries.base import ListReply, Query, Reading, Reply
from application.queries.sight import Sight
from application.search.entries import SHOWN_OF_DIGEST, names_as_tokens, tokens_to_find
from application.search.terms import TITLE, Match, Term, match, terms_of
from application.views.learning import RECORDS
from application.views.things import AGREEMENTS, DOCUMENTS, EMPLOYEES, PLACEMENTS
from domain.agreement.state import Agreement
from domain.base import refuse
from domain.codes import Code
from domain.document import Document
from domain.learning.state import LearningRecord
from domain.placement.state import Placement
from domain.states import FoundThing
from domain.values import Text

Key = tuple[str, str]
"""(thing, id)."""


class FoundItem(Reply):
    thing: FoundThing
    subject: str
    title: str
    detail: str | None
    state: str | None
    exact: bool
    fields: list[str]


class SearchResult(ListReply):
    items: list[FoundItem]


class SearchQuery(Query):
    """What has all of these words: titles, partners, numbers, letters, certificates, names.

    Numbers are found as they are written, other words also by their kin. A person's placements are
    found by the name as long as the person has one.
    """

    asks = "search"
    path = "/search"
    can_be_kept = False
    Result = SearchResult

    text: Text
    thing: FoundThing | None = None

    def answer(self, reading: Reading, subject: str | None) -> SearchResult:
        reading.must_see()
        terms = terms_of(self.text)
        if not terms:
            refuse(Code.MALFORMED, "text")
        sight, found = Sight(reading), []
        for thing, key in sorted(_candidates(terms, reading)):
            if self.thing in (None, thing) and sight.reaches(thing, key):
                texts = _TEXTS[thing](key, reading)
                fit = match(terms, texts.texts) if texts else None
                if texts is not None and fit is not None:
                    found.append((_rank(fit, thing, key), _item(thing, key, texts, fit, terms)))
        return SearchResult(items=[item for _, item in sorted(found, key=lambda pair: pair[0])])


def _rank(fit: Match, thing: str, subject: str) -> tuple[int, int, int, str]:
    return -fit.exact, -fit.in_title, list(_TEXTS).index(thing), subject


def _item(thing: str, subject: str, texts: "Texts", fit: Match, terms: list[Term]) -> FoundItem:
    return FoundItem(
        thing=FoundThing(thing),
        subject=subject,
        title=texts.texts[0][1],
        detail=texts.detail or None,
        state=texts.state,
        exact=fit.exact == len(terms),
        fields=list(fit.fields),
    )


# --- what may be it ---------------------------------------------------------------------------


def _candidates(terms: list[Term], reading: Reading) -> set[Key]:
    """Whatever has each term in some fact, or stands for a partner or a person who has it."""
    proposed = [_proposed(term, reading) for term in terms]
    partners = [_of_thing(found, "organisation") for found in proposed]
    direct = [_widened(found, reading) for found in proposed]
    every = {key for found in direct for key in found}
    return {
        key
        for key in every
        if all(
            key in found or (key[0] == "placement" and hosts)
            for found, hosts in zip(direct, partners, strict=True)
        )
    }


def _proposed(term: Term, reading: Reading) -> set[Key]:
    found = reading.search.holding(tokens_to_find(term.parts))
    if not term.is_identifier:
        found |= reading.search.holding(
            [frozenset({token}) for token in names_as_tokens(term.parts[0], reading.vault)]
        )
    return found


def _of_thing(found: set[Key], thing: str) -> set[str]:
    return {subject for kind, subject in found if kind == thing}


def _widened(found: set[Key], reading: Reading) -> set[Key]:
    """Partners stand for their agreements, people for their placements."""
    partners = _of_thing(found, "organisation")
    widened = {key for key in found if key[0] in _TEXTS}
    if partners:
        for agreement in reading.list(AGREEMENTS):
            if any(agreement.has_party(partner) for partner in partners):
                widened.add(("agreement", agreement.id))
    for person in _of_thing(found, "employee"):
        for placement in reading.list(PLACEMENTS, employee=person):
            widened.add(("placement", placement.id))
    return widened


# --- what a thing says at the moment -----------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Texts:
    """(field, text) of a thing, its title first; what is shown beside it; its state."""

    texts: tuple[tuple[str, str], ...]
    detail: str
    state: str | None


def _of_agreement(subject: str, reading: Reading) -> Texts | None:
    row: Agreement | None = reading.find(AGREEMENTS, subject)
    if row is None:
        return None
    numbers = [number.number for number in row.numbers]
    partners = [name_of(party.organisation, reading) for party in row.parties]
    return Texts(
        (
            (TITLE, row.on_day(reading.day).title),
            *(("numbers", number) for number in numbers),
            *(("parties", partner) for partner in partners),
            ("id", subject),
        ),
        " · ".join(numbers or partners),
        row.state_on(reading.day),
    )


def _of_placement(subject: str, reading: Reading) -> Texts | None:
    row: Placement | None = reading.find(PLACEMENTS, subject)
    if row is None:
        return None
    record: LearningRecord | None = reading.find(RECORDS, subject)
    host, letter = name_of(row.host, reading), row.letter.number if row.letter else ""
    certificate = record.certificate.number if record and record.certificate else ""
    return Texts(
        (
            (TITLE, reading.name_of(reading.get(EMPLOYEES, row.employee))),
            ("host", host),
            ("letter", letter),
            ("certificate", certificate),
            ("id", subject),
        ),
        " · ".join(part for part in (host, letter) if part),
        row.state,
    )


def _of_document(subject: str, reading: Reading) -> Texts | None:
    row: Document | None = reading.find(DOCUMENTS, subject)
    if row is None:
        return None
    shown = subject[:SHOWN_OF_DIGEST]
    texts = ((TITLE, row.title or shown), ("sha256", subject), ("sha256", shown))
    return Texts(texts, subject, row.state)


_TEXTS = {"agreement": _of_agreement, "placement": _of_placement, "document": _of_document}
"""Thing -> its texts at a moment; in the order of equal finds."""
