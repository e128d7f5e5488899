"""Organisation and unit: the city, its partners (mitra), and the city's own units (OPD)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self, cast

from domain.base import Fact
from domain.enums import Field, OrgCategory, UnitKind
from domain.envelope import AnyEnvelope
from domain.replacing import replace
from domain.thing import Thing


class OrganisationRegistered(Fact):
    topic = "organisation.registered.v1"
    name: str
    category: OrgCategory
    fields: tuple[Field, ...] = ()
    abroad: bool = False
    ref: str | None = None


class OrganisationRenamed(Fact):
    topic = "organisation.renamed.v1"
    name: str


class OrganisationFieldsSet(Fact):
    """The fields it offers places in, from a day on."""

    topic = "organisation.fields-set.v1"
    fields: tuple[Field, ...]


class UnitRegistered(Fact):
    topic = "unit.registered.v1"
    name: str
    kind: UnitKind
    parent: str | None = None
    ref: str | None = None


class UnitRenamed(Fact):
    topic = "unit.renamed.v1"
    name: str


OrganisationFact = OrganisationRegistered | OrganisationRenamed | OrganisationFieldsSet
UnitFact = UnitRegistered | UnitRenamed


@dataclass(frozen=True, slots=True)
class Organisation(Thing):
    """A legal body: party to agreements, host of placements (instansi)."""

    thing: ClassVar[str] = "organisation"
    undated: ClassVar[frozenset[str]] = frozenset({OrganisationRegistered.topic})

    name: str = ""
    category: OrgCategory = OrgCategory.CITY
    fields: tuple[Field, ...] = ()
    abroad: bool = False
    named_on: date = date.min
    fields_on: date = date.min
    """The days name and fields hold from; the first ones hold for all earlier days."""

    def evolve(self, fact: AnyEnvelope) -> Self:
        day = fact.effective_on
        match cast(OrganisationFact, fact.data):
            case OrganisationRegistered(name=name, category=category, fields=fields, abroad=abroad):
                return replace(
                    self,
                    id=fact.subject,
                    version=fact.version,
                    state="ACTIVE",
                    name=name,
                    category=category,
                    fields=fields,
                    abroad=abroad,
                )
            case OrganisationRenamed(name=name) if day >= self.named_on:
                return replace(self, version=fact.version, name=name, named_on=day)
            case OrganisationFieldsSet(fields=fields) if day >= self.fields_on:
                return replace(self, version=fact.version, fields=fields, fields_on=day)
            case OrganisationRenamed() | OrganisationFieldsSet():
                return replace(self, version=fact.version)


@dataclass(frozen=True, slots=True)
class Unit(Thing):
    """A unit of the city (perangkat daerah, kecamatan, kelurahan) under its parent."""

    thing: ClassVar[str] = "unit"
    undated: ClassVar[frozenset[str]] = frozenset({UnitRegistered.topic})

    name: str = ""
    kind: UnitKind = UnitKind.OPD
    parent: str | None = None
    named_on: date = date.min
    """The day the name holds from; the first one holds for all earlier days."""

    def evolve(self, fact: AnyEnvelope) -> Self:
        match cast(UnitFact, fact.data):
            case UnitRegistered(name=name, kind=kind, parent=parent):
                return replace(
                    self,
                    id=fact.subject,
                    version=fact.version,
                    state="ACTIVE",
                    name=name,
                    kind=kind,
                    parent=parent,
                )
            case UnitRenamed(name=name) if fact.effective_on >= self.named_on:
                return replace(self, version=fact.version, name=name, named_on=fact.effective_on)
            case UnitRenamed():
                return replace(self, version=fact.version)
