"""Office (jabatan): the post that signs, and who held it when.

Office, person and agency are three things: authority is a record with a period, not a name.
"""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self, cast

import msgspec

from domain.base import Fact
from domain.enums import Acting, Signable
from domain.envelope import AnyEnvelope
from domain.replacing import replace
from domain.shapes import Shape
from domain.thing import Thing


class OfficeCreated(Fact):
    topic = "office.created.v1"
    organisation: str
    title: str
    signs: tuple[Signable, ...]
    unit: str | None = None
    ref: str | None = None


class OfficeAppointed(Fact):
    """Someone took the office; effective on the first day held."""

    topic = "office.appointed.v1"
    holder: str
    until: date | None = None
    acting: Acting | None = None
    account: str | None = None


class OfficeTermEnded(Fact):
    """The holder of that day held it for the last time; effective on that day."""

    topic = "office.term-ended.v1"
    last_day: date


OfficeFact = OfficeCreated | OfficeAppointed | OfficeTermEnded


class Tenure(Shape):
    """One person's time in an office; `until` is the last day held, None while open."""

    holder: str
    since: date
    until: date | None = None
    acting: Acting | None = None


@dataclass(frozen=True, slots=True)
class Office(Thing):
    thing: ClassVar[str] = "office"
    undated: ClassVar[frozenset[str]] = frozenset(
        {OfficeCreated.topic, OfficeAppointed.topic, OfficeTermEnded.topic}
    )

    organisation: str = ""
    title: str = ""
    signs: tuple[Signable, ...] = ()
    unit: str | None = None
    tenures: tuple[Tenure, ...] = ()

    def holder_on(self, day: date) -> Tenure | None:
        """Who holds the office on a day: of those whose time covers it, the one who came last.

        An appointment ends the times of all who came before; one to act in their place does not.
        """
        begun = sorted(
            (held for held in self.tenures if held.since <= day), key=lambda held: held.since
        )
        for held in reversed(begun):
            if held.until is None or day <= held.until:
                return held
            if held.acting is None:
                return None
        return None

    def signs_on(self, kind: Signable, day: date) -> bool:
        """Whether the office has a holder on the day and signs this kind by itself (R10)."""
        return kind in self.signs and self.holder_on(day) is not None

    def evolve(self, fact: AnyEnvelope) -> Self:
        match cast(OfficeFact, fact.data):
            case OfficeCreated(organisation=organisation, title=title, signs=signs, unit=unit):
                return replace(
                    self,
                    id=fact.subject,
                    version=fact.version,
                    state="ACTIVE",
                    organisation=organisation,
                    title=title,
                    signs=signs,
                    unit=unit,
                )
            case OfficeAppointed(holder=holder, until=until, acting=acting):
                tenure = Tenure(holder=holder, since=fact.effective_on, until=until, acting=acting)
                return replace(self, version=fact.version, tenures=(*self.tenures, tenure))
            case OfficeTermEnded(last_day=last_day):
                ended = self.holder_on(last_day)
                return replace(
                    self,
                    version=fact.version,
                    tenures=tuple(
                        msgspec.structs.replace(held, until=last_day) if held is ended else held
                        for held in self.tenures
                    ),
                )
