"""What the commands about placements share: whom they concern, what they read and move."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from application.authority import Concern
from application.commands.base import Command, Reasoned
from application.views.things import PLACEMENTS
from domain.account import Account
from domain.agreement.state import Agreement
from domain.employee import Employee
from domain.enums import Role
from domain.enums_learning import Component
from domain.learning.state import LearningRecord
from domain.placement.changes import Surroundings
from domain.placement.footing import Footing
from domain.placement.state import Placement, days_between

if TYPE_CHECKING:
    from application.desk import Desk


class PlacementCommand(Reasoned):
    """An act on a placement: hosts act for their own, mentors where they are assigned."""

    def concern(self, desk: "Desk") -> Concern:
        return concern_of(desk.get(Placement, desk.subject))


class CodedPlacementCommand(Command):
    """An act on a placement that takes no free text: its reason is a code (R44)."""

    coded_only = True

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


def of_person(desk: "Desk", employee: str) -> list[Placement]:
    """The employee's placements."""
    return desk.rows(PLACEMENTS, f"person:{employee}", employee=employee)


def at_host(desk: "Desk", host: str, since: date) -> list[Placement]:
    """The host's placements, in every field, that may use a seat or a mentor since that day.

    Those of the past are many and meet nobody; they are not read.
    """
    least = {"busy_until": since.toordinal()}
    return desk.rows(PLACEMENTS, f"host:{host}", least, host=host)


def footing_of(desk: "Desk", placement: Placement) -> Footing:
    """The placement on every agreement it ever rested on."""
    ids = {placement.agreement, *(basis.agreement for basis in placement.bases)}
    policy = desk.rules(Component.AGREEMENT_POLICY, desk.day).values
    return Footing(
        placement=placement,
        agreements={subject: desk.after(Agreement, subject) or Agreement() for subject in ids},
        calendar=desk.calendar,
        late_days=policy["late_sign_days"],
    )


def touch(desk: "Desk", placement: Placement) -> None:
    """The act changes who is where: seats, mentors and days of the person move."""
    desk.touch(f"person:{placement.employee}", f"host:{placement.host}")


def is_tied(desk: "Desk", placement: Placement, *, same_unit: bool = False) -> bool:
    """Whether the person who decides has a tie to the participant (R89).

    A declared tie is one; `same_unit` asks as well whether both belong to one unit, today or, on
    import, on the day claimed.
    """
    if placement.employee in desk.person.tied_to:
        return True
    if not same_unit or desk.person.unit is None:
        return False
    return desk.person.unit == desk.get(Employee, placement.employee).unit_on(desk.judged_on)


def has_valid_mentors(
    desk: "Desk", placement: Placement, neighbours: list[Placement], first: date
) -> bool:
    """Whether each day from `first` on has a mentor, valid on his or her days (R38)."""
    days: dict[str | None, list[date]] = {}
    for day in days_between(first, placement.planned_end):
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
    others = [n for n in neighbours if n.id != placement.id and n.meets(days[0], days[-1])]
    guided = [n for n in others if any(spell.mentor == mentor for spell in n.mentors)]
    return is_mentor_of(account, placement.host, days) and all(
        sum(n.occupies_on(day) and n.mentor_on(day) == mentor for n in guided)
        < policy["mentor_max"]
        for day in (days if len(guided) >= policy["mentor_max"] else ())
    )


def is_mentor_of(account: Account, host: str, days: Iterable[date]) -> bool:
    """Whether the account is a mentor of the host on each of the days, and not closed by then."""
    grants = [g for g in account.grants if g.role is Role.MENTOR and g.organisation == host]
    return all(account.is_open_on(day) and any(g.holds_on(day) for g in grants) for day in days)


def surroundings(desk: "Desk", placement: Placement, first: date) -> Surroundings:
    """What a placement is judged by under its new plan, its mentors from the `first` day on."""
    neighbours = at_host(desk, placement.host, min(desk.day, placement.first_day))
    return Surroundings(
        employee=desk.get(Employee, placement.employee),
        others=of_person(desk, placement.employee),
        neighbours=neighbours,
        footing=footing_of(desk, placement),
        mentor_valid=has_valid_mentors(desk, placement, neighbours, first),
        calendar=desk.calendar,
        policy=desk.rules(Component.PLACEMENT_POLICY, desk.day).values,
    )


def counted_with(desk: "Desk", planned: Placement) -> int:
    record = desk.find(LearningRecord, planned.id)
    approved = record.approved_days if record else frozenset()
    return len(planned.counted_days(desk.calendar, approved))
