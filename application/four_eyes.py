"""Four eyes (R85): an act that waits for a second person, kept as a proposal (contract §1.5).

It is checked when it is proposed and again, wholly, when another person approves it.
"""

import msgspec

from application.commands.base import Command
from application.desk import Desk
from application.permissions import duty_of
from domain.codes import Code
from domain.enums import Role
from domain.envelope import stream_of
from domain.proposal import ProposalOpened


def approvers_of(command: Command) -> tuple[Role, ...]:
    """The roles of the second person; none if the act needs no second one."""
    if command.overrides is not None:
        return (Role.HEAD,)
    return duty_of(command.act).approves


def note_second_person(desk: Desk) -> None:
    """On import the second person is named with the act, or their absence is recorded (§7.3)."""
    second = desk.context.second_person
    if second in (None, desk.person.id):
        desk.verdict.broken(Code.SECOND_PERSON_REQUIRED)


def propose(command: Command, desk: Desk, subject: str | None, approvers: tuple[Role, ...]) -> None:
    """Keep an act that passed every check as a proposal, in place of its facts."""
    fields = msgspec.json.decode(msgspec.json.encode(command.given()))
    desk.drafts.clear()
    desk.claims.clear()
    desk.touched.clear()
    desk.subject = desk.context.new_id
    desk.is_new(stream_of("proposal", desk.subject))
    desk.record(
        ProposalOpened(
            command=command.act,
            subject=subject,
            fields=fields,
            approvers=approvers,
            role=desk.role,
        ),
        on=desk.today,
    )
