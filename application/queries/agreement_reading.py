"""What several questions read about agreements: names, scope, knowledge, who rests on them."""

from application.authority import Concern
from application.queries.base import Reading
from application.views.things import AGREEMENTS, ORGANISATIONS, PLACEMENTS
from domain.agreement.state import Agreement
from domain.agreement.term_facts import Timeliness
from domain.enums import OrgCategory
from domain.enums_learning import Component
from domain.placement.state import Placement
from domain.states import AgreementState


def timely(reading: Reading) -> Timeliness:
    """How late a term fact may be recorded and still count from its own date."""
    policy = reading.rulebook.at(Component.AGREEMENT_POLICY, reading.day).values
    return Timeliness(reading.calendar, policy["late_sign_days"])


def successor_of(agreement: Agreement, reading: Reading) -> str | None:
    """The agreement, not withdrawn, that names it as its predecessor; of several the last."""
    heirs = reading.list(AGREEMENTS, predecessor=agreement.id)
    standing = [heir for heir in heirs if heir.state != AgreementState.WITHDRAWN]
    last = max(standing, key=lambda heir: heir.drafted_at, default=None)
    return last.id if last else None


def resting_on(agreement: Agreement, reading: Reading) -> list[Placement]:
    """The placements under the agreement, in order of nomination."""
    placed = [
        placement
        for party in agreement.parties
        for placement in reading.list(PLACEMENTS, host=party.organisation)
        if placement.agreement_on(reading.day) == agreement.id
    ]
    return sorted(placed, key=lambda placement: placement.nominated_at)


def concern_of(agreement: Agreement, reading: Reading) -> Concern:
    """A host sees the agreements it is a party to, by the organisation of the role (R86)."""
    grants = reading.reader.grants if reading.reader else ()
    held = (g.organisation for g in grants if g.organisation and g.holds_on(reading.today))
    return Concern(organisation=next(filter(agreement.has_party, held), agreement.id))


def name_of(organisation: str, reading: Reading) -> str:
    row = reading.find(ORGANISATIONS, organisation)
    return row.name if row else organisation


def counterpart_of(agreement: Agreement, reading: Reading) -> str:
    """The first party that is not the city."""
    partners = [
        party.organisation
        for party in agreement.parties
        if reading.get(ORGANISATIONS, party.organisation).category is not OrgCategory.CITY
    ]
    return partners[0]
