"""Kept question (pertanyaan tersimpan): a question an inspector will ask again, at its moment."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any, ClassVar, Self, cast

from domain.base import Fact
from domain.envelope import AnyEnvelope, Instant
from domain.thing import Thing


class QuestionKept(Fact):
    """What was asked, seen from when, and the digest of what was answered.

    `as_of` is the day that was named, `day` the one it was answered for; `known_at` the instant
    whose knowledge the log `position` stands for.
    """

    topic = "question.kept.v1"
    title: str
    question: str
    about: str | None = None
    parameters: dict[str, Any]
    as_of: date | None = None
    day: date
    position: int
    known_at: Instant
    answer: str
    rows: int | None = None
    ref: str | None = None


class QuestionWithdrawn(Fact):
    """It is of no use any more; it can still be read."""

    topic = "question.withdrawn.v1"


QuestionFact = QuestionKept | QuestionWithdrawn


@dataclass(frozen=True, slots=True)
class KeptQuestion(Thing):
    thing: ClassVar[str] = "question"

    title: str = ""
    question: str = ""
    about: str | None = None
    parameters: tuple[tuple[str, Any], ...] = ()
    as_of: date | None = None
    day: date = date.min
    position: int = 0
    known_at: str = ""
    answer: str = ""
    rows: int | None = None
    kept_by: str = ""
    kept_on: date = date.min

    def evolve(self, fact: AnyEnvelope) -> Self:
        moved = replace(self, version=fact.version, since=fact.effective_on)
        match cast(QuestionFact, fact.data):
            case QuestionKept() as data:
                return replace(
                    moved,
                    id=fact.subject,
                    state="KEPT",
                    title=data.title,
                    question=data.question,
                    about=data.about,
                    parameters=tuple(sorted(data.parameters.items())),
                    as_of=data.as_of,
                    day=data.day,
                    position=data.position,
                    known_at=data.known_at,
                    answer=data.answer,
                    rows=data.rows,
                    kept_by=fact.person,
                    kept_on=fact.effective_on,
                )
            case QuestionWithdrawn():
                return replace(moved, state="WITHDRAWN")
