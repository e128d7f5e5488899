"""The same words in the logbook again and again, or in two logbooks on one day (§8.3)."""

from collections.abc import Sequence
from datetime import date

from application.queries.base import ListReply, Query, Reading, Reply
from application.queries.hours import hours_by_words
from application.queries.sight import Sight
from application.views.learning import ENTRIES
from domain.learning.hour_issues import LoggedHours, alike_words


class RepeatedEntry(Reply):
    record: str
    entry: int
    day: date


class RepeatedText(Reply):
    text: str
    record: str
    records: int
    days: int
    entries: list[RepeatedEntry]
    positions: list[int]


class RepeatedTextsResult(ListReply):
    items: Sequence[RepeatedText]


class RepeatedTextsQuery(Query):
    """Each text that stands on three or more days of one record, or in several on one day.

    Case and blanks make no difference; `record` is the first record with it.
    """

    asks = "repeated-texts"
    path = "/repeated-texts"
    Result = RepeatedTextsResult

    def answer(self, reading: Reading, subject: str | None) -> RepeatedTextsResult:
        sight = Sight(reading)
        items = (
            _item(alike, reading)
            for hours in hours_by_words(reading)
            for alike in alike_words(
                logged for logged in hours if sight.reaches("learning-record", logged.record)
            )
        )
        return RepeatedTextsResult(items=reading.lay(items, lambda item: (-item.days, item.text)))


def _item(alike: list[LoggedHours], reading: Reading) -> RepeatedText:
    proofs = (
        reading.prove(ENTRIES, f"{logged.record}/{logged.entry}", reading.moment)
        for logged in alike
    )
    return RepeatedText(
        text=alike[0].text,
        record=alike[0].record,
        records=len({logged.record for logged in alike}),
        days=len({logged.day for logged in alike}),
        entries=[
            RepeatedEntry(record=logged.record, entry=logged.entry, day=logged.day)
            for logged in alike
        ],
        positions=sorted({position for proof in proofs for position in proof}),
    )
