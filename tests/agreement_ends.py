"""Ends, pauses and amendments of the agreement of `tests.facts`, ready-made."""

from datetime import date
from typing import Any

from domain.agreement.facts import (
    AgreementAmended,
    AgreementAmendmentAnnulled,
    AgreementExtended,
    AgreementResumed,
    AgreementSuperseded,
    AgreementSuspended,
    AgreementTerminated,
)
from domain.agreement.state import Agreement
from domain.agreement.terms import changes_between
from domain.correction import CorrectionRecorded
from domain.enums import EndReason, HaltReason, RunningPlacements, RunOffPolicy
from domain.shapes import Changes, RunOff
from tests.facts import LAST_DAY, SIGNED, signed
from tests.scenario import Happened, enveloped, state_of

ONE_DAY = date.resolution
NO_RUN_OFF = RunOff(policy=RunOffPolicy.NONE)
TO_PLACEMENT_END = RunOff(policy=RunOffPolicy.UNTIL_PLACEMENT_END)


def agreed(*later: Happened, **changes: Any) -> Agreement:
    """In force from 18 February 2020 to 17 February 2022, and what happened later."""
    return state_of(Agreement, *signed(**changes), *later)


def terminated(
    ends_on: date, recorded: date | None = None, run_off: RunOff = TO_PLACEMENT_END
) -> Happened:
    fact = AgreementTerminated(
        cause=EndReason.BREACH,
        notice_on=SIGNED,
        ends_on=ends_on,
        run_off=run_off,
        open_placements=(),
    )
    return Happened(fact, ends_on + ONE_DAY, recorded=recorded or SIGNED)


def superseded(since: date, recorded: date = SIGNED) -> Happened:
    return Happened(AgreementSuperseded(successor="next"), since, recorded=recorded)


def suspended(on: date, running: RunningPlacements = RunningPlacements.SUSPEND) -> Happened:
    return Happened(AgreementSuspended(cause=HaltReason.REVIEW, placements=running), on)


def resumed(on: date, recorded: date | None = None) -> Happened:
    return Happened(AgreementResumed(), on, recorded=recorded)


def amended(
    changes: Changes,
    effective_on: date,
    *,
    sequence: int = 1,
    signed_on: date | None = None,
    recorded: date | None = None,
) -> Happened:
    """An amendment of the written text, in effect from a day on."""
    day = signed_on or effective_on
    kind = AgreementExtended if changes.last_day else AgreementAmended
    fact = kind(
        amendment=f"amendment-{sequence}",
        signed_on=day,
        sequence=sequence,
        changes=changes_between(agreed(), changes),
        last_day=changes.last_day or LAST_DAY,
    )
    return Happened(fact, effective_on, recorded=recorded or day)


def extended(to: date, effective_on: date, **how: date | int) -> Happened:
    return amended(Changes(last_day=to), effective_on, **how)  # type: ignore[arg-type]


def annulled(effective_on: date, recorded: date, sequence: int = 1) -> Happened:
    fact = AgreementAmendmentAnnulled(amendment=f"amendment-{sequence}", sequence=sequence)
    return Happened(fact, effective_on, recorded=recorded)


def ralat(topic: str, position: int, field: str, old: Any, new: Any) -> Happened:
    """A correction recorded on 1 July 2020."""
    data = CorrectionRecorded(
        correction="correction-1",
        subject="agreement",
        corrected=topic,
        field=field,
        old=old,
        new=new,
        nth=1,
        position=position,
    )
    return Happened(data, date(2020, 7, 1))


def corrected(agreement: Agreement, *past: Happened) -> Agreement:
    for happened in past:
        agreement = agreement.evolve(enveloped(happened, "agreement", agreement.version + 1))
    return agreement
