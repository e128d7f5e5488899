"""The registers: organisations, units, offices and needs (contract §4.2)."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from pydantic import Field as FormField

from application.commands.base import Reasoned
from domain.codes import Code
from domain.enums import Acting, Field, OrgCategory, Signable, UnitKind
from domain.need import Need, NeedConfirmed, NeedRecorded
from domain.office import OfficeAppointed, OfficeCreated
from domain.organisation import OrganisationRegistered, Unit, UnitRegistered
from domain.values import AccountId, Count, OrganisationId, Text, UnitId

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


class CreateOffice(Reasoned):
    """Create a post that signs (jabatan), with the kinds it signs by itself."""

    act = "office.create"
    creates = True

    organisation: OrganisationId
    title: Text
    signs: tuple[Signable, ...]
    unit: UnitId | None = None

    def decide(self, desk: "Desk") -> None:
        desk.record(
            OfficeCreated(
                organisation=self.organisation,
                title=self.title,
                signs=self.signs,
                unit=self.unit,
                ref=desk.context.ref,
            )
        )


class AppointHolder(Reasoned):
    """Record who holds an office from a day on; acting holders are Plt or Plh."""

    act = "office.appoint"

    holder: Text
    since: date = FormField(alias="from")
    until: date | None = None
    acting: Acting | None = None
    account: AccountId | None = None

    def decide(self, desk: "Desk") -> None:
        appointed = OfficeAppointed(
            holder=self.holder, until=self.until, acting=self.acting, account=self.account
        )
        desk.record(appointed, on=self.since)


class RecordNeed(Reasoned):
    """Record what a unit's people must learn (kebutuhan pengembangan kompetensi)."""

    act = "need.record"
    creates = True

    area: Field
    competence: Text
    people: Count
    units: tuple[UnitId, ...] = ()
    priority: int = 3
    level_from: int | None = None
    level_to: int | None = None

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


def units_above(desk: "Desk", unit: str) -> Iterator[str]:
    """The unit itself and every unit above it, upwards."""
    above: str | None = unit
    while above is not None:
        yield above
        above = desk.get(Unit, above).parent
