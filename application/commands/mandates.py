"""Offices and the mandates between them: who signs, by themselves or for another (R10, R11)."""

from datetime import date
from typing import TYPE_CHECKING

from pydantic import Field as FormField

from application.commands.base import Reasoned
from application.powers import powers_of
from domain.codes import Code
from domain.enums import Acting, Field, Signable
from domain.enums_learning import Component
from domain.mandate import Mandate, MandateGranted, MandateRevoked
from domain.office import Office, OfficeAppointed, OfficeCreated, OfficeTermEnded
from domain.signing import Powers, may_grant
from domain.values import AccountId, MandateId, OfficeId, OrganisationId, Sha256, Text, UnitId

if TYPE_CHECKING:
    from application.desk import Desk


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

    def misfits(self, _desk: "Desk") -> tuple[str, ...]:
        return ("until",) if self.until is not None and self.until < self.since else ()

    def decide(self, desk: "Desk") -> None:
        appointed = OfficeAppointed(
            holder=self.holder, until=self.until, acting=self.acting, account=self.account
        )
        desk.record(appointed, on=self.since)


class EndTerm(Reasoned):
    """Record the last day of whoever holds the office on it."""

    act = "office.end-term"

    last_day: date

    def misfits(self, desk: "Desk") -> tuple[str, ...]:
        office = desk.find(Office, desk.subject)
        vacant = office is not None and office.holder_on(self.last_day) is None
        return ("last_day",) if vacant else ()

    def decide(self, desk: "Desk") -> None:
        desk.record(OfficeTermEnded(last_day=self.last_day), on=self.last_day)


class GrantMandate(Reasoned):
    """Let another office sign in this one's place, for kinds, partner, fields and days (R11)."""

    act = "mandate.grant"
    creates = True
    refusals = (Code.MANDATE_INVALID,)

    grantor: OfficeId
    grantee: OfficeId
    kinds: tuple[Signable, ...]
    since: date = FormField(alias="from")
    until: date
    number: Text
    document: Sha256
    counterpart: OrganisationId | None = None
    fields: tuple[Field, ...] | None = None
    redelegable: bool = False
    parent: MandateId | None = None

    def misfits(self, _desk: "Desk") -> tuple[str, ...]:
        return ("until",) if self.until < self.since else ()

    def decide(self, desk: "Desk") -> None:
        granted = MandateGranted(
            grantor=self.grantor,
            grantee=self.grantee,
            kinds=self.kinds,
            since=self.since,
            until=self.until,
            number=self.number,
            document=self.document,
            counterpart=self.counterpart,
            fields=self.fields,
            redelegable=self.redelegable,
            parent=self.parent,
            ref=desk.context.ref,
        )
        desk.record(granted, on=self.since)
        powers = powers_of_mandate(desk, desk.after(Mandate, desk.subject), self.since)
        if powers is None or not may_grant(powers):
            desk.verdict.broken(Code.MANDATE_INVALID)
        desk.verdict.settle()


class RevokeMandate(Reasoned):
    """End a mandate; it is valid to the day before."""

    act = "mandate.revoke"
    states = ("ACTIVE",)

    reason: Text

    def decide(self, desk: "Desk") -> None:
        desk.record(MandateRevoked())


def powers_at(desk: "Desk", mandate: str | None, day: date) -> Powers | None:
    """What a mandate rests on, by its id and the policy of the day; None without a mandate."""
    return powers_of_mandate(desk, desk.get(Mandate, mandate) if mandate else None, day)


def powers_of_mandate(desk: "Desk", mandate: Mandate | None, day: date) -> Powers | None:
    """As `powers_at`, for a mandate that is being granted."""
    policy = desk.rules(Component.AGREEMENT_POLICY, day).values
    return powers_of(
        mandate,
        mandate_of=lambda subject: desk.get(Mandate, subject),
        office_of=lambda subject: desk.get(Office, subject),
        end_with_grantor=policy["mandate_ends_with_grantor"],
    )
