"""What can be asked of a placement, in the order of its life (contract §5.3)."""

from datetime import date
from typing import TYPE_CHECKING

from application.commands.base import Overridable
from application.commands.mandates import powers_at
from application.commands.numbering import is_of_other_letter, letter_identity, letter_number
from application.commands.placing import (
    PlacementCommand,
    at_host,
    footing_of,
    has_valid_mentors,
    is_tied,
    is_valid_mentor,
    of_person,
    touch,
)
from application.commands.registers import units_above
from domain.agreement.state import Agreement
from domain.codes import Code
from domain.employee import Employee
from domain.enums import Field, Mode, Role
from domain.enums_learning import Component, IfFull, PlacementActivity
from domain.learning.facts import LearningRecordOpened
from domain.learning.state import LearningRecord
from domain.need import Need
from domain.office import Office
from domain.organisation import Organisation, Unit
from domain.placement import decisions
from domain.placement.facts import PlacementAssigned, PlacementMentorAssigned, PlacementNominated
from domain.placement.state import Placement, days_between
from domain.replacing import replace
from domain.shapes import Letter
from domain.states import PlacementState
from domain.values import AccountId, AgreementId, EmployeeId, NeedId, OrganisationId, Whole

if TYPE_CHECKING:
    from application.desk import Desk


class NominatePlacement(Overridable):
    """An OPD names one of its people for a host's place that answers a need (R28-R30, R40)."""

    act = "placement.nominate"
    creates = True
    refusals = (
        Code.PERIOD_INVALID,
        Code.NEED_REQUIRED,
        Code.FIELD_MISMATCH,
        Code.NOT_HOME_UNIT,
        Code.DURATION_OUT_OF_RANGE,
    )
    overridable = frozenset({Code.FIELD_MISMATCH})

    employee: EmployeeId
    host: OrganisationId
    field: Field
    planned_start: date
    planned_end: date
    mode: Mode
    agreement: AgreementId
    need: NeedId | None = None
    priority: Whole = 3

    def decide(self, desk: "Desk") -> None:
        employee = desk.get(Employee, self.employee)
        facts = decisions.nominate(
            desk.verdict,
            PlacementNominated(
                employee=self.employee,
                host=self.host,
                field=self.field,
                planned_start=self.planned_start,
                planned_end=self.planned_end,
                mode=self.mode,
                agreement=self.agreement,
                need=self.need,
                priority=self.priority,
                ref=desk.context.ref,
            ),
            need=desk.find(Need, self.need) if self.need else None,
            host=desk.get(Organisation, self.host),
            home_units=frozenset(units_above(desk, employee.unit_on(desk.day))),
            nominating_units=desk.person.units_as(Role.OPD, desk.day),
            calendar=desk.calendar,
            policy=desk.rules(Component.PLACEMENT_POLICY, desk.day).values,
        )
        for fact in facts:
            desk.record(fact)


class VerifyPlacement(PlacementCommand, Overridable):
    """The programme office checks the person item by item (R31, R32, R48)."""

    act = "placement.verify"
    states = (PlacementState.NOMINATED,)
    refusals = (
        Code.NOT_ELIGIBLE,
        Code.CONTRACT_ENDS,
        Code.OVERLAP,
        Code.CONFLICT_OF_INTEREST,
    )
    overridable = frozenset({Code.NOT_ELIGIBLE})

    def decide(self, desk: "Desk") -> None:
        placement = desk.get(Placement, desk.subject)
        facts = decisions.verify(
            placement,
            desk.verdict,
            employee=desk.get(Employee, placement.employee),
            others=of_person(desk, placement.employee),
            policy=desk.rules(Component.PLACEMENT_POLICY, desk.day).values,
            tied=is_tied(desk, placement),
        )
        for fact in facts:
            desk.record(fact)


class AssignPlacement(PlacementCommand, Overridable):
    """Give the seat, with the assignment letter (surat tugas) and, if known, the mentor."""

    act = "placement.assign"
    states = (PlacementState.VERIFIED, PlacementState.WAITLISTED)
    refusals = (
        Code.NOT_ELIGIBLE,
        Code.CONTRACT_ENDS,
        Code.OVERLAP,
        Code.NOT_A_WORKING_AGREEMENT,
        Code.AGREEMENT_NOT_IN_FORCE,
        Code.AGREEMENT_ENDS_BEFORE_PLACEMENT,
        Code.MODE_NOT_COVERED,
        Code.FIELD_NOT_COVERED,
        Code.UNIT_NOT_COVERED,
        Code.LETTER_AFTER_START,
        Code.NUMBER_TAKEN,
        Code.MANDATE_INVALID,
        Code.NO_AUTHORITY,
        Code.MENTOR_INVALID,
        Code.CAPACITY_FULL,
        Code.WAITLIST_ORDER,
    )
    overridable = frozenset({Code.NOT_ELIGIBLE, Code.WAITLIST_ORDER})

    letter: Letter
    mentor: AccountId | None = None
    activity: PlacementActivity = PlacementActivity.INTERNSHIP
    if_full: IfFull = IfFull.REFUSE

    def decide(self, desk: "Desk") -> None:
        placement = desk.get(Placement, desk.subject)
        facts = decisions.assign(
            placement,
            desk.verdict,
            letter=self.letter,
            mentor=self.mentor,
            activity=self.activity,
            if_full=self.if_full,
            seating=self._seating(desk, placement),
            calendar=desk.calendar,
            policy=desk.rules(Component.PLACEMENT_POLICY, desk.day).values,
        )
        touch(desk, placement)
        for fact in facts:
            if not isinstance(fact, PlacementAssigned):
                desk.record(fact)
                continue
            desk.record(fact, office=self.letter.office)
            self._claim_letter(desk)
            if self.mentor is not None:
                first = placement.planned_start
                desk.record(PlacementMentorAssigned(mentor=self.mentor, since=first), on=first)

    def _letter_is_taken(self, desk: "Desk") -> bool:
        """One letter may cover several placements; its number has no other document (R37)."""
        return is_of_other_letter(desk.claimed(*letter_number(self.letter)), self.letter)

    def _seating(self, desk: "Desk", placement: Placement) -> decisions.Seating:
        employee = desk.get(Employee, placement.employee)
        home_unit = employee.unit_on(desk.day)
        neighbours = at_host(desk, placement.host, placement.planned_start)
        planned = tuple(days_between(placement.planned_start, placement.planned_end))
        agreement = desk.get(Agreement, placement.agreement_on(placement.planned_start))
        working = desk.rules(Component.INSTRUMENTS, agreement.drafted_on).values["working"]
        return decisions.Seating(
            employee=employee,
            others=of_person(desk, placement.employee),
            footing=footing_of(desk, placement),
            is_working_kind=agreement.kind in working,
            unit_kind=desk.get(Unit, home_unit).kind,
            office=desk.get(Office, self.letter.office),
            letter_taken=self._letter_is_taken(desk),
            mentor_valid=(
                None
                if self.mentor is None
                else is_valid_mentor(desk, self.mentor, placement, neighbours, planned)
            ),
            neighbours=[n for n in neighbours if n.field is placement.field],
            home_unit=home_unit,
            powers=powers_at(desk, self.letter.mandate, self.letter.date),
        )

    def _claim_letter(self, desk: "Desk") -> None:
        scope, name = letter_number(self.letter)
        if desk.claimed(scope, name) is None:
            desk.claim(scope, name, letter_identity(self.letter))


class StartPlacement(PlacementCommand):
    """The host records the intern's arrival; the learning record opens with it (R39, R49)."""

    act = "placement.start"
    states = (PlacementState.ASSIGNED,)
    refusals = (
        Code.START_OUT_OF_WINDOW,
        Code.AGREEMENT_NOT_IN_FORCE,
        Code.AGREEMENT_ENDS_BEFORE_PLACEMENT,
        Code.MENTOR_INVALID,
    )

    def decide(self, desk: "Desk") -> None:
        placement = desk.get(Placement, desk.subject)
        neighbours = at_host(desk, placement.host, min(desk.day, placement.planned_start))
        arrived = replace(placement, started_on=desk.day)
        facts = decisions.start(
            placement,
            desk.verdict,
            arrival=desk.day,
            footing=footing_of(desk, placement),
            mentor_valid=has_valid_mentors(desk, arrived, neighbours, desk.day),
            calendar=desk.calendar,
            policy=desk.rules(Component.PLACEMENT_POLICY, desk.day).values,
        )
        touch(desk, placement)
        for fact in facts:
            started = desk.record(fact)
            opened = LearningRecordOpened(
                employee=placement.employee, host=placement.host, activity=placement.activity
            )
            desk.record(opened, cause=started)


class CompletePlacement(PlacementCommand):
    """The plan is over, the report is in and no hours are undecided (R43)."""

    act = "placement.complete"
    states = (PlacementState.STARTED,)
    refusals = (Code.INCOMPLETE,)

    def decide(self, desk: "Desk") -> None:
        placement = desk.get(Placement, desk.subject)
        record = desk.get(LearningRecord, desk.subject)
        counted = placement.counted_days(desk.calendar, record.approved_days)
        facts = decisions.complete(
            placement,
            desk.verdict,
            day=desk.day,
            report_submitted=record.report is not None,
            open_hours=record.has_open_hours,
            working_days=len(counted),
        )
        touch(desk, placement)
        for fact in facts:
            desk.record(fact)
