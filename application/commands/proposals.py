"""What the second person can do with a proposal, and its proposer (contract §5.8)."""

from typing import TYPE_CHECKING

import application.commands as known
from application.authority import NOTHING, standing
from application.commands.base import Command, Reasoned
from domain.account import Account
from domain.base import Verdict, refuse
from domain.codes import Code
from domain.enums import Role
from domain.envelope import stream_of
from domain.proposal import Proposal, ProposalApproved, ProposalRejected, ProposalWithdrawn
from domain.replacing import replace
from domain.values import Text

if TYPE_CHECKING:
    from application.desk import Desk


class ApproveProposal(Reasoned):
    """Approve as the second person: the act is checked again and recorded (R85)."""

    act = "proposal.approve"
    importable = False
    states = ("OPEN",)
    refusals = (Code.SECOND_PERSON_REQUIRED,)

    note: Text | None = None

    def entitle(self, desk: "Desk") -> None:
        hold_approvers_role(desk)

    def decide(self, desk: "Desk") -> None:
        proposal = desk.get(Proposal, desk.subject)
        if desk.person.id == proposal.proposer:
            refuse(Code.SECOND_PERSON_REQUIRED)
        if not desk.get(Account, proposal.proposer).is_open:
            refuse(Code.ROLE_EXPIRED)
        desk.record(ProposalApproved(note=self.note), on=desk.today)
        command = known.COMMANDS[proposal.command].parse(proposal.fields)
        desk.judge(command, self._desk_of_the_act(command, proposal, desk))

    def _desk_of_the_act(self, command: Command, proposal: Proposal, desk: "Desk") -> "Desk":
        """The proposer's desk, sharing everything read and laid down with the approver's."""
        subject = proposal.subject or desk.context.new_id
        context = replace(
            desk.context,
            actor=proposal.proposer,
            second_person=desk.person.id,
            new_id=subject,
            ref=None,
            if_version=None,
            conditional=False,
        )
        inner = replace(
            desk,
            context=context,
            subject=subject,
            day=command.on or desk.today,
            verdict=Verdict(strict=True, set_aside=command.set_aside()),
            reason=command.why,
            basis=command.basis,
        )
        inner.identify(proposal.proposer, None)
        if command.creates:
            inner.is_new(stream_of(command.thing(), subject))
        return inner


class RejectProposal(Reasoned):
    """Refuse a proposal as the second person."""

    act = "proposal.reject"
    importable = False
    states = ("OPEN",)

    reason: Text

    def entitle(self, desk: "Desk") -> None:
        hold_approvers_role(desk)

    def decide(self, desk: "Desk") -> None:
        desk.record(ProposalRejected(), on=desk.today)


class WithdrawProposal(Reasoned):
    """Take one's own proposal back."""

    act = "proposal.withdraw"
    importable = False
    states = ("OPEN",)

    reason: Text

    def entitle(self, desk: "Desk") -> None:
        if desk.person.id != desk.get(Proposal, desk.subject).proposer:
            refuse(Code.OUT_OF_SCOPE)

    def decide(self, desk: "Desk") -> None:
        desk.record(ProposalWithdrawn(), on=desk.today)


def hold_approvers_role(desk: "Desk") -> None:
    """The role of the second person, under which the approval is recorded."""
    approvers = desk.get(Proposal, desk.subject).approvers
    found = standing(desk.person, approvers, NOTHING, desk.today)
    desk.role = found.role or Role.ANY
    if found.code is not None:
        refuse(found.code)
