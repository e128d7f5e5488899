"""Organisation and unit: the city, its partners (mitra), and the city's own units (OPD)."""

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self, cast

from domain.base import Fact
from domain.enums import Field, OrgCategory, UnitKind
from domain.envelope import AnyEnvelope
from domain.replacing import replace
from domain.shapes import Shape
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


class Naming(Shape):
    """The name from a day on."""

    name: str
    since: date


@dataclass(frozen=True, slots=True)
class Organisation(Thing):
    """A legal body: party to agreements, host of placements (instansi)."""

    thing: ClassVar[str] = "organisation"
    undated: ClassVar[frozenset[str]] = frozenset({OrganisationRegistered.topic})

    name: str = ""
    category: OrgCategory = OrgCategory.CITY
    fields: tuple[Field, ...] = ()
    abroad: bool = False
    names: tuple[Naming, ...] = ()
    """Every name, in the order they were recorded; `name` is the latest by its day."""
    fields_on: date = date.min
    """The day the fields hold from; the first ones hold for all earlier days."""

    def name_on(self, day: date) -> str:
        """The name of a day; the first one holds for all earlier days (contract §7.4)."""
        held = [naming for naming in self.names if naming.since <= day]
        return max(reversed(held), key=lambda naming: naming.since).name

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
                    names=(Naming(name=name, since=date.min),),
                    category=category,
                    fields=fields,
                    abroad=abroad,
                )
            case OrganisationRenamed(name=name):
                names = (*self.names, Naming(name=name, since=day))
                renamed = replace(self, version=fact.version, names=names)
                return replace(renamed, name=renamed.name_on(date.max))
            case OrganisationFieldsSet(fields=fields) if day >= self.fields_on:
                return replace(self, version=fact.version, fields=fields, fields_on=day)
            case OrganisationFieldsSet():
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
