"""Questions about amendments: one of them, and those of an agreement (contract §8.1)."""

from datetime import date
from typing import Any

from application.queries.agreement_reading import concern_of, timely
from application.queries.base import Query, Reading, Reply
from application.views.things import AGREEMENTS, AMENDMENTS, OFFICES
from domain.agreement.state import Agreement
from domain.agreement.term_facts import Amended
from domain.agreement.terms import changes_between
from domain.amendment.state import Amendment
from domain.enums import AmendmentKind
from domain.states import AmendmentState

_SIGNED = frozenset({AmendmentState.EFFECTIVE, AmendmentState.ANNULLED})
_PENDING = frozenset(AmendmentState) - _SIGNED - {AmendmentState.WITHDRAWN}


class Change(Reply):
    field: str
    before: Any = None
    after: Any = None


class AmendmentItem(Reply):
    amendment: str
    sequence: int | None = None
    kind: AmendmentKind
    state: AmendmentState
    effective_on: date | None = None
    signed_on: date | None = None
    recorded_on: date | None = None
    retroactive: bool
    changes: list[Change]


class AmendmentParty(Reply):
    organisation: str
    signed_on: date | None
    holder: str | None


class AmendmentResult(Reply):
    amendment: str
    agreement: str
    kind: AmendmentKind
    state: AmendmentState
    sequence: int | None
    effective_on: date | None
    changes: list[Change]
    parties: list[AmendmentParty]


class AmendmentQuery(Query):
    """One amendment (adendum, perpanjangan) and who has signed it."""

    asks = "amendment"
    path = "/amendments/{id}"
    Result = AmendmentResult

    def answer(self, reading: Reading, subject: str | None) -> AmendmentResult:
        amendment: Amendment = reading.get(AMENDMENTS, subject)
        agreement: Agreement = reading.get(AGREEMENTS, amendment.agreement)
        reading.must_see(concern_of(agreement, reading))
        item = _item(amendment, agreement, reading)
        return AmendmentResult(
            amendment=amendment.id,
            agreement=agreement.id,
            kind=amendment.kind,
            state=item.state,
            sequence=item.sequence,
            effective_on=item.effective_on,
            changes=item.changes,
            parties=[_party(party, amendment, reading) for party in amendment.parties],
        )


def _party(party: str, amendment: Amendment, reading: Reading) -> AmendmentParty:
    signature = next((s for s in amendment.signatures if s.party == party), None)
    office = reading.find(OFFICES, signature.office) if signature else None
    tenure = office.holder_on(signature.signed_on) if office and signature else None
    return AmendmentParty(
        organisation=party,
        signed_on=signature.signed_on if signature else None,
        holder=tenure.holder if tenure else None,
    )


def amendments_of(agreement: Agreement, reading: Reading) -> list[AmendmentItem]:
    """The amendments of an agreement that were there on the day, in the order of their drafts."""
    return [_item(amendment, agreement, reading) for amendment in _of(agreement, reading)]


def pending_extension(agreement: Agreement, reading: Reading) -> AmendmentState | None:
    """How far the last extension that is still on its way has come."""
    states = [
        AmendmentState(amendment.state_on(reading.day))
        for amendment in _of(agreement, reading)
        if amendment.kind is AmendmentKind.EXTENSION
    ]
    pending = [state for state in states if state in _PENDING]
    return pending[-1] if pending else None


def _of(agreement: Agreement, reading: Reading) -> list[Amendment]:
    found = reading.list(AMENDMENTS, agreement=agreement.id)
    return sorted(found, key=lambda amendment: amendment.drafted_at)


def _item(amendment: Amendment, agreement: Agreement, reading: Reading) -> AmendmentItem:
    state = AmendmentState(amendment.state_on(reading.day))
    signed = next((a for a in agreement.amended if a.amendment == amendment.id), None)
    if signed is None or state not in _SIGNED:
        changes = changes_between(agreement.on_day(reading.day), amendment.changes)
        return AmendmentItem(
            amendment=amendment.id,
            kind=amendment.kind,
            state=state,
            effective_on=amendment.effective_from,
            retroactive=False,
            changes=[Change(field=c.field, before=c.before, after=c.after) for c in changes],
        )
    return AmendmentItem(
        amendment=amendment.id,
        sequence=signed.sequence,
        kind=amendment.kind,
        state=state,
        effective_on=signed.effective_on,
        signed_on=signed.signed_on,
        recorded_on=signed.recorded_on,
        retroactive=_known_from(signed, reading) > signed.effective_on,
        changes=[Change(field=c.field, before=c.before, after=c.after) for c in signed.changes],
    )


def _known_from(signed: Amended, reading: Reading) -> date:
    return timely(reading).known_from(signed.signed_on, signed.recorded_on)
