"""The store itself: opened once, as a sandbox or for production; it never turns into the other."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar, Self, cast

from domain.base import Fact
from domain.envelope import AnyEnvelope
from domain.thing import Thing


class StoreKind(StrEnum):
    """A sandbox takes its time from the journal; production never does (D15)."""

    SANDBOX = "SANDBOX"
    PRODUCTION = "PRODUCTION"


class StoreOpened(Fact):
    """The first fact of every store (contract §2)."""

    topic = "system.store-opened.v1"
    kind: StoreKind


class GlassBroken(Fact):
    """An administrator looked past the limits of the role, and why (R88); all may see that."""

    topic = "system.glass-broken.v1"
    employee: str
    purpose: str


@dataclass(frozen=True, slots=True)
class System(Thing):
    thing: ClassVar[str] = "system"
    undated: ClassVar[frozenset[str]] = frozenset({StoreOpened.topic, GlassBroken.topic})

    def evolve(self, fact: AnyEnvelope) -> Self:
        match cast(StoreOpened | GlassBroken, fact.data):
            case StoreOpened(kind=kind):
                return replace(self, id=fact.subject, version=fact.version, state=kind.value)
            case GlassBroken():
                return replace(self, version=fact.version)
