"""What each fact gives the search index: the words of its texts, kept under what it is about.

The index only proposes; what a reader finds is read from the views at his or her moment. So an
entry may say too much and never too little, and it is never changed. The words of a person's name
go in as pseudonyms: without the vault's key the index says nothing about anybody.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from application.ports import Vault
from application.search.words import is_of_identifier, stems_of, words_of
from domain.agreement.facts import AgreementDrafted, AgreementNumberAssigned, AgreementRevised
from domain.correction import CorrectionRecorded
from domain.document import DocumentStored
from domain.employee import EmployeeRegistered, EmployeeUpdated, IdentityErased
from domain.envelope import AnyEnvelope
from domain.learning.facts import CertificateRecorded
from domain.organisation import OrganisationRegistered, OrganisationRenamed
from domain.placement.facts import PlacementAssigned, PlacementNominated

SHOWN_OF_DIGEST = 12
"""Digits of a document's digest that are shown, and may therefore be looked for."""
_LONGEST = 200
"""Letters of a word that are kept; PostgreSQL takes no token of more than two thousand bytes."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Tokens of one fact about one thing. Without tokens: what was kept of the thing goes."""

    thing: str
    subject: str
    tokens: frozenset[str]


def entry_of(fact: AnyEnvelope, vault: Vault) -> Entry | None:
    """The entry of a fact; None where nothing in it is looked for."""
    match fact.data:
        case EmployeeRegistered(sealed=sealed) | EmployeeUpdated(sealed=sealed):
            name = vault.unseal(fact.subject, {"name": sealed.get("name", "")}).get("name")
            return None if name is None else _entry(fact, names_as_tokens(name, vault))
        case IdentityErased():
            return _entry(fact, ())
        case DocumentStored(title=title):
            digest = fact.subject[:SHOWN_OF_DIGEST]
            return _entry(fact, {*tokens_of(title or ""), *tokens_of(f"{fact.subject} {digest}")})
    tokens = {token for text in _texts_of(fact) if text for token in tokens_of(text)}
    return _entry(fact, tokens) if tokens else None


def _texts_of(fact: AnyEnvelope) -> Iterator[str | None]:
    match fact.data:
        case AgreementDrafted(title=title):
            yield from (title, fact.subject)
        case AgreementRevised(title=title):
            yield title
        case AgreementNumberAssigned(number=number):
            yield number
        case OrganisationRegistered(name=name) | OrganisationRenamed(name=name):
            yield name
        case PlacementNominated():
            yield fact.subject
        case PlacementAssigned(letter=letter):
            yield letter.number
        case CertificateRecorded(certificate=certificate):
            yield certificate.number
        case CorrectionRecorded(new=str() as new):
            yield new


def _entry(fact: AnyEnvelope, tokens: Collection[str]) -> Entry:
    thing = "placement" if fact.thing == "learning-record" else fact.thing
    return Entry(thing, fact.subject, frozenset(tokens))


def tokens_of(text: str) -> set[str]:
    """The tokens of a text: each word by its stems, and a part of an identifier by itself."""
    return {_token(stem) for word in words_of(text) for stem in stems_of(word)}


def tokens_to_find(parts: Iterable[str]) -> list[frozenset[str]]:
    """For each word a set of tokens, one of which its text has."""
    return [frozenset(map(_token, stems_of(part))) for part in parts]


def names_as_tokens(name: str, vault: Vault) -> set[str]:
    return {f"p{vault.pseudonym(f'word of a name: {word}')}" for word in words_of(name)}


def _token(word: str) -> str:
    return f"{'w' if is_of_identifier(word) else 's'}{word[:_LONGEST]}"
