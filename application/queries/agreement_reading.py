"""What several questions read about agreements: names, scope, knowledge, who rests on them."""

from collections.abc import Iterator

from application.authority import NOTHING, Concern
from application.queries.base import Reading
from application.views.things import AGREEMENTS, ORGANISATIONS, PLACEMENTS
from domain.account import Account
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
    """A host sees the agreements it is a party to; mentors and interns those they work under.

    An OPD sees every agreement: it nominates its people under them.
    """
    reader = reading.reader
    if reader is None:
        return NOTHING
    host = next((own for own in _hosts_of(reader, reading) if agreement.has_party(own)), None)
    return Concern(
        organisation=host or agreement.id,
        employee=_intern_under(agreement, reader, reading),
        mentors=_mentors_under(agreement, host, reading),
    )


def _hosts_of(reader: Account, reading: Reading) -> Iterator[str]:
    """The organisations the reader stands for today."""
    for grant in reader.grants:
        if grant.organisation is not None and grant.holds_on(reading.today):
            yield grant.organisation


def _intern_under(agreement: Agreement, reader: Account, reading: Reading) -> str:
    """The reader as an employee with a placement under the agreement, else nobody."""
    if reader.employee is not None:
        own = reading.list(PLACEMENTS, employee=reader.employee)
        if any(_rests_on(agreement, placement) for placement in own):
            return reader.employee
    return agreement.id


def _mentors_under(agreement: Agreement, host: str | None, reading: Reading) -> frozenset[str]:
    """The accounts assigned to the host's placements under the agreement."""
    if host is None:
        return frozenset()
    return frozenset(
        mentor.mentor
        for placement in reading.list(PLACEMENTS, host=host)
        if _rests_on(agreement, placement)
        for mentor in placement.mentors
    )


def _rests_on(agreement: Agreement, placement: Placement) -> bool:
    """Whether the placement rests on the agreement, or did for a time."""
    return agreement.id in (placement.agreement, *(basis.agreement for basis in placement.bases))


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
