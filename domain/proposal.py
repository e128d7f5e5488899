"""Proposal (usulan): an act that waits for a second person (R85, contract §1.5, §5.8)."""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self, cast

import msgspec

from domain.base import Fact
from domain.enums import Role
from domain.envelope import AnyEnvelope
from domain.replacing import replace
from domain.thing import Thing


class ProposalOpened(Fact):
    """An act was checked and kept: its command, the thing it is about, its fields."""

    topic = "proposal.opened.v1"
    command: str
    subject: str | None = msgspec.field(name="id", default=None)
    fields: dict[str, Any] = msgspec.field(name="with")
    approvers: tuple[Role, ...]
    role: Role


class ProposalApproved(Fact):
    """Another person approved; the act's own facts follow in the same append."""

    topic = "proposal.approved.v1"
    note: str | None = None


class ProposalRejected(Fact):
    topic = "proposal.rejected.v1"


class ProposalWithdrawn(Fact):
    topic = "proposal.withdrawn.v1"


@dataclass(frozen=True, slots=True)
class Proposal(Thing):
    thing: ClassVar[str] = "proposal"
    undated: ClassVar[frozenset[str]] = frozenset(
        {
            ProposalOpened.topic,
            ProposalApproved.topic,
            ProposalRejected.topic,
            ProposalWithdrawn.topic,
        }
    )

    command: str = ""
    subject: str | None = None
    fields: bytes = b""
    """The act's fields as JSON."""
    proposer: str = ""
    approvers: tuple[Role, ...] = ()
    opened_on: date = date.max

    def evolve(self, fact: AnyEnvelope) -> Self:
        match cast(
            ProposalOpened | ProposalApproved | ProposalRejected | ProposalWithdrawn, fact.data
        ):
            case ProposalOpened() as data:
                return replace(
                    self,
                    id=fact.subject,
                    version=fact.version,
                    state="OPEN",
                    since=fact.effective_on,
                    command=data.command,
                    subject=data.subject,
                    fields=msgspec.json.encode(data.fields, order="sorted"),
                    proposer=fact.actor,
                    approvers=data.approvers,
                    opened_on=fact.effective_on,
                )
            case ProposalApproved():
                return replace(self, version=fact.version, state="APPROVED")
            case ProposalRejected():
                return replace(self, version=fact.version, state="REJECTED")
            case ProposalWithdrawn():
                return replace(self, version=fact.version, state="WITHDRAWN")
