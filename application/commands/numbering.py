"""The numbers that are used once, as the names they are claimed under (R15, R37, R61)."""

from typing import TYPE_CHECKING

from application.commands.claiming import Claim, claim_for
from domain.agreement.state import Agreement
from domain.learning.state import LearningRecord
from domain.shapes import Letter

if TYPE_CHECKING:
    from application.desk import Desk


def claim_agreement_number(
    desk: "Desk", agreement: str, party: str, year: int, number: str
) -> bool:
    """Once by a party in a year. False if another agreement has it."""

    def has(other: str) -> bool:
        numbers = desk.get(Agreement, other).numbers
        return any((n.party, n.year, n.number) == (party, year, number) for n in numbers)

    claim = ("agreement-number", f"{party} {year} {number}")
    return claim_for(desk, claim, agreement, has)


def claim_certificate_number(desk: "Desk", record: str, host: str, number: str) -> bool:
    """Once by a host. False if another record has it."""

    def has(other: str) -> bool:
        certificate = desk.get(LearningRecord, other).certificate
        return certificate is not None and certificate.number == number

    return claim_for(desk, ("certificate", f"{host} {number}"), record, has)


def letter_number(letter: Letter) -> Claim:
    """Once in the year of the letter's date."""
    return "letter", f"{letter.date.year} {letter.number}"


def letter_identity(letter: Letter) -> str:
    """Who owns a letter's number: one letter may cover several placements."""
    return f"{letter.date} {letter.document}"


def is_of_other_letter(owner: str | None, letter: Letter) -> bool:
    """Whether a number belongs to a letter with another document."""
    return owner is not None and owner.partition(" ")[2] != letter.document
