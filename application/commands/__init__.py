"""Every command there is, by its name. What is not here cannot be asked (D12)."""

from collections.abc import Mapping

from application.commands import (
    agreements,
    credit,
    learning,
    people,
    placement_changes,
    placements,
    proposals,
    registers,
)
from application.commands.base import Command

_COMMANDS: tuple[type[Command], ...] = (
    registers.RegisterOrganisation,
    registers.RegisterUnit,
    registers.CreateOffice,
    registers.AppointHolder,
    people.OpenAccount,
    people.RegisterEmployee,
    registers.RecordNeed,
    registers.ConfirmNeed,
    agreements.DraftAgreement,
    agreements.AttachToAgreement,
    agreements.SubmitAgreement,
    agreements.GiveOpinion,
    agreements.RecordCouncil,
    agreements.ApproveAgreement,
    agreements.SignAgreement,
    placements.NominatePlacement,
    placements.VerifyPlacement,
    placement_changes.RejectPlacement,
    placements.AssignPlacement,
    placement_changes.AssignMentor,
    placement_changes.CancelPlacement,
    placements.StartPlacement,
    placement_changes.SuspendPlacement,
    placement_changes.ResumePlacement,
    placement_changes.ReschedulePlacement,
    placement_changes.MarkDutyDay,
    placement_changes.WithdrawPlacement,
    placement_changes.TerminatePlacement,
    placements.CompletePlacement,
    placement_changes.ClosePlacement,
    placement_changes.DecidePlacement,
    learning.LogHours,
    learning.ApproveHours,
    learning.SubmitReport,
    learning.EvaluateLearning,
    learning.ReplyToEvaluation,
    learning.ConfirmEvaluation,
    credit.RecordCertificate,
    credit.ProposeCredit,
    credit.VerifyCredit,
    credit.RecogniseCredit,
    proposals.ApproveProposal,
    proposals.RejectProposal,
    proposals.WithdrawProposal,
)

COMMANDS: Mapping[str, type[Command]] = {command.act: command for command in _COMMANDS}
