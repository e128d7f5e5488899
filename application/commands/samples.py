"""What can be asked of a sample (uji petik, contract §5.6)."""

from typing import TYPE_CHECKING

from pydantic import Field as FormField

from application.commands.base import Reasoned
from application.enquiry import strata_of
from domain.base import refuse
from domain.codes import Code
from domain.enums_learning import Mark
from domain.sample import Sample, SampleDrawn, SampleMarked, draw, population_sha256
from domain.values import Object, Ordinal, Text

if TYPE_CHECKING:
    from application.desk import Desk


class DrawSample(Reasoned):
    """Draw keys from the answer to a question, so that anyone can draw them again (R95)."""

    act = "sample.draw"
    creates = True
    takes_long = True

    population: Text
    size: Ordinal
    seed: Text
    parameters: Object = FormField(default_factory=dict)
    stratify_by: Text | None = None

    def decide(self, desk: "Desk") -> None:
        found = desk.enquiry.population(
            self.population, self.parameters, desk.actor.id, desk.context.at
        )
        if self.stratify_by is not None and self.stratify_by not in found.fields:
            refuse(Code.MALFORMED, "stratify_by")
        strata = strata_of(found.items, found.key, self.stratify_by)
        desk.record(
            SampleDrawn(
                population=self.population,
                parameters=dict(self.parameters),
                stratify_by=self.stratify_by,
                size=self.size,
                seed=self.seed,
                position=found.position,
                population_size=len(strata),
                population_sha256=population_sha256(list(strata)),
                keys=draw(strata, size=self.size, seed=self.seed),
                ref=desk.context.ref,
            )
        )


class MarkSample(Reasoned):
    """Note what was seen of a drawn key; a later mark takes the place of the earlier."""

    act = "sample.mark"
    states = ("DRAWN",)

    key: Text
    mark: Mark
    note: Text | None = None

    def misfits(self, desk: "Desk") -> tuple[str, ...]:
        sample = desk.find(Sample, desk.subject)
        stranger = sample is not None and self.key not in sample.keys
        return ("key",) if stranger else ()

    def decide(self, desk: "Desk") -> None:
        desk.record(SampleMarked(key=self.key, mark=self.mark, note=self.note))
