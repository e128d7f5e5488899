"""Every view there is; the projector folds all of them."""

from application.ports import View
from application.views.jp_ledger import JP_LEDGER
from application.views.learning import ENTRIES, RECORDS
from application.views.things import (
    AGREEMENTS,
    EMPLOYEES,
    EXTERNALS,
    NEEDS,
    OFFICES,
    ORGANISATIONS,
    PLACEMENTS,
    UNITS,
)

VIEWS: tuple[View, ...] = (
    ORGANISATIONS,
    UNITS,
    OFFICES,
    EMPLOYEES,
    NEEDS,
    AGREEMENTS,
    PLACEMENTS,
    RECORDS,
    ENTRIES,
    EXTERNALS,
    JP_LEDGER,
)
