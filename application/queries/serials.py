"""Gaps and doubles in the serial numbers of agreements, letters and certificates (§8.3, R15)."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain, groupby
from typing import NamedTuple

from application.queries.base import ListReply, Query, Reading, Reply
from application.queries.people import concern_of_host
from application.views.learning import RECORDS
from application.views.things import AGREEMENTS, OFFICES, PLACEMENTS
from domain.states import Series
from domain.values import Year


class Used(NamedTuple):
    """A serial number somebody used; `what` tells one use from another."""

    series: Series
    organisation: str
    serial: int
    what: str


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
            _gaps(series, organisation, self.year, Counter(use.serial for use in uses))
            for (series, organisation), uses in groupby(uses_of(self.year, reading), _series_of)
            if self.series in (None, series) and reading.may_see(concern_of_host(organisation))
        ]
        return GapsResult(items=[item for item in items if item.missing or item.duplicates])


def uses_of(year: int, reading: Reading) -> Iterator[Used]:
    """Every serial number of a year somebody used, each use once, in order."""
    found = (use for source in _SOURCES for use in source(year, reading))
    return (use for use, _ in groupby(reading.lay(found, lambda use: use)))


def _series_of(use: Used) -> tuple[Series, str]:
    return use.series, use.organisation


def numbered_years(reading: Reading) -> set[int]:
    """The years any serial number belongs to."""
    letters = (placement.letter for placement in reading.each(PLACEMENTS))
    certificates = (record.certificate for record in reading.each(RECORDS))
    dated = {paper.date.year for paper in chain(letters, certificates) if paper is not None}
    numbers = (number for agreement in reading.list(AGREEMENTS) for number in agreement.numbers)
    return {*dated, *(number.year for number in numbers)}


def _gaps(series: Series, organisation: str, year: int, serials: Counter[int]) -> GapItem:
    highest = max(serials)
    return GapItem(
        series=series,
        organisation=organisation,
        year=year,
        highest=highest,
        missing=[n for n in range(1, highest + 1) if n not in serials],
        duplicates=sorted(n for n, times in serials.items() if times > 1),
    )


def _agreements(year: int, reading: Reading) -> Iterator[Used]:
    for agreement in reading.list(AGREEMENTS):
        for number in agreement.numbers:
            if number.year == year and number.serial is not None:
                yield Used(Series.AGREEMENT, number.party, number.serial, agreement.id)


def _letters(year: int, reading: Reading) -> Iterator[Used]:
    """One use per letter number: a letter may cover several placements."""
    for placement in reading.each(PLACEMENTS):
        letter = placement.letter
        if letter is not None and letter.date.year == year and letter.serial is not None:
            city = reading.get(OFFICES, letter.office).organisation
            yield Used(Series.LETTER, city, letter.serial, letter.number)


def _certificates(year: int, reading: Reading) -> Iterator[Used]:
    for record in reading.each(RECORDS):
        certificate = record.certificate
        if certificate is None or certificate.date.year != year or certificate.serial is None:
            continue
        yield Used(Series.CERTIFICATE, record.host, certificate.serial, record.id)


_SOURCES = (_agreements, _letters, _certificates)
