"""Samples (uji petik): the list of them, one with its marks, one drawn again (R95)."""

from dataclasses import replace
from datetime import date

import msgspec

import application.queries as known
from application.enquiry import fields_of_items, key_of, strata_of
from application.laying import whole
from application.ports import Moment
from application.queries.base import ListReply, Query, Reading, Reply
from application.views.oversight import SAMPLES
from domain.base import refuse
from domain.codes import Code
from domain.dates import civil_day
from domain.enums_learning import Mark
from domain.envelope import stream_of
from domain.sample import Sample, SampleDrawn, draw, population_sha256


class SampleItem(Reply):
    key: str
    mark: Mark | None
    note: str | None


class SampleResult(Reply):
    sample: str
    population: str
    population_size: int
    population_sha256: str
    size: int
    seed: str
    drawn_at: int
    items: list[SampleItem]


class SampleQuery(Query):
    """One sample (uji petik): what was drawn from what, and what was seen (R95)."""

    asks = "sample"
    path = "/samples/{id}"
    Result = SampleResult

    def answer(self, reading: Reading, subject: str | None) -> SampleResult:
        sample: Sample = reading.get(SAMPLES, subject)
        reading.must_see_programme()
        return SampleResult(
            sample=sample.id,
            population=sample.population,
            population_size=sample.population_size,
            population_sha256=sample.population_sha256,
            size=sample.size,
            seed=sample.seed,
            drawn_at=sample.position,
            items=[_drawn(key, sample) for key in sample.keys],
        )


def _drawn(key: str, sample: Sample) -> SampleItem:
    marked = sample.mark_of(key)
    return SampleItem(
        key=key, mark=marked.mark if marked else None, note=marked.note if marked else None
    )


class SamplesItem(Reply):
    sample: str
    population: str
    population_size: int
    size: int
    seed: str
    drawn_at: int
    drawn_on: date
    marked: int
    exceptions: int


class SamplesResult(ListReply):
    items: list[SamplesItem]


class SamplesQuery(Query):
    """Every sample that was drawn, and how far its keys were looked at."""

    asks = "samples"
    path = "/samples"
    Result = SamplesResult

    def answer(self, reading: Reading, subject: str | None) -> SamplesResult:
        reading.must_see_programme()
        found: list[Sample] = reading.list(SAMPLES)
        return SamplesResult(
            items=[
                SamplesItem(
                    sample=sample.id,
                    population=sample.population,
                    population_size=sample.population_size,
                    size=len(sample.keys),
                    seed=sample.seed,
                    drawn_at=sample.position,
                    drawn_on=sample.since,
                    marked=len(sample.marks),
                    exceptions=sum(mark.mark is Mark.EXCEPTION for mark in sample.marks),
                )
                for sample in sorted(found, key=lambda sample: sample.position)
            ]
        )


class RedrawResult(Reply):
    sample: str
    population: str
    seed: str
    drawn_at: int
    population_sha256: str
    redrawn_sha256: str
    keys: list[str]
    redrawn: list[str]
    equal: bool


class RedrawQuery(Query):
    """The sample drawn once more: the same question at the same position, by the same seed."""

    asks = "redraw"
    path = "/samples/{id}/redraw"
    Result = RedrawResult

    def answer(self, reading: Reading, subject: str | None) -> RedrawResult:
        sample: Sample = reading.get(SAMPLES, subject)
        reading.must_see_programme()
        drawn, day = _drawn_by(sample, reading)
        strata = _population(drawn, day, reading)
        keys = draw(strata, size=drawn.size, seed=drawn.seed)
        anew = population_sha256(list(strata))
        return RedrawResult(
            sample=sample.id,
            population=drawn.population,
            seed=drawn.seed,
            drawn_at=drawn.position,
            population_sha256=drawn.population_sha256,
            redrawn_sha256=anew,
            keys=list(drawn.keys),
            redrawn=list(keys),
            equal=keys == drawn.keys and anew == drawn.population_sha256,
        )


def _drawn_by(sample: Sample, reading: Reading) -> tuple[SampleDrawn, date]:
    """The fact of the draw and the civil day it was recorded on: the day the population is of."""
    first = next(reading.log.stream(stream_of(Sample.thing, sample.id)))
    assert isinstance(first.data, SampleDrawn)
    return first.data, civil_day(first.recorded_at)


def _population(drawn: SampleDrawn, day: date, reading: Reading) -> dict[str, str]:
    """The population as whoever drew it saw it: inspectors see everything."""
    kind = known.QUERIES[drawn.population]
    query = kind.parse(msgspec.json.encode(drawn.parameters))
    then = replace(
        reading, reader=None, moment=Moment(day, drawn.position), asked_day=None, page=None
    )
    items = msgspec.to_builtins(whole(query.answer(then, None)))["items"]
    key = key_of(fields_of_items(kind.path, kind.Result))
    if key is None:
        refuse(Code.MALFORMED, "population")
    return strata_of(items, key, drawn.stratify_by)
