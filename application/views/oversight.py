"""What inspectors write and what waits for a second person, each by id."""

from application.views.things import ThingView
from domain.evidence_request import EvidenceRequest
from domain.finding import Finding
from domain.proposal import Proposal
from domain.question import KeptQuestion
from domain.sample import Sample

FINDINGS = ThingView(Finding, "criterion_code")
SAMPLES = ThingView(Sample)
QUESTIONS = ThingView(KeptQuestion)
EVIDENCE_REQUESTS = ThingView(EvidenceRequest)
PROPOSALS = ThingView(Proposal, "subject")
