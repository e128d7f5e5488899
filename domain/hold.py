"""Legal hold (penahanan pemusnahan): nothing about these subjects is destroyed while it stands."""

from dataclasses import dataclass, replace
from typing import ClassVar, Self, cast

from domain.base import Fact
from domain.envelope import AnyEnvelope
from domain.thing import Thing


class HoldPlaced(Fact):
    topic = "hold.placed.v1"
    subjects: tuple[str, ...]
    ref: str | None = None


class HoldReleased(Fact):
    topic = "hold.released.v1"


@dataclass(frozen=True, slots=True)
class Hold(Thing):
    thing: ClassVar[str] = "hold"

    subjects: tuple[str, ...] = ()

    def evolve(self, fact: AnyEnvelope) -> Self:
        match cast(HoldPlaced | HoldReleased, fact.data):
            case HoldPlaced(subjects=subjects):
                return replace(
                    self,
                    id=fact.subject,
                    version=fact.version,
                    state="PLACED",
                    since=fact.effective_on,
                    subjects=subjects,
                )
            case HoldReleased():
                return replace(
                    self, version=fact.version, state="RELEASED", since=fact.effective_on
                )
