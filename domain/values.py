"""The small values of contract §3: texts, ids, amounts; each refuses nonsense at birth.

They are annotated builtins, so that commands (pydantic), facts (msgspec) and states share them
without conversion. Pydantic enforces them where data comes in; facts are made from what passed.
"""

import unicodedata
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any

from pydantic import AfterValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

FIRST_YEAR, LAST_YEAR = 1900, 2999
"""Years a date may name. A thousand years of retention and a thousand months of a term, the most
the rules may say, still end on a day the calendar has."""
YEARS = f"{FIRST_YEAR}–{LAST_YEAR}"
"""They, as people read them."""


def _not_composed() -> PydanticCustomError:
    return PydanticCustomError("text_not_composed", "text must be in Unicode normal form C")


def _with_nul() -> PydanticCustomError:
    return PydanticCustomError("text_with_nul", "text must not hold a NUL")


def _composed(text: str) -> str:
    if not text.isascii() and not unicodedata.is_normalized("NFC", text):
        raise _not_composed()
    if not text.strip():
        raise PydanticCustomError("string_too_short", "text must not be empty")
    if "\x00" in text:
        raise _with_nul()
    return text


@dataclass(frozen=True, slots=True)
class Names:
    """Marks a text that names a thing by its id; the door checks that the thing exists."""

    thing: str


@dataclass(frozen=True, slots=True)
class Cites:
    """Marks the SHA-256 of a document an act relies on; the door warns if it is not stored."""


@dataclass(frozen=True, slots=True)
class NotLater:
    """Marks a date that may not lie after today (`FUTURE_DATE`, contract §4.2)."""


def _plain(value: Any) -> Any:
    """JSON as it can be recorded: composed text, whole numbers the profile holds, no floats."""
    match value:
        case str() if not unicodedata.is_normalized("NFC", value):
            raise _not_composed()
        case str() if "\x00" in value:
            raise _with_nul()
        case float():
            raise PydanticCustomError("number_not_whole", "numbers must be whole")
        case int() if not -_LARGEST <= value <= _LARGEST:
            raise PydanticCustomError("number_too_large", "numbers must lie within 2^53 - 1")
        case dict():
            for key, inner in value.items():
                _plain(key)
                _plain(inner)
        case list():
            for inner in value:
                _plain(inner)
    return value


_LARGEST = 2**53 - 1
Object = Annotated[dict[str, Any], AfterValidator(_plain)]
"""Any JSON object."""
Anything = Annotated[Any, AfterValidator(_plain)]
"""Any JSON value."""


def _aware(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise PydanticCustomError("instant_without_offset", "an instant needs an offset")
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise PydanticCustomError(
            "year_out_of_range", "must lie in the years {expected}", {"expected": YEARS}
        )
    return moment


Text = Annotated[str, StringConstraints(min_length=1), AfterValidator(_composed)]
Name = Annotated[Text, Field(max_length=200)]
"""A text that something is found by, as a login, a number or a code: no database looks up more."""
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$"), Cites()]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=LAST_YEAR)]
Whole = Annotated[int, Field(ge=-_LARGEST, le=_LARGEST)]
"""A whole number that every reader of JSON reads as it is."""
Count = Annotated[int, Field(ge=0, le=_LARGEST)]
"""A whole number that is not negative, and that nobody adds up: a position, a copy, a level."""
Ordinal = Annotated[int, Field(ge=1, le=_LARGEST)]
"""A place in an order, or a number of them, counted from one."""
Money = Annotated[int, Field(ge=0, le=999_999_999_999)]
"""Rupiah: below a trillion, so that thousands of them add up to a number JSON holds."""
People = Annotated[int, Field(ge=0, le=10_000_000)]
"""Persons, or places for them: twice as many as serve the whole state."""
Jp = Annotated[int, Field(ge=0, le=10_000)]
"""Lesson hours (jam pelajaran) of one learning or one class."""
Minutes = Annotated[int, Field(ge=0, le=366 * 24 * 60)]
"""Minutes of one part of a learning: at most a year."""
LAST_SERIAL = 99_999
Serial = Annotated[int, Field(ge=0, le=LAST_SERIAL)]
"""The running number of a paper within a year, a party and a series."""
Quarters = Annotated[int, Field(ge=1, le=96)]
"""Time at work in quarter hours: 24 is six hours. One day has 96."""
PastDate = Annotated[date, NotLater()]
AnyInstant = Annotated[datetime, AfterValidator(_aware)]
PastInstant = Annotated[AnyInstant, NotLater()]

OrganisationId = Annotated[Text, Names("organisation")]
UnitId = Annotated[Text, Names("unit")]
OfficeId = Annotated[Text, Names("office")]
MandateId = Annotated[Text, Names("mandate")]
AccountId = Annotated[Text, Names("account")]
EmployeeId = Annotated[Text, Names("employee")]
NeedId = Annotated[Text, Names("need")]
AgreementId = Annotated[Text, Names("agreement")]
PlacementId = Annotated[Text, Names("placement")]
FindingId = Annotated[Text, Names("finding")]
