"""What can be asked of an approved agreement: its numbers, its life and its end (contract §5.1)."""

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from application.authority import Concern
from application.commands.agreements import AgreementCommand, is_dateless
from application.commands.numbering import claim_agreement_number
from application.views.things import PLACEMENTS
from domain.agreement import decisions
from domain.agreement.facts import (
    AgreementArchived,
    AgreementCeremonyRecorded,
    AgreementEvaluated,
    AgreementNumberAssigned,
    AgreementReportFiled,
    AgreementResumed,
    AgreementSuspended,
    AgreementTerminated,
)
from domain.agreement.state import Agreement
from domain.codes import Code
from domain.enums import EndReason, HaltReason, RunningPlacements
from domain.enums_learning import Component
from domain.shapes import RunOff
from domain.states import AgreementState, PlacementState
from domain.values import Count, Name, OrganisationId, PastDate, Serial, Sha256, Text, Year

if TYPE_CHECKING:
    from application.desk import Desk

_FROM_SIGNED = (
    AgreementState.SIGNED,
    AgreementState.IN_FORCE,
    AgreementState.SUSPENDED,
    AgreementState.EXPIRED,
    AgreementState.TERMINATED,
    AgreementState.SUPERSEDED,
)
_FROM_APPROVED = (AgreementState.APPROVED, AgreementState.PARTIALLY_SIGNED, *_FROM_SIGNED)
_OPEN_PLACEMENTS = (PlacementState.ASSIGNED, PlacementState.STARTED, PlacementState.SUSPENDED)
_SEMESTER = re.compile(r"[0-9]{4}-S[12]")


class RecordCeremony(AgreementCommand):
    """Record the ceremony, which is not the legal signature (S2)."""

    act = "agreement.record-ceremony"
    states = _FROM_APPROVED
    when_closed = True

    place: Text
    attendees: tuple[Text, ...]

    def decide(self, desk: "Desk") -> None:
        desk.record(AgreementCeremonyRecorded(place=self.place, attendees=self.attendees))


class SetNumber(AgreementCommand):
    """Record the number a party gave; a host only that of its own organisation (R15)."""

    act = "agreement.set-number"
    states = _FROM_APPROVED
    when_closed = True
    refusals = (Code.NUMBER_TAKEN, Code.REASON_REQUIRED)

    party: OrganisationId
    number: Name
    year: Year
    dated: PastDate | None = None
    serial: Serial | None = None

    def concern(self, _desk: "Desk") -> Concern:
        return Concern(organisation=self.party)

    def misfits(self, desk: "Desk") -> tuple[str, ...]:
        agreement = desk.find(Agreement, desk.subject)
        stranger = agreement is not None and not agreement.has_party(self.party)
        return ("party",) if stranger else ()

    def decide(self, desk: "Desk") -> None:
        agreement = desk.get(Agreement, desk.subject)
        free = claim_agreement_number(desk, agreement.id, self.party, self.year, self.number)
        facts = decisions.set_number(
            desk.verdict,
            AgreementNumberAssigned(
                party=self.party,
                number=self.number,
                year=self.year,
                dated=self.dated,
                serial=self.serial,
            ),
            taken=not free,
            reason_missing=self.reason is None and self._is_late(desk, agreement),
        )
        for fact in facts:
            desk.record(fact)

    def _is_late(self, desk: "Desk", agreement: Agreement) -> bool:
        if not agreement.is_signed:
            return False
        allowed = desk.rules(Component.AGREEMENT_POLICY, desk.day).values["number_days"]
        return desk.today > agreement.last_signed_on + timedelta(days=allowed)


class SuspendAgreement(AgreementCommand):
    """Put the agreement out of force from a day on; no new assignments meanwhile (R21)."""

    act = "agreement.suspend"
    states = (AgreementState.IN_FORCE,)

    cause: HaltReason
    placements: RunningPlacements

    def decide(self, desk: "Desk") -> None:
        desk.touch("agreements")
        desk.record(AgreementSuspended(cause=self.cause, placements=self.placements))


class ResumeAgreement(AgreementCommand):
    """Put the agreement back in force from a day on."""

    act = "agreement.resume"
    states = (AgreementState.SUSPENDED,)

    def decide(self, desk: "Desk") -> None:
        desk.touch("agreements")
        desk.record(AgreementResumed())


class TerminateAgreement(AgreementCommand):
    """End the agreement before its last day, with notice or by consent, under four eyes (R20)."""

    act = "agreement.terminate"
    states = (AgreementState.IN_FORCE, AgreementState.SUSPENDED, AgreementState.SIGNED)
    judged_today = True
    refusals = (Code.NOTICE_TOO_SHORT,)

    cause: EndReason
    notice_on: PastDate
    ends_on: date
    run_off: RunOff
    consent: Sha256 | None = None

    def misfits(self, _desk: "Desk") -> tuple[str, ...]:
        return ("run_off",) if is_dateless(self.run_off) else ()

    def decide(self, desk: "Desk") -> None:
        agreement = desk.get(Agreement, desk.subject)
        policy = desk.rules(Component.AGREEMENT_POLICY, desk.day).values
        facts = decisions.terminate(
            desk.verdict,
            AgreementTerminated(
                cause=self.cause,
                notice_on=self.notice_on,
                ends_on=self.ends_on,
                run_off=self.run_off,
                consent=self.consent,
                open_placements=open_placements(desk, agreement),
            ),
            notice_days=policy["notice_days"],
        )
        desk.touch("agreements")
        for fact in facts:
            desk.record(fact, on=self.ends_on + timedelta(days=1))


class FileReport(AgreementCommand):
    """File the report of a semester (laporan pelaksanaan, R24)."""

    act = "agreement.file-report"
    states = _FROM_SIGNED
    when_closed = True

    period: Text
    document: Sha256

    def misfits(self, _desk: "Desk") -> tuple[str, ...]:
        return () if _SEMESTER.fullmatch(self.period) else ("period",)

    def decide(self, desk: "Desk") -> None:
        desk.record(AgreementReportFiled(period=self.period, document=self.document))


class EvaluateAgreement(AgreementCommand):
    """Record the evaluation of a calendar year (R24)."""

    act = "agreement.evaluate"
    states = _FROM_SIGNED
    when_closed = True

    year: Year
    document: Sha256
    summary: Text | None = None

    def decide(self, desk: "Desk") -> None:
        desk.record(
            AgreementEvaluated(year=self.year, document=self.document, summary=self.summary)
        )


class ArchiveAgreement(AgreementCommand):
    """Record where the original is kept (arsip)."""

    act = "agreement.archive"
    states = _FROM_SIGNED
    when_closed = True

    document: Sha256
    location: Text
    copies: Count = 1

    def decide(self, desk: "Desk") -> None:
        desk.record(
            AgreementArchived(document=self.document, location=self.location, copies=self.copies)
        )


def open_placements(desk: "Desk", agreement: Agreement) -> tuple[str, ...]:
    """The placements that rest on the agreement and are not over, in order of nomination."""
    at_hosts = [
        placement
        for party in agreement.parties
        for placement in desk.rows(
            PLACEMENTS, f"host:{party.organisation}", host=party.organisation
        )
    ]
    resting = [
        p
        for p in at_hosts
        if p.agreement_on(desk.today) == agreement.id and p.state in _OPEN_PLACEMENTS
    ]
    return tuple(p.id for p in sorted(resting, key=lambda p: p.nominated_at))
