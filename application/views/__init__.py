"""Every view there is; the projector folds all of them."""

from application.ports import View
from application.views.duties import DUTIES_HELD
from application.views.jp_ledger import JP_LEDGER
from application.views.learning import ENTRIES, RECORDS
from application.views.noted import NOTED
from application.views.oversight import EVIDENCE_REQUESTS, FINDINGS, PROPOSALS, SAMPLES
from application.views.things import (
    AGREEMENTS,
    AMENDMENTS,
    CALENDARS,
    EMPLOYEES,
    EXTERNALS,
    NEEDS,
    OFFICES,
    ORGANISATIONS,
    PLACEMENTS,
    RULES,
    UNITS,
)

VIEWS: tuple[View, ...] = (
    ORGANISATIONS,
    UNITS,
    OFFICES,
    EMPLOYEES,
    NEEDS,
    RULES,
    CALENDARS,
    AGREEMENTS,
    AMENDMENTS,
    PLACEMENTS,
    RECORDS,
    ENTRIES,
    EXTERNALS,
    JP_LEDGER,
    FINDINGS,
    SAMPLES,
    EVIDENCE_REQUESTS,
    PROPOSALS,
    NOTED,
    DUTIES_HELD,
)
