"""Lists of agreements: the register, the overview, and what ends soon (contract §8.1, §8.3)."""

from datetime import date

from application.queries.agreement_reading import (
    concern_of,
    counterpart_of,
    name_of,
    resting_on,
    successor_of,
)
from application.queries.amendments import pending_extension
from application.queries.base import ListReply, Query, Reading, Reply
from application.queries.evidence import evidence_of
from application.views.things import AGREEMENTS
from domain.agreement.state import Agreement
from domain.enums import Field, InstrumentKind
from domain.states import AgreementState, AmendmentState, EvidenceState
from domain.values import Count

_RUNNING = frozenset({AgreementState.SIGNED, AgreementState.IN_FORCE, AgreementState.SUSPENDED})


class RegisterItem(Reply):
    agreement: str
    title: str
    kind: InstrumentKind
    parties: list[str]
    numbers: list[str]
    effective_from: date
    last_day: date
    state: AgreementState


class RegisterResult(ListReply):
    items: list[RegisterItem]


class RegisterQuery(Query):
    """The public register of agreements (register kerja sama)."""

    asks = "register"
    path = "/register"
    Result = RegisterResult

    state: AgreementState | None = None

    def answer(self, reading: Reading, subject: str | None) -> RegisterResult:
        items = [_register_item(agreement, reading) for agreement in visible(reading)]
        return RegisterResult(items=[item for item in items if self.state in (None, item.state)])


def _register_item(agreement: Agreement, reading: Reading) -> RegisterItem:
    numbers = [agreement.number_of(party.organisation) for party in agreement.parties]
    return RegisterItem(
        agreement=agreement.id,
        title=agreement.on_day(reading.day).title,
        kind=agreement.kind,
        parties=[name_of(p.organisation, reading) for p in agreement.parties],
        numbers=[number.number for number in numbers if number is not None],
        effective_from=agreement.effective_from,
        last_day=agreement.last_day_on(reading.day),
        state=AgreementState(agreement.state_on(reading.day)),
    )


class AgreementsItem(Reply):
    agreement: str
    title: str
    kind: InstrumentKind
    state: AgreementState
    counterpart: str
    effective_from: date
    last_day: date
    days_left: int
    seats: int
    used: int
    evidence: EvidenceState


class AgreementsResult(ListReply):
    items: list[AgreementsItem]


class AgreementsQuery(Query):
    """The agreements with their seats and the days they have left."""

    asks = "agreements"
    path = "/agreements"
    Result = AgreementsResult

    state: AgreementState | None = None
    organisation: str | None = None
    field: Field | None = None
    kind: InstrumentKind | None = None

    def answer(self, reading: Reading, subject: str | None) -> AgreementsResult:
        wanted = (agreement for agreement in visible(reading) if self._wants(agreement, reading))
        return AgreementsResult(items=[_overview(agreement, reading) for agreement in wanted])

    def _wants(self, agreement: Agreement, reading: Reading) -> bool:
        day = reading.day
        return (
            (self.state is None or agreement.state_on(day) == self.state)
            and (self.organisation is None or agreement.has_party(self.organisation))
            and (self.field is None or self.field in agreement.on_day(day).scope.fields)
            and (self.kind is None or agreement.kind is self.kind)
        )


def _overview(agreement: Agreement, reading: Reading) -> AgreementsItem:
    day = reading.day
    last_day = agreement.last_day_on(day)
    text = agreement.on_day(day)
    return AgreementsItem(
        agreement=agreement.id,
        title=text.title,
        kind=agreement.kind,
        state=AgreementState(agreement.state_on(day)),
        counterpart=counterpart_of(agreement, reading),
        effective_from=agreement.effective_from,
        last_day=last_day,
        days_left=(last_day - day).days,
        seats=sum(agreement.seats_in(field, day) for field in {s.field for s in text.capacity}),
        used=sum(placement.occupies_on(day) for placement in resting_on(agreement, reading)),
        evidence=evidence_of(reading, (Agreement.thing, agreement.id)),
    )


class ExpiringItem(Reply):
    agreement: str
    title: str
    last_day: date
    days_left: int
    extension: AmendmentState | None
    successor: str | None


class ExpiringResult(ListReply):
    items: list[ExpiringItem]


class ExpiringQuery(Query):
    """The agreements whose days in force end soon, for whatever reason, the next one first."""

    asks = "expiring"
    path = "/expiring"
    Result = ExpiringResult

    days: Count = 90

    def answer(self, reading: Reading, subject: str | None) -> ExpiringResult:
        running = (a for a in visible(reading) if a.state_on(reading.day) in _RUNNING)
        items = [_ending(agreement, reading) for agreement in running]
        near = [item for item in items if 0 <= item.days_left <= self.days]
        return ExpiringResult(items=sorted(near, key=lambda item: item.days_left))


def _ending(agreement: Agreement, reading: Reading) -> ExpiringItem:
    end = agreement.last_day_in_force
    return ExpiringItem(
        agreement=agreement.id,
        title=agreement.on_day(reading.day).title,
        last_day=end,
        days_left=(end - reading.day).days,
        extension=pending_extension(agreement, reading),
        successor=successor_of(agreement, reading),
    )


def visible(reading: Reading) -> list[Agreement]:
    """The agreements in the reader's scope, in the order they were drafted."""
    found = [a for a in reading.list(AGREEMENTS) if reading.may_see(concern_of(a, reading))]
    return sorted(found, key=lambda agreement: agreement.drafted_at)
