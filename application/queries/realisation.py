"""Agreements that are not lived: without placements, without reports, without evaluation (R24)."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date

from application.queries.agreement_lists import visible
from application.queries.agreement_reading import counterpart_of
from application.queries.base import ListReply, Query, Reading, Reply
from application.queries.work.agreements import evaluations, reports, unrealised
from application.queries.work.items import Source, WorkItem
from application.views.things import AGREEMENTS, PLACEMENTS
from domain.agreement.state import Agreement
from domain.placement.state import Placement


class RealisationItem(Reply):
    agreement: str
    title: str
    counterpart: str
    in_force_from: date | None
    last_day: date
    placements: int
    last_started: date | None
    realised: bool
    reports_missing: list[str]
    evaluations_missing: list[str]
    overdue: bool
    positions: list[int]


class RealisationResult(ListReply):
    items: list[RealisationItem]


class RealisationQuery(Query):
    """Every signed agreement: who came under it, and which reports and evaluations are missing.

    `lacking` leaves out those that lack nothing.
    """

    asks = "realisation"
    path = "/realisation"
    Result = RealisationResult

    lacking: bool = False

    def answer(self, reading: Reading, subject: str | None) -> RealisationResult:
        lacks = _Lacks(reading)
        signed = (
            agreement
            for agreement in visible(reading)
            if agreement.is_signed and agreement.last_signed_on <= reading.day
        )
        items = [lacks.item(agreement) for agreement in signed]
        return RealisationResult(
            items=[item for item in items if not self.lacking or _is_lacking(item)]
        )


def _is_lacking(item: RealisationItem) -> bool:
    return bool(item.reports_missing or item.evaluations_missing) or not item.realised


class _Lacks:
    """What the work queue says is due about each agreement, and the placements that started."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._reports = _by_agreement(reports, reading)
        self._evaluations = _by_agreement(evaluations, reading)
        self._idle = _by_agreement(unrealised, reading)
        self._started: Counter[str] = Counter()
        self._last: dict[str, Placement] = {}
        for agreement, placement in started_under(reading):
            self._started[agreement] += 1
            last = self._last.setdefault(agreement, placement)
            if _start_of(placement) > _start_of(last):
                self._last[agreement] = placement

    def item(self, agreement: Agreement) -> RealisationItem:
        reading, last = self._reading, self._last.get(agreement.id)
        reports, evaluations = self._reports[agreement.id], self._evaluations[agreement.id]
        return RealisationItem(
            agreement=agreement.id,
            title=agreement.on_day(reading.day).title,
            counterpart=counterpart_of(agreement, reading),
            in_force_from=agreement.start,
            last_day=agreement.last_day_on(reading.day),
            placements=self._started[agreement.id],
            last_started=last.started_on if last else None,
            realised=not self._idle[agreement.id],
            reports_missing=[item.detail or "" for item in reports],
            evaluations_missing=[item.detail or "" for item in evaluations],
            overdue=any(item.overdue for item in (*reports, *evaluations)),
            positions=sorted(self._facts(agreement, last)),
        )

    def _facts(self, agreement: Agreement, last: Placement | None) -> Iterator[int]:
        """The facts of the agreement, and of the last placement under it."""
        reading = self._reading
        yield from reading.prove(AGREEMENTS, agreement.id, reading.moment)
        if last is not None:
            yield from reading.prove(PLACEMENTS, last.id, reading.moment)


def started_under(reading: Reading) -> Iterator[tuple[str, Placement]]:
    """Every placement that started, behind the agreement it started under."""
    for placement in reading.each(PLACEMENTS):
        if placement.started_on is not None:
            yield placement.agreement_on(placement.started_on), placement


def _start_of(placement: Placement) -> date:
    return placement.started_on or date.min


def _by_agreement(source: Source, reading: Reading) -> defaultdict[str, list[WorkItem]]:
    found: defaultdict[str, list[WorkItem]] = defaultdict(list)
    for item in source(reading):
        found[item.subject].append(item)
    return found
