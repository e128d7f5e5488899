"""The registers: organisations, units and needs (contract §4.2)."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from application.commands.base import Reasoned
from domain.codes import Code
from domain.enums import Field, OrgCategory, UnitKind
from domain.need import Need, NeedClosed, NeedConfirmed, NeedRecorded
from domain.organisation import (
    OrganisationFieldsSet,
    OrganisationRegistered,
    OrganisationRenamed,
    Unit,
    UnitRegistered,
    UnitRenamed,
)
from domain.values import People, Text, UnitId, Whole

if TYPE_CHECKING:
    from application.desk import Desk


class RegisterOrganisation(Reasoned):
    """Put the city, a partner or an audit board on the register (instansi, mitra)."""

    act = "organisation.register"
    creates = True

    name: Text
    category: OrgCategory
    fields: tuple[Field, ...] = ()
    abroad: bool = False

    def decide(self, desk: "Desk") -> None:
        desk.record(
            OrganisationRegistered(
                name=self.name,
                category=self.category,
                fields=self.fields,
                abroad=self.abroad,
                ref=desk.context.ref,
            )
        )


class RenameOrganisation(Reasoned):
    """Give an organisation another name from a day on; before it, it keeps the old one."""

    act = "organisation.rename"

    name: Text

    def decide(self, desk: "Desk") -> None:
        desk.record(OrganisationRenamed(name=self.name))


class SetFields(Reasoned):
    """Set the fields an organisation offers places in, from a day on (bidang)."""

    act = "organisation.set-fields"

    fields: tuple[Field, ...]

    def decide(self, desk: "Desk") -> None:
        desk.record(OrganisationFieldsSet(fields=self.fields))


class RegisterUnit(Reasoned):
    """Put a unit of the city on the register (perangkat daerah, kecamatan, kelurahan)."""

    act = "unit.register"
    creates = True

    name: Text
    kind: UnitKind
    parent: UnitId | None = None

    def decide(self, desk: "Desk") -> None:
        desk.record(
            UnitRegistered(name=self.name, kind=self.kind, parent=self.parent, ref=desk.context.ref)
        )


class RenameUnit(Reasoned):
    """Give a unit another name from a day on: BKPP becomes BKPSDM (nomenklatur)."""

    act = "unit.rename"

    name: Text

    def decide(self, desk: "Desk") -> None:
        desk.record(UnitRenamed(name=self.name))


class RecordNeed(Reasoned):
    """Record what a unit's people must learn (kebutuhan pengembangan kompetensi)."""

    act = "need.record"
    creates = True

    area: Field
    competence: Text
    people: People
    units: tuple[UnitId, ...] = ()
    priority: Whole = 3
    level_from: Whole | None = None
    level_to: Whole | None = None

    def decide(self, desk: "Desk") -> None:
        desk.record(
            NeedRecorded(
                area=self.area,
                competence=self.competence,
                people=self.people,
                units=self.units,
                priority=self.priority,
                level_from=self.level_from,
                level_to=self.level_to,
                ref=desk.context.ref,
            )
        )


class ConfirmNeed(Reasoned):
    """Confirm a recorded need, by another person than the one who recorded it."""

    act = "need.confirm"
    states = ("RECORDED",)
    refusals = (Code.SOD_VIOLATION,)

    def decide(self, desk: "Desk") -> None:
        if desk.get(Need, desk.subject).recorded_by == desk.person.id:
            desk.verdict.broken(Code.SOD_VIOLATION, rule="R83")
        desk.verdict.settle()
        desk.record(NeedConfirmed())


class CloseNeed(Reasoned):
    """Close a need; no nomination answers it any more."""

    act = "need.close"
    states = ("CONFIRMED",)

    reason: Text

    def decide(self, desk: "Desk") -> None:
        desk.record(NeedClosed())


def units_above(desk: "Desk", unit: str) -> Iterator[str]:
    """The unit itself and every unit above it, upwards."""
    above: str | None = unit
    while above is not None:
        yield above
        above = desk.get(Unit, above).parent
