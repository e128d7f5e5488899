"""The same words in the logbook again and again, or in two logbooks on one day (§8.3)."""

from datetime import date

from application.queries.base import ListReply, Query, Reading, Reply
from application.queries.hours import entries_standing, standing_hours
from application.queries.sight import Sight
from application.views.learning import ENTRIES, EntryRow
from domain.learning.hour_issues import LoggedHours, alike_words, folded


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
    items: list[RepeatedText]


class RepeatedTextsQuery(Query):
    """Each text that stands on three or more days of one record, or in several on one day.

    Case and blanks make no difference; `record` is the first record with it.
    """

    asks = "repeated-texts"
    path = "/repeated-texts"
    Result = RepeatedTextsResult

    def answer(self, reading: Reading, subject: str | None) -> RepeatedTextsResult:
        sight = Sight(reading)
        often = _standing_often(reading)
        seen = (
            logged
            for logged in standing_hours(reading, lambda row: _mark(row) in often)
            if sight.reaches("learning-record", logged.record)
        )
        items = [_item(alike, reading) for alike in alike_words(seen)]
        return RepeatedTextsResult(items=sorted(items, key=lambda item: (-item.days, item.text)))


def _standing_often(reading: Reading) -> set[int]:
    """The marks of words that stand more than once: most stand once, and need not be kept."""
    once, often = set[int](), set[int]()
    for row in entries_standing(reading):
        mark = _mark(row)
        (often if mark in once else once).add(mark)
    return often


def _mark(row: EntryRow) -> int:
    """Equal words have equal marks; others may have, and are told apart later."""
    return hash(folded(row.activity))


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
