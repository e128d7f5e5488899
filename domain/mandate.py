"""Mandate (surat kuasa): one office lets another sign in its place, for kinds and days (R11)."""

from dataclasses import dataclass, replace
from datetime import date
from typing import ClassVar, Self, cast

import msgspec

from domain.base import Fact
from domain.enums import Field, Signable
from domain.envelope import AnyEnvelope
from domain.thing import Thing


class MandateGranted(Fact):
    """Effective on its first day. Without `counterpart` or `fields` it holds for all."""

    topic = "mandate.granted.v1"
    grantor: str
    grantee: str
    kinds: tuple[Signable, ...]
    since: date = msgspec.field(name="from")
    until: date
    number: str
    document: str
    counterpart: str | None = None
    fields: tuple[Field, ...] | None = None
    redelegable: bool = False
    parent: str | None = None
    ref: str | None = None


class MandateRevoked(Fact):
    """Valid to the day before the effective day."""

    topic = "mandate.revoked.v1"


@dataclass(frozen=True, slots=True)
class Mandate(Thing):
    thing: ClassVar[str] = "mandate"
    undated: ClassVar[frozenset[str]] = frozenset({MandateGranted.topic, MandateRevoked.topic})

    grantor: str = ""
    grantee: str = ""
    kinds: tuple[Signable, ...] = ()
    first_day: date = date.min
    last_day: date = date.min
    number: str = ""
    counterpart: str | None = None
    fields: tuple[Field, ...] | None = None
    redelegable: bool = False
    parent: str | None = None
    revoked_on: date | None = None

    def runs_on(self, day: date) -> bool:
        """Whether the day is one of its own days: of its term, and before it was revoked."""
        return self.first_day <= day <= self.last_day and not (
            self.revoked_on is not None and self.revoked_on <= day
        )

    def covers(
        self, kinds: frozenset[Signable], partners: frozenset[str], fields: frozenset[Field]
    ) -> bool:
        """Whether it reaches all of these kinds, partners and fields."""
        return (
            kinds <= frozenset(self.kinds)
            and (self.counterpart is None or partners <= {self.counterpart})
            and (self.fields is None or fields <= frozenset(self.fields))
        )

    def evolve(self, fact: AnyEnvelope) -> Self:
        match cast(MandateGranted | MandateRevoked, fact.data):
            case MandateGranted() as data:
                return replace(
                    self,
                    id=fact.subject,
                    version=fact.version,
                    state="ACTIVE",
                    grantor=data.grantor,
                    grantee=data.grantee,
                    kinds=data.kinds,
                    first_day=data.since,
                    last_day=data.until,
                    number=data.number,
                    counterpart=data.counterpart,
                    fields=data.fields,
                    redelegable=data.redelegable,
                    parent=data.parent,
                )
            case MandateRevoked():
                return replace(
                    self, version=fact.version, state="REVOKED", revoked_on=fact.effective_on
                )
