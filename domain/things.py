"""Every thing with a stream, by its name in the contract (§1), and its blank state."""

from collections.abc import Mapping

from domain.account import Account
from domain.agreement.state import Agreement
from domain.amendment.state import Amendment
from domain.breach import Breach
from domain.correction import Correction
from domain.cost import ClassCost, Cost
from domain.document import Document
from domain.employee import Employee
from domain.evidence_request import EvidenceRequest
from domain.external_learning import ExternalLearning
from domain.finding import Finding
from domain.hold import Hold
from domain.holidays import HolidayCalendar
from domain.import_run import Import
from domain.learning.state import LearningRecord
from domain.mandate import Mandate
from domain.need import Need
from domain.office import Office
from domain.organisation import Organisation, Unit
from domain.placement.state import Placement
from domain.proposal import Proposal
from domain.question import KeptQuestion
from domain.rule import Rule
from domain.sample import Sample
from domain.subject_request import SubjectRequest
from domain.system import System
from domain.thing import Thing

THINGS: Mapping[str, type[Thing]] = {
    kind.thing: kind
    for kind in (
        System,
        Organisation,
        Unit,
        Office,
        Mandate,
        Account,
        Employee,
        Need,
        Rule,
        HolidayCalendar,
        Document,
        Cost,
        ClassCost,
        Agreement,
        Amendment,
        Placement,
        LearningRecord,
        ExternalLearning,
        Finding,
        Sample,
        KeptQuestion,
        EvidenceRequest,
        SubjectRequest,
        Hold,
        Breach,
        Correction,
        Proposal,
        Import,
    )
}

BLANK: Mapping[str, Thing] = {name: kind() for name, kind in THINGS.items()}
