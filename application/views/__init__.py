"""Every view there is; the projector folds all of them."""

from application.ports import View
from application.views.citations import CITATIONS
from application.views.duties import DUTIES_HELD
from application.views.jp_ledger import JP_LEDGER
from application.views.learning import ENTRIES, RECORDS
from application.views.noted import NOTED
from application.views.oversight import (
    EVIDENCE_REQUESTS,
    FINDINGS,
    PROPOSALS,
    QUESTIONS,
    SAMPLES,
)
from application.views.things import (
    AGREEMENTS,
    AMENDMENTS,
    BREACHES,
    CALENDARS,
    CLASS_COSTS,
    COSTS,
    DOCUMENTS,
    EMPLOYEES,
    EXTERNALS,
    HOLDS,
    MANDATES,
    NEEDS,
    OFFICES,
    ORGANISATIONS,
    PLACEMENTS,
    RULES,
    SUBJECT_REQUESTS,
    UNITS,
)

VIEWS: tuple[View, ...] = (
    ORGANISATIONS,
    UNITS,
    OFFICES,
    MANDATES,
    EMPLOYEES,
    NEEDS,
    RULES,
    CALENDARS,
    DOCUMENTS,
    CITATIONS,
    COSTS,
    CLASS_COSTS,
    AGREEMENTS,
    AMENDMENTS,
    PLACEMENTS,
    RECORDS,
    ENTRIES,
    EXTERNALS,
    JP_LEDGER,
    FINDINGS,
    SAMPLES,
    QUESTIONS,
    EVIDENCE_REQUESTS,
    PROPOSALS,
    NOTED,
    DUTIES_HELD,
    SUBJECT_REQUESTS,
    HOLDS,
    BREACHES,
)
