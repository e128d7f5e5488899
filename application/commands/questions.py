"""What can be asked of a kept question (pertanyaan tersimpan)."""

from datetime import date
from typing import TYPE_CHECKING

from pydantic import Field as FormField

from application.commands.base import Reasoned
from application.enquiry import Moment
from domain.question import QuestionKept, QuestionWithdrawn
from domain.values import Count, Object, Text

if TYPE_CHECKING:
    from application.desk import Desk


class KeepQuestion(Reasoned):
    """Keep a question with its parameters and its moment, so that anyone can ask it again.

    `position` is the knowledge it is asked at, all there is if left out.
    """

    act = "question.keep"
    creates = True

    title: Text
    question: Text
    about: Text | None = None
    parameters: Object = FormField(default_factory=dict)
    as_of: date | None = None
    position: Count | None = None

    def decide(self, desk: "Desk") -> None:
        moment = Moment(self.as_of, self.position)
        found = desk.enquiry.answer(
            self.question,
            self.about,
            self.parameters,
            moment,
            desk.actor.id,
            desk.context.at,
        )
        desk.record(
            QuestionKept(
                title=self.title,
                question=self.question,
                about=self.about,
                parameters=dict(self.parameters),
                as_of=self.as_of,
                day=found.day,
                position=found.position,
                known_at=found.known_at,
                answer=found.sha256,
                rows=found.rows,
                ref=desk.context.ref,
            )
        )


class WithdrawQuestion(Reasoned):
    """Put a kept question away; it can still be read."""

    act = "question.withdraw"
    states = ("KEPT",)

    def decide(self, desk: "Desk") -> None:
        desk.record(QuestionWithdrawn())
