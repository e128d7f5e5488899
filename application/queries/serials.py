"""Gaps and doubles in the serial numbers of agreements, letters and certificates (§8.3, R15)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, groupby
from typing import NamedTuple

from application.queries.base import ListReply, Query, Reading, Reply
from application.queries.people import concern_of_host
from application.views.learning import RECORDS
from application.views.things import AGREEMENTS, OFFICES, PLACEMENTS
from domain.states import Series
from domain.values import LAST_SERIAL, Year


class Used(NamedTuple):
    """A serial number somebody used; `what` tells one use from another."""

    year: int
    series: Series
    organisation: str
    serial: int
    what: str


@dataclass(frozen=True, slots=True)
class Numbered:
    """A party's series of one year, and what was used of it."""

    year: int
    series: Series
    organisation: str
    uses: tuple[Used, ...]

    @property
    def highest(self) -> int:
        return self.uses[-1].serial

    @property
    def missing(self) -> Iterator[range]:
        """The stretches of running numbers nobody used below the highest.

        A number above the last running one was recorded before there was a last. It is no place
        in the series, so the way to it is not missing.
        """
        expected = 1
        for use in self.uses:
            if expected < use.serial:
                yield range(expected, min(use.serial, LAST_SERIAL + 1))
            expected = max(expected, min(use.serial, LAST_SERIAL) + 1)

    @property
    def duplicates(self) -> list[int]:
        times = Counter(use.serial for use in self.uses)
        return [serial for serial, used in times.items() if used > 1]

    @property
    def exceptions(self) -> int:
        """How many numbers are missing or were used twice."""
        return sum(map(len, self.missing)) + len(self.duplicates)


class GapItem(Reply):
    series: Series
    organisation: str
    year: int
    highest: int
    missing: list[int]
    duplicates: list[int]


class GapsResult(ListReply):
    items: list[GapItem]


class NumberGapsQuery(Query):
    """The series of a year in which a number is missing or was used twice."""

    asks = "number-gaps"
    path = "/number-gaps"
    Result = GapsResult

    year: Year
    series: Series | None = None

    def answer(self, reading: Reading, subject: str | None) -> GapsResult:
        items = [
            GapItem(
                series=found.series,
                organisation=found.organisation,
                year=found.year,
                highest=found.highest,
                missing=list(chain.from_iterable(found.missing)),
                duplicates=found.duplicates,
            )
            for found in series_with_gaps(reading, self.year)
            if self.series in (None, found.series)
            and reading.may_see(concern_of_host(found.organisation))
        ]
        return GapsResult(items=items)


def series_with_gaps(reading: Reading, year: int | None = None) -> Iterator[Numbered]:
    """Every series with a number missing or used twice, by year, series and party."""
    for (of, series, organisation), uses in groupby(uses_of(reading, year), _series_of):
        found = Numbered(of, series, organisation, tuple(uses))
        if found.exceptions:
            yield found


def uses_of(reading: Reading, year: int | None = None) -> Iterator[Used]:
    """Every serial number somebody used, of a year or ever, each use once, in order."""
    found = (
        use for source in _SOURCES for use in source(reading) if year is None or use.year == year
    )
    return (use for use, _ in groupby(reading.lay(found, lambda use: use)))


def _series_of(use: Used) -> tuple[int, Series, str]:
    return use.year, use.series, use.organisation


def _agreements(reading: Reading) -> Iterator[Used]:
    for agreement in reading.list(AGREEMENTS):
        for number in agreement.numbers:
            if number.serial is not None:
                yield Used(number.year, Series.AGREEMENT, number.party, number.serial, agreement.id)


def _letters(reading: Reading) -> Iterator[Used]:
    """One use per letter number: a letter may cover several placements."""
    for placement in reading.each(PLACEMENTS):
        letter = placement.letter
        if letter is not None and letter.serial is not None:
            city = reading.get(OFFICES, letter.office).organisation
            yield Used(letter.date.year, Series.LETTER, city, letter.serial, letter.number)


def _certificates(reading: Reading) -> Iterator[Used]:
    for record in reading.each(RECORDS):
        certificate = record.certificate
        if certificate is not None and certificate.serial is not None:
            yield Used(
                certificate.date.year,
                Series.CERTIFICATE,
                record.host,
                certificate.serial,
                record.id,
            )


_SOURCES = (_agreements, _letters, _certificates)
