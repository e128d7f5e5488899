"""What can be asked of a placement, in the order of its life (contract §5.3)."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from application.authority import Concern
from application.commands.base import Overridable, Reasoned
from application.commands.registers import units_above
from application.views.things import PLACEMENTS
from domain.account import Account
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
from domain.placement.state import Placement
from domain.shapes import Letter
from domain.states import PlacementState
from domain.values import AccountId, AgreementId, EmployeeId, NeedId, OrganisationId

if TYPE_CHECKING:
    from application.desk import Desk


class PlacementCommand(Reasoned):
    """An act on a placement: hosts act for their own, mentors where they are assigned."""

    def concern(self, desk: "Desk") -> Concern:
        return concern_of(desk.get(Placement, desk.subject))


def concern_of(placement: Placement, *, only_assigned: bool = True) -> Concern:
    """Whom an act on the placement concerns; `only_assigned` keeps other mentors out."""
    mentors = frozenset(spell.mentor for spell in placement.mentors)
    return Concern(
        organisation=placement.host,
        employee=placement.employee,
        mentors=mentors if only_assigned else None,
    )


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
    priority: int = 3

    def decide(self, desk: "Desk") -> None:
        employee = desk.get(Employee, self.employee)
        grants = (g for g in desk.person.grants if g.role is Role.OPD and g.holds_on(desk.day))
        nominating = (grant.unit for grant in grants if grant.unit)
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
            nominating_units=frozenset(nominating),
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
                desk.record(PlacementMentorAssigned(mentor=self.mentor), on=placement.planned_start)

    def _seating(self, desk: "Desk", placement: Placement) -> decisions.Seating:
        employee = desk.get(Employee, placement.employee)
        home_unit = employee.unit_on(desk.day)
        neighbours = at_host(desk, placement.host)
        agreement = desk.get(Agreement, placement.agreement)
        working = desk.rules(Component.INSTRUMENTS, agreement.drafted_on).values["working"]
        return decisions.Seating(
            employee=employee,
            others=of_person(desk, placement.employee),
            agreement=agreement,
            is_working_kind=agreement.kind in working,
            unit_kind=desk.get(Unit, home_unit).kind,
            office=desk.get(Office, self.letter.office),
            letter_taken=self._letter_owner(desk) not in (None, self._letter_identity()),
            mentor_valid=(
                None
                if self.mentor is None
                else is_valid_mentor(desk, self.mentor, placement, neighbours, days_of(placement))
            ),
            neighbours=[n for n in neighbours if n.field is placement.field],
            home_unit=home_unit,
        )

    def _letter_identity(self) -> str:
        """One letter may cover several placements: same number, date and document (R37)."""
        return f"{self.letter.date} {self.letter.document}"

    def _letter_owner(self, desk: "Desk") -> str | None:
        return desk.claimed("letter", f"{self.letter.date.year} {self.letter.number}")

    def _claim_letter(self, desk: "Desk") -> None:
        if self._letter_owner(desk) is None:
            name = f"{self.letter.date.year} {self.letter.number}"
            desk.claim("letter", name, self._letter_identity())


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
        neighbours = at_host(desk, placement.host)
        arrived = replace(placement, started_on=desk.day)
        facts = decisions.start(
            placement,
            desk.verdict,
            arrival=desk.day,
            agreement=desk.get(Agreement, placement.agreement),
            mentor_valid=has_valid_mentors(desk, arrived, neighbours),
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


# --- what several of these read ---


def of_person(desk: "Desk", employee: str) -> list[Placement]:
    """The employee's placements."""
    return desk.rows(PLACEMENTS, f"person:{employee}", employee=employee)


def at_host(desk: "Desk", host: str) -> list[Placement]:
    """The host's placements, in every field."""
    return desk.rows(PLACEMENTS, f"host:{host}", host=host)


def touch(desk: "Desk", placement: Placement) -> None:
    """The act changes who is where: seats, mentors and days of the person move."""
    desk.touch(f"person:{placement.employee}", f"host:{placement.host}")


def is_tied(desk: "Desk", placement: Placement, *, same_unit: bool = False) -> bool:
    """Whether the person who decides has a tie to the participant (R89).

    `same_unit` asks as well whether both belong to one unit today.
    """
    employee = desk.get(Employee, placement.employee)
    return (
        same_unit
        and desk.person.unit is not None
        and (desk.person.unit == employee.unit_on(desk.today))
    )


def days_of(placement: Placement) -> tuple[date, ...]:
    """Every day from the start, actual or planned, to the end."""
    return tuple(decisions.days_between(placement.first_day, placement.last_day))


def has_valid_mentors(desk: "Desk", placement: Placement, neighbours: list[Placement]) -> bool:
    """Whether each day has a mentor, and each mentor is valid on his or her days (R38)."""
    days: dict[str | None, list[date]] = {}
    for day in days_of(placement):
        days.setdefault(placement.mentor_on(day), []).append(day)
    return all(
        mentor is not None and is_valid_mentor(desk, mentor, placement, neighbours, held)
        for mentor, held in days.items()
    )


def is_valid_mentor(
    desk: "Desk",
    mentor: str,
    placement: Placement,
    neighbours: list[Placement],
    days: Sequence[date],
) -> bool:
    """A mentor of the host on each day, and of no more than policy allows at a time (R38)."""
    account = desk.get(Account, mentor)
    policy = desk.rules(Component.PLACEMENT_POLICY, desk.day).values
    first, last = days[0], days[-1]
    others = [n for n in neighbours if n.id != placement.id and n.meets(first, last)]
    guided = [n for n in others if any(spell.mentor == mentor for spell in n.mentors)]
    return is_mentor_of(account, placement.host, days) and all(
        sum(n.meets(day, day) and n.mentor_on(day) == mentor for n in guided) < policy["mentor_max"]
        for day in (days if len(guided) >= policy["mentor_max"] else ())
    )


def is_mentor_of(account: Account, host: str, days: Iterable[date]) -> bool:
    """Whether the account is open and a mentor of the host on each of the days."""
    grants = [g for g in account.grants if g.role is Role.MENTOR and g.organisation == host]
    return account.is_open and all(any(g.holds_on(day) for g in grants) for day in days)
