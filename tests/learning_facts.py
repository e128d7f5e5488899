"""Ready-made facts of the learning record of the same story: hours, scores, certificate, credit."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from domain.enums_learning import PlacementActivity
from domain.learning.facts import (
    CertificateRecorded,
    CreditProposed,
    CreditVerified,
    EvaluationConfirmed,
    HoursApproved,
    HoursLogged,
    LearningEvaluated,
    LearningRecordOpened,
    ReportSubmitted,
)
from domain.shapes import Cert
from tests.facts import DEWI, DEWI_ASN, END, LINA, SCORED, START, TEL, TELKOM, WEEKENDS_ONLY
from tests.scenario import Happened


def opened(on: date = START) -> Happened:
    fact = LearningRecordOpened(
        employee=DEWI_ASN, host=TELKOM, activity=PlacementActivity.INTERNSHIP
    )
    return Happened(fact, on, "system", channel="system")


def logged(entry: int, day: date, quarters: int = 24, **envelope: Any) -> Happened:
    late = envelope.pop("late", False)
    fact = HoursLogged(entry=entry, day=day, quarters=quarters, activity="kegiatan", late=late)
    return Happened(fact, day, **{"by": DEWI, "late": late, **envelope})


def worked(days: Sequence[date], quarters: int = 24) -> tuple[Happened, ...]:
    """Opened, one approved entry a day, and the report handed in."""
    entries = tuple(logged(number, day, quarters) for number, day in enumerate(days, 1))
    done = HoursApproved(entries=tuple(range(1, len(days) + 1)))
    return (
        opened(),
        *entries,
        Happened(done, END, TEL),
        Happened(ReportSubmitted(document="d" * 64), END, DEWI),
    )


def working_days(first: date = START, last: date = END) -> list[date]:
    days = (date.fromordinal(n) for n in range(first.toordinal(), last.toordinal() + 1))
    return [day for day in days if WEEKENDS_ONLY.is_working_day(day)]


def scored(*, passes: bool = True, on: date = SCORED, **changes: Any) -> tuple[Happened, ...]:
    result = LearningEvaluated(
        rubric="aneka-v1", scores={"INTEGRITY": 80}, score_centi=7900, passed=passes
    )
    days = changes.pop("days", None) or working_days()
    return (*worked(days, **changes), Happened(result, on, TEL))


def certificate(number: str = "TLK-001", on: date = SCORED, document: str = "e" * 64) -> Cert:
    return Cert(number=number, date=on, document=document)


def confirmed(**changes: Any) -> tuple[Happened, ...]:
    return (*scored(**changes), Happened(EvaluationConfirmed(), SCORED, LINA))


def certified(**changes: Any) -> tuple[Happened, ...]:
    recorded = CertificateRecorded(certificate=certificate())
    return (*confirmed(**changes), Happened(recorded, SCORED, TEL))


def proposed(jp: int = 20) -> tuple[Happened, ...]:
    return (*certified(), Happened(CreditProposed(jp=jp), SCORED))


def credit_verified(jp: int = 20) -> tuple[Happened, ...]:
    return (*proposed(jp), Happened(CreditVerified(), SCORED))
