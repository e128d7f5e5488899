"""Organisation and unit: the city, its partners (mitra), and the city's own units (OPD)."""

from dataclasses import dataclass
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


class UnitRegistered(Fact):
    topic = "unit.registered.v1"
    name: str
    kind: UnitKind
    parent: str | None = None
    ref: str | None = None


@dataclass(frozen=True, slots=True)
class Organisation(Thing):
    """A legal body: party to agreements, host of placements (instansi)."""

    thing: ClassVar[str] = "organisation"
    undated: ClassVar[frozenset[str]] = frozenset({OrganisationRegistered.topic})

    name: str = ""
    category: OrgCategory = OrgCategory.CITY
    fields: tuple[Field, ...] = ()
    abroad: bool = False

    def evolve(self, fact: AnyEnvelope) -> Self:
        match cast(OrganisationRegistered, fact.data):
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


@dataclass(frozen=True, slots=True)
class Unit(Thing):
    """A unit of the city (perangkat daerah, kecamatan, kelurahan) under its parent."""

    thing: ClassVar[str] = "unit"
    undated: ClassVar[frozenset[str]] = frozenset({UnitRegistered.topic})

    name: str = ""
    kind: UnitKind = UnitKind.OPD
    parent: str | None = None

    def evolve(self, fact: AnyEnvelope) -> Self:
        match cast(UnitRegistered, fact.data):
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
