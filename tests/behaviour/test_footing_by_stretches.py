"""R35, R73: a footing keeps what a stretch was told, and answers as if it asked every day."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from domain.agreement.state import Agreement
from domain.agreement.term_facts import Amended, Signature, Step, Succession, Termination, Turn
from domain.cover import cover_of
from domain.dates import Calendar
from domain.enums import (
    AmendmentKind,
    EndReason,
    Field,
    PartyRole,
    RunningPlacements,
    RunOffPolicy,
    SignatureMethod,
)
from domain.placement.footing import Footing
from domain.placement.spells import Basis, PlannedEnd
from domain.placement.state import Placement
from domain.shapes import Change, Party, RunOff, Seats
from domain.states import AgreementState, PlacementState

FIRST, WINDOW, LATE_DAYS = date(2020, 3, 2), 24, 2
CALENDAR = Calendar()

days = st.integers(0, WINDOW - 1).map(lambda n: FIRST + timedelta(days=n))
run_offs = st.builds(
    lambda policy, until: RunOff(
        policy=policy, until=until if policy is RunOffPolicy.UNTIL_DATE else None
    ),
    st.sampled_from(RunOffPolicy),
    days,
)


def signature(party: str) -> st.SearchStrategy[Signature]:
    return st.builds(
        Signature,
        party=st.just(party),
        office=st.just("office"),
        signed_on=days,
        recorded_on=days,
        method=st.just(SignatureMethod.WET_INK_SCANNED),
        corrected=st.lists(st.tuples(days, days), max_size=1).map(tuple),
    )


def changes(seats: int) -> tuple[Change, ...]:
    after = [{"field": "TECHNOLOGY", "seats": seats}]
    return (Change(field="capacity", before=None, after=after),)


amendments = st.builds(
    Amended,
    amendment=st.just("amendment"),
    sequence=st.just(1),
    kind=st.sampled_from(AmendmentKind),
    effective_on=days,
    signed_on=days,
    recorded_on=days,
    last_day=days,
    changes=st.integers(0, 3).map(changes),
    annulled_on=st.none() | days,
)
turns = st.builds(
    Turn, on=days, recorded_on=days, running=st.none() | st.sampled_from(RunningPlacements)
)
terminations = st.builds(
    Termination,
    cause=st.just(EndReason.MUTUAL_CONSENT),
    ends_on=days,
    run_off=run_offs,
    recorded_on=days,
)
successions = st.builds(Succession, successor=st.just("next"), since=days, recorded_on=days)


def agreements(name: str) -> st.SearchStrategy[Agreement]:
    return st.builds(
        Agreement,
        id=st.just(name),
        version=st.just(1),
        state=st.just(AgreementState.APPROVED.value),
        steps=days.map(lambda day: (Step(state=AgreementState.APPROVED.value, since=day),)),
        parties=st.just(
            (
                Party(organisation="city", role=PartyRole.FIRST),
                Party(organisation="host", role=PartyRole.SECOND),
            )
        ),
        capacity=st.just((Seats(field=Field.TECHNOLOGY, seats=4),)),
        effective_from=days,
        last_day=days,
        run_off=run_offs,
        signatures=st.tuples(signature("city"), signature("host")),
        turns=st.lists(turns, max_size=2).map(tuple),
        amended=st.lists(amendments, max_size=2).map(tuple),
        termination=st.none() | terminations,
        succession=st.none() | successions,
    )


placements = st.builds(
    Placement,
    id=st.just("placement"),
    version=st.just(1),
    state=st.just(PlacementState.STARTED.value),
    planned_start=days,
    planned_end=days,
    planned_ends=st.lists(st.builds(PlannedEnd, end=days, since=days), max_size=2).map(tuple),
    agreement=st.just("one"),
    bases=st.lists(st.builds(Basis, agreement=st.just("two"), since=days), max_size=1).map(tuple),
    started_on=st.none() | days,
)


@settings(max_examples=300, derandomize=True, deadline=None, database=None)
@given(placements, agreements("one"), agreements("two"))
def test_r35_every_day_is_answered_as_if_it_were_the_only_one_asked(
    placement: Placement, one: Agreement, two: Agreement
) -> None:
    held = {"one": one, "two": two}
    footing = Footing(placement, held, CALENDAR, LATE_DAYS)
    asked = [FIRST + timedelta(days=n) for n in range(-2, WINDOW + 3)]

    for day in asked:
        agreement = held[placement.agreement_on(day)]
        assert footing.cover(day) is cover_of(day, agreement, CALENDAR, LATE_DAYS, placement)
        assert footing.seats(Field.TECHNOLOGY, day) == agreement.seats_in(Field.TECHNOLOGY, day)
