"""Questions about the registers: organisations, units, signing authority (contract §8.1)."""

from datetime import date

from application.authority import Concern
from application.powers import powers_of
from application.queries.base import Query, Reading, Reply
from application.views.things import (
    MANDATES,
    OFFICES,
    ORGANISATIONS,
    UNITS,
)
from domain.codes import Code
from domain.enums import Acting, Field, OrgCategory, Signable, UnitKind
from domain.enums_learning import Component
from domain.mandate import Mandate
from domain.office import Office
from domain.organisation import Organisation, Unit
from domain.signing import Signature, lack_of_authority
from domain.values import Text


class OrganisationResult(Reply):
    organisation: str
    name: str
    category: OrgCategory
    fields: list[Field]


class OrganisationQuery(Query):
    """One organisation (instansi, mitra) under the name of the day."""

    asks = "organisation"
    path = "/organisations/{id}"
    Result = OrganisationResult

    def answer(self, reading: Reading, subject: str | None) -> OrganisationResult:
        row: Organisation = reading.get(ORGANISATIONS, subject)
        reading.must_see(Concern(organisation=row.id))
        return OrganisationResult(
            organisation=row.id, name=row.name, category=row.category, fields=list(row.fields)
        )


class UnitResult(Reply):
    unit: str
    name: str
    kind: UnitKind
    parent: str | None


class UnitQuery(Query):
    """One unit of the city (perangkat daerah) under the name of the day."""

    asks = "unit"
    path = "/units/{id}"
    Result = UnitResult

    def answer(self, reading: Reading, subject: str | None) -> UnitResult:
        row: Unit = reading.get(UNITS, subject)
        reading.must_see()
        return UnitResult(unit=row.id, name=row.name, kind=row.kind, parent=row.parent)


class AuthorityResult(Reply):
    may_sign: bool
    holder: str | None
    acting: Acting | None
    code: Code | None


class AuthorityQuery(Query):
    """Whether an office may sign a kind on a day, by itself or under a mandate (R10-R12)."""

    asks = "authority"
    path = "/authority"
    Result = AuthorityResult

    office: Text
    kind: Signable
    on: date
    mandate: Text | None = None
    counterpart: Text | None = None
    field: Field | None = None

    def answer(self, reading: Reading, subject: str | None) -> AuthorityResult:
        office: Office = reading.get(OFFICES, self.office)
        mandate: Mandate | None = reading.get(MANDATES, self.mandate) if self.mandate else None
        reading.must_see()
        holder = office.holder_on(self.on)
        code = self._code(office, mandate, reading)
        return AuthorityResult(
            may_sign=code is None,
            holder=holder.holder if holder else None,
            acting=holder.acting if holder else None,
            code=code,
        )

    def _code(self, office: Office, mandate: Mandate | None, reading: Reading) -> Code | None:
        policy = reading.rulebook.at(Component.AGREEMENT_POLICY, self.on).values
        powers = powers_of(
            mandate,
            mandate_of=lambda subject: reading.get(MANDATES, subject),
            office_of=lambda subject: reading.get(OFFICES, subject),
            end_with_grantor=policy["mandate_ends_with_grantor"],
        )
        signature = Signature(
            kind=self.kind,
            day=self.on,
            partners=frozenset({self.counterpart} if self.counterpart else ()),
            fields=frozenset({self.field} if self.field else ()),
        )
        lacking = lack_of_authority(office, signature, powers)
        if lacking is not None:
            return lacking
        restricted = reading.rulebook.at(Component.INSTRUMENTS, self.on).values["acting_restricted"]
        holder = office.holder_on(self.on)
        acting = holder is not None and holder.acting is not None
        return Code.ACTING_RESTRICTED if acting and self.kind in restricted else None
