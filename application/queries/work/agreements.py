"""What waits to be done about agreements (R06, R13, R15, R22, R24)."""

from collections.abc import Iterator
from datetime import date, timedelta

from application.queries.base import Reading
from application.queries.work.items import WorkItem, is_over
from application.views.things import AGREEMENTS, AMENDMENTS, PLACEMENTS
from domain.agreement.state import Agreement
from domain.amendment.state import Amendment
from domain.dates import add_months
from domain.enums import InstrumentKind, Opinion, OpinionBody, Role
from domain.enums_learning import Component
from domain.placement.state import days_between
from domain.states import AgreementState, WorkKind

_SPEAKS_FOR = {
    OpinionBody.TKKSD: Role.TKKSD,
    OpinionBody.LEGAL: Role.LEGAL,
    OpinionBody.INSPECTORATE: Role.INSPECTOR,
}
_TO_BE_SIGNED = frozenset({AgreementState.APPROVED, AgreementState.PARTIALLY_SIGNED})
_A_YEAR = 12
"""Months without a placement after which an agreement is not realised."""
_ONE_DAY = timedelta(days=1)


def opinions(reading: Reading) -> Iterator[WorkItem]:
    """Opinions still to be given about texts under review (R06)."""
    for text in _texts(reading):
        if text.state_on(reading.day) != AgreementState.UNDER_REVIEW:
            continue
        rules = reading.rulebook.at(Component.INSTRUMENTS, text.drafted_on).values
        given = dict(text.opinions)
        for body in OpinionBody:
            if body in rules["opinions"] and given.get(body) in (None, Opinion.RETURN):
                yield _about(text, WorkKind.OPINION, _SPEAKS_FOR[body], detail=body.value)


def signatures(reading: Reading) -> Iterator[WorkItem]:
    """Parties that have not signed an approved text (R13)."""
    for text in _texts(reading):
        if text.state_on(reading.day) in _TO_BE_SIGNED:
            signed = {s.party for s in text.signatures if s.signed_on <= reading.day}
            for party in _parties(text):
                if party not in signed:
                    yield _about(text, WorkKind.SIGNATURE, Role.OFFICER, detail=party)


def numbers(reading: Reading) -> Iterator[WorkItem]:
    """Parties that have not numbered a signed agreement (R15)."""
    for agreement in _signed(reading):
        policy = reading.rulebook.at(Component.AGREEMENT_POLICY, agreement.last_signed_on).values
        due_on = agreement.last_signed_on + timedelta(days=policy["number_days"])
        for party in agreement.parties:
            if agreement.number_of(party.organisation) is None:
                yield _about(
                    agreement,
                    WorkKind.NUMBER_MISSING,
                    Role.OFFICER,
                    due_on=due_on,
                    overdue=is_over(due_on, reading),
                    detail=party.organisation,
                )


def reports(reading: Reading) -> Iterator[WorkItem]:
    """Reports of semesters with a day in force, from the day after their end (R24)."""
    for agreement in _signed(reading):
        filed = {report.period for report in agreement.reports}
        for period, first, last in _semesters(agreement, reading.day):
            if period not in filed and _was_in_force(agreement, first, last):
                yield _periodical(agreement, WorkKind.REPORT_DUE, period, last, reading)


def evaluations(reading: Reading) -> Iterator[WorkItem]:
    """Evaluations of calendar years with a day in force, from the day after their end (R24)."""
    for agreement in _signed(reading):
        for year in _years(agreement, min(reading.day, date(reading.day.year - 1, 12, 31))):
            first, last = date(year, 1, 1), date(year, 12, 31)
            if year not in agreement.evaluated and _was_in_force(agreement, first, last):
                yield _periodical(agreement, WorkKind.EVALUATION_DUE, str(year), last, reading)


def unrealised(reading: Reading) -> Iterator[WorkItem]:
    """Agreements a year in force with no placement started in the last twelve months."""
    a_year_ago = add_months(reading.day, -_A_YEAR)
    realised = {
        placement.agreement_on(placement.started_on)
        for placement in reading.each(PLACEMENTS)
        if placement.started_on is not None and placement.started_on > a_year_ago
    }
    for agreement in _signed(reading):
        ripe = agreement.start is not None and agreement.start <= a_year_ago
        if ripe and agreement.in_force_on(reading.day) and agreement.id not in realised:
            yield _about(agreement, WorkKind.NO_REALISATION, Role.OFFICER)


def idle_umbrellas(reading: Reading) -> Iterator[WorkItem]:
    """Joint agreements in force under which no working agreement is signed (R22)."""
    signed = list(_signed(reading))
    covered = {agreement.umbrella for agreement in signed if not agreement.closed_on(reading.day)}
    for agreement in signed:
        umbrella = agreement.kind is InstrumentKind.JOINT_AGREEMENT
        if umbrella and agreement.in_force_on(reading.day) and agreement.id not in covered:
            yield _about(agreement, WorkKind.UMBRELLA_WITHOUT_WORKING, Role.OFFICER)


# --- what these share ---


def _texts(reading: Reading) -> Iterator[Agreement | Amendment]:
    """Everything that is reviewed, approved and signed: the states of both have one name."""
    yield from reading.list(AGREEMENTS)
    yield from reading.list(AMENDMENTS)


def _parties(text: Agreement | Amendment) -> tuple[str, ...]:
    if isinstance(text, Amendment):
        return text.parties
    return tuple(party.organisation for party in text.parties)


def _signed(reading: Reading) -> Iterator[Agreement]:
    """The agreements all parties have signed by the day asked about."""
    for agreement in reading.list(AGREEMENTS):
        if agreement.is_signed and agreement.last_signed_on <= reading.day:
            yield agreement


def _semesters(agreement: Agreement, day: date) -> Iterator[tuple[str, date, date]]:
    """(period, first day, last day) of the semesters that are over, from the last signature on."""
    for year in _years(agreement, day):
        halves = (date(year, 1, 1), date(year, 6, 30)), (date(year, 7, 1), date(year, 12, 31))
        for half, (first, last) in enumerate(halves, 1):
            if last < day:
                yield f"{year}-S{half}", first, last


def _years(agreement: Agreement, day: date) -> range:
    """The years up to the day in which the agreement can have been in force."""
    last = min(day, agreement.last_day_on(day))
    return range(agreement.last_signed_on.year, last.year + 1)


def _was_in_force(agreement: Agreement, first: date, last: date) -> bool:
    """Whether it was in force on at least one of the days."""
    start = max(first, agreement.start or date.max)
    return any(map(agreement.in_force_on, days_between(start, last)))


def _periodical(
    agreement: Agreement, kind: WorkKind, period: str, last: date, reading: Reading
) -> WorkItem:
    policy = reading.rulebook.at(Component.AGREEMENT_POLICY, last).values
    due_on = last + policy["report_days"] * _ONE_DAY
    return _about(
        agreement,
        kind,
        Role.OFFICER,
        due_on=due_on,
        overdue=is_over(due_on, reading),
        detail=period,
    )


def _about(
    text: Agreement | Amendment,
    kind: WorkKind,
    role: Role,
    *,
    due_on: date | None = None,
    overdue: bool = False,
    detail: str | None = None,
) -> WorkItem:
    return WorkItem(
        kind=kind,
        subject=text.id,
        thing=text.thing,
        role=role,
        due_on=due_on,
        overdue=overdue,
        detail=detail,
    )
