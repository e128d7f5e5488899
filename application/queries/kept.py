"""Kept questions (pertanyaan tersimpan): what was asked, and the same answer again (S25)."""

from dataclasses import replace
from datetime import date
from typing import Any

import msgspec

import application.queries as known
from application.answers import digest_of
from application.laying import whole
from application.ports import Moment
from application.queries.base import ListReply, Query, Reading, Reply
from application.views.oversight import QUESTIONS
from domain.envelope import Instant
from domain.question import KeptQuestion


class QuestionItem(Reply):
    question: str
    title: str
    asks: str
    about: str | None
    kept_on: date
    kept_by: str
    asked_day: date
    asked_position: int
    rows: int | None
    sha256: str
    state: str


class QuestionsResult(ListReply):
    items: list[QuestionItem]


class QuestionsQuery(Query):
    """The questions that are kept; those put away as well where `withdrawn` asks for them."""

    asks = "questions"
    path = "/questions"
    Result = QuestionsResult

    withdrawn: bool = False

    def answer(self, reading: Reading, subject: str | None) -> QuestionsResult:
        reading.must_see_programme()
        kept: list[KeptQuestion] = reading.list(QUESTIONS)
        return QuestionsResult(
            items=[
                QuestionItem(
                    question=one.id,
                    title=one.title,
                    asks=one.question,
                    about=one.about,
                    kept_on=one.kept_on,
                    kept_by=one.kept_by,
                    asked_day=one.day,
                    asked_position=one.position,
                    rows=one.rows,
                    sha256=one.answer,
                    state=one.state,
                )
                for one in kept
                if self.withdrawn or one.state == "KEPT"
            ]
        )


class QuestionResult(Reply):
    question: str
    title: str
    asks: str
    about: str | None
    parameters: dict[str, Any]
    kept_on: date
    kept_by: str
    asked_as_of: date | None
    asked_day: date
    asked_known_at: Instant
    asked_position: int
    state: str
    sha256: str
    answer_sha256: str
    unchanged: bool
    answer: Any


class QuestionQuery(Query):
    """A kept question asked again at its own moment, and whether the answer is the same bytes.

    It differs only where something beside the log does: a name that was erased since, a document
    that is gone, an access that is none of the log's facts, another version of the program.
    """

    asks = "question"
    path = "/questions/{id}"
    can_be_kept = False
    Result = QuestionResult

    def answer(self, reading: Reading, subject: str | None) -> QuestionResult:
        kept: KeptQuestion = reading.get(QUESTIONS, subject)
        reading.must_see_programme()
        result = _again(kept, reading)
        now = digest_of(result)
        return QuestionResult(
            question=kept.id,
            title=kept.title,
            asks=kept.question,
            about=kept.about,
            parameters=dict(kept.parameters),
            kept_on=kept.kept_on,
            kept_by=kept.kept_by,
            asked_as_of=kept.as_of,
            asked_day=kept.day,
            asked_known_at=Instant(kept.known_at),
            asked_position=kept.position,
            state=kept.state,
            sha256=kept.answer,
            answer_sha256=now,
            unchanged=now == kept.answer,
            answer=msgspec.to_builtins(result),
        )


def _again(kept: KeptQuestion, reading: Reading) -> Reply:
    """The answer to the question at the moment it was kept for, as the reader may see it."""
    query = known.QUERIES[kept.question].parse(msgspec.json.encode(dict(kept.parameters)))
    then = replace(
        reading,
        moment=Moment(kept.day, kept.position),
        known_at=Instant(kept.known_at),
        asked_day=kept.as_of,
        page=None,
    )
    return whole(query.answer(then, kept.about))
