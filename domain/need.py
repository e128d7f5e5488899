"""Need (kebutuhan pengembangan kompetensi): what a unit's people must learn, and how many."""

from dataclasses import dataclass
from typing import ClassVar, Self, cast

from domain.base import Fact
from domain.enums import Field
from domain.envelope import AnyEnvelope
from domain.replacing import replace
from domain.thing import Thing


class NeedRecorded(Fact):
    topic = "need.recorded.v1"
    area: Field
    competence: str
    people: int
    units: tuple[str, ...] = ()
    priority: int = 3
    level_from: int | None = None
    level_to: int | None = None
    ref: str | None = None


class NeedConfirmed(Fact):
    topic = "need.confirmed.v1"


class NeedClosed(Fact):
    topic = "need.closed.v1"


NeedFact = NeedRecorded | NeedConfirmed | NeedClosed


@dataclass(frozen=True, slots=True)
class Need(Thing):
    thing: ClassVar[str] = "need"
    undated: ClassVar[frozenset[str]] = frozenset({NeedRecorded.topic})

    area: Field = Field.ASSET
    competence: str = ""
    people: int = 0
    units: tuple[str, ...] = ()
    recorded_by: str = ""

    def covers(self, units: frozenset[str]) -> bool:
        """Whether the need names one of these units; a need without units names all."""
        return not self.units or not units.isdisjoint(self.units)

    def evolve(self, fact: AnyEnvelope) -> Self:
        match cast(NeedFact, fact.data):
            case NeedRecorded(area=area, competence=competence, people=people, units=units):
                return replace(
                    self,
                    id=fact.subject,
                    version=fact.version,
                    state="RECORDED",
                    since=fact.effective_on,
                    area=area,
                    competence=competence,
                    people=people,
                    units=units,
                    recorded_by=fact.person,
                )
            case NeedConfirmed():
                return replace(
                    self, version=fact.version, state="CONFIRMED", since=fact.effective_on
                )
            case NeedClosed():
                return replace(self, version=fact.version, state="CLOSED", since=fact.effective_on)
