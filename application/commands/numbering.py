"""The numbers that are used once, as the names they are claimed under (R15, R37, R61)."""

from domain.shapes import Letter

Claim = tuple[str, str]
"""(scope, name)"""


def agreement_number(party: str, year: int, number: str) -> Claim:
    """Once by a party in a year."""
    return "agreement-number", f"{party} {year} {number}"


def letter_number(letter: Letter) -> Claim:
    """Once in the year of the letter's date."""
    return "letter", f"{letter.date.year} {letter.number}"


def letter_identity(letter: Letter) -> str:
    """Who owns a letter's number: one letter may cover several placements."""
    return f"{letter.date} {letter.document}"


def is_of_other_letter(owner: str | None, letter: Letter) -> bool:
    """Whether a number belongs to a letter with another document."""
    return owner is not None and owner.partition(" ")[2] != letter.document


def certificate_number(host: str, number: str) -> Claim:
    """Once by a host."""
    return "certificate", f"{host} {number}"
