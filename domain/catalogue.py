"""Every fact there is, in reading order: the auditor's table of contents.

A topic that is not here is unknown: reading stops at it, it is never skipped or imported.
"""

from collections.abc import Mapping
from functools import cache
from typing import get_args

from domain.account import AccountFact
from domain.agreement.facts import AgreementFact
from domain.amendment.facts import AmendmentFact
from domain.base import Fact
from domain.breach import BreachNotified, BreachRecorded
from domain.correction import CorrectionRecorded
from domain.cost import ClassCostRecorded, CostRecorded
from domain.document import DocumentStored
from domain.employee import EmployeeFact
from domain.evidence_request import (
    EvidenceAccepted,
    EvidenceAnswered,
    EvidenceAsked,
    EvidenceReturned,
)
from domain.external_learning import ExternalLearningFact
from domain.finding import FindingFact
from domain.hold import HoldPlaced, HoldReleased
from domain.holidays import CalendarPublished
from domain.import_run import ImportCompleted
from domain.learning.facts import LearningFact
from domain.mandate import MandateGranted, MandateRevoked
from domain.need import NeedFact
from domain.office import OfficeFact
from domain.organisation import OrganisationFact, UnitFact
from domain.placement.facts import PlacementFact
from domain.proposal import (
    ProposalApproved,
    ProposalOpened,
    ProposalRejected,
    ProposalWithdrawn,
)
from domain.question import QuestionFact
from domain.rule import RulePublished
from domain.sample import SampleDrawn, SampleMarked
from domain.subject_request import SubjectRequestAnswered, SubjectRequestReceived
from domain.system import GlassBroken, SigningKeyAnnounced, SigningKeyRetired, StoreOpened

_FACTS: tuple[type[Fact], ...] = (
    StoreOpened,
    GlassBroken,
    SigningKeyAnnounced,
    SigningKeyRetired,
    *get_args(OrganisationFact),
    *get_args(UnitFact),
    *get_args(OfficeFact),
    MandateGranted,
    MandateRevoked,
    *get_args(AccountFact),
    *get_args(EmployeeFact),
    *get_args(NeedFact),
    RulePublished,
    CalendarPublished,
    DocumentStored,
    CostRecorded,
    ClassCostRecorded,
    *get_args(AgreementFact),
    *get_args(AmendmentFact),
    *get_args(PlacementFact),
    *get_args(LearningFact),
    *get_args(ExternalLearningFact),
    *get_args(FindingFact),
    SampleDrawn,
    SampleMarked,
    *get_args(QuestionFact),
    EvidenceAsked,
    EvidenceAnswered,
    EvidenceReturned,
    EvidenceAccepted,
    SubjectRequestReceived,
    SubjectRequestAnswered,
    HoldPlaced,
    HoldReleased,
    BreachRecorded,
    BreachNotified,
    CorrectionRecorded,
    ProposalOpened,
    ProposalApproved,
    ProposalRejected,
    ProposalWithdrawn,
    ImportCompleted,
)

CATALOGUE: Mapping[str, type[Fact]] = {fact.topic: fact for fact in _FACTS}


@cache
def topics_of(thing: str) -> frozenset[str]:
    """The topics of one thing's streams."""
    return frozenset(topic for topic in CATALOGUE if topic.startswith(f"{thing}."))
