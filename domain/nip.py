"""The employee number of a civil servant (nomor induk pegawai), contract §3.

Eighteen digits: 1-8 the birth date, 9-14 the month of appointment, 15 the sex, 16-18 a serial
number (Peraturan Kepala BKN 22/2007). A number that is well formed may still not exist; only
the national register can say that it does.
"""

from datetime import date
from enum import StrEnum

from domain.enums_learning import EmploymentKind

MASK = "•••"
"""What stands where a name or a number is not shown."""
_LENGTH = 18
_ADULT, _LATE = 18, 40


class NipFault(StrEnum):
    """What is wrong with a number; the first that holds is named."""

    LENGTH = "LENGTH"
    DIGITS = "DIGITS"
    BIRTH_DATE = "BIRTH_DATE"
    MONTH = "MONTH"
    FUTURE = "FUTURE"
    SEX = "SEX"
    SERIAL = "SERIAL"


def bare_nip(written: str) -> str:
    """The number without the blanks and dots people write into it."""
    return "".join(sign for sign in written if not sign.isspace() and sign != ".")


def nip_fault(nip: str, kind: EmploymentKind, today: date) -> NipFault | None:
    """The first fault of a bare number, or None if it is well formed.

    Sources disagree about digits 9-14 of a PPPK, so no month is demanded there.
    """
    if len(nip) != _LENGTH:
        return NipFault.LENGTH
    if not (nip.isascii() and nip.isdigit()):
        return NipFault.DIGITS
    if not _is_date(nip[:8]):
        return NipFault.BIRTH_DATE
    if kind is not EmploymentKind.PPPK:
        if not 1 <= int(nip[12:14]) <= 12:
            return NipFault.MONTH
        if nip[8:14] > f"{today:%Y%m}":
            return NipFault.FUTURE
    if nip[14] not in "12":
        return NipFault.SEX
    if nip[15:] == "000":
        return NipFault.SERIAL
    return None


def has_unusual_age(nip: str, kind: EmploymentKind) -> bool:
    """Whether the person was under 18 or over 40 on the first day of the appointment month.

    Asked of a well-formed number; always False for a PPPK, whose digits hold no month.
    """
    if kind is EmploymentKind.PPPK:
        return False
    had_birthday = (nip[12:14], "01") >= (nip[4:6], nip[6:8])
    age = int(nip[8:12]) - int(nip[:4]) - (not had_birthday)
    return not _ADULT <= age <= _LATE


def masked_nip(nip: str) -> str:
    """What people see: the last three digits; the rest tells birth date and sex (R98)."""
    return MASK + nip[-3:]


def sex_of(nip: str) -> str:
    """`M` or `F`, by digit 15."""
    return "M" if nip[14] == "1" else "F"


def _is_date(digits: str) -> bool:
    try:
        date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True
